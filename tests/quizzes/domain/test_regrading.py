import datetime as dt
from decimal import Decimal

import pytest

from quizzes.domain import delivery, marking, queries
from quizzes.domain.errors import NothingChanges, PreviewOutdated
from quizzes.enums import BankAccess, Kept
from quizzes.models import Attempt, MarkEvent, Regrade
from quizzes.signals import attempt_marked
from tests.quizzes.factories import (
    AT,
    item_of,
    items_of,
    make_admin,
    make_bank,
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
from tests.quizzes.regrades import (
    OPTIONS,
    look,
    make_attempt,
    make_exam,
    option,
    plan,
    regrade,
    rekey,
)

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(days=3)


@pytest.fixture
def admin():
    return make_admin()


@pytest.fixture
def heard():
    """The scores that receivers were told, by attempt."""
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append((attempt.pk, attempt.score, at))

    attempt_marked.connect(receive)
    yield told
    attempt_marked.disconnect(receive)


def fresh(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def test_wrong_key_is_put_right(admin, heard):
    (question, _other), quiz = make_exam()
    lucky = make_attempt(quiz, [0, 0])
    unlucky = make_attempt(quiz, [1, 0])
    version = rekey(question, 1)
    heard.clear()

    what = plan("version", question, version)
    found = look(what, admin)

    assert (found.attempts, found.answers, found.changed) == (2, 2, 2)
    assert (found.now_passed, found.now_failed) == (1, 1)
    rows = {row.attempt.pk: row for row in found.rows}
    row = rows[unlucky.pk]
    assert (row.old, row.new, row.asked.number) == (0, 1, 1)
    assert (row.before.percent, row.after.percent) == (50, 100)
    assert row.now_passes
    assert not row.now_fails
    assert rows[lucky.pk].now_fails
    assert {row.attempt.pk for row in found.crossing} == {lucky.pk, unlucky.pk}
    # Looking changes nothing.
    assert (fresh(unlucky).score, MarkEvent.objects.count()) == (1, 4)
    assert heard == []

    record = regrade(what, admin, at=LATER)

    assert (fresh(unlucky).score, fresh(unlucky).passed) == (2, True)
    assert (fresh(lucky).score, fresh(lucky).passed) == (1, False)
    assert (record.attempts, record.changed) == (2, 2)
    assert (record.now_passed, record.now_failed) == (1, 1)
    assert record.picked["quiz_key"] is None
    event = item_of(unlucky).mark_events.last()
    assert (event.fraction, event.reason, event.note) == (
        1,
        "regraded",
        "The key was wrong.",
    )
    assert (event.marker, event.regrade, event.at) == (admin, record, LATER)
    assert event.question_version == version
    assert item_of(unlucky).question_version.number == 1
    assert sorted(heard) == [(lucky.pk, 1, LATER), (unlucky.pk, 2, LATER)]


def test_same_version_changes_nothing(admin, heard):
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])
    make_attempt(quiz, [None, 0])
    heard.clear()
    what = plan("version", question, question.current_version())

    found = look(what, admin)

    assert (found.changes, found.changed, found.crossing) == (0, 0, [])
    with pytest.raises(NothingChanges):
        regrade(what, admin)
    assert not Regrade.objects.exists()
    assert heard == []


def test_only_attempts_that_count_are_picked(admin):
    (question,), quiz = make_exam(1)
    learner = make_user()
    counted = make_attempt(quiz, [1], learner=learner)
    start(quiz, learner, at=LATER)
    practice = make_quiz([question], practice=True)
    make_attempt(practice, [1])
    dropped = make_quiz([question], on_expiry="discard", time_limit_minutes=5)
    late = start(dropped, make_user())
    delivery.close_expired(attempt=late, at=LATER)
    assert fresh(late).discarded

    found = look(plan("drop", question), admin)

    assert [row.attempt.pk for row in found.rows] == [counted.pk]


