"""What keeps a question from being read or asked, in words for its author."""

import pytest

from quizzes import types
from quizzes.types import SourceError
from tests.quizzes.factories import SOURCES, content


@pytest.mark.parametrize(
    ("key", "changes", "problems"),
    [
        (
            "single_choice",
            {"options": [{"text": "a", "colour": "red"}, {"correct": True}]},
            [
                ("options[1].colour", "is not a field of this type"),
                ("options[2].text", "is missing"),
            ],
        ),
        ("single_choice", {"options": "a"}, [("options", "must be a list")]),
        ("single_choice", {"stem": "  "}, [("stem", "is missing")]),
        (
            "multiple_response",
            {"all_or_nothing": "maybe"},
            [("all_or_nothing", "must be true or false")],
        ),
        ("true_false", {"answer": "yes"}, [("answer", "must be true or false")]),
        ("true_false", {"answer": None}, [("answer", "is missing")]),
        (
            "matching",
            {"pairs": [{"prompt": "a"}, "b"]},
            [("pairs[2]", "must be a mapping"), ("pairs[1].match", "is missing")],
        ),
        ("ordering", {"items": ["a", ["b"]]}, [("items[2]", "must be text")]),
        (
            "ordering",
            {"scoring": ["exact"]},
            [("scoring", "must be one of exact, relative, longest-run")],
        ),
        (
            "numeric",
            {"answer": "eight", "tolerance": -1, "other_units": {"s": 0}},
            [
                (
                    "other_units.s",
                    "must be a positive number, or a fraction like 1/60",
                ),
                ("tolerance", "must not be negative"),
                ("answer", "must be a number"),
            ],
        ),
        ("short_text", {"accepted": []}, [("accepted", "must be a list")]),
        (
            "short_text",
            {
                "others": [{"worth": 50}, {"text": "a", "worth": 101}, "b"],
                "likeness": 59,
                "wildcards": 1,
            },
            [
                ("others[1].text", "is missing"),
                ("others[2].worth", "must lie between 0 and 100"),
                ("others[3]", "must be a mapping"),
                ("likeness", "must lie between 60 and 99"),
                ("wildcards", "must be true or false"),
            ],
        ),
        (
            "short_text",
            {"others": [{"text": "a", "worth": 0.5}], "likeness": True},
            [
                ("others[1].worth", "must be a whole number"),
                ("likeness", "must be a whole number"),
            ],
        ),
        (
            "numeric",
            {
                "tolerance_in": "degrees",
                "ranges": [{"from": "a", "worth": -1}, {"from": 1, "to": 2, "low": 1}],
            },
            [
                ("ranges[1].to", "is missing"),
                ("ranges[1].from", "must be a number"),
                ("ranges[1].worth", "must lie between 0 and 100"),
                ("ranges[2].low", "is not a field of this type"),
                ("tolerance_in", "must be one of unit, percent"),
            ],
        ),
        ("numeric", {"answer": None}, [("answer", "is missing")]),
    ],
)
def test_source_names_everything_that_is_wrong(key, changes, problems):
    with pytest.raises(SourceError) as refused:
        types.get(key).from_source({**SOURCES[key], **changes}, rich=str)

    assert sorted(refused.value.problems) == sorted(problems)


@pytest.mark.parametrize(
    ("key", "changes", "problem"),
    [
        (
            "single_choice",
            {
                "options": [
                    {"text": "a", "correct": True},
                    {"text": "b", "correct": True},
                ]
            },
            "Exactly one option must be right.",
        ),
        (
            "single_choice",
            {"options": [{"text": "a", "correct": True}, {"text": "A"}]},
            "Two options say the same.",
        ),
        (
            "multiple_response",
            {"options": [{"text": "a"}, {"text": "b"}]},
            "At least one option must be right.",
        ),
        (
            "multiple_response",
            {
                "options": [
                    {"text": "a", "correct": True},
                    {"text": "b", "correct": True},
                ]
            },
            "At least one option must be wrong.",
        ),
        (
            "matching",
            {"pairs": [{"prompt": "a", "match": "x"}], "distractors": ["y"]},
            "Matching needs at least two pairs.",
        ),
        (
            "ordering",
            {"items": ["a", "b", "A"]},
            "Two items say the same, so neither has a place of its own.",
        ),
        ("numeric", {"unit": ""}, "Other units need a unit of the answer."),
        (
            "numeric",
            {"answer": 0, "tolerance_in": "percent"},
            "A percentage needs an answer that is not 0.",
        ),
        (
            "numeric",
            {"ranges": [{"from": 2, "to": 1}]},
            "The range from 2 to 1 ends before it begins.",
        ),
        (
            "numeric",
            {"answer": None, "ranges": [{"from": 1, "to": 2, "worth": 99}]},
            "The right answer is missing.",
        ),
        ("short_text", {"accepted": ["..."]}, "“...” can't be matched."),
        (
            "short_text",
            {"accepted": ["a*"], "wildcards": True},
            "The first answer is shown as the right one; write it without a *.",
        ),
        (
            "short_text",
            {"accepted": ["a", "**"], "wildcards": True},
            "“**” would accept anything.",
        ),
        (
            "short_text",
            {"others": [{"text": "Counternutation"}]},
            "“Counternutation” stands among the answers twice.",
        ),
    ],
)
def test_question_that_cannot_be_asked_says_why(key, changes, problem):
    assert types.get(key).problems(content(key, **changes)) == [problem]
