"""Packed files of untrusted packages: looked at before they are opened, read in part.

Nothing is ever unpacked to a disk. What a file says of its own size is not believed:
all that is read counts towards one limit, byte by byte.
"""

import io
import lzma
import posixpath
import re
import stat
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .found import safe_name
from .neutral import (
    MAX_BYTES,
    MAX_FILES,
    MAX_ITEMS,
    MAX_UNPACKED,
    UnreadableFile,
)

BEGINS = b"PK\x03\x04"
# Each question of QTI 3 is a file of its own, and so is its picture.
MOST_FILES = MAX_FILES + 2 * MAX_ITEMS
# Begins each entry of the list at the end. Where there are far too many, as in other
# packed files that lie within, not even the list is read.
LISTED = b"PK\x01\x02"
# Text becomes a tenth, and a drawing perhaps a hundredth; only nonsense less.
MAX_RATIO = 300
SMALL = 2**20
CHUNK = 2**16
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED, IS_UTF8 = 0x1, 0x800
DRIVE = re.compile(r"[A-Za-z]:")
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    ValueError, KeyError, IndexError, OverflowError, RuntimeError, MemoryError,
)  # fmt: skip


class TooLarge(UnreadableFile):
    """What is packed is more than anybody would want to unpack."""


class Archive:
    """The files of a package by their paths, with slashes."""

    def __init__(self, content: bytes) -> None:
        """Look at all that a package lists. Raises ``UnreadableFile``."""
        if len(content) > MAX_BYTES:
            raise UnreadableFile(
                _("The file is larger than %(most)s MB.") % {"most": MAX_BYTES // 2**20}
            )
        if content.count(LISTED) > 4 * MOST_FILES:
            raise _too_many()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            listed = self._zip.infolist()
        except DAMAGE:
            raise UnreadableFile(_("The package is damaged.")) from None
        if len(listed) > MOST_FILES:
            raise _too_many()
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._read = 0
        for info in listed:
            path = _path(info)
            if not info.is_dir():
                self._check(info, path)
                self._infos[path] = info
        if sum(info.file_size for info in self._infos.values()) > MAX_UNPACKED:
            raise _too_large()
        self._folded = {path.casefold(): path for path in self._infos}

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __contains__(self, path: str) -> bool:
        return path in self._infos

    def size(self, path: str) -> int:
        """Return how large a file says that it is."""
        return self._infos[path].file_size

    def find(self, address: str, folder: str = "") -> str | None:
        """Return the path of a file that is named in another one in ``folder``."""
        plain = urllib.parse.unquote(re.split(r"[?#]", address, maxsplit=1)[0])
        for wanted in dict.fromkeys((address, plain)):
            tidy = wanted.replace("\\", "/").strip()
            for base in dict.fromkeys((folder, "")):
                path = posixpath.normpath(posixpath.join("/", base, tidy.lstrip("/")))
                path = path.lstrip("/")
                found = path if path in self else self._folded.get(path.casefold())
                if found is not None:
                    return found
        return None

    def read(self, path: str) -> bytes:
        """Return what a file holds. Raises ``UnreadableFile``."""
        chunks = []
        try:
            with self._zip.open(self._infos[path]) as file:
                while chunk := file.read(CHUNK):
                    self._read += len(chunk)
                    if self._read > MAX_UNPACKED:
                        raise _too_large()
                    chunks.append(chunk)
        except DAMAGE as error:
            if isinstance(error, UnreadableFile):
                raise
            raise UnreadableFile(
                _("“%(name)s” in the package is damaged.") % {"name": shown(path)}
            ) from None
        return b"".join(chunks)

    def _check(self, info: zipfile.ZipInfo, path: str) -> None:
        name = {"name": shown(path)}
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableFile(_("“%(name)s” in the package is a link.") % name)
        if info.flag_bits & ENCRYPTED:
            raise UnreadableFile(_("The package is locked with a password."))
        if info.compress_type not in METHODS:
            raise UnreadableFile(
                _("“%(name)s” is packed in a way that can’t be read.") % name
            )
        if path in self._infos:
            raise UnreadableFile(_("“%(name)s” is in the package twice.") % name)
        packed = max(info.compress_size, 1)
        if info.file_size > SMALL and info.file_size / packed > MAX_RATIO:
            raise _too_large()


def _path(info: zipfile.ZipInfo) -> str:
    """Return the path of a file. Raises ``UnreadableFile`` if it leads elsewhere."""
    name = info.filename
    if not info.flag_bits & IS_UTF8:
        # Many programs write UTF-8 without saying so.
        try:
            name = name.encode("cp437").decode()
        except ValueError:
            name = info.filename
    path = name.replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or DRIVE.match(path) or ".." in parts or not path.strip():
        raise UnreadableFile(
            _("“%(name)s” leads out of the package.") % {"name": shown(name)}
        )
    return "/".join(part for part in parts if part not in {"", "."})


def shown(path: str) -> str:
    """Return a path as it may be shown: short, on one line."""
    kept = "".join(char for char in path if char.isprintable())
    return kept if 0 < len(kept) <= 100 else safe_name(kept)


def _too_many() -> UnreadableFile:
    return TooLarge(
        _("The package holds more than %(most)s files.") % {"most": MOST_FILES}
    )


def _too_large() -> UnreadableFile:
    return TooLarge(
        _("The package would unpack to more than %(most)s MB, or to nonsense.")
        % {"most": MAX_UNPACKED // 2**20}
    )
