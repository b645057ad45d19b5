import re
from pathlib import Path

import pytest

from media.domain.mirroring import CannotMirror, mirror, swapped
from media.domain.svg import clean
from media.structures import empty, validate
from tests.media.conftest import structure

SOT = Path("courses/curriculum/sot/figures")


def drawn(body, box="0 0 100 50", attributes=""):
    return clean(f'<svg viewBox="{box}" {attributes}>{body}</svg>').svg


def mirrored(body, **options):
    return mirror(svg=drawn(body, **options), structures=empty()).svg


def inside(svg):
    """Return what stands in the flipped group."""
    start = '<g text-anchor="end" transform="matrix(-1 0 0 1 100 0)">'
    found = re.fullmatch(rf"<svg [^>]*>{re.escape(start)}(.*)</g></svg>", svg)
    assert found, svg
    return found[1]


def test_the_drawing_is_flipped_about_its_middle():
    svg = mirrored('<path d="M1 2L3 4Z"/>', box="10 0 100 50")

    assert 'transform="matrix(-1 0 0 1 120 0)"><path d="M1 2L3 4Z"/></g>' in svg


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("foot-l", "foot-r"),
        ("station-troch-r", "station-troch-l"),
        ("foot-l-shade", "foot-r-shade"),
        ("sacrum", "sacrum"),
        ("l5", "l5"),
        ("block-low", "block-low"),
    ],
)
def test_keys_are_swapped_by_their_letter(key, other):
    assert swapped(key) == other
    assert swapped(other) == key


def test_ids_and_every_reference_to_them_are_swapped():
    svg = mirrored(
        '<g id="a-l" aria-labelledby="b-l c"><title id="b-l">url(#a-l)</title></g>'
        '<path id="a-r" d="M0 0" fill="url(#p-l)" clip-path="url(\'#q-r\')"/>'
        '<use href="#a-l"/><g aria-label="url(#a-l) left"/>'
    )

    assert inside(svg) == (
        '<g aria-labelledby="b-r c" id="a-r"><title id="b-r">url(#a-l)</title></g>'
        '<path clip-path="url(\'#q-l\')" d="M0 0" fill="url(#p-r)" id="a-l"/>'
        '<use href="#a-r"/><g aria-label="url(#a-l) left"/>'
    )


def test_a_text_is_readable_at_the_mirrored_place():
    svg = mirrored('<text x="20" y="5">head</text>')

    # Flipped twice: 20 goes to 40 - 20 = 20, and then with everything to 80.
    assert inside(svg) == (
        '<text transform="matrix(-1 0 0 1 40 0)" x="20" y="5">head</text>'
    )


def test_a_text_grows_to_the_other_side_of_its_place():
    svg = mirrored(
        '<text x="1" text-anchor="end">a</text><text x="1" text-anchor="middle">b</text>'
        '<g text-anchor="start"><text x="1">c<tspan text-anchor="end">d</tspan></text></g>'
    )

    turn = 'transform="matrix(-1 0 0 1 2 0)"'
    assert inside(svg) == (
        f'<text text-anchor="start" {turn} x="1">a</text>'
        f'<text text-anchor="middle" {turn} x="1">b</text>'
        f'<g text-anchor="end"><text {turn} x="1">c<tspan text-anchor="start">d</tspan>'
        "</text></g>"
    )


def test_lines_of_a_text_keep_their_places_to_each_other():
    svg = mirrored(
        '<text x="20" dx="1.5em"><tspan x="20">a</tspan><tspan x="23.5" dx="-2 .5">b'
        "</tspan></text>"
    )

    assert inside(svg) == (
        '<text dx="-1.5em" transform="matrix(-1 0 0 1 40 0)" x="20">'
        '<tspan x="20">a</tspan><tspan dx="2 -.5" x="16.5">b</tspan></text>'
    )


def test_a_turned_text_is_turned_the_other_way():
    svg = mirrored('<text transform="rotate(-90 7 8)" x="7">up</text>')

    turn = "rotate(-90 7 8) matrix(-1 0 0 1 14 0)"
    assert inside(svg) == f'<text transform="{turn}" x="7">up</text>'


def test_the_marks_of_the_sides_are_right_again():
    svg = mirrored(
        '<text x="0">Patient’s L</text><text x="9">Patient\'s R</text>'
        "<text>R</text><text><tspan>Left</tspan> <tspan>side</tspan></text>"
        "<text>No single right placement</text><text>L5</text>"
    )

    words = re.findall(r">([^<>]+)<", svg)
    assert words == [
        "Patient’s R",
        "Patient's L",
        "L",
        "Right",
        " ",
        "side",
        "No single right placement",
        "L5",
    ]


