"""Taking an import back, and what stands against it."""

import pytest
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    ModelLogEntry,
    ReferenceIndex,
    Revision,
    Workflow,
    WorkflowTask,
)
from wagtail.search.backends import get_search_backend

from media.domain import review
from quizzes.domain import import_undo, importing
from quizzes.enums import BankAccess
from quizzes.models import Question, QuestionTag
from tests.counting import counted_queries
from tests.quizzes.factories import (
    AT,
    make_bank,
    make_draft,
    make_quiz,
    make_user,
    reword,
    start,
)

from .uploading import bring_in, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
ITEMS = [item(stem=f"Question {number}?", tags=["x"]) for number in (1, 2, 3)]


def undo(batch, by=None):
    return import_undo.undo(batch=batch, by=by or batch.by, at=AT)


def reasons_of(batch):
    with pytest.raises(import_undo.UndoRefused) as caught:
        undo(batch)
    batch.refresh_from_db()
    assert batch.undone_at is None
    assert Question.objects.filter(import_batch=batch).count() == 3
    return [(reason.title, reason.message) for reason in caught.value.reasons]


def test_drafts_are_deleted_with_all_that_hangs_on_them(bank, author):
    other = make_draft("numeric")
    batch = bring_in(*ITEMS, bank=bank, by=author)

    undone = undo(batch)

    assert (undone.deleted, undone.retired) == (3, 0)
    assert list(Question.objects.all()) == [other]
    assert not QuestionTag.objects.exists()
    assert not Revision.objects.exists()
    assert ReferenceIndex.get_references_for_object(other).count() == (
        ReferenceIndex.objects.count()
    )
    assert list(get_search_backend().search("Question", Question)) == []
    assert (batch.undone_at, batch.undone_by) == (AT, author)
    assert batch.report["deleted"] == 3
    logged = ModelLogEntry.objects.filter(action="ce_quizzes.import_undo")
    assert [entry.deleted for entry in logged] == [True] * 3


def test_published_but_unused_questions_are_retired(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author, publish=True)

    undone = undo(batch)

    assert (undone.deleted, undone.retired) == (0, 3)
    for question in Question.objects.all():
        assert (question.live, question.retired_at) == (False, AT)
        assert question.live_revision is None
        assert question.versions.count() == 1


def test_draft_that_was_published_unchanged_later_is_retired(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    first = Question.objects.first()
    first.latest_revision.publish(user=author)

    undone = undo(batch)

    assert (undone.deleted, undone.retired) == (2, 1)


def test_undone_only_once(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    undo(batch)

    with pytest.raises(import_undo.NothingToUndo):
        undo(batch)


def test_only_writers_of_the_bank_undo(bank):
    writer = make_user()
    batch = bring_in(*ITEMS, bank=bank, by=writer)
    bank.access = BankAccess.MEMBERS
    bank.save()

    with pytest.raises(importing.BankClosed):
        undo(batch)
    assert Question.objects.count() == 3


def test_question_in_a_quiz_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author, publish=True)
    quiz = make_quiz([Question.objects.get(title="Question 2?")])

    assert reasons_of(batch) == [("Question 2?", f"“{quiz.title}” asks it.")]


def test_question_in_the_draft_of_a_quiz_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    quiz = make_quiz([make_draft("numeric")])
    question = Question.objects.get(title="Question 3?")
    sections = [
        {
            "type": "fixed",
            "id": "a",
            "value": {"questions": [{"type": "item", "id": "b", "value": question.pk}]},
        }
    ]
    quiz.sections = sections
    quiz.save_revision()

    assert reasons_of(batch) == [("Question 3?", f"“{quiz.title}” asks it.")]


def test_question_that_was_asked_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author, publish=True)
    quiz = make_quiz(draws=[{"count": 3, "bank": bank.pk}])
    start(quiz, make_user())
    start(quiz, make_user())

    assert [message for _title, message in reasons_of(batch)] == [
        "It was asked in 2 attempts."
    ] * 3


def test_question_that_was_edited_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    question = Question.objects.get(title="Question 1?")
    draft = reword(question.get_latest_revision_as_object(), "Better words?")
    editor = make_user(first_name="Yi", last_name="Lu")
    draft.save_revision(user=editor, clean=False, log_action=True)

    ((title, message),) = reasons_of(batch)
    assert title == "Question 1?"
    assert message.startswith("Edited by Yi Lu, ")
    assert ".." not in message


def test_question_that_was_signed_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author, publish=True)
    question = Question.objects.get(title="Question 1?")
    review.sign(
        obj=question,
        revision=question.live_revision,
        reviewer=make_user(first_name="Uma", last_name="Roy"),
        at=AT,
    )

    assert reasons_of(batch) == [("Question 1?", "Uma Roy signed its clinical review.")]


def test_question_that_waits_for_review_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    question = Question.objects.get(title="Question 1?")
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(question, author)

    assert reasons_of(batch) == [("Question 1?", "It waits for its review.")]


def test_question_that_moved_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    Question.objects.filter(title="Question 2?").update(bank=make_bank("Other"))

    assert reasons_of(batch) == [("Question 2?", "It was moved to another bank.")]


def test_question_that_is_planned_is_a_reason(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author)
    question = Question.objects.get(title="Question 1?")
    Revision.objects.filter(pk=question.latest_revision_id).update(
        approved_go_live_at=timezone.now()
    )

    assert reasons_of(batch) == [("Question 1?", "It is planned to be published.")]


def test_every_reason_is_named_in_the_order_of_the_questions(bank, author):
    batch = bring_in(*ITEMS, bank=bank, by=author, publish=True)
    first, second, third = Question.objects.order_by("pk")
    quiz = make_quiz([third, first])
    start(quiz, make_user())
    assert second

    assert reasons_of(batch) == [
        ("Question 1?", f"“{quiz.title}” asks it."),
        ("Question 1?", "It was asked in 1 attempt."),
        ("Question 3?", f"“{quiz.title}” asks it."),
        ("Question 3?", "It was asked in 1 attempt."),
    ]


def test_reasons_are_found_in_a_few_queries(bank, author):
    items = [item(stem=f"Question {number}?") for number in range(80)]
    batch = bring_in(*items, bank=bank, by=author, publish=True)
    make_quiz(list(Question.objects.all()))

    with counted_queries() as queries:
        reasons = import_undo.reasons_against(batch=batch)

    assert len(reasons) == 80
    assert len(queries) <= 12, queries
