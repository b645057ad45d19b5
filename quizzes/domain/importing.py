"""Files of questions on their way into a bank: taken, looked at, committed, undone.

A file is taken as it is and nothing of it becomes a question before somebody has seen
the preview. ``import_plan`` says what would come in, ``import_commit`` brings it in, and
``import_undo`` takes it back.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quizzes.exchange import formats
from quizzes.exchange.neutral import (
    MAX_BYTES,
    MAX_ITEMS,
    Format,
    Package,
    Problem,
    UnreadableFile,
)
from quizzes.models import Bank, ImportBatch, ImportFile

from . import banks
from .import_plan import Planner, Row, left_out

# An upload that nobody committed is thrown away after this time.
KEPT = timedelta(days=7)
# How many of one person may wait for a decision at a time.
MAX_WAITING = 20


class ImportClosed(Exception):
    """The file is gone: it was imported already, or thrown away."""


class BankClosed(Exception):
    """The person may not write in the bank."""


class TooManyWaiting(Exception):
    """The person has ``MAX_WAITING`` files that wait for a decision."""


# Why a file is not taken.
REFUSALS = (UnreadableFile, BankClosed, TooManyWaiting)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload would bring: all of the package, and the rows that were asked for."""

    package: Package
    planner: Planner
    rows: list[Row]


def upload(
    *,
    content: bytes,
    file_name: str,
    bank: Bank,
    by: Any,
    at: datetime,
    file_format: str = "",
) -> ImportBatch:
    """Keep a file for its preview; ``file_format`` is a key, or empty to find out.

    The report holds what the whole file would become now. Raises ``UnreadableFile`` for
    what can't be read, ``BankClosed`` and ``TooManyWaiting``. No question is made.
    """
    refuse_bank(user=by, bank=bank)
    if ImportBatch.objects.filter(by=by, committed_at=None).count() >= MAX_WAITING:
        raise TooManyWaiting
    refuse_size(len(content))
    if not content.strip(b" \t\r\n\0"):
        raise UnreadableFile(_("The file is empty."))
    known = _format(content, file_name, file_format)
    package = read_package(known, content)
    planner = Planner(package=package, bank=bank, user=by)
    batch = ImportBatch(
        file_name=shown_name(file_name),
        file_format=known.key,
        digest=hashlib.sha256(content).hexdigest(),
        bank=bank,
        by=by,
        uploaded_at=at,
    )
    summarize(batch, planner, list(planner.rows()))
    with transaction.atomic():
        batch.save()
        ImportFile.objects.create(batch=batch, content=zlib.compress(content, 6))
    return batch


def preview(
    *, batch: ImportBatch, by: Any, first: int = 0, count: int | None = None
) -> Preview:
    """Read an uploaded file again and plan ``count`` of its questions from ``first`` on.

    Raises ``ImportClosed`` and ``UnreadableFile``.
    """
    package = read(batch)
    planner = Planner(package=package, bank=batch.bank, user=by)
    last = None if count is None else first + count
    return Preview(package, planner, list(planner.rows(planner.items[first:last])))


def read(batch: ImportBatch) -> Package:
    """Return what the file of a batch holds. Raises ``ImportClosed``."""
    found = ImportFile.objects.filter(batch=batch).first()
    if found is None:
        raise ImportClosed
    try:
        known = formats.get(batch.file_format)
    except LookupError:
        message = _("This site does not read files of this format any more.")
        raise UnreadableFile(message) from None
    return read_package(known, zlib.decompress(bytes(found.content)))


def read_package(known: Format, content: bytes) -> Package:
    """Return what a file holds. Raises ``UnreadableFile``, also for what holds nothing."""
    package = known.read(content)
    if not package.items and not package.problems:
        raise UnreadableFile(_("There is no question in the file."))
    if len(package.items) > MAX_ITEMS:
        raise UnreadableFile(
            _("The file holds more than %(most)s questions. Please split it.")
            % {"most": MAX_ITEMS}
        )
    return package


def refuse_size(size: int) -> None:
    """Raise ``UnreadableFile`` for a file that is too large to be read."""
    if size > MAX_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(most)s MB. Please split it.")
            % {"most": MAX_BYTES // 2**20}
        )


def refuse_bank(*, user: Any, bank: Bank) -> None:
    """Raise ``BankClosed`` if the person may not write in the bank."""
    if not banks.writable(user).filter(pk=bank.pk).exists():
        raise BankClosed


def purge(*, at: datetime) -> int:
    """Throw away uploads that were never committed, and return how many.

    To be called when a new one comes: what nobody wanted holds answers.
    """
    old = ImportBatch.objects.filter(committed_at=None, uploaded_at__lt=at - KEPT)
    return old.delete()[1].get(ImportBatch._meta.label, 0)


def discard(*, batch: ImportBatch) -> None:
    """Throw an upload away that was not committed. Raises ``ImportClosed``."""
    deleted, _rows = ImportBatch.objects.filter(pk=batch.pk, committed_at=None).delete()
    if not deleted:
        raise ImportClosed


def visible(user: Any) -> QuerySet[ImportBatch]:
    """Return the imports that a person may see, in banks that they may write in.

    Those are their own, and as an owner of the bank everyone's that were committed.
    """
    mine = Q(by=user) & Q(bank__in=_ids(banks.writable(user)))
    owned = Q(committed_at__isnull=False) & Q(bank__in=_ids(banks.owned(user)))
    return ImportBatch.objects.filter(mine | owned).select_related("bank", "by")


def earlier(batch: ImportBatch) -> ImportBatch | None:
    """Return the last import of the same file into the same bank that still stands."""
    same = ImportBatch.objects.filter(
        digest=batch.digest,
        bank=batch.bank_id,
        committed_at__isnull=False,
        undone_at=None,
    )
    return same.exclude(pk=batch.pk).order_by("-committed_at").first()


def summarize(batch: ImportBatch, planner: Planner, rows: list[Row]) -> None:
    """Write down in the batch, unsaved, what comes in and everything that does not."""
    package = planner.package
    problems = [*package.problems, *planner.remarks]
    problems += [found for row in rows for found in row.problems]
    problems.sort(key=lambda found: (found.item or 0, found.line or 0))
    batch.count = sum(row.question is not None for row in rows)
    batch.left_out = len(left_out(package, rows))
    batch.report = {
        "schema": 1,
        "encoding": package.encoding,
        "problems": [_kept(problem) for problem in problems],
        "twins": sum(bool(row.question and row.twins) for row in rows),
    }


def shown_name(file_name: str) -> str:
    """Return the name of a file as it may be kept: no folders, nothing unseen."""
    name = file_name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    name = "".join(char for char in name if char.isprintable()).strip()
    return name[-255:] or _("without a name")


def _kept(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "item": problem.item,
        "severity": problem.severity.value,
        "message": str(problem.message),
    }


def _format(content: bytes, file_name: str, key: str) -> Format:
    if not key:
        found = formats.sniff(content, file_name)
        if found is None:
            raise UnreadableFile(_("This is no file of a format that this site reads."))
        return found
    try:
        found = formats.get(key)
    except LookupError:
        found = None
    if found is None or not found.can_read:
        raise UnreadableFile(_("This site does not read files of that format."))
    return found


def _ids(found: QuerySet[Bank]) -> QuerySet[Any]:
    return found.order_by().values("pk")
