"""Writing questions as rows of a table; ``csv_reading`` says what stands where."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.numbers import plain_decimal

from . import html
from .csv_cells import MOST_OPTIONS
from .csv_reading import ARROW, TAGS
from .neutral import Item
from .notes import LeftOut, Notes, unwritten

Fields = Mapping[str, Any]


def write(item: Item, notes: Notes) -> dict[str, str]:
    """Return the cells of a question. Raises ``LeftOut`` if a row can't hold it."""
    if item.type_key not in WRITERS:
        raise LeftOut(_("A table has no questions of this type."))
    lost = [words for words in unwritten(item) if words not in _placed()]
    cells = WRITERS[item.type_key](item.fields, lost)
    if len(_numbers(cells, "option")) > MOST_OPTIONS:
        raise LeftOut(_("A table has up to %(most)s options.") % {"most": MOST_OPTIONS})
    if any(TAGS.search(tag) for tag in item.tags):
        lost.append(_("commas and semicolons in tags"))
    notes.lost(lost, item.number)
    return {
        "key": item.key,
        "name": str(item.name),
        "type": item.type_key.replace("_", "-"),
        "category": item.category,
        "question": _cell(str(item.fields["stem"])),
        "rationale": _cell(str(item.rationale)),
        "tags": ", ".join(TAGS.sub(" ", tag) for tag in item.tags),
        "difficulty": item.difficulty,
        "objective": item.objective,
        **cells,
    }


def header(options: int) -> list[str]:
    numbers = range(1, options + 1)
    return [
        *("key", "name", "type", "category", "question"),
        *(f"option {number}" for number in numbers),
        "right",
        *(f"feedback {number}" for number in numbers),
        *("rationale", "tags", "difficulty", "objective"),
    ]


def most_options(cells: Mapping[str, str]) -> int:
    found = _numbers(cells, "option") + _numbers(cells, "feedback")
    return max(found, default=0)


def _numbers(cells: Mapping[str, str], name: str) -> list[int]:
    return [int(key.split()[1]) for key in cells if key.startswith(f"{name} ")]


def _placed() -> set[str]:
    return {_("difficulty"), _("objective")}


def _write_choice(fields: Fields, lost: list[str]) -> dict[str, str]:
    options = fields["options"]
    if fields.get("all_or_nothing"):
        lost.append(_("all or nothing"))
    right = [index for index, option in enumerate(options) if option.get("correct")]
    if not right or len(options) < 2:
        raise LeftOut(_("A choice needs two options, at least one of them right."))
    feedback = [option.get("feedback", "") for option in options]
    return {
        **_cells("option", [option["text"] for option in options]),
        **_cells("feedback", feedback),
        "right": ", ".join(map(_letter, right)),
    }


def _write_true_false(fields: Fields, lost: list[str]) -> dict[str, str]:
    feedback = [fields.get("feedback_true", ""), fields.get("feedback_false", "")]
    return {
        "right": "true" if fields["answer"] else "false",
        **_cells("feedback", feedback),
    }


def _write_short_text(fields: Fields, lost: list[str]) -> dict[str, str]:
    accepted, others = fields["accepted"], fields.get("others", [])
    worth = {
        "others": _("answers worth a part"),
        "case_sensitive": _("that capitals matter"),
        "wildcards": _("that * stands for any text"),
        "likeness": _("that misspellings are accepted"),
    }
    partly = [other for other in others if other.get("worth")]
    lost += [
        words
        for name, words in worth.items()
        if (partly if name == "others" else fields.get(name))
    ]
    wrong = [other for other in others if not other.get("worth")]
    texts = [*accepted, *(other["text"] for other in wrong)]
    feedback = [
        *("" for _text in accepted),
        *(each.get("feedback", "") for each in wrong),
    ]
    return {
        **_cells("option", texts),
        **_cells("feedback", feedback),
        "right": ", ".join(_letter(index) for index in range(len(accepted))),
    }


def _write_numeric(fields: Fields, lost: list[str]) -> dict[str, str]:
    ranges = list(fields.get("ranges", []))
    if fields.get("answer") is not None:
        right = plain_decimal(Decimal(str(fields["answer"])))
        tolerance = plain_decimal(Decimal(str(fields.get("tolerance", 0))))
        percent = " %" if fields.get("tolerance_in") == "percent" else ""
        if tolerance != "0" or percent:
            right = f"{right} ± {tolerance}{percent}"
    else:
        whole = [each for each in ranges if each.get("worth", 100) == 100]
        if not whole:
            raise LeftOut(_("No number is worth the whole mark."))
        ranges.remove(whole[0])
        ends = (plain_decimal(Decimal(str(whole[0][name]))) for name in ("from", "to"))
        right = " to ".join(ends)
        if whole[0].get("feedback"):
            lost.append(_("feedback"))
    if ranges:
        lost.append(_("other ranges"))
    if fields.get("unit"):
        lost.append(_("the unit"))
    if fields.get("other_units"):
        lost.append(_("other units"))
    return {"right": right}


def _write_matching(fields: Fields, lost: list[str]) -> dict[str, str]:
    if any(ARROW in pair["prompt"] for pair in fields["pairs"]):
        raise LeftOut(_("A table takes “->” in a prompt for the end of it."))
    pairs = [f"{pair['prompt']} -> {pair['match']}" for pair in fields["pairs"]]
    return _cells(
        "option", pairs + [f"-> {text}" for text in fields.get("distractors", [])]
    )


def _write_ordering(fields: Fields, lost: list[str]) -> dict[str, str]:
    if fields.get("scoring", "exact") != "exact":
        lost.append(_("the way of scoring"))
    return _cells("option", fields["items"])


def _write_essay(fields: Fields, lost: list[str]) -> dict[str, str]:
    names = {
        "min_words": _("the fewest words"),
        "max_words": _("the most words"),
        "rubric": _("the rubric"),
        "sample": _("the sample answer"),
    }
    lost += [words for name, words in names.items() if fields.get(name)]
    return {}


WRITERS: dict[str, Callable[[Fields, list[str]], dict[str, str]]] = {
    "single_choice": _write_choice,
    "multiple_response": _write_choice,
    "true_false": _write_true_false,
    "short_text": _write_short_text,
    "numeric": _write_numeric,
    "matching": _write_matching,
    "ordering": _write_ordering,
    "essay": _write_essay,
}


def _cells(name: str, texts: list[Any]) -> dict[str, str]:
    return {
        f"{name} {number}": str(text)
        for number, text in enumerate(texts, start=1)
        if text
    }


def _letter(index: int) -> str:
    return ascii_uppercase[index] if index < len(ascii_uppercase) else str(index + 1)


def _cell(value: str) -> str:
    """Return HTML as plain text if that says the same, so that it is easy to edit."""
    text = html.plain(value, paragraphs=True)
    if not html.has_tags(text) and html.from_plain(text) == value:
        return text
    return value
