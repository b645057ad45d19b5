"""What the engine may rely on, for every type alike."""

import json
import random
import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import types
from quizzes.trainers.types import sorter_words
from quizzes.types import InvalidResponse, showing
from tests.quizzes.factories import (
    EVERY_SOURCE,
    SOURCES_BY_HAND,
    WRONG,
    body_value,
    content,
    fields_of,
    form,
    plate_for,
)
from tests.quizzes.trainers.sorter_cases import question, sound_templates

KEYS = list(EVERY_SOURCE)
every_type = pytest.mark.parametrize("key", KEYS)

words = st.text(
    st.characters(whitelist_categories=("L", "N"), whitelist_characters=" -"),
    min_size=1,
    max_size=12,
).filter(lambda text: any(char.isalnum() for char in text))
distinct_words = st.lists(
    words,
    min_size=2,
    max_size=6,
    unique_by=lambda text: " ".join(text.casefold().split()),
)


PARTS = st.lists(
    st.sampled_from(["sail-r", "sail-l", "keel", "knob"]), min_size=2, unique=True
)


@st.composite
def gap_sources(draw):
    """Any gap that an author could put into a text."""
    weight = draw(st.integers(1, 100))
    texts = draw(distinct_words)
    kind = draw(st.sampled_from(["text", "number", "choice"]))
    if kind == "text":
        return {"kind": kind, "weight": weight, "accepted": texts}
    if kind == "number":
        answer = str(draw(st.decimals(-(10**6), 10**6, places=3)))
        return {"kind": kind, "weight": weight, "answer": answer}
    options = [
        {"text": text, "correct": index == 0} for index, text in enumerate(texts)
    ]
    return {"kind": kind, "weight": weight, "options": options}


@st.composite
def questions(draw, key):
    """Any question of a type that its author could publish."""
    texts = draw(distinct_words)
    stem = {"stem": "?"}
    if key in ("single_choice", "multiple_response"):
        if key == "single_choice":
            right = {draw(st.integers(0, len(texts) - 1))}
        else:
            indices = st.integers(0, len(texts) - 1)
            right = draw(st.sets(indices, min_size=1, max_size=len(texts) - 1))
        options = [
            {"text": text, "correct": index in right, "feedback": "why"}
            for index, text in enumerate(texts)
        ]
        extra = (
            {"all_or_nothing": draw(st.booleans())}
            if key == "multiple_response"
            else {}
        )
        return content(key, {**stem, "options": options, **extra})
    if key == "true_false":
        return content(key, {**stem, "answer": draw(st.booleans())})
    if key == "matching":
        matches = draw(
            st.lists(words, min_size=len(texts), max_size=len(texts)).filter(
                lambda found: len({" ".join(text.split()) for text in found}) > 1
            )
        )
        pairs = [
            {"prompt": prompt, "match": match}
            for prompt, match in zip(texts, matches, strict=True)
        ]
        return content(key, {**stem, "pairs": pairs, "distractors": ["Nothing of it"]})
    if key == "ordering":
        scoring = draw(st.sampled_from(["exact", "relative", "longest-run"]))
        return content(key, {**stem, "items": texts, "scoring": scoring})
    if key == "fill_in_blanks":
        gaps = [draw(gap_sources()) for _text in texts]
        tokens = draw(st.permutations(range(1, len(gaps) + 1)))
        text = " and ".join(f"**so** [[{number}]]" for number in tokens)
        return content(key, {**stem, "text": text, "gaps": gaps})
    if key == "essay":
        return content(key, {**stem, "max_words": 50})
    if key == "numeric":
        numbers = st.decimals(-(10**6), 10**6, places=3)
        return content(
            key,
            {
                **stem,
                "answer": str(draw(numbers)),
                "tolerance": str(abs(draw(numbers))),
                "unit": "m",
                "other_units": {"cm": "0.01"},
            },
        )
    if key == "label_figure":
        parts = draw(PARTS)
        named = {"sail-r", "sail-l", "keel", "knob", "sail", *parts}
        distractors = [text for text in texts if text.casefold() not in named]
        return content(key, {**stem, "parts": parts, "distractors": distractors})
    if key == "find_structure":
        parts = draw(PARTS)
        mode = draw(st.sampled_from(["part", "parts", "point"]))
        count = 1 if mode == "part" else draw(st.integers(1, len(parts) - 1))
        options = [
            {"part": part, "correct": index < count, "feedback": "why"}
            for index, part in enumerate(parts)
        ]
        return content(key, {**stem, "mode": mode, "parts": options, "tolerance": 8})
    if key == "block_placement":
        return draw(placements())
    if key == "procedure_check":
        return draw(procedures(texts))
    if key == "patient_sorter":
        return question(draw(sound_templates()))
    return content(key, {**stem, "accepted": texts})


