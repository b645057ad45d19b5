"""The placement lab: its keys, its marks, its cases, and what it tells of them."""

import random
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizzes import types
from quizzes.trainers.types import placement_rules as rules
from quizzes.trainers.types import placement_words as words
from quizzes.types import InvalidResponse
from tests.quizzes import table
from tests.quizzes.factories import content, form

LAB = types.get("block_placement")
QUESTIONS = Path(__file__).parents[3] / "courses/curriculum/sot/questions"
CORE = [(category, side) for category in rules.CATEGORIES for side in rules.SIDES]
SCORED = [case for case in CORE if case[0] != "III"]

categories = st.sampled_from(rules.CATEGORIES)
sides = st.sampled_from(rules.SIDES)
seeds = st.integers(0, 2**31 - 1)


def source(of="I", short_leg="left", **changes):
    return {
        "stem": "Place the blocks.",
        "category": of,
        "position": rules.POSITIONS[of],
        "short_leg": short_leg,
        "blocks": rules.core_blocks(of, short_leg),
        **changes,
    }


def case(category="I", short_leg="left", **changes):
    return content("block_placement", source(category, short_leg, **changes))


@cache
def core_case(category, short_leg, shows="either"):
    """Return the same, made only once."""
    return case(category, short_leg, shows=shows)


@pytest.fixture(scope="module", autouse=True)
def made_before_the_clock_runs():
    """Examples have little time each; what they share is not a part of it."""
    for category, side in CORE:
        for shows in ("either", "signs"):
            core_case(category, side, shows)


def wedge(side, station, angle=0):
    return {"side": side, "station": station, "angle": angle}


def response(*wedges):
    return {"wedges": dict(zip(rules.WEDGES, wedges, strict=False))}


@st.composite
def placements(draw):
    spots = st.tuples(sides, st.sampled_from(list(rules.LEVELS)))
    chosen = draw(st.lists(spots, min_size=1, max_size=2, unique=True))
    angles = st.sampled_from(rules.ANGLES)
    return response(*(wedge(*spot, draw(angles)) for spot in chosen))


# ---- keys --------------------------------------------------------------------------------


@pytest.mark.parametrize(("category", "side"), CORE)
def test_core_keys_follow_the_mechanical_rule_and_can_be_asked(category, side):
    key = case(category, side)

    assert rules.follows_mechanics(key["position"], side, key["blocks"])
    assert LAB.problems(key) == []


@pytest.mark.parametrize(("category", "side"), CORE)
def test_common_mistakes_break_the_mechanical_rule(category, side):
    key = case(category, side)

    for name, found in rules.distractors(key).items():
        blocks = list(found["wedges"].values())
        assert not rules.follows_mechanics(key["position"], side, blocks)
        assert rules.pattern_of(key, found) == name


@pytest.mark.parametrize(
    ("category", "short_leg", "low"),
    [
        # The worked example of Category I, and what the table says of Category II.
        ("I", "right", "right"),
        ("I", "left", "left"),
        ("II", "right", "left"),
        ("II", "left", "right"),
    ],
)
def test_low_block_lies_where_the_table_has_it(category, short_leg, low):
    blocks = {b["side"]: b["station"] for b in case(category, short_leg)["blocks"]}

    assert blocks == {low: "troch", rules.other(low): "crest"}


def test_keys_of_the_course_follow_the_mechanical_rule_and_await_review():
    found = [
        item
        for path in sorted(QUESTIONS.glob("*.yaml"))
        for item in yaml.safe_load(path.read_text())
        if item["type"] == "block-placement"
    ]

    assert {item["category"] for item in found} >= {"I", "II"}
    for item in found:
        names = {name: item[name] for name in LAB.source_fields if name in item}
        key = content("block_placement", {"stem": item["stem"], **names})
        assert rules.follows_mechanics(key["position"], key["short_leg"], key["blocks"])
        assert LAB.problems(key) == []
        assert key["reviewed_by"] == ""


