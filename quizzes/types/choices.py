"""What the types with options to tick share: their rows, on the page and reviewed."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .base import Content
from .source import Fields
from .text import list_items, squeeze

OPTION_FIELDS = {"text": True, "correct": False, "feedback": False}


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        max_length=500, label=gettext_lazy("Option"), search_index=False
    )
    correct = blocks.BooleanBlock(required=False, label=gettext_lazy("Right"))
    feedback = blocks.TextBlock(
        required=False,
        label=gettext_lazy("Feedback"),
        help_text=gettext_lazy("Why it is right or not; shown after submission."),
        search_index=False,
    )

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Option")


def content_options(value: Any) -> list[dict[str, Any]]:
    """Return the options of a block's ``ListValue``, with the ids responses refer to."""
    return [
        {
            "id": bound.id,
            "text": squeeze(bound.value["text"] or ""),
            "correct": bool(bound.value["correct"]),
            "feedback": (bound.value["feedback"] or "").strip(),
        }
        for bound in value.bound_blocks
    ]


def option_problems(content: Content) -> list[str]:
    problems = []
    texts = [option["text"] for option in content["options"]]
    if len(texts) < 2:
        problems.append(_("A choice needs at least two options."))
    if len({text.casefold() for text in texts}) < len(texts):
        problems.append(_("Two options say the same."))
    return problems


def shuffled(ids: list[str], rng: Random, *, shuffle: bool) -> list[str]:
    order = list(ids)
    if shuffle:
        rng.shuffle(order)
    return order


def ids(content: Content) -> list[str]:
    return [option["id"] for option in content["options"]]


def in_order(content: Content, order: list[str]) -> list[dict[str, Any]]:
    found = {option["id"]: option for option in content["options"]}
    return [found[key] for key in order]


def present(content: Content, order: list[str], chosen: set[str]) -> dict[str, Any]:
    return {
        "stem": content["stem"],
        "options": [
            {
                "id": option["id"],
                "text": option["text"],
                "chosen": option["id"] in chosen,
            }
            for option in in_order(content, order)
        ],
    }


def review(content: Content, order: list[str], chosen: set[str]) -> dict[str, Any]:
    return {
        "stem": content["stem"],
        "options": [
            {**option, "chosen": option["id"] in chosen}
            for option in in_order(content, order)
        ],
    }


def feedback(content: Content, chosen: Iterable[str]) -> tuple[str, ...]:
    wanted = set(chosen)
    return tuple(
        option["feedback"]
        for option in content["options"]
        if option["id"] in wanted and option["feedback"]
    )


def summary(content: Content, chosen: Iterable[str]) -> str:
    wanted = set(chosen)
    return "; ".join(
        option["text"] for option in content["options"] if option["id"] in wanted
    )


def tally(
    content: Content, chosen: set[str] | None
) -> list[tuple[str, str, bool | None]]:
    """Return the rows of the options that were ``chosen``; of all for ``None``."""
    return [
        (option["id"], option["text"], option["correct"])
        for option in content["options"]
        if chosen is None or option["id"] in chosen
    ]


def options_from_source(fields: Fields) -> list[dict[str, Any]]:
    values = []
    for index, option in enumerate(fields.mappings("options", OPTION_FIELDS), start=1):
        values.append(
            {
                "text": option.text("text"),
                "correct": option.truth("correct", default=False),
                "feedback": option.text("feedback"),
            }
        )
        fields.take(f"options[{index}]", option)
    return list_items(values, [value["text"] for value in values])


def options_to_source(content: Content) -> list[dict[str, Any]]:
    """Return options as course files hold them, without what they leave out."""
    return [
        {
            "text": option["text"],
            **({"correct": True} if option["correct"] else {}),
            **({"feedback": option["feedback"]} if option["feedback"] else {}),
        }
        for option in content["options"]
    ]


def body_problems(content: Mapping[str, Any]) -> list[str]:
    return [] if content["stem"] else [_("The question itself is missing.")]
