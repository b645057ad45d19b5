"""What QTI 2 and 3 declare of a response, and the answers that our types make of it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.types.text import squeeze

from . import figures
from . import moodle_answers as answers
from .found import LeftOut, decimal
from .moodle_answers import EXACT, WHOLE, Answer
from .qti2_rules import Processing, Trigger
from .qti_source import Source
from .qti_tree import every
from .xml import Node

if TYPE_CHECKING:
    from .qti2 import Question

TRUE = {"true", "1"}


class Declared:
    """A declared response: its right answers, and what answers are mapped to."""

    def __init__(self, node: Node) -> None:
        self.name = node.attributes.get("identifier", "")
        self.cardinality = node.attributes.get("cardinality", "single")
        self.base = node.attributes.get("baseType", "")
        right = node.child("correctResponse")
        self.correct = [each.text() for each in right.all("value")] if right else []
        mapping = node.child("mapping")
        self.entries: dict[str, Decimal] = {}
        self.is_case_sensitive = False
        self.default = Decimal(0)
        if mapping is None:
            return
        self.default = _number(mapping.attributes.get("defaultValue", "0"))
        for each in mapping.all("mapEntry"):
            key = each.attributes.get("mapKey", "")
            worth = _number(each.attributes.get("mappedValue", "0"))
            self.entries[key] = max(worth, self.entries.get(key, worth))
            said = each.attributes.get("caseSensitive", "true").strip().lower()
            self.is_case_sensitive |= said in TRUE

    def worth(self, key: str) -> Decimal:
        return self.entries.get(key, self.default)

    def is_mapped(self, processing: Processing) -> bool:
        """Say whether its mapping counts, and not just the right answer."""
        return bool(self.entries) and (
            processing.maps(self.name)
            or not (self.correct and processing.matches(self.name))
        )

    def is_marked(self, processing: Processing) -> bool:
        """Say whether the file tells a machine how to mark the response."""
        marked = self.is_mapped(processing)
        matched = processing.matches(self.name) and self.correct
        near = any(
            trigger.about == self.name and trigger.kind in {"near", "range", "value"}
            for setting in processing.settings
            for trigger in setting.triggers
        )
        return bool(marked or matched or near)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the right pairs; what is mapped to more than 0 if none are declared."""
        values = self.correct or [key for key, worth in self.entries.items() if worth > 0]  # fmt: skip
        found = []
        for value in values:
            parts = value.split()
            if len(parts) != 2:
                raise LeftOut(_("It does not say which answer is right."))
            found.append((parts[0], parts[1]))
        if not found:
            raise LeftOut(_("It does not say which answer is right."))
        return found


def _number(text: str) -> Decimal:
    # A third is written with as many digits as a computer has.
    found = decimal(text.strip()[:24])
    if found is None:
        raise LeftOut(_("“%(text)s” is no number.") % {"text": text[:80]})
    return found


def choice_options(
    source: Source, question: "Question", nodes: list[Node], declared: Declared
) -> list[Answer]:
    """Return the choices, each worth what is declared, in percent of the best one."""
    maps = declared.is_mapped(question.processing)
    best = max([*declared.entries.values(), Decimal(0)])
    if len(nodes) > answers.MOST:
        raise LeftOut(_("It has more than %(most)s answers.") % {"most": answers.MOST})
    found = []
    for node in nodes:
        name = node.attributes.get("identifier", "")
        value, told = question.feedback.inside(declared.name, name, node)
        text = source.line(value)
        if not text:
            raise LeftOut(_("An option of it holds no text, such as only a picture."))
        if maps:
            worth = declared.worth(name) * 100 / best if best else Decimal(0)
        else:
            worth = WHOLE if name in declared.correct else Decimal(0)
        found.append(Answer(text, worth, told))
    return found


def gap(source: Source, question: "Question", node: Node) -> dict[str, Any]:
    """Return a gap in a text."""
    declared = question.declaration(node)
    if node.tag == "inlineChoiceInteraction":
        options = choice_options(source, question, node.all("inlineChoice"), declared)
        if len(options) < 2:
            raise LeftOut(_("A gap of it has fewer than two options."))
        options = question.feedback.with_whole(declared.name, options)
        own = {"kind": "choice", "options": answers.single(options, source)}
    elif declared.base in {"float", "integer"}:
        own = {"kind": "number", **number(question, declared)}
    else:
        own = {"kind": "text", **written(question, declared)}
    weight = _weight(question, declared)
    return {**own, **({} if weight == 1 else {"weight": weight})}


def _weight(question: "Question", declared: Declared) -> int:
    weights = question.processing.weights
    found = weights.get(question.processing.outcome_of(declared.name), Decimal(1))
    if found != found.to_integral_value() or not 1 <= found <= 100:
        question.source.changed(_("Each gap counts the same now."))
        return 1
    return int(found)


