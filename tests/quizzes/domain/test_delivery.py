"""Starting, saving and submitting: what is kept, and what is refused."""

import datetime as dt
import random
import uuid
import zoneinfo
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from media.models.append_only import AppendOnlyError
from quizzes import review_rules
from quizzes.domain import delivery, queries
from quizzes.domain.errors import (
    AttemptClosed,
    InvalidResponse,
    MustWait,
    NoAttemptsLeft,
    NothingToAsk,
    StaleSave,
)
from quizzes.enums import AttemptState, MarkReason
from quizzes.models import Attempt, AttemptItem, MarkEvent, ResponseEvent
from quizzes.scopes import Scope
from quizzes.signals import attempt_marked
from tests.quizzes.factories import (
    AT,
    TYPE_KEYS,
    fields_of,
    form,
    items_of,
    make_draft,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    scope_of,
    start,
    wrong,
)

pytestmark = pytest.mark.django_db

# Questions of the attempt that has one of every type.
COUNT = len(TYPE_KEYS)


def minutes(count):
    return dt.timedelta(minutes=count)


def submit(attempt, *, at=AT):
    return delivery.submit(attempt_uuid=attempt.uuid, learner=attempt.learner, at=at)


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def attempt(learner):
    """A running attempt at one question of every type."""
    return start(make_quiz([make_question(key) for key in TYPE_KEYS]), learner)


def answer_all(attempt, answer):
    for item in items_of(attempt):
        save(item, answer(item))


# Starting


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


# Saving


@pytest.mark.parametrize("key", TYPE_KEYS)
def test_save_keeps_the_response_and_its_event(key, learner):
    (item,) = items_of(start(make_quiz([make_question(key)]), learner))

    saved = save(item, right(item), at=AT + minutes(1))

    item.refresh_from_db()
    assert saved.complete is True
    assert item.response == right(item)
    assert item.response_number == 1
    assert item.responded_at == AT + minutes(1)
    (event,) = ResponseEvent.objects.all()
    assert (event.item_id, event.number, event.response) == (item.pk, 1, right(item))


def test_events_keep_every_answer_and_the_last_is_the_current(attempt):
    item = items_of(attempt)[0]
    save(item, right(item))
    item.refresh_from_db()
    save(item, wrong(item))
    item.refresh_from_db()
    save(item, None)

    item.refresh_from_db()
    events = list(item.response_events.values_list("number", "response"))
    assert events == [(1, right(item)), (2, wrong(item)), (3, None)]
    assert (item.response_number, item.response) == events[-1]


def test_repeated_save_is_acknowledged_and_changes_nothing(attempt):
    item = items_of(attempt)[0]
    save(item, right(item), number=1)

    again = save(item, right(item), number=1, at=AT + minutes(3))

    item.refresh_from_db()
    assert again.repeated is True
    assert item.responded_at == AT
    assert item.response_events.count() == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_stale_save_is_refused_with_what_the_server_has(attempt, number):
    """Number 3 is taken by another answer, 1 and 2 are older."""
    item = items_of(attempt)[0]
    save(item, right(item), number=3)

    with pytest.raises(StaleSave) as refused:
        save(item, wrong(item), number=number)

    assert refused.value.item.response == right(item)
    assert refused.value.item.response_number == 3
    item.refresh_from_db()
    assert item.response == right(item)
    assert item.response_events.count() == 1


def test_older_number_is_refused_even_with_the_same_answer(attempt):
    """It may be a replay; what is acknowledged must be the newest number."""
    item = items_of(attempt)[0]
    save(item, right(item), number=3)

    with pytest.raises(StaleSave):
        save(item, right(item), number=2)


def test_number_that_leaps_is_refused(attempt):
    item = items_of(attempt)[0]

    with pytest.raises(InvalidResponse):
        save(item, right(item), number=2**30)

    assert not ResponseEvent.objects.exists()


