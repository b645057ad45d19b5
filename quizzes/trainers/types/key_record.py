"""Whose teaching a trainer's key follows, and who reviewed it: the same for all of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


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


def problems(content: Mapping[str, Any]) -> list[str]:
    """Return what keeps a key from being used: who reviewed without when, or the reverse."""
    if bool(content["reviewed_by"]) != bool(content["reviewed_on"]):
        return [_gettext("A review has a name and a date.")]
    return []
