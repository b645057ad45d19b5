"""Feedback of QTI 2 and 3: what is said to which answer, and what to all."""

from decimal import Decimal

from django.utils.translation import gettext as _

from . import html
from .moodle_answers import Answer
from .qti2_rules import Processing, Setting, Trigger
from .qti_source import Source, content
from .qti_tree import every, first
from .xml import Node

CHOOSING = ("choiceInteraction", "inlineChoiceInteraction")
Key = tuple[str, str, str]


class Feedback:
    """The feedback of a question, sorted by what it is said to."""

    def __init__(
        self, source: Source, processing: Processing, between: list[Node]
    ) -> None:
        self.source, self.processing = source, processing
        item = source.node
        shown = [*item.all("modalFeedback"), *between]
        self._defaults = _defaults(item)
        self._choices = _choices(item)
        self.rationale = ""
        self._right: dict[str, str] = {}
        self._wrong: dict[str, str] = {}
        self._told: dict[Key, str] = {}
        self._lost = False
        for node in shown:
            self._take(node)

    def _take(self, node: Node) -> None:
        inside = first(node, "contentBody") or node
        value = content(inside)
        if not html.line(value) and "<img" not in value:
            return
        outcome = node.attributes.get("outcomeIdentifier", "")
        name = node.attributes.get("identifier", "")
        if node.attributes.get("showHide", "show") == "hide":
            self._lost = True
            return
        setting = [each for each in self.processing.settings if each.outcome == outcome]
        if not setting and self._defaults.get(outcome) == name:
            self.rationale += f"<div>{value}</div>"
            return
        triggers = [
            trigger for each in setting for trigger in _when(each, name, self._choices)
        ]
        for trigger in triggers or [Trigger("other")]:
            self._sort(trigger, value)

    def _sort(self, trigger: Trigger, value: str) -> None:
        if trigger.kind == "always":
            self.rationale += f"<div>{value}</div>"
        elif trigger.kind == "right":
            self._right[trigger.about] = self._right.get(trigger.about, "") + value
        elif trigger.kind == "wrong":
            self._wrong[trigger.about] = self._wrong.get(trigger.about, "") + value
        elif trigger.kind == "value":
            self._add((trigger.about, "value", trigger.value), value)
        elif trigger.kind == "near":
            self._add((trigger.about, "near", trigger.value), value)
        elif trigger.kind == "range":
            self._add((trigger.about, "range", _ends(trigger.low, trigger.high)), value)
        else:
            self._lost = True

    def _add(self, key: Key, value: str) -> None:
        self._told[key] = self._told.get(key, "") + value

    def told(self, about: str, kind: str, value: str) -> str:
        """Return what is said to an answer, as text."""
        return self.source.lines(self._told.pop((about, kind, value), ""))

    def told_range(self, about: str, low: Decimal, high: Decimal) -> str:
        return self.told(about, "range", _ends(low, high))

    def inside(self, about: str, name: str, node: Node) -> tuple[str, str]:
        """Return the HTML of a choice and what is said to it, also within it."""
        told = self._told.pop((about, "value", name), "")
        inline = every(node, "feedbackInline", "feedbackBlock")
        for each in inline:
            if each.attributes.get("showHide", "show") != "hide":
                told += content(first(each, "contentBody") or each)
        bare = Node(node.tag, node.attributes, node.line)
        for part in node.parts:
            if isinstance(part, str) or part not in inline:
                bare.add(part)
        return content(bare), self.source.lines(told)

    def with_whole(self, about: str, listed: list[Answer]) -> list[Answer]:
        """Return the options of a single choice with what is said to right and wrong."""
        right = self.source.lines(self._right.pop(about, ""))
        wrong = self.source.lines(self._wrong.pop(about, ""))
        return [
            Answer(
                each.text,
                each.fraction,
                "\n\n".join(
                    filter(None, (each.feedback, right if each.is_whole else wrong))
                ),
            )
            for each in listed
        ]

    def done(self) -> None:
        """Name the feedback that found no place."""
        if self._lost or self._told:
            self.source.drop(_("feedback in special cases"))
        if self._right or self._wrong:
            self.source.drop(_("feedback to the answer as a whole"))


def _when(setting: Setting, name: str, choices: dict[str, set[str]]) -> list[Trigger]:
    """Return when a setting of an outcome shows the feedback of that name."""
    values = every(setting.value, "baseValue")
    if any(each.text() == name for each in values):
        return list(setting.triggers)
    if setting.value.tag in {"variable", "multiple"}:
        return [
            Trigger("value", each.attributes.get("identifier", ""), name)
            for each in every(setting.value, "variable")
            # The name of a choice says whose it is.
            if name in choices.get(each.attributes.get("identifier", ""), ())
            and setting.triggers[:1] == (Trigger("always"),)
        ]
    return []


def _defaults(item: Node) -> dict[str, str]:
    return {
        each.attributes.get("identifier", ""): each.value("defaultValue", "value")
        for each in item.all("outcomeDeclaration")
    }


def _choices(item: Node) -> dict[str, set[str]]:
    """Return the names of the choices that each response can have."""
    found: dict[str, set[str]] = {}
    for each in every(item.child("itemBody"), *CHOOSING):
        about = each.attributes.get("responseIdentifier", "")
        found.setdefault(about, set()).update(
            choice.attributes.get("identifier", "")
            for choice in every(each, "simpleChoice", "inlineChoice")
        )
    return found


def _ends(low: Decimal | None, high: Decimal | None) -> str:
    return f"{(low or Decimal(0)).normalize():f} {(high or Decimal(0)).normalize():f}"
