"""Where blocks go, as SOT teaches: places, keys, and the rule that keys are tested by.

Nothing here knows a form, a page or a request. ``side`` is the patient's own; ``high``
is the level of the iliac crest, ``low`` that of the trochanter and the ischium. Angles
are in degrees: 0 points straight across to the midline, + toward the head, - toward the
feet. Sources and formulas: docs/algorithms/placement.md.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from quizzes.types.base import PLACES

LEFT, RIGHT = "left", "right"
SIDES = (LEFT, RIGHT)
PRONE, SUPINE = "prone", "supine"
HIGH, LOW = "high", "low"
CREST, TROCH, ACET = "crest", "troch", "acet"
LEVELS = {CREST: HIGH, TROCH: LOW, ACET: LOW}
CATEGORIES = ("I", "II", "III")
POSITIONS = {"I": PRONE, "II": SUPINE, "III": PRONE}
WEDGES = ("a", "b")
TURN = 15
# Straight across first, then toward the head, then toward the feet.
ANGLES = (*range(0, 91, TURN), *range(-TURN, -91, -TURN))
LEAST_TOLERANCE = 20

# What a placement amounts to, whichever leg is short.
TAUGHT, REVERSED = "taught", "reversed"
BOTH_HIGH, BOTH_LOW = "both-high", "both-low"
ONE_SIDE, ONE_WEDGE = "one-side", "one-wedge"
PATTERNS = (TAUGHT, REVERSED, BOTH_HIGH, BOTH_LOW, ONE_SIDE, ONE_WEDGE)

Wedge = Mapping[str, Any]


def other(side: str) -> str:
    return RIGHT if side == LEFT else LEFT


def core_blocks(category: str, short_leg: str) -> list[dict[str, Any]]:
    """Return the two blocks of the core key: the short leg's first.

    Prone the short leg's side gets the low block, supine the high one.
    """
    low = {
        "station": TROCH,
        "accepted": [TROCH, ACET],
        "angle": 15 if category == "I" else None,
    }
    high = {"station": CREST, "accepted": [CREST], "angle": None}
    first, second = (low, high) if POSITIONS[category] == PRONE else (high, low)
    rest = {"tolerance": 30, "angle_scored": False}
    return [
        {"side": short_leg, **first, **rest},
        {"side": other(short_leg), **second, **rest},
    ]


# ---- the mechanical rule -----------------------------------------------------------------


def top_goes(position: str, level: str) -> str:
    """Return where the top of the innominate is said to go: ``forward`` or ``back``.

    The table pushes what lies on the wedge: prone that is the front, which is pushed
    back; supine it is the back, which is pushed forward. A push at the low level turns
    the top the other way.
    """
    push = "back" if position == PRONE else "forward"
    if level == HIGH:
        return push
    return "forward" if push == "back" else "back"


def top_should_go(side: str, short_leg: str) -> str:
    """Return the same for what the side needs.

    The short leg is taken for a top that has gone back, the long leg for one that has
    gone forward.
    """
    return "forward" if side == short_leg else "back"


def follows_mechanics(
    position: str, short_leg: str, blocks: Sequence[Mapping[str, Any]]
) -> bool:
    """Say whether each block turns its side the way that side needs."""
    return all(
        top_goes(position, LEVELS[block["station"]])
        == top_should_go(block["side"], short_leg)
        for block in blocks
    )


# ---- mirroring ---------------------------------------------------------------------------


def mirrored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the case with left and right changed over; twice, it is the case itself."""
    return {
        **content,
        "short_leg": other(content["short_leg"]),
        "blocks": [
            {**block, "side": other(block["side"])} for block in content["blocks"]
        ],
    }


def mirrored_response(response: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if response is None:
        return None
    wedges = response["wedges"].items()
    return {
        "wedges": {
            name: {**wedge, "side": other(wedge["side"])} for name, wedge in wedges
        }
    }


# ---- judging -----------------------------------------------------------------------------


def placed(response: Mapping[str, Any] | None) -> list[Wedge]:
    """Return the wedges that lie somewhere; which of the two is which makes no difference."""
    found = (response or {}).get("wedges", {}).values()
    return sorted(found, key=lambda wedge: (wedge["side"], wedge["station"]))


def wedge_for(block: Mapping[str, Any], wedges: Sequence[Wedge]) -> Wedge | None:
    """Return the only wedge on the block's side; ``None`` if there is none or both."""
    found = [wedge for wedge in wedges if wedge["side"] == block["side"]]
    return found[0] if len(found) == 1 else None


def is_level_right(block: Mapping[str, Any], wedge: Wedge | None) -> bool:
    return wedge is not None and wedge["station"] in block["accepted"]


def is_angle_right(block: Mapping[str, Any], wedge: Wedge | None) -> bool | None:
    """Say whether the wedge points as taught; ``None`` where nothing is taught of it."""
    if block["angle"] is None or wedge is None:
        return None
    return bool(abs(wedge["angle"] - block["angle"]) <= block["tolerance"])


def fraction_of(
    content: Mapping[str, Any], response: Mapping[str, Any] | None
) -> Decimal:
    """Return the part of the mark: half for each block, for its side and its level alike.

    A direction counts as a third part where the key scores it. Where no level is right
    the sides are worth nothing: one wedge on each side is what anyone would do, and with
    every level wrong it is the pattern of another category. Category III is guided by
    comfort, so that any placement has the full mark.
    """
    wedges = placed(response)
    if not wedges:
        return Decimal(0).quantize(PLACES)
    if content["category"] == "III":
        return Decimal(1).quantize(PLACES)
    found = [(block, wedge_for(block, wedges)) for block in content["blocks"]]
    if not any(is_level_right(block, wedge) for block, wedge in found):
        return Decimal(0).quantize(PLACES)
    total = Fraction(0)
    for block, wedge in found:
        credits = [wedge is not None, is_level_right(block, wedge)]
        if block["angle_scored"] and block["angle"] is not None:
            credits.append(bool(is_angle_right(block, wedge)))
        total += Fraction(sum(credits), len(credits)) / 2
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return exact.quantize(PLACES, ROUND_HALF_UP)


def pattern_of(content: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    """Return which of ``PATTERNS`` the placement is."""
    wedges = placed(response)
    if len(wedges) < len(WEDGES):
        return ONE_WEDGE
    if wedges[0]["side"] == wedges[1]["side"]:
        return ONE_SIDE
    levels = {wedge["side"]: LEVELS[wedge["station"]] for wedge in wedges}
    key = {block["side"]: LEVELS[block["station"]] for block in content["blocks"]}
    if levels == key:
        return TAUGHT
    if len(set(levels.values())) == 1:
        return BOTH_HIGH if HIGH in levels.values() else BOTH_LOW
    return REVERSED


def distractors(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the placements that are commonly taken for the taught one, by pattern."""
    short, long = content["short_leg"], other(content["short_leg"])
    key = {block["side"]: block["station"] for block in content["blocks"]}
    stations = {
        REVERSED: (key[long], key[short]),
        BOTH_HIGH: (CREST, CREST),
        BOTH_LOW: (TROCH, TROCH),
    }
    return {
        name: {
            "wedges": {
                "a": {"side": short, "station": one, "angle": 0},
                "b": {"side": long, "station": two, "angle": 0},
            }
        }
        for name, (one, two) in stations.items()
    }
