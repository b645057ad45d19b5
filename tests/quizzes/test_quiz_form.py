"""The rules of a quiz as its author sets them in the admin."""

import json

import pytest
from django.forms import modelform_factory
from django.http import QueryDict
from django.utils.html import escape
from wagtail.test.utils.form_data import nested_form_data

from quizzes import review_rules
from quizzes.enums import ReviewItem, ReviewMoment
from quizzes.models import QuizPage
from quizzes.widgets import ReviewMatrixInput
from tests.quizzes.factories import make_admin, make_questions, make_quiz

pytestmark = pytest.mark.django_db


def posted(matrix, name="review"):
    """Return the form data of a matrix, as the table of checkboxes sends it."""
    data = QueryDict(mutable=True)
    data[f"{name}-posted"] = "1"
    for moment in ReviewMoment.values:
        data.setlist(f"{name}-{moment}", matrix[moment])
    return data


def make_form(data=None, instance=None):
    form = modelform_factory(
        QuizPage, fields=["review"], widgets={"review": ReviewMatrixInput}
    )
    return form(data, instance=instance or QuizPage())


@pytest.mark.parametrize(
    "matrix",
    [
        review_rules.default(),
        review_rules.score_only(),
        {**review_rules.of([]), "closed": ["response", "answer"]},
    ],
)
def test_matrix_comes_out_as_it_was_ticked(matrix):
    form = make_form(posted(matrix))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["review"] == matrix


def test_ticked_boxes_are_those_of_the_quiz():
    matrix = {**review_rules.of([]), "closed": ["response", "answer"]}

    html = str(make_form(instance=QuizPage(review=matrix))["review"])

    assert html.count(" checked") == 2
    for item in ("response", "answer"):
        box = f'name="review-closed" value="{item}" data-moment="closed" checked'
        assert box in html


def test_matrix_that_was_refused_is_shown_again():
    data = posted(review_rules.score_only())

    html = str(make_form(data)["review"])

    assert html.count(" checked") == 3


def test_there_is_no_score_during_an_attempt():
    html = str(make_form(instance=QuizPage())["review"])

    boxes = len(ReviewItem) * len(ReviewMoment) - 1
    assert html.count('type="checkbox"') == boxes
    assert 'name="review-during" value="score"' not in html


def test_item_that_does_not_exist_is_left_out():
    data = posted(review_rules.score_only())
    data.appendlist("review-after", "password")

    form = make_form(data)

    assert form.is_valid()
    assert form.cleaned_data["review"] == review_rules.score_only()


def test_form_without_the_table_is_not_taken_for_one_with_nothing_ticked():
    form = make_form(QueryDict(), instance=QuizPage(review=review_rules.score_only()))

    assert form.errors == {"review": ["This field is required."]}


def test_presets_are_valid_matrices():
    html = str(make_form(instance=QuizPage())["review"])

    assert html.count("data-review-preset=") == 3
    context = ReviewMatrixInput().get_context("review", {}, {})
    for preset in context["presets"]:
        review_rules.validate(json.loads(preset["matrix"]))


def test_author_sets_the_matrix_in_the_admin(client):
    client.force_login(make_admin())
    quiz = make_quiz(make_questions(1))
    address = f"/admin/pages/{quiz.pk}/edit/"
    page = client.get(address)
    form = page.context["form"]
    data = nested_form_data(
        {
            "title": quiz.title,
            "slug": quiz.slug,
            "introduction": "null",
            "sections": {"count": 0},
            "pass_mark": 70,
            "max_attempts": 2,
            "wait_minutes": 0,
            "shuffle_questions": "on",
            "layout": "section",
            "one_way": "on",
            "behaviour": "tries",
            "max_tries": 3,
            "try_cost": 25,
            "counting": "last",
            "on_expiry": "discard",
            "grace_seconds": 10,
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": 1000,
            },
        }
    )
    data |= posted(review_rules.score_only()).dict()
    for moment in ReviewMoment.values:
        data[f"review-{moment}"] = review_rules.score_only()[moment]

    client.post(address, data)

    assert "review" in form.fields
    draft = QuizPage.objects.get(pk=quiz.pk).get_latest_revision_as_object()
    assert draft.review == review_rules.score_only()
    assert (draft.behaviour, draft.one_way, draft.on_expiry) == (
        "tries",
        True,
        "discard",
    )


def test_settings_that_do_not_apply_are_hidden_by_rules_of_the_form(client):
    client.force_login(make_admin())
    quiz = make_quiz(make_questions(1))

    page = client.get(f"/admin/pages/{quiz.pk}/edit/").content.decode()

    assert 'data-controller="w-rules"' in page
    for rule in ('{"behaviour": ["tries"]}', '{"layout": ["section", "question"]}'):
        assert escape(rule) in page
