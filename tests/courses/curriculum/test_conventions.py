"""How the shipped figures show the patient: what is left, what is under, what is where.

A prone patient is seen from the back, a supine one from the front. From the back the
patient's left is at the viewer's left; from the front it is at the viewer's right.
"""

import re
from functools import cache
from itertools import pairwise
from math import dist
from pathlib import Path

import pytest

from courses.curriculum.reader import read_course
from media.domain.mirroring import mirror, swapped

from .drawn import box, drawing, is_inside, middle, part, points

SEEN = {"prone": "posterior", "supine": "anterior"}
STATIONS = [
    f"station-{name}-{side}" for name in ("crest", "troch", "acet") for side in "lr"
]
LOW, HIGH = ("troch", "acet"), ("crest",)
# Every figure on which blocks could be placed, and those of a lying patient.
PELVES = ["f05", "f06", "f19", "f21", "f22", "f23", "f24"]
BLOCKED = {
    # figure: short leg, and where its blocks are taught to lie
    "f19": ("r", {"block-low": {"station-troch-r"}, "block-high": {"station-crest-l"}}),
    "f21": (
        "r",
        {
            "block-high": {"station-crest-r"},
            "block-low": {"station-troch-l", "station-acet-l"},
        },
    ),
}
EMPTY = {"f22": ("l", "f19"), "f23": ("l", "f21")}


@cache
def figures():
    return read_course(Path("courses/curriculum/sot")).figures


def items(key):
    return {item["key"]: item for item in figures()[key].structures["items"]}


def keys(**wanted):
    return [
        key
        for key, figure in sorted(figures().items())
        if all(figure.structures.get(name) in values for name, values in wanted.items())
    ]


FACING = keys(view=("anterior", "posterior"))
LYING = keys(position=("prone", "supine"))


def is_from_behind(key):
    return figures()[key].structures["view"] == "posterior"


def nearest(point, key, names):
    return min(names, key=lambda name: dist(point, middle(key, name)))


# ---- from where, and how the patient lies ----------------------------------------------


def test_every_figure_says_from_where_it_is_seen():
    assert [key for key in figures() if not figures()[key].structures.get("view")] == []


def test_some_figures_face_the_viewer_and_some_lie():
    assert {"f05", "f06", "f15", "f17", "f19", "f21", "f22", "f23", "f24"} <= set(
        FACING
    )
    assert {"f13", "f16", "f19", "f21", "f22", "f23", "f24"} <= set(LYING)


@pytest.mark.parametrize("key", LYING)
def test_prone_is_seen_from_the_back_and_supine_from_the_front(key):
    found = figures()[key].structures

    assert found["view"] == SEEN[found["position"]]


@pytest.mark.parametrize("key", LYING)
def test_the_words_of_a_figure_agree_with_its_position(key):
    figure = figures()[key]
    words = f"{figure.alt} {figure.description}".lower()
    ways = {"prone": ("prone", "face down"), "supine": ("supine", "on the back")}

    assert any(way in words for way in ways[figure.structures["position"]])


# ---- left and right --------------------------------------------------------------------


@pytest.mark.parametrize("key", FACING)
def test_the_patients_left_is_where_the_view_has_it(key):
    behind = is_from_behind(key)
    pairs = [(name, swapped(name)) for name in items(key) if name.endswith("-l")]
    pairs = [pair for pair in pairs if pair[1] in items(key)]

    for left, right in pairs:
        places = middle(key, left)[0], middle(key, right)[0]
        assert (places[0] < places[1]) == behind, left
        anchors = [items(key)[name]["anchor"] for name in (left, right)]
        if all(anchors):
            assert (anchors[0][0] < anchors[1][0]) == behind, left


@pytest.mark.parametrize("key", sorted(figures()))
def test_a_key_of_one_side_lies_on_that_side(key):
    sides = {"l": "left", "r": "right"}
    for name, item in items(key).items():
        if name[-2:] in {"-l", "-r"}:
            assert item["side"] == sides[name[-1]], name