def test_late_answer_is_refused_and_what_was_saved_counts(learner):
    quiz = make_quiz([make_question()], time_limit_minutes=10, grace_seconds=0)
    attempt = start(quiz, learner)
    (item,) = items_of(attempt)
    save(item, right(item), at=AT + minutes(10) - dt.timedelta(seconds=1))
    item.refresh_from_db()

    with pytest.raises(AttemptClosed):
        save(item, wrong(item), at=AT + minutes(10))

    closed = submit(attempt, at=AT + minutes(30))
    assert closed.fraction == 1
    assert closed.submitted_at == AT + minutes(10)
    assert closed.ended_by_clock
    assert MarkEvent.objects.get().reason == MarkReason.EXPIRED


def test_answer_after_submission_is_refused(attempt):
    item = items_of(attempt)[0]
    submit(attempt)

    with pytest.raises(AttemptClosed):
        save(item, right(item))

    assert not ResponseEvent.objects.exists()


def test_answer_to_someone_elses_attempt_is_not_found(attempt):
    item = items_of(attempt)[0]
    version = item.question_version

    with pytest.raises(AttemptItem.DoesNotExist):
        delivery.save(
            attempt_uuid=attempt.uuid,
            learner=make_user(),
            position=1,
            number=1,
            data=form(fields_of(version.type, version.body, right(item), "q1")),
            at=AT,
        )

    assert not ResponseEvent.objects.exists()


def test_answer_to_a_question_that_was_not_asked_is_not_found(attempt):
    with pytest.raises(AttemptItem.DoesNotExist):
        delivery.save(
            attempt_uuid=attempt.uuid,
            learner=attempt.learner,
            position=99,
            number=1,
            data=form({}),
            at=AT,
        )


def test_option_of_another_question_is_refused(learner):
    first, second = make_question(), make_question("multiple_response")
    attempt = start(make_quiz([first, second], shuffle_questions=False), learner)
    item, other = items_of(attempt)
    foreign = other.question_version.body["options"][0]["id"]

    with pytest.raises(InvalidResponse):
        save(item, {"option": foreign})


# Forms without script


def whole_form(attempt, answer, **changes):
    fields = {}
    for item in items_of(attempt):
        version = item.question_version
        fields[f"{item.prefix}-number"] = str(item.response_number)
        fields |= fields_of(version.type, version.body, answer(item), item.prefix)
    return form({**fields, **changes})


def save_form(attempt, data, *, at=AT):
    return delivery.save_form(
        attempt_uuid=attempt.uuid, learner=attempt.learner, data=data, at=at
    )[1]


def test_form_keeps_all_answers_at_once(attempt):
    outcome = save_form(attempt, whole_form(attempt, right))

    assert outcome.saved == list(range(1, COUNT + 1))
    assert all(item.response == right(item) for item in items_of(attempt))
    assert ResponseEvent.objects.count() == COUNT


def test_form_without_changes_makes_no_events(attempt):
    save_form(attempt, whole_form(attempt, right))

    outcome = save_form(attempt, whole_form(attempt, right))

    assert outcome.saved == []
    assert ResponseEvent.objects.count() == COUNT


def test_form_of_a_stale_tab_keeps_the_newer_answers(attempt):
    stale = whole_form(attempt, wrong)
    item = items_of(attempt)[2]
    save(item, right(item))

    outcome = save_form(attempt, stale)

    item.refresh_from_db()
    assert outcome.stale == [3]
    assert item.response == right(item)
    assert len(outcome.saved) == COUNT - 1


def test_form_with_one_unreadable_answer_keeps_all_others(learner):
    quiz = make_quiz(
        [make_question("numeric"), make_question()], shuffle_questions=False
    )
    attempt = start(quiz, learner)

    outcome = save_form(attempt, whole_form(attempt, right, **{"q1-text": "eight"}))

    assert list(outcome.invalid) == [1]
    assert outcome.invalid[1].message == "Please write a number, such as 7.5."
    assert outcome.invalid[1].shown == {"text": "eight", "unit": "hours"}
    assert outcome.saved == [2]