def test_picked_by_quiz_days_and_attempts(admin):
    (question, other), quiz = make_exam()
    elsewhere = make_quiz([question, other], shuffle_questions=False)
    first = make_attempt(quiz, [1, 0])
    second = make_attempt(quiz, [1, 0], at=LATER)
    third = make_attempt(elsewhere, [1, 0])

    def found(**picked):
        what = plan("credit", question, **picked)
        return {row.attempt.pk for row in look(what, admin).rows}

    assert found() == {first.pk, second.pk, third.pk}
    assert found(quiz_key=quiz.quiz_key) == {first.pk, second.pk}
    assert found(first_day=LATER.date()) == {second.pk}
    assert found(last_day=AT.date()) == {first.pk, third.pk}
    assert found(attempts=(third.pk,)) == {third.pk}
    # At 14:00 in UTC it is the next day in Auckland.
    day = AT.date() + dt.timedelta(days=1)
    there = {"time_zone": "Pacific/Auckland"}
    assert found(last_day=AT.date(), **there) == set()
    assert found(first_day=day, last_day=day, **there) == {first.pk, third.pk}


def test_question_of_a_bank_of_others_is_out_of_reach():
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])
    bank = make_bank()
    bank.access = BankAccess.READ
    bank.save()
    question.bank = bank
    question.save()
    what = plan("credit", question)

    assert look(what, make_user()).attempts == 0
    with pytest.raises(NothingChanges):
        regrade(what, make_user())


def test_drop_takes_the_question_out_of_score_and_maximum(admin, heard):
    (question, _other), quiz = make_exam()
    attempt = make_attempt(quiz, [1, 0])
    heard.clear()

    record = regrade(plan("drop", question), admin)

    attempt = fresh(attempt)
    item = item_of(attempt)
    assert (attempt.score, attempt.max_score, attempt.percent) == (1, 1, 100)
    assert (item.dropped, item.fraction) == (True, 0)
    assert item.mark_events.last().reason == "dropped"
    assert (record.changed, record.now_passed) == (1, 1)
    assert heard == [(attempt.pk, 1, AT)]
    assert marking.score_of(items_of(attempt), "deferred") == (1, 1)


def test_drop_twice_changes_nothing(admin):
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])
    regrade(plan("drop", question), admin)

    with pytest.raises(NothingChanges):
        regrade(plan("drop", question), admin)


def test_only_question_is_not_dropped(admin):
    (question,), quiz = make_exam(1)
    attempt = make_attempt(quiz, [1])

    (row,) = look(plan("drop", question), admin).rows

    assert row.outcome.kept == Kept.ONLY_QUESTION
    with pytest.raises(NothingChanges):
        regrade(plan("drop", question), admin)
    assert fresh(attempt).max_score == 1


def test_last_question_that_counts_is_not_dropped(admin):
    (one, other), quiz = make_exam()
    attempt = make_attempt(quiz, [0, 0])
    regrade(plan("drop", one), admin)

    with pytest.raises(NothingChanges):
        regrade(plan("drop", other), admin)

    assert fresh(attempt).max_score == 1


def test_version_brings_a_dropped_question_back(admin):
    (question, _other), quiz = make_exam()
    attempt = make_attempt(quiz, [1, 0])
    regrade(plan("drop", question), admin)

    regrade(plan("version", question, question.current_version()), admin)

    attempt = fresh(attempt)
    assert (attempt.score, attempt.max_score, attempt.passed) == (1, 2, False)
    assert not item_of(attempt).dropped


def test_credit_gives_everyone_the_full_mark_and_version_takes_it_back(admin):
    (question, _other), quiz = make_exam()
    attempts = [make_attempt(quiz, [chosen, 0]) for chosen in (0, 1, None)]

    record = regrade(plan("credit", question), admin)

    assert [fresh(attempt).score for attempt in attempts] == [2, 2, 2]
    # Who had the full mark has it still; nothing is added for them.
    assert [a.items.first().mark_events.count() for a in attempts] == [1, 2, 2]
    assert (record.attempts, record.changed) == (3, 2)

    regrade(plan("version", question, question.current_version()), admin)

    assert [fresh(attempt).score for attempt in attempts] == [2, 1, 1]