@pytest.mark.parametrize("key", FACING)
def test_both_marks_of_the_sides_stand_at_the_right_ends(key):
    found = {}
    for text in drawing(key).iter("{http://www.w3.org/2000/svg}text"):
        if mark := re.fullmatch(r"Patient’s ([LR])", "".join(text.itertext())):
            row = found.setdefault(text.get("y"), [])
            row.append((float(text.get("x")), mark[1]))

    assert found, "no marks"
    for row in found.values():
        letters = [letter for _x, letter in sorted(row)]
        assert letters == (["L", "R"] if is_from_behind(key) else ["R", "L"])


# ---- the stations ----------------------------------------------------------------------


def test_the_stations_lie_in_every_pelvis():
    having = [key for key in sorted(figures()) if set(STATIONS) & set(items(key))]

    assert having == PELVES
    for key in PELVES:
        assert set(STATIONS) <= set(items(key)), key


@pytest.mark.parametrize("key", PELVES)
def test_a_station_has_the_same_name_everywhere(key):
    for name in STATIONS:
        mine, first = items(key)[name], items("f19")[name]
        # Some figures add "(high)" or "(low)".
        assert mine["label"].split(" (")[0] == first["label"].split(" (")[0], name
        assert (mine["layer"], mine["side"]) == ("block", first["side"]), name


@pytest.mark.parametrize("side", ["l", "r"])
@pytest.mark.parametrize("key", PELVES)
def test_stations_lie_at_the_bones_they_are_named_after(key, side):
    crest, trochanter = (
        f"{name}-{side}" for name in ("iliac-crest", "greater-trochanter")
    )
    high, low, inner = (f"station-{name}-{side}" for name in ("crest", "troch", "acet"))

    assert nearest(middle(key, high), key, [crest, trochanter]) == crest
    assert nearest(middle(key, low), key, [crest, trochanter]) == trochanter
    assert nearest(middle(key, inner), key, [crest, trochanter]) == trochanter
    # Within the breadth of the bone from it, and toward the midline for the inner one.
    left, top, right, bottom = box(key, trochanter)
    reach = right - left
    x, y = middle(key, low)
    assert left - reach <= x <= right + reach
    assert top - reach <= y <= bottom + reach
    center = middle(key, "sacrum")[0]
    assert abs(middle(key, inner)[0] - center) < abs(x - center)


@pytest.mark.parametrize("key", PELVES)
def test_low_stations_lie_below_high_ones(key):
    highest_low = min(middle(key, f"station-{n}-{s}")[1] for n in LOW for s in "lr")
    lowest_high = max(middle(key, f"station-{n}-{s}")[1] for n in HIGH for s in "lr")

    assert lowest_high < highest_low


# ---- the blocks ------------------------------------------------------------------------


@pytest.mark.parametrize("key", BLOCKED)
def test_the_blocks_lie_where_the_category_puts_them(key):
    short, blocks = BLOCKED[key]
    for name, stations in blocks.items():
        station = nearest(middle(key, name), key, STATIONS)
        assert station in stations, name
        assert items(key)[name]["side"] == items(key)[station]["side"]
        assert items(key)[name]["layer"] == "block"
    other = swapped(f"foot-{short}")
    assert middle(key, f"foot-{short}")[1] < middle(key, other)[1]


@pytest.mark.parametrize("key", EMPTY)
def test_a_figure_for_placement_has_a_short_leg_and_no_block(key):
    short, _taught = EMPTY[key]

    assert not {"block-low", "block-high"} & set(items(key))
    other = swapped(f"foot-{short}")
    assert middle(key, f"foot-{short}")[1] < middle(key, other)[1]


@pytest.mark.parametrize("name", ["block-low", "block-high"])
@pytest.mark.parametrize("key", BLOCKED)
def test_a_block_is_dashed_under_the_patient_and_solid_where_it_sticks_out(key, name):
    outline = points(part(key, "body")[0])
    parts = {"dashed": [], "solid": []}
    for path in part(key, name):
        # The edges, not the fills, the halo of the dashes or the line of the slope.
        if path.get("stroke", "").startswith("var(--fig-block,") and (
            float(path.get("stroke-width")) > 2
        ):
            way = "dashed" if path.get("stroke-dasharray") else "solid"
            parts[way] += between(points(path))

    assert parts["dashed"]
    assert parts["solid"]
    assert share_inside(parts["dashed"], outline) > 0.95
    assert share_inside(parts["solid"], outline) < 0.05


