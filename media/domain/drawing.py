"""The drawing of a plate as it stands at one place: ids of its own, labels on top."""

import re

from media.labels import Layout, lay_out
from media.svg.labelling import labels_svg

from .plates import Plate
from .svg import place

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
