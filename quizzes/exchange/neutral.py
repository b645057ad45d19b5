"""Questions between systems: what every reader gives and every writer takes.

An ``Item`` holds a question in the words of its type: ``fields`` is what the type's
``from_source`` takes and ``to_source`` returns, with HTML where a course file has
Markdown. So a format never knows a type's blocks, and a type knows no format.

Files come from anywhere. A reader never trusts one: it raises ``UnreadableFile`` for
what is no file of its format, and names every item that it leaves out or changes in
``Package.problems``. Nothing is dropped silently.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

# A file is refused unread beyond this; so are more questions than anybody can look over.
MAX_BYTES = 20 * 2**20
MAX_ITEMS = 5_000
# What a packed file may unpack to, all in all, and how many files it may hold.
MAX_UNPACKED = 100 * 2**20
MAX_FILES = 2_000
MAX_PICTURE = 10 * 2**20


class Severity(enum.StrEnum):
    """What became of something in a file."""

    CHANGED = "changed"
    LEFT_OUT = "left_out"

    @property
    def label(self) -> Any:
        return {self.CHANGED: _("Changed"), self.LEFT_OUT: _("Left out")}[self]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not come in, or go out, as it was.

    ``item`` is the number of the question it is about; one that is ``LEFT_OUT`` and
    concerns a whole question has no ``Item`` in the package. ``message`` is a full
    sentence for the person who imports or exports.
    """

    severity: Severity
    message: str
    item: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a question, as it lies in the file. Nobody has looked at its bytes."""

    name: str
    content: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    ``number`` counts the questions of the file from 1, left out ones included; ``line``
    is where it begins. ``type_key`` is that of the registry. ``rationale`` and
    ``hints`` are HTML; so are the rich texts in ``fields``. ``category`` is a path with
    slashes. ``picture`` is shown above the answer. ``key`` is the question's own in
    files that this software wrote.
    """

    number: int
    type_key: str
    fields: Mapping[str, Any]
    line: int | None = None
    key: str = ""
    name: str = ""
    rationale: str = ""
    hints: tuple[str, ...] = ()
    category: str = ""
    tags: tuple[str, ...] = ()
    difficulty: str = ""
    objective: str = ""
    references: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """What a file holds. ``encoding`` is how its text was read."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and what of the questions its format can't say."""

    content: bytes
    problems: tuple[Problem, ...] = ()


class UnreadableFile(ValueError):
    """The file is not of the format, is damaged, too large or not safe to open."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Format(Protocol):
    """One way of writing questions to a file.

    ``matches`` says cheaply whether a file looks like one of this format, by its first
    bytes (at least 4096, or all) and its name. ``read`` raises ``UnreadableFile``.
    """

    key: str
    label: Any
    extension: str
    content_type: str
    can_read: bool
    can_write: bool

    def matches(self, head: bytes, name: str) -> bool: ...

    def read(self, content: bytes) -> Package: ...

    def write(self, items: Iterable[Item], *, title: str) -> Written: ...
