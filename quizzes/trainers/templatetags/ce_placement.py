"""Template tags that draw the table of the placement lab, and how blocks are said to work."""

from django import template
from django.utils.translation import gettext as _

from media.domain.drawing import viewbox_of
from media.domain.plates import plate_of
from quizzes.trainers.types import placement_drawing as drawing
from quizzes.trainers.types import placement_rules as rules

register = template.Library()


@register.inclusion_tag("ce_trainers/types/placement_stage.html")
def placement_stage(question, prefix, is_review=False):
    """Draw the patient from above with both wedges; shows nothing without a drawing.

    In a review the places of the key are ringed, with the push that is said of them.
    """
    plate = plate_of(question["drawing"]["figure"])
    if plate is None or not plate.svg or not question["stage"]:
        return {"plate": None}
    stage = drawing.Stage(
        box=viewbox_of(plate),
        places=question["stage"]["places"],
        is_flipped=question["stage"]["flipped"],
    )
    alt = question["alt"] or (
        _("A patient lies prone on a table, seen from above; rings mark six places.")
        if question["position"] == rules.PRONE
        else _(
            "A patient lies supine on a table, seen from above; rings mark six places."
        )
    )
    return {
        "plate": plate,
        "prefix": prefix,
        "is_review": is_review,
        "wedges": question.get("wedges", ()),
        "left_first": stage.places["left-crest"][0] < stage.places["right-crest"][0],
        "drawing": drawing.drawn(
            stage,
            svg=plate.svg,
            prefix=f"p-{prefix}",
            alt=alt,
            wedges=question["placed"],
            key=question.get("key", ()) if is_review else (),
            is_open=not is_review,
        ),
    }


@register.simple_tag
def placement_wedge(name):
    """Draw a wedge by itself, as it stands beside the table."""
    return drawing.wedge_alone(name)


@register.simple_tag
def placement_turn(row):
    """Draw from the side how the block of a row of the review is said to work."""
    return drawing.turn(row["level_key"])
