"""The drawing of a published figure as a file of its own, for plates further down a page.

Shown as an image it knows nothing of the page's styles, so it brings the colors and the
few rules that it needs. A script that puts it into the page takes that style out again.
"""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from media.labels import Layout

from .drawing import draw_for_page, viewbox_of
from .plates import Plate

WIDE = 1000
_TOKENS = Path(__file__).resolve().parents[1] / "static/ce_media/tokens.css"
_COLOR = re.compile(r"^  (--fig-[\w-]+: light-dark\([^;]+\);)$", re.MULTILINE)
_FONT = re.compile(r"--font-ui: ([^;]+);")

# In an image, the width that a rule asks about is the image's own: that of the figure,
# about which `figure.css` says the same, less its padding.
_SIZES = (
    "@media print,(max-width:575px)"
    "{.figure__labels{display:none}.figure__numbers{display:inline}}"
    "@media (min-width:576px){.figure__numbers{font-size:.6em}}"
    "@media (min-width:800px){.figure__labels{font-size:.78em}}"
)


@dataclass(frozen=True, slots=True)
class Document:
    """An SVG file. ``width`` and ``height`` are whole numbers that give its shape."""

    svg: str
    width: int
    height: int

    @property
    def stamp(self) -> str:
        """A short hash: what looks different has another one."""
        return hashlib.sha256(self.svg.encode()).hexdigest()[:16]


def standalone(
    plate: Plate, *, prefix: str, labels: str = "names", layout: Layout | None = None
) -> Document:
    """Return the drawing as it stands in a page, with its style, as a document."""
    svg = draw_for_page(plate, prefix=prefix, labels=labels, layout=layout)
    _left, _top, width, height = viewbox_of(replace(plate, svg=svg))
    start = svg.index(">")
    if svg[start - 1] != "/":  # there is something in it
        svg = f"{svg[: start + 1]}<style>{style()}</style>{svg[start + 1 :]}"
    return Document(svg, WIDE, max(1, round(WIDE * height / width)))


@cache
def style() -> str:
    """Return the rules for light and dark, the same for every drawing."""
    tokens = _TOKENS.read_text()
    colors = "".join(_COLOR.findall(tokens))
    font = " ".join(_FONT.findall(tokens)[0].split())
    return f":root{{color-scheme:light dark;font-family:{font};{colors}}}{_SIZES}"


@cache
def style_hash() -> str:
    """Return what a Content-Security-Policy calls the style."""
    digest = hashlib.sha256(style().encode()).digest()
    return f"sha256-{b64encode(digest).decode()}"
