"""Answers as Moodle lists them, each worth a percentage, in the words of our types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.listed import fits
from quizzes.types.numbers import plain_decimal, yaml_number
from quizzes.types.short_text import MAX_LENGTH
from quizzes.types.text import normalise, squeeze

from .found import Found, LeftOut, decimal
from .moodle_source import Source
from .xml import Node

WHOLE = Decimal(100)
# Moodle writes a third of 100 as 33.33333, and older files even shorter.
NEAR = Decimal("0.1")
# Nobody lists more; looking for pairs among them takes the square.
MOST = 200

# Adds numbers without rounding: they have few digits and small exponents.
EXACT = Context(prec=200)

STAR = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True, slots=True)
class Answer:
    """A listed answer: ``fraction`` is what it is worth in percent, perhaps below 0."""

    text: str
    fraction: Decimal
    feedback: str = ""
    tolerance: str = ""

    @property
    def is_whole(self) -> bool:
        return self.fraction >= WHOLE - NEAR


def percent(text: str) -> Decimal:
    """Return what a percentage of a file says. Raises ``LeftOut`` if it is no number."""
    found = decimal(text.strip().removesuffix("%") or "0")
    if found is None or abs(found) > WHOLE + NEAR:
        raise LeftOut(
            _("“%(text)s” is no percentage that an answer can be worth.")
            % {"text": text[:40]}
        )
    return found


def listed(source: Source, *, as_html: bool) -> list[Answer]:
    """Return the answers of a question. Those without a text count for nothing."""
    found = []
    for node in source.node.all("answer"):
        text = source.line(node) if as_html else squeeze(node.value("text"))
        fraction = percent(_fraction(node))
        if text or not as_html:
            feedback = source.plain(node.child("feedback"))
            tolerance = node.value("tolerance")
            found.append(Answer(text, fraction, feedback, tolerance))
        elif fraction or source.html(node):
            raise LeftOut(_("An answer of it holds no text, such as only a picture."))
    if len(found) > MOST:
        raise LeftOut(_("It has more than %(most)s answers.") % {"most": MOST})
    return found


def _fraction(node: Node) -> str:
    # Very old files have it in an element of its own, as a part of 1.
    if "fraction" not in node.attributes and node.child("fraction"):
        found = decimal(node.value("fraction"))
        return "x" if found is None else str(found * 100)
    return node.attributes.get("fraction", "0")


def single(answers: Sequence[Answer], source: Found) -> list[dict[str, Any]]:
    """Return the options of a single choice."""
    right = [each for each in answers if each.is_whole]
    if not right:
        best = max((each.fraction for each in answers), default=Decimal(0))
        right = [each for each in answers if each.fraction == best > 0]
        if len(right) == 1:
            source.changed(_("No option was worth all; the best one counts as right."))
    if not right:
        raise LeftOut(_("No option of it is right."))
    if len(right) > 1:
        raise LeftOut(_("Several options of it are right, each for itself alone."))
    others = [each.fraction for each in answers if each is not right[0]]
    if any(fraction > 0 for fraction in others):
        source.changed(_("Other options were worth a part; now only one is right."))
    if any(fraction < 0 for fraction in others):
        source.changed(_("Wrong options took points away; now they are worth nothing."))
    return [option(each, correct=each is right[0]) for each in answers]


def multiple(answers: Sequence[Answer], source: Found) -> list[dict[str, Any]]:
    """Return the options of a multiple response."""
    right = [each.fraction for each in answers if each.fraction > 0]
    wrong = [each.fraction for each in answers if each.fraction <= 0]
    if not right:
        raise LeftOut(_("No option of it is right."))
    if not _alike(right, WHOLE / len(right)):
        source.changed(_("Right options are worth the same now, and 100% together."))
    if wrong and not _alike(wrong, -WHOLE / len(wrong)):
        source.changed(_("Wrong options now take away a part each, and 100% together."))
    return [option(each, correct=each.fraction > 0) for each in answers]


def _alike(fractions: Sequence[Decimal], wanted: Decimal) -> bool:
    return all(abs(fraction - wanted) < NEAR for fraction in fractions)


def option(answer: Answer, *, correct: bool) -> dict[str, Any]:
    return {
        "text": answer.text,
        **({"correct": True} if correct else {}),
        **({"feedback": answer.feedback} if answer.feedback else {}),
    }


def short(
    answers: Sequence[Answer], source: Found, *, case_sensitive: bool
) -> dict[str, Any]:
    """Return the fields of a short text, without its stem."""
    kept = _first_of_each(answers, source, case_sensitive=case_sensitive)
    wildcards = any(STAR.search(each.text) for each in kept)
    if wildcards and any(r"\*" in each.text for each in kept):
        source.changed(_("A “*” that stood for itself now stands for any text."))
    if wildcards and any(
        _hidden(each, kept[index:], case_sensitive=case_sensitive)
        for index, each in enumerate(kept, start=1)
    ):
        source.changed(_("Where a pattern fits, too, the very answer counts."))
    model = _model(kept, source)
    whole = [each for each in kept if each.is_whole]
    accepted = [_literal(each) for each in whole if each is model or not each.feedback]
    first = _literal(model)
    accepted = [first, *(text for text in accepted if text != first)]
    others = [
        {
            "text": _literal(each),
            **_worth(each, source),
            **({"feedback": each.feedback} if each.feedback else {}),
        }
        for each in kept
        if each is not model and not (each.is_whole and not each.feedback)
    ]
    return {
        "accepted": accepted,
        **({"others": others} if others else {}),
        **({"case_sensitive": True} if case_sensitive else {}),
        **({"wildcards": True} if wildcards else {}),
    }


def _first_of_each(
    answers: Sequence[Answer], source: Found, *, case_sensitive: bool
) -> list[Answer]:
    """Return the answers without those that an earlier one says already."""
    kept: list[Answer] = []
    seen: dict[str, Answer] = {}
    for each in answers:
        if len(each.text) > MAX_LENGTH:
            raise LeftOut(
                _("An answer of it is longer than %(most)s characters.")
                % {"most": MAX_LENGTH}
            )
        same = normalise(each.text, case_sensitive=case_sensitive)
        first = seen.setdefault(same, each)
        both = (first, each)
        if not each.text:
            continue
        if first is each or all(one.is_whole and not one.feedback for one in both):
            kept.append(each)
        else:
            source.changed(
                _("“%(text)s” stands among the answers twice; the first counts.")
                % {"text": each.text[:80]}
            )
    return kept


def _hidden(pattern: Answer, later: Sequence[Answer], *, case_sensitive: bool) -> bool:
    """Say whether Moodle never comes to a later answer, because a pattern fits it."""
    if not STAR.search(pattern.text):
        return False
    same = normalise(pattern.text, case_sensitive=case_sensitive)
    return any(
        pattern.fraction != each.fraction
        and fits(same, normalise(each.text, case_sensitive=case_sensitive))
        for each in later
    )


def _model(answers: Sequence[Answer], source: Found) -> Answer:
    """Return the answer to show as the right one: whole, and no pattern."""
    whole = [each for each in answers if each.is_whole]
    plain = [each for each in whole if not STAR.search(each.text)]
    if without := [each for each in plain if not each.feedback]:
        return without[0]
    if plain:
        source.changed(
            _("The feedback to the right answer “%(text)s” does not come in.")
            % {"text": plain[0].text[:80]}
        )
        return plain[0]
    for each in whole:
        if text := squeeze(STAR.sub("", each.text)):
            source.changed(
                _("“%(text)s” is shown as the right answer; the file had a pattern.")
                % {"text": text[:80]}
            )
            return Answer(text, WHOLE)
    if whole:
        raise LeftOut(_("It takes any answer for right."))
    raise LeftOut(_("No answer of it is worth all of the mark."))


def _literal(answer: Answer) -> str:
    return answer.text.replace(r"\*", "*")


def _worth(answer: Answer, source: Found) -> dict[str, int]:
    """Return what an answer is worth, in whole percent."""
    worth = int(max(answer.fraction, Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP))
    if answer.is_whole:
        worth = 100
    elif worth != answer.fraction:
        source.changed(
            _("“%(text)s” is worth %(worth)s%%, no longer %(fraction)s%%.")
            % {
                "text": answer.text[:80],
                "worth": worth,
                "fraction": plain_decimal(answer.fraction),
            }
        )
    return {"worth": worth} if worth else {}


def number(answers: Sequence[Answer], source: Found) -> dict[str, Any]:
    """Return the fields of a number, without its stem and its units."""
    ranges: list[dict[str, Any]] = []
    fields: dict[str, Any] = {}
    ends: list[tuple[Decimal, Decimal, Decimal]] = []
    for each in answers:
        if each.text in {"", "*"}:
            if each.fraction > 0:
                raise LeftOut(_("It takes any number for right."))
            if each.feedback:
                source.drop(_("feedback to any other number"))
            continue
        middle, half = _number(each.text), abs(_number(each.tolerance or "0"))
        low, high = EXACT.subtract(middle, half), EXACT.add(middle, half)
        if any(
            worth < each.fraction and low <= end and begin <= high
            for begin, end, worth in ends
        ):
            source.changed(
                _("Where answers overlap, the one worth most counts, not the first.")
            )
        ends.append((low, high, each.fraction))
        if each.is_whole and not each.feedback and "answer" not in fields:
            fields = {"answer": written(middle), "tolerance": written(half)}
        else:
            worth = _worth(each, source).get("worth", 0)
            ranges.append(
                {
                    "from": written(low),
                    "to": written(high),
                    **({} if worth == 100 else {"worth": worth}),
                    **({"feedback": each.feedback} if each.feedback else {}),
                }
            )
    if not any(each.is_whole for each in answers):
        raise LeftOut(_("No answer of it is worth all of the mark."))
    return {
        **(fields or {"tolerance": 0}),
        **({"ranges": ranges} if ranges else {}),
    }


def _number(text: str) -> Decimal:
    found = decimal(text)
    if found is None:
        raise LeftOut(_("“%(text)s” is no number.") % {"text": text[:80]})
    return found


def units(source: Source) -> dict[str, Any]:
    """Return the fields of a number that say its units."""
    found: dict[str, Fraction] = {}
    for node in (source.node.child("units") or source.node).all("unit"):
        name = squeeze(node.value("unit_name"))
        factor = decimal(node.value("multiplier", default="1"))
        if not name or not factor or factor < 0:
            source.changed(_("A unit without a name or a factor does not come in."))
        else:
            found.setdefault(name, 1 / Fraction(factor))
    base = next((name for name, factor in found.items() if factor == 1), "")
    if not base:
        if found:
            source.changed(_("The units don’t come in: none is that of the answer."))
        return {}
    others = {name: _factor(each) for name, each in found.items() if name != base}
    return {"unit": base, **({"other_units": others} if others else {})}


def _factor(value: Fraction) -> Any:
    """Return a factor as a course file writes it: a decimal if it ends soon."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value and len(plain_decimal(exact)) <= 12:
        return written(exact)
    return f"{value.numerator}/{value.denominator}"


def written(value: Decimal) -> Any:
    """Return a number as the fields of a question hold it: exactly."""
    text = plain_decimal(value)
    found = yaml_number(text)
    return found if Decimal(str(found)) == Decimal(text) else text
