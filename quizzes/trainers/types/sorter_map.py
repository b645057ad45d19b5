"""Drawing the map of a case that branches: columns by distance from the start."""

from collections.abc import Mapping, Sequence
from textwrap import shorten, wrap
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .sorter_branches import UNSAFE

# In units of the drawing: a situation, the room between two, and what surrounds all.
WIDE, HIGH, ACROSS, DOWN, EDGE = 132, 54, 70, 26, 14
LINE_LENGTH = 19


def draw(nodes: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return an SVG of ``sorter_showing.case_map``; ``""`` for no situations."""
    if not nodes:
        return SafeString("")
    columns = 1 + max(node["column"] for node in nodes)
    rows = 1 + max(node["row"] for node in nodes)
    width = 2 * EDGE + columns * (WIDE + ACROSS)
    height = 2 * EDGE + rows * (HIGH + DOWN)
    places = {node["name"]: _place(node["column"], node["row"]) for node in nodes}
    return format_html(
        '<svg class="sorter__svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}">{}{}</svg>',
        width,
        height,
        width,
        height,
        _(
            "The situations of the case, joined by choices; the list below says the same."
        ),
        format_html_join("", "{}", ((_lines(node, places),) for node in nodes)),
        format_html_join("", "{}", ((_box(node, places),) for node in nodes)),
    )


def _place(column, row):
    return EDGE + column * (WIDE + ACROSS), EDGE + row * (HIGH + DOWN)


def _box(node, places):
    x, y = places[node["name"]]
    name = f"{node['number']}. {node['name']}" if node["number"] else node["name"]
    kind = " sorter__box--urgent" if node["urgent"] else ""
    inner = (
        format_html(
            '<rect class="sorter__box" x="{}" y="{}" width="{}" height="{}" rx="4"/>',
            x + 4, y + 4, WIDE - 8, HIGH - 8,
        )
        if node["urgent"]
        else ""
    )  # fmt: skip
    lines = wrap(shorten(name, 2 * LINE_LENGTH, placeholder="…"), LINE_LENGTH)
    first = y + HIGH / 2 + 5 - 8 * (len(lines) - 1)
    return format_html(
        '<g><rect class="sorter__box{}" x="{}" y="{}" width="{}" height="{}" rx="6"/>{}'
        "{}</g>",
        kind, x, y, WIDE, HIGH, inner,
        format_html_join(
            "",
            '<text class="sorter__word" x="{}" y="{}" text-anchor="middle">{}</text>',
            ((x + WIDE / 2, first + 16 * number, line) for number, line in enumerate(lines)),
        ),
    )  # fmt: skip


def _lines(node, places):
    x, y = places[node["name"]]
    count = len(node["choices"])
    drawn = []
    for number, choice in enumerate(node["choices"], start=1):
        start = (x + WIDE, y + HIGH * number / (count + 1))
        drawn.append((_line(start, choice, places),))
    return format_html_join("", "{}", drawn)


def _line(start, choice, places):
    x, y = start
    kind = " sorter__line--unsafe" if choice["worth"] == UNSAFE else ""
    kind += " sorter__line--expert" if choice["expert"] else ""
    if choice["is_known"]:
        to_x, to_y = places[choice["next"]]
        to_y += HIGH / 2
        if to_x > x:
            bend = (x + to_x) / 2
            path = f"M{x} {y:.1f}C{bend} {y:.1f} {bend} {to_y:.1f} {to_x} {to_y:.1f}"
            head = f"M{to_x} {to_y:.1f}l-9 -5v10z"
        else:
            # Back, or to the same column: around below.
            below = max(y, to_y + HIGH / 2) + DOWN * 0.7
            to_x += WIDE / 2
            path = (
                f"M{x} {y:.1f}C{x + ACROSS * 0.6} {y:.1f} {x + ACROSS * 0.6} "
                f"{below:.1f} {x} {below:.1f}L{to_x + 12} {below:.1f}"
                f"Q{to_x} {below:.1f} {to_x} {to_y + HIGH / 2:.1f}"
            )
            head = f"M{to_x} {to_y + HIGH / 2:.1f}l-5 9h10z"
        return format_html(
            '<path class="sorter__line{}" d="{}"/><path class="sorter__end" d="{}"/>',
            kind, path, head,
        )  # fmt: skip
    # An end is a dot beside its choice; what leads nowhere known has a question mark.
    end = x + ACROSS * 0.45
    mark = (
        format_html('<text class="sorter__word" x="{}" y="{}">?</text>', end, y + 5)
        if choice["next"]
        else format_html('<circle class="sorter__end" cx="{}" cy="{}" r="5"/>', end, y)
    )
    return format_html(
        '<path class="sorter__line{}" d="M{} {}H{}"/>{}', kind, x, y, end, mark
    )
