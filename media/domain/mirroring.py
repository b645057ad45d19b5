"""A figure mirrored left to right: the same view of the mirrored case."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from media.enums import FigureView, Side

from .svg import clean

ENDS = {"start": "end", "end": "start"}
SIDES = {Side.LEFT.value: Side.RIGHT.value, Side.RIGHT.value: Side.LEFT.value}
VIEWS = {
    FigureView.LEFT_LATERAL.value: FigureView.RIGHT_LATERAL.value,
    FigureView.RIGHT_LATERAL.value: FigureView.LEFT_LATERAL.value,
}
LETTERS = {"l": "r", "r": "l"}
# A drawn text that is nothing but a mark of the side, and the words that name sides.
MARK = re.compile(r"(\s*(?:Patient[’']s\s+)?)(L|R|Left|Right|left|right)(\s*)")
MARKS = {"L": "R", "Left": "Right", "left": "right"}
MARKS |= {other: one for one, other in MARKS.items()}
NAMES_A_SIDE = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)

REFERENCE = re.compile(r"""(url\(\s*["']?#)([\w.-]+)""")
LISTS = {"aria-labelledby", "aria-describedby"}
SIGNED = re.compile(r"([+-]?)(\d[\d.]*|\.\d+)((?:[eE][+-]?\d+)?)")


class CannotMirror(ValueError):
    """A text of the drawing stands in a way that can't be mirrored; says which."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A clean drawing and its structures, as ``media.structures`` describes them."""

    svg: str
    structures: dict[str, Any]


def mirror(*, svg: str, structures: dict[str, Any]) -> Mirrored:
    """Return the mirrored case in the same view.

    What lay on the patient's right lies on the left, and is called so: in ids and
    references, keys and ``side``, ``l`` and ``r`` are swapped (``station-troch-r``
    becomes ``station-troch-l``). An anterior view stays one, with the patient's right at
    the viewer's left; of the lateral views one becomes the other. Places (``anchor``,
    ``label_at``, ``shape``) go from x to 1 - x.

    The drawing is flipped about the vertical middle of its viewBox. Its texts are not:
    each stands, readable, at the mirrored place. A text that is nothing but a mark of a
    side ("Patient’s L", "R") is exchanged, so that the marks are right again. Other
    prose is not rewritten ("no single right placement"); the ``text`` of a structure
    that names a side would speak of the other case, and is left out.

    Mirrored twice, the drawing is the same and so are keys and places; only what was
    left out stays away. ``svg`` comes from ``clean``; the result is clean too. Nothing
    that was passed in is changed. Raises ``CannotMirror`` for a text placed by another
    unit than the drawing's or with a ``transform-origin``, and ``UnsafeSvg`` when the
    drawing is so deep or large that the one group that is added would be too much.
    """
    return Mirrored(
        svg=_mirrored_svg(svg) if svg else "",
        structures=_mirrored_structures(structures),
    )


def swapped(key: str) -> str:
    """Return the key of the same thing on the other side; one without a side as it is."""
    return "-".join(LETTERS.get(part, part) for part in key.split("-"))


# ---- structures ------------------------------------------------------------------------


def _mirrored_structures(value: dict[str, Any]) -> dict[str, Any]:
    mirrored = {**value, "items": [_mirrored_item(item) for item in value["items"]]}
    if view := value.get("view"):
        mirrored["view"] = VIEWS.get(view, view)
    return mirrored


def _mirrored_item(item: dict[str, Any]) -> dict[str, Any]:
    mirrored = {
        **item,
        "key": swapped(item["key"]),
        "side": SIDES.get(item["side"], item["side"]),
    }
    if NAMES_A_SIDE.search(item.get("text") or ""):
        mirrored["text"] = ""
    for field in ("anchor", "label_at"):
        if isinstance(item.get(field), list):
            mirrored[field] = _across(item[field])
    if item.get("shape"):
        mirrored["shape"] = _mirrored_shape(item["shape"])
    return mirrored


def _mirrored_shape(shape: dict[str, Any]) -> dict[str, Any]:
    if shape["type"] == "polygon":
        return {**shape, "points": [_across(point) for point in shape["points"]]}
    if shape["type"] == "ellipse":
        return {**shape, "cx": round(1 - shape["cx"], 6)}
    return {**shape, "x": max(0, round(1 - shape["x"] - shape["width"], 6))}


def _across(point: list[float]) -> list[float]:
    return [round(1 - point[0], 6), point[1]]


# ---- the drawing -----------------------------------------------------------------------


def _mirrored_svg(svg: str) -> str:
    root = fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        _swap_names(element)
        if element.get("text-anchor") in ENDS and element is not root:
            element.set("text-anchor", ENDS[element.get("text-anchor")])
        if element.tag in {"text", "tspan"}:
            element.text = _swapped_mark(element.text)
            element.tail = _swapped_mark(element.tail)
    for text in root.iter("text"):
        _turn_back(text)
    left, _top, width, _height = map(float, root.get("viewBox").split())
    _flip(root, f"matrix(-1 0 0 1 {_number(2 * left + width)} 0)")
    return clean(tostring(root, encoding="unicode")).svg


def _flip(root: Element, flip: str) -> None:
    """Put everything into one group that is flipped, or take it out of that group."""
    children = list(root)
    for child in children:
        root.remove(child)
    only = children[0].attrib if len(children) == 1 else {}
    if set(only) == {"transform", "text-anchor"} and only["transform"] == flip:
        root.extend(children[0])
        return
    group = SubElement(root, "g", transform=flip)
    # Where nothing is said a text starts at its place; mirrored it ends there.
    group.set("text-anchor", ENDS.get(root.get("text-anchor", "start"), "middle"))
    group.extend(children)


def _turn_back(text: Element) -> None:
    """Flip a text about its own place, so that it is readable in a flipped drawing."""
    if text.get("transform-origin"):
        raise CannotMirror("A text has a transform-origin.")
    place = _coordinate(text.get("x", "0"))
    flip = f"matrix(-1 0 0 1 {_number(2 * place)} 0)"
    for name in ("transform", "data-to-transform"):
        before = text.get(name, "").removesuffix("none")
        if name == "transform" or before:
            after = before.removesuffix(flip).strip()
            if after == before:
                after = f"{before} {flip}".strip()
            text.attrib.pop(name, None)
            if after:
                text.set(name, after)
    for span in text.iter():
        if span is not text and "x" in span.attrib:
            span.set("x", _number(2 * place - _coordinate(span.get("x", "0"))))
        if "dx" in span.attrib:
            span.set("dx", SIGNED.sub(_negated, span.get("dx", "")))


def _swap_names(element: Element) -> None:
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, swapped(value))
        elif name == "href":
            element.set(name, f"#{swapped(value.removeprefix('#'))}")
        elif name in LISTS:
            element.set(name, " ".join(map(swapped, value.split())))
        elif name != "aria-label" and "url(" in value:
            element.set(
                name, REFERENCE.sub(lambda found: found[1] + swapped(found[2]), value)
            )


def _swapped_mark(text: str | None) -> str | None:
    found = MARK.fullmatch(text or "")
    return f"{found[1]}{MARKS[found[2]]}{found[3]}" if found else text


def _coordinate(value: str) -> float:
    try:
        return float(value.removesuffix("px"))
    except ValueError:
        raise CannotMirror(f"A text is placed at “{value}”.") from None


def _negated(match: re.Match[str]) -> str:
    sign = "" if match[1] == "-" else "-"
    return f"{sign}{match[2]}{match[3]}"


def _number(value: float) -> str:
    return f"{round(value, 6):.12g}"
