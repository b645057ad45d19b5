"""YAML in which every value knows its line.

A small part of YAML: mappings, lists, text, numbers, ``true`` and ``false``, dates.
No tags, anchors or aliases (a few lines could unfold into gigabytes), and ``yes`` or
``no`` are words, as people expect. A key that stands twice is a problem.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

MAX_DEPTH = 30

INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
PART = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


@dataclass(slots=True)
class Node:
    """A value, the line it starts on, and how it was written.

    ``value`` is a scalar, a list of nodes, or a mapping of text to nodes.
    ``text_line`` is the line on which the text itself begins (a block's text begins
    below its ``|``).
    """

    value: Any
    line: int
    raw: str = ""
    text_line: int = 0

    def plain(self):
        """Return the value without lines; numbers stay as they are."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def line_of(self, path):
        """Return the line of ``options[2].text``, or of the nearest that is there."""
        node = self
        for match in PART.finditer(path):
            name, number = match.groups()
            if name is not None and isinstance(node.value, dict):
                found = node.value.get(name)
            elif number is not None and isinstance(node.value, list):
                index = int(number) - 1
                found = node.value[index] if 0 <= index < len(node.value) else None
            else:
                found = None
            if found is None:
                break
            node = found
        return node.line


def parse(text, problems, *, first_line=1):
    """Return the root node, or ``None`` after adding what is wrong to ``problems``.

    ``first_line`` is the line of the file on which ``text`` begins.
    """
    offset = first_line - 1
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 1 + offset
        problems.add(line, _("YAML: %(error)s.") % {"error": error.problem})
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 + offset
        problems.add(line, _("This character is not allowed in YAML."))
        return None
    except RecursionError:
        problems.add(first_line, _("The file is nested too deep."))
        return None
    if root is None:
        return Node(None, first_line)
    return _Reader(problems, offset).read(root)


class _Reader:
    def __init__(self, problems, offset):
        self.problems = problems
        self.offset = offset
        self.seen = set()

    def read(self, node, depth=0):
        line = node.start_mark.line + 1 + self.offset
        if id(node) in self.seen:
            self.problems.add(line, _("Anchors and aliases can't be used."))
            return Node(None, line)
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            self.problems.add(line, _("The file is nested too deep."))
            return Node(None, line)
        if isinstance(node, yaml.MappingNode):
            return Node(self._mapping(node, depth), line)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.read(item, depth + 1) for item in node.value], line)
        return self._scalar(node, line)

    def _mapping(self, node, depth):
        found = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1 + self.offset
            value = self.read(value_node, depth + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.add(line, _("A key is text."))
                continue
            key = key_node.value
            if key in found:
                self.problems.add(
                    line, _("“%(key)s” stands here twice.") % {"key": key}
                )
            # A field is looked for where its name stands, not where its value begins.
            value.line = line
            found[key] = value
        return found

    def _scalar(self, node, line):
        raw, is_block = node.value, node.style in ("|", ">")
        text_line = line + 1 if is_block else line
        if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
            self.problems.add(line, _("Tags can't be used."))
        return Node(self._value(node, line), line, raw, text_line)

    def _value(self, node, line):
        raw = node.value
        if node.style is not None:
            return raw
        if raw in CONSTANTS:
            return CONSTANTS[raw]
        if INTEGER.fullmatch(raw):
            return int(raw)
        if DECIMAL.fullmatch(raw):
            return float(raw)
        if DATE.fullmatch(raw):
            try:
                return datetime.date.fromisoformat(raw)
            except ValueError:
                self.problems.add(line, _("“%(date)s” is no date.") % {"date": raw})
        return raw
