"""What a question of QTI 1.2 shows: its text as HTML, and what it offers to answer."""

import html as entities
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import html
from .html_names import KNOWN
from .qti_source import SLOT, Source, content, slot, text
from .qti_tree import every
from .xml import Node

OFFERS = {
    "response_lid", "response_str", "response_num", "response_xy", "response_grp",
    "response_extension", "response_na",
}  # fmt: skip
BLOCKS = {"flow", "flow_mat", "flow_label"}
NUMBERS = {"integer", "decimal", "scientific"}
IS_HTML = {"text/html", "text/xhtml", "text/xml", "html"}
# Brings nothing that can be shown; its name says what is lost.
STANDS_FOR = {
    "mataudio": "<audio></audio>",
    "matvideo": "<video></video>",
    "matapplet": "<applet></applet>",
    "matapplication": "<object></object>",
    "mat_extension": "<object></object>",
}


@dataclass(frozen=True, slots=True)
class Label:
    """One of several answers to choose from."""

    key: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """A place for an answer: ``choice``, ``text``, ``number`` or ``other``."""

    key: str
    kind: str
    cardinality: str
    labels: tuple[Label, ...]
    about: str = ""
    is_long: bool = False


@dataclass(slots=True)
class Shown:
    """What a question shows, as HTML with slots for its offers."""

    value: str
    offers: list[Offer]

    def plain(self) -> str:
        return SLOT.sub("", self.value)


def shown(source: Source, presentation: Node) -> Shown:
    look = Shown("", [])
    look.value = _inside(source, presentation, look)
    return look


def _inside(source: Source, node: Node, look: Shown) -> str:
    parts = []
    for each in node.elements():
        if each.tag in {"material", "material_ref"}:
            parts.append(material(each))
        elif each.tag in OFFERS:
            look.offers.append(_offer(source, each))
            parts.append(slot(len(look.offers)))
        elif each.tag in BLOCKS:
            parts.append(f"<div>{_inside(source, each, look)}</div>")
    return " ".join(parts)


def _offer(source: Source, node: Node) -> Offer:
    fib = next(iter(every(node, "render_fib")), None)
    labels = tuple(_label(source, each) for each in every(node, "response_label"))
    kind = "other"
    if fib is not None and node.tag in {"response_str", "response_num"}:
        is_number = fib.attributes.get("fibtype", "").lower() in NUMBERS
        kind = "number" if is_number or node.tag == "response_num" else "text"
    elif node.tag == "response_lid" and labels and not every(node, "render_hotspot"):
        kind = "choice"
    rows = fib.attributes.get("rows", "1") if fib is not None else "1"
    about = " ".join(material(each) for each in node.all("material"))
    return Offer(
        key=node.attributes.get("ident", ""),
        kind=kind,
        cardinality=node.attributes.get("rcardinality", "single").lower(),
        labels=labels if kind == "choice" else (),
        about=about if html.line(about) else "",
        is_long=rows.isascii() and rows.isdigit() and int(rows[:4]) > 1,
    )


def _label(source: Source, node: Node) -> Label:
    value = " ".join(material(each) for each in every(node, "material"))
    return Label(node.attributes.get("ident", ""), source.line(value), node.attributes)


def material(node: Node) -> str:
    """Return a text with its pictures as HTML."""
    parts = []
    for each in node.elements():
        if each.tag in {"mattext", "matemtext"}:
            value = _text(each)
            parts.append(f"<em>{value}</em>" if each.tag == "matemtext" else value)
        elif each.tag == "matbreak":
            parts.append("<br>")
        elif each.tag == "matimage":
            parts.append(_image(each))
        elif each.tag in BLOCKS:
            parts.append(f"<div>{material(each)}</div>")
        else:
            parts.append(STANDS_FOR.get(each.tag, ""))
    return "".join(parts)


def materials(node: Node) -> str:
    """Return all texts in an element as HTML, each for itself."""
    return "".join(f"<div>{material(each)}</div>" for each in every(node, "material"))


def _text(node: Node) -> str:
    said = node.attributes.get("texttype", "").lower()
    if any(each.tag.lower() in KNOWN for each in node.elements()):
        return content(node)
    value = "".join(each for each in node.parts if isinstance(each, str))
    # Nothing is said in many files, and HTML meant.
    if said in IS_HTML or (not said and html.has_tags(value)):
        return SLOT.sub("", value)
    return text(value)


def _image(node: Node) -> str:
    source = node.attributes.get("uri", "")
    inside = node.text()
    if not source and inside:
        kind = node.attributes.get("imagtype", "image/png")
        source = f"data:{kind};base64,{inside}"
    label = node.attributes.get("label", "")
    return f'<img src="{entities.escape(source)}" alt="{entities.escape(label)}">'
