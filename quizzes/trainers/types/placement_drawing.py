"""The table of the placement lab as SVG: the patient, the places, the wedges.

Styles come from the page, by class; there are none here. The wedges lie under the body:
each is drawn whole beneath it, and once more as an outline above it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from media.svg.blinding import blind

from . import placement_rules as rules

# The drawing's own layers that a learner may hide, by the ids of its groups.
LAYERS = {
    "body": "outline",
    "foot-l": "outline",
    "foot-r": "outline",
    "skeleton": "bone",
}
# Parts of the drawing's width: the wedge from its thick to its thin end, and half of both.
THICK, THIN = -0.12, 0.07
HALF_THICK, HALF_THIN = 0.042, 0.03
RING = 0.034


@dataclass(frozen=True, slots=True)
class Stage:
    """A drawing and its places, as parts of its width and height.

    ``is_flipped``: the patient is drawn mirrored; the places already are.
    """

    box: tuple[float, float, float, float]
    places: Mapping[str, Sequence[float]]
    is_flipped: bool

    def point(self, place: str) -> tuple[float, float]:
        left, top, width, height = self.box
        across, down = self.places[place]
        return round(left + across * width, 1), round(top + down * height, 1)

    @property
    def width(self) -> float:
        return self.box[2]


def rotation(stage: Stage, place: str, angle: int) -> int:
    """Return how far the wedge is turned clockwise; at 0 its thin end points right.

    Straight across (angle 0) it points to the midline; + is toward the head, upward.
    """
    is_left_of_midline = stage.places[place][0] < 0.5
    return -angle if is_left_of_midline else 180 + angle


def drawn(
    stage: Stage,
    *,
    svg: str,
    prefix: str,
    alt: str,
    wedges: Iterable[Mapping[str, Any]],
    key: Sequence[str] = (),
    is_open: bool = False,
) -> SafeString:
    """Return the whole table as safe SVG. ``svg`` comes from ``media.svg.clean``.

    ``wedges``: ``name``, ``place`` and ``angle`` of each that is placed; an open question
    has the others too, hidden, for its script. ``key``: the places to mark as taught.
    """
    left, top, width, height = stage.box
    placed = {wedge["name"]: wedge for wedge in wedges}
    names = [name for name in rules.WEDGES if is_open or name in placed]
    flip = f' transform="matrix(-1 0 0 1 {2 * left + width:g} 0)"'
    parts = [
        f'<svg class="placement__drawing" viewBox="{left:g} {top:g} {width:g} {height:g}"'
        f' role="img" aria-label="{escape(alt)}" focusable="false"',
        f' data-places="{_places(stage)}"' if is_open else "",
        ">",
        f'<rect class="placement__board" x="{left:g}" y="{top:g}" width="{width:g}"'
        f' height="{height:g}"/>',
        *(_wedge(stage, name, placed.get(name), "under") for name in names),
        f"<g{flip if stage.is_flipped else ''}>{_patient(svg, prefix)}</g>",
        *(_ring(stage, place, place in key) for place in stage.places),
        *(_push(stage, place) for place in key),
        *(_wedge(stage, name, placed.get(name), "over") for name in names),
        "</svg>",
    ]
    return mark_safe("".join(parts))


def _patient(svg, prefix):
    """Return the body and the bones alone: what is written would be mirrored too."""
    bare = svg.replace('data-layer="block"', 'data-layer="label"').replace(
        '<g id="notes"', '<g data-layer="label"'
    )
    found = blind(bare, prefix=prefix, tokens=LAYERS)
    return found[found.index(">") + 1 :].removesuffix("</svg>")


def _places(stage):
    """Return each place with its point and the side of the midline that it lies on."""
    rows = []
    for place in stage.places:
        x, y = stage.point(place)
        rows.append(f"{place} {x:g} {y:g}")
    return ";".join(rows)


def _ring(stage, place, is_key):
    x, y = stage.point(place)
    name = "placement__ring placement__ring--key" if is_key else "placement__ring"
    return (
        f'<circle class="{name}" data-ring="{place}" cx="{x:g}" cy="{y:g}"'
        f' r="{RING * stage.width:g}"/>'
    )


def _push(stage, place):
    """Return a dot in a ring: an arrow that comes out of the page."""
    x, y = stage.point(place)
    size = stage.width
    return (
        f'<g class="placement__push"><circle cx="{x:g}" cy="{y:g}" r="{0.02 * size:g}"/>'
        f'<circle class="placement__dot" cx="{x:g}" cy="{y:g}" r="{0.007 * size:g}"/></g>'
    )


def _wedge(stage, name, wedge, layer):
    turned, where = 0, ' display="none"'
    if wedge:
        x, y = stage.point(wedge["place"])
        turned = rotation(stage, wedge["place"], wedge["angle"])
        where = f' transform="translate({x:g} {y:g}) rotate({turned})"'
    return (
        f'<g class="wedge wedge--{layer}" data-wedge="{name}"{where}>'
        f"{_shape(name, stage.width, turned, is_over=layer == 'over')}</g>"
    )


def _shape(name, size, turned, *, is_over):
    thick, thin = THICK * size, THIN * size
    wide, narrow = HALF_THICK * size, HALF_THIN * size
    outline = (
        f'<path class="wedge__pad" d="M{thick:g} {-wide:g}L{thin:g} {-narrow:g}'
        f'V{narrow:g}L{thick:g} {wide:g}z"/>'
    )
    if not is_over:
        return outline
    lip, tip = thick + 0.014 * size, thin - 0.018 * size
    rows = "".join(
        f"M{x * size:g} {-0.03 * size:g}V{0.03 * size:g}"
        for x in (-0.045, -0.012, 0.015)
    )
    return (
        f"{outline}"
        f'<path class="wedge__lip" d="M{lip:g} {-wide:g}V{wide:g}"/>'
        f'<path class="wedge__rows" d="{rows}"/>'
        f'<path class="wedge__tip" d="M{tip - 0.014 * size:g} {-0.017 * size:g}L{tip:g} 0'
        f'L{tip - 0.014 * size:g} {0.017 * size:g}"/>'
        f'<g data-letter transform="translate({-0.075 * size:g} 0) rotate({-turned})">'
        f'<text class="wedge__letter" y="{0.014 * size:g}" font-size="{0.04 * size:g}"'
        f' text-anchor="middle">{name.upper()}</text></g>'
    )


def wedge_alone(name: str) -> SafeString:
    """Return one wedge for a button: 200 units wide, thick end at the left."""
    shape = _shape(name, 1000, 0, is_over=True)
    return mark_safe(
        '<svg class="wedge wedge--alone" viewBox="-126 -48 202 96" aria-hidden="true"'
        f' focusable="false">{shape}</svg>'
    )


def turn(level: str) -> SafeString:
    """Return the side view of a pelvis that one wedge pushes up: head left, feet right.

    Which way its top goes is plain physics of the drawing; whether that is forward or
    back follows from the position.
    """
    x = 78 if level == rules.HIGH else 162
    # A push at the head's end turns it clockwise in this view.
    head, way = ("M152 18l14 2-8 11z", "M84 26Q120 8 156 22")
    if level == rules.LOW:
        head, way = ("M88 18l-14 2 8 11z", "M156 26Q120 8 84 22")
    return mark_safe(
        '<svg class="placement__side" viewBox="0 0 240 124" aria-hidden="true"'
        ' focusable="false">'
        '<path class="placement__bench" d="M8 112H232"/>'
        '<path class="placement__bone" d="M58 52Q76 30 104 42Q128 50 150 46Q184 42 186 60'
        'Q184 78 156 72Q128 66 104 76Q66 84 58 52z"/>'
        '<circle class="placement__axis" cx="120" cy="58" r="4"/>'
        f'<path class="wedge__pad" d="M{x - 26} 112H{x + 26}V94z"/>'
        f'<path class="placement__arrow" d="M{x} 100V84"/>'
        f'<path class="placement__arrowhead" d="M{x - 7} 86L{x} 74L{x + 7} 86z"/>'
        f'<path class="placement__arrow" d="{way}"/>'
        f'<path class="placement__arrowhead" d="{head}"/>'
        "</svg>"
    )
