"""Saving answers: what is kept, acknowledged and refused."""

import datetime as dt

import pytest

from quizzes.domain import delivery
from quizzes.domain.errors import (
    AttemptClosed,
    InvalidResponse,
    StaleSave,
)
from quizzes.enums import MarkReason
from quizzes.models import Attempt, AttemptItem, MarkEvent, ResponseEvent
from tests.quizzes.factories import (
    AT,
    TYPE_KEYS,
    fields_of,
    form,
    items_of,
    make_question,
    make_quiz,
    make_user,
    right,
    save,
    start,
    wrong,
)

from .attempts import COUNT, minutes, submit

pytestmark = pytest.mark.django_db


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
