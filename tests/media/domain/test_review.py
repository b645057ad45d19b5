from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import (
    GroupApprovalTask,
    ModelLogEntry,
    Page,
    TaskState,
    Workflow,
    WorkflowTask,
)

from media.domain.review import (
    current_review,
    is_awaiting_review,
    may_review,
    sign,
)
from media.models import ClinicalReview
from media.models.append_only import AppendOnlyError
from tests.courses.factories import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def signed(figure, reviewer):
    return sign(obj=figure, revision=figure.live_revision, reviewer=reviewer, at=AT)


def workflow_for(*groups):
    workflow = Workflow.objects.create(name="Clinical review")
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.set(groups)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow


def approve(figure, workflow, user):
    figure.save_revision()
    state = workflow.start(figure, user)
    state.current_task_state.approve(user=user)
    figure.refresh_from_db()


def test_a_published_figure_awaits_review(published):
    made = published()

    assert current_review(made) is None
    assert is_awaiting_review(made) is True


def test_sign_makes_the_live_revision_reviewed(published, reviewer):
    made = published()

    review = signed(made, reviewer)

    assert current_review(made) == review
    assert is_awaiting_review(made) is False
    assert (review.reviewer_name, review.reviewed_at) == ("rev", AT)
    assert ModelLogEntry.objects.filter(action="ce_media.clinical_review").count() == 1


def test_sign_twice_keeps_one_signature(published, reviewer):
    made = published()

    assert signed(made, reviewer) == signed(made, reviewer)
    assert ClinicalReview.objects.count() == 1


def test_publishing_a_change_loses_the_review(published, reviewer):
    made = published()
    signed(made, reviewer)

    made.alt = "Something else."
    made.save_revision().publish()
    made.refresh_from_db()

    assert is_awaiting_review(made) is True
    assert ClinicalReview.objects.count() == 1


def test_a_draft_keeps_the_review_of_what_is_live(published, reviewer):
    made = published()
    signed(made, reviewer)

    made.alt = "Something else."
    made.save_revision()

    assert is_awaiting_review(made) is False


def test_an_unpublished_figure_has_no_current_review(published, reviewer):
    made = published()
    signed(made, reviewer)

    made.unpublish()

    assert current_review(made) is None


def test_the_review_of_another_figure_does_not_count(published, reviewer):
    other = published("f02")
    signed(published("f01"), reviewer)

    assert is_awaiting_review(other) is True


def test_a_review_is_never_changed_or_deleted(published, reviewer):
    review = signed(published(), reviewer)

    with pytest.raises(AppendOnlyError):
        review.save()
    with pytest.raises(AppendOnlyError):
        review.delete()


def test_a_review_outlives_the_account_of_its_reviewer(published, reviewer):
    made = published()
    signed(made, reviewer)

    reviewer.delete()

    assert current_review(made).reviewer_name == "rev"
    assert current_review(made).reviewer is None


def test_approval_in_the_clinical_workflow_signs(published, reviewers, reviewer):
    made = published()
    made.alt = "Something else."

    approve(made, workflow_for(reviewers), reviewer)

    review = current_review(made)
    assert review.reviewer == reviewer
    assert review.revision_pk == made.live_revision_id
    assert made.alt == "Something else."


def test_approval_with_a_draft_of_the_approver_signs_that(
    published, reviewers, reviewer
):
    made = published()
    state = workflow_for(reviewers).start(made, None)
    made.alt = "Put right while approving."
    made.save_revision(user=reviewer)

    TaskState.objects.get(pk=state.current_task_state.pk).approve(user=reviewer)

    made.refresh_from_db()
    assert made.alt == "Put right while approving."
    assert current_review(made).revision_pk == made.live_revision_id


def test_approval_does_not_sign_what_somebody_else_saved_meanwhile(
    published, reviewers, reviewer
):
    made = published()
    state = workflow_for(reviewers).start(made, None)
    other = get_user_model().objects.create_user(email="other@example.org")
    made.alt = "Slipped in."
    made.save_revision(user=other)

    TaskState.objects.get(pk=state.current_task_state.pk).approve(user=reviewer)

    made.refresh_from_db()
    assert made.alt == "Slipped in."
    assert is_awaiting_review(made) is True


def test_approval_by_another_group_signs_nothing(published, reviewers, reviewer):
    made = published()

    approve(made, workflow_for(Group.objects.create(name="Teachers")), reviewer)

    assert ClinicalReview.objects.count() == 0


def test_approval_of_one_of_several_groups_signs(published, reviewers, reviewer):
    made = published()

    approve(
        made, workflow_for(Group.objects.create(name="Teachers"), reviewers), reviewer
    )

    assert is_awaiting_review(made) is False


def test_may_review(reviewer):
    other = get_user_model().objects.create_user(email="other@example.org")

    assert may_review(reviewer) is True
    assert may_review(other) is False


def test_a_lesson_is_signed_by_the_same_workflow(reviewers, reviewer):
    reviewer.is_superuser = True
    reviewer.save()
    lesson = make_lesson(make_module(make_course()))
    assert is_awaiting_review(lesson) is True

    approve(lesson, workflow_for(reviewers), reviewer)

    assert current_review(lesson).reviewer == reviewer
    assert current_review(Page.objects.get(pk=lesson.pk)) == current_review(lesson)
    lesson.title = "Another title"
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert is_awaiting_review(lesson) is True
