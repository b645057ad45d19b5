"""Checking questions during an attempt: once for all, or with tries that cost."""

import datetime as dt
from decimal import Decimal

import pytest

from quizzes import types
from quizzes.domain import delivery
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import (
    AnswerIncomplete,
    AttemptClosed,
    CheckRefused,
    ItemSettled,
    PageLeft,
)
from quizzes.enums import MarkReason
from quizzes.models import Attempt, AttemptItem, MarkEvent, ResponseEvent
from quizzes.types.base import Mark
from tests.quizzes.factories import (
    AT,
    SOURCES,
    fields_of,
    form,
    item_of,
    make_draft,
    make_question,
    make_quiz,
    make_user,
    publish,
    right,
    save,
    start,
    submit,
    wrong,
)

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HINTS = ["<p>Look at the sacrum.</p>", "<p>And at the occiput.</p>"]


@pytest.fixture
def learner():
    return make_user()


def hinted(type_key="single_choice"):
    question = make_draft(type_key)
    question.hints = [
        {"type": "hint", "value": hint, "id": str(n)} for n, hint in enumerate(HINTS)
    ]
    question.save()
    return publish(question)


def attempt_of(learner, behaviour, questions=None, **fields):
    fields = {"try_cost": 30, "time_limit_minutes": 60, **fields}
    quiz = make_quiz(
        questions or [hinted()],
        behaviour=behaviour,
        shuffle_questions=False,
        **fields,
    )
    return start(quiz, learner)


@pytest.fixture
def immediate(learner):
    return attempt_of(learner, "immediate")


@pytest.fixture
def tries(learner):
    """Three tries at a single choice question with two hints; each costs 30 %."""
    return attempt_of(learner, "tries")


def check(attempt, position=1, *, at=AT, learner=None):
    return delivery.check(
        attempt_uuid=attempt.uuid,
        learner=learner or attempt.learner,
        position=position,
        at=at,
    )


def answer(attempt, response, position=1, *, at=AT):
    return save(item_of(attempt, position), response, at=at)


def option(attempt, index):
    body = item_of(attempt).question_version.body
    return {"option": body["options"][index]["id"]}


def events():
    return list(MarkEvent.objects.values_list("reason", "response_number", "fraction"))


# What is refused


@pytest.mark.parametrize("behaviour", ["deferred", "certainty"])
def test_check_is_refused_where_all_is_marked_at_the_end(learner, behaviour):
    attempt = attempt_of(learner, behaviour)
    answer(attempt, right(item_of(attempt)))

    with pytest.raises(CheckRefused):
        check(attempt)

    assert item_of(attempt).tries == 0
    assert events() == []


def test_check_of_an_unanswered_question_is_refused(immediate):
    with pytest.raises(AnswerIncomplete):
        check(immediate)

    assert (item_of(immediate).tries, events()) == (0, [])


def test_check_of_half_an_answer_is_refused(learner):
    attempt = attempt_of(learner, "immediate", [make_question("matching")])
    body = item_of(attempt).question_version.body
    first = body["prompts"][0]
    answer(attempt, {"matches": {first["id"]: first["choice"]}})

    with pytest.raises(AnswerIncomplete):
        check(attempt)

    assert item_of(attempt).settled_at is None


@pytest.mark.parametrize("late", [0, 10, 3600])
def test_check_is_refused_from_the_deadline_on(immediate, late):
    """Even within the grace: it is for answers on their way."""
    answer(immediate, right(item_of(immediate)))

    with pytest.raises(AttemptClosed):
        check(immediate, at=immediate.deadline + dt.timedelta(seconds=late))

    assert (item_of(immediate).settled_at, events()) == (None, [])


def test_check_after_submission_is_refused(immediate):
    answer(immediate, right(item_of(immediate)))
    submit(immediate)

    with pytest.raises(AttemptClosed):
        check(immediate)

    assert [reason for reason, _number, _fraction in events()] == ["submitted"]


def test_check_of_someone_elses_or_no_item_is_not_found(immediate):
    with pytest.raises(Attempt.DoesNotExist):
        check(immediate, learner=make_user())
    with pytest.raises(AttemptItem.DoesNotExist):
        check(immediate, 9)


