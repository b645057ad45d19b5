"""The shape in which a figure's structures are stored, and its check.

Schema 1::

    {"schema": 1, "items": [
        {"key": "iliac-crest-r", "label": "Iliac crest", "latin": "Crista iliaca",
         "side": "right", "layer": "bone", "text": "One sentence.",
         "anchor": [0.21, 0.18], "label_at": [0.05, 0.1], "emphasis": true}],
     "phases": ["Flexion", "Extension"], "view": "anterior", "position": "supine"}

``key`` is the id of the structure's shape in the drawing and never changes its
meaning. All places are parts of the drawing's width and height, 0 to 1, from the upper
left. ``latin`` and ``text`` may be empty. These may be left out or ``null``:

- ``anchor``: where the leader line of the label ends.
- ``label_at``: where the leader line begins and the label stands; ``"auto"`` leaves the
  place to the plate. Without it the structure has no label on the drawing.
- ``emphasis``: true for what the figure is about.
- ``shape``: the outline of a structure on a photo, which has no shapes of its own:
  ``{"type": "rect", "x", "y", "width", "height"}``,
  ``{"type": "ellipse", "cx", "cy", "rx", "ry"}`` or
  ``{"type": "polygon", "points": [[x, y], ...]}`` with 3 to 200 points.

``phases`` names the two states that a drawing with ``data-to-*`` attributes moves
between. ``view`` says from where the patient is seen (``FigureView``) and ``position``
how the patient lies (``PatientPosition``). All three may be left out.
"""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .enums import FigureLayer, FigureView, PatientPosition, Side

SCHEMA = 1
KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
FIELDS = {
    "key", "label", "latin", "side", "layer", "text", "anchor", "label_at", "emphasis",
    "shape",
}  # fmt: skip
AUTO = "auto"
# What may stand beside the items, and what it may be.
CHOICES = {"view": FigureView, "position": PatientPosition}
ROOT = {"schema", "items", "phases", *CHOICES}
SHAPES = {
    "rect": ("x", "y", "width", "height"),
    "ellipse": ("cx", "cy", "rx", "ry"),
}
MAX_POINTS = 200


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
    if unknown := sorted(map(str, set(value) - ROOT)):
        errors.append(
            _("Structures have unknown fields: %(fields)s.")
            % {"fields": ", ".join(unknown)}
        )
    if not is_phases(value.get("phases")):
        errors.append(_("“phases” is a list of two names."))
    errors += [
        _("“%(field)s” of the structures is one of %(choices)s.")
        % {"field": field, "choices": ", ".join(choices.values)}
        for field, choices in CHOICES.items()
        if value.get(field) is not None and value[field] not in choices.values
    ]
    keys = Counter(
        item["key"]
        for item in items
        if isinstance(item, dict) and isinstance(item.get("key"), str)
    )
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
    if not is_label_place(item.get("label_at")):
        yield _(
            "%(name)s: “label_at” is two numbers between 0 and 1, “auto”, or left out."
        ) % {"name": name}
    elif item.get("label_at") is not None and item.get("anchor") is None:
        yield _("%(name)s has a label, so it needs an “anchor”.") % {"name": name}
    if not isinstance(item.get("emphasis"), bool | None):
        yield _("%(name)s: “emphasis” is true or false.") % {"name": name}
    if not is_shape(item.get("shape")):
        yield _(
            "%(name)s: “shape” is a rectangle, an ellipse or a polygon inside the "
            "picture."
        ) % {"name": name}


def renamed(published, value):
    """Return ``(label, old key, new key)`` of each structure that got another key.

    ``published`` holds the structure that was published under each key. One that is
    gone while another, never published, has its label and side was renamed.
    """
    items = value.get("items", []) if isinstance(value, dict) else []
    items = [
        {name: str(item.get(name)) for name in ("key", "label", "side")}
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    ]
    keys = {item["key"] for item in items}
    fresh = {
        (item["label"], item["side"]): item["key"]
        for item in items
        if item["key"] not in published
    }
    return [
        (was["label"], old, fresh[was["label"], was["side"]])
        for old, was in published.items()
        if old not in keys and (was["label"], was["side"]) in fresh
    ]


def is_number(value):
    """Say whether ``value`` is a part of the width or height."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value <= 1
    )


def is_point(value):
    return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))


def is_anchor(value):
    return value is None or is_point(value)


def is_label_place(value):
    return value is None or value == AUTO or is_point(value)


def is_shape(value):
    """Say whether ``value`` is an outline with an area, or ``None``."""
    if value is None:
        return True
    if not isinstance(value, dict):
        return False
    fields = {name: part for name, part in value.items() if name != "type"}
    if value.get("type") == "polygon":
        points = fields.get("points")
        return (
            set(fields) == {"points"}
            and isinstance(points, list)
            and 3 <= len(points) <= MAX_POINTS
            and all(map(is_point, points))
        )
    names = SHAPES.get(str(value.get("type")))
    if names is None or set(fields) != set(names):
        return False
    if not all(map(is_number, fields.values())):
        return False
    if not all(fields[name] > 0 for name in names[2:]):
        return False
    # An ellipse may be cut by the edge of the picture; places are rounded to 4 digits.
    return value["type"] != "rect" or (
        fields["x"] + fields["width"] <= 1.0001
        and fields["y"] + fields["height"] <= 1.0001
    )


def is_phases(value):
    return value is None or (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(name, str) and name.strip() for name in value)
    )
