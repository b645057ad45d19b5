"""A question on a few lines, with its answers, for people who look many of them over.

Works for every type, also a host's: it goes by the fields of a course file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from quizzes.types import QuestionType
from quizzes.types.text import plain

LABELS = {
    "accepted": _("Accepted"),
    "alt": _("What the figure shows"),
    "answer": _("Right answer"),
    "case_sensitive": _("Capitals matter"),
    "correct": _("right"),
    "distractors": _("Further choices"),
    "feedback": _("Feedback"),
    "feedback_false": _("Feedback to “false”"),
    "feedback_true": _("Feedback to “true”"),
    "gaps": _("Gaps"),
    "high": _("Highest"),
    "items": _("In this order"),
    "kind": _("Kind"),
    "levels": _("Levels"),
    "likeness": _("Misspellings accepted from a likeness of (percent)"),
    "low": _("Lowest"),
    "match": _("belongs to it"),
    "max_words": _("Most words"),
    "min_words": _("Fewest words"),
    "options": _("Options"),
    "other_units": _("Other units"),
    "others": _("Other answers"),
    "pairs": _("Pairs"),
    "points": _("Points"),
    "rubric": _("Rubric"),
    "sample": _("Sample"),
    "tolerance": _("Tolerance"),
    "unit": _("Unit"),
    "weight": _("Weight"),
    "wildcards": _("* stands for any text"),
    "worth": _("Worth, in percent"),
}
# What an entry of a list is called by.
NAMES = ("text", "prompt", "name", "part")


@dataclass(frozen=True, slots=True)
class Line:
    """A field of a question: its label, and its values one by one."""

    label: Any
    values: list["Value"]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value as text, whether it is right, and what else is said of it."""

    text: str
    correct: bool = False
    notes: tuple[tuple[Any, str], ...] = ()


def outline(question_type: QuestionType, body: dict[str, Any]) -> list[Line]:
    """Return everything that a question says beside its stem. Plain text only."""
    fields = question_type.to_source(body, markdown=plain)
    return [
        Line(_label(name), list(_values(value)), many=isinstance(value, list | Mapping))
        for name, value in fields.items()
        if name != "stem" and value not in (None, "", [], {})
    ]


def _values(value: Any) -> Iterator[Value]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield Value(f"{name}: {_text(inner)}")
    elif isinstance(value, list):
        for inner in value:
            yield _entry(inner) if isinstance(inner, Mapping) else Value(_text(inner))
    else:
        yield Value(_text(value))


def _entry(entry: Mapping[str, Any]) -> Value:
    name = next((key for key in NAMES if key in entry), None)
    notes = tuple(
        (_label(key), "" if value is True else _text(value))
        for key, value in entry.items()
        if key not in (name, "correct") and value not in (None, "", [], {}, False)
    )
    text = _text(entry[name]) if name else ""
    return Value(text, bool(entry.get("correct")), notes)


def _text(value: Any) -> str:
    if value is True:
        return str(_("true"))
    if value is False:
        return str(_("false"))
    if isinstance(value, Mapping):
        found = _entry(value)
        notes = [
            f"{label}: {text}" if text else str(label) for label, text in found.notes
        ]
        shown = [found.text, *([str(_("right"))] if found.correct else []), *notes]
        return ", ".join(part for part in shown if part)
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return str(value)


def _label(name: str) -> Any:
    return LABELS.get(name) or name.replace("_", " ").capitalize()
