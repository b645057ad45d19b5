"""Reading the fields of a question in a course file; collects everything wrong."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from .base import SourceError


class Fields:
    """The fields of a mapping, asked for one by one. ``done`` raises if any was wrong."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[tuple[str, str]] = []

    def problem(self, name: str, message: str) -> None:
        self.problems.append((name, message))

    def done(self) -> None:
        if self.problems:
            raise SourceError(self.problems)

    def text(self, name: str, *, required: bool = False) -> str:
        """Return a text; a number in a YAML file is taken as it is written."""
        value = self.data.get(name)
        if value is None:
            value = ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.problem(name, _("must be text"))
            return ""
        if required and not value.strip():
            self.problem(name, _("is missing"))
        return value.strip()

    def truth(self, name: str, *, default: bool | None = None) -> bool:
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            self.problem(
                name, _("is missing") if value is None else _("must be true or false")
            )
            return False
        return value

    def number(self, name: str, *, default: str | None = None) -> str:
        """Return a decimal number as text, exactly as it is written in the file."""
        value = self.data.get(name, default)
        if value is None:
            self.problem(name, _("is missing"))
            return "0"
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite():
            self.problem(name, _("must be a number"))
            return "0"
        return str(value).strip()

    def whole(
        self, name: str, *, low: int, high: int, default: int | None = None
    ) -> int | None:
        """Return a whole number from ``low`` to ``high``; ``default`` if left out."""
        value = self.data.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(name, _("must be a whole number"))
        elif not low <= value <= high:
            self.problem(
                name,
                _("must lie between %(low)s and %(high)s") % {"low": low, "high": high},
            )
        else:
            return value
        return default

    def choice(self, name: str, known: Iterable[str], *, default: str) -> str:
        """Return one of the ``known`` words; ``default`` if left out."""
        value = self.data.get(name, default)
        if value not in (words := list(known)):
            self.problem(
                name, _("must be one of %(words)s") % {"words": ", ".join(words)}
            )
            return default
        return value

    def items(self, name: str, *, required: bool = True) -> list[Any]:
        value = self.data.get(name)
        if value is None and not required:
            return []
        if not isinstance(value, list) or (required and not value):
            self.problem(
                name, _("is missing") if value is None else _("must be a list")
            )
            return []
        return value

    def texts(self, name: str, *, required: bool = True) -> list[str]:
        """Return a list of texts, such as the items of an ordering question."""
        found = Fields(dict(enumerate_names(name, self.items(name, required=required))))
        texts = [found.text(key, required=True) for key in found.data]
        self.problems += found.problems
        return texts

    def mappings(
        self, name: str, allowed: Mapping[str, bool], *, needed: bool = True
    ) -> list["Fields"]:
        """Return the fields of each mapping in a list; ``allowed``: name -> required.

        Call ``take`` with each of them when it was read.
        """
        result = []
        for key, item in enumerate_names(name, self.items(name, required=needed)):
            if not isinstance(item, Mapping):
                self.problem(key, _("must be a mapping"))
                # In its place, so that what follows keeps its number.
                result.append(Fields({}))
                continue
            for unknown in sorted(set(map(str, item)) - set(allowed)):
                self.problem(f"{key}.{unknown}", _("is not a field of this type"))
            for wanted, required in allowed.items():
                if required and item.get(wanted) is None:
                    self.problem(f"{key}.{wanted}", _("is missing"))
            result.append(Fields(item))
        return result

    def take(self, name: str, inner: "Fields") -> None:
        self.problems += [(f"{name}.{field}", text) for field, text in inner.problems]


def enumerate_names(name: str, values: list[Any]) -> list[tuple[str, Any]]:
    return [(f"{name}[{index}]", value) for index, value in enumerate(values, start=1)]