@st.composite
def placements(draw):
    """Any key of the lab, of any school, also one with directions that count."""
    category = draw(st.sampled_from(["I", "II", "III"]))
    stations = st.sampled_from([["crest"], ["troch"], ["acet"], ["troch", "acet"]])
    blocks = []
    for side in draw(st.permutations(["left", "right"])):
        accepted = draw(stations)
        scored = draw(st.booleans())
        blocks.append(
            {
                "side": side,
                "station": accepted[0],
                "accepted": accepted,
                "tolerance": draw(st.integers(20, 60)),
                "angle_scored": scored,
                **({"angle": draw(st.integers(-90, 90))} if scored else {}),
            }
        )
    source = {
        "stem": "?",
        "category": category,
        "position": "supine" if category == "II" else "prone",
        "short_leg": draw(st.sampled_from(["left", "right"])),
        "shows": draw(st.sampled_from(["category", "signs", "either"])),
        "mirrors": draw(st.booleans()),
        "blocks": blocks,
        "source_profile": "local",
    }
    return content("block_placement", source)


@st.composite
def placed_wedges(draw):
    """Any response that the lab's form can send."""
    places = st.tuples(
        st.sampled_from(["left", "right"]), st.sampled_from(["crest", "troch", "acet"])
    )
    chosen = draw(st.lists(places, min_size=1, max_size=2, unique=True))
    names = draw(st.permutations(["a", "b"]))[: len(chosen)]
    return {
        "wedges": {
            name: {
                "side": side,
                "station": station,
                "angle": 15 * draw(st.integers(-6, 6)),
            }
            for name, (side, station) in sorted(zip(names, chosen, strict=True))
        }
    }


@st.composite
def procedures(draw, texts):
    """Any session; what is drawn of it makes no difference to what an expert does."""
    flags = ("together", "must", "treats")
    steps = [
        {"text": text, **{flag: draw(st.booleans()) for flag in flags}}
        for text in ["What comes first", *texts, "What comes last"]
    ]
    steps[0]["together"] = False
    distractors = [{"text": "What nobody does", "fatal": draw(st.booleans())}]
    source = {"stem": "?", "steps": steps, "distractors": distractors}
    return content("procedure_check", source)


@st.composite
def sorted_patients(draw):
    """Any response that the sorter's form can send about a patient."""
    exams = draw(st.lists(st.sampled_from(list(sorter_words.EXAMS)), unique=True))
    is_ordered = bool(exams) and draw(st.booleans())
    reasons = draw(st.sets(st.sampled_from(list(sorter_words.REASONS))))
    return {
        "examined": exams
        if is_ordered
        else [key for key in sorter_words.EXAMS if key in exams],
        "ordered": is_ordered,
        "decision": draw(st.sampled_from(list(sorter_words.DECISIONS))),
        "reasons": [key for key in sorter_words.REASONS if key in reasons],
        "plan": draw(st.sampled_from(["", *sorter_words.PLANS])),
    }


KIND_TYPES = {"text": "short_text", "number": "numeric"}


@st.composite
def gap_responses(draw, gap):
    if gap["kind"] == "choice":
        return {"option": draw(st.sampled_from(gap["body"]["options"]))["id"]}
    if draw(st.booleans()):
        return types.get(KIND_TYPES[gap["kind"]]).correct(gap["body"])
    if gap["kind"] == "text":
        return {"text": draw(words).strip() or "x"}
    return {"text": str(draw(st.integers(-(10**7), 10**7))), "unit": ""}


