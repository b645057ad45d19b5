"""Sending several questions to review at once."""

import pytest
from django.contrib.auth.models import Group

from courses.domain import roles
from media.domain.review import sign
from quizzes.domain import retiring, submitting
from quizzes.models import Question
from tests.quizzes.factories import AT, make_admin, make_draft, make_question, reword

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _workflow():
    roles.create_roles()


def fresh(question):
    return Question.objects.get(pk=question.pk)


def with_draft(question):
    reword(question).save_revision()
    return fresh(question)


def test_drafts_and_unsigned_questions_are_sent_once():
    author = make_admin()
    draft, unsigned = with_draft(make_draft()), make_question()
    changed = with_draft(make_question())
    everything = [draft, unsigned, changed]

    assert submitting.submit(questions=everything, by=author) == 3
    assert submitting.submit(questions=everything, by=author) == 0

    for question in everything:
        state = fresh(question).current_workflow_state
        assert (state.status, state.requested_by) == (state.STATUS_IN_PROGRESS, author)


def test_what_needs_no_review_is_left_out():
    admin = make_admin()
    signed, retired = make_question(), make_question()
    sign(obj=signed, revision=signed.live_revision, reviewer=admin, at=AT)
    retiring.retire(question=retired, by=admin, reason="Old.", at=AT)
    never_saved = make_draft()

    sent = submitting.submit(questions=[signed, retired, never_saved], by=admin)

    assert sent == 0


def test_a_workflow_that_asked_for_changes_goes_on():
    admin = make_admin()
    question = with_draft(make_draft())
    submitting.submit(questions=[question], by=admin)
    state = fresh(question).current_workflow_state
    state.current_task_state.reject(user=admin)

    assert submitting.submit(questions=[fresh(question)], by=admin) == 1

    again = fresh(question).current_workflow_state
    assert again.pk == state.pk
    assert again.status == again.STATUS_IN_PROGRESS


def test_nothing_happens_on_a_site_without_a_workflow():
    Group.objects.all().delete()
    question = with_draft(make_draft())
    question.get_default_workflow().delete()

    assert submitting.submit(questions=[fresh(question)], by=make_admin()) == 0
