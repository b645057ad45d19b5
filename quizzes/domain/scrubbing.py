"""Values of a file freed of what no database and no page takes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quizzes.exchange.neutral import Item, Picture

# Control characters but tab and line ends, halves of characters, and non-characters.
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DEEPEST = 20
TEXTS = (
    "type_key", "key", "name", "rationale", "category", "difficulty", "objective",
)  # fmt: skip
LISTS = ("hints", "tags", "references")


def scrubbed(item: Item) -> Item:
    """Return the item without them, whatever its reader let through."""
    values: dict[str, Any] = {"fields": _value(item.fields, 0)}
    values |= {name: _text(getattr(item, name)) for name in TEXTS}
    values |= {name: tuple(map(_text, getattr(item, name))) for name in LISTS}
    if picture := item.picture:
        name, alt = _text(picture.name), _text(picture.alt)
        values["picture"] = Picture(name, picture.content, alt)
    return replace(item, **values)


def _value(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {
            _text(str(key)): _value(inner, depth + 1) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_value(inner, depth + 1) for inner in value]
    return value


def _text(value: str) -> str:
    return UNWANTED.sub("", value)
