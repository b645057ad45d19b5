"""Opening and closing, deadlines to the second, grace, expiry, what was granted."""

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from media.models.append_only import AppendOnlyError
from quizzes.domain import accommodations, delivery, queries
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import (
    AttemptClosed,
    MustWait,
    NoAttemptsLeft,
    NotOpenYet,
    QuizClosed,
)
from quizzes.enums import AttemptState, MarkReason
from quizzes.models import Accommodation, Attempt, MarkEvent, ResponseEvent
from quizzes.signals import attempt_marked
from tests.quizzes.domain.test_rules import OLD
from tests.quizzes.factories import (
    AT,
    item_of,
    make_admin,
    make_question,
    make_quiz,
    make_user,
    right,
    save,
    scope_of,
    start,
    submit,
    wrong,
)

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")


@pytest.fixture
def learner():
    return make_user()


def quiz_of(**fields):
    return make_quiz([make_question()], **fields)


def grant(learner, quiz, *, at=AT - MINUTE, **fields):
    return accommodations.grant(
        learner=learner,
        quiz=quiz,
        reason=fields.pop("reason", "A letter of the disability office."),
        granted_by=make_admin(),
        at=at,
        **fields,
    )


# Opening and closing


def test_quiz_that_is_not_open_yet_cannot_be_started(learner):
    quiz = quiz_of(opens_at=AT + MINUTE)

    with pytest.raises(NotOpenYet) as refused:
        start(quiz, learner, at=AT + MINUTE - SECOND)

    assert refused.value.opens_at == AT + MINUTE
    assert not Attempt.objects.exists()
    assert start(quiz, learner, at=AT + MINUTE).number == 1


def test_quiz_that_has_closed_cannot_be_started(learner):
    quiz = quiz_of(closes_at=AT)

    with pytest.raises(QuizClosed) as refused:
        start(quiz, learner, at=AT)

    assert refused.value.closes_at == AT
    assert start(quiz, learner, at=AT - SECOND).number == 1


def test_closing_ends_a_running_attempt(learner):
    quiz = quiz_of(closes_at=AT + 10 * MINUTE, time_limit_minutes=60, grace_seconds=0)
    attempt = start(quiz, learner)
    save(item_of(attempt), right(item_of(attempt)))

    assert attempt.deadline == AT + 10 * MINUTE
    with pytest.raises(AttemptClosed):
        save(item_of(attempt), wrong(item_of(attempt)), at=AT + 10 * MINUTE)
    closed = submit(attempt, at=AT + 11 * MINUTE)
    assert (closed.fraction, closed.submitted_at) == (1, AT + 10 * MINUTE)


def test_closing_may_leave_running_attempts_alone(learner):
    quiz = quiz_of(
        closes_at=AT + 10 * MINUTE,
        closing_ends_attempts=False,
        time_limit_minutes=60,
    )
    attempt = start(quiz, learner)

    save(item_of(attempt), right(item_of(attempt)), at=AT + 50 * MINUTE)

    assert attempt.deadline == AT + 60 * MINUTE
    # It can still be resumed, but no other can be started.
    assert start(quiz, learner, at=AT + 50 * MINUTE) == attempt
    submit(attempt, at=AT + 50 * MINUTE)
    with pytest.raises(QuizClosed):
        start(quiz, learner, at=AT + 50 * MINUTE)


def test_closing_earlier_afterwards_leaves_the_deadline_of_those_that_run(learner):
    quiz = quiz_of(closes_at=AT + 30 * MINUTE)
    attempt = start(quiz, learner)
    quiz.closes_at = AT + MINUTE
    quiz.save_revision().publish()

    save(item_of(attempt), right(item_of(attempt)), at=AT + 20 * MINUTE)

    assert submit(attempt, at=AT + 20 * MINUTE).fraction == 1


def test_opening_is_one_moment_in_every_zone(learner):
    """1:30 comes twice on the night of November 1; only one of them is meant."""
    second = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1)
    quiz = quiz_of(opens_at=second)
    first = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=0)

    with pytest.raises(NotOpenYet):
        start(quiz, learner, at=first.astimezone(dt.UTC))

    assert start(quiz, learner, at=second.astimezone(dt.UTC)).number == 1


