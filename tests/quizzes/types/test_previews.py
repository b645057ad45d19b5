"""What an author sees of a question in each state of it."""

import random

import pytest
from hypothesis import given

from quizzes import types
from quizzes.types import examples, showing
from tests.quizzes.factories import EVERY_SOURCE, SOURCES, content, make_draft

from .test_contract import any_question, figure_of

every_type = pytest.mark.parametrize("key", EVERY_SOURCE)
every_mode = pytest.mark.parametrize("mode", showing.MODES)

# As the tests' own questions are: all or nothing, or marked by a person.
WITHOUT_PARTS = {
    "single_choice",
    "true_false",
    "numeric",
    "short_text",
    "find_structure",
    "essay",
}


def preview(key, mode, body=None, **fields):
    version = {
        "rationale": "",
        "verdict": "",
        "level": None,
        "references": [],
        **fields,
    }
    return showing.preview(
        type_key=key,
        content={**version, "body": body or content(key)},
        figure=figure_of(key),
        plate=figure_of(key),
        mode=mode,
    )


def order_of(key, body):
    return types.get(key).order(body, random.Random(0))


@given(any_question())
def test_examples_are_worth_what_they_say(case):
    key, body = case
    question_type, order = types.get(key), order_of(key, body)

    wrong = examples.wrong(question_type, body, order)
    partly = examples.partly(question_type, body, order)

    for response, low, high in ((wrong, 0, 0), (partly, 0.00001, 0.99999)):
        if response is not None:
            assert question_type.fits(body, response)
            assert low <= question_type.mark(body, response).fraction <= high


@every_type
def test_every_type_has_the_answers_that_it_can_have(key):
    question_type, body = types.get(key), content(key)
    order = order_of(key, body)
    body = question_type.variant(body, order)

    wrong = examples.wrong(question_type, body, order)
    partly = examples.partly(question_type, body, order)

    assert (wrong is not None) is (key in SOURCES)
    assert (partly is None) is (key in WITHOUT_PARTS)


def test_listed_answer_that_is_worth_a_part_is_the_example():
    short = {
        **SOURCES["short_text"],
        "others": [{"text": "nutation", "worth": 40, "feedback": "Nearly."}],
    }
    number = {**SOURCES["numeric"], "ranges": [{"from": 10, "to": 12, "worth": 50}]}

    assert preview("short_text", "partly", content("short_text", short))["reviewed"][
        "mark"
    ].feedback == ("Nearly.",)
    shown = preview("numeric", "partly", content("numeric", number))["reviewed"]
    assert shown["mark"].fraction == 0.5


@every_type
@every_mode
@pytest.mark.django_db
def test_every_state_is_shown(rf, key, mode):
    draft = make_draft(
        key, hints=[{"type": "hint", "value": "<p>Think twice.</p>", "id": "h"}]
    )

    page = draft.serve_preview(rf.get("/"), mode).render().content.decode()

    assert "question" in page
    assert "Not finished yet" not in page
    assert ("Think twice." in page) is (mode == "hints")
    assert ("print-preview.js" in page) is (mode == "printed")
    if key in SOURCES:
        verdicts = {"right": "Right", "wrong": "Not right", "answered": "Not answered"}
        if mode in verdicts:
            assert f">{verdicts[mode]}</span>" in page
    elif mode in ("right", "wrong", "partly", "hints", "solution"):
        assert "A person marks this question" in page
    if mode == "partly" and key not in WITHOUT_PARTS:
        assert ">Partly right</span>" in page


@every_type
@every_mode
@pytest.mark.django_db
def test_unfinished_draft_is_told_kindly_what_is_missing(rf, key, mode):
    draft = make_draft(key)
    draft.body = [{"type": key, "value": {}, "id": "empty"}]

    page = draft.serve_preview(rf.get("/"), mode).render().content.decode()

    assert "Not finished yet" in page


@pytest.mark.django_db
@every_mode
def test_draft_without_a_type(rf, mode):
    draft = make_draft()
    draft.body = []

    page = draft.serve_preview(rf.get("/"), mode).render().content.decode()

    assert "Choose a type of question to begin." in page


def test_type_that_trips_over_made_up_answers_has_no_example():
    class Picky(types.QuestionType):
        def correct(self, content):
            return {"text": "right"}

        def mark(self, content, response):
            return types.Mark({"right": 1}[response["text"]])

    assert examples.wrong(Picky(), {}, []) is None
    assert examples.partly(Picky(), {}, []) is None


def test_type_that_trips_over_a_draft_still_says_what_is_missing(monkeypatch):
    question_type = types.get("single_choice")
    monkeypatch.setattr(
        type(question_type), "order", lambda self, content, rng, **_: content["gone"]
    )
    empty = question_type.content(question_type.block().to_python({}))

    found = preview("single_choice", "", empty)

    assert found["problems"]
    assert "asked" not in found
