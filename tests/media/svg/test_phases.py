import pytest

from media.svg import UnsafeSvg, clean
from media.svg.phases import is_phased, problem


def svg(body):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">\n{body}\n</svg>'
    )


MOVING = {
    "a path": {"d": "M1 2C3,4 5-6 .7.8Z", "data-to-d": "M0 0C1 1 2 2 3 3Z"},
    "an arc": {
        "d": "M0 0a5 5 0 0 1 9 9",
        "data-to-d": "M0 0a6 6 0 0 1 8 8",
    },
    "numbers with an exponent": {"d": "M1e1 2H3", "data-to-d": "M10 2H3"},
    "points": {"points": "1,2 3,4", "data-to-points": "5 6 7 8"},
    "a turn": {"transform": "rotate(0 5 5)", "data-to-transform": "rotate(-8 5 5)"},
    "a shift and a turn": {
        "transform": "translate(0 0) rotate(0)",
        "data-to-transform": "translate(1,2)rotate(3)",
    },
    "opacity": {"opacity": "0", "data-to-opacity": "1"},
    "opacity that was left out": {"data-to-opacity": "0"},
    "opacity that is nothing until half way": {"opacity": "-1", "data-to-opacity": "1"},
    "several": {"d": "M0 0", "data-to-d": "M1 1", "data-to-opacity": ".5"},
    "nothing": {"d": "M0 0"},
}


@pytest.mark.parametrize("attributes", MOVING.values(), ids=MOVING)
def test_what_differs_in_numbers_can_move(attributes):
    assert problem(attributes) is None


STUCK = {
    "another command": ({"d": "M0 0L5 5", "data-to-d": "M0 0H5"}, "command 2"),
    "absolute and relative": ({"d": "M0 0l5 5", "data-to-d": "M0 0L5 5"}, "command 2"),
    "one command more": ({"d": "M0 0L5 5", "data-to-d": "M0 0L5 5Z"}, "command 3"),
    "one command fewer": ({"d": "M0 0L5 5Z", "data-to-d": "M0 0L5 5"}, "command 3"),
    "fewer numbers": ({"d": "M0 0L1 1 2 2", "data-to-d": "M0 0L1 1"}, "command 2"),
    "no path before": ({"data-to-d": "M0 0"}, "needs “d”"),
    "an empty path before": ({"d": " ", "data-to-d": "M0 0"}, "needs “d”"),
    "arcs with other flags": (
        {"d": "M0 0a5 5 0 0 1 9 9", "data-to-d": "M0 0a5 5 0 1 1 9 9"},
        "flags",
    ),
    "arcs with flags run together": (
        {"d": "M0 0a5 5 0 0110 9", "data-to-d": "M0 0a5 5 0 0112 9"},
        "a space between",
    ),
    "fewer points": ({"points": "1 2 3 4", "data-to-points": "1 2"}, ": 4"),
    "no points before": ({"data-to-points": "1 2"}, "needs “points”"),
    "points with units": ({"points": "1px 2", "data-to-points": "1 2"}, "unit"),
    "another function": (
        {"transform": "rotate(1)", "data-to-transform": "translate(1)"},
        "same functions",
    ),
    "other numbers of a function": (
        {"transform": "rotate(1)", "data-to-transform": "rotate(1 5 5)"},
        "same functions",
    ),
    "another order": (
        {
            "transform": "rotate(1) translate(1)",
            "data-to-transform": "translate(1) rotate(1)",
        },
        "same functions",
    ),
    "no transform before": ({"data-to-transform": "rotate(1)"}, "needs “transform”"),
    "a transform of nothing": (
        {"transform": "none", "data-to-transform": "none"},
        "same functions",
    ),
    "opacity in percent": ({"opacity": "1", "data-to-opacity": "50%"}, "unit"),
    "opacity of a word": ({"opacity": "inherit", "data-to-opacity": "1"}, "unit"),
}


@pytest.mark.parametrize(("attributes", "said"), STUCK.values(), ids=STUCK)
def test_what_differs_in_more_is_named(attributes, said):
    assert said in problem(attributes)


def test_a_message_names_the_element():
    attributes = {"id": "sacrum", "d": "M0 0", "data-to-d": "L0 0"}

    assert problem(attributes).startswith("“sacrum”: “data-to-d”")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [({"data-to-opacity": "0"}, True), ({"opacity": "0", "data-layer": "bone"}, False)],
)
def test_an_element_has_a_second_phase_by_its_attributes(attributes, expected):
    assert is_phased(attributes) is expected


def test_a_clean_drawing_says_whether_it_has_phases():
    still = '<path id="sacrum" d="M0 0"/>'
    moving = '<path id="sacrum" d="M0 0" data-to-d="M1 1"/>'

    assert clean(svg(still)).has_phases is False
    assert clean(svg(still + f"<g>{moving.replace('sacrum', 'other')}</g>")).has_phases


def test_a_drawing_that_cannot_move_is_refused_with_the_line():
    body = '<g>\n<path id="sacrum" d="M0 0L1 1" data-to-d="M0 0H1"/>\n</g>'

    with pytest.raises(UnsafeSvg) as caught:
        clean(svg(body))

    assert caught.value.line == 3
    assert "“sacrum”" in str(caught.value)


def test_a_dropped_element_has_no_phase():
    body = '<x:y xmlns:x="urn:x" opacity="1" data-to-opacity="0"/>'

    assert clean(svg(body)).has_phases is False
