"""Two tabs at once, on a database that runs them at once."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from quizzes import types
from quizzes.domain import delivery, marking
from quizzes.domain.errors import (
    AttemptClosed,
    ItemSettled,
    PageLeft,
    PreviewOutdated,
    StaleSave,
)
from quizzes.models import Attempt, MarkEvent, Regrade, ResponseEvent
from quizzes.signals import attempt_marked
from quizzes.types.base import Mark
from tests.quizzes.factories import (
    items_of,
    make_admin,
    make_draft,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
    wrong,
)
from tests.quizzes.regrades import look, make_attempt, make_exam, plan, regrade

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def _only_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets only one writer in; run with tests.settings.postgres")


def at_once(*calls):
    """Run the calls in threads that start together; return results and errors."""
    barrier = threading.Barrier(len(calls))
    outcomes = [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(timeout=10)
            outcomes[index] = call()
        except Exception as error:  # noqa: BLE001  the test looks at what was raised
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(index, call))
        for index, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.parametrize("_round", range(5))
def test_two_tabs_submitting_at_once_give_one_result(_round):
    learner = make_user()
    attempt = start(make_quiz(make_questions(3)), learner, at=timezone.now())
    for item in items_of(attempt):
        save(item, right(item), at=timezone.now())
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append(attempt.pk)

    def submit():
        return delivery.submit(
            attempt_uuid=attempt.uuid, learner=learner, at=timezone.now()
        )

    attempt_marked.connect(receive)
    try:
        first, second = at_once(submit, submit)
    finally:
        attempt_marked.disconnect(receive)

    assert (first.score, second.score) == (3, 3)
    assert first.submitted_at == second.submitted_at
    assert MarkEvent.objects.count() == 3
    assert told == [attempt.pk]


@pytest.mark.parametrize("_round", range(5))
def test_starting_in_many_tabs_gives_one_attempt(_round):
    learner, quiz = make_user(), make_quiz(make_questions(3))

    outcomes = at_once(*[lambda: start(quiz, learner, at=timezone.now())] * 4)

    attempt = Attempt.objects.get()
    assert [found.pk for found in outcomes] == [attempt.pk] * 4
    assert attempt.items.count() == 3


@pytest.mark.parametrize("_round", range(5))
def test_same_number_from_two_devices_is_taken_once(_round):
    attempt = start(make_quiz(make_questions(1)), make_user(), at=timezone.now())
    (one,), (two,) = items_of(attempt), items_of(attempt)

    outcomes = at_once(
        lambda: save(one, right(one), number=1, at=timezone.now()),
        lambda: save(two, wrong(two), number=1, at=timezone.now()),
    )

    (event,) = ResponseEvent.objects.all()
    (item,) = items_of(attempt)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Saved",
        "StaleSave",
    ]
    assert item.response == event.response
    stale = next(found for found in outcomes if isinstance(found, StaleSave))
    assert stale.item.response == event.response


@pytest.mark.parametrize("_round", range(5))
def test_same_save_sent_twice_at_once_is_acknowledged_twice(_round):
    attempt = start(make_quiz(make_questions(1)), make_user(), at=timezone.now())
    (one,), (two,) = items_of(attempt), items_of(attempt)

    outcomes = at_once(
        lambda: save(one, right(one), number=1, at=timezone.now()),
        lambda: save(two, right(two), number=1, at=timezone.now()),
    )

    assert sorted(outcome.repeated for outcome in outcomes) == [False, True]
    assert ResponseEvent.objects.count() == 1


@pytest.mark.parametrize("_round", range(10))
def test_answer_racing_the_submission_is_marked_or_refused(_round):
    """Never acknowledged and left out of the mark."""
    learner = make_user()
    attempt = start(make_quiz(make_questions(1)), learner, at=timezone.now())
    (item,) = items_of(attempt)

    saved, marked = at_once(
        lambda: save(item, right(item), at=timezone.now()),
        lambda: delivery.submit(
            attempt_uuid=attempt.uuid, learner=learner, at=timezone.now()
        ),
    )

    if isinstance(saved, AttemptClosed):
        assert marked.score == 0
        assert not ResponseEvent.objects.exists()
    else:
        assert saved.repeated is False
        assert marked.score == 1


def checked_attempt(**fields):
    """Return a learner's attempt that checks its questions, and its first item."""
    quiz = make_quiz(make_questions(1), behaviour="tries", try_cost=30, **fields)
    attempt = start(quiz, make_user(), at=timezone.now())
    (item,) = items_of(attempt)
    return attempt, item


