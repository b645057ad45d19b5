"""Response processing of QTI 2 and 3: how answers are marked, and what is said to them.

The standard templates are known by their names. Of processing that an author wrote,
what marks an answer or shows a feedback is understood; nothing is ever computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .found import decimal
from .qti_tree import walk
from .xml import Node

ELSE = Node("else", {}, 0)


@dataclass(frozen=True, slots=True)
class Trigger:
    """When something is done: ``always``, for the ``right`` or any ``wrong`` answer,
    for a ``value`` of a response, for its numbers from ``low`` to ``high``; for an
    answer ``near`` the right one; or in some ``other`` case.
    """

    kind: str
    about: str = ""
    value: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    is_percent: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """An outcome is set, when one of the triggers holds."""

    outcome: str
    value: Node
    triggers: tuple[Trigger, ...]


class Processing:
    """What a file says of marking."""

    def __init__(self, item: Node) -> None:
        node = item.child("responseProcessing")
        name = ""
        if node is not None:
            name = node.attributes.get("template") or node.attributes.get(
                "templateLocation", ""
            )
        self.template = name.rstrip("/").rsplit("/", 1)[-1].removesuffix(".xml").lower()
        self.settings = list(_settings(node, [])) if node is not None else []
        self.is_own = bool(self.settings)
        inside = list(walk(node)) if node is not None else []
        self.mapped = {
            each.attributes.get("identifier", "")
            for each in inside
            if each.tag == "mapResponse"
        }
        self.matched = {
            each.about
            for setting in self.settings
            for each in setting.triggers
            if each.kind == "right"
        }
        # Each place of an order that is compared for itself.
        self.placed = {
            _variable(first.child("variable") or first)
            for each in inside
            if each.tag == "match"
            and len(each.by_tag.get("index", [])) == 2
            and (first := each.all("index")[0])
        }
        self.weights = _weights(inside)

    def maps(self, about: str) -> bool:
        """Say whether a response is marked by its mapping."""
        return about in self.mapped or self.template.startswith("map_response")

    def matches(self, about: str) -> bool:
        """Say whether a response is right or wrong as a whole."""
        return about in self.matched or "match" in self.template

    def outcome_of(self, about: str) -> str:
        """Return the outcome that only this response sets."""
        for setting in self.settings:
            used = {each.about for each in setting.triggers if each.about}
            used |= {
                each.attributes.get("identifier", "")
                for each in walk(setting.value)
                if each.tag == "mapResponse"
            }
            if about in used and setting.outcome in self.weights:
                return setting.outcome
        return ""


def _settings(node: Node, triggers: list[tuple[Trigger, ...]]) -> Iterator[Setting]:
    for each in node.elements():
        if each.tag == "setOutcomeValue":
            value = next(each.elements(), None)
            if value is not None:
                held = triggers[0] if len(triggers) == 1 else ()
                if not triggers:
                    held = (Trigger("always"),)
                elif len(triggers) > 1:
                    held = (Trigger("other"),)
                outcome = each.attributes.get("identifier", "")
                yield Setting(outcome, value, held)
        elif each.tag == "responseCondition":
            yield from _branches(each, triggers)
        elif each.tag == "responseProcessingFragment":
            yield from _settings(each, triggers)


def _branches(node: Node, outer: list[tuple[Trigger, ...]]) -> Iterator[Setting]:
    before: tuple[Trigger, ...] = ()
    for branch in node.elements():
        if branch.tag == "responseElse":
            is_wrong = len(before) == 1 and before[0].kind in {"right", "near"}
            about = before[0].about if before else ""
            own: tuple[Trigger, ...] = (
                Trigger("wrong" if is_wrong else "other", about),
            )
        else:
            condition = next(branch.elements(), None)
            own = triggers(condition) if condition is not None else ()
            before += own
        yield from _settings(branch, [*outer, own])


def triggers(node: Node) -> tuple[Trigger, ...]:
    """Return when a condition holds: for any of these."""
    inner = list(node.elements())
    if node.tag == "or":
        return tuple(trigger for each in inner for trigger in triggers(each))
    if node.tag in {"and", "not"} and len(inner) == 1:
        (only,) = triggers(inner[0])[:1] or (Trigger("other"),)
        if node.tag == "and":
            return (only,)
        return (Trigger("wrong" if only.kind == "right" else "other", only.about),)
    if node.tag == "and" and len(inner) == 2:
        return (_between(inner),)
    if node.tag in {"match", "stringMatch", "equal", "member", "contains"}:
        return (_same(node, inner),)
    return (Trigger("other", next(_abouts(node), "")),)


def _abouts(node: Node) -> Iterator[str]:
    return (
        each.attributes.get("identifier", "")
        for each in walk(node)
        if each.tag == "variable"
    )


def _variable(node: Node) -> str:
    return node.attributes.get("identifier", "") if node.tag == "variable" else ""


def _same(node: Node, inner: list[Node]) -> Trigger:
    if len(inner) != 2:
        return Trigger("other")
    if inner[0].tag in {"baseValue", "correct"}:
        inner = inner[::-1]
    about, other = _variable(inner[0]), inner[1]
    if node.tag == "equal":
        mode = node.attributes.get("toleranceMode", "exact")
        ends = node.attributes.get("tolerance", "0").split()[:2]
        numbers = [decimal(end) for end in (ends * 2)[:2]] if ends else []
        if mode != "exact" and (len(numbers) < 2 or None in numbers):
            return Trigger("other", about)
        low, high = numbers if mode != "exact" else (Decimal(0), Decimal(0))
        is_open = "false" in {
            node.attributes.get("includeLowerBound"),
            node.attributes.get("includeUpperBound"),
        }
        value = "" if other.tag == "correct" else other.text()
        percent = mode == "relative"
        return Trigger("near", about, value, low, high, percent, is_open)
    if other.tag == "correct":
        return Trigger("right", about)
    if other.tag == "baseValue" and about:
        return Trigger("value", about, other.text())
    return Trigger("other", about)


def _between(inner: list[Node]) -> Trigger:
    """Return the range that two comparisons make."""
    ends: dict[str, tuple[str, Decimal]] = {}
    is_open = False
    for each in inner:
        parts = list(each.elements())
        if len(parts) != 2 or each.tag not in {"gte", "gt", "lte", "lt"}:
            break
        end = decimal(parts[1].text()) if parts[1].tag == "baseValue" else None
        if end is None:
            break
        ends[each.tag[0]] = (_variable(parts[0]), end)
        is_open = is_open or not each.tag.endswith("e")
    else:
        if set(ends) == {"g", "l"} and ends["g"][0] == ends["l"][0]:
            about, low = ends["g"]
            return Trigger("range", about, "", low, ends["l"][1], is_open=is_open)
    return Trigger("other", next(_abouts(inner[0]), ""))


def _weights(inside: list[Node]) -> dict[str, Decimal]:
    """Return how much the outcomes count that are added up."""
    found: dict[str, Decimal] = {}
    for each in inside:
        parts = list(each.elements())
        if each.tag != "product" or len(parts) != 2:
            continue
        number = decimal(parts[0].text()) if parts[0].tag == "baseValue" else None
        if number is not None and (outcome := _variable(parts[1])):
            found[outcome] = number
    return found
