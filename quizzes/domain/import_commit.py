"""Bringing the questions of an uploaded file into the bank: all of them or none."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from quizzes.exchange.neutral import UnreadableFile
from quizzes.models import ImportBatch, ImportFile

from . import import_pictures, importing
from .import_plan import Planner, Row
from .import_writer import Writer

PUBLISH = "ce_quizzes.publish_question"
# Questions are written in portions of this size, and as often is said how far it is.
PORTION = 100


class ImportClash(Exception):
    """Somebody else wrote the same key or tag at this moment. Trying again helps."""


class NothingChosen(Exception):
    """No question of the file would come in as it was asked for."""


# Why a file does not come in, besides errors of the program.
REFUSALS = (
    importing.BankClosed,
    importing.ImportClosed,
    UnreadableFile,
    ImportClash,
    NothingChosen,
    PermissionDenied,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the questions are through."""

    done: int
    total: int


def commit(
    *,
    batch: ImportBatch,
    by: Any,
    at: datetime,
    skip: Collection[int] = (),
    include_duplicates: bool = False,
    publish: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> ImportBatch:
    """Bring the questions in and return the batch. See ``steps``."""
    for step in steps(
        batch=batch,
        by=by,
        at=at,
        skip=skip,
        include_duplicates=include_duplicates,
        publish=publish,
    ):
        if progress is not None:
            progress(step)
    return batch


def steps(
    *,
    batch: ImportBatch,
    by: Any,
    at: datetime,
    skip: Collection[int] = (),
    include_duplicates: bool = False,
    publish: bool = False,
) -> Iterator[Progress]:
    """Bring the questions in, portion by portion, in one transaction.

    ``skip`` holds numbers of items; what asks the same as another question stays out
    unless ``include_duplicates``. Published or not, nobody has reviewed them. Whoever
    closes the iterator before its end takes everything back, as does any error.

    Raises ``ImportClosed``, ``BankClosed``, ``UnreadableFile``, ``PermissionDenied``,
    ``ImportClash``, ``NothingChosen``.
    """
    importing.refuse_bank(user=by, bank=batch.bank)
    if publish and not by.has_perm(PUBLISH):
        raise PermissionDenied
    stored: list[Any] = []
    try:
        with transaction.atomic():
            # The first statement writes: of two that commit the same, one waits here.
            open_batch = ImportBatch.objects.filter(pk=batch.pk, committed_at=None)
            if not open_batch.update(committed_at=at):
                raise importing.ImportClosed
            package = importing.read(batch)
            planner = Planner(package=package, bank=batch.bank, user=by)
            writer = Writer(batch, by, at, publish, stored)
            total = len(planner.items)
            rows: list[Row] = []
            yield Progress(0, total)
            for start in range(0, total, PORTION):
                portion = list(planner.rows(planner.items[start : start + PORTION]))
                rows += portion
                writer.write(
                    [
                        row
                        for row in portion
                        if row.question is not None
                        and row.item.number not in skip
                        and (include_duplicates or not row.twins)
                    ]
                )
                yield Progress(min(start + PORTION, total), total)
            if not writer.questions:
                raise NothingChosen
            writer.index()
            importing.summarize(batch, planner, rows)
            batch.report |= {
                "unwanted": batch.count - len(writer.questions),
                "published": len(writer.published),
            }
            batch.count = len(writer.questions)
            batch.committed_at = at
            batch.save()
            ImportFile.objects.filter(batch=batch).delete()
    except BaseException as error:
        # Also when nobody listens any more: a rollback leaves files behind.
        batch.committed_at = None
        import_pictures.forget_files(stored)
        if isinstance(error, IntegrityError):
            raise ImportClash from error
        raise