def check(attempt):
    return delivery.check(
        attempt_uuid=attempt.uuid,
        learner=attempt.learner,
        position=1,
        at=timezone.now(),
    )


@pytest.mark.parametrize("_round", range(5))
def test_two_checks_at_once_are_one_try(_round):
    attempt, item = checked_attempt()
    save(item, wrong(item), at=timezone.now())

    outcomes = at_once(*[lambda: check(attempt)] * 3)

    (item,) = items_of(attempt)
    assert sorted(found.repeated for found in outcomes) == [False, True, True]
    assert (item.tries, item.settled_at) == (1, None)
    assert MarkEvent.objects.count() == 1


@pytest.mark.parametrize("_round", range(10))
def test_answer_racing_the_check_that_settles_is_checked_or_refused(_round):
    """Never acknowledged after the item was settled with another answer."""
    attempt, item = checked_attempt(max_tries=1)
    save(item, wrong(item), at=timezone.now())
    (item,) = items_of(attempt)

    saved, checked = at_once(
        lambda: save(item, right(item), at=timezone.now()), lambda: check(attempt)
    )

    (after,) = items_of(attempt)
    assert checked.settled
    assert after.settled_at is not None
    if isinstance(saved, ItemSettled):
        assert (after.response, after.fraction) == (wrong(item), 0)
    else:
        assert saved.repeated is False
        assert (after.response, after.fraction) == (right(item), 1)


@pytest.mark.parametrize("_round", range(5))
def test_check_racing_the_submission_is_counted_or_refused(_round):
    attempt, item = checked_attempt()
    save(item, right(item), at=timezone.now())

    checked, marked = at_once(
        lambda: check(attempt),
        lambda: delivery.submit(
            attempt_uuid=attempt.uuid, learner=attempt.learner, at=timezone.now()
        ),
    )

    assert marked.score == 1
    assert MarkEvent.objects.count() == 1
    reason = MarkEvent.objects.get().reason
    assert reason == ("submitted" if isinstance(checked, AttemptClosed) else "checked")


@pytest.mark.parametrize("_round", range(5))
def test_answer_racing_the_turn_of_a_one_way_page_is_kept_or_refused(_round):
    quiz = make_quiz(make_questions(2), layout="question", one_way=True)
    attempt = start(quiz, make_user(), at=timezone.now())
    item = items_of(attempt)[0]

    saved, turned = at_once(
        lambda: save(item, right(item), at=timezone.now()),
        lambda: delivery.turn(
            attempt_uuid=attempt.uuid,
            learner=attempt.learner,
            to_page=2,
            at=timezone.now(),
        ),
    )

    assert turned.page == 2
    kept = items_of(attempt)[0].response is not None
    assert kept is not isinstance(saved, PageLeft)


@pytest.mark.parametrize("_round", range(5))
def test_two_markers_at_once_send_one_result(_round, monkeypatch):
    question_type = types.get("short_text")
    monkeypatch.setattr(question_type, "mark", lambda content, response: Mark(None))
    quiz = make_quiz(make_questions(2, "short_text"))
    attempt = start(quiz, make_user(), at=timezone.now())
    for item in items_of(attempt):
        save(item, right(item), at=timezone.now())
    submitted = delivery.submit(
        attempt_uuid=attempt.uuid, learner=attempt.learner, at=timezone.now()
    )
    assert submitted.items_to_mark == 2
    marker, told = make_user(), []

    def receive(sender, attempt, at, **kwargs):
        told.append(attempt.score)

    def mark(item):
        return marking.mark_by_hand(
            item=item, marker=marker, fraction=Decimal(1), at=timezone.now()
        )

    first, second = items_of(attempt)
    attempt_marked.connect(receive)
    try:
        at_once(*[lambda: mark(first), lambda: mark(second), lambda: mark(first)])
    finally:
        attempt_marked.disconnect(receive)

    attempt.refresh_from_db()
    assert (attempt.items_to_mark, attempt.score) == (0, 2)
    assert MarkEvent.objects.count() == 2
    assert told == [2]


