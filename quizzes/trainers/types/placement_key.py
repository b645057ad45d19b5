"""The key of a placement case: read, written, and judged by the mechanical rule."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.source import Fields

from . import key_record
from . import placement_rules as rules

KEY_FIELDS = {
    "side": True,
    "station": True,
    "accepted": False,
    "angle": False,
    "tolerance": False,
    "angle_scored": False,
}
TOLERANCE = 30


def key_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return one block of the key as content; its own place is always accepted."""
    station = value["station"] or ""
    chosen = {station, *(value["accepted"] or ())}
    tolerance = value["tolerance"]
    return {
        "side": value["side"] or "",
        "station": station,
        "accepted": [name for name in rules.LEVELS if name in chosen],
        "angle": value["angle"],
        "tolerance": TOLERANCE if tolerance is None else tolerance,
        "angle_scored": bool(value["angle_scored"]),
    }


def problems_of(content: Mapping[str, Any]) -> list[str]:
    """Return what keeps the key from being asked, in words for its author."""
    keys = content["blocks"]
    whole = (
        content["category"] in rules.CATEGORIES
        and content["position"] in (rules.PRONE, rules.SUPINE)
        and content["short_leg"] in rules.SIDES
        and all(key["station"] in rules.LEVELS for key in keys)
    )
    if not whole:
        return [_("Say the category, the position, the short leg and the places.")]
    if sorted(key["side"] for key in keys) != sorted(rules.SIDES):
        return [_("The key has two blocks, one on each side.")]
    found = []
    if rules.POSITIONS[content["category"]] != content["position"]:
        found.append(_("For this category the patient lies in the other position."))
    if any(len({rules.LEVELS[name] for name in key["accepted"]}) > 1 for key in keys):
        found.append(_("The accepted places of a block lie on one level."))
    if any(
        key["angle_scored"]
        and (key["angle"] is None or key["tolerance"] < rules.LEAST_TOLERANCE)
        for key in keys
    ):
        found.append(
            _(
                "A direction that counts is given, with a tolerance of %(least)s or more."
            )
            % {"least": rules.LEAST_TOLERANCE}
        )
    if any(not -90 <= (key["angle"] or 0) <= 90 for key in keys):
        found.append(_("A direction lies between −90 and 90 degrees."))
    if content["source_profile"] == "core" and not rules.follows_mechanics(
        content["position"], content["short_leg"], keys
    ):
        found.append(
            _(
                "This key contradicts the mechanical rule, so it is probably wrong. Prone, "
                "the short leg’s side gets the low block; supine, the high one."
            )
        )
    return found + key_record.problems(content)


def read_blocks(fields: Fields) -> list[dict[str, Any]]:
    """Return the raw values of ``blocks``; what is wrong is kept in ``fields``."""
    found = []
    for index, item in enumerate(fields.mappings("blocks", KEY_FIELDS), start=1):
        accepted = item.texts("accepted", required=False)
        if unknown := [name for name in accepted if name not in rules.LEVELS]:
            item.problem(
                "accepted",
                _("must be of %(words)s, not %(unknown)s")
                % {
                    "words": ", ".join(rules.LEVELS),
                    "unknown": ", ".join(unknown),
                },
            )
        found.append(
            {
                "side": item.choice("side", rules.SIDES, default=rules.LEFT),
                "station": item.choice("station", rules.LEVELS, default=rules.CREST),
                "accepted": accepted,
                "angle": item.whole("angle", low=-90, high=90),
                "tolerance": item.whole(
                    "tolerance", low=0, high=180, default=TOLERANCE
                ),
                "angle_scored": item.truth("angle_scored", default=False),
            }
        )
        fields.take(f"blocks[{index}]", item)
    when = str(fields.data.get("reviewed_on") or "")
    if when:
        try:
            dt.date.fromisoformat(when)
        except ValueError:
            fields.problem("reviewed_on", _("must be a date such as 2026-01-31"))
    return found


def key_source(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return one block as a course file has it."""
    found = {"side": block["side"], "station": block["station"]}
    if block["accepted"] != [block["station"]]:
        found["accepted"] = block["accepted"]
    if block["angle"] is not None:
        found["angle"] = block["angle"]
    if block["tolerance"] != TOLERANCE:
        found["tolerance"] = block["tolerance"]
    if block["angle_scored"]:
        found["angle_scored"] = True
    return found
