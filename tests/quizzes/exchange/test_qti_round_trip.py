"""What QTI 3 can say comes back from a package as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange.neutral import Picture
from quizzes.exchange.qti import FORMAT
from quizzes.exchange.qti_source import BEGIN, END

from . import strategies as known
from .moodle import PNG

# No program writes these; the reader keeps them for itself.
OWN = set(BEGIN + END)


def names(max_size=2):
    return known.words(max_size=max_size)


TAGS = st.lists(names(), max_size=2, unique=True).map(tuple)
PATHS = st.one_of(
    st.just(""),
    st.lists(
        names().map(lambda part: part.replace("/", "-")), min_size=1, max_size=3
    ).map("/".join),
)
PICTURES = st.one_of(
    st.none(),
    st.builds(
        Picture,
        name=st.sampled_from(["a.png", "Ilium und Kreuzbein.JPG", "骨.svg", "a%20b#c?.gif"]),
        content=st.just(PNG),
        alt=st.one_of(st.just(""), names()),
    ),
)  # fmt: skip
BESIDE = {
    "key": st.one_of(st.just(""), st.sampled_from(["atlas-1", "A1"]), names()),
    "tags": TAGS,
    "category": PATHS,
    "objective": PATHS,
    "difficulty": st.sampled_from(["", "easy", "medium", "hard"]),
    "references": TAGS,
    "picture": PICTURES,
}


def sayable_texts(fields):
    listed = [*fields["accepted"], *(each["text"] for each in fields.get("others", []))]
    # Stars mean nothing there, and what is written twice counts once.
    return not fields.get("wildcards") and len({*map(str.casefold, listed)}) == len(
        listed
    )


def sorted_ranges(fields):
    """Of ranges that hold a number the best counts, so their order says nothing."""
    if "ranges" not in fields:
        return fields
    rising = sorted(fields["ranges"], key=lambda each: each.get("worth", 100))
    # Where ends are the same, that is the last one; else nothing might be worth all.
    by_ends = {(each["from"], each["to"]): each for each in rising}
    ordered = sorted(by_ends.values(), key=lambda each: -each.get("worth", 100))
    return {**fields, "ranges": ordered}


def case_sensitive(fields):
    return st.booleans().map(
        lambda strict: {**fields, **({"case_sensitive": True} if strict else {})}
    )


def all_or_nothing(fields):
    return st.booleans().map(
        lambda whole: {**fields, **({"all_or_nothing": True} if whole else {})}
    )


def distinct(fields):
    texts = dict.fromkeys(fields.get("distractors", []))
    rest = [text for text in texts if text not in {pair["match"] for pair in fields["pairs"]}]  # fmt: skip
    return {"pairs": fields["pairs"], **({"distractors": rest} if rest else {})}


TEXTS = known.short_text().filter(sayable_texts).flatmap(case_sensitive)
NUMBERS = known.numeric().map(sorted_ranges)
SAYABLE = {
    "single_choice": known.single_choice(),
    "multiple_response": known.multiple_response().flatmap(all_or_nothing),
    "true_false": known.true_false(),
    "short_text": TEXTS,
    "numeric": NUMBERS,
    "matching": known.matching().map(distinct),
    "ordering": st.lists(names(), min_size=2, max_size=6).map(
        lambda items: {"items": items}
    ),
    "essay": known.optional("sample", known.rich()),
}


@st.composite
def gaps(draw):
    kinds = draw(st.lists(st.sampled_from(["text", "number", "choice"]), min_size=1, max_size=4))  # fmt: skip
    of = {"text": TEXTS, "number": NUMBERS, "choice": known.single_choice()}
    found, text = [], ""
    for number, kind in enumerate(kinds, start=1):
        weight = draw(known.optional("weight", st.integers(2, 100)))
        found.append({"kind": kind, **draw(of[kind]), **weight})
        before = draw(names()).replace("[[", "").replace("<", "").replace("&", "")
        text += f"<p>{before} [[{number}]]</p>"
    return {"text": known.html.clean(text), "gaps": found}


SAYABLE["fill_in_blanks"] = gaps().filter(
    lambda fields: fields["text"].count("[[") == len(fields["gaps"])
)


def items(type_key):
    return known.items(type_key, SAYABLE[type_key], **BESIDE).filter(
        lambda item: item.name and not OWN & set(repr(item))
    )


def same(item):
    return replace(item, number=0, line=None)


def problems(package):
    # A text with "\(" in it may be a formula; it stays as it is.
    return [each.message for each in package.problems if "formula" not in each.message]


@pytest.mark.parametrize("type_key", list(SAYABLE))
@known.round_trip
@given(data=st.data())
def test_comes_back(type_key, data):
    item = data.draw(items(type_key))
    written = FORMAT.write([item], title="Pelvis")
    found = FORMAT.read(written.content)
    assert written.problems == ()
    assert problems(found) == []
    assert [same(each) for each in found.items] == [same(item)]


@settings(parent=known.round_trip, max_examples=10)
@given(data=st.data())
def test_questions_of_a_package_keep_apart(data):
    kinds = data.draw(
        st.lists(st.sampled_from(sorted(SAYABLE)), min_size=2, max_size=3)
    )
    drawn = [data.draw(items(kind)) for kind in kinds]
    numbered = [replace(each, number=i) for i, each in enumerate(drawn, start=1)]
    found = FORMAT.read(FORMAT.write(numbered, title="").content)
    assert [replace(each, line=None) for each in found.items] == [
        replace(each, line=None) for each in numbered
    ]
