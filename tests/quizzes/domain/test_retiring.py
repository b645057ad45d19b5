"""Questions that are retired: asked no more, kept where they were asked."""

import random

import pytest
from wagtail.log_actions import registry
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from quizzes.domain import delivery, drawing, retiring
from quizzes.models import Question
from tests.quizzes.factories import (
    AT,
    item_of,
    make_admin,
    make_draft,
    make_question,
    make_quiz,
    make_user,
    publish,
    reword,
    right,
    save,
    start,
    submit,
)

pytestmark = pytest.mark.django_db


def retire(question, *, by=None, reason="Wrong since the new guideline."):
    return retiring.retire(
        question=question, by=by or make_admin(), reason=reason, at=AT
    )


def drawn(quiz):
    return drawing.draw(sections=quiz.sections, rng=random.Random(1))


def test_a_retired_question_is_asked_in_no_new_attempt_and_the_author_reads_so():
    kept, gone = make_question(), make_question()
    quiz = make_quiz([kept, gone])

    assert retire(gone) is True

    gone.refresh_from_db()
    assert (gone.live, gone.retired_at) == (False, AT)
    attempt = start(quiz, make_user())
    assert [item.question_version.question for item in attempt.items.all()] == [kept]
    (shortage,) = drawn(quiz).shortages
    assert (shortage.wanted, shortage.found) == (2, 1)


def test_running_and_past_attempts_keep_it():
    question = make_question("true_false")
    quiz = make_quiz([question])
    past, running = start(quiz, make_user()), start(quiz, make_user())
    save(item_of(past), right(item_of(past)))
    submit(past)

    retire(question)

    save(item_of(running), right(item_of(running)))
    delivery.submit(attempt_uuid=running.uuid, learner=running.learner, at=AT)
    for attempt in (past, running):
        attempt.refresh_from_db()
        assert attempt.percent == 100


def test_retiring_calls_off_review_and_planned_publication():
    question = make_question()
    reword(question).save_revision(approved_go_live_at=AT)
    task = GroupApprovalTask.objects.create(name="Look")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    question = Question.objects.get(pk=question.pk)
    workflow.start(question, user=None)

    retire(question)

    row = Question.objects.get(pk=question.pk)
    assert row.current_workflow_state is None
    assert not row.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_who_retired_it_and_why_is_logged():
    admin = make_admin()
    question = make_question()

    retire(question, by=admin, reason=" Out of date. ")

    entry = registry.get_logs_for_instance(question).first()
    assert (entry.action, entry.user) == ("ce_quizzes.retire", admin)
    assert entry.data == {"reason": "Out of date."}


def test_retiring_needs_a_reason():
    question = make_question()

    with pytest.raises(ValueError, match="reason"):
        retire(question, reason=" \n")

    question.refresh_from_db()
    assert question.live


def test_retiring_twice_changes_nothing():
    question = make_draft()

    assert retire(question) is True
    assert retire(question) is False


def test_somebody_who_may_not_publish_retires():
    question = make_question()

    retire(question, by=make_user())

    question.refresh_from_db()
    assert question.live is False


def test_restoring_makes_a_draft_that_can_be_published_again():
    admin = make_admin()
    question = make_question()
    retire(question)

    assert retiring.restore(question=question, by=admin) is True
    assert retiring.restore(question=question, by=admin) is False

    question.refresh_from_db()
    assert (question.live, question.retired_at) == (False, None)
    publish(question)
    assert question.live
    assert question.versions.count() == 1