def test_credit_is_full_whatever_the_certainty(admin):
    (question, _other), quiz = make_exam(behaviour="certainty")
    unsure = make_attempt(quiz, [0, 0], certainty=1)
    sure = make_attempt(quiz, [1, 0], certainty=3)
    silent = make_attempt(quiz, [None, 0], certainty=3)
    scores = [fresh(attempt).score for attempt in (unsure, sure, silent)]

    regrade(plan("credit", question), admin)

    assert fresh(unsure).score == Decimal("1.33333")
    assert fresh(sure).score == fresh(silent).score == 2
    # A later mark of another question keeps the credit.
    marking.mark_by_hand(
        item=item_of(silent, 2), marker=admin, fraction=Decimal(0), note="No.", at=AT
    )
    assert fresh(silent).score == 0
    marking.mark_by_hand(
        item=item_of(silent, 2), marker=admin, fraction=Decimal(1), note="Yes.", at=AT
    )
    assert fresh(silent).score == 2

    regrade(plan("version", question, question.current_version()), admin)

    found = [fresh(attempt).score for attempt in (unsure, sure, silent)]
    assert found == scores


def test_tries_are_gone_through_again(admin):
    """Whoever was right at the first try by the new key is not charged for more."""
    questions, quiz = make_exam(behaviour="tries", try_cost=30)
    attempt = start(quiz, make_user())
    for chosen in (1, 0):
        item = item_of(attempt)
        save(item, option(item, chosen))
        delivery.check(
            attempt_uuid=attempt.uuid, learner=attempt.learner, position=1, at=AT
        )
    submit(attempt)
    assert item_of(attempt).fraction == Decimal("0.7")
    same = plan("version", questions[0], questions[0].current_version())
    assert look(same, admin).changes == 0

    regrade(plan("version", questions[0], rekey(questions[0], 1)), admin)

    assert item_of(attempt).fraction == 1

    regrade(plan("version", questions[0], rekey(questions[0], 2)), admin)

    assert item_of(attempt).fraction == 0


def test_last_answer_costs_the_wrong_tries_before_it(admin):
    questions, quiz = make_exam(behaviour="tries", try_cost=30)
    attempt = start(quiz, make_user())
    item = item_of(attempt)
    save(item, option(item, 1))
    delivery.check(
        attempt_uuid=attempt.uuid, learner=attempt.learner, position=1, at=AT
    )
    save(item_of(attempt), option(item, 2))
    submit(attempt)
    assert item_of(attempt).fraction == 0

    regrade(plan("version", questions[0], rekey(questions[0], 2)), admin)

    assert item_of(attempt).fraction == Decimal("0.7")


def test_option_that_is_gone_can_not_be_marked(admin):
    (question, _other), quiz = make_exam()
    gone = make_attempt(quiz, [2, 0])
    known = make_attempt(quiz, [1, 0])
    version = rekey(question, 1, options=OPTIONS[:2])

    found = look(plan("version", question, version), admin)

    kept = {row.attempt.pk: row.outcome.kept for row in found.rows}
    assert kept == {gone.pk: Kept.UNREADABLE, known.pk: None}
    assert found.kept == {Kept.UNREADABLE: 1}
    record = regrade(plan("version", question, version), admin)
    assert fresh(gone).score == 1
    assert (record.attempts, record.changed) == (2, 1)


def test_version_of_another_type_marks_nothing(admin):
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])
    other = make_question("short_text")
    question.body = other.body
    question.save_revision().publish()
    question.refresh_from_db()
    version = question.current_version()
    assert version.number == 2

    (row,) = look(plan("version", question, version), admin).rows

    assert row.outcome.kept == Kept.OTHER_TYPE