def test_a_second_phase_of_a_text_is_turned_with_it():
    svg = mirrored(
        '<text x="5" transform="translate(1 2)" data-to-transform="translate(3 4)">a</text>'
    )

    flip = "matrix(-1 0 0 1 10 0)"
    assert f'data-to-transform="translate(3 4) {flip}"' in svg
    assert f' transform="translate(1 2) {flip}"' in svg


@pytest.mark.parametrize(
    "text",
    ['<text x="10%">a</text>', '<text x="1"><tspan x="2em">a</tspan></text>'],
)
def test_a_text_placed_by_another_unit_cannot_be_mirrored(text):
    with pytest.raises(CannotMirror, match="placed at"):
        mirrored(text)


def test_a_text_turned_about_an_origin_cannot_be_mirrored():
    with pytest.raises(CannotMirror, match="transform-origin"):
        mirrored('<text transform="rotate(5)" transform-origin="3 3">a</text>')


def test_structures_change_sides():
    value = {
        "schema": 1,
        "view": "posterior",
        "position": "prone",
        "items": [
            structure("foot-l", side="left", anchor=[0.25, 0.5], label_at=[0.1, 0.2]),
            structure("sacrum", side="midline", anchor=[0.5, 0.5], label_at="auto"),
            structure("block-low", side="right", text="Under the right trochanter."),
            structure("l5", side="none", text="The fifth."),
        ],
    }

    found = mirror(svg="", structures=value).structures

    validate(found)
    assert (found["view"], found["position"]) == ("posterior", "prone")
    foot, sacrum, block, fifth = found["items"]
    assert (foot["key"], foot["side"]) == ("foot-r", "right")
    assert (foot["anchor"], foot["label_at"]) == ([0.75, 0.5], [0.9, 0.2])
    assert (sacrum["key"], sacrum["side"]) == ("sacrum", "midline")
    assert (sacrum["anchor"], sacrum["label_at"]) == ([0.5, 0.5], "auto")
    assert (block["key"], block["side"], block["text"]) == ("block-low", "left", "")
    assert (fifth["key"], fifth["text"]) == ("l5", "The fifth.")
    assert value["items"][0]["key"] == "foot-l"


@pytest.mark.parametrize(
    ("shape", "other"),
    [
        (
            {"type": "rect", "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4},
            {"type": "rect", "x": 0.6, "y": 0.2, "width": 0.3, "height": 0.4},
        ),
        (
            {"type": "ellipse", "cx": 0.1, "cy": 0.2, "rx": 0.3, "ry": 0.4},
            {"type": "ellipse", "cx": 0.9, "cy": 0.2, "rx": 0.3, "ry": 0.4},
        ),
        (
            {"type": "polygon", "points": [[0, 0], [1, 0.5], [0.25, 1]]},
            {"type": "polygon", "points": [[1, 0], [0, 0.5], [0.75, 1]]},
        ),
    ],
)
def test_shapes_on_a_photo_change_sides(shape, other):
    value = {**empty(), "items": [structure("a", shape=shape)]}

    found = mirror(svg="", structures=value).structures

    validate(found)
    assert found["items"][0]["shape"] == other


@pytest.mark.parametrize(
    ("view", "other"),
    [
        ("anterior", "anterior"),
        ("left-lateral", "right-lateral"),
        ("right-lateral", "left-lateral"),
        ("none", "none"),
    ],
)
def test_of_the_lateral_views_one_becomes_the_other(view, other):
    found = mirror(svg="", structures={**empty(), "view": view}).structures

    assert found["view"] == other


@pytest.mark.parametrize(
    "svg",
    [
        drawn(
            '<g id="a-l"><text x="3.7" dx="1em">L<tspan x="4.1">b</tspan></text></g>'
            '<text text-anchor="end" transform="rotate(-90 1 2)" x="-2">c</text>',
            box="-7.3 0 101.7 10",
            attributes='text-anchor="middle"',
        ),
        drawn('<g id="a" transform="matrix(-1 0 0 1 100 0)"><text>a</text></g>'),
        *(clean(path.read_text()).svg for path in sorted(SOT.glob("f19.svg"))),
    ],
    ids=["texts", "a flipped group", "f19"],
)
def test_mirrored_twice_a_drawing_is_the_same(svg):
    once = mirror(svg=svg, structures=empty()).svg
    twice = mirror(svg=once, structures=empty()).svg

    assert once != svg
    assert clean(once).svg == once
    assert twice == svg


def test_mirrored_twice_structures_are_the_same():
    value = {
        **empty(),
        "items": [
            structure("a-l", side="left", anchor=[0.123, 0.4], label_at=[0.3333, 1])
        ],
        "view": "left-lateral",
    }

    once = mirror(svg="", structures=value).structures

    assert once != value
    assert mirror(svg="", structures=once).structures == value