def exam_to_regrade():
    """Return a question, a quiz that asks it, and a submitted attempt that was wrong."""
    (question, _other), quiz = make_exam()
    return question, quiz, make_attempt(quiz, [1, 0], at=timezone.now())


@pytest.mark.parametrize("_round", range(5))
def test_regrade_racing_a_mark_by_hand_loses_neither(_round):
    question, _quiz, attempt = exam_to_regrade()
    admin = make_admin()
    what = plan("credit", question)
    digest = look(what, admin).digest
    second = items_of(attempt)[1]

    regraded, marked = at_once(
        lambda: regrade(what, admin, at=timezone.now(), digest=digest),
        lambda: marking.mark_by_hand(
            item=second,
            marker=admin,
            fraction=Decimal("0.5"),
            note="Half.",
            at=timezone.now(),
        ),
    )

    attempt.refresh_from_db()
    assert marked.fraction == Decimal("0.5")
    if isinstance(regraded, PreviewOutdated):
        assert attempt.score == Decimal("0.5")
        assert not Regrade.objects.exists()
    else:
        assert attempt.score == Decimal("1.5")
    for item in items_of(attempt):
        assert item.fraction == item.mark_events.last().fraction


@pytest.mark.parametrize("_round", range(5))
def test_regrade_racing_a_submission_takes_it_in_or_leaves_it_out_whole(_round):
    question, quiz, attempt = exam_to_regrade()
    admin, learner = make_admin(), make_user()
    running = start(quiz, learner, at=timezone.now())
    for item in items_of(running):
        save(item, wrong(item), at=timezone.now())
    what = plan("credit", question)
    digest = look(what, admin).digest

    regraded, submitted = at_once(
        lambda: regrade(what, admin, at=timezone.now(), digest=digest),
        lambda: delivery.submit(
            attempt_uuid=running.uuid, learner=learner, at=timezone.now()
        ),
    )

    attempt.refresh_from_db()
    running.refresh_from_db()
    assert submitted.score == running.score == 0
    if isinstance(regraded, PreviewOutdated):
        assert attempt.score == 1
    else:
        assert (regraded.attempts, attempt.score) == (1, 2)


@pytest.mark.parametrize("_round", range(5))
def test_one_regrade_sent_twice_at_once_is_done_once(_round):
    question, _quiz, attempt = exam_to_regrade()
    admin = make_admin()
    what = plan("credit", question)
    digest = look(what, admin).digest

    outcomes = at_once(
        *[lambda: regrade(what, admin, at=timezone.now(), digest=digest)] * 3
    )

    names = sorted(type(found).__name__ for found in outcomes)
    assert names == ["PreviewOutdated", "PreviewOutdated", "Regrade"]
    assert items_of(attempt)[0].mark_events.count() == 2


@pytest.mark.parametrize("_round", range(5))
def test_regrades_of_two_questions_at_once_are_both_done(_round):
    questions, quiz = make_exam()
    attempts = [make_attempt(quiz, [1, 1], at=timezone.now()) for _ in range(4)]
    admin = make_admin()
    plans = [plan("credit", question) for question in questions]

    def again(what):
        while True:
            try:
                return regrade(what, admin, at=timezone.now())
            except PreviewOutdated:
                continue

    outcomes = at_once(lambda: again(plans[0]), lambda: again(plans[1]))

    assert [type(found).__name__ for found in outcomes] == ["Regrade", "Regrade"]
    for attempt in attempts:
        attempt.refresh_from_db()
        assert attempt.score == 2


@pytest.mark.parametrize("_round", range(3))
def test_publishing_twice_at_once_gives_each_version_a_number(_round):
    question = make_draft()
    one = question.save_revision()

    outcomes = at_once(one.publish, one.publish)

    assert [type(found).__name__ for found in outcomes] == ["NoneType", "NoneType"]
    assert list(question.versions.values_list("number", flat=True)) == [1]
