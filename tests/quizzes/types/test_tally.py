"""The rows of the table of answers, for every type."""

import random

import pytest

from quizzes import types
from quizzes.types.base import QuestionType
from tests.quizzes.factories import EVERY_SOURCE, SOURCES, WRONG, content

KEYS = list(EVERY_SOURCE)


def tally(key, response, body=None):
    body = body or content(key)
    return types.get(key).tally(body, response)


@pytest.mark.parametrize("key", KEYS)
def test_rows_are_keys_labels_and_verdicts(key):
    body = content(key)
    right = types.get(key).correct(body)
    wrong = WRONG[key](body)

    for response in (None, right, wrong):
        rows = tally(key, response, body)
        keys = [row[0] for row in rows]
        assert len(set(keys)) == len(keys)
        for row_key, label, verdict in rows:
            assert isinstance(row_key, str)
            assert isinstance(label, str)
            assert label
            assert verdict in (True, False, None)


def case(key):
    """Return the content of one asking, for types that draw their cases."""
    question_type, body = types.get(key), content(key)
    return question_type.variant(body, question_type.order(body, random.Random(1)))


@pytest.mark.parametrize("key", SOURCES)
def test_the_right_answer_counts_in_right_rows_alone(key):
    body = case(key)
    rows = tally(key, types.get(key).correct(body), body)
    assert rows
    assert {verdict for _key, _label, verdict in rows} == {True}


@pytest.mark.parametrize("key", SOURCES)
def test_a_wrong_answer_counts_in_a_wrong_row(key):
    rows = tally(key, WRONG[key](content(key)), case(key))
    assert any(verdict is False for _key, _label, verdict in rows)


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        (
            "single_choice",
            ["Sacrum and occiput", "Atlas and coccyx", "Ilium and temporal"],
        ),
        ("multiple_response", ["Sacrum", "Ilium", "Occiput", "Atlas"]),
        ("true_false", ["True", "False"]),
        (
            "matching",
            [
                "Category I: Prone, thighs crossed",
                "Category II: Supine",
                "Category III: Prone",
            ],
        ),
        ("ordering", ["Occiput: 1", "Atlas: 2", "Sacrum: 3", "Coccyx: 4"]),
        (
            "find_structure",
            [
                "Sail (patient’s left)",
                "Sail (patient’s right)",
                "Knob (patient’s left)",
            ],
        ),
        ("essay", []),
        ("numeric", []),
        ("short_text", []),
        ("fill_in_blanks", ["Gap 3: backward", "Gap 3: forward", "Gap 3: upward"]),
    ],
)
def test_rows_that_are_always_shown(key, labels):
    assert [label for _key, label, _right in tally(key, None)] == labels


def test_several_options_are_several_rows():
    body = content("multiple_response")
    ids = [option["id"] for option in body["options"]]
    rows = tally("multiple_response", {"options": [ids[0], ids[2]]}, body)
    assert rows == [(ids[0], "Sacrum", True), (ids[2], "Occiput", False)]


def test_texts_that_count_as_the_same_are_one_row():
    body = content("short_text")
    one, other = (
        tally("short_text", {"text": text}, body)
        for text in ("Counternutation", "counternutation.")
    )
    assert one[0][0] == other[0][0]


def test_a_point_counts_as_the_part_that_it_lies_on():
    body = content("find_structure", mode="point", tolerance=5)
    anchor = body["parts"][1]["anchor"]
    rows = tally("find_structure", {"point": anchor}, body)
    assert rows == [(body["parts"][1]["id"], "Sail (patient’s right)", False)]
    assert tally("find_structure", {"point": [0.999, 0.999]}, body) == [
        ("", "Elsewhere", False)
    ]


def test_an_essay_is_in_no_row():
    assert tally("essay", {"text": "The joint moves by two degrees."}) == []


def test_a_type_that_says_nothing_counts_by_its_summary():
    class Word(QuestionType):
        def summary(self, content, response):
            return response["word"]

        def mark(self, content, response):
            return types.get("short_text").mark(content, {"text": response["word"]})

    body = content("short_text")
    assert Word().tally(body, {"word": "nutation"}) == [("nutation", "nutation", False)]
    assert Word().tally(body, None) == []
