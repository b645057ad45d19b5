"""What the types that ask about the question's figure share: its parts, and where they are.

The block names parts by key. When a version is frozen, what marking and showing need of
each part is copied into the content (``located``); the page of a running attempt gets the
part's token, its letter and its place, never its key or name.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import hypot
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from media.marks import LETTERS
from media.svg.blinding import blind, texts

PART_HELP = gettext_lazy(
    "The key of a part of the question’s figure, such as “psis-r”."
)
# Parts of the figure's width: two dots closer than this can't be told apart.
APART = 0.02
TOKEN_SALT = "ce_quizzes.part"  # noqa: S105  names the use of the key, is no key
SIDED = {
    "right": gettext_lazy("%(name)s (patient’s right)"),
    "left": gettext_lazy("%(name)s (patient’s left)"),
}


def alt_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False,
        max_length=300,
        label=gettext_lazy("What the figure shows"),
        help_text=gettext_lazy(
            "For learners who don’t see it, in place of the figure’s own alternative "
            "text, which may name what is asked."
        ),
        search_index=False,
    )


def located(part: dict[str, Any], plate: Any) -> dict[str, Any]:
    """Return ``part`` with label, side, anchor and outline of its key on ``plate``."""
    found = next(
        (item for item in plate.structures if item["key"] == part["key"]), None
    )
    if found is None:
        return part
    shape = None if plate.svg else found.get("shape")
    anchor = found.get("anchor") or (middle(shape) if shape else None)
    return {
        **part,
        "label": found["label"],
        "side": found["side"],
        **({"anchor": [round(place, 4) for place in anchor]} if anchor else {}),
        **({"shape": shape} if shape else {}),
    }


def problems(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong with the keys alone."""
    found = []
    if len(parts) > len(LETTERS):
        found.append(_("There are letters for 26 parts at most."))
    found += [
        _("The part “%(key)s” is named twice.") % {"key": key}
        for key, count in Counter(part["key"] for part in parts).items()
        if key and count > 1
    ]
    return found


def problems_with(parts: Sequence[Mapping[str, Any]], plate: Any) -> list[str]:
    """Return what keeps the located ``parts`` from being asked on ``plate``."""
    if plate is None:
        return [_("This question asks about a figure: choose one that is published.")]
    known = [item["key"] for item in plate.structures]
    unknown = [part["key"] for part in parts if part["key"] not in known]
    found = []
    if unknown:
        found.append(
            _("The figure has no part %(unknown)s. Its parts are: %(known)s.")
            % {
                "unknown": ", ".join(f"“{key}”" for key in unknown),
                "known": ", ".join(known) or "–",
            }
        )
    found += [
        _("The part “%(key)s” has no place on the figure: give it an anchor.")
        % {"key": part["key"]}
        for part in parts
        if part["key"] in known and "anchor" not in part
    ]
    notes = notes_of(plate)
    found += [
        _("The note “%(note)s” on the figure names “%(label)s”, which would tell.")
        % {"note": note, "label": part["label"]}
        for part in parts
        if "label" in part
        for note in notes
        if re.search(rf"\b{re.escape(part['label'])}\b", note, re.IGNORECASE)
    ]
    ready = [part for part in parts if "anchor" in part]
    found += [
        _("“%(one)s” and “%(other)s” lie on the same spot.")
        % {"one": one["key"], "other": other["key"]}
        for number, one in enumerate(ready)
        for other in ready[number + 1 :]
        if distance(one["anchor"], other["anchor"], aspect_of(plate)) < APART
    ]
    return found


def notes_of(plate: Any) -> list[str]:
    """Return what stays written in the drawing while it is asked about."""
    written = texts(blind(plate.svg, prefix="x", tokens={}))
    return [" ".join(text.split()) for text in written]


def aspect_of(plate: Any) -> float:
    """Return height by width."""
    return round(plate.height / plate.width, 6)


def name_of(part: Mapping[str, Any], *, sided: bool = True) -> str:
    """Return the name as people read it; before a figure is known that is the key."""
    name = part.get("label", part["key"])
    pattern = SIDED.get(part.get("side", "")) if sided else None
    return str(pattern) % {"name": name} if pattern else name


def marks_of(
    content: Mapping[str, Any],
    rows: Iterable[tuple[Mapping[str, Any], dict[str, Any]]],
) -> list[Any]:
    """Return the marks of the parts that have a place: (part, further fields)."""
    found = tokens(content)
    return [
        {"token": found[part["id"]], "anchor": tuple(part["anchor"]), **more}
        for part, more in rows
        if "anchor" in part
    ]


def place_of(part: Mapping[str, Any]) -> dict[str, int] | None:
    """Return where the part is in percent, for those who don't see its letter."""
    if "anchor" not in part:
        return None
    across, down = (round(100 * place) for place in part["anchor"])
    return {"across": across, "down": down}


def tokens(content: Mapping[str, Any], secret: str | None = None) -> dict[str, str]:
    """Return what stands in pages in place of each part's id.

    The id of a part of a course file is made of its key, so that whoever guesses keys
    could work it out, and would know what lies where. A token can't be worked out
    without the site's secret key. Each question has its own, by its words and places,
    so that the answers to one give nothing away of another; what is right is not in
    them.
    """
    places = [(part["id"], part.get("anchor")) for part in content["parts"]]
    shown = json.dumps([content["stem"], places]).encode()
    digest = hashlib.sha256(shown).hexdigest()
    return {
        part["id"]: salted_hmac(
            TOKEN_SALT, f"{digest}:{part['id']}", secret=secret, algorithm="sha256"
        ).hexdigest()[:32]
        for part in content["parts"]
    }


def ids_by_token(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids that tokens of a page stand for, also after a change of keys."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {
        token: key
        for secret in secrets
        for key, token in tokens(content, secret).items()
    }


def tokens_by_key(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the tokens for the shapes of a drawing, which have the parts' keys."""
    found = tokens(content)
    return {part["key"]: found[part["id"]] for part in content["parts"]}


# ---- places ----------------------------------------------------------------------------


def distance(one: Sequence[float], other: Sequence[float], aspect: float) -> float:
    """Return how far two places are apart, as a part of the figure's width."""
    return hypot(one[0] - other[0], (one[1] - other[1]) * aspect)


def middle(shape: Mapping[str, Any]) -> list[float]:
    """Return the middle of a photo part's outline, as ``media.structures`` has it."""
    if shape["type"] == "rect":
        return [shape["x"] + shape["width"] / 2, shape["y"] + shape["height"] / 2]
    if shape["type"] == "ellipse":
        return [shape["cx"], shape["cy"]]
    across, down = zip(*shape["points"], strict=True)
    return [sum(across) / len(across), sum(down) / len(down)]


def is_inside(point: Sequence[float], shape: Mapping[str, Any]) -> bool:
    x, y = point
    if shape["type"] == "rect":
        return (
            shape["x"] <= x <= shape["x"] + shape["width"]
            and shape["y"] <= y <= shape["y"] + shape["height"]
        )
    if shape["type"] == "ellipse":
        across = (x - shape["cx"]) / shape["rx"]
        down = (y - shape["cy"]) / shape["ry"]
        return across**2 + down**2 <= 1
    return _is_inside_polygon(x, y, shape["points"])


def _is_inside_polygon(x, y, points):
    """Say whether a ray from the point to the right crosses the outline an odd time."""
    inside = False
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