def test_key_against_the_rule_is_refused_unless_another_school_teaches_it():
    blocks = rules.core_blocks("II", "left")  # of the other position

    assert "mechanical rule" in LAB.problems(case(blocks=blocks))[0]
    assert LAB.problems(case(blocks=blocks, source_profile="local")) == []


BLOCKS = rules.core_blocks("I", "left")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"position": "supine"}, "other position"),
        ({"blocks": [BLOCKS[0], {**BLOCKS[1], "side": "left"}]}, "one on each side"),
        ({"blocks": BLOCKS[:1]}, "one on each side"),
        (
            {"blocks": [{**BLOCKS[0], "accepted": ["crest"]}, BLOCKS[1]]},
            "one level",
        ),
        (
            {
                "blocks": [
                    {**BLOCKS[0], "angle_scored": True, "tolerance": 19},
                    BLOCKS[1],
                ]
            },
            "20 or more",
        ),
        ({"blocks": [BLOCKS[0], {**BLOCKS[1], "angle_scored": True}]}, "is given"),
        ({"reviewed_by": "Dr. Rivera"}, "a name and a date"),
        ({"reviewed_on": "2026-01-31"}, "a name and a date"),
    ],
)
def test_keys_that_cannot_be_asked_say_why(changes, says):
    assert any(says in text for text in LAB.problems(case(**changes)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "IV"}, "category"),
        ({"short_leg": "both"}, "short_leg"),
        ({"position": "seated"}, "position"),
        ({"shows": "all"}, "shows"),
        ({"mirrors": "often"}, "mirrors"),
        ({"blocks": "two"}, "blocks"),
        ({"blocks": [{"side": "left"}]}, "blocks[1].station"),
        ({"blocks": [{"side": "up", "station": "crest"}]}, "blocks[1].side"),
        (
            {"blocks": [{"side": "left", "station": "crest", "accepted": ["knee"]}]},
            "blocks[1].accepted",
        ),
        (
            {"blocks": [{"side": "left", "station": "crest", "angle": 91}]},
            "blocks[1].angle",
        ),
        ({"reviewed_on": "soon"}, "reviewed_on"),
    ],
)
def test_course_file_says_which_field_is_wrong(changes, field):
    with pytest.raises(types.SourceError) as found:
        LAB.from_source({**source(), **changes}, rich=str)

    assert field in [name for name, _text in found.value.problems]


# ---- the figure --------------------------------------------------------------------------


def test_figure_must_show_the_position_and_have_every_place():
    key = case()
    supine = LAB.with_figure(key, table.SUPINE)

    assert LAB.figure_problems(key, table.PLATE) == []
    assert "other position" in LAB.figure_problems(supine, table.SUPINE)[0]
    assert "figure" in LAB.figure_problems(key, None)[0]
    gone = {**key, "stations": {"crest-left": [0, 0]}}
    assert "station-acet-r" in LAB.figure_problems(gone, table.PLATE)[0]


@pytest.mark.parametrize("short_leg", rules.SIDES)
def test_drawing_is_mirrored_where_the_other_leg_is_short(short_leg):
    """Drawn with a short left leg, and prone: the left stays at the left either way."""
    stage = LAB.present(case(short_leg=short_leg), [])["stage"]

    assert stage["flipped"] is (short_leg == "right")
    left, right = stage["places"]["left-crest"], stage["places"]["right-crest"]
    assert left[0] < right[0]
    assert left == pytest.approx([0.32 if stage["flipped"] else 0.3, 0.35])


# ---- marks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wedges", "fraction"),
    [
        ([("left", "troch"), ("right", "crest")], "1"),
        ([("left", "acet"), ("right", "crest")], "1"),
        ([("left", "crest"), ("right", "crest")], "0.75"),
        ([("left", "troch"), ("right", "troch")], "0.75"),
        ([("left", "crest"), ("right", "troch")], "0"),
        ([("left", "troch"), ("left", "crest")], "0"),
        ([("left", "troch")], "0.5"),
        ([("left", "crest")], "0"),
    ],
)
def test_side_and_level_are_marked_alike(wedges, fraction):
    given_wedges = response(*(wedge(*spot, 90) for spot in wedges))

    assert LAB.mark(case("I", "left"), given_wedges).fraction == Decimal(fraction)


