"""A blind drawing says nothing of its parts, and looks the same."""

import re
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from media.svg import clean
from media.svg.blinding import blind, texts

SHIPPED = sorted(
    (Path(__file__).parents[3] / "courses/curriculum/sot/figures").glob("*.svg")
)
DRAWING = clean(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<defs><linearGradient id="psis-shade"><stop offset="0"/></linearGradient></defs>'
    '<g id="hip-bone-r" data-layer="bone" aria-label="Hip bone" role="img">'
    "<title>Hip bone</title><desc>The <!-- x -->right one</desc>"
    '<path id="psis-r" d="M0 0H9" fill="url(#psis-shade)" data-to-d="M0 0H8"/>'
    '<text x="1" y="1">PSIS</text></g>'
    '<use href="#psis-r" x="2"/>'
    '<g data-layer="label"><g><path d="M1 1H2"/></g><text>Sacrum</text></g>'
    '<g id="labels"><text>Ilium</text></g>'
    '<g id="notes"><text>Patient’s <tspan>R</tspan></text></g>'
    '<g data-layer="note"><rect width="1" height="1"/><text>Not to scale</text></g>'
    "</svg>"
).svg


def test_only_the_asked_parts_have_a_token_and_only_notes_are_written():
    shown = blind(DRAWING, prefix="b", tokens={"psis-r": "t1"})

    assert shown.count("data-structure") == 1
    assert '<path d="M0 0H9" fill="url(#b-s1)" id="b-s2" data-structure="t1"/>' in shown
    assert '<use href="#b-s2" x="2"/>' in shown
    assert [" ".join(text.split()) for text in texts(shown)] == [
        "Patient’s R",
        "Not to scale",
    ]
    for word in ("psis", "hip", "Hip", "Sacrum", "bone", "M1 1H2", "role", "M0 0H8"):
        assert word not in shown


def test_root_gets_its_attributes_once():
    shown = blind(DRAWING, prefix="b", tokens={}, attributes={"aria-label": 'A "view"'})

    assert shown.startswith("<svg aria-label='A \"view\"' xmlns=")
    assert shown.count("aria-label") == 1


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_figures_keep_their_shapes_and_lose_their_names(path):
    drawing = clean(path.read_text())
    shown = blind(drawing.svg, prefix="b", tokens={})
    root = fromstring(shown)

    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert all(re.fullmatch(r"b-s\d+", identifier) for identifier in ids)
    pointed = set(re.findall(r"url\(#([\w.-]+)\)|href=\"#([\w.-]+)\"", shown))
    assert {one or other for one, other in pointed} <= ids
    long_names = {name for name in drawing.ids if len(name) > 6}
    attributes = " ".join(
        value for element in root.iter() for value in element.attrib.values()
    )
    assert not {name for name in long_names if name in attributes}
    assert {element.get("data-layer") for element in root.iter()} <= {None, "note"}
    if 'data-layer="label"' not in drawing.svg:
        assert shown.count("<path") == drawing.svg.count("<path")
