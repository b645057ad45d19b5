"""Texts with gaps: which gap is where, what each is worth, what is refused."""

import random
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.types import InvalidResponse, SourceError, gaps, showing
from quizzes.types.base import Mark
from tests.quizzes.factories import SOURCES, content, form

SOURCE = SOURCES["fill_in_blanks"]


@pytest.fixture
def question():
    return content("fill_in_blanks")


def blanks():
    return types.get("fill_in_blanks")


def read(question, **fields):
    data = {name.replace("_", "-"): value for name, value in fields.items()}
    return blanks().read(question, form(data), "q1")


def option(question, text):
    options = question["gaps"][2]["body"]["options"]
    return next(each["id"] for each in options if each["text"] == text)


def answer(question, text="", number="", choice=""):
    return read(
        question,
        q1_gap_1_text=text,
        q1_gap_2_text=number,
        q1_gap_3_option=option(question, choice) if choice else "",
    )


@pytest.mark.parametrize(
    ("text", "number", "choice", "fraction"),
    [
        ("nutates", "2", "backward", "1"),
        ("nutates", "2", "", "0.75"),
        ("nutates", "", "", "0.25"),
        ("", "2.75 degrees", "", "0.5"),
        ("Nods forward.", "3", "forward", "0.25"),
        ("nutaets", "9", "backward", "0.5"),
        ("counternutates", "9", "upward", "0"),
    ],
)
def test_gaps_count_by_their_weights(question, text, number, choice, fraction):
    response = answer(question, text, number, choice)

    assert blanks().mark(question, response).fraction == Decimal(fraction)


def test_feedback_names_its_gap(question):
    response = answer(question, "counternutates", "2", "backward")

    assert blanks().mark(question, response) == Mark(
        Decimal("0.75"), ("Gap 1: That is back.", "Gap 3: So it does.")
    )


def test_parts_of_gaps_are_rounded_once():
    third = {"kind": "text", "accepted": ["a"]}
    source = {"stem": "?", "text": "[[1]] [[2]] [[3]]", "gaps": [third] * 3}
    question = content("fill_in_blanks", source)
    response = {"gaps": {"1": {"text": "a"}, "3": {"text": "a"}}}

    assert blanks().mark(question, response).fraction == Decimal("0.66667")


def test_open_gap_leaves_the_question_open(question):
    assert not blanks().is_complete(question, answer(question, "nutates", "2"))
    assert blanks().is_complete(question, answer(question, "x", "2", "forward"))


def test_summary_numbers_the_gaps(question):
    response = answer(question, "nutates", "", "forward")

    assert blanks().summary(question, response) == "1. nutates; 3. forward"


def test_nothing_written_is_no_answer(question):
    assert answer(question) is None
    assert read(question) is None


def test_wrong_fields_are_named_and_the_rest_is_kept(question):
    with pytest.raises(InvalidResponse) as refused:
        read(question, q1_gap_1_text="nutates", q1_gap_2_text="two")

    assert refused.value.message == "Gap 2: Please write a number, such as 7.5."
    assert refused.value.shown["gaps"] == {
        "1": {"text": "nutates"},
        "2": {"text": "two", "unit": ""},
    }


def test_every_wrong_field_is_named_at_once(question):
    with pytest.raises(InvalidResponse) as refused:
        read(question, q1_gap_1_text="a" * 201, q1_gap_2_text="7 eggs")

    assert refused.value.message.startswith("Gap 1: This answer is too long.")
    assert "Gap 2: “eggs” is not a unit" in refused.value.message


@pytest.mark.parametrize("forged", ["1", "3:1", "nothing", "\x00"])
def test_option_of_no_gap_is_refused(question, forged):
    with pytest.raises(InvalidResponse) as refused:
        read(question, q1_gap_3_option=forged)

    assert refused.value.message.startswith("Gap 3: This answer does not belong")