# Deadline and grace


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "begin", ["2026-03-08T06:50:00+00:00", "2026-11-01T05:50:00+00:00"]
)
def test_time_limit_is_as_long_when_clocks_change(learner, zone, begin):
    begin = dt.datetime.fromisoformat(begin)

    attempt = start(
        quiz_of(time_limit_minutes=30),
        learner,
        at=begin.astimezone(zoneinfo.ZoneInfo(zone)),
    )

    attempt.refresh_from_db()
    assert attempt.started_at == begin
    assert attempt.deadline == begin + 30 * MINUTE


def test_answer_at_the_very_deadline_is_late_without_a_grace(learner):
    attempt = start(quiz_of(time_limit_minutes=10, grace_seconds=0), learner)
    item = item_of(attempt)
    save(item, wrong(item), at=AT + 10 * MINUTE - SECOND)

    with pytest.raises(AttemptClosed):
        save(item_of(attempt), right(item), at=AT + 10 * MINUTE)

    assert ResponseEvent.objects.count() == 1


def test_answer_within_the_grace_is_kept_with_its_true_time(learner):
    attempt = start(quiz_of(time_limit_minutes=10, grace_seconds=30), learner)
    item = item_of(attempt)
    late = AT + 10 * MINUTE + 29 * SECOND

    save(item, right(item), at=late)

    assert item_of(attempt).responded_at == late
    assert ResponseEvent.objects.get().at == late
    with pytest.raises(AttemptClosed):
        save(item_of(attempt), wrong(item), at=late + SECOND)


def test_attempt_within_the_grace_is_not_closed_by_those_who_look(learner):
    quiz = quiz_of(time_limit_minutes=10, grace_seconds=30)
    attempt = start(quiz, learner)
    late = AT + 10 * MINUTE + 5 * SECOND

    delivery.close_expired(attempt=attempt, at=late)

    attempt.refresh_from_db()
    assert attempt.state_at(late) == AttemptState.RUNNING
    assert attempt.submitted_at is None
    assert queries.running_attempts(learner=learner, at=late) == [attempt]
    assert start(quiz, learner, at=late) == attempt
    assert attempt.state_at(AT + 10 * MINUTE + 30 * SECOND) == AttemptState.EXPIRED


def test_submission_within_the_grace_counts_as_submitted(learner):
    quiz = quiz_of(time_limit_minutes=10, grace_seconds=30, on_expiry="discard")
    attempt = start(quiz, learner)
    save(item_of(attempt), right(item_of(attempt)))
    late = AT + 10 * MINUTE + 29 * SECOND

    done = submit(attempt, at=late)

    assert (done.discarded, done.fraction, done.submitted_at) == (False, 1, late)
    assert MarkEvent.objects.get().reason == MarkReason.SUBMITTED


def test_old_attempts_have_no_grace(learner):
    attempt = start(quiz_of(time_limit_minutes=10), learner)
    Attempt.objects.update(rules=OLD)
    attempt.refresh_from_db()

    with pytest.raises(AttemptClosed):
        save(item_of(attempt), right(item_of(attempt)), at=AT + 10 * MINUTE)

    assert submit(attempt, at=AT + 10 * MINUTE).state_at(AT) == AttemptState.MARKED


def test_old_attempts_that_run_are_answered_and_marked(learner):
    attempt = start(quiz_of(), learner)
    Attempt.objects.update(rules=OLD)
    save(item_of(attempt), right(item_of(attempt)))

    assert submit(attempt).fraction == 1


# Expiry


def test_discarded_attempt_has_no_marks_and_no_score(learner):
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append(attempt)

    quiz = quiz_of(time_limit_minutes=10, on_expiry="discard", pass_mark=0)
    attempt = start(quiz, learner)
    save(item_of(attempt), right(item_of(attempt)))
    attempt_marked.connect(receive)
    try:
        done = submit(attempt, at=AT + 11 * MINUTE)
    finally:
        attempt_marked.disconnect(receive)

    done.refresh_from_db()
    assert (done.discarded, done.score, done.fraction, done.passed) == (
        True,
        0,
        0,
        False,
    )
    assert done.submitted_at == AT + 10 * MINUTE
    assert item_of(attempt).response is not None
    assert item_of(attempt).fraction is None
    assert not MarkEvent.objects.exists()
    assert told == []


def test_discarded_attempt_uses_one_up_and_makes_no_result(learner):
    quiz = quiz_of(time_limit_minutes=10, on_expiry="discard", max_attempts=1)
    start(quiz, learner)

    with pytest.raises(NoAttemptsLeft):
        start(quiz, learner, at=AT + 11 * MINUTE)

    where = queries.standing(
        learner=learner, quiz=quiz, scope=scope_of(quiz), at=AT + 11 * MINUTE
    )
    assert where.remaining == 0
    assert where.result.fraction is None


