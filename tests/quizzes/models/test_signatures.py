"""What becomes of a clinical signature when a question is published again."""

import pytest

from media.domain.review import current_review, is_awaiting_review, sign
from media.models import ClinicalReview
from quizzes.models import Question
from tests.quizzes.factories import AT, make_question, make_user, publish, reword

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_user(email="rev@example.org")


@pytest.fixture
def signed(reviewer):
    question = make_question()
    sign(obj=question, revision=question.live_revision, reviewer=reviewer, at=AT)
    return question


def fresh(question):
    return Question.objects.get(pk=question.pk)


def test_a_changed_question_awaits_review_again(signed):
    publish(reword(signed))

    assert is_awaiting_review(fresh(signed))


@pytest.mark.parametrize("change", [{}, {"difficulty": "hard"}])
def test_the_same_words_published_again_stay_signed(signed, reviewer, change):
    for name, value in change.items():
        setattr(signed, name, value)

    publish(signed)
    publish(fresh(signed))

    row = fresh(signed)
    review = current_review(row)
    assert (review.reviewer, review.reviewed_at) == (reviewer, AT)
    assert review.revision_pk == row.live_revision_id
    assert row.versions.count() == 1


def test_a_signature_does_not_come_back_with_old_words(signed):
    first = signed.live_revision
    publish(reword(signed))

    first.as_object().save_revision().publish()

    assert is_awaiting_review(fresh(signed))
    assert fresh(signed).versions.count() == 3


def test_a_question_that_was_offline_in_between_awaits_review(signed):
    signed.unpublish()

    publish(fresh(signed))

    assert is_awaiting_review(fresh(signed))


def test_another_figure_is_another_question(reviewer):
    question = make_question("label_figure")
    sign(obj=question, revision=question.live_revision, reviewer=reviewer, at=AT)
    figure = question.figure
    figure.title = "Another title"
    figure.alt = "Another text."
    figure.save_revision().publish()

    publish(fresh(question))

    assert fresh(question).versions.count() == 2
    assert is_awaiting_review(fresh(question))


def test_one_signature_each_however_often_it_is_published(signed, reviewer):
    other = make_user()
    sign(obj=signed, revision=signed.live_revision, reviewer=other, at=AT)
    row = publish(fresh(signed))

    there = ClinicalReview.objects.filter(revision_pk=row.live_revision_id)

    assert {review.reviewer for review in there} == {reviewer, other}
    assert there.count() == 2


def test_a_revision_that_is_signed_itself_is_not_signed_twice(signed, reviewer):
    revision = fresh(signed).save_revision()
    sign(obj=signed, revision=revision, reviewer=reviewer, at=AT)

    revision.publish()

    assert ClinicalReview.objects.filter(revision_pk=revision.pk).count() == 1
