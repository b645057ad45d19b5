"""Lettered marks: every letter can be read and hit, on the narrowest phone too."""

from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.domain.blind import draw_blind
from media.domain.plates import Plate
from media.marks import APART, CLEAR, Mark, placed, radius
from media.svg.marking import marks_svg

WIDTH, HEIGHT = 1268, 926
places = st.tuples(st.floats(0, 1), st.floats(0, 1))
BOX = (0, 0, WIDTH, HEIGHT)


def marks_at(anchors):
    return [Mark(token=f"t{n}", letter="A", anchor=at) for n, at in enumerate(anchors)]


def in_units(place):
    return place[0] * WIDTH, place[1] * HEIGHT


@pytest.mark.parametrize(
    "anchors",
    [
        [(0.5, 0.5)],
        [(0.5, 0.5), (0.5, 0.52)],
        [(0.588, 0.333), (0.412, 0.333), (0.552, 0.359), (0.5, 0.315), (0.581, 0.238)],
        [(0.02, 0.02), (0.98, 0.98), (0, 1), (1, 0)],
        [(0.4 + n / 50, 0.5) for n in range(8)],
    ],
)
def test_no_circle_covers_another_or_a_dot(anchors):
    found = placed(marks_at(anchors), width=WIDTH, height=HEIGHT)
    r = radius(width=WIDTH, height=HEIGHT)

    ports = [in_units(mark.port) for mark in found]
    assert all(dist(*pair) > 0.99 * APART * r for pair in combinations(ports, 2))
    assert all(
        dist(port, in_units(anchor)) > 0.99 * CLEAR * r
        for port in ports
        for anchor in anchors
    )


def test_a_circle_is_a_target_on_the_smallest_phone():
    pixels = 2 * radius(width=WIDTH, height=HEIGHT) * 320 / WIDTH

    assert pixels == pytest.approx(28)


@given(st.lists(places, max_size=12))
def test_circles_stay_inside_and_where_they_were(anchors):
    marks = marks_at(anchors)
    found = placed(marks, width=WIDTH, height=HEIGHT)

    assert found == placed(marks, width=WIDTH, height=HEIGHT)
    assert [mark.anchor for mark in found] == [mark.anchor for mark in marks]
    assert all(0 < x < 1 and 0 < y < 1 for x, y in (mark.port for mark in found))


def test_states_have_shapes_and_letters_are_escaped():
    mark = Mark(token='"><b>', letter="<", anchor=(0.5, 0.5), state="wrong")
    written = marks_svg([mark], box=BOX, size=10)

    assert "<b>" not in written
    assert "&lt;" in written
    assert "figure__mark--wrong" in written
    right = marks_svg(
        [Mark(token="t", letter="A", anchor=(0.5, 0.5), state="right")],
        box=BOX,
        size=10,
    )
    assert right.count("<line") == written.count("<line") == 4
    assert right != written


def test_tolerance_is_drawn_around_right_marks_alone():
    marks = [
        Mark(token=state, letter="A", anchor=(0.5, 0.5), state=state)
        for state in ("", "right", "missed", "wrong")
    ]

    written = marks_svg(marks, box=BOX, size=10, within=0.05)

    assert written.count("figure__around") == 2
    assert f'r="{0.05 * WIDTH:.1f}"' in written


def test_blind_photo_has_the_asked_outlines_and_no_name():
    outline = {"type": "rect", "x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2}
    part = {"label": "Sacrum", "side": "none", "layer": "bone", "shape": outline}
    plate = Plate(
        key="back",
        title="The back with the sacrum",
        alt="The sacrum",
        description="The sacrum",
        credit="",
        licence="",
        structures=[{**part, "key": "sacrum"}, {**part, "key": "coccyx"}],
        width=400,
        height=300,
        file_url="/media/1.jpg",
    )
    mark = Mark(token="t1", letter="A", anchor=(0.2, 0.2))

    page = draw_blind(
        plate, prefix="b", alt="A back.", tokens={"sacrum": "t1"}, marks=[mark]
    )

    assert page.count("data-structure") == 1
    assert 'data-structure="t1"' in page
    assert 'data-mark="t1"' in page
    assert 'alt="A back."' in page
    for name in ("sacrum", "coccyx"):
        assert name not in page.lower()