def test_check_on_a_page_that_was_left_is_refused(learner):
    attempt = attempt_of(
        learner, "tries", [hinted(), hinted()], layout="question", one_way=True
    )
    answer(attempt, wrong(item_of(attempt)))
    delivery.turn(attempt_uuid=attempt.uuid, learner=learner, to_page=2, at=AT)

    with pytest.raises(PageLeft):
        check(attempt, 1)

    assert events() == []


def test_check_of_what_a_person_marks_is_refused(learner, monkeypatch):
    short_text = types.get("short_text")
    monkeypatch.setattr(short_text, "mark", lambda content, response: Mark(None))
    monkeypatch.setattr(short_text, "rubric", lambda content: {"criteria": []})
    attempt = attempt_of(learner, "immediate", [make_question("short_text")])
    answer(attempt, {"text": "An essay"})

    with pytest.raises(CheckRefused):
        check(attempt)

    rules = attempt_rules.read(attempt.rules)
    assert not delivery.can_check(item=item_of(attempt), rules=rules)
    assert item_of(attempt).settled_at is None


# Immediate


@pytest.mark.parametrize(("index", "fraction"), [(0, 1), (1, 0)])
def test_immediate_check_marks_and_settles(immediate, index, fraction):
    answer(immediate, option(immediate, index))

    checked = check(immediate, at=AT + MINUTE)

    item = item_of(immediate)
    assert (checked.settled, checked.repeated, checked.hint) == (True, False, "")
    assert checked.mark.fraction == fraction
    assert (item.fraction, item.tries, item.settled_at) == (fraction, 1, AT + MINUTE)
    assert events() == [("checked", 1, fraction)]


def test_settled_item_refuses_another_answer(immediate):
    answer(immediate, option(immediate, 1))
    check(immediate)

    with pytest.raises(ItemSettled) as refused:
        answer(immediate, option(immediate, 0))

    assert refused.value.item.response == option(immediate, 1)
    assert item_of(immediate).response_number == 1
    assert ResponseEvent.objects.count() == 1


def test_answer_sent_again_after_it_was_settled_is_acknowledged(immediate):
    item = item_of(immediate)
    save(item, option(immediate, 1), number=1)
    check(immediate)

    assert save(item, option(immediate, 1), number=1).repeated is True


def test_form_lists_answers_to_settled_items(immediate):
    answer(immediate, option(immediate, 1))
    check(immediate)
    item = item_of(immediate)
    fields = fields_of(
        "single_choice", item.question_version.body, option(immediate, 0), "q1"
    )

    _attempt, outcome = delivery.save_form(
        attempt_uuid=immediate.uuid,
        learner=immediate.learner,
        data=form({**fields, "q1-number": "1"}),
        at=AT,
    )

    assert (outcome.saved, outcome.settled, outcome.stale) == ([], [1], [])
    assert item_of(immediate).response == option(immediate, 1)


def test_check_of_a_settled_item_tells_the_same_again(immediate):
    answer(immediate, option(immediate, 1))
    first = check(immediate)

    again = check(immediate, at=AT + MINUTE)

    assert again.repeated
    assert (again.mark, again.settled) == (first.mark, True)
    assert item_of(immediate).settled_at == AT
    assert len(events()) == 1


def test_submission_keeps_settled_marks_and_marks_the_rest(learner):
    attempt = attempt_of(learner, "immediate", [hinted(), hinted(), hinted()])
    answer(attempt, right(item_of(attempt, 1)), 1)
    check(attempt, 1)
    answer(attempt, right(item_of(attempt, 2)), 2)

    done = submit(attempt)

    assert (done.score, done.max_score) == (2, 3)
    assert events() == [
        ("checked", 1, 1),
        ("submitted", 1, 1),
        ("submitted", 0, 0),
    ]


# Tries


def test_wrong_tries_cost_and_give_one_hint_each(tries):
    answer(tries, option(tries, 1))
    first = check(tries)
    answer(tries, option(tries, 2))
    second = check(tries)
    shown = delivery.hints_shown(item_of(tries))
    answer(tries, option(tries, 0))
    third = check(tries)

    assert [c.settled for c in (first, second, third)] == [False, False, True]
    assert [c.hint for c in (first, second, third)] == [*HINTS, ""]
    assert shown == HINTS
    assert delivery.hints_shown(item_of(tries)) == HINTS
    assert third.mark.fraction == 1
    assert item_of(tries).fraction == Decimal("0.4")
    assert submit(tries).score == Decimal("0.4")
    assert [reason for reason, _n, _f in events()] == ["checked"] * 3


