"""What attempts at a quiz come to in a course: by what counts, and never taken back."""

import random
from decimal import Decimal

import pytest

from courses.domain import enrolment as enrolments
from courses.domain import progress
from quizzes import types
from quizzes.domain import delivery, marking
from quizzes.scopes import Scope
from quizzes.types.base import Mark
from tests.courses.factories import (
    NOW,
    freeze,
    make_admin,
    make_course,
    make_learner,
    make_module,
    make_quiz,
    minutes,
)
from tests.quizzes.factories import items_of, make_question, right, save, wrong
from tests.quizzes.regrades import plan, regrade, rekey

pytestmark = pytest.mark.django_db


class Taker:
    """A learner enrolled in a course whose requirement is one quiz, and another."""

    def __init__(self, questions=None, *, also=False, **fields):
        course = make_course()
        module = make_module(course)
        self.questions = questions or [make_question(), make_question()]
        self.quiz = make_quiz(module, questions=self.questions, **fields)
        if also:
            make_quiz(module)
        freeze(course)
        self.enrolment = enrolments.enrol(learner=make_learner(), course=course, at=NOW)
        self.key = str(self.quiz.translation_key)
        self.clock = NOW

    def take(self, *answers):
        self.clock += minutes(5)
        learner = self.enrolment.learner
        scope = progress.scope_of(self.enrolment, self.key)
        attempt = delivery.start(
            learner=learner,
            quiz=self.quiz,
            scope=Scope(key=scope),
            at=self.clock,
            rng=random.Random(1),
        )
        for item, answer in zip(items_of(attempt), answers, strict=True):
            save(item, answer(item), at=self.clock)
        return delivery.submit(
            attempt_uuid=attempt.uuid, learner=learner, at=self.clock
        )

    @property
    def row(self):
        return self.enrolment.progress.filter(requirement=self.key).first()

    @property
    def is_completed(self):
        self.enrolment.refresh_from_db()
        return self.enrolment.is_completed


@pytest.mark.parametrize(
    ("counting", "results"),
    [
        ("best", ["0.5", "1", "1"]),
        ("last", ["0.5", "1", "0"]),
        ("first", ["0.5", "0.5", "0.5"]),
        ("mean", ["0.5", "0.75", "0.5"]),
    ],
)
def test_course_follows_what_counts_in_the_quiz(counting, results):
    taker = Taker(counting=counting, also=True)

    found = []
    for answers in ((right, wrong), (right, right), (wrong, wrong)):
        taker.take(*answers)
        found.append(taker.row.best_fraction)

    assert found == [Decimal(each) for each in results]
    assert taker.row.attempts == 3


@pytest.mark.parametrize(("counting", "done"), [("first", False), ("best", True)])
def test_pass_that_does_not_count_completes_nothing(counting, done):
    taker = Taker(counting=counting)
    taker.take(wrong, wrong)

    taker.take(right, right)

    assert taker.is_completed is done


def test_completion_is_not_taken_back_by_a_worse_last_attempt():
    taker = Taker(counting="last", also=True)
    taker.take(right, right)
    completed = taker.row.completed_at

    taker.take(wrong, wrong)

    assert (taker.row.completed_at, taker.row.best_fraction) == (completed, 0)


def test_score_of_a_completed_course_stays_when_the_last_attempt_is_worse():
    taker = Taker(counting="last")
    taker.take(right, right)
    assert taker.is_completed

    taker.take(wrong, wrong)

    assert taker.is_completed
    assert taker.enrolment.score == 1


def test_practice_never_completes_a_requirement():
    taker = Taker(practice=True)

    taker.take(right, right)

    assert taker.row is None
    assert not taker.is_completed


def test_practice_taken_before_does_not_count_in_the_exam():
    taker = Taker(practice=True)
    taker.take(right, right)
    taker.quiz.practice = False
    taker.quiz.save_revision().publish()

    taker.take(wrong, wrong)

    assert (taker.row.best_fraction, taker.row.attempts) == (0, 1)
    assert not taker.is_completed


def test_essays_complete_the_course_when_the_last_is_marked(monkeypatch):
    essay = types.get("short_text")
    monkeypatch.setattr(essay, "mark", lambda content, response: Mark(None))
    taker = Taker([make_question("short_text")])
    attempt = taker.take(right)
    assert taker.row is None

    (item,) = items_of(attempt)
    marking.mark_by_hand(
        item=item, marker=make_admin(), fraction=Decimal(1), at=taker.clock
    )

    assert taker.is_completed
    assert (taker.row.attempts, taker.row.best_fraction) == (1, 1)


def test_corrected_mark_counts_once_and_takes_no_completion_back(monkeypatch):
    essay = types.get("short_text")
    monkeypatch.setattr(essay, "mark", lambda content, response: Mark(None))
    taker = Taker([make_question("short_text")], also=True)
    (item,) = items_of(taker.take(right))
    marker = make_admin()
    for fraction in ("1", "0.2"):
        marking.mark_by_hand(
            item=item, marker=marker, fraction=Decimal(fraction), at=taker.clock
        )

    assert (taker.row.attempts, taker.row.best_fraction) == (1, Decimal("0.2"))
    assert taker.row.completed_at is not None


def test_regrade_completes_the_requirement_and_takes_no_completion_back():
    lucky = Taker(also=True, shuffle_questions=False)
    lucky.take(right, right)
    unlucky = Taker(lucky.questions, shuffle_questions=False)
    (first, second) = lucky.questions
    unlucky.take(wrong, right)
    assert (unlucky.is_completed, unlucky.row.best_fraction) == (False, Decimal("0.5"))
    admin = make_admin()

    regrade(plan("credit", first), admin, at=unlucky.clock)

    assert unlucky.is_completed
    assert (unlucky.row.attempts, unlucky.row.best_fraction) == (1, 1)
    completed = lucky.row.completed_at

    regrade(plan("version", second, rekey(second, 1)), admin, at=unlucky.clock)

    assert lucky.row.best_fraction == Decimal("0.5")
    assert lucky.row.completed_at == completed is not None
    assert unlucky.is_completed