@st.composite
def responses(draw, key, question):
    """Any response that the question's form can send."""
    if key == "single_choice":
        return {"option": draw(st.sampled_from(question["options"]))["id"]}
    if key == "multiple_response":
        ids = [option["id"] for option in question["options"]]
        ticked = draw(st.sets(st.sampled_from(ids), min_size=1))
        return {"options": [key for key in ids if key in ticked]}
    if key == "true_false":
        return {"answer": draw(st.booleans())}
    if key == "matching":
        chosen = {
            prompt["id"]: draw(st.sampled_from(question["choices"]))["id"]
            for prompt in question["prompts"]
            if draw(st.booleans())
        }
        return {"matches": chosen} if chosen else None
    if key == "ordering":
        count = len(question["items"])
        places = {
            item["id"]: draw(st.integers(1, count))
            for item in question["items"]
            if draw(st.booleans())
        }
        return {"places": places} if places else None
    if key == "numeric":
        number = draw(st.decimals(-(10**7), 10**7, places=3))
        return {"text": f"{number:f}", "unit": draw(st.sampled_from(["m", "cm"]))}
    if key == "fill_in_blanks":
        given = {
            str(number): draw(gap_responses(gap))
            for number, gap in enumerate(question["gaps"], start=1)
            if draw(st.booleans())
        }
        return {"gaps": given} if given else None
    if key == "label_figure":
        labels = list(types.get(key).order(question, random.Random(1)))
        chosen = {
            part["id"]: draw(st.sampled_from(labels))
            for part in question["parts"]
            if draw(st.booleans())
        }
        return {"labels": chosen} if chosen else None
    if key == "find_structure" and question["mode"] == "point":
        return {"point": [draw(st.integers(0, 10_000)) / 10_000 for _axis in "xy"]}
    if key == "find_structure":
        ids = [part["id"] for part in question["parts"]]
        least, most = (1, 1) if question["mode"] == "part" else (1, len(ids))
        chosen = draw(st.sets(st.sampled_from(ids), min_size=least, max_size=most))
        return {"parts": [key for key in ids if key in chosen]}
    if key == "block_placement":
        return draw(placed_wedges())
    if key == "procedure_check":
        ids = [each["id"] for each in question["steps"] + question["distractors"]]
        ids.sort()
        return {"steps": draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))}
    if key == "patient_sorter":
        return draw(sorted_patients())
    return {"text": draw(words).strip() or "x"}


@st.composite
def answered(draw):
    key = draw(st.sampled_from(KEYS))
    question = draw(questions(key))
    return key, question, draw(responses(key, question))


@st.composite
def any_question(draw):
    key = draw(st.sampled_from(KEYS))
    return key, draw(questions(key))


@given(answered())
def test_fraction_lies_between_0_and_1(case):
    key, question, response = case

    mark = types.get(key).mark(question, response)

    if mark.fraction is None:
        assert key in SOURCES_BY_HAND
        return
    assert 0 <= mark.fraction <= 1
    assert mark.fraction == mark.fraction.quantize(Decimal("0.00001"))


@given(any_question())
def test_right_answer_is_marked_1(case):
    key, question = case
    question_type = types.get(key)

    right = question_type.correct(question)

    assert question_type.problems(question) == []
    assert (right is None) == (key in SOURCES_BY_HAND)
    if right is not None:
        assert question_type.mark(question, right).fraction == 1


@given(any_question())
def test_no_answer_is_marked_0(case):
    key, question = case

    assert types.get(key).mark(question, None).fraction == 0
    assert types.get(key).is_complete(question, None) is False


@given(answered(), st.randoms(use_true_random=False))
def test_order_of_options_changes_nothing(case, rng):
    """The author's order and the order on the page are both without effect."""
    key, question, response = case
    question_type = types.get(key)
    mark = question_type.mark(question, response)

    moved = json.loads(json.dumps(question))
    for name in ("options", "choices", "prompts", "parts", "distractors"):
        rng.shuffle(moved.get(name, []))
    for gap in moved.get("gaps", []):
        rng.shuffle(gap["body"].get("options", []))
        rng.shuffle(gap["body"].get("accepted", []))

    # In ordering, and only there, the author's order is the answer itself.
    assert question_type.mark(moved, response).fraction == mark.fraction

    order = question_type.order(question, rng)
    shown = question_type.present(question, order, response)
    assert json.dumps(shown) is not None
    fields = form(fields_of(key, question, response, "q1"))
    assert question_type.read(question, fields, "q1") == response
    assert question_type.mark(question, response) == mark


@given(answered())
def test_content_and_response_survive_the_database(case):
    key, question, response = case
    question_type = types.get(key)

    stored = json.loads(json.dumps(question))
    kept = json.loads(json.dumps(response))

    assert stored == question
    assert question_type.mark(stored, kept) == question_type.mark(question, response)
    assert isinstance(question_type.summary(stored, kept), str)


@every_type
def test_order_is_the_same_for_the_same_seed_and_complete(key):
    question, question_type = content(key), types.get(key)

    order = question_type.order(question, random.Random(7))

    assert order == question_type.order(question, random.Random(7))
    assert len(order) == len(set(order))


@every_type
def test_content_is_the_same_on_every_load(key):
    assert content(key) == content(key)


