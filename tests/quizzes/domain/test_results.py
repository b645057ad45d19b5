"""What several attempts come to, and practice, which comes to nothing."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain import drawing, queries
from quizzes.domain.queries import result
from quizzes.domain.results import Result
from quizzes.enums import AttemptState, Counting
from quizzes.models import Attempt
from quizzes.signals import attempt_marked
from tests.quizzes.factories import (
    AT,
    items_of,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    scope_of,
    start,
    submit,
    wrong,
)

NOTHING = Result(None, False, None, 0)


def done(number, fraction, **fields):
    """Return an attempt that was submitted; ``None`` waits for a person."""
    return Attempt(
        number=number,
        submitted_at=AT + dt.timedelta(hours=number),
        fraction=None if fraction is None else Decimal(fraction),
        items_to_mark=1 if fraction is None else 0,
        **fields,
    )


def made(*fractions):
    return [done(number, fraction) for number, fraction in enumerate(fractions, 1)]


TABLE = [
    # attempts, counting, fraction, number of the attempt that made it
    (["0.5", "0.9", "0.7"], "best", "0.9", 2),
    (["0.9", "0.5", "0.9"], "best", "0.9", 1),
    (["0.5", "0.9", "0.7"], "last", "0.7", 3),
    (["0.5", "0.9", "0.7"], "first", "0.5", 1),
    (["0.5", "0.9", "0.7"], "mean", "0.7", None),
    (["0", "0", "1"], "mean", "0.33333", None),
    (["0", "1", "1"], "mean", "0.66667", None),
    (["0.8"], "mean", "0.8", None),
    # One of them waits for a person: what counts then is not known yet.
    (["0.5", None], "best", "0.5", 1),
    (["0.5", None], "first", "0.5", 1),
    (["0.5", None], "last", None, 2),
    ([None, "0.5"], "first", None, 1),
    ([None, "0.5"], "last", "0.5", 2),
    ([None, "0.5"], "mean", None, None),
]


@pytest.mark.parametrize(("fractions", "counting", "fraction", "number"), TABLE)
def test_result_is_what_counts(fractions, counting, fraction, number):
    found = result(made(*fractions), counting=counting, pass_mark=70)

    assert found.fraction == (None if fraction is None else Decimal(fraction))
    assert (found.attempt and found.attempt.number) == number
    assert found.passed is (
        fraction is not None and Decimal(fraction) >= Decimal("0.7")
    )
    assert found.count == sum(each is not None for each in fractions)


@pytest.mark.parametrize("counting", Counting.values)
def test_nothing_comes_of_nothing(counting):
    others = [
        Attempt(number=1, submitted_at=None),
        done(2, "0", discarded=True),
        done(3, "1", practice=True),
        done(4, None),
    ]

    assert result([], counting=counting, pass_mark=0) == NOTHING
    assert result(others, counting=counting, pass_mark=0) == NOTHING


@pytest.mark.parametrize("counting", Counting.values)
def test_practice_and_discarded_attempts_are_left_out(counting):
    attempts = [
        done(1, "1", practice=True),
        done(2, "0", discarded=True),
        *(done(3, "0.6"), done(4, "0.8")),
        done(5, "0", discarded=True),
        done(6, "1", practice=True),
    ]

    found = result(attempts, counting=counting, pass_mark=100)

    expected = {"best": "0.8", "last": "0.8", "first": "0.6", "mean": "0.7"}
    assert found.fraction == Decimal(expected[counting])
    assert (found.count, found.passed) == (2, False)


def test_pass_is_decided_by_the_percentage_on_the_screen():
    thirds = made("0.74994", "0.74996")

    assert not result(thirds[:1], counting="mean", pass_mark=75).passed
    assert result(thirds[1:], counting="mean", pass_mark=75).passed


fractions = st.lists(st.decimals(0, 1, places=5), min_size=1, max_size=8)


@given(fractions, st.sampled_from(Counting.values), st.randoms())
def test_result_lies_among_the_attempts_in_any_order(values, counting, rng):
    attempts = made(*values)
    found = result(attempts, counting=counting, pass_mark=50)

    rng.shuffle(attempts)

    assert result(attempts, counting=counting, pass_mark=50) == found
    assert min(values) <= found.fraction <= max(values)
    assert found.fraction <= result(attempts, counting="best", pass_mark=50).fraction


@given(st.decimals(0, 1, places=5), st.integers(1, 8))
def test_equal_attempts_come_to_the_same_whatever_counts(value, count):
    attempts = made(*[value] * count)

    found = {result(attempts, counting=c, pass_mark=50).fraction for c in Counting}

    assert found == {value}


# In a quiz


@pytest.fixture
def learner(db):
    return make_user()


def take(quiz, learner, answer, **fields):
    attempt = start(quiz, learner, **fields)
    for item in items_of(attempt):
        save(item, answer(item))
    return submit(attempt)


def standing(quiz, learner):
    return queries.standing(learner=learner, quiz=quiz, scope=scope_of(quiz), at=AT)


def test_standing_tells_the_result_by_what_the_quiz_counts(learner):
    quiz = make_quiz(make_questions(1), counting="last")
    take(quiz, learner, right)
    last = take(quiz, learner, wrong)

    found = standing(quiz, learner).result

    assert (found.fraction, found.passed, found.attempt) == (0, False, last)


def test_result_of_a_scope_is_by_the_rules_of_the_attempt(learner):
    quiz = make_quiz(make_questions(1), counting="mean", pass_mark=50)
    take(quiz, learner, right)
    take(quiz, make_user(), right)
    attempt = take(quiz, learner, wrong)

    found = queries.result_of_scope(attempt=attempt)

    assert found == Result(Decimal("0.5"), True, None, 2)


# Practice


def test_practice_is_marked_but_tells_nobody_and_makes_no_result(learner):
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append(attempt)

    quiz = make_quiz(make_questions(2), practice=True)
    attempt_marked.connect(receive)
    try:
        attempt = take(quiz, learner, right)
    finally:
        attempt_marked.disconnect(receive)

    assert (attempt.practice, attempt.fraction) == (True, 1)
    assert attempt.state_at(AT) == AttemptState.MARKED
    assert told == []
    assert standing(quiz, learner).result == NOTHING


def test_practice_uses_up_no_attempt_of_the_exam_it_becomes(learner):
    quiz = make_quiz(make_questions(1), practice=True, max_attempts=1)
    take(quiz, learner, right)
    assert standing(quiz, learner).remaining == 0

    quiz.practice = False
    quiz.save_revision().publish()

    assert standing(quiz, learner).remaining == 1
    exam = start(quiz, learner)
    assert (exam.number, exam.practice) == (2, False)


def test_practice_brings_back_what_was_missed_then_what_is_new(learner):
    make_questions(6)
    quiz = make_quiz(draws=[{"count": 3}], practice=True)
    first = start(quiz, learner)
    items = items_of(first)
    missed = items[0].question_version.question_id
    known = {item.question_version.question_id for item in items[1:]}
    for item in items:
        save(item, wrong(item) if item is items[0] else right(item))
    submit(first)

    ranks = queries.seen(
        learner=learner, scope_key=quiz.default_scope_key, practice=True
    )
    assert ranks == {missed: -1, **dict.fromkeys(known, 1)}
    for seed in range(5):
        rng = random.Random(seed)
        drawn = drawing.draw(sections=quiz.sections, rng=rng, seen=ranks).items
        asked = {item.version.question_id for item in drawn}
        assert missed in asked
        assert not asked & known
    second = start(quiz, learner)
    assert missed in {item.question_version.question_id for item in items_of(second)}


def test_question_that_was_put_right_is_not_missed_any_more(learner):
    make_questions(1)
    quiz = make_quiz(draws=[{"count": 1}], practice=True)
    take(quiz, learner, wrong)
    take(quiz, learner, right)
    start(quiz, learner)

    (rank,) = queries.seen(
        learner=learner, scope_key=quiz.default_scope_key, practice=True
    ).values()

    assert rank == 3


def test_practice_looks_at_its_own_learner_and_scope_only(learner):
    make_questions(2)
    quiz = make_quiz(draws=[{"count": 2}], practice=True)
    other = make_quiz(draws=[{"count": 2}])
    take(quiz, make_user(), wrong)
    take(other, learner, wrong)

    assert (
        queries.seen(learner=learner, scope_key=quiz.default_scope_key, practice=True)
        == {}
    )


def test_exam_does_not_bring_back_what_was_missed(learner):
    make_questions(4)
    quiz = make_quiz(draws=[{"count": 2}])
    first = take(quiz, learner, wrong)

    second = start(quiz, learner, seed=random.randrange(100))

    asked = [
        {item.question_version.question_id for item in items_of(attempt)}
        for attempt in (first, second)
    ]
    assert not asked[0] & asked[1]