def test_form_after_the_end_is_refused(attempt):
    data = whole_form(attempt, right)
    submit(attempt)

    with pytest.raises(AttemptClosed):
        save_form(attempt, data)


def test_form_of_someone_else_is_not_found(attempt):
    with pytest.raises(Attempt.DoesNotExist):
        delivery.save_form(
            attempt_uuid=attempt.uuid,
            learner=make_user(),
            data=whole_form(attempt, right),
            at=AT,
        )


# Submitting and marking


def test_right_answers_to_every_type_give_the_full_score(attempt):
    answer_all(attempt, right)

    marked = submit(attempt, at=AT + minutes(5))

    assert (marked.score, marked.fraction, marked.passed) == (COUNT, 1, True)
    assert marked.percent == 100
    assert marked.submitted_at == AT + minutes(5)
    assert MarkEvent.objects.count() == COUNT


def test_wrong_answers_give_nothing(attempt):
    answer_all(attempt, wrong)

    marked = submit(attempt)

    assert (marked.score, marked.passed) == (0, False)


def test_unanswered_items_count_in_the_maximum(learner):
    attempt = start(make_quiz(make_questions(4)), learner)
    item = items_of(attempt)[0]
    save(item, right(item))

    marked = submit(attempt)

    assert marked.score == 1
    assert marked.max_score == 4
    assert marked.fraction == Decimal("0.25")
    assert list(MarkEvent.objects.values_list("response_number", flat=True)) == [
        1,
        0,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("right_ones", "pass_mark", "passed"),
    [(3, 75, True), (2, 75, False), (3, 76, False), (4, 100, True), (0, 0, True)],
)
def test_pass_mark_is_reached_at_exactly_its_percentage(
    learner, right_ones, pass_mark, passed
):
    attempt = start(make_quiz(make_questions(4), pass_mark=pass_mark), learner)
    for index, item in enumerate(items_of(attempt)):
        save(item, right(item) if index < right_ones else wrong(item))

    assert submit(attempt).passed is passed


def test_thirds_make_a_whole_at_the_pass_mark(learner):
    """Three items at 0.33333 and two right ones are 3 of 5, not a hair less."""
    questions = [*make_questions(3, "matching"), *make_questions(2)]
    quiz = make_quiz(questions, pass_mark=60, shuffle_questions=False)
    attempt = start(quiz, learner)
    for item in items_of(attempt):
        if item.question_version.type == "matching":
            prompts = item.question_version.body["prompts"]
            one = {prompts[0]["id"]: prompts[0]["choice"]}
            save(item, {"matches": one})
        else:
            save(item, right(item))

    marked = submit(attempt)

    assert marked.score == Decimal("2.99999")
    assert (marked.percent, marked.passed) == (60, True)


def test_second_submit_changes_nothing(attempt):
    first = submit(attempt, at=AT)

    second = submit(attempt, at=AT + minutes(9))

    assert second.submitted_at == first.submitted_at == AT
    assert MarkEvent.objects.count() == COUNT


def test_submit_of_someone_elses_attempt_is_not_found(attempt):
    with pytest.raises(Attempt.DoesNotExist):
        delivery.submit(attempt_uuid=attempt.uuid, learner=make_user(), at=AT)


def test_failing_receiver_undoes_the_marking(attempt):
    def fail(sender, attempt, at, **kwargs):
        raise RuntimeError("no progress row")

    attempt_marked.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            submit(attempt)
    finally:
        attempt_marked.disconnect(fail)

    attempt.refresh_from_db()
    assert attempt.submitted_at is None
    assert not MarkEvent.objects.exists()
    assert submit(attempt).submitted_at == AT


def test_receivers_are_told_once_with_the_marked_attempt(attempt):
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append((sender, attempt.fraction, at))

    attempt_marked.connect(receive)
    try:
        submit(attempt)
        submit(attempt)
    finally:
        attempt_marked.disconnect(receive)

    assert told == [(Attempt, 0, AT)]


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
