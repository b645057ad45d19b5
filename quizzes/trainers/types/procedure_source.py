"""A procedure check as a course file holds it, and back."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.source import Fields
from quizzes.types.text import list_items

from .procedure_blocks import KINDS, PREPARING

ANSWER_FIELDS = {
    "text": True,
    "kind": False,
    "why": False,
    "together": False,
    "must": False,
    "missed": False,
}
STEP_FIELDS = {**ANSWER_FIELDS, "treats": False}
DISTRACTOR_FIELDS = {"text": True, "kind": False, "why": False, "fatal": False}
EVENT_FIELDS = {"after": True, "text": True, "ends": False, "answers": True}
TRUTHS = {"together", "must", "treats", "fatal"}
CORE = "core"


def from_source(
    data: Mapping[str, Any], *, rich: Callable[[str], str]
) -> dict[str, Any]:
    fields = Fields(data)
    value = {
        "stem": rich(fields.text("stem", required=True)),
        "steps": _actions(fields, "steps", STEP_FIELDS),
        "distractors": _actions(fields, "distractors", DISTRACTOR_FIELDS, needed=False),
        "events": _events(fields),
        "source_profile": fields.text("source_profile") or CORE,
        "reviewed_by": fields.text("reviewed_by"),
        "reviewed_on": _day(fields, "reviewed_on"),
    }
    fields.done()
    return value


def _actions(fields, name, allowed, *, needed=True):
    values = []
    rows = fields.mappings(name, allowed, needed=needed)
    for index, row in enumerate(rows, start=1):
        values.append(
            {
                key: row.truth(key, default=False)
                if key in TRUTHS
                else row.choice(key, KINDS, default=PREPARING)
                if key == "kind"
                else row.text(key)
                for key in allowed
            }
        )
        fields.take(f"{name}[{index}]", row)
    return list_items(values, [value["text"] for value in values])


def _events(fields):
    values = []
    rows = fields.mappings("events", EVENT_FIELDS, needed=False)
    for index, row in enumerate(rows, start=1):
        values.append(
            {
                "after": row.text("after"),
                "text": row.text("text"),
                "ends": row.truth("ends", default=False),
                "answers": _actions(row, "answers", ANSWER_FIELDS),
            }
        )
        fields.take(f"events[{index}]", row)
    return list_items(values, [f"{value['after']} {value['text']}" for value in values])


def _day(fields, name):
    """Return a day as ``YYYY-MM-DD``; YAML reads one without quotes as a date."""
    value = fields.data.get(name)
    if value is None or value == "":
        return None
    try:
        day = (
            value
            if isinstance(value, dt.date) and not isinstance(value, dt.datetime)
            else dt.date.fromisoformat(str(value))
        )
    except ValueError:
        fields.problem(name, _("must be a day such as 2026-05-31"))
        return None
    return day.isoformat()


def to_source(
    content: Mapping[str, Any], *, markdown: Callable[[str], str]
) -> dict[str, Any]:
    def rows(actions):
        return [_row(action) for action in actions]

    events = [
        {
            "after": event["after"],
            "text": event["text"],
            **({"ends": True} if event["ends"] else {}),
            "answers": rows(event["answers"]),
        }
        for event in content["events"]
    ]
    profile = content["source_profile"]
    written = {
        "distractors": rows(content["distractors"]),
        "events": events,
        "source_profile": profile if profile != CORE else "",
        "reviewed_by": content["reviewed_by"],
        "reviewed_on": content["reviewed_on"],
    }
    return {
        "stem": markdown(content["stem"]),
        "steps": rows(content["steps"]),
        **{name: value for name, value in written.items() if value},
    }


def _row(action):
    """Return an action without what a course file leaves out."""
    row = {name: value for name, value in action.items() if value and name != "id"}
    if row.get("kind") == PREPARING:
        del row["kind"]
    return row