def between(ends):
    """Return a point on every bit of a line, so that long ones count more."""
    found = []
    for (x1, y1), (x2, y2) in pairwise(ends):
        steps = max(1, round(dist((x1, y1), (x2, y2)) / 4))
        found += [
            (x1 + (x2 - x1) * (n + 0.5) / steps, y1 + (y2 - y1) * (n + 0.5) / steps)
            for n in range(steps)
        ]
    return found


def share_inside(found, outline):
    return sum(is_inside(point, outline) for point in found) / len(found)


@pytest.mark.parametrize("key", BLOCKED)
def test_a_block_is_drawn_over_what_it_shows_through(key):
    order = [child.get("id") for child in drawing(key)]

    for name in ("block-low", "block-high"):
        assert order.index("body") < order.index("skeleton") < order.index(name)


# ---- the mirror ------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "taught"), [(k, t) for k, (_s, t) in EMPTY.items()])
def test_a_taught_figure_mirrored_is_the_one_for_placement(key, taught):
    figure = figures()[taught]
    found = mirror(svg=figure.svg, structures=figure.structures)
    mirrored = {item["key"]: item for item in found.structures["items"]}

    assert found.structures["view"] == figures()[key].structures["view"]
    assert set(mirrored) - {"block-low", "block-high"} == set(items(key))
    for name in STATIONS:
        (x, y), (mine_x, mine_y) = middle(taught, name), middle(key, swapped(name))
        left, _top, width, _height = map(float, drawing(key).get("viewBox").split())
        assert (2 * left + width - x, y) == pytest.approx((mine_x, mine_y), abs=1)
        assert mirrored[name]["side"] == items(key)[name]["side"]
    short, blocks = BLOCKED[taught]
    for name, stations in blocks.items():
        left, _top, width, height = map(float, drawing(key).get("viewBox").split())
        x, y = mirrored[name]["anchor"]
        station = nearest((left + x * width, y * height), key, STATIONS)
        assert station in {swapped(each) for each in stations}, name
    assert EMPTY[key][0] == swapped(short)


@pytest.mark.parametrize("key", FACING)
def test_a_figure_mirrored_has_its_keys_swapped(key):
    figure = figures()[key]
    found = mirror(svg=figure.svg, structures=figure.structures)

    ids = set(re.findall(r' id="([^"]+)"', figure.svg))
    assert set(re.findall(r' id="([^"]+)"', found.svg)) == {swapped(i) for i in ids}
    assert [item["key"] for item in found.structures["items"]] == [
        swapped(name) for name in items(key)
    ]
    again = mirror(svg=found.svg, structures=found.structures)
    assert again.svg == figure.svg


# ---- the bones -------------------------------------------------------------------------


def measured(key):
    """Return how a place lies when the middles of the hip bones are at 0 and 1."""
    (x1, y1), (x2, y2) = (middle(key, f"hip-bone-{side}") for side in "lr")
    base = complex(x2 - x1, y2 - y1)

    def place(name):
        x, y = middle(key, name)
        found = complex(x - x1, y - y1) / base
        return found.real, found.imag

    return place


@pytest.mark.parametrize(
    ("lying", "standing", "landmarks"),
    [
        (key, standing, landmarks)
        for keys, standing, landmarks in (
            (("f19", "f22", "f24"), "f06", ("psis", "ischial-tuberosity")),
            (("f21", "f23"), "f05", ("asis",)),
        )
        for key in keys
    ],
)
def test_the_bones_of_a_lying_patient_are_those_of_a_standing_one(
    lying, standing, landmarks
):
    spots = [
        f"{name}-{side}" for name in (*landmarks, "greater-trochanter") for side in "lr"
    ]

    for name in ("sacrum", "coccyx", "l5"):
        assert measured(lying)(name) == pytest.approx(
            measured(standing)(name), abs=0.02
        ), name
    # Spots to point at, of different sizes.
    for name in spots:
        assert measured(lying)(name) == pytest.approx(
            measured(standing)(name), abs=0.04
        ), name