def test_version_of_another_question_is_refused():
    one, other = make_questions(2)

    with pytest.raises(ValueError, match="another question"):
        plan("version", one, other.current_version())
    with pytest.raises(ValueError, match="needs a version"):
        plan("version", one)
    with pytest.raises(ValueError, match="needs a version"):
        plan("drop", one, one.current_version())


def test_mark_of_a_person_stands_unless_asked(admin):
    (question, _other), quiz = make_exam()
    attempt = make_attempt(quiz, [1, 0])
    marking.mark_by_hand(
        item=item_of(attempt),
        marker=admin,
        fraction=Decimal("0.4"),
        note="Half a point.",
        at=AT,
    )
    version = rekey(question, 1)

    (row,) = look(plan("version", question, version), admin).rows
    assert row.outcome.kept == Kept.BY_PERSON
    (row,) = look(plan("version", question, version, over_persons=True), admin).rows
    assert (row.outcome.kept, row.new) == (None, 1)

    # Beneath a drop or a credit it is still there, and comes back.
    for kind in ("drop", "credit"):
        regrade(plan(kind, question), admin)
        regrade(plan("version", question, version), admin)
        item = item_of(attempt)
        assert (item.fraction, item.dropped) == (Decimal("0.4"), False)
        (row,) = look(plan("version", question, version), admin).rows
        assert row.outcome.kept == Kept.BY_PERSON

    regrade(plan("version", question, version, over_persons=True), admin)
    assert item_of(attempt).fraction == 1
    (row,) = look(plan("version", question, version), admin).rows
    assert row.outcome.kept is None


def essay_attempt(*, answered=True):
    """Return an essay and a submitted attempt at it and at a single choice."""
    essay, choice = make_question("essay"), make_question()
    quiz = make_quiz([essay, choice], shuffle_questions=False, pass_mark=75)
    attempt = start(quiz, make_user())
    first, second = items_of(attempt)
    if answered:
        save(first, {"text": "The joint moves too little."})
    save(second, right(second))
    return essay, choice, submit(attempt)


def test_essay_is_not_marked_by_a_version(admin):
    essay, _choice, attempt = essay_attempt()
    assert attempt.items_to_mark == 1

    what = plan("version", essay, essay.current_version(), over_persons=True)
    (row,) = look(what, admin).rows

    assert row.outcome.kept == Kept.NEEDS_PERSON
    assert (row.old, row.new) == (None, None)


def test_dropping_what_an_attempt_waited_for_completes_it(admin, heard):
    essay, _choice, attempt = essay_attempt()

    (row,) = look(plan("drop", essay), admin).rows
    assert (row.before.percent, row.after.percent, row.now_passes) == (None, 100, True)
    regrade(plan("drop", essay), admin)

    attempt = fresh(attempt)
    assert (attempt.items_to_mark, attempt.score, attempt.max_score) == (0, 1, 1)
    assert list(queries.items_to_mark()) == []
    assert heard == [(attempt.pk, 1, AT)]

    # A person's mark brings it back.
    marking.mark_by_hand(
        item=item_of(attempt), marker=admin, fraction=Decimal("0.5"), note="x", at=AT
    )
    attempt = fresh(attempt)
    assert (attempt.score, attempt.max_score) == (Decimal("1.5"), 2)


def test_credit_of_an_essay_completes_its_attempt(admin, heard):
    essay, _choice, attempt = essay_attempt()

    regrade(plan("credit", essay), admin)

    attempt = fresh(attempt)
    assert (attempt.items_to_mark, attempt.score, attempt.passed) == (0, 2, True)
    assert heard == [(attempt.pk, 2, AT)]


def test_attempt_that_waits_goes_on_waiting(admin, heard):
    _essay, choice, attempt = essay_attempt()

    record = regrade(plan("drop", choice), admin)

    attempt = fresh(attempt)
    assert (attempt.items_to_mark, attempt.score, attempt.max_score) == (1, None, 1)
    assert (record.changed, heard) == (0, [])

    marking.mark_by_hand(
        item=item_of(attempt), marker=admin, fraction=Decimal("0.5"), at=AT
    )
    assert fresh(attempt).fraction == Decimal("0.5")


