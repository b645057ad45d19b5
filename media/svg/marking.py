"""Lettered marks and a crosshair, written as SVG.

What is right or wrong has a shape of its own beside its color: a tick or a cross at the
circle. Sizes are in em of the group's own letters, so that a page may reduce all at
once; the radius of a circle is one em.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from media.labels import Point
from media.marks import Mark

from .labelling import FONTS, INK, PAPER, STRUCTURE

GOOD = "var(--fig-good, #2c6b2f)"
COLORS = {
    "": INK,
    "right": GOOD,
    "missed": GOOD,
    "wrong": "var(--fig-stop, #a01b2d)",
}
# Lines in em from the middle of a badge.
TICK = ((-0.3, 0.02, -0.08, 0.24), (-0.08, 0.24, 0.32, -0.24))
CROSS = ((-0.24, -0.24, 0.24, 0.24), (0.24, -0.24, -0.24, 0.24))
SIGNS = {"right": TICK, "missed": TICK, "wrong": CROSS}
HAIRS = ((-1.7, 0, -0.45, 0), (0.45, 0, 1.7, 0), (0, -1.7, 0, -0.45), (0, 0.45, 0, 1.7))
BADGE = 0.78  # em from the middle of a circle, both ways

Box = tuple[float, float, float, float]


def marks_svg(
    marks: Sequence[Mark],
    *,
    box: Box,
    size: float,
    is_pointing: bool = False,
    point: Point | None = None,
    within: float = 0,
    are_later: bool = False,
) -> str:
    """Return the groups of marks, of circles of tolerance and of the crosshair.

    ``box`` is the drawing's viewBox and ``size`` the radius of a mark in its units.
    With ``is_pointing`` there is a crosshair: at ``point``, or unseen until there is one.
    ``within`` is the tolerance around each right mark, as a part of the width. Marks
    that ``are_later`` don't show until a style says so.
    """
    parts = []
    if within:
        right = [mark for mark in marks if mark.state in {"right", "missed"}]
        parts += [_around(mark, box, within) for mark in right]
    if marks:
        later = " figure__marks--later" if are_later else ""
        # All lines first, so that none crosses a letter.
        written = "".join(_lead(mark, box) for mark in marks)
        written += "".join(_circle(mark, box) for mark in marks)
        parts.append(_group(f"figure__marks{later}", size, written, hidden=are_later))
    if is_pointing:
        parts.append(_group("figure__pointing", size, _crosshair(point, box)))
    return "".join(parts)


def _group(name, size, content, *, hidden=False):
    # Two groups: the inner one's letters are measured against the outer one's.
    display = ' display="none"' if hidden else ""
    return (
        f'<g font-size="{size:.2f}" font-family={quoteattr(FONTS)}>'
        f'<g class="{name}"{display} font-size="1em">{content}</g></g>'
    )


def _at(place, box):
    left, top, width, height = box
    return left + place[0] * width, top + place[1] * height


def _lead(mark, box):
    (x1, y1), (x2, y2) = _at(mark.port, box), _at(mark.anchor, box)
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return (
        f'<g class="figure__lead"><line {ends} stroke="{PAPER}" stroke-width=".34em" '
        f'stroke-linecap="round"/><line {ends} stroke="{INK}" stroke-width=".11em"/>'
        f'<circle cx="{x2:.1f}" cy="{y2:.1f}" r=".26em" fill="{STRUCTURE}" '
        f'stroke="{PAPER}" stroke-width=".12em"/></g>'
    )


def _circle(mark, box):
    x, y = _at(mark.port, box)
    classes = "figure__mark" + " is-chosen" * mark.is_chosen
    classes += f" figure__mark--{mark.state}" if mark.state else ""
    dashes = ' stroke-dasharray=".3em .22em"' if mark.state == "missed" else ""
    return (
        f'<g class="{classes}" data-mark={quoteattr(mark.token)} '
        f'transform="translate({x:.1f} {y:.1f})">'
        f'<circle class="figure__disc" r="1em" fill="{PAPER}" '
        f'stroke="{COLORS[mark.state]}" stroke-width="{".2em" if mark.state else ".1em"}"'
        f'{dashes}/><text dy=".36em" text-anchor="middle" font-weight="600" '
        f'fill="{INK}">{escape(mark.letter)}</text>{_badge(mark.state)}</g>'
    )


def _badge(state):
    if not state:
        return ""
    written = "".join(
        _line((x1 + BADGE, y1 - BADGE, x2 + BADGE, y2 - BADGE), PAPER, 0.16)
        for x1, y1, x2, y2 in SIGNS[state]
    )
    return (
        f'<circle cx="{BADGE}em" cy="-{BADGE}em" r=".58em" fill="{COLORS[state]}" '
        f'stroke="{PAPER}" stroke-width=".1em"/>{written}'
    )


def _line(ends, color, width):
    names = ("x1", "y1", "x2", "y2")
    places = " ".join(
        f'{name}="{value:g}em"' for name, value in zip(names, ends, strict=True)
    )
    return (
        f'<line {places} stroke="{color}" stroke-width="{width:g}em" '
        f'stroke-linecap="round"/>'
    )


def _around(mark, box, within):
    x, y = _at(mark.anchor, box)
    return (
        f'<circle class="figure__around" cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{within * box[2]:.1f}" fill="{GOOD}" fill-opacity=".14" stroke="{GOOD}" '
        f'stroke-width="2" stroke-dasharray="7 5" vector-effect="non-scaling-stroke"/>'
    )


def _crosshair(point, box):
    x, y = _at(point or (0.5, 0.5), box)
    hidden = "" if point else ' display="none"'
    hairs = "".join(
        _line(ends, color, width)
        for color, width in ((PAPER, 0.42), (STRUCTURE, 0.18))
        for ends in HAIRS
    )
    rings = "".join(
        f'<circle r=".95em" fill="none" stroke="{color}" stroke-width="{width}em"/>'
        for color, width in ((PAPER, 0.4), (STRUCTURE, 0.16))
    )
    return (
        f'<g class="figure__crosshair" transform="translate({x:.1f} {y:.1f})"{hidden}>'
        f"{rings}{hairs}</g>"
    )
