"""Tags and banks of questions: changed without touching what learners are asked."""

import pytest
from wagtail.log_actions import registry

from media.domain.review import current_review, sign
from quizzes.domain import shelving
from quizzes.models import Question, QuestionTag
from tests.quizzes.factories import (
    AT,
    make_admin,
    make_bank,
    make_draft,
    make_question,
    reword,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_admin()


def fresh(question):
    return Question.objects.get(pk=question.pk)


def logged(question):
    return [entry.action for entry in registry.get_logs_for_instance(question)][::-1]


def signed(question, by):
    sign(obj=question, revision=question.live_revision, reviewer=by, at=AT)
    return current_review(fresh(question))


def test_tags_reach_row_and_live_revision_and_the_signature_stays(admin):
    question = make_question(tags=["anatomy"])
    review = signed(question, admin)

    assert shelving.add_tags(questions=[question], names=["exam 1"], by=admin) == 1

    row = fresh(question)
    assert sorted(row.tags.names()) == ["anatomy", "exam 1"]
    assert sorted(row.get_latest_revision_as_object().tags.names()) == [
        "anatomy",
        "exam 1",
    ]
    assert current_review(row) == review
    assert row.versions.count() == 1
    assert logged(row)[-1] == "ce_quizzes.tag"


def test_tags_survive_the_next_edit_of_a_draft_and_its_publication(admin):
    question = make_question(tags=["old"])
    reword(question).save_revision()

    shelving.add_tags(questions=[question], names=["new"], by=admin)
    shelving.remove_tags(questions=[question], names=["OLD"], by=admin)

    draft = fresh(question).get_latest_revision_as_object()
    draft.difficulty = "hard"
    draft.save_revision().publish()
    row = fresh(question)
    assert list(row.tags.names()) == ["new"]
    assert row.title == "Another question?"
    assert QuestionTag.objects.filter(content_object=row).count() == 1


def test_tags_reach_a_revision_that_waits_for_its_day(admin):
    question = make_question()
    planned = reword(question).save_revision(approved_go_live_at=AT)
    fresh(question).save_revision()

    shelving.add_tags(questions=[question], names=["new"], by=admin)

    assert list(planned.__class__.objects.get(pk=planned.pk).as_object().tags.names())


def test_a_tag_is_the_same_in_any_capitals(admin):
    question = make_question(tags=["Exam"])

    assert shelving.add_tags(questions=[question], names=["exam"], by=admin) == 0
    assert list(fresh(question).tags.names()) == ["Exam"]


def test_removing_a_tag_that_nobody_has_makes_none_and_logs_nothing(admin):
    question = make_question()
    before = logged(question)

    assert shelving.remove_tags(questions=[question], names=["x"], by=admin) == 0
    assert logged(question) == before


def test_a_moved_question_is_in_its_bank_whatever_its_drafts_said(admin):
    here, there = make_bank("Here"), make_bank("There")
    question = make_question(bank=here)
    review = signed(question, admin)
    old = question.latest_revision
    reword(question).save_revision()

    assert shelving.move(questions=[question], bank=there, by=admin) == 1
    assert shelving.move(questions=[question], bank=there, by=admin) == 0

    row = fresh(question)
    assert row.bank == there
    assert current_review(row) == review
    assert row.get_latest_revision_as_object().bank == there
    row.get_latest_revision_as_object().save_revision().publish()
    assert fresh(question).bank == there
    # A revision from before the move brings back its words, not its bank.
    old.as_object().save_revision().publish()
    assert (fresh(question).bank, fresh(question).title) == (there, row.title)
    assert "ce_quizzes.move" in logged(row)


def test_a_draft_that_was_never_published_moves_too(admin):
    question = make_draft(bank=make_bank())

    shelving.move(questions=[question], bank=None, by=admin)

    assert fresh(question).bank is None
