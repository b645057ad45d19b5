"""Knowledge checks: answered at once, never counted, asked by lessons only."""

import pytest
from django.core import signing
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes.blocks import CheckBlock
from quizzes.domain import checks
from quizzes.models import Attempt, ResponseEvent
from tests.quizzes.factories import (
    TYPE_KEYS,
    WRONG,
    fields_of,
    make_draft,
    make_question,
    publish,
    reword,
)

pytestmark = pytest.mark.django_db


def rendered(question):
    block = CheckBlock()
    return block.render(block.to_python({"question": question.pk}))


def answer(client, question, response, **extra):
    version = question.current_version()
    asked = checks.asked(version)
    data = fields_of(version.type, version.body, response, asked["prefix"])
    return client.get("/quizzes/check/", {"token": asked["token"], **data}, **extra)


@pytest.mark.parametrize("key", TYPE_KEYS)
def test_check_in_a_lesson_holds_a_form_and_no_answer(key):
    question = make_question(key, rationale="<p>The secret rationale.</p>")

    page = rendered(question)

    assert 'method="get"' in page
    assert "csrfmiddlewaretoken" not in page
    for secret in ("secret rationale", "Both ends.", "So it does.", "counternutation"):
        assert secret not in page


def test_check_is_the_same_for_everyone():
    question = make_question()

    assert rendered(question) == rendered(question)


@pytest.mark.parametrize("key", TYPE_KEYS)
def test_check_is_answered_at_once_and_leaves_no_record(client, key):
    question = make_question(key, rationale="<p>The rationale.</p>")
    body = question.current_version().body

    page = answer(client, question, WRONG[key](body)).content.decode()

    assert "Not right" in page
    assert "The rationale." in page
    assert not Attempt.objects.exists()
    assert not ResponseEvent.objects.exists()


def test_script_gets_only_the_fragment(client):
    question = make_question()
    body = question.current_version().body
    right = {"option": body["options"][0]["id"]}

    page = answer(
        client, question, right, headers={"X-Requested-With": "fetch"}
    ).content.decode()

    assert "<html" not in page
    assert "data-check-answer" in page
    assert "Both ends." in page


def test_check_without_an_answer_asks_for_one(client):
    page = answer(client, make_question(), None).content.decode()

    assert "Please answer first, then check." in page
    assert "Both ends." not in page


def test_unreadable_answer_says_why(client):
    question = make_question("numeric")

    page = answer(client, question, {"text": "eight", "unit": "hours"}).content.decode()

    assert "Please write a number, such as 7.5." in page


@pytest.mark.parametrize("token", ["", "1", "1:forged", signing.Signer().sign("1")])
def test_forged_token_gets_404(client, token):
    """Nobody can ask for the answer of a question that no lesson shows."""
    make_question()

    assert client.get("/quizzes/check/", {"token": token}).status_code == 404


def test_check_goes_on_with_the_version_that_was_shown(client):
    question = make_question()
    old = question.current_version()
    asked = checks.asked(old)
    publish(reword(question))

    page = client.get(
        "/quizzes/check/",
        {"token": asked["token"], f"{asked['prefix']}-option": "nothing-known"},
    ).content.decode()

    assert "Which two bones does the name join?" in page


def test_question_that_is_not_published_shows_a_placeholder():
    for question in (make_draft(), make_question()):
        if question.live:
            question.unpublish()

        assert "<form" not in rendered(question)


@pytest.mark.parametrize("key", [*TYPE_KEYS, "essay"])
def test_block_refuses_what_a_person_marks(key):
    for question in (make_question(key), make_draft(key)):
        block = CheckBlock()
        value = block.to_python({"question": question.pk})

        if key != "essay":
            assert block.clean(value)["question"] == question
            continue
        with pytest.raises(StructBlockValidationError) as refused:
            block.clean(value)
        error = refused.value.block_errors["question"]
        assert "A person marks the answer to this question" in str(error)


def test_essay_that_is_in_a_lesson_already_is_not_asked(client):
    question = make_question("essay")
    token = checks.token_for(question.current_version())

    assert "<form" not in rendered(question)
    assert client.get("/quizzes/check/", {"token": token}).status_code == 404


def test_block_renders_without_a_question():
    block = CheckBlock()

    assert "<form" not in block.render(block.normalize(block.meta.preview_value))


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/lesson/", True),
        ("https://elsewhere.example/lesson/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_way_back_leads_only_to_this_site(client, referer, back):
    page = answer(
        client, make_question(), None, headers={"Referer": referer}
    ).content.decode()

    assert (f'href="{referer}"' in page) is back
