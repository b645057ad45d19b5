"""A cleaned drawing made ready for one place on one page."""

import re
from xml.sax.saxutils import quoteattr

# A cleaned drawing has every attribute in double quotes and no quote inside a value,
# so a tag can be taken apart by pattern. Text between tags is left alone.
_TAG = re.compile(r"<[^>]+>")
_ATTRIBUTE = re.compile(r' ([A-Za-z][\w:-]*)="([^"]*)"')
_LOCAL = re.compile(r"""url\(\s*(["']|&quot;)?#([\w.-]+)(["']|&quot;)?\s*\)""")
_LISTS = {"aria-labelledby", "aria-describedby"}


def place(svg: str, *, prefix: str, structures=frozenset(), attributes=None) -> str:
    """Return ``svg`` with its ids made unique by ``prefix``.

    ``svg`` must come from ``clean``. Ids and everything that points at them are
    rewritten; the shape of each key in ``structures`` gets ``data-structure``.
    ``attributes`` are written on the root.
    """
    first = True

    def rewrite(match):
        nonlocal first
        tag = _ATTRIBUTE.sub(_attribute, match[0])
        if first:
            first = False
            extra = "".join(
                f" {name}={quoteattr(str(value))}"
                for name, value in (attributes or {}).items()
            )
            tag = tag.replace("<svg", f"<svg{extra}", 1)
        return tag

    def _attribute(match):
        name, value = match[1], match[2]
        if name == "id":
            mark = f' data-structure="{value}"' if value in structures else ""
            return f' id="{prefix}-{value}"{mark}'
        if name == "href":
            return f' href="#{prefix}-{value.removeprefix("#")}"'
        if name in _LISTS:
            ids = " ".join(f"{prefix}-{part}" for part in value.split())
            return f' {name}="{ids}"'
        if name != "aria-label" and "url(" in value:
            value = _LOCAL.sub(lambda local: f"url(#{prefix}-{local[2]})", value)
            return f' {name}="{value}"'
        return match[0]

    return _TAG.sub(rewrite, svg)
