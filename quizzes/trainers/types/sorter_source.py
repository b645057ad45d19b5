"""Patients and branching cases in course files."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.source import Fields
from quizzes.types.text import list_items

from . import sorter_branches as branches
from . import sorter_patients as patients
from .sorter_block import SHORT_LEGS
from .sorter_words import DECISIONS, FINDINGS, ONE, REASONS, exam_of

PATIENT_FIELDS = {
    "name": True, "weight": False, "ages": False, "short_leg": False, "stories": True,
    "findings": False, "decision": True, "urgent": False, "reasons": False, "why": False,
}  # fmt: skip
FINDING_FIELDS = {"finding": True, "text": False, "weight": False}
NODE_FIELDS = {"name": True, "situation": True, "urgent": False, "choices": True}
CHOICE_FIELDS = {
    "text": True, "next": False, "consequence": False, "worth": False, "refers": False,
}  # fmt: skip
AGES = [30, 60]


def read_source(data: Any, *, rich: Any) -> dict[str, Any]:
    """Return the raw block value. Raises ``SourceError`` with all that is wrong."""
    fields = Fields(data)
    templates = [
        _read_patient(fields, inner, f"patients[{number}]")
        for number, inner in enumerate(
            fields.mappings("patients", PATIENT_FIELDS, needed=False), start=1
        )
    ]
    nodes = [
        _read_node(fields, inner, f"nodes[{number}]")
        for number, inner in enumerate(
            fields.mappings("nodes", NODE_FIELDS, needed=False), start=1
        )
    ]
    value = {
        "stem": rich(fields.text("stem", required=True)),
        "patients": list_items(templates, [each["name"] for each in templates]),
        "urgent_share": fields.whole("urgent_share", low=0, high=100, default=25),
        "nodes": list_items(nodes, [each["name"] for each in nodes]),
        "source_profile": fields.text("source_profile") or "core",
        "reviewed_by": fields.text("reviewed_by"),
        "reviewed_on": str(fields.data.get("reviewed_on") or "") or None,
    }
    fields.done()
    return value


def _read_patient(fields, inner, name):
    ages = inner.data.get("ages", AGES)
    if (
        not isinstance(ages, list)
        or len(ages) != 2
        or not all(type(age) is int and 0 <= age <= 150 for age in ages)
    ):
        inner.problem("ages", _("must be two ages, such as [30, 60]"))
        ages = AGES
    rows = []
    for number, row in enumerate(
        inner.mappings("findings", FINDING_FIELDS, needed=False), start=1
    ):
        rows.append(
            {
                "finding": _known(row, "finding"),
                "text": row.text("text"),
                "weight": row.whole("weight", low=1, high=100, default=1),
            }
        )
        inner.take(f"findings[{number}]", row)
    reasons = inner.texts("reasons", required=False)
    for reason in set(reasons) - set(REASONS):
        inner.problem("reasons", _("“%(name)s” is no reason") % {"name": reason})
    stories = inner.texts("stories")
    value = {
        "name": inner.text("name", required=True),
        "weight": inner.whole("weight", low=1, high=100, default=1),
        "age_from": ages[0],
        "age_to": ages[1],
        "short_leg": inner.choice("short_leg", SHORT_LEGS, default="either"),
        "stories": list_items(stories, stories),
        "findings": list_items(rows, [row["finding"] for row in rows]),
        "decision": inner.choice("decision", DECISIONS, default=ONE),
        "urgent": inner.truth("urgent", default=False),
        "reasons": reasons,
        "why": inner.text("why"),
    }
    fields.take(name, inner)
    return value


def _known(row, name):
    finding = row.text(name)
    if finding not in FINDINGS or exam_of(finding) == "leg-length":
        row.problem(name, _("“%(name)s” is no finding") % {"name": finding})
    return finding


def _read_node(fields, inner, name):
    rows = []
    for number, row in enumerate(inner.mappings("choices", CHOICE_FIELDS), start=1):
        rows.append(
            {
                "text": row.text("text", required=True),
                "next": row.text("next"),
                "consequence": row.text("consequence"),
                "worth": row.choice("worth", branches.WORTHS, default=branches.POOR),
                "refers": row.truth("refers", default=False),
            }
        )
        inner.take(f"choices[{number}]", row)
    value = {
        "name": inner.text("name", required=True),
        "situation": inner.text("situation", required=True),
        "urgent": inner.truth("urgent", default=False),
    }
    # Two situations may offer the same choice; each has an id of its own.
    ids = [f"{value['name']}: {row['text']}" for row in rows]
    value["choices"] = list_items(rows, ids)
    fields.take(name, inner)
    return value


def written_source(content: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if content["patients"]:
        found["patients"] = [_write_patient(each) for each in content["patients"]]
    if content["urgent_share"] != 25:
        found["urgent_share"] = content["urgent_share"]
    if content["nodes"]:
        found["nodes"] = [_write_node(each) for each in content["nodes"]]
    if content["source_profile"] != "core":
        found["source_profile"] = content["source_profile"]
    for name in ("reviewed_by", "reviewed_on"):
        if content[name]:
            found[name] = content[name]
    return found


def _write_patient(template):
    usual = {
        "weight": 1, "ages": AGES, "short_leg": patients.EITHER, "findings": [],
        "urgent": False, "reasons": [], "why": "",
    }  # fmt: skip
    found = {
        "name": template["name"],
        "weight": template["weight"],
        "ages": [template["age_from"], template["age_to"]],
        "short_leg": template["short_leg"],
        "stories": template["stories"],
        "findings": [
            _without(row, {"text": "", "weight": 1}) for row in template["findings"]
        ],
        "decision": template["decision"],
        "urgent": template["urgent"],
        "reasons": template["reasons"],
        "why": template["why"],
    }
    return _without(found, usual)


def _write_node(node):
    usual = {
        "next": "", "consequence": "", "worth": branches.POOR, "refers": False,
    }  # fmt: skip
    choices = [
        _without({key: value for key, value in each.items() if key != "id"}, usual)
        for each in node["choices"]
    ]
    found = {
        "name": node["name"],
        "situation": node["situation"],
        "urgent": node["urgent"],
        "choices": choices,
    }
    return _without(found, {"urgent": False})


def _without(found, usual):
    """Return the fields that are not what they would be anyway."""
    return {
        key: value
        for key, value in found.items()
        if key not in usual or value != usual[key]
    }
