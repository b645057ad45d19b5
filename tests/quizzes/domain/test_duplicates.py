"""Questions that ask the same words, or nearly."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain import duplicates
from tests.counting import counted_queries
from tests.quizzes.factories import SOURCES, make_admin, make_bank, make_draft

WORDS = [
    "sacrum",
    "occiput",
    "atlas",
    "axis",
    "ilium",
    "coccyx",
    "talus",
    "tibia",
    "ulna",
    "radius",
]
texts = st.dictionaries(
    st.integers(1, 99),
    st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join),
    max_size=12,
)


def by_hand(found, least):
    """Return the pairs in the plainest way: every text with every other."""
    sets = {key: set(text.split()) for key, text in found.items()}
    pairs = {}
    for a, b in combinations(sorted(sets), 2):
        if min(len(sets[a]), len(sets[b])) >= duplicates.FEWEST_WORDS:
            share = len(sets[a] & sets[b]) / len(sets[a] | sets[b])
            if share >= least:
                pairs[a, b] = share
    return pairs


@given(texts, st.sampled_from([0.5, 0.6, 0.75, 0.8, 0.9, 1.0]))
def test_no_pair_is_missed_and_none_is_made_up(found, least):
    pairs = duplicates.alike(found, least=least)

    assert {(a, b): share for a, b, share in pairs} == by_hand(found, least)
    assert [share for *_pair, share in pairs] == sorted(
        (share for *_pair, share in pairs), reverse=True
    )


def test_accents_case_and_punctuation_make_no_difference():
    first = "Où est le sacrum, exactement, chez lui?"
    second = "ou est LE sacrum exactement chez lui"

    assert duplicates.alike({1: first, 2: second}) == [(1, 2, 1.0)]


def draft(stem, **fields):
    return make_draft(source={**SOURCES["single_choice"], "stem": stem}, **fields)


@pytest.mark.django_db
def test_lists_cost_the_same_however_many_there_are():
    person, bank = make_admin(), make_bank()
    for number in range(12):
        draft("Which two bones does the name of it join?", bank=bank)
        draft(f"Which two bones does the name of it join, {number}?", bank=bank)

    with counted_queries() as queries:
        rows = list(duplicates.repeated(user=person))
        prints = [row["fingerprint"] for row in rows]
        found = duplicates.of_fingerprints(fingerprints=prints, user=person)
        pairs = duplicates.nearly(bank=bank, user=person)

    assert [row["count"] for row in rows] == [12]
    assert len(found[prints[0]]) == 12
    assert len(pairs) == duplicates.MOST_PAIRS or len(pairs) > 100
    assert all(pair.share >= duplicates.ALIKE for pair in pairs)
    assert len(queries) == 4, queries


@pytest.mark.django_db
def test_question_without_words_has_no_duplicates():
    first = draft("What is it?")
    first.fingerprint = ""

    assert not duplicates.same_words(question=first, user=make_admin()).exists()