def test_options_of_one_gap_are_refused_in_another():
    choice = {"kind": "choice", "options": [{"text": "a", "correct": True}, "b"]}
    choice["options"][1] = {"text": "b"}
    other = {"kind": "choice", "options": [{"text": "c", "correct": True}]}
    other["options"].append({"text": "d"})
    source = {"stem": "?", "text": "[[1]] [[2]]", "gaps": [choice, other]}
    question = content("fill_in_blanks", source)
    foreign = question["gaps"][1]["body"]["options"][0]["id"]

    with pytest.raises(InvalidResponse):
        read(question, q1_gap_1_option=foreign)


def test_order_of_options_is_frozen_for_each_gap_alone():
    same = {
        "kind": "choice",
        "options": [{"text": "left", "correct": True}, {"text": "right"}],
    }
    source = {"stem": "?", "text": "[[1]] [[2]]", "gaps": [same, same]}
    question = content("fill_in_blanks", source)

    orders = {
        tuple(blanks().order(question, random.Random(seed))) for seed in range(50)
    }

    assert len(orders) == 4
    for order in orders:
        shown = [
            part["gap"] for part in blanks().present(question, list(order))["parts"]
        ]
        for number, gap in enumerate(filter(None, shown), start=1):
            keys = [f"{number}:{each['id']}" for each in gap["options"]]
            assert keys == [key for key in order if key.startswith(f"{number}:")]


def html_of(question, response=None):
    version = {"body": question, "rationale": "", "verdict": "", "level": None}
    version["references"] = []
    order = blanks().order(question, random.Random(1))
    context = showing.asked(
        type_key="fill_in_blanks",
        content=version,
        order=order,
        prefix="q1",
        response=response,
    )
    return render_to_string("ce_quizzes/includes/asked.html", context)


def test_fields_stand_where_the_gaps_are_and_say_their_number(question):
    page = html_of(question, answer(question, "nutates", "2", "upward"))

    before, after = page.split('id="q1-gap-1-text"')
    assert before.rindex("The sacrum") < before.rindex("Gap 1 of 3")
    assert after.index("by about") < after.index('id="q1-gap-2-text"')
    assert after.index("ilium turns") < after.index('id="q1-gap-3-option"')
    assert 'value="nutates"' in after
    chosen = f'<option value="{option(question, "upward")}" selected>'
    assert chosen in after
    assert "[[" not in page


def test_unit_of_a_gap_can_be_chosen_and_is_labelled():
    gap = {
        "kind": "number",
        "answer": 8,
        "unit": "hours",
        "other_units": {"minutes": "1/60"},
    }
    source = {"stem": "?", "text": "[[1]]", "gaps": [gap]}
    question = content("fill_in_blanks", source)

    assert "Unit of gap 1" in html_of(question)
    response = read(question, q1_gap_1_text="480", q1_gap_1_unit="minutes")
    assert blanks().mark(question, response).fraction == 1


def test_number_in_a_tag_is_no_gap():
    """Else a field would open inside an attribute, and its answer with it."""
    source = {
        **SOURCE,
        "text": 'See <a href="https://example.org/?[[1]]>">it</a> then [[1]], [[2]], '
        "[[3]].",
    }
    question = content("fill_in_blanks", source)

    assert "[[1]]" in question["text"].split("then")[0]
    page = html_of(question, {"gaps": {"1": {"text": '" onclick="alert(1)'}}})
    assert page.count('id="q1-gap-1-text"') == 1
    assert page.index("then") < page.index('id="q1-gap-1-text"')
    assert "&quot; onclick=&quot;alert(1)" in page


