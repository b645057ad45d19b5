"""The shape in which a figure's structures are stored, and its check.

Schema 1::

    {"schema": 1, "items": [
        {"key": "iliac-crest-r", "label": "Iliac crest", "latin": "Crista iliaca",
         "side": "right", "layer": "bone", "text": "One sentence.",
         "anchor": [0.21, 0.18]}]}

``key`` is the id of the structure's shape in the drawing and never changes its
meaning. ``anchor`` is where the leader line of its label ends, as a part of the
drawing's width and height, or ``null``. ``latin`` and ``text`` may be empty.
"""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .enums import FigureLayer, Side

SCHEMA = 1
KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
FIELDS = {"key", "label", "latin", "side", "layer", "text", "anchor"}


def empty():
    """Return the structures of a figure that names none."""
    return {"schema": SCHEMA, "items": []}


def validate(value):
    """Raise ``ValidationError`` with one message for each thing that is wrong."""
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise ValidationError(
            _("Structures are an object with “schema” %(schema)s and “items”.")
            % {"schema": SCHEMA}
        )
    items = value.get("items")
    if not isinstance(items, list):
        raise ValidationError(_("“items” of the structures is a list."))
    errors = [
        error
        for number, item in enumerate(items, 1)
        for error in problems(item, _("Structure %(number)s") % {"number": number})
    ]
    keys = Counter(item.get("key") for item in items if isinstance(item, dict))
    errors += [
        _("The structure “%(key)s” is named twice.") % {"key": key}
        for key, count in keys.items()
        if count > 1
    ]
    if errors:
        raise ValidationError(errors)


def problems(item, name):
    """Yield what is wrong with one structure; ``name`` says which one it is."""
    if not isinstance(item, dict):
        yield _("%(name)s is not an object with fields.") % {"name": name}
        return
    if unknown := sorted(map(str, set(item) - FIELDS)):
        yield _("%(name)s has unknown fields: %(fields)s.") % {
            "name": name,
            "fields": ", ".join(unknown),
        }
    if not isinstance(item.get("key"), str) or not KEY.match(item["key"]):
        yield _("%(name)s needs a key of lower-case letters, digits and hyphens.") % {
            "name": name
        }
    if not isinstance(item.get("label"), str) or not item["label"].strip():
        yield _("%(name)s needs a label.") % {"name": name}
    for field in ("latin", "text"):
        if not isinstance(item.get(field, ""), str):
            yield _("%(name)s: “%(field)s” is text.") % {"name": name, "field": field}
    for field, choices in (("side", Side), ("layer", FigureLayer)):
        if item.get(field) not in choices.values:
            yield _("%(name)s: “%(field)s” is one of %(choices)s.") % {
                "name": name,
                "field": field,
                "choices": ", ".join(choices.values),
            }
    if not is_anchor(item.get("anchor")):
        yield _("%(name)s: “anchor” is two numbers between 0 and 1, or left out.") % {
            "name": name
        }


def is_anchor(value):
    if value is None:
        return True
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(
            isinstance(part, int | float)
            and not isinstance(part, bool)
            and 0 <= part <= 1
            for part in value
        )
    )
