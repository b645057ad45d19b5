"""The drawing of a plate as it stands at one place: ids of its own, labels on top."""

import re

from media.labels import Layout, lay_out
from media.svg.labelling import labels_svg

from .plates import Plate
from .svg import place

# Height by width. A figure is at most 46 rem high: a tall one is no larger on a wide page
# than beside the text, a narrow one not even as wide as the text.
TALL, NARROW = 0.95, 1.35

_VIEWBOX = re.compile(r'viewBox="([^"]+)"')


def layout_of(plate: Plate) -> Layout:
    """Return where the labels of ``plate`` stand."""
    left, top, width, height = viewbox_of(plate)
    return lay_out(plate.structures, width=width, height=height, left=left, top=top)


def viewbox_of(plate: Plate) -> tuple[float, float, float, float]:
    if not plate.svg:
        return 0, 0, plate.width, plate.height
    found = _VIEWBOX.search(plate.svg)
    left, top, width, height = map(float, found[1].split()) if found else (0, 0, 1, 1)
    return left, top, width, height


def draw(
    plate: Plate,
    *,
    prefix: str,
    labels: str = "names",
    attributes: dict[str, str] | None = None,
    layout: Layout | None = None,
) -> str:
    """Return the SVG of ``plate`` with ids made unique by ``prefix``, and its labels.

    ``labels`` is ``names`` (with numbers for where names don't fit), ``numbers`` or
    ``none``. ``attributes`` are written on the root. The result is safe HTML: the
    drawing was rebuilt from an allow-list, and what is added is escaped.
    """
    svg = place(
        plate.svg,
        prefix=prefix,
        structures=plate.structure_keys,
        attributes=attributes,
    )
    if labels == "none" or not svg.endswith("</svg>"):
        return svg
    layout = layout or layout_of(plate)
    if layout.gutter:
        left, top, width, height = viewbox_of(plate)
        wide = (
            f"{left - layout.gutter:g} {top:g} {width + 2 * layout.gutter:g} {height:g}"
        )
        svg = _VIEWBOX.sub(f'viewBox="{wide}"', svg, count=1)
    return svg.removesuffix("</svg>") + labels_svg(layout, mode=labels) + "</svg>"


def draw_for_page(
    plate: Plate,
    *,
    prefix: str,
    labels: str = "names",
    details: bool = True,
    layout: Layout | None = None,
) -> str:
    """Return the drawing as one picture, which the markup of a figure surrounds.

    ``details`` says that the long description stands beside it.
    """
    layout = layout or layout_of(plate)
    attributes = {
        "class": classes_of(layout, labels),
        "role": "img",
        "aria-label": plate.alt,
        "focusable": "false",
    }
    if details:
        attributes["aria-details"] = f"shown-{prefix}"
    return draw(
        plate, prefix=prefix, labels=labels, attributes=attributes, layout=layout
    )


def classes_of(layout: Layout, labels: str) -> str:
    """Return the classes that the drawing, or an image of it, has in a page."""
    has_gutters = layout.gutter and labels != "none"
    return (
        "figure__drawing"
        + " figure__drawing--gutters" * bool(has_gutters)
        + " figure__drawing--tall" * (layout.aspect > TALL)
        + " figure__drawing--narrow" * (layout.aspect > NARROW)
    )