@every_type
def test_source_comes_back_as_it_was_read(key):
    question_type = types.get(key)
    question = content(key)

    source = question_type.to_source(
        question, markdown=lambda html: html.removeprefix("<p>").removesuffix("</p>")
    )

    assert source == EVERY_SOURCE[key]


@every_type
def test_wrong_answer_of_the_tests_is_wrong(key):
    question = content(key)

    assert types.get(key).mark(question, WRONG[key](question)).fraction == 0


@every_type
def test_problems_speak_of_what_is_missing(key):
    question_type = types.get(key)
    empty = question_type.content(question_type.block().to_python({}))

    assert question_type.problems(empty)


@every_type
def test_key_with_hyphens_names_the_type(key):
    assert types.get(key.replace("_", "-")) is types.get(key)
    assert types.source_key(types.get(key)) == key.replace("_", "-")


@every_type
def test_response_of_50000_characters_is_refused_kindly(key):
    question, question_type = content(key), types.get(key)
    right = question_type.correct(question) or {"text": "An answer."}
    names = fields_of(key, question, right, "q1")
    huge = form(dict.fromkeys(names, "a" * 50_000))

    with pytest.raises(InvalidResponse) as refused:
        question_type.read(question, huge, "q1")

    assert refused.value.message.endswith((".", "7.5."))


@every_type
def test_stored_text_is_harmless(key):
    hostile = '<script>alert(1)</script><a href="javascript:x" onclick="y">z</a>'
    question = content(key, stem=f"Well {hostile}")

    assert "<script" not in question["stem"]
    assert "javascript:" not in question["stem"]
    assert "onclick" not in question["stem"]


def hostile_source(key):
    """Every text that is not Markdown says something a browser would run."""

    chosen = {"kind", "finding", "decision", "short_leg", "reasons"}

    def spoil(value):
        if isinstance(value, str):
            return f"{value}<img src=x onerror=alert(1)>"
        if isinstance(value, list):
            return [spoil(item) for item in value]
        if isinstance(value, dict):
            return {
                name: item if name in chosen else spoil(item)
                for name, item in value.items()
            }
        return value

    # What is one of a few words is refused before it is ever shown.
    words = {"mode", "category", "position", "short_leg", "shows", "blocks"}
    source = {
        name: value if name in words or name == "reviewed_on" else spoil(value)
        for name, value in EVERY_SOURCE[key].items()
    }
    return (
        {**source, "stem": "?"}
        if key != "numeric"
        else {**EVERY_SOURCE[key], "stem": "?"}
    )


@every_type
def test_plain_texts_are_escaped_on_every_page(key):
    question_type = types.get(key)
    body = content(key, hostile_source(key))
    version = {"body": body, "rationale": "", "verdict": "", "level": None}
    version["references"] = []
    shared = {
        "type_key": key,
        "content": version,
        "order": question_type.order(body, random.Random(1)),
        "prefix": "q1",
        "figure": figure_of(key),
    }
    right = question_type.correct(body)

    open_page = render_to_string(
        "ce_quizzes/includes/asked.html", showing.asked(**shared, response=right)
    )
    marked = render_to_string(
        "ce_quizzes/includes/reviewed.html", showing.reviewed(**shared, response=right)
    )

    # A trainer's own pictures of exams are the only ones that belong here.
    images = re.findall(r"<img[^>]*", open_page + marked)
    assert [tag for tag in images if "/practice/exams/" not in tag] == []
    assert not any("onerror" in tag for tag in images)


# What tells that something was given away: texts that only a marked page may hold.
SECRETS = {
    "single_choice": ["Both ends.", "Near, but no."],
    "multiple_response": ["Its center.", "That is the skull."],
    "true_false": ["So it does.", "Look at the figure again."],
    "matching": [],
    "ordering": [],
    "numeric": ["0.5"],
    "short_text": ["counternutation", "counter-nutation"],
    "fill_in_blanks": ["nutates", "nods", "That is back", "0.75", "So it does"],
    "essay": ["Evidence", "Clarity", "studies", "too small"],
    "label_figure": ["sail-l", 'knob"', "keel-", "The sail", "two sails"],
    "block_placement": [
        "accepted",
        "As SOT",
        "Rivera",
        "2026-01-31",
        "local",
        "short le",
    ],
    "procedure_check": ["Nobody heard", "Pain tells", "Only now", "must", "fatal"],
    "patient_sorter": ["Sway and", "Saddle", "urgent", "read as", "local", "Rivera"],
    "find_structure": ["sail", "Sail", "knob", "Knob", "Keel", "keel", "The heart"],
}


def figure_of(key):
    """Return the figure that a question of the type asks about."""
    return plate_for(key) if types.get(key).asks_figure else None


