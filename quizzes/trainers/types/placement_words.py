"""What the placement lab says: findings, places, directions and reasons."""

from collections.abc import Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from . import placement_rules as rules

SIDE_NAMES = {
    rules.LEFT: gettext_lazy("Left"),
    rules.RIGHT: gettext_lazy("Right"),
}
LEVEL_NAMES = {
    rules.HIGH: pgettext_lazy("level of a block", "HIGH"),
    rules.LOW: pgettext_lazy("level of a block", "LOW"),
}
STATION_NAMES = {
    rules.CREST: gettext_lazy("iliac crest"),
    rules.TROCH: gettext_lazy("greater trochanter"),
    rules.ACET: gettext_lazy("acetabulum or ischium"),
}
PLACE_NAMES = {
    (rules.LEFT, rules.CREST): gettext_lazy("Left, iliac crest (high)"),
    (rules.LEFT, rules.TROCH): gettext_lazy("Left, greater trochanter (low)"),
    (rules.LEFT, rules.ACET): gettext_lazy("Left, acetabulum or ischium (low)"),
    (rules.RIGHT, rules.CREST): gettext_lazy("Right, iliac crest (high)"),
    (rules.RIGHT, rules.TROCH): gettext_lazy("Right, greater trochanter (low)"),
    (rules.RIGHT, rules.ACET): gettext_lazy("Right, acetabulum or ischium (low)"),
}
WEDGE_NAMES = {"a": gettext_lazy("Wedge A"), "b": gettext_lazy("Wedge B")}
CATEGORY_NAMES = {
    "I": gettext_lazy("Category I"),
    "II": gettext_lazy("Category II"),
    "III": gettext_lazy("Category III"),
}
POSITION_NAMES = {
    rules.PRONE: gettext_lazy("Prone (face down)"),
    rules.SUPINE: gettext_lazy("Supine (face up)"),
}
LIES = {
    rules.PRONE: gettext_lazy("The patient lies prone (face down)."),
    rules.SUPINE: gettext_lazy("The patient lies supine (face up)."),
}

# Ways to say which leg is short; the last one leaves a step to the learner.
SHORT_LEG = {
    rules.LEFT: (
        gettext_lazy("The left leg is short."),
        gettext_lazy("The left heel lies nearer to the head than the right."),
        gettext_lazy("The right leg is the longer one."),
    ),
    rules.RIGHT: (
        gettext_lazy("The right leg is short."),
        gettext_lazy("The right heel lies nearer to the head than the left."),
        gettext_lazy("The left leg is the longer one."),
    ),
}

# Signs that the schools of SOT agree on, or that a primary author gives: each is read
# as its category there. The side of a sign is left out where its name is for the other.
SIGNS = {
    "I": (
        gettext_lazy("Standing, the body sways forward and back."),
        gettext_lazy("The heels differ in tension when they are compared."),
        gettext_lazy("The muscles beside L4 are softer on one side (crest sign)."),
        gettext_lazy(
            "A coin-sized spot of the buttock is softer on one side (dollar sign)."
        ),
        gettext_lazy("The rib heads move alike as head and neck bend."),
    ),
    "II": (
        gettext_lazy("Standing, the body sways from side to side."),
        gettext_lazy("The raised arm weakens while a fossa is pressed (arm-fossa)."),
        gettext_lazy("The knee and the inguinal ligament are tender."),
        gettext_lazy("The tubercle of the first rib is very painful on one side."),
        gettext_lazy("The rib heads move less on one side as head and neck bend."),
    ),
    "III": (
        gettext_lazy("Standing, the body leans to avoid pain (antalgic lean)."),
        gettext_lazy("Points along the sciatic nerve hurt in the buttock and calf."),
        gettext_lazy("The rib heads do not move as head and neck bend."),
    ),
}
SIGNS_SHOWN = 2

