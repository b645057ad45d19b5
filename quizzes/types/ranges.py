"""Ranges of numbers, each worth all of the mark, a part of it, or nothing."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .numbers import decimal_or_none, yaml_number
from .text import list_items

FIELDS = {"from": True, "to": True, "worth": False, "feedback": False}


class RangeBlock(blocks.StructBlock):
    low = blocks.DecimalBlock(label=gettext_lazy("From"), search_index=False)
    high = blocks.DecimalBlock(label=gettext_lazy("To"), search_index=False)
    worth = blocks.IntegerBlock(
        min_value=0,
        max_value=100,
        default=100,
        label=gettext_lazy("Worth, in percent"),
    )
    feedback = blocks.TextBlock(
        required=False, label=gettext_lazy("Feedback"), search_index=False
    )

    class Meta:
        icon = "decimal"
        label = gettext_lazy("Range")


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``, and what each of them is worth in percent."""

    low: Fraction
    high: Fraction
    worth: int = 100
    feedback: str = ""


def content(value):
    """Return what the block's ``ListValue`` says: decimals as text, null in a draft."""
    return [
        {
            "low": decimal_or_none(each["low"]),
            "high": decimal_or_none(each["high"]),
            "worth": each["worth"] or 0,
            "feedback": (each["feedback"] or "").strip(),
        }
        for each in value
    ]


def problems(listed):
    found = []
    for each in listed:
        if each["low"] is None or each["high"] is None:
            found.append(_("A range needs both its ends."))
        elif Fraction(each["low"]) > Fraction(each["high"]):
            found.append(
                _("The range from %(low)s to %(high)s ends before it begins.") % each
            )
    return found


def exact(listed):
    return [
        Range(
            Fraction(each["low"]),
            Fraction(each["high"]),
            each["worth"],
            each["feedback"],
        )
        for each in listed
    ]


def worth_all(listed):
    return [each for each in listed if each["worth"] == 100]


def worth_a_part(listed, unit):
    return [
        {"text": text(each, unit), "worth": each["worth"]}
        for each in listed
        if 0 < each["worth"] < 100
    ]


def text(each, unit):
    return f"{_('%(low)s to %(high)s') % each} {unit}".strip()


def from_source(fields):
    """Return the raw value for the ranges of a question in a course file."""
    values = []
    given = fields.mappings("ranges", FIELDS, needed=False)
    for index, each in enumerate(given, start=1):
        values.append(
            {
                "low": each.number("from", default="0"),
                "high": each.number("to", default="0"),
                "worth": each.whole("worth", low=0, high=100, default=100),
                "feedback": each.text("feedback"),
            }
        )
        fields.take(f"ranges[{index}]", each)
    return list_items(values, [f"{each['low']} {each['high']}" for each in values])


def to_source(listed):
    return [
        {
            "from": yaml_number(each["low"]),
            "to": yaml_number(each["high"]),
            **({"worth": each["worth"]} if each["worth"] != 100 else {}),
            **({"feedback": each["feedback"]} if each["feedback"] else {}),
        }
        for each in listed
    ]
