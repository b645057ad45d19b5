"""The form of a placement case: what is known of the patient, and the key."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    MultipleChoiceBlock,
    StructBlock,
)

from quizzes.types import figures
from quizzes.types.base import QuestionBlock
from quizzes.types.text import stem_block

from . import placement_rules as rules
from .key_record import (
    reviewed_by_block,
    reviewed_on_block,
    source_profile_block,
)
from .placement_words import CATEGORY_NAMES, POSITION_NAMES, SIDE_NAMES, STATION_NAMES

SHOWS = {
    "category": _("The category"),
    "signs": _("Signs of the category"),
    "either": _("The one or the other, by chance"),
}


def choice(names, *, label, default=None, help_text="", required=True):
    return ChoiceBlock(
        choices=list(names.items()),
        default=default,
        label=label,
        help_text=help_text,
        required=required,
        search_index=False,
    )


class KeyBlock(StructBlock):
    side = choice(SIDE_NAMES, label=_("Patient’s side"))
    station = choice(
        STATION_NAMES, label=_("Place"), help_text=_("The place that is taught.")
    )
    accepted = MultipleChoiceBlock(
        choices=list(STATION_NAMES.items()),
        required=False,
        label=_("Accepted places"),
        help_text=_(
            "Every place that counts as right, all on one level. None: only the one above."
        ),
        search_index=False,
    )
    angle = IntegerBlock(
        required=False,
        min_value=-90,
        max_value=90,
        label=_("Direction"),
        help_text=_(
            "In degrees: 0 points straight across to the midline, + toward the head, − "
            "toward the feet. Empty where the sources say nothing."
        ),
    )
    tolerance = IntegerBlock(
        min_value=0,
        max_value=180,
        default=30,
        label=_("Tolerance"),
        help_text=_("How many degrees off still count as the same direction."),
    )
    angle_scored = BooleanBlock(
        required=False,
        label=_("The direction counts"),
        help_text=_("Only where a reviewer has fixed it; else it is feedback alone."),
    )

    class Meta:
        icon = "crosshairs"
        label = _("Block")


class PlacementBlock(QuestionBlock):
    type_key = "block_placement"

    stem = stem_block()
    category = choice(CATEGORY_NAMES, label=_("Category"), default="I")
    position = choice(POSITION_NAMES, label=_("The patient lies"), default=rules.PRONE)
    short_leg = choice(SIDE_NAMES, label=_("Short leg"), default=rules.RIGHT)
    shows = choice(
        SHOWS,
        label=_("Learners are told"),
        default="either",
        help_text=_("The short leg is always told, in one of several ways."),
    )
    mirrors = BooleanBlock(
        required=False,
        default=True,
        label=_("Also asked mirrored"),
        help_text=_(
            "Half of the cases have left and right changed over, key and drawing alike."
        ),
    )
    blocks = ListBlock(
        KeyBlock(),
        min_num=2,
        max_num=2,
        label=_("Key"),
        help_text=_("Where the two blocks go: one on each side."),
    )
    source_profile = source_profile_block()
    reviewed_by = reviewed_by_block()
    reviewed_on = reviewed_on_block()
    alt = figures.alt_block()

    class Meta:
        icon = "crosshairs"
        label = _("Block placement")
        description = _("Two wedges to place under a patient.")
        preview_value = {
            "stem": "<p>Place the blocks as SOT teaches.</p>",
            "category": "I",
            "position": rules.PRONE,
            "short_leg": rules.RIGHT,
            "shows": "category",
            "mirrors": False,
            "blocks": rules.core_blocks("I", rules.RIGHT),
            "source_profile": "core",
            "reviewed_by": "",
            "reviewed_on": None,
            "alt": "",
        }