FEEDBACK = {
    rules.BOTH_HIGH: gettext_lazy(
        "Both wedges lie high. Two high blocks were used for comparison in research; no "
        "category uses them. One goes high and one low."
    ),
    rules.BOTH_LOW: gettext_lazy(
        "Both wedges lie low. Two low blocks were used for comparison in research; no "
        "category uses them. One goes high and one low."
    ),
    rules.ONE_SIDE: gettext_lazy("Both wedges lie on one side. Each side gets one."),
    rules.ONE_WEDGE: gettext_lazy("One wedge is not placed yet. Each side gets one."),
}
REVERSED = {
    "I": gettext_lazy(
        "High and low have changed sides. For this short leg that is the pattern of "
        "Category II, where the patient lies supine; this patient lies prone."
    ),
    "II": gettext_lazy(
        "High and low have changed sides. For this short leg that is the pattern of "
        "Category I, where the patient lies prone; this patient lies supine."
    ),
}
COMFORT = gettext_lazy(
    "In Category III the blocks follow the patient’s pain: the sources have no single "
    "right placement, so any placement has the full mark. The one shown is one clinic’s."
)

TOPICS = {
    "category-1": gettext_lazy("Category I: prone, short leg low"),
    "category-2": gettext_lazy("Category II: supine, short leg high"),
    "one-of-each": gettext_lazy("One block high, one low"),
    "both-sides": gettext_lazy("One block on each side"),
}

PATTERN_NAMES = {
    rules.TAUGHT: gettext_lazy("High and low on the sides of the key"),
    rules.REVERSED: gettext_lazy("High and low on the wrong sides"),
    rules.BOTH_HIGH: gettext_lazy("Both high"),
    rules.BOTH_LOW: gettext_lazy("Both low"),
    rules.ONE_SIDE: gettext_lazy("Both on one side"),
    rules.ONE_WEDGE: gettext_lazy("Only one wedge"),
}

REASONS = {
    (rules.PRONE, rules.LOW): gettext_lazy(
        "Prone, a wedge under the low place is said to push the lower pelvis back, so "
        "that the top of the innominate comes forward."
    ),
    (rules.PRONE, rules.HIGH): gettext_lazy(
        "Prone, a wedge under the high place is said to push the top of the innominate "
        "back."
    ),
    (rules.SUPINE, rules.HIGH): gettext_lazy(
        "Supine, a wedge under the high place is said to push the top of the innominate "
        "forward."
    ),
    (rules.SUPINE, rules.LOW): gettext_lazy(
        "Supine, a wedge under the low place is said to push the lower pelvis forward, "
        "so that the top of the innominate goes back."
    ),
}
NEEDS = {
    "forward": gettext_lazy("The short leg is taken for a top that has turned back."),
    "back": gettext_lazy("The long leg is taken for a top that has turned forward."),
}


def place_name(wedge: Mapping[str, Any]) -> str:
    return str(PLACE_NAMES[wedge["side"], wedge["station"]])


def angle_name(angle: int) -> str:
    if angle == 0:
        return _("straight across")
    if angle > 0:
        return _("%(angle)s° toward the head") % {"angle": angle}
    return _("%(angle)s° toward the feet") % {"angle": -angle}


def wedge_summary(wedge: Mapping[str, Any]) -> str:
    return _("%(place)s, %(direction)s") % {
        "place": place_name(wedge),
        "direction": angle_name(wedge["angle"]),
    }


def is_stated(content: Mapping[str, Any]) -> bool:
    """Say whether this case names its category, instead of giving the signs of it."""
    if content["shows"] != "either":
        return bool(content["shows"] == "category")
    return bool(_chance(content, "shows").random() < 0.5)


def findings(content: Mapping[str, Any]) -> list[str]:
    """Return what is known of the patient, worded by the seed of the case.

    What a draft leaves open is left out.
    """
    category, said = content["category"], []
    if content["position"] in LIES:
        said.append(str(LIES[content["position"]]))
    if category in SIGNS and is_stated(content):
        said.append(
            _("The findings are those of %(category)s.")
            % {"category": CATEGORY_NAMES[category]}
        )
    elif category in SIGNS:
        signs = list(SIGNS[category])
        _chance(content, "signs").shuffle(signs)
        said += [str(sign) for sign in signs[:SIGNS_SHOWN]]
    if legs := SHORT_LEG.get(content["short_leg"]):
        said.append(str(legs[_chance(content, "leg").randrange(len(legs))]))
    return said


def _chance(content, what):
    """Return chance of its own for each thing, so that a change of one keeps the rest.

    A case and its mirror image have it in common.
    """
    return Random(f"{content.get('seed', 0) // 2}:{what}")  # noqa: S311  no secret
