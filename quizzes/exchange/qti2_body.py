"""The body of a QTI 2 or 3 question: its text as HTML, and what stands in it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import html
from .found import LeftOut
from .qti_source import Source, markup, slot, text
from .qti_source import content as plain_content
from .qti_tree import every, first
from .xml import Node

BLOCKS = {
    "choiceInteraction", "orderInteraction", "matchInteraction",
    "associateInteraction", "extendedTextInteraction",
}  # fmt: skip
INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}
GAPS = INLINE | {"gap"}
FEEDBACK = {"feedbackInline", "feedbackBlock"}
# Show themselves, or ask nothing that is marked.
BESIDE = {"endAttemptInteraction", "mediaInteraction"}
DRAWN_ANEW = {"printedVariable", "templateInline", "templateBlock"}
SILENT = {"stylesheet", "catalogInfo", "interactionMarkup", "interactionModules"}


@dataclass(slots=True)
class Body:
    """HTML with slots for gaps; the interactions, and the feedback between."""

    value: str = ""
    before: str | None = None
    blocks: list[Node] = field(default_factory=list)
    gaps: list[Node] = field(default_factory=list)
    feedback: list[Node] = field(default_factory=list)
    scoring: str = ""


def read(source: Source, item: Node) -> Body:
    """Return what a question shows. Raises ``LeftOut``."""
    body = Body()
    node = item.child("itemBody")
    if node is None:
        raise LeftOut(_("Its text is missing."))
    inner = list(node.elements())
    # Our own files part the question from the text with its gaps.
    if (
        len(inner) == 2
        and [each.tag for each in inner] == ["div", "div"]
        and not any(every(inner[0], *BLOCKS, *GAPS))
        and any(every(inner[1], *INLINE))
    ):
        body.before = _content(source, inner[0], body)
        body.value = _content(source, inner[1], body)
    else:
        body.value = _content(source, node, body)
    return body


def _content(source: Source, node: Node, body: Body) -> str:
    return "".join(
        text(each) if isinstance(each, str) else _element(source, each, body)
        for each in node.parts
    )


def _element(source: Source, node: Node, body: Body) -> str:
    tag = node.tag
    if tag in GAPS:
        body.gaps.append(node)
        return slot(len(body.gaps))
    if tag in BLOCKS:
        body.blocks.append(node)
        return f"<div>{_prompt(source, node, body)}</div>"
    if tag == "gapMatchInteraction":
        body.blocks.append(node)
        rest = Node("div", {}, node.line)
        for part in node.parts:
            if isinstance(part, str) or part.tag not in {"prompt", "gapText", "gapImg"}:
                rest.add(part)
        return f"<div>{_prompt(source, node, body)}</div>" + _element(
            source, rest, body
        )
    if tag in BESIDE:
        source.drop(
            _("a button to end the attempt")
            if tag == "endAttemptInteraction"
            else _("a recording")
        )
        return ""
    if tag.endswith("Interaction"):
        raise LeftOut(
            _("Questions of the type “%(type)s” can’t be asked here.")
            % {"type": tag[:40]}
        )
    if tag in DRAWN_ANEW:
        raise LeftOut(_("What it shows is worked out anew for each learner."))
    if tag in FEEDBACK:
        body.feedback.append(node)
        return ""
    if tag == "rubricBlock":
        return _rubric(source, node, body)
    if tag in SILENT or tag == "infoControl":
        if tag == "infoControl":
            source.drop(_("a hint that learners could open"))
        return ""
    return markup(node, _content(source, node, body))


def _prompt(source: Source, node: Node, body: Body) -> str:
    prompt = node.child("prompt")
    return _content(source, prompt, body) if prompt is not None else ""


def _rubric(source: Source, node: Node, body: Body) -> str:
    inside = first(node, "contentBody") or node
    views = node.attributes.get("view", "candidate").split()
    if "candidate" in views:
        return f"<div>{_content(source, inside, body)}</div>"
    value = plain_content(inside)
    if "scorer" in views and html.line(value):
        body.scoring += f"<div>{value}</div>"
    elif html.line(value):
        source.drop(_("what it says to others than learners"))
    return ""
