"""The rows of the report, kept until the end of the run."""

import os

import django
from django.db import connection

_ROWS = []
HEADER = ("", "measured", "aim", "must", "", "remarks")


def add(name, measured, *, aim, must, unit="x", remarks=""):
    """Note a figure down, then hold it to what it must not exceed."""
    verdict = "aim reached" if measured <= aim else "within must"
    if measured > must:
        verdict = "TOO MUCH"
    _ROWS.append(
        (
            name,
            shown(measured, unit),
            shown(aim, unit),
            shown(must, unit),
            verdict,
            remarks,
        )
    )
    assert measured <= must, f"{name}: {shown(measured, unit)}"


def shown(number, unit):
    if unit == "x":
        return f"{number:.2f}x"
    digits = 0 if unit == "queries" else 1
    return f"{number:.{digits}f} {unit}"


def lines():
    if not _ROWS:
        return
    yield ""
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    yield f"{connection.vendor}, Django {django.get_version()}; load average {busy}"
    rows = [HEADER, *_ROWS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