def test_direction_counts_only_where_the_key_says_so():
    low, high = rules.core_blocks("I", "left")
    scored = case(blocks=[{**low, "angle_scored": True}, high])
    off = response(wedge("left", "troch", -60), wedge("right", "crest", -60))

    assert LAB.mark(case(), off).fraction == 1
    assert LAB.mark(scored, off).fraction == Decimal("0.83333")
    assert LAB.mark(scored, LAB.correct(scored)).fraction == 1


@pytest.mark.parametrize(("category", "side"), SCORED)
def test_common_mistakes_lose_marks_and_are_told_kindly(category, side):
    key = case(category, side)

    for name, found in rules.distractors(key).items():
        mark = LAB.mark(key, found)
        assert mark.fraction < 1
        assert mark.feedback
        if name == rules.REVERSED:
            assert "changed sides" in mark.feedback[0]
            assert ("II," if category == "I" else "I,") in mark.feedback[0]


@given(sides, placements())
def test_category_3_is_never_failed(side, placed):
    key = core_case("III", side)
    mark = LAB.mark(key, placed)

    assert mark.fraction == 1
    assert "pain" in mark.feedback[0]
    assert LAB.missed(key, placed) == ()
    assert all(right for _name, _label, right in LAB.tally(key, placed))


@given(categories, sides, placements())
def test_mirroring_a_case_mirrors_key_and_marks(category, side, placed):
    key = core_case(category, side)
    turned, other_way = rules.mirrored(key), rules.mirrored_response(placed)

    assert rules.mirrored(turned) == key
    core = core_case(category, rules.other(side))
    assert turned["blocks"] == core["blocks"]
    assert LAB.mark(turned, other_way) == LAB.mark(key, placed)
    assert rules.mirrored_response(LAB.correct(key)) == LAB.correct(turned)
    assert LAB.missed(turned, other_way) == LAB.missed(key, placed)


@given(categories, sides, placements())
def test_which_wedge_is_which_makes_no_difference(category, side, placed):
    key = core_case(category, side)
    swap = {"a": "b", "b": "a"}
    swapped = {"wedges": {swap[name]: w for name, w in placed["wedges"].items()}}

    assert LAB.mark(key, swapped) == LAB.mark(key, placed)
    assert LAB.summary(key, swapped) == LAB.summary(key, placed)
    assert LAB.tally(key, swapped) == LAB.tally(key, placed)
    assert LAB.review(key, [], swapped)["rows"] == LAB.review(key, [], placed)["rows"]


@given(st.sampled_from(["I", "II"]), sides, placements())
def test_what_is_not_fully_right_is_told_and_named_as_missed(category, side, placed):
    key = core_case(category, side)
    mark, missed = LAB.mark(key, placed), LAB.missed(key, placed)

    assert set(missed) <= set(LAB.topics)
    assert bool(missed) is (mark.fraction < 1)
    assert bool(mark.feedback) is (mark.fraction < 1)


# ---- cases -------------------------------------------------------------------------------


@given(categories, sides, seeds)
def test_any_case_has_a_right_answer_and_its_mirror_image_differs_by_sides(
    category, side, seed
):
    key = core_case(category, side)
    order = [f"seed:{seed}"]
    variant = LAB.variant(key, order)
    mirror = LAB.variant(key, LAB.mirrored(key, order))

    assert LAB.problems(variant) == []
    assert LAB.mark(variant, LAB.correct(variant)).fraction == 1
    assert mirror["blocks"] == rules.mirrored(variant)["blocks"]
    assert LAB.mirrored(key, LAB.mirrored(key, order)) == order
    # The findings say the same of the other side.
    swap = {"left": "right", "right": "left"}
    said = " ".join(words.findings(variant))
    turned = " ".join(swap.get(word, word) for word in said.replace(".", " .").split())
    assert turned.replace(" .", ".") == " ".join(words.findings(mirror))


