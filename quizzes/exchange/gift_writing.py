"""Writing GIFT, the way Moodle does: every text is HTML, answers a line each."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.gaps import TAG_OR_GAP
from quizzes.types.numbers import plain_decimal

from . import figures
from .gift_blocks import CATEGORY, category_path
from .gift_text import ARROW, escape, write_answer, write_html, write_text, write_weight
from .neutral import Item, Written
from .notes import LeftOut, Notes, unwritten

TOP = "$course$/top"
# Moodle allows no such signs in a tag.
UNFIT = re.compile(r"[<>\\]")
Fields = Mapping[str, Any]


def write(items: Iterable[Item], *, title: str) -> Written:
    notes = Notes()
    parts = [f"// {_one_line(title)}\n\n"] if title.strip() else []
    category = ""
    for item in items:
        try:
            question = _question(item, notes)
        except LeftOut as reason:
            notes.left_out(reason.message, item.number)
            continue
        if item.category != category:
            category = item.category
            parts.append(f"{CATEGORY} {_category(category)}\n\n")
        parts.append(f"{question}\n")
    return Written("".join(parts).encode(), notes.problems)


def _question(item: Item, notes: Notes) -> str:
    if item.type_key not in WRITERS:
        raise LeftOut(_("GIFT has no questions of this type."))
    name = _one_line(item.name)
    head = f"// question: {item.number}  name: {name}\n"
    labels = [f"[id:{_label(item.key)}]"] if item.key else []
    labels += [f"[tag:{_label(tag)}]" for tag in item.tags]
    if labels:
        head += f"// {' '.join(labels)}\n"
    if name:
        head += f"::{escape(name)}::"
    lost = unwritten(item)
    if any(UNFIT.search(label) for label in (item.key, *item.tags)):
        lost.append(_("“<”, “>” and “\\” in tags"))
    before, answers, after = WRITERS[item.type_key](item.fields, lost)
    notes.lost(lost, item.number)
    general = f"####{write_html(item.rationale.rstrip())}" if item.rationale else ""
    if "\n" in answers:
        general = general and f"\t{general}\n"
    return f"{head}[html]{before}{{{answers}{general}}}{after}\n"


def _true_false(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    verdict = bool(fields["answer"])
    right, wrong = (
        write_text(fields.get(f"feedback_{str(key).lower()}", ""))
        for key in (verdict, not verdict)
    )
    feedback = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
    return _stem(fields), f"{str(verdict).upper()}{feedback}", ""


def _single_choice(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    rows = [
        _row("=" if option.get("correct") else "~", write_text(option["text"]), option)
        for option in fields["options"]
    ]
    return _stem(fields), _rows(rows), ""


def _multiple_response(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    options = fields["options"]
    right = sum(bool(option.get("correct")) for option in options)
    if not right:
        raise LeftOut(_("No option is right."))
    weights = {
        True: Decimal(100) / right,
        False: Decimal(-100) / max(len(options) - right, 1),
    }
    if fields.get("all_or_nothing"):
        lost.append(_("all or nothing"))
    rows = [
        _row(
            f"~{write_weight(weights[bool(option.get('correct'))])}",
            write_text(option["text"]),
            option,
        )
        for option in options
    ]
    return _stem(fields), _rows(rows), ""


def _matching(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    rows = [
        f"={write_text(pair['prompt'], exactly=False)} -> {escape(pair['match'])}"
        for pair in fields["pairs"]
    ]
    rows += [f"= -> {escape(text)}" for text in fields.get("distractors", [])]
    return _stem(fields), _rows(rows), ""


def _short_text(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    wildcards = fields.get("wildcards", False)
    accepted = [{"text": text, "worth": 100} for text in fields["accepted"]]
    rows = []
    for listed in [*accepted, *fields.get("others", [])]:
        text = str(listed["text"])
        if ARROW in text:
            raise LeftOut(_("GIFT takes an answer with “->” for a pair."))
        if wildcards and "\\*" in text:
            raise LeftOut(_("GIFT takes “\\*” for a star, which is any text here."))
        if not wildcards:
            text = text.replace("*", "\\*")
        weight = write_weight(Decimal(listed.get("worth", 0)))
        rows.append(_row(f"={weight}", write_answer(text), listed, exactly=False))
    if wildcards and not any("*" in str(listed) for listed in rows):
        lost.append(_("that * stands for any text"))
    if fields.get("case_sensitive"):
        lost.append(_("that capitals matter"))
    if fields.get("likeness"):
        lost.append(_("that misspellings are accepted"))
    return _stem(fields), _rows(rows), ""


def _numeric(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    rows = []
    if fields.get("answer") is not None:
        answer = Decimal(str(fields["answer"]))
        tolerance = Decimal(str(fields.get("tolerance", 0)))
        if fields.get("tolerance_in") == "percent":
            tolerance = figures.part(answer, tolerance)
            lost.append(_("that the tolerance is in percent"))
        rows.append(f"=%100%{plain_decimal(answer)}:{plain_decimal(tolerance)}")
    for each in fields.get("ranges", []):
        ends = (plain_decimal(Decimal(str(each[name]))) for name in ("from", "to"))
        weight = write_weight(Decimal(each.get("worth", 100)))
        rows.append(_row(f"={weight}", "..".join(ends), each))
    if fields.get("unit"):
        lost.append(_("the unit"))
    if fields.get("other_units"):
        lost.append(_("other units"))
    return _stem(fields), f"#{_rows(rows)}", ""


def _essay(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    names = {
        "min_words": _("the fewest words"),
        "max_words": _("the most words"),
        "rubric": _("the rubric"),
        "sample": _("the sample answer"),
    }
    lost += [words for name, words in names.items() if fields.get(name)]
    return _stem(fields), "", ""


def _fill_in_blanks(fields: Fields, lost: list[str]) -> tuple[str, str, str]:
    gaps = fields["gaps"]
    if len(gaps) != 1:
        raise LeftOut(_("GIFT has texts with one gap only."))
    text = fields["text"]
    place = next((found for found in TAG_OR_GAP.finditer(text) if found[1]), None)
    if place is None:
        raise LeftOut(_("The gap is not in the text."))
    kind = gaps[0]["kind"]
    _before, answers, _after = GAP_WRITERS[kind]({**gaps[0], "stem": ""}, lost)
    stem = fields["stem"]
    stem = "" if stem == f"<p>{_('Fill in the gap.')}</p>" else stem
    return (
        write_html(stem + text[: place.start()]),
        answers,
        escape(text[place.end() :].rstrip()),
    )


Writer = Callable[[Fields, list[str]], tuple[str, str, str]]
WRITERS: dict[str, Writer] = {
    "true_false": _true_false,
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "matching": _matching,
    "short_text": _short_text,
    "numeric": _numeric,
    "essay": _essay,
    "fill_in_blanks": _fill_in_blanks,
}
GAP_WRITERS: dict[str, Writer] = {
    "choice": _single_choice,
    "text": _short_text,
    "number": _numeric,
}


def _stem(fields: Fields) -> str:
    return write_html(fields["stem"].rstrip())


def _row(sign: str, text: str, listed: Fields, *, exactly: bool = True) -> str:
    if feedback := listed.get("feedback"):
        return f"{sign}{text}#{write_text(feedback, exactly=exactly)}"
    return f"{sign}{text}"


def _rows(rows: list[str]) -> str:
    return "\n" + "".join(f"\t{row}\n" for row in rows)


def _category(path: str) -> str:
    tidy = _one_line(path)
    if not tidy:
        return TOP
    return tidy if category_path(tidy) == tidy else f"{TOP}/{tidy}"


def _label(text: str) -> str:
    return _one_line(UNFIT.sub("", text)).replace("]", "\\]")


def _one_line(text: str) -> str:
    return " ".join(text.split())
