"""From marks to a score: certainty, the cost of tries, and marks given by a person."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.domain import marking, queries
from quizzes.domain.errors import InvalidMark, InvalidResponse
from quizzes.enums import AttemptState, Behaviour, MarkReason
from quizzes.models import AttemptItem, MarkEvent, ResponseEvent
from quizzes.signals import attempt_marked
from quizzes.types.base import RIGHT, WRONG, Mark
from tests.quizzes.factories import (
    AT,
    item_of,
    items_of,
    make_admin,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
    submit,
    wrong,
)

MINUTE = dt.timedelta(minutes=1)
fractions = st.decimals(0, 1, places=5)
certainties = st.sampled_from([None, 1, 2, 3])


# Points, without a database


@pytest.mark.parametrize(
    ("certainty", "right_points", "wrong_points"),
    [(None, 1, 0), (1, 1, 0), (2, 2, -2), (3, 3, -6)],
)
def test_certainty_points_are_those_of_the_table(certainty, right_points, wrong_points):
    for fraction, points in ((1, right_points), (0, wrong_points)):
        share = marking.by_certainty(fraction=Decimal(fraction), certainty=certainty)
        assert round(share * 3, 20) == points


@pytest.mark.parametrize(("certainty", "thirds"), [(1, "0.5"), (2, "0"), (3, "-1.5")])
def test_half_right_lies_half_way(certainty, thirds):
    share = marking.by_certainty(fraction=Decimal("0.5"), certainty=certainty)

    assert round(share * 3, 20) == Decimal(thirds)


@given(fraction=fractions, other=fractions, certainty=certainties)
def test_more_right_is_never_worth_less(fraction, other, certainty):
    less, more = sorted((fraction, other))

    low = marking.by_certainty(fraction=less, certainty=certainty)
    high = marking.by_certainty(fraction=more, certainty=certainty)

    assert -2 <= low <= high <= 1


@given(fraction=fractions, wrong_tries=st.integers(0, 10), cost=st.integers(0, 100))
def test_tries_only_cost_and_never_below_nothing(fraction, wrong_tries, cost):
    found = marking.less_tries(fraction, wrong_tries=wrong_tries, try_cost=cost)

    assert 0 <= found <= fraction
    assert found >= marking.less_tries(
        fraction, wrong_tries=wrong_tries + 1, try_cost=cost
    )


@given(
    st.lists(st.tuples(fractions, certainties, st.booleans()), min_size=1),
    st.sampled_from(Behaviour),
    st.randoms(),
)
def test_score_lies_between_nothing_and_all_in_any_order(answers, behaviour, rng):
    items = [
        AttemptItem(
            fraction=fraction if answered else Decimal(0),
            certainty=certainty,
            max_mark=Decimal(1),
            response={"any": "thing"} if answered else None,
        )
        for fraction, certainty, answered in answers
    ]

    def score():
        return marking.total(
            marking.points_of(item=item, behaviour=behaviour) for item in items
        )

    before = score()
    rng.shuffle(items)

    assert 0 <= before <= len(items)
    assert score() == before


def test_item_that_nobody_has_marked_has_no_points():
    item = AttemptItem(fraction=None, certainty=3, max_mark=Decimal(1))

    assert marking.points_of(item=item, behaviour=Behaviour.CERTAINTY) is None


# Certainty in an attempt


@pytest.fixture
def learner(db):
    return make_user()


def certain(learner, count=3, **fields):
    return start(
        make_quiz(make_questions(count), behaviour="certainty", **fields), learner
    )


def test_certainty_is_kept_with_answer_and_event(learner):
    attempt = certain(learner, 1)
    save(item_of(attempt), right(item_of(attempt)), certainty=2)
    save(item_of(attempt), right(item_of(attempt)), certainty=3)

    assert item_of(attempt).certainty == 3
    events = ResponseEvent.objects.values_list("number", "certainty")
    assert list(events) == [(1, 2), (2, 3)]


def test_same_answer_and_certainty_sent_again_is_acknowledged(learner):
    attempt = certain(learner, 1)
    item = item_of(attempt)
    save(item, right(item), number=1, certainty=2)

    assert save(item, right(item), number=1, certainty=2).repeated
    assert ResponseEvent.objects.count() == 1


@pytest.mark.parametrize("said", ["0", "4", "-1", "high", "1.0", " 1"])
def test_certainty_that_was_not_offered_is_refused(learner, said):
    attempt = certain(learner, 1)

    with pytest.raises(InvalidResponse):
        save(item_of(attempt), right(item_of(attempt)), certainty=said)

    assert item_of(attempt).response is None


def test_certainty_is_not_looked_at_where_nobody_asks(learner):
    attempt = start(make_quiz(make_questions(1)), learner)

    save(item_of(attempt), right(item_of(attempt)), certainty=3)

    assert item_of(attempt).certainty is None


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        # (right or wrong or unanswered, certainty) of each question
        ([(right, 3), (right, 3), (right, 3)], "3"),
        ([(right, 1), (right, 2), (right, 3)], "2"),
        ([(right, None), (right, 3), (wrong, 1)], "1.33333"),
        ([(right, 3), (wrong, 2), (None, None)], "0.33333"),
        ([(right, 3), (right, 3), (wrong, 3)], "0"),
        ([(wrong, 3), (wrong, 3), (wrong, 3)], "0"),
    ],
)
def test_score_is_by_certainty_and_accuracy_stays_with_the_item(
    learner, answers, score
):
    attempt = certain(learner)
    for item, (answer, certainty) in zip(items_of(attempt), answers, strict=True):
        if answer is not None:
            save(item, answer(item), certainty=certainty)

    done = submit(attempt)

    assert done.score == Decimal(score)
    assert [item.fraction for item in items_of(attempt)] == [
        1 if answer is right else 0 for answer, _certainty in answers
    ]


def test_certainty_without_an_answer_loses_nothing(learner):
    attempt = certain(learner, 2)
    first, second = items_of(attempt)
    save(first, right(first), certainty=3)
    save(second, None, certainty=3)

    assert submit(attempt).score == 1


# Marks by a person


@pytest.fixture
def essays(monkeypatch):
    """Short texts that only a person can mark, as essays are."""
    question_type = types.get("short_text")

    def mark(content, response):
        return Mark(WRONG if response is None else None)

    monkeypatch.setattr(question_type, "mark", mark)


@pytest.fixture
def heard():
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append((attempt.pk, attempt.fraction, at))

    attempt_marked.connect(receive)
    yield told
    attempt_marked.disconnect(receive)


@pytest.fixture
def waiting(learner, essays, heard):
    """A submitted attempt: a right choice, two essays, and one left open."""
    questions = [make_question(), *(make_question("short_text") for _ in range(3))]
    attempt = start(make_quiz(questions, shuffle_questions=False), learner)
    for position in (1, 2, 3):
        item = item_of(attempt, position)
        save(item, right(item) if position == 1 else {"text": "An essay"})
    return submit(attempt)


def by_hand(attempt, position, fraction, *, marker=None, note="Fine.", at=AT + MINUTE):
    return marking.mark_by_hand(
        item=item_of(attempt, position),
        marker=marker or make_admin(),
        fraction=Decimal(fraction),
        note=note,
        at=at,
    )


def test_answers_for_a_person_wait_and_have_no_score(waiting, heard):
    waiting.refresh_from_db()

    assert waiting.state_at(AT) == AttemptState.SUBMITTED
    assert (waiting.items_to_mark, waiting.submitted_at) == (2, AT)
    assert (waiting.score, waiting.fraction, waiting.passed) == (None, None, None)
    assert [item.fraction for item in items_of(waiting)] == [1, None, None, 0]
    assert MarkEvent.objects.count() == 2
    assert heard == []
    assert [item.position for item in queries.items_to_mark()] == [2, 3]


def test_nobody_is_asked_to_mark_practice(learner):
    quiz = make_quiz([make_question("essay")], practice=True)
    attempt = start(quiz, learner)
    save(item_of(attempt), {"text": "Three words here"})

    submit(attempt)

    assert item_of(attempt).fraction is None
    assert not queries.items_to_mark().exists()


def test_submitting_again_leaves_it_waiting(waiting):
    again = submit(waiting, at=AT + MINUTE)

    assert (again.items_to_mark, again.submitted_at) == (2, AT)


def test_last_mark_by_a_person_gives_the_score_and_tells(waiting, heard):
    marker = make_admin()
    by_hand(waiting, 2, "0.5", marker=marker)
    waiting.refresh_from_db()
    assert (waiting.items_to_mark, waiting.score, heard) == (1, None, [])

    by_hand(waiting, 3, "1", marker=marker, at=AT + 2 * MINUTE)

    waiting.refresh_from_db()
    assert (waiting.items_to_mark, waiting.score) == (0, Decimal("2.5"))
    assert (waiting.fraction, waiting.passed) == (Decimal("0.625"), False)
    assert waiting.submitted_at == AT
    assert heard == [(waiting.pk, Decimal("0.625"), AT + 2 * MINUTE)]
    event = MarkEvent.objects.filter(reason=MarkReason.MANUAL).first()
    assert (event.marker, event.note, event.fraction) == (
        marker,
        "Fine.",
        Decimal("0.5"),
    )
    assert not queries.items_to_mark().exists()


def test_same_mark_sent_twice_changes_nothing(waiting, heard):
    marker = make_admin()
    by_hand(waiting, 2, "0.5", marker=marker)
    by_hand(waiting, 2, "0.5", marker=marker, at=AT + 2 * MINUTE)

    waiting.refresh_from_db()
    assert waiting.items_to_mark == 1
    assert MarkEvent.objects.filter(reason=MarkReason.MANUAL).count() == 1

    by_hand(waiting, 3, "0.5", marker=marker)
    by_hand(waiting, 3, "0.5", marker=marker)

    assert len(heard) == 1


def test_correction_is_added_and_computes_the_score_anew(waiting, heard):
    by_hand(waiting, 2, "0")
    by_hand(waiting, 2, "1", note="I had read the wrong page.")
    waiting.refresh_from_db()
    assert (waiting.items_to_mark, heard) == (1, [])

    by_hand(waiting, 3, "0")
    by_hand(waiting, 3, "1", note="On appeal.")

    waiting.refresh_from_db()
    assert (waiting.score, waiting.passed, waiting.items_to_mark) == (3, True, 0)
    assert [fraction for _pk, fraction, _at in heard] == [
        Decimal("0.5"),
        Decimal("0.75"),
    ]
    events = MarkEvent.objects.filter(item=item_of(waiting, 3))
    assert [event.fraction for event in events] == [0, 1]


@pytest.mark.parametrize("fraction", ["-0.00001", "1.00001", "2", "NaN", "Infinity"])
def test_mark_out_of_range_is_refused(waiting, fraction):
    with pytest.raises(InvalidMark):
        by_hand(waiting, 2, fraction)

    waiting.refresh_from_db()
    assert waiting.items_to_mark == 2
    assert item_of(waiting, 2).fraction is None


def test_running_attempt_is_not_marked_by_a_person(learner, essays):
    attempt = start(make_quiz([make_question("short_text")]), learner)
    save(item_of(attempt), {"text": "An essay"})

    with pytest.raises(InvalidMark):
        by_hand(attempt, 1, "1")

    assert not MarkEvent.objects.exists()


def test_discarded_attempt_is_not_marked_by_a_person(learner, essays):
    quiz = make_quiz(
        [make_question("short_text")], time_limit_minutes=5, on_expiry="discard"
    )
    attempt = start(quiz, learner)
    save(item_of(attempt), {"text": "An essay"})
    submit(attempt, at=AT + 10 * MINUTE)

    with pytest.raises(InvalidMark):
        by_hand(attempt, 1, "1")

    assert not queries.items_to_mark().exists()


def test_failing_receiver_undoes_the_last_mark(waiting):
    by_hand(waiting, 2, "1")

    def fail(sender, attempt, at, **kwargs):
        raise RuntimeError("no progress row")

    attempt_marked.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            by_hand(waiting, 3, "1")
    finally:
        attempt_marked.disconnect(fail)

    waiting.refresh_from_db()
    assert (waiting.items_to_mark, waiting.score) == (1, None)
    assert item_of(waiting, 3).fraction is None


def test_essay_that_was_left_open_needs_no_person(learner, essays):
    attempt = start(make_quiz([make_question("short_text")]), learner)

    done = submit(attempt)

    assert (done.items_to_mark, done.score) == (0, 0)


def test_time_that_is_over_sends_essays_to_a_person_too(learner, essays):
    quiz = make_quiz([make_question("short_text")], time_limit_minutes=5)
    attempt = start(quiz, learner)
    save(item_of(attempt), {"text": "An essay"})

    done = submit(attempt, at=AT + 10 * MINUTE)

    assert (done.items_to_mark, done.submitted_at) == (1, AT + 5 * MINUTE)
    by_hand(done, 1, RIGHT)
    done.refresh_from_db()
    assert (done.fraction, done.submitted_at) == (1, AT + 5 * MINUTE)


def test_attempt_is_marked_as_a_whole_only_once(learner):
    attempt = submit(start(make_quiz(make_questions(1)), learner))

    with pytest.raises(ValueError, match="marked once"):
        marking.mark_attempt(attempt=attempt, at=AT, reason=MarkReason.SUBMITTED)

    assert MarkEvent.objects.count() == 1