def test_preview_is_outdated_by_a_mark_of_a_person(admin):
    (question, _other), quiz = make_exam()
    attempt = make_attempt(quiz, [1, 0])
    what = plan("credit", question)
    digest = look(what, admin).digest
    marking.mark_by_hand(
        item=item_of(attempt, 2), marker=admin, fraction=Decimal(0), note="x", at=AT
    )

    with pytest.raises(PreviewOutdated):
        regrade(what, admin, digest=digest)

    assert not Regrade.objects.exists()


def test_preview_is_outdated_by_another_attempt(admin):
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])
    what = plan("credit", question)
    digest = look(what, admin).digest
    make_attempt(quiz, [1, 0])

    with pytest.raises(PreviewOutdated):
        regrade(what, admin, digest=digest)


def test_double_click_is_one_regrade(admin):
    (question, _other), quiz = make_exam()
    attempt = make_attempt(quiz, [1, 0])
    what = plan("credit", question)
    digest = look(what, admin).digest

    regrade(what, admin, digest=digest)
    with pytest.raises(PreviewOutdated):
        regrade(what, admin, digest=digest)

    assert Regrade.objects.count() == 1
    assert item_of(attempt).mark_events.count() == 2


def test_digest_is_of_one_plan(admin):
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])
    digest = look(plan("credit", question), admin).digest

    with pytest.raises(PreviewOutdated):
        regrade(plan("drop", question), admin, digest=digest)


def test_reason_is_needed(admin):
    (question, _other), quiz = make_exam()
    make_attempt(quiz, [1, 0])

    with pytest.raises(ValueError, match="reason"):
        regrade(plan("credit", question), admin, reason="  ")


def test_failing_receiver_undoes_it_all(admin):
    (question, _other), quiz = make_exam()
    attempt = make_attempt(quiz, [1, 0])

    def fail(sender, **kwargs):
        raise RuntimeError("full disk")

    attempt_marked.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            regrade(plan("credit", question), admin)
    finally:
        attempt_marked.disconnect(fail)

    assert fresh(attempt).score == 1
    assert not Regrade.objects.exists()


def test_pages_of_the_preview_and_all_that_cross(admin):
    (question, _other), quiz = make_exam()
    for _ in range(5):
        make_attempt(quiz, [1, 0])
    what = plan("credit", question)

    first, last = look(what, admin, most=2), look(what, admin, first=4, most=2)

    assert (len(first.rows), len(last.rows)) == (2, 1)
    assert first.answers == 5
    assert len(first.crossing) == 5
    assert first.digest == last.digest


@pytest.mark.parametrize("count", [1, 6])
def test_looking_costs_the_same_for_many(admin, count, django_assert_num_queries):
    (question, _other), quiz = make_exam()
    for _ in range(count):
        make_attempt(quiz, [1, 0])
    what = plan("version", question, rekey(question, 1))

    with django_assert_num_queries(4):
        found = look(what, admin)

    assert found.changed == count


def test_wrong_answers_of_every_kind_stay_wrong_by_the_same_version(admin):
    """Every built-in type can be marked again by the version that was asked."""
    kinds = ["multiple_response", "true_false", "matching", "ordering", "numeric"]
    kinds += ["short_text", "fill_in_blanks", "label_figure", "find_structure"]
    questions = [make_question(kind) for kind in kinds]
    attempt = start(make_quiz(questions, shuffle_questions=False), make_user())
    for item in items_of(attempt):
        save(item, wrong(item))
    submit(attempt)

    for question in questions:
        what = plan("version", question, question.current_version())
        (row,) = look(what, admin).rows
        assert (row.outcome.kept, row.outcome.changed) == (None, False), question.key
