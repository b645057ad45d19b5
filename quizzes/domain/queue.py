"""Answers that wait for a person: which there are, in which order, and taking a mark.

The queue goes question by question, version by version, so that one marker compares
like with like. Nothing is reserved: two people may look at the same answer, and whoever
keeps a mark second is told of the first.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from quizzes.enums import MarkReason
from quizzes.models import Attempt, AttemptItem, MarkEvent, QuestionVersion

from . import banks, marking
from .errors import MarkedMeanwhile

# Earlier notes that a marker may look at, the newest first.
MOST_NOTES = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version of a question with the answers to it that wait."""

    version: QuestionVersion
    count: int
    oldest: datetime
    quizzes: list[str] = field(default_factory=list)


def markable(*, user: Any) -> QuerySet[AttemptItem]:
    """Return the answers that a person may mark or correct, of readable banks.

    Those of submitted attempts that count: neither discarded nor practice.
    """
    readable = banks.readable_questions(user).order_by().values("pk")
    return AttemptItem.objects.filter(
        question_version__question__in=readable,
        attempt__submitted_at__isnull=False,
        attempt__discarded=False,
        attempt__practice=False,
    )


def waiting(*, user: Any) -> QuerySet[AttemptItem]:
    """Return the answers that wait for a mark."""
    return markable(user=user).filter(
        fraction=None, dropped=False, attempt__items_to_mark__gt=0
    )


def overview(*, user: Any) -> list[Waiting]:
    """Return what waits by version, the one with the oldest answer first. Two queries."""
    rows = list(
        waiting(user=user)
        .order_by()
        .values("question_version", "attempt__quiz_title")
        .annotate(count=Count("pk"), oldest=Min("attempt__submitted_at"))
    )
    versions = (
        QuestionVersion.objects.filter(pk__in={row["question_version"] for row in rows})
        .select_related("question")
        .defer("content", "question__body")
        .in_bulk()
    )
    found = []
    for pk, version in versions.items():
        mine = [row for row in rows if row["question_version"] == pk]
        found.append(
            Waiting(
                version=version,
                count=sum(row["count"] for row in mine),
                oldest=min(row["oldest"] for row in mine),
                quizzes=sorted(row["attempt__quiz_title"] for row in mine),
            )
        )
    return sorted(found, key=lambda each: (each.oldest, each.version.pk))


def line(*, version: int, user: Any, seed: str = "") -> list[int]:
    """Return the keys of the answers to a version that wait, in the order to mark them.

    With a ``seed`` they are shuffled, always in the same way for the same seed, so that
    nothing can be told from the order; without, whoever submitted first comes first.
    """
    rows = waiting(user=user).filter(question_version=version)
    found = rows.values_list("pk", "attempt__submitted_at")
    return [pk for pk, _at in sorted(found, key=_place(seed))]


def next_after(*, item: AttemptItem, user: Any, seed: str = "") -> int | None:
    """Return the key of the next answer that waits, from the beginning after the last.

    ``None`` if there is no other one.
    """
    rows = waiting(user=user).filter(question_version=item.question_version_id)
    found = rows.exclude(pk=item.pk).values_list("pk", "attempt__submitted_at")
    place = _place(seed)
    ordered = sorted(found, key=place)
    here = place((item.pk, item.attempt.submitted_at))
    later = [row for row in ordered if place(row) > here]
    rows_in_turn = later or ordered
    return rows_in_turn[0][0] if rows_in_turn else None


def _place(seed: str) -> Callable[[Any], Any]:
    def by_time(row: Any) -> Any:
        return row[1], row[0]

    def shuffled(row: Any) -> Any:
        return hashlib.sha256(f"{seed}:{row[0]}".encode()).digest()

    return shuffled if seed else by_time


def newest_mark(item: AttemptItem) -> MarkEvent | None:
    """Return the mark event that counts now."""
    events = MarkEvent.objects.filter(item=item).select_related("marker")
    return events.order_by("-pk").first()


def notes_on_others(*, item: AttemptItem, marker: Any) -> list[MarkEvent]:
    """Return what a person noted last on other answers to the same version."""
    events = (
        MarkEvent.objects.filter(
            question_version=item.question_version_id,
            marker=marker,
            reason=MarkReason.MANUAL,
        )
        .exclude(item=item)
        .exclude(note="")
    )
    return list(events.order_by("-pk")[:MOST_NOTES])


@transaction.atomic
def keep_mark(
    *,
    item: AttemptItem,
    seen: int,
    marker: Any,
    fraction: Decimal,
    note: str = "",
    at: datetime,
) -> AttemptItem:
    """Keep a person's mark if nobody marked the answer since they saw it.

    ``seen`` is the key of the newest mark event then, 0 if there was none. Raises
    ``MarkedMeanwhile``, with the event, if there is another one by now; the same mark
    by the same person, sent twice, is kept once. Else as ``marking.mark_by_hand``.
    """
    Attempt.objects.select_for_update().get(pk=item.attempt_id)
    newest = newest_mark(item)
    if newest is not None and newest.pk != seen:
        same = (newest.marker_id, newest.reason, newest.fraction, newest.note)
        if same != (marker.pk, MarkReason.MANUAL, fraction, note):
            raise MarkedMeanwhile(newest)
        return item
    return marking.mark_by_hand(
        item=item, marker=marker, fraction=fraction, note=note, at=at
    )