def test_right_answer_settles_at_the_first_try_at_full_mark(tries):
    answer(tries, option(tries, 0))

    checked = check(tries)

    assert (checked.settled, checked.hint, item_of(tries).fraction) == (True, "", 1)


def test_last_try_settles_a_wrong_answer(learner):
    attempt = attempt_of(learner, "tries", max_tries=2)
    answer(attempt, option(attempt, 1))
    check(attempt)
    answer(attempt, option(attempt, 2))

    checked = check(attempt)

    assert (checked.settled, checked.hint) == (True, "")
    assert item_of(attempt).fraction == 0
    with pytest.raises(ItemSettled):
        answer(attempt, option(attempt, 0))


def test_same_answer_checked_again_is_no_new_try(tries):
    answer(tries, option(tries, 1))
    first = check(tries)

    again = check(tries)

    assert (again.repeated, again.hint) == (True, first.hint)
    assert (item_of(tries).tries, len(events())) == (1, 1)


def test_same_answer_after_changing_to_and_fro_is_no_new_try(tries):
    answer(tries, option(tries, 1))
    check(tries)
    answer(tries, option(tries, 0))
    answer(tries, option(tries, 1))

    assert check(tries).repeated
    assert item_of(tries).tries == 1


def test_more_wrong_tries_than_hints_give_none_at_last(learner):
    attempt = attempt_of(learner, "tries", max_tries=4)
    hints = []
    for index in (1, 2, 1):
        answer(attempt, option(attempt, index))
        hints.append(check(attempt).hint)

    assert hints == [*HINTS, ""]
    assert delivery.hints_shown(item_of(attempt)) == HINTS


def test_cost_never_takes_more_than_the_mark(learner):
    attempt = attempt_of(learner, "tries", max_tries=10, try_cost=60)
    for index in (1, 2, 0):
        answer(attempt, option(attempt, index))
        check(attempt)

    assert item_of(attempt).fraction == 0


def test_unsettled_question_is_marked_less_the_wrong_tries_before(tries):
    answer(tries, option(tries, 1))
    check(tries)
    answer(tries, option(tries, 0))

    assert submit(tries).score == Decimal("0.7")
    assert events() == [("checked", 1, 0), ("submitted", 2, Decimal("0.7"))]


def test_partly_right_try_is_not_charged_for_itself(learner):
    """Two of three pairs, checked and left at that, are worth two thirds."""
    attempt = attempt_of(learner, "tries", [make_question("matching")])
    body = item_of(attempt).question_version.body
    matches = {prompt["id"]: prompt["choice"] for prompt in body["prompts"]}
    last = body["prompts"][-1]["id"]
    matches[last] = body["choices"][-1]["id"]
    answer(attempt, {"matches": matches})

    checked = check(attempt)

    assert checked.mark.fraction < 1
    assert not checked.settled
    assert submit(attempt).score == checked.mark.fraction


def test_hints_are_frozen_with_the_question(tries):
    question = item_of(tries).question_version.question
    question.hints = []
    question.save_revision().publish()
    answer(tries, option(tries, 1))

    assert check(tries).hint == HINTS[0]


def test_discarded_attempt_keeps_its_checks_and_no_score(learner):
    attempt = attempt_of(learner, "immediate", on_expiry="discard")
    answer(attempt, right(item_of(attempt)))
    check(attempt)

    done = submit(attempt, at=AT + 90 * MINUTE)

    assert (done.discarded, done.score) == (True, 0)
    assert events() == [("checked", 1, 1)]


def test_every_type_can_be_checked(learner):
    attempt = attempt_of(learner, "tries", [make_question(key) for key in SOURCES])
    rules = attempt_rules.read(attempt.rules)
    for position in range(1, len(SOURCES) + 1):
        item = item_of(attempt, position)
        assert delivery.can_check(item=item, rules=rules)
        answer(attempt, right(item), position)
        assert check(attempt, position).settled
        assert not delivery.can_check(item=item_of(attempt, position), rules=rules)

    assert submit(attempt).fraction == 1
    assert set(MarkEvent.objects.values_list("reason", flat=True)) == {
        MarkReason.CHECKED
    }
