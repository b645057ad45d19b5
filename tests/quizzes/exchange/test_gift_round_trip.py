"""What GIFT can say comes back from a file as it was."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.exchange.gift import FORMAT

from . import strategies as known

TAGS = st.lists(
    known.words(max_size=3).filter(lambda tag: not set(tag) & set("<>\\")),
    max_size=2,
    unique=True,
).map(tuple)
KEYS = st.one_of(st.just(""), known.words(max_size=2).filter(lambda key: not set(key) & set("<>\\")))  # fmt: skip
CATEGORIES = st.one_of(st.just(""), known.words(), st.just("$course$/top/x"))


def sayable_texts(fields):
    """GIFT has no way to write these answers; the writer says so."""
    listed = [*fields["accepted"], *(each["text"] for each in fields.get("others", []))]
    if any("->" in text or "\\*" in text for text in listed):
        return False
    # Without a star it can't be seen whether stars mean anything.
    if fields.get("wildcards") and not any("*" in text for text in listed):
        return False
    return not (
        fields.get("wildcards")
        and any(not text.strip("*") for text in fields["accepted"])
    )


def sayable_gap(fields):
    gap = fields["gaps"][0]
    if fields["text"].count("[[") > 1 or "[[" in fields["stem"]:
        return False
    return gap["kind"] != "text" or sayable_texts(gap)


SAYABLE = {
    "single_choice": known.single_choice(),
    "multiple_response": known.multiple_response(),
    "true_false": known.true_false(),
    "short_text": known.short_text().filter(sayable_texts),
    "numeric": known.numeric(),
    "matching": known.matching(),
    "essay": st.just({}),
}


def same(item):
    return replace(item, number=0, line=None)


def back(items):
    written = FORMAT.write(items, title="Pelvis")
    found = FORMAT.read(written.content)
    return written, found


@pytest.mark.parametrize("type_key", list(SAYABLE))
@known.round_trip
@given(data=st.data())
def test_comes_back(type_key, data):
    item = data.draw(
        known.items(
            type_key, SAYABLE[type_key], tags=TAGS, key=KEYS, category=CATEGORIES
        )
    )
    written, found = back([item])
    assert [
        problem for problem in found.problems if "formula" not in problem.message
    ] == []
    assert [same(each) for each in found.items] == [same(item)]
    assert written.problems == ()


@known.round_trip
@given(data=st.data())
def test_a_text_with_a_gap_comes_back(data):
    item = data.draw(known.items("fill_in_blanks", known.fill_in_blanks()))
    assume(sayable_gap(item.fields))
    _written, found = back([item])
    assert [same(each) for each in found.items] == [same(item)]


@known.round_trip
@given(data=st.data())
def test_questions_do_not_run_into_each_other(data):
    drawn = data.draw(
        st.lists(
            st.sampled_from(sorted(SAYABLE)).flatmap(
                lambda key: known.items(key, SAYABLE[key], category=CATEGORIES)
            ),
            max_size=4,
            min_size=1,
        )
    )
    _written, found = back(drawn)
    assert [same(each) for each in found.items] == [same(each) for each in drawn]
