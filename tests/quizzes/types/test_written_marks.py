"""What each type gives for a number or words that somebody wrote, by table."""

from decimal import Decimal

import pytest

from quizzes import types
from quizzes.types import InvalidResponse
from quizzes.types.base import Mark
from quizzes.types.numbers import read_factor
from tests.quizzes.factories import content, form


def numeric_mark(text, unit="hours", **changes):
    question = content("numeric", **changes)
    question_type = types.get("numeric")
    data = form({"q1-text": text, "q1-unit": unit})
    return question_type.mark(
        question, question_type.read(question, data, "q1")
    ).fraction


@pytest.mark.parametrize(
    ("text", "unit", "fraction"),
    [
        ("8", "hours", 1),
        ("8.5", "hours", 1),
        ("8,5", "hours", 1),
        ("7.5", "hours", 1),
        ("8.50001", "hours", 0),
        ("7.49999", "hours", 0),
        ("-8", "hours", 0),
        ("480", "minutes", 1),
        ("480", "hours", 0),
        ("480 minutes", "hours", 1),
        ("8 hours", "minutes", 1),
        ("8 Hours", "hours", 1),
        ("0.8e1", "hours", 1),
        ("+8.0", "hours", 1),
        ("8.", "hours", 1),
        (" 8 ", "hours", 1),
        ("\u0668", "hours", 1),
    ],
)
def test_numeric_marks_within_the_tolerance(text, unit, fraction):
    assert numeric_mark(text, unit) == fraction


def test_numeric_rounded_factor_is_exact_where_it_means_one_nth():
    assert numeric_mark("480", "minutes", tolerance=0) == 1
    assert numeric_mark("481", "minutes", tolerance=0) == 0


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1 234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("\u22123", "-3"),
        ("0,125", "0.125"),
        ("1,25", "1.25"),
        (".5", "0.5"),
        ("0.1", "0.1"),
    ],
)
def test_numeric_reads_numbers_as_people_write_them(text, answer):
    source = {"stem": "?", "answer": answer}
    question = content("numeric", source)
    question_type = types.get("numeric")
    response = question_type.read(question, form({"q1-text": text}), "q1")

    assert question_type.mark(question, response).fraction == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "Please write a number, such as 7.5."),
        ("1,2,3", "Please write a number, such as 7.5."),
        ("1.2.3", "Please write a number, such as 7.5."),
        ("--1", "Please write a number, such as 7.5."),
        ("1,234", "Please write 1234 or 1.234, so that the number is clear."),
        (
            "8 eggs",
            "“eggs” is not a unit of this question. Please use hours, minutes.",
        ),
        ("NaN", "Please write a number, such as 7.5."),
        ("Infinity", "Please write a number, such as 7.5."),
    ],
)
def test_numeric_says_what_it_cannot_read(text, message):
    with pytest.raises(InvalidResponse) as refused:
        numeric_mark(text)

    assert refused.value.message == message


def test_numeric_without_unit_asks_for_the_number_alone():
    question = content("numeric", {"stem": "?", "answer": 7})

    with pytest.raises(InvalidResponse) as refused:
        types.get("numeric").read(question, form({"q1-text": "7 bones"}), "q1")

    assert refused.value.message == "Please write the number alone, without a unit."


@pytest.mark.parametrize(
    ("written", "fraction"),
    [("2.54", "127/50"), ("1/60", "1/60"), ("0.01667", "1/60"), ("0.4536", "567/1250")],
)
def test_factor_is_read_as_it_is_meant(written, fraction):
    assert str(read_factor(written)) == fraction


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("counternutation", 1),
        ("  Counter-Nutation. ", 1),
        ("COUNTER\u2011NUTATION", 1),
        ("counter nutation", 0),
        ("nutation", 0),
        ("counternutatión", 1),
        (".", 0),
    ],
)
def test_short_text_overlooks_case_spaces_accents_and_hyphens(text, fraction):
    question = content("short_text")

    assert types.get("short_text").mark(question, {"text": text}).fraction == fraction


@pytest.mark.parametrize(("text", "fraction"), [("Atlas", 1), ("atlas", 0)])
def test_short_text_minds_capitals_where_they_matter(text, fraction):
    source = {"stem": "?", "accepted": ["Atlas"], "case_sensitive": True}

    mark = types.get("short_text").mark(content("short_text", source), {"text": text})

    assert mark.fraction == fraction


def test_short_text_of_201_characters_is_too_long():
    question = content("short_text")

    with pytest.raises(InvalidResponse) as refused:
        types.get("short_text").read(question, form({"q1-text": "a" * 201}), "q1")

    assert (
        refused.value.message
        == "This answer is too long. Please keep it under 200 characters."
    )


def test_short_text_loses_null_bytes_that_no_database_keeps():
    question = content("short_text")

    response = types.get("short_text").read(
        question, form({"q1-text": "\x00counternutation"}), "q1"
    )

    assert response == {"text": "counternutation"}


SPINE = {
    "stem": "Which nodding opens the pelvic inlet?",
    "accepted": ["counternutation", "counter*nutation"],
    "others": [
        {"text": "nutation", "feedback": "That is the other way."},
        {"text": "extension", "worth": 50, "feedback": "Of the hip?"},
        {"text": "flexion 2", "worth": 25},
        {"text": "counternutation of it", "worth": 100, "feedback": "Very exact."},
        {"text": "*", "feedback": "Look at the figure."},
    ],
    "wildcards": True,
    "likeness": 80,
}


