"""Rows as CSV and XLSX, in little memory, and harmless to the program that opens them.

A spreadsheet runs a cell that begins like a formula. In CSV such a cell gets an
apostrophe in front; in XLSX every text is stored as text.
"""

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

CSV = "csv"
XLSX = "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML can't hold at all; one such character would make the whole file unreadable.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BATCH = 1000
CHUNK = 64 * 1024


class Export:
    """The bytes of a file, once. ``row_count`` and ``sha256`` stand when it is through."""

    def __init__(self, header: Sequence[str], lines: Iterable[Sequence[Any]]):
        self.header = header
        self.lines = iter(lines)
        self.row_count = 0
        self._digest = hashlib.sha256()

    def totals(self) -> tuple[int, str]:
        return self.row_count, self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks():
            self._digest.update(chunk)
            yield chunk

    def _chunks(self) -> Iterator[bytes]:
        raise NotImplementedError


class CsvExport(Export):
    """UTF-8 with the mark that Excel needs to recognise it."""

    def _chunks(self):
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        buffer.write("\ufeff")
        writer.writerow([harmless(text) for text in self.header])
        while batch := list(islice(self.lines, BATCH)):
            writer.writerows([[harmless(value) for value in line] for line in batch])
            self.row_count += len(batch)
            yield take(buffer)
        yield take(buffer)


class XlsxExport(Export):
    """One sheet. Goes through a temporary file, as a ZIP archive has its index last."""

    def _chunks(self):
        with tempfile.TemporaryFile() as file:
            self._write(file)
            file.seek(0)
            while chunk := file.read(CHUNK):
                yield chunk

    def _write(self, file) -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        # Rows are written as they come, so one set of cells serves all of them.
        cells = [WriteOnlyCell(sheet) for _column in self.header]
        self._append(sheet, cells, self.header)
        for line in self.lines:
            self._append(sheet, cells, line)
            self.row_count += 1
        book.save(file)

    def _append(self, sheet, cells, values) -> None:
        for cell, value in zip(cells, values, strict=True):
            if isinstance(value, str):
                cell.value = NOT_XML.sub("", value)
                cell.data_type = "s"
            else:
                cell.value = value
        sheet.append(cells)


EXPORTS: dict[str, type[Export]] = {CSV: CsvExport, XLSX: XlsxExport}


def harmless(value: Any) -> Any:
    """The value as a CSV cell that no program takes for a formula."""
    if isinstance(value, str) and value.startswith(RISKY_STARTS):
        return f"'{value}"
    return value


def take(buffer: io.StringIO) -> bytes:
    """Empty the buffer."""
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data