# Accommodations


def test_more_time_is_given_and_kept_with_the_attempt(learner):
    quiz = quiz_of(time_limit_minutes=20)
    grant(learner, quiz, time_factor=Decimal("1.5"))

    attempt = start(quiz, learner)

    assert attempt.deadline == AT + 30 * MINUTE
    found = attempt_rules.read(attempt.rules)
    assert (found.time_factor, found.time_limit_minutes) == (Decimal("1.5"), 20)


def test_more_time_does_not_outlast_the_closing(learner):
    quiz = quiz_of(time_limit_minutes=20, closes_at=AT + 25 * MINUTE)
    grant(learner, quiz, time_factor=Decimal(2))

    assert start(quiz, learner).deadline == AT + 25 * MINUTE


def test_what_was_granted_to_another_learner_or_quiz_does_not_count(learner):
    quiz, other = quiz_of(time_limit_minutes=20), quiz_of()
    grant(make_user(), quiz, time_factor=Decimal(3), extra_attempts=5)
    grant(learner, other, time_factor=Decimal(3))

    assert queries.accommodation_for(learner=learner, quiz_key=quiz.quiz_key) is None
    assert start(quiz, learner).deadline == AT + 20 * MINUTE


def test_newest_row_counts_as_a_whole(learner):
    quiz = quiz_of(time_limit_minutes=20)
    grant(learner, quiz, time_factor=Decimal(3), at=AT - 5 * MINUTE)
    newest = grant(learner, quiz, extra_attempts=1, at=AT - 2 * MINUTE)

    found = queries.accommodation_for(learner=learner, quiz_key=quiz.quiz_key)

    assert found == newest
    assert start(quiz, learner).deadline == AT + 20 * MINUTE


def test_more_attempts_come_on_top_of_those_of_the_scope(learner):
    quiz = quiz_of(max_attempts=1)
    grant(learner, quiz, extra_attempts=1)
    for _ in range(3):
        submit(start(quiz, learner, extra_attempts=1))

    with pytest.raises(NoAttemptsLeft) as refused:
        start(quiz, learner, extra_attempts=1)

    assert refused.value.allowed == 3
    assert Attempt.objects.first().rules["extra_attempts"] == 2


def test_other_dates_replace_those_of_the_quiz_for_that_learner_alone(learner):
    quiz = quiz_of(opens_at=AT - 2 * MINUTE, closes_at=AT - MINUTE)
    grant(learner, quiz, opens_at=AT, closes_at=AT + 10 * MINUTE)

    with pytest.raises(NotOpenYet):
        start(quiz, learner, at=AT - SECOND)
    with pytest.raises(QuizClosed):
        start(quiz, make_user())
    attempt = start(quiz, learner)

    assert attempt.deadline == AT + 10 * MINUTE
    assert attempt_rules.read(attempt.rules).closes_at == AT + 10 * MINUTE


def test_what_is_granted_later_leaves_a_running_attempt_as_it_is(learner):
    quiz = quiz_of(time_limit_minutes=20)
    attempt = start(quiz, learner)
    grant(learner, quiz, time_factor=Decimal(2), at=AT + MINUTE)

    assert start(quiz, learner, at=AT + 2 * MINUTE).deadline == attempt.deadline


@pytest.mark.parametrize(
    "fields",
    [
        {"time_factor": Decimal("0.5")},
        {"time_factor": Decimal(6)},
        {"reason": "  "},
        {"extra_attempts": -1},
        {"opens_at": AT, "closes_at": AT},
    ],
)
def test_what_cannot_be_granted_is_refused(learner, fields):
    with pytest.raises(ValidationError):
        grant(learner, quiz_of(), **fields)

    assert not Accommodation.objects.exists()


def test_what_was_granted_is_never_rewritten(learner):
    row = grant(learner, quiz_of(), extra_attempts=1)

    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.delete()


def test_wait_counts_from_the_end_of_a_discarded_attempt_too(learner):
    quiz = quiz_of(time_limit_minutes=10, on_expiry="discard", wait_minutes=5)
    start(quiz, learner)

    with pytest.raises(MustWait) as refused:
        start(quiz, learner, at=AT + 12 * MINUTE)

    assert refused.value.until == AT + 15 * MINUTE
