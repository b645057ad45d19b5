"""The drawing of a published figure as a file of its own, for plates further down a page.

Shown as an image it knows nothing of the page's styles, so it brings the colors and the
few rules that it needs. A script that puts it into the page takes that style out again.
"""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from .drawing import draw_for_page
from .plates import Plate

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


def standalone(plate: Plate, *, prefix: str, labels: str = "names") -> str:
    """Return the drawing as it stands in a page, as a document with its own style."""
    svg = draw_for_page(plate, prefix=prefix, labels=labels)
    return svg.replace(">", f"><style>{style()}</style>", 1)


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


def stamp(document: str) -> str:
    """Return a short hash of a document: another drawing, another address."""
    return hashlib.sha256(document.encode()).hexdigest()[:16]
