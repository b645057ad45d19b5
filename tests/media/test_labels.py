"""Labels: where they stand, and that no two lines cross."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.labels import GUTTER, cross, crossings, lay_out
from tests.media.conftest import structure


def parts(*anchors, label_at="auto", label="Iliac crest"):
    return [
        structure(f"part-{n}", label=label, anchor=list(anchor), label_at=label_at)
        for n, anchor in enumerate(anchors)
    ]


def lines(labels):
    return [(label.port, label.anchor) for label in labels]


def assert_none_cross(labels):
    for one, other in combinations(lines(labels), 2):
        assert not cross(one, other)


def test_without_label_place_there_is_no_label():
    layout = lay_out([structure("a", anchor=[0.5, 0.5])], width=100, height=100)

    assert layout.names == layout.numbers == ()
    assert layout.gutter == 0


def test_a_label_placed_by_hand_stands_where_it_was_put():
    items = [
        structure("crest", label="Crest", anchor=[0.6, 0.5], label_at=[0.2, 0.4]),
        structure("apex", label="Apex", anchor=[0.5, 0.5], label_at=[0.9, 0.5]),
        structure("base", label="Base", anchor=[0.5, 0.5], label_at=[0.5, 0.1]),
        structure("tip", label="Tip", anchor=[0.5, 0.5], label_at=[0.52, 0.9]),
    ]

    layout = lay_out(items, width=1000, height=500, left=100, top=50)

    assert [(label.port, label.align) for label in layout.names] == [
        ((300, 250), "end"),
        ((1000, 300), "start"),
        ((600, 100), "above"),
        ((620, 500), "below"),
    ]
    assert layout.gutter == 0


def test_numbers_go_down_the_left_and_then_the_right_and_are_the_same_as_the_names():
    items = [
        structure("c", label="C", anchor=[0.6, 0.2], label_at=[0.9, 0.2]),
        structure("b", label="B", anchor=[0.4, 0.8], label_at=[0.1, 0.8]),
        structure("a", label="A", anchor=[0.4, 0.2], label_at=[0.1, 0.2]),
    ]

    layout = lay_out(items, width=1000, height=1000)

    assert [(label.key, label.number) for label in layout.numbers] == [
        ("a", 1),
        ("b", 2),
        ("c", 3),
    ]
    assert {label.key: label.number for label in layout.names} == {
        "a": 1,
        "b": 2,
        "c": 3,
    }


def test_numbers_of_labels_that_stand_close_are_parted():
    items = [
        structure(f"n{n}", label="N", anchor=[0.5, y], label_at=[0.1, y])
        for n, y in enumerate([0.5, 0.51, 0.52])
    ]

    layout = lay_out(items, width=1000, height=1000)

    for one, other in combinations(layout.numbers, 2):
        assert abs(one.port[1] - other.port[1]) >= 1.8 * layout.number_size


def test_a_long_name_is_wrapped_where_the_drawing_ends():
    name = "Posterior sacroiliac ligament of the patient’s right side"
    [label] = lay_out(
        [structure("a", label=name, anchor=[0.5, 0.5], label_at=[0.2, 0.5])],
        width=1000,
        height=1000,
    ).names

    assert len(label.lines) > 2
    assert " ".join(label.lines) == name


def test_labels_left_to_the_plate_stand_in_gutters_on_the_nearer_side():
    layout = lay_out(parts((0.2, 0.3), (0.8, 0.3)), width=1000, height=1000)

    assert layout.gutter == GUTTER * 1000
    assert [(label.port[0], label.align) for label in layout.names] == [
        (0, "end"),
        (1000, "start"),
    ]


def test_a_crowd_of_names_becomes_numbers():
    crowd = parts(*[(n / 200, n / 200) for n in range(200)])

    layout = lay_out(crowd, width=1000, height=700)

    assert layout.names == ()
    assert len(layout.numbers) == 200


def test_crossings_names_the_pairs_that_an_author_must_part():
    items = [
        structure("a", anchor=[0.5, 0.9], label_at=[0.1, 0.1]),
        structure("b", anchor=[0.5, 0.1], label_at=[0.1, 0.9]),
        structure("c", anchor=[0.9, 0.5], label_at="auto"),
        structure("d", anchor=None),
    ]

    assert [(a["key"], b["key"]) for a, b in crossings(items)] == [("a", "b")]


def test_lines_that_share_an_end_do_not_cross():
    assert not cross(((0, 0), (1, 1)), ((1, 1), (2, 0)))
    assert cross(((0, 0), (2, 2)), ((0, 2), (2, 0)))


places = st.lists(
    st.tuples(
        st.integers(0, 1000).map(lambda n: n / 1000),
        st.integers(0, 1000).map(lambda n: n / 1000),
    ),
    max_size=40,
    unique=True,
)


@settings(max_examples=150)
@given(anchors=places, size=st.sampled_from([(1400, 1000), (1000, 1600), (300, 300)]))
def test_lines_of_labels_left_to_the_plate_never_cross(anchors, size):
    items = parts(*anchors)

    layout = lay_out(items, width=size[0], height=size[1])

    assert_none_cross(layout.names)
    assert_none_cross(layout.numbers)
    assert len(layout.numbers) == len(anchors)
    for side in ("end", "start"):
        ys = sorted(label.port[1] for label in layout.names if label.align == side)
        for above, below in pairwise(ys):
            assert below - above >= 1.4 * layout.name_size


@pytest.mark.parametrize("mode", ["names", "numbers"])
def test_a_name_is_escaped_in_the_drawing(mode):
    from media.svg.labelling import labels_svg

    svg = labels_svg(
        lay_out(parts((0.2, 0.2), label="<b>&"), width=100, height=100), mode=mode
    )

    assert "<b>" not in svg
    assert ("&lt;b&gt;&amp;" in svg) == (mode == "names")
    assert ('display="none"' in svg) == (mode == "names")
