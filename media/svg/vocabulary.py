"""Which elements and attributes a drawing may have, and what their values look like.

Everything is named here or it does not pass. Values are checked against a pattern per
kind, because a presentation attribute is parsed as CSS: an escape, a comment or a
function in the wrong place could reach out of the page.
"""

import re

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"

# Elements whose text is shown or read out. `title` and `desc` hold text alone: a
# browser's HTML parser would take anything else in them for HTML.
TEXT_ONLY = frozenset({"title", "desc"})
TEXT = frozenset({"text", "tspan"}) | TEXT_ONLY

ELEMENTS = TEXT | {
    "circle", "clipPath", "defs", "ellipse", "g", "line", "linearGradient", "marker",
    "mask", "path", "pattern", "polygon", "polyline", "radialGradient", "rect",
    "stop", "symbol", "use",
}  # fmt: skip

# Named so that the message can say what is wrong; anything else unknown is dropped.
REFUSED = frozenset(
    {
        "a", "animate", "animateColor", "animateMotion", "animateTransform", "audio",
        "base", "canvas", "discard", "embed", "feImage", "font-face-uri",
        "foreignObject", "handler", "iframe", "image", "link", "listener", "math",
        "mpath", "object", "script", "set", "style", "svg", "switch", "textPath",
        "video",
    }
)  # fmt: skip
REFUSED_LOWER = frozenset(name.lower() for name in REFUSED)

# No pattern may try a long value in more than one way: a number is taken whole (`(?>`)
# or left. tests/media/svg/test_limits.py times every one of them.
_UNSIGNED = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = rf"[+-]?{_UNSIGNED}"
_UNIT = r"(?:px|pt|pc|mm|cm|in|em|rem|ex|%)?"
_COLOR = (
    r"(?:#[0-9a-fA-F]{3,8}|[a-zA-Z]+|context-fill|context-stroke"
    r"|(?:rgb|rgba|hsl|hsla)\([\d\s.,%/+-]*\))"
)
_TOKEN = r"var\(\s*--fig-[a-z0-9-]+\s*(?:,\s*" + _COLOR + r"\s*)?\)"
_ID = r"[A-Za-z_][\w.-]{0,199}"
_LOCAL = rf"""url\(\s*(?:#{_ID}|"#{_ID}"|'#{_ID}')\s*\)"""

_KINDS = {
    "length": rf"\s*{_NUMBER}{_UNIT}\s*|auto|inherit|normal",
    "size": rf"\s*\+?{_UNSIGNED}{_UNIT}\s*|auto|inherit",
    "numbers": rf"\s*(?:(?>{_NUMBER}{_UNIT})[\s,]*+)++|none|inherit",
    "path": r"[MmZzLlHhVvCcSsQqTtAaEe0-9\s.,+-]*",
    "transform": (
        r"\s*(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*"
        r"\([0-9\s.,eE+-]*\)[\s,]*)*|none"
    ),
    "paint": rf"\s*(?:{_COLOR}|{_TOKEN}|{_LOCAL}(?:\s+{_COLOR})?)\s*",
    "local": rf"\s*(?:none|{_LOCAL})\s*",
    "href": rf"#{_ID}",
    "id": _ID,
    "ids": rf"\s*{_ID}(?:\s+{_ID})*\s*",
    "key": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "word": r"[A-Za-z0-9 ,.+%_-]*",
    "role": r"img|group|none|presentation|graphics-(?:document|object|symbol)",
    "fonts": r"""[A-Za-z0-9 ,'"_-]*""",
    "language": r"[A-Za-z0-9-]*",
    "text": r"[^\x00-\x08\x0b\x0c\x0e-\x1f]*",
}
KINDS = {name: re.compile(pattern, re.ASCII) for name, pattern in _KINDS.items()}

# Beyond any drawing, and on the way to infinity: ten digits before the point, or an
# exponent of ten and more.
NUMERIC = frozenset({"length", "size", "numbers", "path", "transform"})
HUGE = re.compile(r"(?<![\d.])0*[1-9]\d{9}|[eE]\+?0*[1-9]\d", re.ASCII)

ATTRIBUTES = {
    **dict.fromkeys(
        [
            "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "fx", "fy", "refX", "refY",
            "offset", "opacity", "fill-opacity", "stroke-opacity", "stop-opacity",
            "stroke-miterlimit", "stroke-dashoffset", "letter-spacing", "word-spacing",
        ],
        "length",
    ),
    **dict.fromkeys(
        [
            "r", "rx", "ry", "fr", "width", "height", "markerWidth", "markerHeight",
            "textLength", "pathLength", "stroke-width",
        ],
        "size",
    ),
    **dict.fromkeys(
        ["points", "viewBox", "stroke-dasharray", "dx", "dy", "rotate"], "numbers"
    ),
    **dict.fromkeys(["fill", "stroke", "stop-color", "color"], "paint"),
    **dict.fromkeys(
        ["clip-path", "mask", "marker-start", "marker-mid", "marker-end"], "local"
    ),
    **dict.fromkeys(
        ["transform", "gradientTransform", "patternTransform"], "transform"
    ),
    **dict.fromkeys(
        [
            "fill-rule", "clip-rule", "stroke-linecap", "stroke-linejoin",
            "text-anchor", "dominant-baseline", "alignment-baseline", "baseline-shift",
            "font-size", "font-weight", "font-style", "font-variant", "font-stretch",
            "text-decoration", "text-rendering", "shape-rendering",
            "preserveAspectRatio", "gradientUnits", "patternUnits",
            "patternContentUnits", "clipPathUnits", "maskUnits", "maskContentUnits",
            "markerUnits", "orient", "spreadMethod", "lengthAdjust", "paint-order",
            "vector-effect", "display", "visibility", "overflow", "aria-hidden",
            "mask-type", "color-interpolation", "writing-mode",
            "direction", "unicode-bidi", "pointer-events",
        ],
        "word",
    ),
    "d": "path",
    "role": "role",
    "href": "href",
    "id": "id",
    "aria-labelledby": "ids",
    "aria-describedby": "ids",
    "aria-label": "text",
    "font-family": "fonts",
    "lang": "language",
    "transform-origin": "numbers",
    # What the plate reads: the layer of a group that is no structure, and what an
    # element looks like in the second phase.
    "data-layer": "key",
    "data-to-d": "path",
    "data-to-points": "numbers",
    "data-to-transform": "transform",
    "data-to-opacity": "length",
}  # fmt: skip

# What a `style` attribute may say; the rest of it is dropped.
PROPERTIES = frozenset(
    name
    for name, kind in ATTRIBUTES.items()
    if kind in {"length", "size", "paint", "local", "word", "fonts"}
    and not name.startswith("data-")
    and name not in {"x", "y", "x1", "x2", "y1", "y2", "role", "aria-hidden", "fr"}
) | {"stroke-dasharray", "transform"}

# On the root these would let the drawing out of its place on the page.
ROOT_DROPPED = frozenset(
    {
        "id", "x", "y", "width", "height", "viewBox", "role", "href", "overflow",
        "display", "visibility", "pointer-events",
    }
)  # fmt: skip

LOCAL_REFERENCE = re.compile(r"""url\(\s*["']?#([\w.-]+)["']?\s*\)""", re.ASCII)
EVENT_HANDLER = re.compile(r"on[a-z]+", re.IGNORECASE)
