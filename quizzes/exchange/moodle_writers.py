"""How a question of each of our types is said in Moodle XML.

Each gives the HTML of the question itself, and the elements behind those that all
questions have, in the order in which Moodle writes them.
"""

import html as entities
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.gaps import TAG_OR_GAP
from quizzes.types.numbers import plain_decimal, read_factor

from .moodle_answers import EXACT
from .moodle_cloze import BETWEEN
from .moodle_draft import Draft, element, plain, rich

GRADINGS = {
    "exact": "ABSOLUTE_POSITION",
    "relative": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    "longest-run": "LONGEST_ORDERED_SUBSET",
}
Rest = tuple[str, str]


def single_choice(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    grades = ["100" if each.get("correct") else "0" for each in fields["options"]]
    return _choice(draft, fields, grades, single="true")


def multiple_response(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    options = fields["options"]
    right = sum(bool(each.get("correct")) for each in options)
    wrong = len(options) - right
    grades = [
        draft.grade(
            Fraction(100, right) if each.get("correct") else -Fraction(100, wrong),
            each["text"],
        )
        for each in options
    ]
    if fields.get("all_or_nothing"):
        draft.changed(_("A part of the answer gives a part of the mark in Moodle."))
    return _choice(draft, fields, grades, single="false")


def _choice(
    draft: Draft, fields: Mapping[str, Any], grades: list[str], *, single: str
) -> Rest:
    answers = "".join(
        draft.answer(each["text"], grade, each.get("feedback", ""))
        for each, grade in zip(fields["options"], grades, strict=True)
    )
    return fields["stem"] + draft.image(), (
        element("single", text=single)
        + element("shuffleanswers", text="true")
        + element("answernumbering", text="abc")
        + element("showstandardinstruction", text="0")
        + _combined_feedback()
        + answers
    )


def _combined_feedback() -> str:
    return "".join(
        rich(f"{part}feedback", "")
        for part in ("correct", "partiallycorrect", "incorrect")
    )


def true_false(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    answers = ""
    for word, value in (("true", True), ("false", False)):
        feedback = plain("feedback", fields.get(f"feedback_{word}", ""))
        answers += element(
            "answer",
            element("text", text=word) + feedback,
            fraction="100" if fields["answer"] is value else "0",
            format="moodle_auto_format",
        )
    return fields["stem"] + draft.image(), answers


def short_text(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    answers = "".join(
        draft.answer(text, grade, feedback)
        for text, grade, feedback in _listed(draft, fields)
    )
    usecase = "1" if fields.get("case_sensitive") else "0"
    return fields["stem"] + draft.image(), element("usecase", text=usecase) + answers


def _listed(draft: Draft, fields: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the answers of a short text: text, what it is worth, feedback."""
    if fields.get("likeness"):
        draft.drop(_("that misspellings are accepted"))
    found = [(text, "100", "") for text in fields["accepted"]]
    for each in fields.get("others", []):
        worth = Fraction(each.get("worth", 0))
        grade = draft.grade(worth, each["text"])
        found.append((each["text"], grade, each.get("feedback", "")))
    if fields.get("wildcards"):
        # Moodle takes the first that fits; here a pattern is looked at last.
        return sorted(found, key=_generality)
    return [(text.replace("*", r"\*"), grade, said) for text, grade, said in found]


def _generality(answer: tuple[str, str, str]) -> tuple[bool, int]:
    text = answer[0]
    return "*" in text, -len(text) if "*" in text else 0


def numeric(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    answers = "".join(
        draft.answer(middle, grade, said, element("tolerance", text=half))
        for middle, half, grade, said in _numbers(draft, fields)
    )
    return fields["stem"] + draft.image(), answers + _units(draft, fields)


def _numbers(
    draft: Draft, fields: Mapping[str, Any]
) -> list[tuple[str, str, str, str]]:
    """Return the answers of a number: middle, tolerance, what it is worth, feedback."""
    found = []
    if fields.get("answer") is not None:
        answer = Decimal(str(fields["answer"]))
        tolerance = Decimal(str(fields.get("tolerance") or 0))
        if fields.get("tolerance_in") == "percent":
            tolerance = EXACT.multiply(tolerance, abs(answer)).scaleb(-2, EXACT)
            draft.changed(_("Its tolerance is written as a number, not in percent."))
        found.append((plain_decimal(answer), plain_decimal(tolerance), "100", ""))
    for each in fields.get("ranges", []):
        low, high = Decimal(str(each["from"])), Decimal(str(each["to"]))
        middle = plain_decimal(EXACT.divide(EXACT.add(low, high), Decimal(2)))
        half = plain_decimal(EXACT.divide(EXACT.subtract(high, low), Decimal(2)))
        grade = draft.grade(Fraction(each.get("worth", 100)), f"{low} – {high}")
        found.append((middle, half, grade, each.get("feedback", "")))
    # Of answers that hold a number, Moodle takes the first.
    return sorted(found, key=lambda each: -Decimal(each[2]))


def _units(draft: Draft, fields: Mapping[str, Any]) -> str:
    units = ""
    if fields.get("unit"):
        units = _unit(fields["unit"], "1")
        for name, factor in fields.get("other_units", {}).items():
            multiplier = 1 / read_factor(str(factor))
            digits = Decimal(multiplier.numerator) / Decimal(multiplier.denominator)
            if Fraction(digits) != multiplier:
                digits = digits.quantize(Decimal("1e-9"))
                draft.changed(_("“%(unit)s” was rounded.") % {"unit": name})
            units += _unit(str(name), plain_decimal(digits))
        units = element("units", units)
    return (
        units
        + element("unitgradingtype", text="0")
        + element("unitpenalty", text="0.1000000")
        + element("showunits", text="0" if units else "3")
        + element("unitsleft", text="0")
    )


def _unit(name: str, multiplier: str) -> str:
    return element(
        "unit",
        element("multiplier", text=multiplier) + element("unit_name", text=name),
    )


def matching(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    pairs = [(each["prompt"], each["match"]) for each in fields["pairs"]]
    pairs += [("", text) for text in fields.get("distractors", [])]
    rest = element("shuffleanswers", text="true") + _combined_feedback()
    for prompt, match in pairs:
        answer = element("answer", element("text", text=match))
        rest += plain("subquestion", prompt, answer)
    return fields["stem"] + draft.image(), rest


def ordering(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    scoring = fields.get("scoring", "exact")
    if scoring == "longest-run":
        draft.changed(_("Moodle counts one item in its place as a part, too."))
    rest = (
        element("layouttype", text="VERTICAL")
        + element("selecttype", text="ALL")
        + element("selectcount", text=str(len(fields["items"])))
        + element("gradingtype", text=GRADINGS[scoring])
        + element("showgrading", text="SHOW")
        + element("numberingstyle", text="none")
        + _combined_feedback()
    )
    for place, text in enumerate(fields["items"], start=1):
        rest += plain("answer", text, fraction=f"{place}.0000000")
    return fields["stem"] + draft.image(), rest


def essay(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    if fields.get("rubric"):
        draft.drop(_("its rubric"))
    limits = "".join(
        element(f"{name}wordlimit", text=str(fields[f"{name}_words"]))
        for name in ("min", "max")
        if fields.get(f"{name}_words")
    )
    return fields["stem"] + draft.image(), (
        element("responseformat", text="editor")
        + element("responserequired", text="1")
        + element("responsefieldlines", text="15")
        + limits
        + element("attachments", text="0")
        + element("attachmentsrequired", text="0")
        + rich("graderinfo", fields.get("sample", ""))
        + rich("responsetemplate", "")
    )


def fill_in_blanks(draft: Draft, fields: Mapping[str, Any]) -> Rest:
    """Return a cloze: the text with its gaps is a part of the question itself."""
    gaps = fields["gaps"]
    out, position, text = [], 0, fields["text"]
    for found in TAG_OR_GAP.finditer(text):
        if found[1] and 1 <= int(found[1]) <= len(gaps):
            out.append(_without_braces(text[position : found.start()]))
            out.append(_gap(draft, gaps[int(found[1]) - 1]))
            position = found.end()
    out.append(_without_braces(text[position:]))
    stem = _without_braces(fields["stem"] + draft.image())
    return f"{stem}{BETWEEN}{''.join(out)}", ""


def _without_braces(value: str) -> str:
    return value.replace("{", "&#123;")


def _gap(draft: Draft, gap: Mapping[str, Any]) -> str:
    kind, weight = gap["kind"], gap.get("weight", 1)
    if kind == "choice":
        name = "MULTICHOICE"
        # Options are HTML there, what is written in other gaps is text.
        listed = [
            (
                entities.escape(each["text"], quote=False),
                "100" if each.get("correct") else "0",
                each.get("feedback", ""),
            )
            for each in gap["options"]
        ]
    elif kind == "text":
        name = "SHORTANSWER_C" if gap.get("case_sensitive") else "SHORTANSWER"
        listed = _listed(draft, gap)
    else:
        name = "NUMERICAL"
        if gap.get("unit"):
            draft.drop(_("the units of its gaps"))
        listed = [
            (f"{middle}:{half}", grade, said)
            for middle, half, grade, said in _numbers(draft, gap)
        ]
    written = "~".join(
        f"{_worth(grade)}{_escape(text)}"
        + (f"#{_escape(_lines(said))}" if said else "")
        for text, grade, said in listed
    )
    return f"{{{weight}:{name}:{written}}}"


def _lines(text: str) -> str:
    return entities.escape(text, quote=False).replace("\n", "<br>")


def _worth(grade: str) -> str:
    return {"100": "=", "0": ""}.get(grade, f"%{grade}%")


def _escape(text: str) -> str:
    """Return a text of a gap without any sign that means something there."""
    return re.sub(r"[&<>~#{}\\=%]", lambda found: f"&#{ord(found[0])};", text)


Writing = Callable[[Draft, Mapping[str, Any]], Rest]
WRITERS: Mapping[str, tuple[str, Writing]] = {
    "single_choice": ("multichoice", single_choice),
    "multiple_response": ("multichoice", multiple_response),
    "true_false": ("truefalse", true_false),
    "matching": ("matching", matching),
    "ordering": ("ordering", ordering),
    "numeric": ("numerical", numeric),
    "short_text": ("shortanswer", short_text),
    "fill_in_blanks": ("cloze", fill_in_blanks),
    "essay": ("essay", essay),
}
