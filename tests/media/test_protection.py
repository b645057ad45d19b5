"""What lessons and questions rest on can't be deleted, whoever tries."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from media.domain.usage import holders, is_used
from media.models import Figure, Reference
from quizzes.models import Question
from tests.courses.factories import make_admin, make_course, make_lesson, make_module
from tests.media.conftest import figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_admin())
    return client


def lesson_with(block):
    module = make_module(make_course())
    lesson = make_lesson(module)
    lesson.body = [block]
    lesson.save_revision().publish()
    return lesson


def question_with(**fields):
    question = Question(
        key="q-1",
        live=False,
        body=[
            (
                "true_false",
                {
                    "stem": "<p>True?</p>",
                    "answer": "true",
                    "feedback_true": "",
                    "feedback_false": "",
                },
            )
        ],
        **fields,
    )
    question.clean()
    question.save()
    return question


def delete(client, obj):
    return client.post(
        reverse(obj.snippet_viewset.get_url_name("delete"), args=[obj.pk]), follow=True
    )


def bulk_delete(client, obj):
    name = obj._meta.model_name
    return client.post(f"/admin/bulk/ce_media/{name}/delete/?id={obj.pk}", follow=True)


@pytest.mark.parametrize("act", [delete, bulk_delete])
def test_a_figure_that_a_lesson_shows_stays(admin, published, act):
    made = published()
    lesson_with(("figure", {"figure": made, "caption": "", "size": "text"}))

    response = act(admin, made)

    assert "is in use" in response.content.decode()
    assert Figure.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("act", [delete, bulk_delete])
def test_a_reference_that_a_lesson_cites_stays(admin, act):
    reference = Reference.objects.create(key="a", title="A trial")
    lesson_with(("references", {"references": [reference]}))

    response = act(admin, reference)

    assert "is in use" in response.content.decode()
    assert Reference.objects.filter(pk=reference.pk).exists()


def test_a_reference_that_a_question_cites_stays(admin):
    reference = Reference.objects.create(key="a", title="A trial")
    question = question_with()
    question.references.set([reference])
    question.save()

    delete(admin, reference)

    assert Reference.objects.filter(pk=reference.pk).exists()
    assert is_used(reference) is True


def test_a_figure_that_a_question_was_published_with_stays(admin, published):
    made = published()
    question = question_with(figure=made)
    question.save_revision().publish()
    question.refresh_from_db()
    question.figure = None
    question.save_revision().publish()

    delete(admin, made)

    assert Figure.objects.filter(pk=made.pk).exists()
    assert [type(row).__name__ for row in holders(made)] == ["QuestionVersion"]
    with pytest.raises(ProtectedError):
        made.delete()
    assert made.versions.count() == 1


def test_the_usage_page_lists_where_a_figure_is_shown(admin, published):
    made = published()
    lesson = lesson_with(("figure", {"figure": made, "caption": "", "size": "text"}))

    url = reverse(made.snippet_viewset.get_url_name("usage"), args=[made.pk])

    assert lesson.title in admin.get(url).content.decode()


def test_an_unsaved_figure_has_no_holders():
    made = figure()
    made.save()

    assert holders(made) == []
