"""A table of questions, one in each row, made in any spreadsheet program.

The first row names the columns, in any order: ``key``, ``name``, ``type``,
``category``, ``question``, ``option 1`` …, ``right``, ``feedback 1`` …, ``rationale``,
``tags``, ``difficulty``, ``objective``. What stands in ``right`` depends on the type;
see ``csv_reading``. Questions and rationales may be HTML, everything else is plain text.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import csv_reading, csv_writing
from .csv_cells import FIRST, NUMBERED, Row, bare, column, safe
from .neutral import Item, Package, UnreadableFile, Written
from .notes import MAX_QUESTION, LeftOut, Notes, check_count
from .text import decode

SEPARATORS = (",", ";", "\t")
SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
# Excel takes a file for UTF-8 only with a mark.
MARK = b"\xef\xbb\xbf"
FEWEST_OPTIONS = 4
MAX_COLUMNS = 200

EXAMPLES = (
    Item(
        number=1,
        type_key="single_choice",
        key="example-1",
        name=gettext_lazy("Lowest part of the spine"),
        fields={
            "stem": gettext_lazy("<p>What is the lowest part of the spine?</p>"),
            "options": [
                {
                    "text": gettext_lazy("Coccyx"),
                    "correct": True,
                    "feedback": gettext_lazy("Yes, the tailbone."),
                },
                {
                    "text": gettext_lazy("Sacrum"),
                    "feedback": gettext_lazy("It lies above the coccyx."),
                },
                {"text": gettext_lazy("Atlas")},
            ],
        },
        rationale=gettext_lazy("<p>The coccyx is made of three to five bones.</p>"),
        tags=("anatomy",),
        difficulty="easy",
    ),
    Item(
        number=2,
        type_key="numeric",
        key="example-2",
        name=gettext_lazy("Cervical vertebrae"),
        fields={
            "stem": gettext_lazy("<p>How many cervical vertebrae are there?</p>"),
            "answer": 7,
            "tolerance": 0,
        },
        tags=("anatomy", "numbers"),
        difficulty="medium",
    ),
)


class CsvTable:
    key = "csv"
    label = gettext_lazy("Table (CSV)")
    extension = "csv"
    content_type = "text/csv"
    can_read = True
    can_write = True

    def matches(self, head: bytes, name: str) -> bool:
        try:
            text, _encoding, _problems = decode(head)
        except UnreadableFile:
            return False
        if name.lower().endswith((".csv", ".tsv")):
            return True
        try:
            header, _separator, _start = _known_header(text)
        except UnreadableFile:
            return False
        return sum(_is_known(column(cell)) for cell in header) > 1

    def read(self, content: bytes) -> Package:
        text, encoding, problems = decode(content)
        header, separator, start = _known_header(text)
        notes, items, number = Notes(problems), [], 0
        columns = _columns(header, notes)
        rows = _rows(text, separator, start)
        next(rows)
        for line, cells in rows:
            if not any(map(str.strip, cells)):
                continue
            number += 1
            check_count(number, line)
            row = Row(number, line, columns, cells)
            try:
                items.append(csv_reading.read(row, notes))
            except LeftOut as reason:
                notes.left_out(reason.message, number, line)
        return notes.package(items, encoding)

    def write(self, items: Iterable[Item], *, title: str) -> Written:
        notes, rows, most = Notes(), [], FEWEST_OPTIONS
        for item in items:
            try:
                row = csv_writing.write(item, notes)
            except LeftOut as reason:
                notes.left_out(reason.message, item.number)
                continue
            rows.append(row)
            most = max(most, csv_writing.most_options(row))
        header = csv_writing.header(most)
        table = io.StringIO(newline="")
        writer = csv.writer(table)
        writer.writerow(header)
        writer.writerows([safe(row.get(name, "")) for name in header] for row in rows)
        return Written(MARK + table.getvalue().encode(), notes.problems)

    def template(self) -> bytes:
        """Return a file with two questions, for authors to put their own into."""
        return self.write(EXAMPLES, title="").content


FORMAT = CsvTable()


def _known_header(text: str) -> tuple[list[str], str, int]:
    """Return the names of the columns, what parts them, and where the table begins.

    Raises ``UnreadableFile`` if no column is the question.
    """
    given = SEPARATOR_LINE.match(text)
    start = given.end() if given else 0
    found = []
    for separator in SEPARATORS:
        try:
            _line, cells = next(_rows(text, separator, start), (0, []))
        except UnreadableFile:
            continue
        names = [column(cell) for cell in cells]
        if "question" in names:
            found.append((sum(map(_is_known, names)), cells, separator))
    if not found:
        raise UnreadableFile(
            _("The first row must name the columns, one of them “question”."), 1
        )
    _count, cells, separator = max(found, key=lambda each: each[0])
    return cells, separator, start


def _is_known(name: str) -> bool:
    return name in FIRST or bool(NUMBERED.fullmatch(name))


def _columns(header: list[str], notes: Notes) -> list[str]:
    """Return the name of each column, ``""`` for one that is passed over."""
    result: list[str] = []
    for cell in header:
        name = column(cell)
        if not _is_known(name):
            if name:
                notes.changed(
                    _("There is no column “%(name)s” here; it was passed over.")
                    % {"name": cell.strip()[:60]},
                    line=1,
                )
            name = ""
        elif name in result:
            raise UnreadableFile(
                _("There are two columns “%(name)s”.") % {"name": name}, 1
            )
        result.append(name)
    return result


def _rows(text: str, separator: str, start: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its line, the header first."""
    before = text.count("\n", 0, start)
    source = io.StringIO(text[start:], newline="")
    reader = csv.reader(source, delimiter=separator, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableFile(
                _(
                    "The quotation marks of this row do not fit together, or a cell is "
                    "longer than %(most)s characters."
                )
                % {"most": min(csv.field_size_limit(), MAX_QUESTION)},
                line,
            ) from None
        if len(cells) > MAX_COLUMNS:
            raise UnreadableFile(
                _("There are more than %(most)s columns.") % {"most": MAX_COLUMNS}, line
            )
        yield line, [bare(cell) for cell in cells]
