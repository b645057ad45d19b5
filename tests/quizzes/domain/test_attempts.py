"""What an attempt is worth afterward: its state, its rows, and whose it is."""

import pytest
from django.db import models

from media.models.append_only import AppendOnlyError
from quizzes.domain import delivery, queries
from quizzes.enums import AttemptState
from quizzes.models import MarkEvent, ResponseEvent
from tests.quizzes.factories import (
    AT,
    make_questions,
    make_quiz,
    make_user,
    right,
    scope_of,
    start,
)

from .attempts import COUNT, answer_all, minutes, submit

pytestmark = pytest.mark.django_db


def test_running_attempt_is_not_closed_as_expired(attempt):
    delivery.close_expired(attempt=attempt, at=AT + minutes(10_000))

    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_state_follows_from_the_times(learner):
    quiz = make_quiz(make_questions(1), time_limit_minutes=10, grace_seconds=0)
    attempt = start(quiz, learner)

    assert attempt.state_at(AT) == AttemptState.RUNNING
    assert attempt.state_at(AT + minutes(10)) == AttemptState.EXPIRED
    assert submit(attempt).state_at(AT + minutes(99)) == AttemptState.MARKED


def test_attempt_outlives_its_quiz(learner):
    quiz = make_quiz(make_questions(1))
    attempt = start(quiz, learner)
    title = quiz.title

    quiz.delete()

    attempt.refresh_from_db()
    assert (attempt.quiz, attempt.quiz_title) == (None, title)
    assert submit(attempt).score == 0


def test_learner_with_attempts_cannot_be_deleted(attempt):
    with pytest.raises(models.ProtectedError):
        attempt.learner.delete()


@pytest.mark.parametrize("model", [ResponseEvent, MarkEvent])
@pytest.mark.parametrize(
    "forbidden",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: type(event).objects.update(at=AT),
        lambda event: type(event).objects.filter(pk=event.pk).delete(),
        lambda event: type(event).objects.bulk_update([event], ["at"]),
    ],
)
def test_events_are_only_ever_added(attempt, model, forbidden):
    answer_all(attempt, right)
    submit(attempt)
    event = model.objects.first()

    with pytest.raises(AppendOnlyError):
        forbidden(event)

    assert model.objects.count() == COUNT


def test_attempt_with_events_cannot_be_deleted(attempt):
    answer_all(attempt, right)

    with pytest.raises(models.ProtectedError):
        attempt.delete()


# Reading


def test_standing_tells_where_a_learner_is(learner):
    quiz = make_quiz(make_questions(1), max_attempts=3)
    submit(start(quiz, learner))
    running = start(quiz, learner)

    standing = queries.standing(
        learner=learner, quiz=quiz, scope=scope_of(quiz, extra_attempts=1), at=AT
    )

    assert standing.running == running
    assert len(standing.marked) == 1
    assert (standing.allowed, standing.remaining) == (4, 2)
    assert standing.refusal is None


def test_queries_show_a_learner_only_their_own(learner):
    quiz = make_quiz(make_questions(1))
    other = start(quiz, make_user())
    mine = start(quiz, learner)

    key = quiz.default_scope_key
    assert queries.attempts_for(learner=learner, scope_key=key) == [mine]
    assert queries.running_attempt(learner=learner, scope_key=key, at=AT) == mine
    assert queries.running_attempts(learner=learner, at=AT) == [mine]
    assert queries.attempts_in_scopes(learner=learner, prefix="page:") == [mine]
    assert other not in queries.attempts_in_scopes(learner=learner, prefix="")


def test_expired_attempt_is_not_offered_for_resuming(learner):
    attempt = start(
        make_quiz(make_questions(1), time_limit_minutes=10, grace_seconds=0), learner
    )

    at = AT + minutes(10)
    assert queries.running_attempts(learner=learner, at=at) == []
    assert (
        queries.running_attempt(learner=learner, scope_key=attempt.scope, at=at) is None
    )
