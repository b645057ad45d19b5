"""YAML as people would write it, and as ``yaml_source`` reads it: block style, text of
several lines as it stands, long text folded, keys in the order they are given.
"""

import yaml

from .yaml_source import CONSTANTS, DATE, DECIMAL, INTEGER

WIDTH = 100
# A list of words stands on the line of its name as long as it fits there.
SHORT = 72


class Number(str):
    """A number, written as it stands here."""

    __slots__ = ()


class Rows(list):
    """A list with every item on a line of its own."""


class Cells(list):
    """A list that stands on as few lines as it can."""


class Inline(dict):
    """A mapping that stands on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data):
        return True


def write(value):
    """Return ``value`` (mappings, lists, text, numbers, dates) as YAML."""
    return yaml.dump(
        value,
        Dumper=_Dumper,
        # A line is broken behind the word that goes beyond.
        width=WIDTH - 6,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
    )


def is_read_as_text(text):
    """Say whether a plain word is read as the text that it is."""
    return text not in CONSTANTS and not any(
        pattern.fullmatch(text) for pattern in (INTEGER, DECIMAL, DATE)
    )


def _text(dumper, text):
    style = None
    if "\n" in text:
        # The reader takes the line end away again; without it the sign would be “|-”.
        lines = text.split("\n")
        folds = max(map(len, lines)) > WIDTH + 8
        folds = folds and not any(line[:1] == " " for line in lines)
        text, style = f"{text}\n", ">" if folds else "|"
    elif len(text) > WIDTH - 28:
        style = ">"
    elif not is_read_as_text(text):
        style = "'"
    if "---" in text and style:
        # A line of its own would end the front matter of a lesson.
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper, items):
    words = all(isinstance(item, str | int | float) for item in items)
    fits = sum(len(str(item)) + 2 for item in items) <= SHORT
    short = words and fits and not any("\n" in str(item) for item in items)
    on_lines = isinstance(items, Rows) or not (short or isinstance(items, Cells))
    return dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=not items or not on_lines
    )


def _number(dumper, number):
    kind = "int" if INTEGER.fullmatch(number) else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", str(number))


def _inline(dumper, value):
    return dumper.represent_mapping(
        "tag:yaml.org,2002:map", value.items(), flow_style=True
    )


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(Rows, _list)
_Dumper.add_representer(Cells, _list)
_Dumper.add_representer(Number, _number)
_Dumper.add_representer(Inline, _inline)