@pytest.mark.parametrize(
    ("text", "fraction", "feedback"),
    [
        ("Counternutation", 1, ""),
        ("counter - nutation", 1, ""),
        ("conuternutation", 1, ""),
        ("nutation", 0, "That is the other way."),
        ("nutatoin", 0, "That is the other way."),
        ("extension", "0.5", "Of the hip?"),
        ("extention", "0.5", "Of the hip?"),
        ("flexion 2", "0.25", ""),
        ("flexion 3", 0, "Look at the figure."),
        ("Counternutation of it.", 1, "Very exact."),
        ("rotation", 0, "Look at the figure."),
    ],
)
def test_short_text_is_worth_what_the_listed_answer_is(text, fraction, feedback):
    mark = types.get("short_text").mark(content("short_text", SPINE), {"text": text})

    assert mark == Mark(Decimal(fraction), (feedback,) if feedback else ())


@pytest.mark.parametrize("text", ["conuternutation", "counter nutation"])
def test_short_text_accepts_no_misspelling_and_no_star_unless_told(text):
    source = {**SPINE, "others": [], "wildcards": False, "likeness": None}
    question = content("short_text", source)

    assert types.get("short_text").mark(question, {"text": text}).fraction == 0


def test_short_text_says_how_an_accepted_misspelling_is_spelled():
    question, question_type = content("short_text", SPINE), types.get("short_text")

    def spelling(text):
        return question_type.review(question, [], {"text": text})["spelling"]

    assert spelling("conuternutation") == "counternutation"
    assert spelling("extention") == "extension"
    assert spelling("Counternutation") == ""
    assert spelling("counter nutation") == ""
    assert spelling("nutatoin") == ""


def test_short_text_review_lists_what_is_worth_something():
    review = types.get("short_text").review(content("short_text", SPINE), [], None)

    assert review["others"] == ["counter*nutation", "counternutation of it"]
    assert review["parts"] == [
        {"text": "extension", "worth": 50},
        {"text": "flexion 2", "worth": 25},
    ]


RANGED = {
    "stem": "How long?",
    "answer": 8,
    "tolerance": 10,
    "tolerance_in": "percent",
    "ranges": [
        {"from": 7, "to": 9, "worth": 50, "feedback": "Nearly."},
        {"from": 8.5, "to": 8.75, "worth": 75},
        {"from": 24, "to": 48, "worth": 100},
        {"from": 480, "to": 480, "worth": 0, "feedback": "In hours, please."},
    ],
    "unit": "hours",
    "other_units": {"minutes": "1/60"},
}


@pytest.mark.parametrize(
    ("text", "fraction", "feedback"),
    [
        ("8", 1, ""),
        ("7.2", 1, ""),
        ("8.8", 1, ""),
        ("528 minutes", 1, ""),
        ("528.0001 minutes", "0.5", "Nearly."),
        ("7.1999999999999999999", "0.5", "Nearly."),
        ("7", "0.5", "Nearly."),
        ("540 minutes", "0.5", "Nearly."),
        ("6.99", 0, ""),
        ("-8", 0, ""),
        ("36", 1, ""),
        ("24", 1, ""),
        ("480", 0, "In hours, please."),
    ],
)
def test_numeric_is_worth_the_best_range_that_holds_it(text, fraction, feedback):
    mark = types.get("numeric").mark(
        content("numeric", RANGED), {"text": text, "unit": "hours"}
    )

    assert mark == Mark(Decimal(fraction), (feedback,) if feedback else ())


@pytest.mark.parametrize(("text", "fraction"), [("-8.8", 1), ("-7.2", 1), ("-9", 0)])
def test_numeric_percentage_of_a_negative_answer(text, fraction):
    changes = {"answer": -8, "ranges": []}
    question = content("numeric", RANGED, **changes)

    mark = types.get("numeric").mark(question, {"text": text, "unit": "hours"})

    assert mark.fraction == fraction


def test_numeric_range_may_stand_for_the_answer():
    source = {"stem": "?", "ranges": [{"from": 10, "to": 12}], "unit": "cm"}
    question, question_type = content("numeric", source), types.get("numeric")

    assert question_type.problems(question) == []
    assert question_type.mark(question, question_type.correct(question)).fraction == 1
    assert question_type.review(question, [], None)["answer"] == "10 to 12 cm"
    assert question_type.review(question, [], None)["tolerance"] == ""


def test_numeric_review_says_all_that_counts():
    review = types.get("numeric").review(
        content("numeric", RANGED), [], {"text": "7", "unit": "hours"}
    )

    assert (review["answer"], review["tolerance"]) == ("8 hours", "10 %")
    assert review["others"] == ["24 to 48 hours"]
    assert review["parts"] == [
        {"text": "7 to 9 hours", "worth": 50},
        {"text": "8.5 to 8.75 hours", "worth": 75},
    ]
    assert (review["correct"], review["partly"]) == (False, True)
    assert review["feedback"] == ("Nearly.",)
