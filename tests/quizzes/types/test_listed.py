"""Which listed answer a text counts as."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.types.listed import Listed, best, fits, likeness, slips

letters = st.text("abc1", max_size=8)


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        ("atlas", "atlas", True),
        ("atlas", "the atlas", False),
        ("*atlas", "the atlas", True),
        ("*atlas", "atlas", True),
        ("atlas*", "atlas, c1", True),
        ("a*s", "as", True),
        ("a*a", "a", False),
        ("*la*", "atlas", True),
        ("*la*", "axis", False),
        ("a*t*s", "atlas", True),
        ("a*s*t", "atlas", False),
        ("*", "", True),
        ("**", "atlas", True),
        ("a*b*b", "ab", False),
        ("a*bc*c", "abc", False),
        ("[a-z].+", "atlas", False),
    ],
)
def test_star_stands_for_any_text(pattern, text, does):
    assert fits(pattern, text) is does


def test_no_pattern_is_slow():
    started = time.perf_counter()

    assert not fits("a*" * 100 + "b", "a" * 10_000)

    assert time.perf_counter() - started < 0.2


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "", 0),
        ("atlas", "atlas", 0),
        ("atlas", "altas", 1),
        ("atlas", "atlass", 1),
        ("atlas", "alas", 1),
        ("atlas", "atles", 1),
        ("atlas", "axis", 3),
        ("ca", "abc", 3),
        ("", "abc", 3),
    ],
)
def test_slips_are_the_fewest_changes(one, other, count):
    assert slips(one, other) == count


@given(letters, letters)
def test_slips_are_the_same_both_ways_and_at_most_the_longer_text(one, other):
    assert slips(one, other) == slips(other, one) <= max(len(one), len(other))
    assert (slips(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "percent", "found"),
    [
        ("nutation", "nutatoin", 85, Fraction(7, 8)),
        ("nutation", "nutatoin", 88, None),
        ("category 1", "category 2", 60, None),
        ("atlas", "atlas", 99, 1),
        ("", "", 60, None),
        ("a" * 200, "a", 60, None),
    ],
)
def test_likeness_is_one_less_the_share_of_slips(one, other, percent, found):
    assert likeness(one, other, percent) == found


def listed(text, worth=100, feedback="", *, wild=True):
    return Listed(text, text, worth, feedback, wild and "*" in text)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("nutation", "nutation"),
        ("nutatino", "nutation"),
        ("counternutation", "counternutation"),
        ("counternutatino", "counternutation"),
        ("contranutation of it", "contra*"),
        ("rotation", "rotation"),
        ("mutation", "mutation"),
        ("mutations", "mutation"),
        ("fxion", "*"),
        ("", None),
    ],
)
def test_best_is_the_nearest_and_the_star_takes_the_rest(given_text, expected):
    answers = [
        listed("counternutation"),
        listed("nutation", 0),
        listed("mutation", 0),
        listed("rotation", 50),
        listed("contra*", 0),
        listed("*", 0),
    ]

    found = best(answers, given_text, percent=75)

    assert (found and found.text) == expected


def test_what_is_as_near_to_a_wrong_answer_is_wrong():
    answers = [listed("hypertonic"), listed("hypotonic", 0)]

    assert best(answers, "hypeotonic", percent=60).worth == 0


def test_longer_pattern_wins():
    answers = [listed("*nutation", 50), listed("counter*nutation")]

    assert best(answers, "counter nutation", percent=None).worth == 100
    assert best(answers, "some nutation", percent=None).worth == 50


def test_star_is_a_letter_where_it_is_no_pattern():
    answers = [listed("c*", wild=False)]

    assert best(answers, "c1", percent=None) is None
    assert best(answers, "c*", percent=None) is answers[0]


@given(
    st.lists(
        st.builds(
            listed,
            st.text("ab*", min_size=1, max_size=5),
            st.sampled_from([0, 50, 100]),
        ),
        max_size=6,
    ),
    letters,
    st.one_of(st.none(), st.integers(60, 99)),
    st.randoms(use_true_random=False),
)
def test_order_of_the_list_changes_nothing(answers, text, percent, rng):
    moved = list(answers)
    rng.shuffle(moved)

    found, again = (best(each, text, percent=percent) for each in (answers, moved))

    assert (found and found.worth) == (again and again.worth)
