"""Starting an attempt: what is copied and frozen, and when it is refused."""

import datetime as dt
import random
import uuid
import zoneinfo

import pytest
from django.db import IntegrityError, transaction

from quizzes import review_rules
from quizzes.domain import delivery
from quizzes.domain.errors import (
    MustWait,
    NoAttemptsLeft,
    NothingToAsk,
)
from quizzes.models import Attempt
from quizzes.scopes import Scope
from tests.quizzes.factories import (
    AT,
    items_of,
    make_draft,
    make_question,
    make_questions,
    make_quiz,
    right,
    save,
    start,
)

from .attempts import minutes, submit

pytestmark = pytest.mark.django_db


def test_start_copies_the_rules_and_sets_the_deadline(learner):
    quiz = make_quiz(
        make_questions(2),
        pass_mark=80,
        max_attempts=3,
        wait_minutes=5,
        time_limit_minutes=20,
        shuffle_options=False,
        review=review_rules.score_only(),
    )

    attempt = start(quiz, learner)

    assert attempt.rules == {
        "schema": 2,
        "pass_mark": 80,
        "max_attempts": 3,
        "wait_minutes": 5,
        "time_limit_minutes": 20,
        "shuffle_questions": True,
        "shuffle_options": False,
        "layout": "all",
        "one_way": False,
        "behaviour": "deferred",
        "max_tries": 3,
        "try_cost": 33,
        "counting": "best",
        "closes_at": None,
        "on_expiry": "submit",
        "grace_seconds": 30,
        "time_factor": "1",
        "extra_attempts": 0,
        "review": review_rules.score_only(),
        "sections": [{"id": "fixed", "items": 2}],
    }
    assert attempt.deadline == AT + minutes(20)
    assert (attempt.quiz_title, attempt.quiz_key) == (quiz.title, quiz.quiz_key)
    assert attempt.max_score == 2
    assert attempt.scope == f"page:{quiz.translation_key}"


def test_start_resumes_a_running_attempt_and_uses_none_up(learner):
    quiz = make_quiz(make_questions(1), max_attempts=1)
    first = start(quiz, learner)

    again = start(quiz, learner, at=AT + minutes(600))

    assert again == first
    assert Attempt.objects.count() == 1


def test_scope_decides_what_counts_together(learner):
    quiz = make_quiz(make_questions(1), max_attempts=1)
    submit(start(quiz, learner))

    other = delivery.start(
        learner=learner,
        quiz=quiz,
        scope=Scope(key="another enrolment"),
        at=AT,
        rng=random.Random(1),
    )

    assert (other.number, other.scope) == (1, "another enrolment")


def test_scope_may_promise_another_pass_mark(learner):
    quiz = make_quiz(make_questions(1), pass_mark=75)

    assert start(quiz, learner, pass_mark=90).rules["pass_mark"] == 90


def test_start_is_refused_when_all_attempts_are_used(learner):
    quiz = make_quiz(make_questions(1), max_attempts=2)
    submit(start(quiz, learner))
    submit(start(quiz, learner))

    with pytest.raises(NoAttemptsLeft) as refused:
        start(quiz, learner)

    assert refused.value.allowed == 2


def test_granted_attempt_comes_on_top(learner):
    quiz = make_quiz(make_questions(1), max_attempts=1)
    submit(start(quiz, learner))

    granted = start(quiz, learner, extra_attempts=1)

    assert granted.number == 2
    submit(granted)
    with pytest.raises(NoAttemptsLeft):
        start(quiz, learner, extra_attempts=1)


def test_grant_leaves_no_limit_without_a_limit(learner):
    quiz = make_quiz(make_questions(1), max_attempts=0)
    for _ in range(3):
        submit(start(quiz, learner, extra_attempts=1))

    assert start(quiz, learner, extra_attempts=1).number == 4


def test_start_is_refused_until_the_wait_is_over(learner):
    quiz = make_quiz(make_questions(1), wait_minutes=30)
    submit(start(quiz, learner), at=AT + minutes(10))

    with pytest.raises(MustWait) as refused:
        start(quiz, learner, at=AT + minutes(39))

    assert refused.value.until == AT + minutes(40)
    assert start(quiz, learner, at=AT + minutes(40)).number == 2


def test_wait_is_the_same_across_a_change_to_summer_time(learner):
    zone = zoneinfo.ZoneInfo("America/New_York")
    before = dt.datetime(2026, 3, 8, 1, 50, tzinfo=zone)
    quiz = make_quiz(make_questions(1), wait_minutes=30)
    submit(start(quiz, learner, at=before), at=before)

    with pytest.raises(MustWait) as refused:
        start(quiz, learner, at=before.astimezone(dt.UTC) + minutes(29))

    assert refused.value.until.astimezone(zone).hour == 3
    assert start(quiz, learner, at=before.astimezone(dt.UTC) + minutes(30)).number == 2


def test_quiz_without_published_questions_cannot_be_started(learner):
    with pytest.raises(NothingToAsk):
        start(make_quiz([make_draft()]), learner)

    assert not Attempt.objects.exists()


def test_start_after_the_time_was_over_closes_the_old_attempt_first(learner):
    quiz = make_quiz([make_question()], time_limit_minutes=10)
    old = start(quiz, learner)
    (item,) = items_of(old)
    save(item, right(item))

    new = start(quiz, learner, at=AT + minutes(90))

    old.refresh_from_db()
    assert new.number == 2
    assert old.submitted_at == AT + minutes(10)
    assert old.fraction == 1


def test_expired_attempt_is_closed_even_when_no_other_may_start(learner):
    quiz = make_quiz([make_question()], time_limit_minutes=10, max_attempts=1)
    old = start(quiz, learner)

    with pytest.raises(NoAttemptsLeft):
        start(quiz, learner, at=AT + minutes(11))

    old.refresh_from_db()
    assert old.passed is False


def copy_of(attempt, **fields):
    copy = Attempt.objects.get(pk=attempt.pk)
    copy.pk, copy.uuid, copy._state.adding = None, uuid.uuid4(), True
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def test_database_refuses_a_second_running_attempt(attempt):
    with (
        pytest.raises(IntegrityError, match="learner_id"),
        transaction.atomic(),
    ):
        copy_of(attempt, number=2).save(force_insert=True)

    assert Attempt.objects.count() == 1


def test_database_refuses_a_second_attempt_of_one_number(attempt):
    submit(attempt)

    with (
        pytest.raises(IntegrityError, match="number"),
        transaction.atomic(),
    ):
        copy_of(attempt).save(force_insert=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"submitted_at": AT},
        {"score": 1, "fraction": 1, "passed": True},
        {"max_score": 0},
        {"deadline": AT},
    ],
)
def test_database_refuses_an_attempt_that_contradicts_itself(attempt, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**fields)
