"""Writing Moodle XML, element by element in the order in which Moodle writes them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from . import html
from .moodle_draft import Draft, element, rich
from .moodle_writers import WRITERS
from .neutral import Item, Problem, Severity, Written

MAX_NAME = 255
MAX_KEY = 100


def write(items: Iterable[Item]) -> Written:
    """Return a file with the questions, each behind the name of its category."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    problems: list[Problem] = []
    category = ""
    for item in items:
        draft = Draft(item)
        if item.type_key not in WRITERS:
            message = _("Moodle XML has no questions of this type.")
            problems.append(Problem(Severity.LEFT_OUT, message, item=item.number))
            continue
        if item.category != category:
            category = item.category
            out.append(_category(category))
        out.append(_question(draft))
        problems += draft.done()
    out.append("</quiz>\n")
    return Written("".join(out).encode(), tuple(problems))


def _category(path: str) -> str:
    parts = ["$course$", "top", *(part for part in path.split("/") if part)]
    inner = element("category", element("text", text="/".join(parts)))
    info = element("info", element("text", text=""), format="moodle_auto_format")
    return "\n<!-- question: 0  -->\n" + element(
        "question", inner + info + element("idnumber"), type="category"
    )


def _question(draft: Draft) -> str:
    item = draft.item
    kind, write_rest = WRITERS[item.type_key]
    stem, rest = write_rest(draft, item.fields)
    parts = [
        element("name", element("text", text=_name(draft))),
        rich("questiontext", stem, draft.file()),
        rich("generalfeedback", item.rationale),
        # Moodle adds up the points of a cloze from those of its gaps.
        "" if kind == "cloze" else element("defaultgrade", text="1.0000000"),
        element("penalty", text="0.3333333"),
        element("hidden", text="0"),
        element("idnumber", text=_key(draft)),
        rest,
        *(rich("hint", hint) for hint in item.hints),
        _tags(item),
    ]
    for thing, value in (
        (_("its difficulty"), item.difficulty),
        (_("its objective"), item.objective),
        (_("its references"), item.references),
    ):
        if value:
            draft.drop(thing)
    return f"\n<!-- question: {item.number}  -->\n" + element(
        "question", "".join(parts), type=kind
    )


def _name(draft: Draft) -> str:
    name = draft.item.name or html.line(draft.item.fields["stem"])
    if len(name) > MAX_NAME:
        if draft.item.name:
            draft.changed(_("Its name was cut."))
        name = name[: MAX_NAME - 1] + "…"
    return name or str(draft.item.number)


def _key(draft: Draft) -> str:
    if len(draft.item.key) <= MAX_KEY:
        return draft.item.key
    draft.drop(_("its key"))
    return ""


def _tags(item: Item) -> str:
    tags = "".join(element("tag", element("text", text=tag)) for tag in item.tags)
    return element("tags", tags) if tags else ""
