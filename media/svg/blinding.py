"""A cleaned drawing that doesn't say what its parts are."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

# A cleaned drawing has every attribute in double quotes and no quote, "<" or ">" inside
# a value, so it can be taken apart by pattern.
_PIECE = re.compile(r"<[^>]+>|[^<]+")
_NAME = re.compile(r"<([\w:-]+)")
_ATTRIBUTE = re.compile(r' ([A-Za-z][\w:-]*)="([^"]*)"')
_LOCAL = re.compile(r"""url\(\s*(?:["']|&quot;)?#([\w.-]+)(?:["']|&quot;)?\s*\)""")
_REFERENCE = re.compile(rf' href="#([\w.-]+)"|{_LOCAL.pattern}')

TEXT_ONLY = {"title", "desc"}
SPOKEN = ("aria-", "data-")
# What a tag must hold to be taken apart at all; most hold but long lists of numbers.
TELLING = (" id=", " data-", " aria-", " role=", " href=", "url(")


def blind(
    svg: str,
    *,
    prefix: str,
    tokens: Mapping[str, str],
    attributes: Mapping[str, object] | None = None,
) -> str:
    """Return ``svg`` without anything that names its parts.

    ``svg`` must come from ``clean``. The shape whose id is a key of ``tokens`` gets
    ``data-structure`` with the token. Other ids are dropped, or numbered where something
    in the drawing points at them. Titles, descriptions, labels and every text outside
    the notes (``data-layer="note"`` or ``id="notes"``) go, and so does what tells of a
    layer, a name or a second phase. ``attributes`` are written on the root.
    """
    ids: dict[str, str] = {}
    for match in _REFERENCE.finditer(svg):
        ids.setdefault(match[1] or match[2], f"{prefix}-s{len(ids) + 1}")
    root = "".join(
        f" {name}={quoteattr(str(value))}" for name, value in (attributes or {}).items()
    )
    written = []
    dropping = 0  # depth inside what is dropped
    notes: list[bool] = []  # for each open element, whether it stands in a note
    for piece in _PIECE.findall(svg):
        if not piece.startswith("<"):
            if not dropping:
                written.append(piece)
        elif piece.startswith("</"):
            if dropping:
                dropping -= 1
            else:
                notes.pop()
                written.append(piece)
        else:
            is_closed = piece.endswith("/>")
            is_telling = any(word in piece for word in TELLING)
            found = dict(_ATTRIBUTE.findall(piece)) if is_telling else {}
            in_note = bool(notes and notes[-1]) or _is_note(found)
            if dropping or not _stays(_NAME.match(piece)[1], found, in_note):  # type: ignore[index]
                dropping += not is_closed
                continue
            tag = piece
            if is_telling:
                tag = _ATTRIBUTE.sub(lambda match: _attribute(match, ids, tokens), tag)
            if not notes and root:
                tag, root = tag.replace("<svg", f"<svg{root}", 1), ""
            written.append(tag)
            if not is_closed:
                notes.append(in_note)
    return "".join(written)


def texts(svg: str) -> list[str]:
    """Return the texts that stay in a drawing that ``blind`` returned."""
    return [
        re.sub(r"<[^>]+>", " ", text)
        for text in re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.DOTALL)
    ]


def _is_note(attributes):
    return attributes.get("data-layer") == "note" or attributes.get("id") == "notes"


def _stays(name, attributes, in_note):
    if name in TEXT_ONLY:
        return False
    if attributes.get("data-layer") == "label" or attributes.get("id") == "labels":
        return False
    return name != "text" or in_note


def _attribute(match, ids, tokens):
    name, value = match[1], match[2]
    if name == "id":
        token = tokens.get(value)
        part = f" data-structure={quoteattr(token)}" if token else ""
        return (f' id="{ids[value]}"' if value in ids else "") + part
    if name == "data-layer" and value == "note":
        return match[0]  # styles know how large notes are
    if name.startswith(SPOKEN) or name == "role":
        return ""
    if name == "href":
        return f' href="#{ids[value.removeprefix("#")]}"'
    if "url(" in value:
        value = _LOCAL.sub(lambda local: f"url(#{ids[local[1]]})", value)
        return f' {name}="{value}"'
    return match[0]
