"""The rules that an attempt keeps, of every schema there ever was."""

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest

from quizzes import review_rules
from quizzes.domain import rules
from quizzes.enums import Behaviour, Counting, Expiry, Layout

# What attempts looked like before pages, tries and closing times.
OLD = {
    "schema": 1,
    "pass_mark": 75,
    "max_attempts": 2,
    "wait_minutes": 5,
    "time_limit_minutes": 20,
    "shuffle_questions": True,
    "shuffle_options": False,
    "show_feedback": True,
    "sections": [{"id": "a", "items": 2}, {"id": "b", "items": 3}],
}
NEW = {
    **{key: value for key, value in OLD.items() if key != "show_feedback"},
    "schema": 2,
    "layout": "section",
    "one_way": True,
    "behaviour": "tries",
    "max_tries": 4,
    "try_cost": 25,
    "counting": "mean",
    "closes_at": "2026-03-08T07:00:00+00:00",
    "on_expiry": "discard",
    "grace_seconds": 45,
    "time_factor": "1.5",
    "extra_attempts": 1,
    "review": review_rules.score_only(),
    "sections": [{"id": "a", "items": 2, "case": True}, {"id": "b", "items": 3}],
}


def test_rules_of_schema_1_are_one_page_deferred_best_and_without_grace():
    found = rules.read(OLD)

    assert found == rules.Rules(
        pass_mark=75,
        max_attempts=2,
        wait_minutes=5,
        time_limit_minutes=20,
        shuffle_questions=True,
        shuffle_options=False,
        layout=Layout.ALL,
        one_way=False,
        behaviour=Behaviour.DEFERRED,
        max_tries=1,
        try_cost=0,
        counting=Counting.BEST,
        closes_at=None,
        on_expiry=Expiry.SUBMIT,
        grace=dt.timedelta(0),
        time_factor=Decimal(1),
        extra_attempts=0,
        review=review_rules.default(),
        sections=(rules.Section("a", 2), rules.Section("b", 3)),
    )
    assert (found.pages, found.can_check, found.has_cases) == (1, False, False)


def test_rules_of_schema_1_without_feedback_show_the_score_alone():
    found = rules.read({**OLD, "show_feedback": False})

    assert found.review == review_rules.score_only()


def test_rules_of_schema_2_are_read_as_they_were_written():
    found = rules.read(NEW)

    assert (found.layout, found.one_way, found.pages) == (Layout.SECTION, True, 2)
    assert (found.behaviour, found.tries, found.try_cost) == (Behaviour.TRIES, 4, 25)
    assert found.can_check
    assert found.counting == Counting.MEAN
    assert found.closes_at == dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC)
    assert (found.on_expiry, found.grace) == (Expiry.DISCARD, dt.timedelta(seconds=45))
    assert (found.time_factor, found.extra_attempts) == (Decimal("1.5"), 1)
    assert found.review == review_rules.score_only()
    assert found.sections[0] == rules.Section("a", 2, has_case=True)
    assert found.has_cases


@pytest.mark.parametrize("broken", [{}, {**OLD, "schema": 3}, {**OLD, "schema": None}])
def test_rules_of_no_known_schema_are_refused(broken):
    with pytest.raises(ValueError, match="no rules"):
        rules.read(broken)


@pytest.mark.parametrize(
    ("layout", "pages"), [("all", 1), ("section", 2), ("question", 5)]
)
def test_pages_follow_from_the_layout(layout, pages):
    assert rules.read({**NEW, "layout": layout}).pages == pages


@pytest.mark.parametrize(
    ("behaviour", "can_check", "tries"),
    [
        ("deferred", False, 1),
        ("immediate", True, 1),
        ("tries", True, 4),
        ("certainty", False, 1),
    ],
)
def test_behaviour_says_what_can_be_checked_and_how_often(behaviour, can_check, tries):
    found = rules.read({**NEW, "behaviour": behaviour})

    assert (found.can_check, found.tries) == (can_check, tries)


BEGIN = dt.datetime(2026, 3, 8, 6, 50, tzinfo=dt.UTC)  # 1:50 in New York, EST


@pytest.mark.parametrize(
    ("limit", "factor", "closes", "ends"),
    [
        (None, "1", None, None),
        (20, "1", None, BEGIN + dt.timedelta(minutes=20)),
        (20, "1.5", None, BEGIN + dt.timedelta(minutes=30)),
        # Not a second less than was granted.
        (1, "1.01", None, BEGIN + dt.timedelta(seconds=61)),
        (20, "1.5", 25, BEGIN + dt.timedelta(minutes=25)),
        (20, "1", 25, BEGIN + dt.timedelta(minutes=20)),
        (None, "2", 25, BEGIN + dt.timedelta(minutes=25)),
    ],
)
def test_deadline_is_the_earlier_of_limit_and_closing(limit, factor, closes, ends):
    found = rules.deadline(
        started_at=BEGIN,
        limit_minutes=limit,
        time_factor=Decimal(factor),
        closes_at=closes and BEGIN + dt.timedelta(minutes=closes),
    )

    assert found == ends


def test_deadline_is_a_duration_whatever_clocks_on_the_wall_do():
    zone = zoneinfo.ZoneInfo("America/New_York")

    found = rules.deadline(
        started_at=BEGIN, limit_minutes=30, time_factor=Decimal(1), closes_at=None
    )

    assert BEGIN.astimezone(zone).hour == 1
    assert (found.astimezone(zone).hour, found.astimezone(zone).minute) == (3, 20)
