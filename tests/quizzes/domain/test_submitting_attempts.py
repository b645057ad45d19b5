"""Submitting an attempt: its score, its end, and who is told."""

from decimal import Decimal

import pytest

from quizzes.domain import delivery
from quizzes.models import Attempt, MarkEvent
from quizzes.signals import attempt_marked
from tests.quizzes.factories import (
    AT,
    items_of,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
    wrong,
)

from .attempts import COUNT, answer_all, minutes, submit

pytestmark = pytest.mark.django_db


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
