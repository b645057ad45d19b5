"""Weak spots of a learner, and of a group: with enough to say so, or not at all."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from quizzes.trainers.domain import groups, practice, weak
from quizzes.trainers.models import PracticeRun
from tests.counting import counted_queries
from tests.quizzes.factories import AT, make_user

from .toy import make_lab

pytestmark = pytest.mark.django_db


def practise(learner, missed, *, version=None, at=AT, trainer="toy"):
    """Keep a run for each list of topics, the oldest first."""
    for minutes, keys in enumerate(missed):
        practice.record(
            learner=learner,
            uuid=uuid4(),
            trainer=trainer,
            version=version,
            at=at + dt.timedelta(minutes=minutes),
            fraction=Decimal(0 if keys else 1),
            missed=tuple(keys),
        )


def spots(learner, at=AT + dt.timedelta(days=1)):
    (found,) = weak.weak_spots(learner=learner, at=at)
    return found


def test_nothing_is_said_of_few_runs(toy):
    learner = make_user()
    practise(learner, [["left"]] * 4)

    found = spots(learner)
    assert (found.runs, found.is_enough, found.spots) == (4, False, [])


def test_what_was_missed_most_comes_first_and_once_is_nothing(toy):
    learner = make_user()
    practise(learner, [["left"], ["right", "left"], ["left"], [], ["gone", "right"]])
    practise(make_user(), [["right"]] * 9)

    found = spots(learner)
    told = [(spot.label, spot.missed, spot.runs, spot.trend) for spot in found.spots]
    assert told == [("The left side", 3, 5, ""), ("The right side", 2, 5, "")]
    learner = make_user()
    practise(learner, [["left"], [], [], [], []])
    assert spots(learner).spots == []


def test_only_the_last_runs_and_none_of_the_future_count(toy):
    learner = make_user()
    practise(learner, [["left"]] * 10 + [["right"]] * 20)

    found = spots(learner)
    assert found.runs == 30
    assert [(spot.key, spot.missed) for spot in found.spots] == [("right", 20)]
    early = spots(learner, at=AT + dt.timedelta(minutes=9))
    assert [(spot.key, spot.missed) for spot in early.spots] == [("left", 10)]


@pytest.mark.parametrize(
    ("older", "newer", "trend"),
    [
        (5, 1, "better"),
        (1, 5, "worse"),
        (3, 3, ""),
        (3, 1, ""),
        (0, 2, ""),
        (3, 0, "better"),
    ],
)
def test_trend_compares_the_newer_half_with_the_older(older, newer, trend):
    def half(count):
        return [["left"]] * count + [[]] * (5 - count)

    assert weak.trend_of("left", half(newer) + half(older)) == trend
    assert weak.trend_of("left", (half(newer) + half(older))[:9]) == ""


def test_labs_that_are_asked_no_more_are_not_offered(toy):
    learner, lab = make_user(), make_lab()
    practise(learner, [[]] * 3, version=lab.current_version())

    assert [title for title, _token in spots(learner).labs] == [lab.title]
    lab.unpublish()
    assert spots(learner).labs == []


def test_three_queries_however_much_was_practiced(toy):
    learner, lab = make_user(), make_lab()
    practise(learner, [["left"]] * 30, version=lab.current_version())

    with counted_queries() as queries:
        weak.weak_spots(learner=learner, at=AT + dt.timedelta(days=1))

    assert len(queries) == 3


def test_groups_are_told_by_trainer_with_shares(toy):
    one, other = make_user(), make_user()
    practise(one, [["left"], ["left"], [], []])
    practise(other, [["right"], [], [], []])
    practise(other, [[]], trainer="gone")

    (found,) = groups.report()
    assert (found.runs, found.learners, found.marked) == (8, 2, 8)
    assert found.mean == pytest.approx(5 / 8)
    assert found.is_few
    assert [(topic.key, topic.share) for topic in found.topics] == [
        ("left", 0.25),
        ("right", 0.125),
    ]
    mine = type(one).objects.filter(pk=one.pk).values("pk")
    assert groups.report(learners=mine)[0].topics[0].share == 0.5
    assert groups.report(since=AT + dt.timedelta(hours=1)) == []
    assert groups.report(until=AT) == []
    assert groups.report(trainer="nobody") == []


def test_enough_is_not_few(toy):
    for _ in range(5):
        practise(make_user(), [[]] * 4)

    (found,) = groups.report()
    assert not found.is_few
    assert found.topics == []
    assert PracticeRun.objects.count() == 20
