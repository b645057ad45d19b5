"""Moodle XML keeps every question that it can say."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import types
from quizzes.exchange import html
from quizzes.exchange.moodle_draft import GRADES
from quizzes.exchange.moodle_writers import WRITERS
from quizzes.exchange.moodle_xml import FORMAT
from quizzes.exchange.neutral import Item, Picture
from quizzes.types.numbers import plain_decimal, yaml_number
from quizzes.types.text import normalise, squeeze

# What a person may type, with every sign that means something in XML, HTML or a gap.
letters = st.characters(
    codec="utf-8", exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x7f"
)
signs = st.sampled_from(list("<>&\"'{}[]~=#%:\\/|;.-^ "))
texts = (
    st.text(st.one_of(letters, signs), min_size=1, max_size=20)
    .map(squeeze)
    .filter(lambda text: any(map(str.isalnum, text)))
)
lines = st.lists(texts, min_size=1, max_size=3).map("\n".join)
said = st.one_of(st.just(""), lines)
rich = (
    st.lists(
        st.tuples(st.sampled_from(["p", "b", "li", "sub", "i"]), texts),
        min_size=1,
        max_size=4,
    )
    .map(
        lambda parts: html.clean(
            "".join(
                f"<{tag}>{html.from_plain(text)[3:-4]}</{tag}>" for tag, text in parts
            )
        )
    )
    .filter(lambda value: html.plain(value))
)
whole_grades = [int(grade) for grade in GRADES if "." not in grade]
parts_of_all = st.sampled_from([grade for grade in whole_grades if 0 < grade < 100])
numbers = st.decimals(-(10**9), 10**9, places=4).map(
    lambda value: yaml_number(plain_decimal(value))
)


def distinct(least=2, most=5, of=texts):
    return st.lists(of, min_size=least, max_size=most, unique_by=normalise)


def without_nothing(**fields):
    return {
        name: value for name, value in fields.items() if value not in ("", [], None)
    }


@st.composite
def options(draw, right):
    found = draw(distinct())
    chosen = draw(right(len(found)))
    return [
        {
            "text": text,
            **({"correct": True} if index in chosen else {}),
            **without_nothing(feedback=draw(said)),
        }
        for index, text in enumerate(found)
    ]


def one_of(count):
    return st.integers(0, count - 1).map(lambda index: {index})


def some_of(count):
    return st.sets(st.integers(0, count - 1), min_size=1, max_size=count - 1)


@st.composite
def short(draw):
    found = draw(distinct(1, 5).filter(lambda each: all(map(normalise, each))))
    accepted = draw(st.integers(1, len(found)))
    others = []
    for text in found[accepted:]:
        worth = draw(st.one_of(st.just(0), parts_of_all, st.just(100)))
        feedback = draw(lines if worth == 100 else said)
        others.append(
            {
                "text": text,
                **({"worth": worth} if worth else {}),
                **without_nothing(feedback=feedback),
            }
        )
    return {
        "accepted": found[:accepted],
        **without_nothing(others=others),
        **({"case_sensitive": True} if draw(st.booleans()) else {}),
    }


@st.composite
def number(draw):
    fields = {"tolerance": 0}
    if draw(st.booleans()):
        tolerance = draw(st.decimals(0, 1000, places=3))
        fields = {
            "answer": draw(numbers),
            "tolerance": yaml_number(plain_decimal(tolerance)),
        }
    ranges = []
    for _time in range(draw(st.integers(0 if "answer" in fields else 1, 3))):
        low, high = sorted((draw(numbers), draw(numbers)))
        ranges.append({"from": low, "to": high})
    worths = sorted(
        [draw(st.one_of(st.just(0), st.just(100), parts_of_all)) for _each in ranges],
        reverse=True,
    )
    if "answer" not in fields:
        worths[0] = 100
    for each, worth in zip(ranges, worths, strict=True):
        if worth != 100:
            each["worth"] = worth
        if feedback := draw(lines if worth == 100 else said):
            each["feedback"] = feedback
    return {**fields, **without_nothing(ranges=ranges)}


@st.composite
def units(draw):
    names = draw(distinct(1, 4))
    factors = st.sampled_from(["1/60", "1/7", 0.01, 1000, 2.5, 0.001])
    others = {name: draw(factors) for name in names[1:]}
    return {"unit": names[0], **({"other_units": others} if others else {})}


@st.composite
def blanks(draw):
    kinds = st.sampled_from(["text", "number", "choice"])
    gaps = []
    for kind in draw(st.lists(kinds, min_size=1, max_size=4)):
        own = {
            "text": short(),
            "number": number(),
            "choice": options(one_of).map(lambda found: {"options": found}),
        }[kind]
        weight = draw(st.integers(1, 100))
        gaps.append(
            {"kind": kind, **draw(own), **({"weight": weight} if weight > 1 else {})}
        )
    pieces = [draw(st.one_of(st.just(""), texts.filter(no_slots))) for _gap in gaps]
    inner = "".join(
        f"{html.from_plain(piece)[3:-4]} [[{place}]] "
        for place, piece in enumerate(pieces, start=1)
    )
    return {"text": html.clean(f"<p>{inner}</p>"), "gaps": gaps}


def no_slots(text):
    return "[[" not in text and not text.endswith("[")


FIELDS = {
    "single_choice": options(one_of).map(lambda found: {"options": found}),
    "multiple_response": options(some_of).map(lambda found: {"options": found}),
    "true_false": st.builds(
        lambda answer, true, false: {
            "answer": answer,
            **without_nothing(feedback_true=true, feedback_false=false),
        },
        st.booleans(),
        said,
        said,
    ),
    "matching": st.builds(
        lambda prompts, matches, distractors: {
            "pairs": [
                {"prompt": prompt, "match": match}
                for prompt, match in zip(prompts, matches, strict=False)
            ],
            **without_nothing(distractors=distractors),
        },
        distinct(2, 5),
        st.lists(texts, min_size=5, max_size=5),
        st.lists(texts, max_size=3),
    ),
    "ordering": st.builds(
        lambda items, scoring: {
            "items": items,
            **({} if scoring == "exact" else {"scoring": scoring}),
        },
        distinct(),
        st.sampled_from(["exact", "relative"]),
    ),
    "numeric": st.builds(
        lambda fields, more: {**fields, **more},
        number(),
        st.one_of(st.just({}), units()),
    ),
    "short_text": short(),
    "fill_in_blanks": blanks(),
    "essay": st.builds(
        lambda limits, sample: {**limits, **without_nothing(sample=sample)},
        st.sampled_from(
            [
                {},
                {"min_words": 5},
                {"max_words": 3000},
                {"min_words": 7, "max_words": 9},
            ]
        ),
        st.one_of(st.just(""), rich),
    ),
}
pictures = st.builds(
    Picture,
    st.builds(
        "{}.{}".format,
        st.text("abc é1-_{}", min_size=1, max_size=8).filter(
            lambda name: name == name.strip()
        ),
        st.sampled_from(["png", "jpg", "JPEG", "webp"]),
    ),
    st.binary(min_size=1, max_size=40),
    st.one_of(st.just(""), texts),
)


@st.composite
def items(draw, key, number=1):
    return Item(
        number=number,
        type_key=key,
        fields={
            "stem": draw(rich.filter(no_slots)),
            **draw(FIELDS[key]),
        },
        key=draw(st.one_of(st.just(""), texts)),
        name=draw(texts.filter(lambda name: not html.has_tags(name))),
        rationale=draw(st.one_of(st.just(""), rich)),
        hints=tuple(draw(st.lists(rich, max_size=3))),
        category="/".join(
            draw(
                st.lists(
                    texts.map(lambda text: text.replace("/", "-")).filter(
                        lambda text: text != "top"
                    ),
                    max_size=3,
                )
            )
        ),
        tags=tuple(draw(st.lists(texts, max_size=3, unique=True))),
        picture=draw(st.one_of(st.none(), pictures)),
    )


def test_every_type_that_can_be_written_is_tried():
    assert set(FIELDS) == set(WRITERS)


@pytest.mark.parametrize("key", FIELDS)
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_written_question_is_read_as_it_was(key, data):
    item = data.draw(items(key))
    written = FORMAT.write([item], title="x")
    assert written.problems == ()
    package = FORMAT.read(written.content)
    assert package.problems == ()
    (found,) = package.items
    assert replace(found, line=None) == item


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_many_questions_keep_their_order_and_categories(data):
    keys = data.draw(st.lists(st.sampled_from(list(FIELDS)), max_size=6))
    shelf = [data.draw(items(key, number)) for number, key in enumerate(keys, start=1)]
    package = FORMAT.read(FORMAT.write(shelf, title="x").content)
    assert [replace(found, line=None) for found in package.items] == shelf


@pytest.mark.parametrize("key", FIELDS)
@settings(deadline=None, max_examples=20)
@given(st.data())
def test_what_is_drawn_here_is_a_question_that_its_type_takes(key, data):
    item = data.draw(items(key))
    question_type = types.get(key)
    value = question_type.from_source(item.fields, rich=str)
    content = question_type.content(question_type.block().to_python(value))
    # Texts that compare alike are the author's to sort out, not the format's.
    alike = ("say the same", "twice", "different matches", "matched")
    assert [
        text
        for text in question_type.problems(content)
        if not any(word in text for word in alike)
    ] == []


@settings(deadline=None)
@given(st.decimals(-(10**12), 10**12, places=8), st.decimals(0, 10**6, places=8))
def test_numbers_are_written_exactly(answer, tolerance):
    fields = {
        "stem": "<p>?</p>",
        "answer": plain_decimal(answer),
        "tolerance": plain_decimal(tolerance),
    }
    item = Item(number=1, type_key="numeric", fields=fields)
    (found,) = FORMAT.read(FORMAT.write([item], title="").content).items
    assert Decimal(str(found.fields["answer"])) == answer
    assert Decimal(str(found.fields["tolerance"])) == tolerance
