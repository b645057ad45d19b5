"""The labels of a layout, written as SVG.

Everything has its look as attributes, so that the drawing can also stand alone as an
image; ``figure.css`` decides on a page whether names or numbers show. Sizes are in em of
the group's own letters: a page may enlarge or reduce them with one property.
"""

from xml.sax.saxutils import escape, quoteattr

from media.labels import LINE, PAD, Label, Layout

INK = "var(--fig-ink, #23201b)"
SOFT = "var(--fig-soft, #5a5347)"
PAPER = "var(--fig-paper, #fbfaf6)"
STRUCTURE = "var(--fig-structure, #a8480f)"
BLOCK = "var(--fig-block, #4a3fa0)"
FONTS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
ALIGN = {"start": "start", "end": "end", "above": "middle", "below": "middle"}


def labels_svg(layout: Layout, *, mode: str = "names") -> str:
    """Return the groups of names and of numbers, or of numbers alone.

    ``mode`` ``names`` writes both, of which the numbers do not show until a style
    says so; ``numbers`` writes numbers that show. Nothing is written without labels.
    """
    if not layout.numbers:
        return ""
    names = layout.names if mode == "names" else ()
    parts = []
    if names:
        written = "".join(map(_name, names))
        parts.append(_group("labels", layout.name_size, written))
    written = "".join(map(_number, layout.numbers))
    parts.append(_group("numbers", layout.number_size, written, hidden=bool(names)))
    return "".join(parts)


def _group(name, size, content, *, hidden=False):
    # Two groups: the inner one's letters are measured against the outer one's.
    display = ' display="none"' if hidden else ""
    return (
        f'<g font-size="{size:.1f}" font-family={quoteattr(FONTS)}>'
        f'<g class="figure__{name}"{display} font-size="1em">{content}</g></g>'
    )


def _name(label: Label) -> str:
    x, y = label.port
    dx = {"start": PAD, "end": -PAD}.get(label.align, 0)
    last = LINE * (len(label.lines) - 1)
    dy = {"above": -0.4 - last, "below": 1.0}.get(label.align, 0.35 - last / 2)
    spans = "".join(
        f'<tspan x="{x:.1f}" dx="{dx}em" dy="{dy if not n else LINE:.2f}em">'
        f"{escape(line)}</tspan>"
        for n, line in enumerate(label.lines)
    )
    fill = STRUCTURE if label.emphasis else BLOCK if label.layer == "block" else INK
    weight = "600" if fill != INK else "500"
    return _wrapped(
        label,
        f'{_leader(label)}<text x="{x:.1f}" y="{y:.1f}" text-anchor="'
        f'{ALIGN[label.align]}" fill="{fill}" font-weight="{weight}" '
        f'stroke="{PAPER}" stroke-width=".3em" stroke-linejoin="round" '
        f'paint-order="stroke">{spans}</text>',
    )


def _number(label: Label) -> str:
    x, y = label.port
    leader = "" if label.port == label.anchor else _leader(label)
    stroke = STRUCTURE if label.emphasis else SOFT
    return _wrapped(
        label,
        f'{leader}<circle cx="{x:.1f}" cy="{y:.1f}" r=".85em" fill="{PAPER}" '
        f'stroke="{stroke}" stroke-width=".09em"/><text x="{x:.1f}" y="{y:.1f}" '
        f'dy=".36em" text-anchor="middle" fill="{INK}" font-weight="600">'
        f"{label.number}</text>",
    )


def _wrapped(label, content):
    return (
        f'<g class="figure__label" data-label="{label.key}" '
        f'data-layer="{label.layer}">{content}</g>'
    )


def _leader(label):
    (x1, y1), (x2, y2) = label.port, label.anchor
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return (
        f'<line {ends} stroke="{PAPER}" stroke-opacity=".7" stroke-width=".26em" '
        f'stroke-linecap="round"/><line {ends} stroke="{SOFT}" stroke-width=".085em"/>'
        f'<circle cx="{x2:.1f}" cy="{y2:.1f}" r=".18em" fill="{INK}" '
        f'stroke="{PAPER}" stroke-width=".09em"/>'
    )
