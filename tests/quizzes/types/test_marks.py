"""What each type gives for an answer that is chosen or arranged, by table."""

import random
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.types.base import Mark, share
from quizzes.types.ordering import longest_run
from tests.quizzes.factories import content


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
