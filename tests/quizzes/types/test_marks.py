"""What each type gives for an answer, by table."""

import random
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.types import InvalidResponse, SourceError
from quizzes.types.base import Mark, share
from quizzes.types.numbers import read_factor
from quizzes.types.ordering import longest_run
from tests.quizzes.factories import SOURCES, content, form


def ticked(question, texts):
    ids = [o["id"] for o in question["options"] if o["text"] in texts]
    return {"options": ids} if ids else None


@pytest.mark.parametrize(
    ("texts", "fraction"),
    [
        ({"Sacrum", "Ilium"}, "1"),
        ({"Sacrum"}, "0.5"),
        ({"Sacrum", "Ilium", "Occiput"}, "0.5"),
        ({"Sacrum", "Occiput"}, "0"),
        ({"Sacrum", "Occiput", "Atlas"}, "0"),
        ({"Occiput"}, "0"),
        ({"Sacrum", "Ilium", "Occiput", "Atlas"}, "0"),
        (set(), "0"),
    ],
)
def test_multiple_response_gives_part_for_part_and_takes_for_wrong(texts, fraction):
    question = content("multiple_response")

    mark = types.get("multiple_response").mark(question, ticked(question, texts))

    assert mark.fraction == Decimal(fraction)


def test_multiple_response_rounds_once():
    """2 of 3 right less 1 of 4 wrong is 5/12, not 0.66667 less 0.25."""
    options = [{"text": f"r{n}", "correct": True} for n in range(3)]
    options += [{"text": f"w{n}"} for n in range(4)]
    question = content("multiple_response", {"stem": "?", "options": options})

    mark = types.get("multiple_response").mark(
        question, ticked(question, {"r0", "r1", "w0"})
    )

    assert mark.fraction == Decimal("0.41667")


@pytest.mark.parametrize(
    ("texts", "fraction"),
    [({"Sacrum", "Ilium"}, 1), ({"Sacrum"}, 0), ({"Sacrum", "Ilium", "Atlas"}, 0)],
)
def test_multiple_response_all_or_nothing_has_no_parts(texts, fraction):
    question = content("multiple_response", all_or_nothing=True)

    mark = types.get("multiple_response").mark(question, ticked(question, texts))

    assert mark.fraction == fraction


def test_choice_gives_the_feedback_of_what_was_chosen():
    question = content("single_choice")
    wrong = {"option": question["options"][1]["id"]}

    mark = types.get("single_choice").mark(question, wrong)

    assert mark == Mark(Decimal(0), ("Near, but no.",))


@pytest.mark.parametrize(
    ("answer", "response", "fraction"),
    [(True, True, 1), (True, False, 0), (False, False, 1), (False, True, 0)],
)
def test_true_false_marks_the_verdict(answer, response, fraction):
    question = content("true_false", answer=answer)

    mark = types.get("true_false").mark(question, {"answer": response})

    assert mark.fraction == fraction


def matched(question, pairs):
    prompts = {prompt["text"]: prompt["id"] for prompt in question["prompts"]}
    choices = {choice["text"]: choice["id"] for choice in question["choices"]}
    return {"matches": {prompts[one]: choices[two] for one, two in pairs.items()}}


@pytest.mark.parametrize(
    ("pairs", "fraction"),
    [
        ({"Category II": "Supine"}, "0.33333"),
        ({"Category II": "Supine", "Category III": "Prone"}, "0.66667"),
        ({"Category II": "Seated", "Category III": "Prone"}, "0.33333"),
        ({"Category I": "Seated"}, "0"),
    ],
)
def test_matching_gives_the_share_of_right_prompts(pairs, fraction):
    question = content("matching")

    mark = types.get("matching").mark(question, matched(question, pairs))

    assert mark.fraction == Decimal(fraction)


def test_matching_prompts_may_share_a_match():
    pairs = [
        {"prompt": "Category I", "match": "Prone"},
        {"prompt": "Category II", "match": "Supine"},
        {"prompt": "Category III", "match": "Prone"},
    ]
    question = content("matching", {"stem": "?", "pairs": pairs})
    answer = {"Category I": "Prone", "Category II": "Supine", "Category III": "Prone"}

    assert [choice["text"] for choice in question["choices"]] == ["Prone", "Supine"]
    assert types.get("matching").mark(question, matched(question, answer)).fraction == 1


def test_matching_without_shuffle_is_alphabetical_not_the_authors_pairs():
    question = content("matching")
    texts = {choice["id"]: choice["text"] for choice in question["choices"]}

    order = types.get("matching").order(question, random.Random(1), shuffle=False)

    assert [texts[key] for key in order] == [
        "Prone",
        "Prone, thighs crossed",
        "Seated",
        "Supine",
    ]


def placed(question, texts):
    """Place the texts in this order; ``None`` leaves a place empty."""
    ids = {item["text"]: item["id"] for item in question["items"]}
    return {
        "places": {
            ids[text]: place for place, text in enumerate(texts, start=1) if text
        }
    }