@given(categories, sides, seeds)
def test_findings_name_the_short_leg_and_no_sign_of_another_category(
    category, side, seed
):
    case_of = LAB.variant(core_case(category, side, "signs"), [f"seed:{seed}"])
    said = words.findings(case_of)
    others = {
        str(sign)
        for name, signs in words.SIGNS.items()
        if name != category
        for sign in signs
    }

    assert not others & set(said)
    assert len(said) == 2 + words.SIGNS_SHOWN
    assert said[-1] in map(str, words.SHORT_LEG[case_of["short_leg"]])
    assert not any("Category" in text for text in said)


def test_seeds_are_drawn_and_half_of_the_cases_are_mirrored():
    key, rng = case(), random.Random(5)
    orders = [LAB.order(key, rng) for _ in range(200)]
    legs = [LAB.variant(key, order)["short_leg"] for order in orders]

    assert 70 < legs.count("left") < 130
    assert LAB.order(key, rng, shuffle=False) == ["seed:0"]
    assert LAB.variant(key, ["seed:0"])["short_leg"] == "left"
    fixed = case(mirrors=False)
    assert LAB.variant(fixed, ["seed:1"])["short_leg"] == "left"
    assert LAB.mirrored(fixed, ["seed:1"]) is None


# ---- answers -----------------------------------------------------------------------------


def test_two_wedges_at_one_place_are_refused_and_shown_again():
    posted = {
        "q1-a-place": "left-crest",
        "q1-a-angle": "15",
        "q1-b-place": "left-crest",
        "q1-b-angle": "0",
    }

    with pytest.raises(InvalidResponse) as found:
        LAB.read(case(), form(posted), "q1")

    assert "same place" in found.value.message
    assert found.value.shown["wedges"]["a"] == wedge("left", "crest", 15)


@pytest.mark.parametrize(
    "posted",
    [
        {"q1-a-place": "left-knee"},
        {"q1-a-place": "crest-left"},
        {"q1-a-place": "left-crest", "q1-a-angle": "14"},
        {"q1-a-place": "left-crest", "q1-a-angle": "1e1"},
        {"q1-a-place": "left-crest", "q1-a-angle": "９"},
        {"q1-a-place": ["left-crest", "left-acet"]},
        {"q1-b-place": "left-crest\x00"},
    ],
)
def test_fields_that_no_form_sends_are_refused(posted):
    with pytest.raises(InvalidResponse):
        LAB.read(case(), form(posted), "q1")


def test_nothing_placed_is_no_answer_and_one_wedge_is_unfinished():
    key = case()

    assert LAB.read(key, form({"q1-a-place": "", "q1-a-angle": "15"}), "q1") is None
    one = LAB.read(key, form({"q1-b-place": "left-troch"}), "q1")
    assert one == {"wedges": {"b": wedge("left", "troch")}}
    assert not LAB.is_complete(key, one)
    assert LAB.is_complete(key, LAB.correct(key))


def test_summary_reads_from_left_to_right():
    given_wedges = response(wedge("right", "crest"), wedge("left", "troch", 15))

    assert LAB.summary(case(), given_wedges) == (
        "Left, greater trochanter (low), 15° toward the head; "
        "Right, iliac crest (high), straight across"
    )


def test_a_key_of_another_school_may_put_both_blocks_high():
    """Found by random content: only core keys are known to have one of each level."""
    key = core_case("I", "left")
    blocks = [{**block, "station": rules.CREST} for block in key["blocks"]]
    both = response(*(wedge(side, rules.CREST) for side in rules.SIDES))

    assert rules.pattern_of({**key, "blocks": blocks}, both) == rules.TAUGHT
    assert rules.pattern_of(key, both) == rules.BOTH_HIGH
