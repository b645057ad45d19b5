"""Reads ``docs/integrators.md`` and does what its marked blocks say.

A block is marked by a comment on the line before it::

    <!-- test: run -->                          a shell command per line
    <!-- test: append PATH -->                  put at the end of a file
    <!-- test: write PATH -->                   a file of its own
    <!-- test: before TEXT in PATH -->          put before the line that reads TEXT
"""

import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^<!-- test: (.+?) -->\n```\w*\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Step:
    """One marked block: what to do, where, and with which text."""

    action: str
    text: str
    path: str = ""
    anchor: str = ""


def read_steps(document: Path) -> list[Step]:
    return [_step(mark, text) for mark, text in BLOCK.findall(document.read_text())]


def _step(mark: str, text: str) -> Step:
    action, _, rest = mark.partition(" ")
    if action == "run" and not rest:
        return Step("run", text)
    if action in ("append", "write") and rest:
        return Step(action, text, path=rest)
    if action == "before" and " in " in rest:
        anchor, _, path = rest.rpartition(" in ")
        return Step("before", text, path=path, anchor=anchor)
    raise ValueError(f"Unknown mark in the page for integrators: {mark}")


def edit(step: Step, site: Path) -> None:
    """Do a step that changes a file of the site."""
    path = site / step.path
    if step.action == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text)
        return
    lines = path.read_text().splitlines(keepends=True)
    where = len(lines)
    if step.action == "before":
        found = [n for n, line in enumerate(lines) if step.anchor in line.strip()]
        (where,) = [n for n in found if not lines[n].strip().startswith("#")]
    path.write_text("".join([*lines[:where], step.text, *lines[where:]]))
