"""The photo of a plate as it stands at one place: the picture, and its parts on top.

The parts lie in an SVG as large as the picture, unseen until they are lit; so a plate's
script treats them as it treats the shapes of a drawing.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from media import renditions
from media.labels import Layout
from media.svg.labelling import labels_svg

from .drawing import classes_of
from .plates import Plate


def draw_photo(
    plate: Plate,
    *,
    prefix: str,
    size: str,
    labels: str,
    layout: Layout,
    details: bool = True,
    is_lazy: bool = True,
    is_urgent: bool = False,
    extra: str = "",
) -> SafeString:
    """Return the picture in several sizes with the shapes and labels of its parts.

    ``extra`` is SVG to be drawn on top of them, in units of the photo's own pixels.

    When its sizes can't be made, because the image's file is missing or damaged, the
    copy that was kept with the version is shown.
    """
    has_gutters = bool(layout.gutter) and labels != "none"
    common = {
        "alt": plate.alt,
        "loading": "lazy" if is_lazy else "eager",
        "details": f"shown-{prefix}" if details else "",
    }
    picture = plate.image and renditions.picture(
        plate.image,
        size=size,
        priority="high" if is_urgent else "auto",
        gutters=has_gutters,
        **common,
    )
    if not picture:
        picture = renditions.plain(
            plate.file_url, width=plate.width, height=plate.height, **common
        )
    return format_html(
        '<div class="{} figure__photo">{}{}</div>',
        classes_of(layout, labels),
        picture,
        mark_safe(
            _overlay(plate, prefix=prefix, labels=labels, layout=layout, extra=extra)
        ),
    )


def _overlay(
    plate: Plate, *, prefix: str, labels: str, layout: Layout, extra: str
) -> str:
    gutter = layout.gutter if labels != "none" else 0
    box = f"{0 - gutter:g} 0 {plate.width + 2 * gutter:g} {plate.height:g}"
    shaped = [part for part in plate.structures if part.get("shape")]
    # What lies inside something larger must lie on top of it to be pointed at.
    shaped.sort(key=lambda part: -_area(part["shape"]))
    shapes = "".join(_shape(part, plate, prefix) for part in shaped)
    written = labels_svg(layout, mode=labels) if labels != "none" else ""
    return (
        f'<svg class="figure__overlay" viewBox="{box}" aria-hidden="true" '
        f'focusable="false">{shapes}{written}{extra}</svg>'
    )


def _shape(part: Mapping[str, Any], plate: Plate, prefix: str) -> str:
    shape, key = part["shape"], part["key"]
    scale = {"x": plate.width, "y": plate.height}
    if shape["type"] == "polygon":
        values = {
            "points": " ".join(
                f"{x * plate.width:.2f},{y * plate.height:.2f}"
                for x, y in shape["points"]
            )
        }
    else:
        axes = {"width": "x", "cx": "x", "rx": "x", "height": "y", "cy": "y", "ry": "y"}
        values = {
            name: f"{value * scale[axes.get(name, name)]:.2f}"
            for name, value in shape.items()
            if name != "type"
        }
    written = "".join(f" {name}={quoteattr(text)}" for name, text in values.items())
    outline = f"<{shape['type']}{written}"
    return (
        f'<g id="{prefix}-{key}" data-structure="{key}">'
        f'{outline} class="figure__halo" fill="none"/>{outline} fill-opacity="0"/></g>'
    )


def _area(shape: Mapping[str, Any]) -> float:
    """Return the area of the rectangle around a shape."""
    if shape["type"] == "rect":
        return float(shape["width"] * shape["height"])
    if shape["type"] == "ellipse":
        return float(4 * shape["rx"] * shape["ry"])
    across, down = zip(*shape["points"], strict=True)
    return float((max(across) - min(across)) * (max(down) - min(down)))
