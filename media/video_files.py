"""What an uploaded video is, read from its bytes: kind and length, or why not.

Only headers are read, a few kilobytes however large the file is. Nothing is decoded, so
a file may pass that no browser plays; that shows in the preview. What can't pass is a
file of another kind.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

MP4, WEBM = "mp4", "webm"
KINDS = {MP4: "video/mp4", WEBM: "video/webm"}

# Boxes or elements looked at before giving up, and bytes of one that are read.
MOST_PARTS = 2_000
MOST_BYTES = 4_096

# Brands of MP4 with video in it (mp4ra.org); QuickTime's own ("qt  ") is another format.
BRANDS = frozenset(
    (
        *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8"),
        *(b"iso9", b"isoa", b"mp41", b"mp42", b"avc1", b"av01", b"dash", b"MSNV"),
        *(b"M4V ", b"M4VH", b"M4VP", b"f4v "),
    )
)

EBML, DOC_TYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
INFO, TIMESTAMP_SCALE, DURATION = 0x1549A966, 0x2AD7B1, 0x4489
CLUSTER = 0x1F43B675


class BadVideo(ValueError):
    """The file can't be used as a video; the message says why, for an author."""


@dataclass(frozen=True, slots=True)
class VideoFile:
    """``kind`` is a key of ``KINDS``; ``seconds`` is None where the file doesn't say."""

    kind: str
    seconds: float | None


def inspect(file: BinaryIO, *, name: str, size: int) -> VideoFile:
    """Return what ``file`` is; raise ``BadVideo``. Leaves the file at its beginning.

    ``name`` must end as its content asks for, because servers and browsers go by it.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in KINDS:
        raise BadVideo(_("Choose an MP4 or WebM file."))
    if not size:
        raise BadVideo(_("The file is empty."))
    try:
        file.seek(0)
        start = file.read(12)
        if start[4:8] == b"ftyp":
            found = VideoFile(MP4, _mp4_seconds(file, size))
        elif start[:4] == EBML.to_bytes(4, "big"):
            found = VideoFile(WEBM, _webm_seconds(file, size))
        else:
            raise BadVideo(
                _(
                    "This is not a video: its name ends in .%(ending)s, its content is something else."
                )
                % {"ending": ending}
            )
    finally:
        file.seek(0)
    if found.kind != ending:
        raise BadVideo(
            _("The content is %(kind)s, but the name ends in .%(ending)s.")
            % {
                "kind": found.kind.upper() if found.kind == MP4 else "WebM",
                "ending": ending,
            }
        )
    return found


# ---- MP4: boxes of a size and a name ------------------------------------------------


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, beginning and end of the content of each box in a stretch."""
    for _number in range(MOST_PARTS):
        if start + 8 > end:
            return
        file.seek(start)
        size, name = struct.unpack(">I4s", _read(file, 8))
        content = start + 8
        if size == 1:
            size = struct.unpack(">Q", _read(file, 8))[0]
            content += 8
        elif size == 0:
            size = end - start
        if size < content - start or start + size > end:
            raise _broken()
        yield name, content, start + size
        start += size


def _mp4_seconds(file: BinaryIO, size: int) -> float | None:
    """Goes through all boxes, so that a file that was cut off at its end is found."""
    found: list[float | None] = []
    for name, start, end in _boxes(file, 0, size):
        if name == b"ftyp":
            file.seek(start)
            content = file.read(min(end - start, MOST_BYTES))
            # The main brand, its version, and the brands it is also good for.
            brands = {content[:4]} | {
                content[at : at + 4] for at in range(8, len(content), 4)
            }
            if not brands & BRANDS:
                raise BadVideo(
                    _(
                        "This kind of MP4 can’t be used. Save it as MP4 with H.264 video."
                    )
                )
        elif name == b"moov":
            found.append(_movie_seconds(file, start, end))
    if not found:
        raise _broken()
    return found[0]


def _movie_seconds(file: BinaryIO, start: int, end: int) -> float | None:
    for name, at, until in _boxes(file, start, end):
        if name != b"mvhd":
            continue
        file.seek(at)
        version = _read(file, 4)[0]
        if version > 1 or until - at < (100, 112)[version]:
            break
        layout, skipped = ((">II", 8), (">IQ", 16))[version]
        file.seek(at + 4 + skipped)
        scale, length = struct.unpack(layout, _read(file, struct.calcsize(layout)))
        unknown = (2**32 - 1, 2**64 - 1)[version]
        return length / scale if scale and 0 < length < unknown else None
    raise _broken()


# ---- WebM: elements of an id and a size, in numbers of variable length --------------


def _number(file: BinaryIO, *, keep_mark: bool) -> tuple[int, bool]:
    """Read one number; say whether all its bits are set, which means “unknown”."""
    first = _read(file, 1)[0]
    length = 9 - first.bit_length()
    if not first or (keep_mark and length > 4):
        raise _broken()
    value = int.from_bytes(bytes([first]) + _read(file, length - 1), "big")
    mark = 1 << (7 * length)
    bare = value & (mark - 1)
    return (value if keep_mark else bare), bare == mark - 1


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield id, beginning and end of the content of each element in a stretch."""
    for _part in range(MOST_PARTS):
        if start >= end:
            return
        file.seek(start)
        ident, _all = _number(file, keep_mark=True)
        size, is_unknown = _number(file, keep_mark=False)
        content = file.tell()
        # What is being recorded doesn't know its end yet.
        until = end if is_unknown else content + size
        if until > end:
            raise _broken()
        yield ident, content, until
        start = until


def _webm_seconds(file: BinaryIO, size: int) -> float | None:
    is_webm = False
    for ident, start, end in _elements(file, 0, size):
        if ident == EBML:
            for inner, at, until in _elements(file, start, end):
                if inner == DOC_TYPE:
                    is_webm = _content(file, at, until).rstrip(b"\0") == b"webm"
            if not is_webm:
                raise BadVideo(
                    _("This is a Matroska file. Save it as WebM (VP8, VP9 or AV1).")
                )
        elif ident == SEGMENT and is_webm:
            return _segment_seconds(file, start, end)
    raise _broken()


def _segment_seconds(file: BinaryIO, start: int, end: int) -> float | None:
    for ident, at, until in _elements(file, start, end):
        if ident == INFO:
            return _info_seconds(file, at, until)
        if ident == CLUSTER:
            break
    raise _broken()


def _info_seconds(file: BinaryIO, start: int, end: int) -> float | None:
    scale, length = 1_000_000, 0.0
    for ident, at, until in _elements(file, start, end):
        if ident == TIMESTAMP_SCALE:
            scale = int.from_bytes(_content(file, at, until), "big")
        elif ident == DURATION:
            content = _content(file, at, until)
            layout = {4: ">f", 8: ">d"}.get(len(content))
            length = struct.unpack(layout, content)[0] if layout else 0.0
    seconds = length * scale / 1e9
    return seconds if 0 < seconds < float("inf") else None


def _content(file: BinaryIO, start: int, end: int) -> bytes:
    if end - start > MOST_BYTES:
        raise _broken()
    file.seek(start)
    return _read(file, end - start)


def _read(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise _broken()
    return data


def _broken() -> BadVideo:
    return BadVideo(_("The file is cut off or broken. Export it again."))
