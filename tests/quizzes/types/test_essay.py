"""Essays: how long they may be, and what whoever marks them goes by."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.types import InvalidResponse, SourceError, showing
from quizzes.types.base import rubric_fraction
from quizzes.types.text import count_words
from tests.quizzes.factories import (
    SOURCES_BY_HAND,
    content,
    form,
)

SOURCE = SOURCES_BY_HAND["essay"]


def essay():
    return types.get("essay")


def read(text, question=None):
    question = question or content("essay")
    return essay().read(question, form({"q1-text": text}), "q1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One", 1),
        ("One, two; three.", 3),
        ("One\n\ntwo\tthree", 3),
        ("well-known 3/4 L5 –  … -", 3),
        ("Ärzte наука 骶骨", 3),
    ],
)
def test_words_stand_apart_and_hold_a_letter_or_digit(text, words):
    assert count_words(text) == words


def test_answer_waits_for_a_person_and_no_answer_is_worth_nothing():
    question = content("essay")

    assert essay().mark(question, {"text": "Some words."}).fraction is None
    assert essay().mark(question, None).fraction == 0
    assert essay().correct(question) is None


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n", "\x00"])
def test_empty_text_is_no_answer(text):
    assert read(text) is None


def test_form_and_script_give_the_same_answer():
    """A form sends lines that end with CR LF, a script with LF."""
    assert read("One\r\n\r\ntwo.\r\n") == read("One\n\ntwo.") == {"text": "One\n\ntwo."}


def test_one_word_too_many_is_refused_and_kept_in_the_form():
    text = "word " * 21

    with pytest.raises(InvalidResponse) as refused:
        read(text)

    assert refused.value.message == (
        "This answer has 21 words; at most 20 are allowed. It will be saved when it is "
        "shorter."
    )
    assert refused.value.shown == {"text": text.strip()}
    assert read("word " * 20) == {"text": ("word " * 20).strip()}


def test_text_of_20001_characters_is_too_long_whatever_its_words():
    question = content("essay", max_words=None)

    with pytest.raises(InvalidResponse) as refused:
        read("a" * 20_001, question)

    assert refused.value.message.endswith("under 20000 characters.")
    assert read("a" * 20_000, question) == {"text": "a" * 20_000}
    assert read("a\r\n" * 6_666, question) is not None


def test_answer_of_too_few_words_is_taken_but_unfinished():
    question = content("essay")

    assert not essay().is_complete(question, read("Two words"))
    assert essay().is_complete(question, read("Now three words"))
    assert not essay().is_complete(content("essay", min_words=None), None)


@given(st.text(max_size=200))
def test_any_text_is_read_the_same_again(text):
    question = content("essay", max_words=None)
    response = read(text, question)

    if response is not None:
        assert read(response["text"], question) == response


def levels(question, *texts):
    """Return the choice of the levels with these texts."""
    return {
        criterion["id"]: level["id"]
        for criterion in essay().rubric(question)["criteria"]
        for level in criterion["levels"]
        if level["text"] in texts
    }


@pytest.mark.parametrize(
    ("texts", "fraction"),
    [
        (("Cites studies of the joint", "A patient would follow"), "1"),
        (("Cites studies of the joint", "A patient would not follow"), "0.75"),
        (("Cites none", "A patient would follow"), "0.25"),
        (("Cites none", "A patient would not follow"), "0"),
    ],
)
def test_levels_chosen_make_a_fraction(texts, fraction):
    question = content("essay")
    chosen = levels(question, *texts)

    assert rubric_fraction(essay().rubric(question), chosen) == Decimal(fraction)


def test_rubric_wants_one_level_of_every_criterion():
    question = content("essay")
    rubric = essay().rubric(question)
    whole = levels(question, "Cites none", "A patient would follow")
    first, second = whole

    for chosen in (
        {},
        {first: whole[first]},
        {**whole, "more": "x"},
        {first: whole[second], second: whole[first]},
        {**whole, first: "nothing"},
    ):
        with pytest.raises(ValueError, match=r"level"):
            rubric_fraction(rubric, chosen)


def test_essay_without_a_rubric_is_marked_as_a_whole():
    rubric = essay().rubric(content("essay", rubric=None))

    assert rubric == {"criteria": [], "highest": 0, "sample": rubric["sample"]}
    with pytest.raises(ValueError, match="level"):
        rubric_fraction(rubric, {})


@pytest.mark.parametrize("key", ["single_choice", "fill_in_blanks", "numeric"])
def test_other_types_have_no_rubric(key):
    assert types.get(key).rubric(content(key)) is None


def page_of(response, **row):
    version = {"body": content("essay"), "rationale": "", "verdict": "", "level": None}
    context = showing.reviewed(
        type_key="essay",
        content={**version, "references": []},
        order=[],
        prefix="q1",
        response=response,
    )
    return render_to_string(
        "ce_quizzes/includes/reviewed.html", {**context, "row": row}
    )


def test_sample_is_shown_when_the_answer_is_marked_and_not_before():
    response = {"text": "One <b>line</b>\n\nand another"}
    waiting, marked = page_of(response, is_waiting=True), page_of(response)

    assert "A person marks this answer" in waiting
    assert "too small to be felt" not in waiting
    assert "Evidence" not in waiting
    assert "too small to be felt" in marked
    assert "Evidence" in marked
    assert "Cites studies" not in marked
    for page in (waiting, marked):
        assert "<p>One &lt;b&gt;line&lt;/b&gt;</p>" in page
        assert "<p>and another</p>" in page


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"min_words": 21},
            "The fewest words are more than the most.",
        ),
        (
            {
                "rubric": [
                    {"name": "A", "levels": [{"text": "a", "points": 1}]},
                ]
            },
            "“A” needs at least two levels.",
        ),
        (
            {
                "rubric": [
                    {
                        "name": "A",
                        "levels": [
                            {"text": "a", "points": 1},
                            {"text": "b", "points": 1},
                        ],
                    }
                ]
            },
            "Two levels of “A” give the same points.",
        ),
        ({"rubric": SOURCE["rubric"][:1] * 2}, "Two criteria have the same name."),
    ],
)
def test_essay_that_cannot_be_marked_says_why(changes, problem):
    assert essay().problems(content("essay", **changes)) == [problem]


def test_source_names_everything_that_is_wrong():
    source = {
        "stem": "?",
        "min_words": 0,
        "max_words": "many",
        "rubric": [
            "Evidence",
            {"levels": [{"text": "a", "points": 101}, {"points": 1.5, "worth": 3}]},
            {"name": "B", "levels": "none"},
        ],
        "sample": ["a"],
    }

    with pytest.raises(SourceError) as refused:
        essay().from_source(source, rich=str)

    assert sorted(refused.value.problems) == [
        ("max_words", "must be a whole number"),
        ("min_words", "must lie between 1 and 3000"),
        ("rubric[1]", "must be a mapping"),
        ("rubric[2].levels[1].points", "must lie between 0 and 100"),
        ("rubric[2].levels[2].points", "must be a whole number"),
        ("rubric[2].levels[2].text", "is missing"),
        ("rubric[2].levels[2].worth", "is not a field of this type"),
        ("rubric[2].name", "is missing"),
        ("rubric[3].levels", "must be a list"),
        ("sample", "must be text"),
    ]
