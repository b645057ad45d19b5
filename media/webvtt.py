"""Captions and chapters as WebVTT: read strictly, so that every browser shows the same.

What is refused is refused with its line. Positions of cues are let through; styles and
regions are not, and of markup only what carries meaning (``b i u v lang c``).
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_BYTES = 1_000_000
TAGS = frozenset({"b", "i", "u", "v", "lang", "c"})
# Seconds of silence, and characters, after which a transcript begins a new paragraph.
PAUSE = 2
LONG = 400

_TIME = re.compile(r"(?:([0-9]{2,}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})")
_SETTING = re.compile(r"(?:vertical|line|position|size|align):[A-Za-z0-9.,%-]+")
_TAG = re.compile(r"<([^<>]*)>")
_INSIDE = re.compile(r"(/?)([a-z]+)((?:\.[\w-]+)*)(?:[ ]+([^<>]*))?")
_VOICE = re.compile(r"<v(?:\.[\w-]+)*[ ]+([^<>]+)>")
_END_OF_SENTENCE = re.compile(r"[.!?…][\"'”’)]*$")


class BadWebVTT(ValueError):
    """The text is not WebVTT as it is accepted here; the message names the line."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(
            _("Line %(line)s: %(message)s") % {"line": line, "message": message}
        )


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said or shown from ``start`` to ``end`` (seconds), as plain text."""

    start: float
    end: float
    text: str
    voice: str = ""


def decode(data: bytes) -> str:
    """Return the text of an uploaded file; raise ``BadWebVTT``."""
    if len(data) > MAX_BYTES:
        raise BadWebVTT(1, _("The file is larger than 1 MB."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadWebVTT(line, _("This is not UTF-8 text.")) from error


def normal(text: str) -> str:
    """Return ``text`` with one kind of line ends and no byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str) -> list[Cue]:
    """Return the cues in order, at least one; raise ``BadWebVTT``."""
    text = normal(text)
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise BadWebVTT(1, _("The text is larger than 1 MB."))
    if "\0" in text:
        raise BadWebVTT(text.count("\n", 0, text.index("\0")) + 1, _("A null byte."))
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise BadWebVTT(1, _("The first line must be WEBVTT."))
    if len(lines) > 1 and lines[1].strip():
        raise BadWebVTT(2, _("An empty line must follow the first."))
    cues: list[Cue] = []
    for number, block in _blocks(lines[1:], first=2):
        cue = _read(number, block, after=cues[-1].start if cues else 0)
        if cue is not None:
            cues.append(cue)
    if not cues:
        raise BadWebVTT(len(lines), _("There are no cues."))
    return cues


def _blocks(lines: list[str], *, first: int) -> Iterable[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], first):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _read(number: int, block: list[str], *, after: float) -> Cue | None:
    head = block[0].split(None, 1)[0]
    if "-->" not in block[0]:
        if head == "NOTE":
            return None
        if head in {"STYLE", "REGION"} and block[0].strip() == head:
            raise BadWebVTT(
                number, _("%(name)s blocks can’t be used here.") % {"name": head}
            )
        # A line before the times is the cue's own name.
        number, block = number + 1, block[1:]
        if not block or "-->" not in block[0]:
            raise BadWebVTT(
                number - (not block),
                _("Times are expected, like 00:01.000 --> 00:04.000."),
            )
    start, end = _times(number, block[0])
    if end <= start:
        raise BadWebVTT(number, _("The end must come after the start."))
    if start < after:
        raise BadWebVTT(number, _("It starts before the cue above it."))
    return _cue(number + 1, start, end, block[1:])


def _times(number: int, line: str) -> tuple[float, float]:
    before, _arrow, rest = line.partition("-->")
    end, *settings = rest.split() or [""]
    times = [_seconds(before.strip()), _seconds(end)]
    if times[0] is None or times[1] is None or not rest[:1].isspace():
        raise BadWebVTT(
            number, _("Times must be written like 00:01.000 --> 00:04.000.")
        )
    for setting in settings:
        if not _SETTING.fullmatch(setting):
            raise BadWebVTT(
                number, _("“%(setting)s” is not a setting.") % {"setting": setting}
            )
    return times[0], times[1]


def _seconds(text: str) -> float | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, thousandths = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _cue(number: int, start: float, end: float, lines: list[str]) -> Cue:
    open_tags: list[str] = []
    for line_number, line in enumerate(lines, number):
        if "-->" in line:
            raise BadWebVTT(line_number, _("An empty line must stand between cues."))
        _check_markup(line_number, line, open_tags)
    # A voice that speaks to the end of its cue need not be closed.
    if open_tags not in ([], ["v"]):
        raise BadWebVTT(
            number + len(lines) - 1,
            _("<%(tag)s> is not closed.") % {"tag": open_tags[-1]},
        )
    marked = "\n".join(lines)
    voice = _VOICE.search(marked)
    text = " ".join(html.unescape(_TAG.sub("", marked)).split())
    if not text:
        raise BadWebVTT(number - 1, _("This cue has no text."))
    return Cue(start, end, text, html.unescape(voice[1]).strip() if voice else "")


def _check_markup(number: int, line: str, open_tags: list[str]) -> None:
    for tag in _TAG.findall(line):
        match = _INSIDE.fullmatch(tag)
        if match is None or match[2] not in TAGS:
            raise BadWebVTT(
                number, _("<%(tag)s> can’t be used in a caption.") % {"tag": tag[:40]}
            )
        closing, name, _classes, words = match.groups()
        if words and name not in {"v", "lang"}:
            raise BadWebVTT(
                number, _("<%(tag)s> can’t be used in a caption.") % {"tag": tag[:40]}
            )
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise BadWebVTT(number, _("</%(tag)s> closes nothing.") % {"tag": name})
    if set(_TAG.sub("", line)) & set("<>"):
        raise BadWebVTT(number, _("Write &lt; and &gt; for < and >."))


def transcript(cues: Iterable[Cue]) -> str:
    """Return what the cues say as paragraphs, each behind its time: ``[0:12] …``.

    A new paragraph begins when somebody else speaks, after a pause, and where a sentence
    ends in a long one.
    """
    paragraphs: list[str] = []
    last: Cue | None = None
    for cue in cues:
        is_long = bool(paragraphs) and (
            len(paragraphs[-1]) > LONG and _END_OF_SENTENCE.search(paragraphs[-1])
        )
        if (
            last is None
            or cue.voice != last.voice
            or cue.start - last.end >= PAUSE
            or is_long
        ):
            name = f"{cue.voice}: " if cue.voice else ""
            paragraphs.append(f"[{clock(cue.start)}] {name}{cue.text}")
        else:
            paragraphs[-1] += f" {cue.text}"
        last = cue
    return "\n\n".join(paragraphs)


def clock(seconds: float) -> str:
    """Return a time as people write it: ``0:12``, ``1:02:03``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}"
