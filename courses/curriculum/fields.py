"""Reading the fields of a mapping one by one; what nobody asked for is unknown."""

import datetime
import difflib
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .prose import check_markdown, find_terms
from .yaml_source import Node

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_KEY = 80


class Fields:
    """The fields of one mapping.

    Each method returns a usable value even when the field is wrong; the problem is
    noted with its line. ``done`` notes the fields that no method asked for.
    """

    def __init__(self, node, problems, uses):
        self.problems = problems
        self.uses = uses
        self.node = node
        self.line = node.line
        self.asked = set()
        if isinstance(node.value, dict):
            self.data = node.value
        else:
            problems.add(node.line, _("Fields are expected here: “name: value”."))
            self.data = {}

    def get(self, name, *, required=False):
        self.asked.add(name)
        node = self.data.get(name)
        if required and (node is None or node.value is None):
            self.problem(name, _("“%(name)s” is missing.") % {"name": name})
            return None
        return node

    def problem(self, name, message):
        node = self.data.get(name)
        self.problems.add(node.line if node else self.line, message)

    def text(self, name, *, required=False, max_length=None):
        """Return plain text; glossary terms and markers can't stand in it."""
        value, node = self._text(name, required, max_length)
        if node is not None and "[[" in value and find_terms(value):
            self.problem(
                name,
                _("“%(name)s” is plain text: no [[terms]] in it.") % {"name": name},
            )
        return value

    def markdown(self, name, *, required=False, terms=True):
        """Return Markdown, checked; its glossary terms are noted as used."""
        value, node = self._text(name, required, None)
        if node is not None:
            check_markdown(
                value,
                problems=self.problems,
                uses=self.uses,
                first_line=node.text_line or node.line,
                terms=terms,
            )
        return value

    def _text(self, name, required, max_length):
        node = self.get(name, required=required)
        if node is None or node.value is None:
            return "", None
        is_number = isinstance(node.value, int | float) and not isinstance(
            node.value, bool
        )
        if not isinstance(node.value, str) and not is_number:
            self.problem(name, _("“%(name)s” is text.") % {"name": name})
            return "", None
        value = (node.raw if is_number else node.value).strip()
        if required and not value:
            self.problem(name, _("“%(name)s” is empty.") % {"name": name})
        if max_length and len(value) > max_length:
            self.problem(
                name,
                _("“%(name)s” has %(length)s characters; %(max)s fit.")
                % {"name": name, "length": len(value), "max": max_length},
            )
        return value, node

    def checked_text(self, name, validate, **options):
        """Return text that ``validate`` (a Django validator) accepts, or is empty."""
        value = self.text(name, **options)
        if value:
            try:
                validate(value)
            except ValidationError as error:
                self.problem(name, f"“{name}”: {' '.join(error.messages)}")
        return value

    def key(self, name="key"):
        value = self.text(name, required=True)
        if value and (not KEY.fullmatch(value) or len(value) > MAX_KEY):
            self.problem(
                name,
                _("“%(key)s” is no key: lower-case letters, digits and hyphens.")
                % {"key": value},
            )
        return value

    def use(self, name, kind, *, required=False):
        """Return a key that must be the key of a ``kind``; checked at the end."""
        value = self.text(name, required=required)
        if value:
            self.uses.note(kind, value, self.problems.path, self.data[name].line)
        return value

    def use_all(self, name, kind, *, required=False):
        """Return a list of keys of a ``kind``, each once; checked at the end."""
        keys = []
        for node in self.items(name, required=required):
            if not isinstance(node.value, str):
                self.problems.add(
                    node.line, _("“%(name)s” is a list of keys.") % {"name": name}
                )
            elif node.value in keys:
                self.problems.add(
                    node.line, _("“%(key)s” stands here twice.") % {"key": node.value}
                )
            else:
                keys.append(node.value)
                self.uses.note(kind, node.value, self.problems.path, node.line)
        return keys

    def choice(self, name, choices, *, required=False, default=""):
        value = self.text(name, required=required)
        if not value:
            return default
        if value not in choices:
            self.problem(
                name,
                _("“%(value)s” is not one of %(choices)s.")
                % {"value": value, "choices": ", ".join(choices)},
            )
            return default
        return value

    def integer(self, name, *, default=None, low=None, high=None):
        node = self.get(name, required=default is None)
        if node is None or node.value is None:
            return default or 0
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            self.problem(name, _("“%(name)s” is a whole number.") % {"name": name})
            return default or 0
        if (low is not None and node.value < low) or (
            high is not None and node.value > high
        ):
            self.problem(
                name,
                _("“%(name)s” lies between %(low)s and %(high)s.")
                % {"name": name, "low": low, "high": high},
            )
        return node.value

    def optional_integer(self, name, *, low, high):
        node = self.get(name)
        if node is None or node.value is None:
            return None
        return self.integer(name, default=low, low=low, high=high)

    def truth(self, name, *, default):
        node = self.get(name)
        if node is None or node.value is None:
            return default
        if not isinstance(node.value, bool):
            self.problem(name, _("“%(name)s” is true or false.") % {"name": name})
            return default
        return node.value

    def date(self, name):
        node = self.get(name, required=True)
        if node is None:
            return None
        if not isinstance(node.value, datetime.date):
            self.problem(
                name, _("“%(name)s” is a date, as in 2026-11-20.") % {"name": name}
            )
            return None
        return node.value

    def items(self, name, *, required=False):
        node = self.get(name, required=required)
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.problem(name, _("“%(name)s” is a list.") % {"name": name})
            return []
        return node.value

    def mappings(self, name, *, required=False):
        """Yield the fields of each mapping of a list; ``done`` is the caller's."""
        return [
            Fields(node, self.problems, self.uses)
            for node in self.items(name, required=required)
        ]

    def mapping(self, name, *, required=False):
        """Return the fields of a mapping inside this one; empty when it is not there."""
        node = self.get(name, required=required)
        if node is None or node.value is None:
            node = Node({}, self.line)
        return Fields(node, self.problems, self.uses)

    def done(self):
        for name, node in self.data.items():
            if name not in self.asked:
                near = difflib.get_close_matches(name, self.asked, 1)
                message = _("“%(name)s” is not a field here.") % {"name": name}
                if near:
                    message = f"{message} " + _("Was “%(near)s” meant?") % {
                        "near": near[0]
                    }
                self.problems.add(node.line, message)


class Uses:
    """Which keys are referred to, from where; checked when everything was read."""

    def __init__(self):
        self.noted = []

    def note(self, kind, key, path, line):
        self.noted.append((kind, key, path, line))

    def check(self, known, problems):
        """Note every use of a key that is not in ``known[kind]``."""
        for kind, key, path, line in self.noted:
            if key in known[kind]:
                continue
            near = (
                difflib.get_close_matches(key, known[kind], 1) if len(key) > 4 else []
            )
            message = _("There is no %(kind)s “%(key)s”.") % {"kind": kind, "key": key}
            if near:
                message = f"{message} " + _("Was “%(near)s” meant?") % {"near": near[0]}
            problems.for_file(path).add(line, message)

    def of(self, kind):
        return {key for noted, key, _path, _line in self.noted if noted == kind}
