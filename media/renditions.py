"""The sizes and formats in which a page shows a photo.

Made by Wagtail from the host's image, whole and never cropped, when they are first asked
for. They say nothing beside the picture, whatever the image's own file says.
"""

import logging
from itertools import product

from django.utils.html import format_html
from PIL import Image
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter, Picture

from .enums import FigureSize
from .labels import GUTTER
from .photos import DAMAGE, forget_metadata

logger = logging.getLogger(__name__)

FORMATS = ("avif", "webp", "jpeg")
# px; twice the width in the page, for screens with that many dots.
WIDTHS = {FigureSize.TEXT: (480, 960, 1440), FigureSize.WIDE: (480, 960, 1440, 1920)}
IN_PAGE = {FigureSize.TEXT: 42, FigureSize.WIDE: 60}  # rem


class WithoutMetadata(FilterOperation):
    """``nometadata`` in a filter: Wagtail copies EXIF, with the place, to JPEG and PNG."""

    def construct(self):
        pass

    def run(self, willow, image, env):
        if isinstance(willow.image, Image.Image):
            forget_metadata(willow.image)


def picture(image, *, size, alt, loading, priority="auto", details="", gutters=False):
    """Return the ``picture`` element of a host's image, or ``None``.

    There is none for a drawing from the image library, or when the file is missing or
    damaged. ``details`` is the id of the long description. With ``gutters`` the
    picture leaves room for names at both sides.
    """
    if image.is_svg():
        return None
    specs = [
        f"width-{width}|format-{format_name}|nometadata"
        for width, format_name in product(WIDTHS[size], FORMATS)
    ]
    try:
        renditions = image.get_renditions(*map(Filter, specs))
    except DAMAGE:
        logger.warning(
            "Image %s can't be shown in other sizes.", image.pk, exc_info=True
        )
        return None
    attributes = {
        "class": "figure__picture",
        "alt": alt,
        "sizes": sizes(size, gutters=gutters),
        "loading": loading,
        "decoding": "async",
        "fetchpriority": priority,
    }
    if details:
        attributes["aria-details"] = details
    return Picture(renditions, attributes).__html__()


def sizes(size, *, gutters=False):
    """Return how wide the picture stands; ``figure.css`` says the same."""
    part, on_phone = (1 / (1 + 2 * GUTTER), 1 / 1.14) if gutters else (1, 1)
    width = IN_PAGE[size]
    return f"(min-width: {width + 6}rem) {width * part:.3g}rem, {100 * on_phone:.3g}vw"


def plain(url, *, width, height, alt, loading, details=""):
    """Return an ``img`` for when there is one file only."""
    return format_html(
        '<img class="figure__picture" src="{}" alt="{}" width="{}" height="{}" '
        'loading="{}"{}>',
        url,
        alt,
        round(width),
        round(height),
        loading,
        format_html(' aria-details="{}"', details) if details else "",
    )
