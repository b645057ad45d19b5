"""Plots: safe, in words, and within their frame."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.plots import Bar, Dot, distribution, histogram, item_map

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert(1)</script>\"'&"
parts = st.floats(0, 1)


def read(markup):
    """Parse a plot: it is well-formed, has a name and a description, and no script."""
    root = ElementTree.fromstring(markup)
    assert root.tag == f"{SVG}svg"
    named = root.attrib["aria-labelledby"].split()
    found = {element.get("id"): element.text for element in root.iter()}
    assert all(found[name] for name in named)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "line", "text", "path", "g", "a"}
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on")]
        assert "style" not in element.attrib
    return root


def places(root):
    """Return all places across, in percent."""
    found = re.findall(
        r'\b(?:x|x1|x2)="([-\d.]+)%"', ElementTree.tostring(root).decode()
    )
    return [float(place) for place in found]


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    st.none() | st.floats(0, 100),
)
def test_histogram_stays_in_its_frame(counts, pass_mark):
    root = read(histogram(key="k", title="Scores", counts=counts, pass_mark=pass_mark))
    bars = list(root.iter(f"{SVG}rect"))
    assert len(bars) == sum(count > 0 for count in counts)
    for bar in bars:
        assert float(bar.get("y")) >= 15.9
        assert float(bar.get("height")) >= 0
    assert all(0 <= place <= 100 for place in places(root))


def test_bars_are_as_high_as_their_counts():
    root = read(histogram(key="k", title="Scores", counts=[5, 0, 10]))
    low, high = [float(bar.get("height")) for bar in root.iter(f"{SVG}rect")]
    assert high == pytest.approx(2 * low)


@given(st.lists(st.tuples(parts, st.floats(-1, 1)), max_size=8))
def test_map_stays_in_its_frame(points):
    dots = [Dot("A", facility, discrimination) for facility, discrimination in points]
    root = read(item_map(key="k", title="Map", dots=dots))
    assert all(0 <= place <= 100 for place in places(root))
    for inner in root.iter(f"{SVG}svg"):
        if inner.get("y"):
            assert 15.9 <= float(inner.get("y")) <= 236.1


def test_every_dot_is_a_link_with_a_name():
    dots = [Dot("1. Sacrum", 0.5, 0.4, "/one/"), Dot("2. Ilium", 0.9, 0.1)]
    root = read(item_map(key="k", title="Map", dots=dots))
    (link,) = root.iter(f"{SVG}a")
    assert link.get("href") == "/one/"
    assert link.get("aria-label") == "1. Sacrum: facility 50%, discrimination 0.40"
    assert root.get("role") == "group"
    look = ElementTree.tostring(root).decode().count("plot__dot--look")
    assert look == 1


def test_many_dots_are_no_stops_for_the_keyboard():
    few = item_map(key="k", title="M", dots=[Dot("A", 0.5, 0.5, "/a/")] * 60)
    many = item_map(key="k", title="M", dots=[Dot("A", 0.5, 0.5, "/a/")] * 61)
    assert "tabindex" not in few
    assert many.count('tabindex="-1"') == 61


@given(
    st.lists(
        st.tuples(parts, st.none() | parts, st.none() | parts), min_size=1, max_size=8
    )
)
def test_distribution_stays_in_its_frame(rows):
    bars = [Bar("A", *row) for row in rows]
    root = read(distribution(key="k", title="Answers", bars=bars))
    assert all(0 <= place <= 100 for place in places(root))


def test_words_of_learners_are_only_words():
    for markup in (
        distribution(key="k", title=EVIL, bars=[Bar(EVIL, 0.5, 0.2, 0.8, False)]),
        item_map(key="k", title=EVIL, dots=[Dot(EVIL, 0.5, 0.5, "/?a=1&b=\"'")]),
        histogram(key="k", title=EVIL, counts=[1]),
    ):
        read(markup)
        assert "<script" not in markup