def page_of(key, order, response=None):
    version = {
        "body": content(key),
        "rationale": "<p>Because of the rationale.</p>",
        "verdict": "theory",
        "level": 5,
        "references": [{"key": "r", "citation": "Reference, 1991.", "link": ""}],
    }
    return render_to_string(
        "ce_quizzes/includes/asked.html",
        {
            **showing.asked(
                type_key=key,
                content=version,
                order=order,
                prefix="q1",
                response=response,
                figure=figure_of(key),
            ),
            "position": 1,
            "number": 0,
            "count": 1,
        },
    )


@every_type
def test_open_page_holds_no_key_feedback_or_rationale(key):
    question_type = types.get(key)
    page = page_of(key, question_type.order(content(key), random.Random(3)))

    for secret in [*SECRETS[key], "correct", "rationale", "theory", "Reference, 1991"]:
        assert secret not in page


@every_type
def test_open_page_is_the_same_whatever_is_right(key):
    """Two questions that differ only in their key show the same page."""
    order = types.get(key).order(content(key), random.Random(3))
    page = page_of(key, order)
    other = other_key(key)

    assert types.get(key).review(other, order, None) != types.get(key).review(
        content(key), order, None
    )
    assert render_open(key, other, order) == page


def other_key(key):
    """Return the same question with another right answer."""
    question = content(key)
    if key == "single_choice":
        question["options"][0]["correct"] = False
        question["options"][1]["correct"] = True
    elif key == "multiple_response":
        for option in question["options"]:
            option["correct"] = not option["correct"]
    elif key == "true_false":
        question["answer"] = not question["answer"]
    elif key == "matching":
        first, second = question["prompts"][:2]
        first["choice"], second["choice"] = second["choice"], first["choice"]
        question["choices"].reverse()
    elif key == "ordering":
        question["items"].reverse()
    elif key == "numeric":
        question["answer"], question["tolerance"] = "12", "3"
    elif key == "fill_in_blanks":
        text, number, choice = (gap["body"] for gap in question["gaps"])
        text["accepted"], text["others"], text["likeness"] = ["moves"], [], 60
        number["answer"], number["tolerance"] = "12", "3"
        choice["options"][0]["correct"] = False
        choice["options"][1]["correct"] = True
    elif key == "essay":
        question["sample"], question["rubric"] = "<p>Else.</p>", []
    elif key == "label_figure":
        first, second = question["parts"][:2]
        first["label"], second["label"] = second["label"], first["label"]
    elif key == "find_structure":
        first, second = question["parts"][:2]
        first["correct"], second["correct"] = False, True
    elif key == "block_placement":
        first, second = question["blocks"]
        first["side"], second["side"] = second["side"], first["side"]
    elif key == "procedure_check":
        question["steps"].reverse()
    elif key == "patient_sorter":
        question["patients"][0]["decision"] = "II"
    else:
        question["accepted"] = ["nutation"]
    return question


def render_open(key, body, order):
    version = {
        "body": body,
        "rationale": "",
        "verdict": "",
        "level": None,
        "references": [],
    }
    return render_to_string(
        "ce_quizzes/includes/asked.html",
        {
            **showing.asked(
                type_key=key,
                content=version,
                order=order,
                prefix="q1",
                figure=figure_of(key),
            ),
            "position": 1,
            "number": 0,
            "count": 1,
        },
    )


@every_type
def test_block_shows_itself_in_its_preview_without_the_answer(key):
    block = types.get(key).block()

    page = block.render(block.normalize(block.meta.preview_value))

    assert "question__stem" in page
    assert block.meta.icon
    assert block.meta.description
    assert "checked" not in page
    assert "selected" not in page


@every_type
@settings(max_examples=40)
@given(data=st.data())
def test_forged_fields_are_refused_or_harmless(key, data):
    """Whatever is posted, reading ends in a response that can be marked, or refuses."""
    question, question_type = content(key), types.get(key)
    names = list(fields_of(key, question, question_type.correct(question), "q1"))
    junk = st.one_of(
        st.text(max_size=30), st.sampled_from(["-1", "0", "1", "999", "\x00"])
    )
    posted = form({name: data.draw(st.lists(junk, max_size=2)) for name in names})

    try:
        response = question_type.read(question, posted, "q1")
    except InvalidResponse:
        return

    assert 0 <= question_type.mark(question, response).fraction <= 1


def test_raw_value_of_every_type_is_plain_json():
    for key in KEYS:
        value = body_value(key)
        assert json.loads(json.dumps(value)) == value
