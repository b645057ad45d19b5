"""The conditions of QTI 1.2: what answers are worth, and what is said to them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.text import squeeze

from . import figures, html
from .found import LeftOut, decimal
from .moodle_answers import Answer
from .qti12_material import Shown, materials
from .qti_source import Source
from .qti_tree import every
from .xml import Node

EQUAL = {"varequal", "varsubstring", "varsubset"}
LOW, HIGH = {"vargte", "vargt"}, {"varlte", "varlt"}
OPEN = {"vargt", "varlt"}
GROUPS = {"conditionvar", "and", "or", "not"}
# How Canvas, and others after it, call what is shown whatever the answer is.
GENERAL = ("general_fb", "general", "solution")
WRONG = ("incorrect", "wrong")


@dataclass(slots=True)
class Rule:
    """One condition: the answers it is about, its points, and its feedback."""

    equal: list[tuple[str, str]] = field(default_factory=list)
    unequal: list[tuple[str, str]] = field(default_factory=list)
    ranges: list[tuple[str, Decimal, Decimal]] = field(default_factory=list)
    is_together: bool = False
    is_other: bool = False
    points: Decimal | None = None
    feedback: list[str] = field(default_factory=list)


class Rules:
    """All conditions of a question."""

    def __init__(self, source: Source, look: Shown) -> None:
        self.source = source
        self._strict: set[str] = set()
        self._parts: set[tuple[str, str]] = set()
        kinds = {offer.key: offer.kind for offer in look.offers}
        item = source.node
        self._all = [
            self._rule(each, kinds)
            for processing in item.all("resprocessing")
            for each in every(processing, "respcondition")
        ]
        self.hints: list[str] = []
        self._solution = ""
        self._feedback: dict[str, str] = {}
        for each in item.all("itemfeedback"):
            self._take(each)
        self._used: set[str] = set()
        self.rationale = self._solution
        self._right = self._wrong = ""
        self._told: dict[tuple[str, str], list[str]] = {}
        for rule in self._all:
            for name in rule.feedback:
                self._tell(rule, name)

    def _take(self, node: Node) -> None:
        inner = [each for each in node.elements() if each.tag in {"solution", "hint"}]
        for each in inner:
            if each.tag == "solution":
                self._solution += materials(each)
            else:
                self.hints += [materials(one) for one in every(each, "hintmaterial")]
        rest = [each for each in node.elements() if each not in inner]
        value = "".join(
            materials(each) if each.tag != "material" else materials(_wrapped(each))
            for each in rest
        )
        if html.line(value) or "<img" in value:
            self._feedback[node.attributes.get("ident", "")] = value

    def _rule(self, node: Node, kinds: dict[str, str]) -> Rule:
        rule = Rule()
        condition = node.child("conditionvar")
        if condition is not None:
            self._condition(rule, condition, kinds, negated=False)
        for each in node.all("setvar"):
            points = decimal(each.text() or "0")
            if points is None:
                raise LeftOut(
                    _("“%(text)s” is no number.") % {"text": each.text()[:80]}
                )
            sign = -1 if each.attributes.get("action", "").lower() == "subtract" else 1
            rule.points = (rule.points or Decimal(0)) + sign * points
        rule.feedback = [
            each.attributes.get("linkrefid", "") for each in node.all("displayfeedback")
        ]
        return rule

    def _condition(
        self, rule: Rule, node: Node, kinds: dict[str, str], *, negated: bool
    ) -> None:
        lows: dict[str, Decimal] = {}
        highs: dict[str, Decimal] = {}
        for each in node.elements():
            about = each.attributes.get("respident", "")
            if each.tag in GROUPS:
                if each.tag == "and" and len(every(each, *EQUAL)) > 1:
                    rule.is_together = True
                self._condition(
                    rule, each, kinds, negated=negated != (each.tag == "not")
                )
            elif each.tag in EQUAL:
                value = squeeze(each.text())
                (rule.unequal if negated else rule.equal).append((about, value))
                if each.attributes.get("case", "").lower() == "yes":
                    self._strict.add(about)
                if each.tag != "varequal" and kinds.get(about) == "text":
                    self._parts.add((about, value))
            elif each.tag in LOW | HIGH and not negated:
                if (end := decimal(each.text())) is None:
                    raise LeftOut(
                        _("“%(text)s” is no number.") % {"text": each.text()[:80]}
                    )
                (lows if each.tag in LOW else highs)[about] = end
                if each.tag in OPEN and kinds.get(about) == "number":
                    self.source.changed(_("The ends of a range count, too."))
            elif each.tag in {"other", "unanswered"}:
                rule.is_other = True
        for about, low in lows.items():
            if about in highs:
                rule.ranges.append((about, low, highs[about]))
            else:
                raise LeftOut(_("It takes any number above or below another."))
        if set(highs) - set(lows):
            raise LeftOut(_("It takes any number above or below another."))

    def _tell(self, rule: Rule, name: str) -> None:
        """Sort a feedback by what it is said to."""
        value = self._feedback.get(name, "")
        if not value:
            return
        self._used.add(name)
        bare = name.lower()
        if len(rule.equal) == 1 and not rule.ranges:
            self._told.setdefault(rule.equal[0], []).append(value)
        elif rule.ranges and len(rule.equal) <= 1:
            for about, low, high in rule.ranges:
                self._told.setdefault((about, f"{low} {high}"), []).append(value)
        elif not rule.equal and not rule.unequal and not rule.ranges:
            if bare.startswith(GENERAL) and not any(word in bare for word in WRONG):
                self.rationale += value
            else:
                self._wrong += value
        elif (rule.points or 0) > 0 or "correct" in bare:
            self._right += value
        else:
            self._wrong += value

    def done(self) -> None:
        """Name the feedback that found no place."""
        if set(self._feedback) - self._used:
            self.source.drop(_("feedback that is never shown"))
        if self._right or self._wrong:
            self.source.drop(_("feedback to the answer as a whole"))

    def points(self, about: str) -> dict[str, Decimal]:
        """Return what single answers are worth, those listed first first."""
        found: dict[str, Decimal] = {}
        for rule in self._all:
            mine = [value for key, value in rule.equal if key == about]
            if rule.points is None or (rule.is_together and len(mine) > 1):
                continue
            for value in mine:
                if rule.points or value not in found:
                    found[value] = found.get(value, Decimal(0)) + rule.points
        return found

    def all_of(self, about: str) -> list[str] | None:
        """Return the answers that are right only together; ``None`` if each counts."""
        for rule in self._all:
            mine = [value for key, value in rule.equal if key == about]
            others = any(key == about for key, _value in rule.unequal)
            if (rule.points or 0) > 0 and (len(mine) > 1 or (mine and others)):
                return mine
        return None

    def sequence(self, about: str) -> list[str]:
        for rule in self._all:
            mine = [value for key, value in rule.equal if key == about]
            if (rule.points or 0) > 0 and len(mine) > 1:
                return mine
        return []

    def told(self, about: str, answer: str) -> str:
        """Return what is said to an answer, as text."""
        values = self._told.pop((about, answer), [])
        return self.source.lines("".join(dict.fromkeys(values)))

    def others_told(self, about: str) -> list[tuple[str, str]]:
        """Return the answers worth nothing to which something is said."""
        keys = [key for key in self._told if key[0] == about]
        return [(key[1], self.told(*key)) for key in keys]

    def with_whole(self, listed: list[Answer]) -> list[Answer]:
        """Return the options of a single choice with what is said to right and wrong."""
        if not self._right and not self._wrong:
            return listed
        right, wrong = self.source.lines(self._right), self.source.lines(self._wrong)
        self._right = self._wrong = ""
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

    def is_case_sensitive(self, about: str) -> bool:
        return about in self._strict

    def is_part(self, about: str, answer: str) -> bool:
        """Say whether an answer is enough as a part of what is written."""
        return (about, answer) in self._parts

    def number(self, about: str) -> dict[str, Any]:
        """Return the fields of a number: the first right one, and all other ranges."""
        worth = [
            rule
            for rule in self._all
            if rule.points is not None
            and any(each[0] == about for each in [*rule.equal, *rule.ranges])
        ]
        best = max((rule.points or Decimal(0) for rule in worth), default=Decimal(0))
        if best <= 0:
            raise LeftOut(_("No answer of it is worth all of the mark."))
        fields: dict[str, Any] = {}
        ranges: list[dict[str, Any]] = []
        for rule in worth:
            part = int(max(rule.points or Decimal(0), Decimal(0)) * 100 / best)
            self._number(about, rule, part, fields, ranges)
        return {
            **(fields or {"tolerance": 0}),
            **({"ranges": ranges} if ranges else {}),
        }

    def _number(
        self,
        about: str,
        rule: Rule,
        part: int,
        fields: dict[str, Any],
        ranges: list[dict[str, Any]],
    ) -> None:
        ends = [(low, high) for key, low, high in rule.ranges if key == about]
        middles = []
        told = ""
        for key, value in rule.equal:
            if key == about:
                if (found := decimal(value)) is None:
                    raise LeftOut(_("“%(text)s” is no number.") % {"text": value[:80]})
                middles.append(found)
                told = told or self.told(about, value)
        for low, high in ends:
            told = told or self.told(about, f"{low} {high}")
        middle = middles[0] if middles else None
        if middle is not None and len(ends) == 1 and part == 100 and not fields and not told:  # fmt: skip
            low, high = ends[0]
            if high - middle == middle - low >= 0:
                fields |= {
                    "answer": figures.field(middle),
                    "tolerance": figures.field(high - middle),
                }
                return
        if middle is not None and not ends and part == 100 and not fields and not told:
            fields |= {"answer": figures.field(middle), "tolerance": 0}
            middles = middles[1:]
        ends += [(each, each) for each in middles if not any(a <= each <= b for a, b in ends)]  # fmt: skip
        for low, high in ends:
            if low > high:
                raise LeftOut(_("A range of it ends before it begins."))
            ranges.append(
                {
                    "from": figures.field(low),
                    "to": figures.field(high),
                    **({} if part == 100 else {"worth": part}),
                    **({"feedback": told} if told else {}),
                }
            )


def _wrapped(node: Node) -> Node:
    found = Node("flow_mat", {}, node.line)
    found.add(node)
    return found