def written(question: "Question", declared: Declared) -> dict[str, Any]:
    """Return the answers of a text."""
    feedback, processing = question.feedback, question.processing
    maps = declared.is_mapped(processing)
    best = max([*declared.entries.values(), Decimal(0)])
    listed: dict[str, Decimal] = {}
    if not maps:
        listed |= dict.fromkeys(declared.correct[:1], WHOLE)
    elif best > 0:
        # The one that is declared to be right is shown as such.
        for key in declared.correct[:1]:
            if declared.worth(key) == best:
                listed[key] = WHOLE
        for key, worth in declared.entries.items():
            listed[key] = worth * 100 / best
    case_sensitive = declared.is_case_sensitive if maps else True
    if maps and declared.default > 0:
        raise LeftOut(_("It takes any answer for right."))
    for trigger, points in _marked(processing, declared.name):
        if trigger.kind == "value":
            listed.setdefault(trigger.value, points)
    found = [
        Answer(_literal(key), worth, feedback.told(declared.name, "value", key))
        for key, worth in listed.items()
    ]
    return answers.short(
        [each for each in found if each.text],
        question.source,
        case_sensitive=case_sensitive,
    )


def _literal(text: str) -> str:
    return squeeze(text).replace("*", r"\*")


def _marked(processing: Processing, about: str) -> list[tuple[Trigger, Decimal]]:
    """Return the answers that conditions set points for, in percent of the best."""
    found = []
    for setting in processing.settings:
        values = every(setting.value, "baseValue")
        points = decimal(values[0].text()) if len(values) == 1 else None
        whole = setting.value.tag == "variable"
        for trigger in setting.triggers:
            if trigger.about != about or trigger.kind not in {"near", "range", "value"}:
                continue
            if whole and not setting.outcome.upper().startswith("FEEDBACK"):
                found.append((trigger, Decimal(-1)))
            elif points is not None and setting.value.tag == "baseValue":
                found.append((trigger, points))
    best = max([points for _trigger, points in found], default=Decimal(0))
    if best <= 0:
        return [(trigger, WHOLE if points < 0 else points) for trigger, points in found]
    return [
        (trigger, WHOLE if points < 0 else points * 100 / best)
        for trigger, points in found
    ]


def number(question: "Question", declared: Declared) -> dict[str, Any]:
    """Return the fields of a number: the right one, and its ranges."""
    feedback = question.feedback
    fields: dict[str, Any] = {}
    ranges: list[dict[str, Any]] = []

    def add(low: Decimal, high: Decimal, worth: Decimal, told: str) -> None:
        if low > high:
            raise LeftOut(_("A range of it ends before it begins."))
        part = int(worth.to_integral_value())
        if part != worth:
            question.source.changed(_("Parts of a mark are whole percents now."))
        ranges.append(
            {
                "from": figures.field(low),
                "to": figures.field(high),
                **({} if part == 100 else {"worth": part}),
                **({"feedback": told} if told else {}),
            }
        )

    for trigger, worth in _marked(question.processing, declared.name):
        if trigger.is_open:
            question.source.changed(_("The ends of a range count, too."))
        low, high = trigger.low or Decimal(0), trigger.high or Decimal(0)
        if trigger.kind == "range":
            told = feedback.told_range(declared.name, low, high)
            add(low, high, max(worth, Decimal(0)), told)
            continue
        middle = _middle(declared, trigger.value)
        told = feedback.told(declared.name, trigger.kind, trigger.value)
        if worth == WHOLE and not fields and not told and low == high:
            fields = {
                "answer": figures.field(middle),
                "tolerance": figures.field(low),
                **({"tolerance_in": "percent"} if trigger.is_percent and low else {}),
            }
            continue
        if trigger.is_percent:
            low, high = (figures.part(middle, end) for end in (low, high))
        add(EXACT.subtract(middle, low), EXACT.add(middle, high), worth, told)
    if not fields and not any("worth" not in each for each in ranges):
        fields = _declared_number(question, declared, add)
    return {**(fields or {"tolerance": 0}), **({"ranges": ranges} if ranges else {})}


def _declared_number(
    question: "Question", declared: Declared, add: Any
) -> dict[str, Any]:
    """Return the right number where only the declaration says it."""
    values = declared.correct or [
        key for key, worth in declared.entries.items() if worth > 0
    ]
    if not values:
        raise LeftOut(_("No answer of it is worth all of the mark."))
    if any(
        trigger.kind == "other" and trigger.about == declared.name
        for setting in question.processing.settings
        for trigger in setting.triggers
    ):
        question.source.changed(_("Only the very number is right now."))
    for value in values[1:]:
        end = _middle(declared, value)
        add(end, end, WHOLE, "")
    return {"answer": figures.field(_middle(declared, values[0])), "tolerance": 0}


def _middle(declared: Declared, value: str) -> Decimal:
    if not value:
        value = declared.correct[0] if declared.correct else ""
    found = decimal(value)
    if found is None:
        raise LeftOut(_("“%(text)s” is no number.") % {"text": value[:80]})
    return found
