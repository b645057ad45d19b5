"""What an object says, as plain values that two loads can compare.

What the editor alone adds does not count: block ids, ``data-block-key``, the
difference between ``b`` and ``strong``. So opening a lesson in the admin and saving
it untouched is no edit.
"""

import datetime
import hashlib
import html
import json
import re
from decimal import Decimal

from django.db import models
from wagtail.blocks import StreamValue

# Sections of quizzes were given a case later. Left empty it says what was said without
# it, so what was loaded before and what was saved since still compare as the same.
_CASE = {"title", "vignette", "vignette_figure"}

_EDITOR_ATTRIBUTES = re.compile(r'\s+data-block-key="[^"]*"')
_BETWEEN_TAGS = re.compile(r">\s+<")
_EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")
_LINE_ENDS = re.compile(r"\s*(</?(?:p|h2|h3|ul|ol|li|blockquote|hr)>)\s*")
_SAME_TAGS = {"b": "strong", "i": "em"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^<>]*?)\s*/?>")


def export(obj, names):
    """Return the named fields of ``obj``, in memory, as comparable values."""
    return {name: _field(obj, name) for name in names}


def digest(values):
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def comparable(value):
    """Return plain values in the one form that stands for all that say the same."""
    if isinstance(value, str):
        return same_text(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        is_block = set(value) == {"type", "value", "id"}
        has_case = value.keys() >= _CASE
        return {
            key: comparable(item)
            for key, item in value.items()
            if not (is_block and key == "id")
            and not (has_case and key in _CASE and item in ("", None))
        }
    if isinstance(value, list | tuple):
        return [comparable(item) for item in value]
    return value


def same_text(text):
    """Return ``text`` in one form, whoever wrote its HTML."""
    text = text.replace("\r\n", "\n")
    if "<" not in text:
        return html.unescape(text).strip()
    text = _EDITOR_ATTRIBUTES.sub("", text)
    text = _TAG.sub(
        lambda tag: f"<{tag[1]}{_SAME_TAGS.get(tag[2], tag[2])}{tag[3]}>", text
    )
    text = _BETWEEN_TAGS.sub("><", text)
    return html.unescape(text).strip()


def alike(one, other):
    """Say whether two comparable values read the same on a page.

    Besides what ``comparable`` does, line ends between blocks, empty paragraphs and
    fields that are empty or not there make no difference. Digests don't know that: those
    on a site were taken without it.
    """
    return _shown(one) == _shown(other)


def _shown(value):
    if isinstance(value, str):
        return _LINE_ENDS.sub(r"\1", _EMPTY_PARAGRAPH.sub("", value)).strip()
    if isinstance(value, dict):
        return {
            key: _shown(item) for key, item in value.items() if item not in ("", None)
        }
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value


def _field(obj, name):
    field = obj._meta.get_field(name)
    if name == "tags":
        return sorted(tag.name for tag in obj.tags.all())
    if isinstance(field, models.ManyToManyField):
        return sorted(related.pk for related in getattr(obj, name).all())
    if isinstance(field, models.ForeignKey):
        return getattr(obj, field.attname)
    value = getattr(obj, name)
    if isinstance(value, StreamValue):
        value = list(value.get_prep_value())
    return comparable(value)
