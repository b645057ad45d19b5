"""The block placement lab: two wedges are placed under a patient and turned."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.types import choices, figures
from quizzes.types.base import (
    InvalidResponse,
    Mark,
    single_value,
    unknown_option,
)
from quizzes.types.source import Fields
from quizzes.types.text import clean_html, list_items, squeeze

from . import placement_rules as rules
from . import placement_showing as showing
from . import placement_words as words
from .base import TrainerType
from .placement_block import SHOWS, PlacementBlock
from .placement_key import key_of, key_source, problems_of, read_blocks

SEED = "seed:"
SEEDS = 2**31


class BlockPlacement(TrainerType):
    """Side and level of each block are marked alike; places and directions are told.

    See ``placement_rules.fraction_of``. In Category III any placement is worth 1.

    Content: ``stem``, ``alt``, ``category`` (I, II, III), ``position``, ``short_leg``,
    ``shows`` (category, signs, either), ``mirrors``, ``blocks`` (``side``, ``station``,
    ``accepted``, ``angle``, ``tolerance``, ``angle_scored``), ``source_profile``,
    ``reviewed_by``, ``reviewed_on`` (ISO date); from the figure ``stations`` (place by
    key) and ``drawn_short`` (the side whose leg is drawn short); of one case ``seed``.
    Response: ``{"wedges": {"a": {"side", "station", "angle"}, "b": ...}}``, without a
    wedge that was not placed. Which wedge is which makes no difference.
    """

    key = "block_placement"
    minutes = 2  # our estimate
    label = gettext_lazy("Block placement")
    icon = "crosshairs"
    block = PlacementBlock
    template = "ce_trainers/types/placement.html"
    review_template = "ce_trainers/types/placement_review.html"
    source_fields = {
        "category": True,
        "position": True,
        "short_leg": True,
        "blocks": True,
        "shows": False,
        "mirrors": False,
        "source_profile": False,
        "reviewed_by": False,
        "reviewed_on": False,
        "alt": False,
    }
    asks_figure = True
    topics = words.TOPICS

    def content(self, value):
        reviewed_on = value["reviewed_on"]
        return {
            "stem": clean_html(value["stem"]),
            "alt": squeeze(value["alt"] or ""),
            "category": value["category"] or "",
            "position": value["position"] or "",
            "short_leg": value["short_leg"] or "",
            "shows": value["shows"] or "either",
            "mirrors": bool(value["mirrors"]),
            "blocks": [key_of(item) for item in value["blocks"]],
            "source_profile": squeeze(value["source_profile"] or ""),
            "reviewed_by": squeeze(value["reviewed_by"] or ""),
            "reviewed_on": str(reviewed_on) if reviewed_on else "",
        }

    def problems(self, content):
        return choices.body_problems(content) + problems_of(content)

    def with_figure(self, content, plate):
        if plate is None or not plate.svg:
            return content
        anchors = {item["key"]: item.get("anchor") for item in plate.structures}
        stations = {
            f"{station}-{side}": [round(part, 4) for part in anchor]
            for side in rules.SIDES
            for station in rules.LEVELS
            if (anchor := anchors.get(f"station-{station}-{side[0]}"))
        }
        raised = {
            item["key"]
            for item in plate.structures
            if item["key"] in ("foot-l", "foot-r") and item.get("emphasis")
        }
        drawn = {"foot-l": rules.LEFT, "foot-r": rules.RIGHT}
        short = drawn[raised.pop()] if len(raised) == 1 else content["short_leg"]
        return {**content, "stations": stations, "drawn_short": short}

    def figure_problems(self, content, plate):
        if plate is None:
            return figures.problems_with([], None)
        if not plate.svg:
            return [_("This question needs a drawing; a photo can’t be mirrored.")]
        found = content.get("stations", {})
        missing = [
            f"station-{station}-{side[0]}"
            for side in rules.SIDES
            for station in rules.LEVELS
            if f"{station}-{side}" not in found
        ]
        if missing:
            return [
                _("The figure has no place for: %(keys)s.")
                % {"keys": ", ".join(missing)}
            ]
        left_is_left = found["crest-left"][0] < found["crest-right"][0]
        shown = rules.PRONE if left_is_left else rules.SUPINE
        if shown != content["position"]:
            return [_("The figure shows the patient in the other position.")]
        return []

    # ---- one case ----------------------------------------------------------------------

    def order(self, content, rng, *, shuffle=True):
        """Draw the seed of one case; without ``shuffle`` it is the author's own."""
        return [f"{SEED}{rng.randrange(SEEDS) if shuffle else 0}"]

    def mirrored(self, content, order):
        seed = _seed(order)
        if seed is None or not content["mirrors"]:
            return None
        return [f"{SEED}{seed ^ 1}"]

    def variant(self, content, order):
        """Return the case of the seed: worded by it, and mirrored where it is odd."""
        seed = _seed(order)
        if seed is None:
            return content
        case = rules.mirrored(content) if content["mirrors"] and seed % 2 else content
        return {**case, "seed": seed}

    def present(self, content, order, response=None):
        return {
            "stem": content["stem"],
            "alt": content["alt"],
            "position": content["position"],
            "findings": words.findings(content),
            "awaits_review": not content["reviewed_by"],
            "wedges": [showing.fields_of(name, response) for name in rules.WEDGES],
            "stage": showing.stage_of(content),
            "placed": showing.drawn(response),
        }

    def read(self, content, data, prefix):
        wedges = {}
        for name in rules.WEDGES:
            place = single_value(data, f"{prefix}-{name}-place")
            angle = single_value(data, f"{prefix}-{name}-angle") or "0"
            side, _dash, station = place.partition("-")
            if angle not in map(str, rules.ANGLES):
                raise unknown_option()
            if not place:
                continue
            if (side, station) not in words.PLACE_NAMES:
                raise unknown_option()
            wedges[name] = {"side": side, "station": station, "angle": int(angle)}
        if not wedges:
            return None
        response = {"wedges": wedges}
        spots = {(wedge["side"], wedge["station"]) for wedge in wedges.values()}
        if len(spots) < len(wedges):
            raise InvalidResponse(
                _("Two wedges can’t lie at the same place. Please move one of them."),
                response,
            )
        return response

    def is_complete(self, content, response):
        return len(rules.placed(response)) == len(rules.WEDGES)

    # ---- marking -----------------------------------------------------------------------

    def mark(self, content, response):
        fraction = rules.fraction_of(content, response)
        if response is None:
            return Mark(fraction)
        return Mark(fraction, self._feedback(content, response))

    def _feedback(self, content, response):
        found = []
        if content["category"] == "III":
            found.append(str(words.COMFORT))
        pattern = rules.pattern_of(content, response)
        if pattern == rules.REVERSED:
            says = words.REVERSED.get(content["category"])
            found += [str(says)] if says else []
        elif pattern == rules.ONE_WEDGE or content["category"] != "III":
            says = words.FEEDBACK.get(pattern)
            found += [str(says)] if says else []
        return tuple(found)

    def fits(self, content, response):
        if response is None:
            return True
        wedges = response.get("wedges") or {}
        spots = [(wedge.get("side"), wedge.get("station")) for wedge in wedges.values()]
        return (
            bool(wedges)
            and set(wedges) <= set(rules.WEDGES)
            and set(spots) <= set(words.PLACE_NAMES)
            and len(set(spots)) == len(spots)
            and all(wedge.get("angle") in rules.ANGLES for wedge in wedges.values())
        )

    def correct(self, content):
        return {
            "wedges": {
                name: {
                    "side": block["side"],
                    "station": block["station"],
                    "angle": _nearest(block["angle"] or 0),
                }
                for name, block in zip(rules.WEDGES, content["blocks"], strict=True)
            }
        }

    def mistakes(self, content):
        return list(rules.distractors(content).values())

    def summary(self, content, response):
        """Return the places from left to right; which wedge is where is not told."""
        return "; ".join(words.wedge_summary(wedge) for wedge in rules.placed(response))

    def tally(self, content, response):
        """Return a row for each pattern, so that mirrored cases count together."""
        found = (
            rules.PATTERNS
            if response is None
            else (rules.pattern_of(content, response),)
        )
        any_counts = content["category"] == "III"
        return [
            (name, str(words.PATTERN_NAMES[name]), any_counts or name == rules.TAUGHT)
            for name in found
        ]

    def missed(self, content, response):
        if rules.fraction_of(content, response) == Decimal(1):
            return ()
        if response is None:
            return ()
        pattern = rules.pattern_of(content, response)
        if pattern in (rules.BOTH_HIGH, rules.BOTH_LOW):
            return ("one-of-each",)
        if pattern in (rules.ONE_SIDE, rules.ONE_WEDGE):
            return ("both-sides",)
        return ("category-1" if content["category"] == "I" else "category-2",)

    def review(self, content, order, response):
        wedges = rules.placed(response)
        return {
            "stem": content["stem"],
            "alt": content["alt"],
            "position": content["position"],
            "findings": words.findings(content),
            "category": words.CATEGORY_NAMES[content["category"]],
            "any_counts": content["category"] == "III",
            "awaits_review": not content["reviewed_by"],
            "source_profile": content["source_profile"],
            "reviewed_by": content["reviewed_by"],
            "reviewed_on": content["reviewed_on"],
            "feedback": self._feedback(content, response) if response else (),
            "rows": [
                showing.row_of(content, block, wedges) for block in content["blocks"]
            ],
            "stray": showing.stray(wedges),
            "stage": showing.stage_of(content),
            "placed": showing.drawn(response),
            "key": [f"{item['side']}-{item['station']}" for item in content["blocks"]],
        }

    # ---- course files ------------------------------------------------------------------

    def from_source(self, data, *, rich):
        fields = Fields(data)
        keys = read_blocks(fields)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "category": fields.choice("category", rules.CATEGORIES, default="I"),
            "position": fields.choice(
                "position", (rules.PRONE, rules.SUPINE), default=rules.PRONE
            ),
            "short_leg": fields.choice("short_leg", rules.SIDES, default=rules.RIGHT),
            "shows": fields.choice("shows", SHOWS, default="either"),
            "mirrors": fields.truth("mirrors", default=True),
            "blocks": list_items(keys, [f"{key['side']} block" for key in keys]),
            "source_profile": fields.text("source_profile") or "core",
            "reviewed_by": fields.text("reviewed_by"),
            "reviewed_on": str(fields.data.get("reviewed_on") or "") or None,
            "alt": fields.text("alt"),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        names = ("category", "position", "short_leg")
        found = {name: content[name] for name in names}
        found["blocks"] = [key_source(block) for block in content["blocks"]]
        if content["shows"] != "either":
            found["shows"] = content["shows"]
        if not content["mirrors"]:
            found["mirrors"] = False
        if content["source_profile"] != "core":
            found["source_profile"] = content["source_profile"]
        for name in ("reviewed_by", "reviewed_on", "alt"):
            if content[name]:
                found[name] = content[name]
        return {"stem": markdown(content["stem"]), **found}


def _seed(order):
    found = [item for item in order if item.startswith(SEED)]
    return int(found[0].removeprefix(SEED)) if found else None


def _nearest(angle):
    """Return the direction that can be chosen nearest to the one that is taught."""
    return min(rules.ANGLES, key=lambda step: (abs(step - angle), abs(step)))
