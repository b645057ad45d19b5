"""Cells of a table: their columns, and texts that no program takes for a formula."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .notes import LeftOut

FIRST = (
    "key",
    "name",
    "type",
    "category",
    "question",
    "right",
    "rationale",
    "tags",
    "difficulty",
    "objective",
)
MOST_OPTIONS = 50
NUMBERED = re.compile(r"(option|feedback) ([1-9]|[1-4][0-9]|50)")

# What spreadsheet programs calculate. An apostrophe before it keeps it text; one that
# was there already gets another, so that taking one away always gives the text back.
FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def safe(text: Any) -> str:
    """Return text for a cell that no program takes for a formula."""
    value = str(text)
    if FORMULA.match(value) and not PLAIN_NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def bare(cell: str) -> str:
    """Return the text of a cell that ``safe`` made, and any other as it is."""
    if cell.startswith("'") and FORMULA.match(cell):
        return cell[1:]
    return cell


def column(cell: str) -> str:
    """Return the name of a column as its header writes it: "Option_1" is "option 1"."""
    words = re.sub(r"[\s_-]+", " ", cell[:60]).strip().lower()
    return re.sub(r"(?<=[a-z])(?=[0-9])", " ", words)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, by the names of its columns."""

    number: int
    line: int
    columns: Sequence[str]
    cells: Sequence[str]

    def get(self, name: str) -> str:
        """Return what stands in a column, ``""`` where there is none."""
        try:
            return self.cells[self.columns.index(name)].strip()
        except (ValueError, IndexError):
            return ""

    def numbered(self, name: str) -> dict[int, str]:
        """Return the cells of columns such as "option 1" that hold something."""
        found = {}
        for title, cell in zip(self.columns, self.cells, strict=False):
            kind, _space, number = title.partition(" ")
            if kind == name and number and cell.strip():
                found[int(number)] = cell.strip()
        return found

    def check(self) -> None:
        """Raise ``LeftOut`` for cells outside of the table: a separator too many."""
        if any(cell.strip() for cell in self.cells[len(self.columns) :]):
            raise LeftOut(_("The row has more cells than there are columns."))
