"""What the page of the placement lab gets: lists, places, and the rows of the review."""

from . import placement_rules as rules
from . import placement_words as words


def fields_of(name, response):
    """Return the two lists of a wedge, with what was chosen in them."""
    wedge = (response or {}).get("wedges", {}).get(name)
    place = f"{wedge['side']}-{wedge['station']}" if wedge else ""
    angle = wedge["angle"] if wedge else 0
    return {
        "name": name,
        "label": str(words.WEDGE_NAMES[name]),
        "places": [
            {
                "value": f"{side}-{station}",
                "label": str(label),
                "chosen": f"{side}-{station}" == place,
            }
            for (side, station), label in words.PLACE_NAMES.items()
        ],
        "angles": [
            {
                "value": value,
                "label": words.angle_name(value),
                "chosen": wedge is not None and value == angle,
            }
            for value in rules.ANGLES
        ],
    }


def stage_of(content):
    """Return where the places are on the drawing, which may be mirrored."""
    if len(content.get("stations", {})) < len(words.PLACE_NAMES):
        return None
    flipped = content["drawn_short"] != content["short_leg"]
    places = {}
    for side, station in words.PLACE_NAMES:
        drawn = rules.other(side) if flipped else side
        across, down = content["stations"][f"{station}-{drawn}"]
        places[f"{side}-{station}"] = [1 - across if flipped else across, down]
    return {"flipped": flipped, "places": places}


def drawn(response):
    """Return the wedges that are to be drawn."""
    return [
        {
            "name": name,
            "place": f"{wedge['side']}-{wedge['station']}",
            "angle": wedge["angle"],
        }
        for name, wedge in (response or {}).get("wedges", {}).items()
    ]


def row_of(content, block, wedges):
    """Return what is told of one block of the key, and of the wedge on its side."""
    side, level = block["side"], rules.LEVELS[block["station"]]
    wedge = rules.wedge_for(block, wedges)
    is_short = side == content["short_leg"]
    goes = rules.top_goes(content["position"], level)
    return {
        "side": words.SIDE_NAMES[side],
        "is_short": is_short,
        "taught": words.place_name(block),
        "level": words.LEVEL_NAMES[level],
        "level_key": level,
        "given": words.wedge_summary(wedge) if wedge else "",
        "side_right": wedge is not None,
        "level_right": rules.is_level_right(block, wedge),
        "same_station": bool(wedge and wedge["station"] == block["station"]),
        "angle": None if block["angle"] is None else words.angle_name(block["angle"]),
        "angle_right": rules.is_angle_right(block, wedge),
        "angle_scored": block["angle_scored"],
        "reason": words.REASONS[content["position"], level],
        "need": words.NEEDS[rules.top_should_go(side, content["short_leg"])],
        "goes": goes,
    }


def stray(wedges):
    """Return both wedges where they lie on one side, which leaves the other empty."""
    is_one_side = len({wedge["side"] for wedge in wedges}) == 1 < len(wedges)
    return [words.wedge_summary(wedge) for wedge in wedges] if is_one_side else []
