"""A figure as a question asks about it: nothing in it names a part.

Only the parts that are asked can be pointed at, under tokens that say nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.safestring import SafeString, mark_safe

from media import marks as marks_of
from media.enums import FigureSize
from media.labels import Point
from media.marks import Mark
from media.svg.blinding import blind
from media.svg.marking import marks_svg

from .drawing import classes_of, layout_of, viewbox_of
from .photo import draw_photo
from .plates import Plate


def draw_blind(
    plate: Plate,
    *,
    prefix: str,
    alt: str,
    tokens: Mapping[str, str],
    marks: Sequence[Mark] = (),
    is_pointing: bool = False,
    point: Point | None = None,
    within: float = 0,
    are_later: bool = False,
) -> SafeString:
    """Return the drawing or photo of ``plate`` with lettered ``marks``, and nothing else.

    ``tokens`` gives the token of each part that may be pointed at, by its key; ``alt``
    must not tell what is asked. The other arguments are those of ``marks_svg``. The
    result is safe HTML: it was rebuilt from an allow-list, and what is added is escaped.
    """
    shapes = [
        {"key": tokens[part["key"]], "shape": part["shape"]}
        for part in plate.structures
        if part["key"] in tokens and part.get("shape")
    ]
    shown = replace(plate, alt=alt, structures=shapes, phases=())
    box = viewbox_of(shown)
    written = marks_svg(
        marks_of.placed(marks, width=box[2], height=box[3]),
        box=box,
        size=marks_of.radius(width=box[2], height=box[3]),
        is_pointing=is_pointing,
        point=point,
        within=within,
        are_later=are_later,
    )
    layout = layout_of(shown)
    if not plate.svg:
        return draw_photo(
            shown,
            prefix=prefix,
            size=FigureSize.TEXT,
            labels="none",
            layout=layout,
            details=False,
            extra=written,
        )
    attributes = {
        "class": classes_of(layout, "none"),
        "role": "img",
        "aria-label": alt,
        "focusable": "false",
    }
    svg = blind(plate.svg, prefix=prefix, tokens=tokens, attributes=attributes)
    if not svg.endswith("</svg>"):  # nothing was drawn
        return mark_safe(svg)
    return mark_safe(f"{svg.removesuffix('</svg>')}{written}</svg>")
