"""Whose teaching a trainer's key follows, and who reviewed it: the same for all of them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


def source_profile_block():
    return blocks.CharBlock(
        required=False,
        max_length=100,
        default="core",
        label=_("Source"),
        help_text=_(
            "Whose teaching the key follows: core, ak, or a name of your own; “general” "
            "for what any school would do."
        ),
        search_index=False,
    )


def reviewed_by_block():
    return blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Key reviewed by"),
        help_text=_("Until somebody is named, learners read that it awaits review."),
        search_index=False,
    )


def reviewed_on_block():
    return blocks.DateBlock(required=False, label=_("Key reviewed on"))


class KeyRecord:
    """A block with the fields above: who reviewed, and when, are given both or neither."""

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["reviewed_by"]) != bool(cleaned["reviewed_on"]):
            raise StructBlockValidationError(
                {"reviewed_on": ValidationError(_("A review has a name and a date."))}
            )
        return cleaned
