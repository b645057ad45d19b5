"""Bytes of a text file turned into text, with what had to be changed for it."""

import codecs
import re
from array import array
from bisect import bisect_right
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .neutral import MAX_BYTES, Problem, Severity, UnreadableFile

# The longer mark first: UTF-32's begins as UTF-16's does.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OLD_WINDOWS = "cp1252"

LINE_END = re.compile(r"\r\n?")
# What no text for people holds, and neither XML nor every database takes.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# A text may have slipped in a few of them; a program or a photo is full of them.
MOST_CONTROLS = 0.01


def decode(content: bytes) -> tuple[str, str, tuple[Problem, ...]]:
    """Return the text of a file, how it was read, and what was changed in it.

    A byte order mark decides; without one it is UTF-8, UTF-16 if every other byte is
    NUL, or else what old Windows programs write. Lines end with ``\\n``; control
    characters are taken out. Raises ``UnreadableFile`` for what is too large, empty
    or no text.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(most)s MB.") % {"most": MAX_BYTES // 2**20}
        )
    text, encoding, problems = _decode(content)
    text = LINE_END.sub("\n", text)
    if first := CONTROL.search(text):
        tidy = CONTROL.sub("", text)
        count = len(text) - len(tidy)
        if count > max(10, len(text) * MOST_CONTROLS):
            raise UnreadableFile(_("The file holds no text."))
        line = text.count("\n", 0, first.start()) + 1
        text = tidy
        message = ngettext(
            "%(count)s control character that can't be shown was taken out.",
            "%(count)s control characters that can't be shown were taken out.",
            count,
        ) % {"count": count}
        problems = (*problems, Problem(Severity.CHANGED, message, line=line))
    if not text.strip():
        raise UnreadableFile(_("The file is empty."))
    return text, encoding, problems


def _decode(content: bytes) -> tuple[str, str, tuple[Problem, ...]]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding), encoding, ()
    if encoding := _wide(content):
        return _strictly(content, encoding), encoding, ()
    try:
        return content.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        line = _line(content, error.start)
    text = content.decode(OLD_WINDOWS, errors="replace")
    message = _(
        "The file is not UTF-8 and was read as Windows-1252. Please look at its "
        "accents, quotation marks and dashes."
    )
    return text, OLD_WINDOWS, (Problem(Severity.CHANGED, message, line=line),)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line(content, error.start) if encoding == "utf-8" else None
        raise UnreadableFile(
            _("The file says that it is %(encoding)s, but is not.")
            % {"encoding": encoding.upper()},
            line,
        ) from None


def _wide(content: bytes) -> str:
    """Return the kind of UTF-16 that text without a mark looks like, or ``""``."""
    head = content[:4096]
    head = head[: len(head) // 2 * 2]
    most = len(head) // 2 * 0.7
    if len(content) % 2 or len(head) < 4:
        return ""
    if head[1::2].count(0) > most and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > most and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _line(content: bytes, offset: int) -> int:
    before = content[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


class Lines:
    """Where the lines of a text begin, to say in which of them something stands."""

    def __init__(self, text: str) -> None:
        starts = (found.end() for found in re.finditer("\n", text))
        self._starts = array("L", chain([0], starts))

    def at(self, offset: int) -> int:
        """Return the number of the line, from 1, that holds the character there."""
        return bisect_right(self._starts, offset)