@given(st.text('<>"/=[]1 ab&', max_size=60), st.text('<>"/=[]1 ab&', max_size=20))
def test_no_text_breaks_out_of_its_tag(before, after):
    text = f'<p>{before}<a href="{after}">x</a>[[1]]</p>'
    source = {"stem": "?", "text": text, "gaps": [SOURCE["gaps"][0]]}
    question = content("fill_in_blanks", source)

    parts = gaps.parts(question["text"], {1: "GAP"})
    for part in parts[:-1]:
        opened = gaps.TAG_OR_GAP.sub("", part["html"])
        assert "<" not in opened


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"text": "<br>"}, ["The text with the gaps is missing."]),
        (
            {"text": "[[1]] [[2]]"},
            ["Gap 3 is not in the text; write [[3]] there."],
        ),
        (
            {"text": "[[1]] [[2]] [[3]] [[4]] [[0]]"},
            ["[[0]] has no gap in the list.", "[[4]] has no gap in the list."],
        ),
        (
            {"text": "[[1]] [[2]] [[3]] [[ 1 ]]"},
            ["[[1]] stands in the text more than once."],
        ),
        (
            {"text": "[[1]] [[2]] [[3]] [[two]]"},
            ["“[[two]]” is no gap; write its number."],
        ),
        (
            {"gaps": [{"kind": "text", "accepted": ["..."]}, *SOURCE["gaps"][1:]]},
            ["Gap 1: “...” can't be matched."],
        ),
        (
            {
                "gaps": [
                    *SOURCE["gaps"][:2],
                    {"kind": "choice", "options": [{"text": "a"}, {"text": "b"}]},
                ]
            },
            ["Gap 3: Exactly one option must be right."],
        ),
    ],
)
def test_text_and_gaps_that_do_not_fit_are_told(changes, problems):
    question = content("fill_in_blanks", {**SOURCE, **changes})

    assert blanks().problems(question) == problems


def test_question_without_gaps_cannot_be_asked():
    empty = blanks().content(blanks().block().to_python({"stem": "?", "text": "a"}))

    assert blanks().problems(empty) == ["There is no gap to fill in."]


def test_more_than_30_gaps_are_too_many():
    gap = {"kind": "text", "accepted": ["a"]}
    text = " ".join(f"[[{number}]]" for number in range(1, 32))
    question = content(
        "fill_in_blanks", {"stem": "?", "text": text, "gaps": [gap] * 31}
    )

    assert blanks().problems(question) == ["There are more than 30 gaps."]


@pytest.mark.parametrize(
    ("gap", "problems"),
    [
        ("nutates", [("gaps[1]", "must be a mapping")]),
        ({}, [("gaps[1].kind", "must be one of text, number, choice")]),
        (
            {"kind": ["text"]},
            [("gaps[1].kind", "must be one of text, number, choice")],
        ),
        (
            {"kind": "text", "answer": 3, "weight": 0},
            [
                ("gaps[1].weight", "must lie between 1 and 100"),
                ("gaps[1].answer", "is not a field of this kind of gap"),
                ("gaps[1].accepted", "is missing"),
            ],
        ),
        (
            {"kind": "number", "answer": "two", "weight": 1.5},
            [
                ("gaps[1].weight", "must be a whole number"),
                ("gaps[1].answer", "must be a number"),
            ],
        ),
        (
            {"kind": "choice", "options": [{"correct": True}]},
            [("gaps[1].options[1].text", "is missing")],
        ),
    ],
)
def test_source_of_a_gap_names_what_is_wrong(gap, problems):
    with pytest.raises(SourceError) as refused:
        blanks().from_source({**SOURCE, "gaps": [gap]}, rich=str)

    assert refused.value.problems == problems


def test_review_says_of_each_gap_what_was_right(question):
    review = blanks().review(question, [], answer(question, "nutaets", "9", "forward"))

    rows = [(gap["given"], gap["answer"], gap["correct"]) for gap in review["gaps"]]
    assert rows == [
        ("nutaets", "nutates", True),
        ("9 degrees", "2 degrees", False),
        ("forward", "backward", False),
    ]
    assert review["gaps"][0]["spelling"] == "nutates"
    assert review["gaps"][0]["others"] == ["nods forward"]
    assert review["gaps"][1]["tolerance"] == "0.75 degrees"
    assert review["weighted"] is True


def test_draft_with_an_unfinished_gap_can_be_saved():
    block = blanks().block()
    block.defer_required_validation()
    value = {"stem": "?", "text": "[[1]]", "gaps": [{"type": "number", "value": {}}]}

    assert block.clean(block.to_python(value))["gaps"][0].value["answer"] is None