@pytest.mark.parametrize(
    ("texts", "fraction"),
    [
        (["Occiput", "Atlas", "Sacrum", "Coccyx"], "1"),
        (["Occiput", "Atlas", "Coccyx", "Sacrum"], "0.5"),
        (["Occiput", None, None, None], "0.25"),
        (["Coccyx", "Occiput", "Atlas", "Sacrum"], "0"),
    ],
)
def test_ordering_gives_the_share_in_their_right_place(texts, fraction):
    question = content("ordering")

    mark = types.get("ordering").mark(question, placed(question, texts))

    assert mark.fraction == Decimal(fraction)


def test_ordering_gives_nothing_for_a_place_claimed_twice():
    question = content("ordering")
    everything_first = {"places": {item["id"]: 1 for item in question["items"]}}

    assert types.get("ordering").mark(question, everything_first).fraction == 0
    assert not types.get("ordering").is_complete(question, everything_first)


@pytest.mark.parametrize(
    ("texts", "exact", "relative", "longest_run"),
    [
        (["Occiput", "Atlas", "Sacrum", "Coccyx"], "1", "1", "1"),
        (["Occiput", "Atlas", "Coccyx", "Sacrum"], "0.5", "0.83333", "0.66667"),
        (["Coccyx", "Occiput", "Atlas", "Sacrum"], "0", "0.5", "0.66667"),
        (["Atlas", "Occiput", "Coccyx", "Sacrum"], "0", "0.66667", "0.33333"),
        (["Coccyx", "Sacrum", "Atlas", "Occiput"], "0", "0", "0"),
        (["Occiput", None, None, None], "0.25", "0", "0"),
        (["Occiput", None, None, "Coccyx"], "0.5", "0.16667", "0.33333"),
        ([None, None, "Coccyx", "Occiput"], "0", "0", "0"),
    ],
)
def test_ordering_is_scored_in_one_of_three_ways(texts, exact, relative, longest_run):
    ways = {"exact": exact, "relative": relative, "longest-run": longest_run}

    for scoring, fraction in ways.items():
        question = content("ordering", scoring=scoring)
        mark = types.get("ordering").mark(question, placed(question, texts))
        assert (scoring, mark.fraction) == (scoring, Decimal(fraction))


@pytest.mark.parametrize("scoring", ["exact", "relative", "longest-run"])
def test_ordering_shared_place_is_no_place_in_any_way_of_scoring(scoring):
    question = content("ordering", scoring=scoring)
    ids = [item["id"] for item in question["items"]]
    pairs = {"places": dict(zip(ids, [1, 1, 2, 2], strict=True))}

    assert types.get("ordering").mark(question, pairs).fraction == 0


@pytest.mark.parametrize(
    ("scoring", "states"),
    [
        ("exact", ["wrong", "wrong", "wrong", "wrong"]),
        ("relative", ["partly", "partly", "partly", "wrong"]),
        ("longest-run", ["right", "right", "right", "wrong"]),
    ],
)
def test_ordering_review_says_what_each_item_brought(scoring, states):
    question = content("ordering", scoring=scoring)
    response = placed(question, ["Coccyx", "Occiput", "Atlas", "Sacrum"])

    items = types.get("ordering").review(question, [], response)["items"]

    assert states == [
        "right" if item["correct"] else "partly" if item["partly"] else "wrong"
        for item in items
    ]


@given(st.permutations(range(7)), st.integers(0, 7))
def test_longest_run_is_as_long_as_any(order, count):
    numbers = order[:count]
    longest = longest_run(numbers)

    assert longest == sorted(longest)
    assert [number for number in numbers if number in longest] == longest
    assert len(longest) == max(
        len(subset)
        for size in range(count + 1)
        for subset in combinations(numbers, size)
        if list(subset) == sorted(subset)
    )


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_ordering_is_never_shown_in_the_right_order(count, shuffle):
    items = [f"item {number}" for number in range(count)]
    question = content("ordering", {"stem": "?", "items": items})
    right = [item["id"] for item in question["items"]]

    for seed in range(200):
        order = types.get("ordering").order(
            question, random.Random(seed), shuffle=shuffle
        )
        assert order != right
        assert sorted(order) == sorted(right)


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


@pytest.mark.parametrize("part", [-1, 0])
def test_share_of_nothing_is_nothing(part):
    assert share(part, 3) == 0
    assert share(1, 0) == 0


@pytest.mark.parametrize("fraction", ["-0.1", "1.1"])
def test_mark_outside_0_and_1_cannot_be_made(fraction):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Mark(Decimal(fraction))


def test_points_are_the_fraction_of_what_is_available():
    assert Mark(Decimal("0.33333")).points(Decimal(3)) == Decimal("0.99999")


def test_mark_that_a_person_must_give_has_no_points_yet():
    assert Mark(None).points(Decimal(3)) is None


# Course files


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
