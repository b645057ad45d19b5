"""Changing the marks of one question in many attempts at once: looked at, then done.

The rules: ``docs/algorithms/regrading.md``. Which answers: ``picking``. What becomes of
a mark: ``remarking``; of its attempt: ``regrade_rows``.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quizzes.enums import Kept, MarkReason, RegradeKind
from quizzes.models import (
    Attempt,
    AttemptItem,
    MarkEvent,
    QuestionVersion,
    Regrade,
)

from . import marking
from .errors import NothingChanges, PreviewOutdated
from .picking import Picked, Plan, pick
from .regrade_rows import Row, Standing, groups

CHUNK = 500
REASONS = {
    RegradeKind.VERSION: MarkReason.REGRADED,
    RegradeKind.DROP: MarkReason.DROPPED,
    RegradeKind.CREDIT: MarkReason.CREDITED,
}


@dataclass(slots=True)
class Preview:
    """What a regrade would do, and a digest of everything that this rests on.

    Counts are of attempts; ``kept`` counts answers whose mark stays, by why. ``rows``
    are those of one page, ``crossing`` all that come to pass or not to pass any more.
    """

    digest: str = ""
    attempts: int = 0
    answers: int = 0
    changes: int = 0
    changed: int = 0
    now_passed: int = 0
    now_failed: int = 0
    kept: Counter[Kept] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    crossing: list[Row] = field(default_factory=list)


def preview(
    *,
    plan: Plan,
    user: Any,
    first: int = 0,
    most: int = 50,
    versions: Iterable[QuestionVersion] | None = None,
) -> Preview:
    """Work out what ``plan`` would do; write nothing. Three queries, memory bounded.

    ``rows`` holds at most ``most`` answers from number ``first`` (from 0) on, by
    attempt. ``versions`` are all of the question; without them it is one query more.
    """
    items = pick(question=plan.question, picked=plan.picked, user=user)
    found, digest = Preview(), _Digest(plan)
    for rows in groups(plan, items, versions):
        for row in rows:
            if first <= found.answers < first + most:
                found.rows.append(row)
            found.answers += 1
            found.changes += row.outcome.changed
            if row.outcome.kept is not None:
                found.kept[row.outcome.kept] += 1
            digest.add(row)
        row = rows[0]
        found.attempts += 1
        found.changed += row.rescored
        found.now_passed += row.now_passes
        found.now_failed += row.now_fails
        if row.now_passes or row.now_fails:
            found.crossing.append(row)
    found.digest = digest.value()
    return found


@transaction.atomic
def commit(
    *, plan: Plan, reason: str, by: Any, at: datetime, expected_digest: str
) -> Regrade:
    """Do what a preview showed, and return the record of it.

    Appends a mark event to every answer whose mark changes, and computes its attempt
    anew by the attempt's own rules; ``attempt_marked`` is sent for each attempt whose
    score is another one. Completions are never taken back. ``reason`` is for learners.
    Raises ``PreviewOutdated`` where anything that the preview rested on has changed
    since, so that the same commit sent twice is one, ``NothingChanges`` where no mark
    would become another one, and ``ValueError`` without a reason.
    """
    if not reason.strip():
        raise ValueError("A regrade needs a reason.")
    items = pick(question=plan.question, picked=plan.picked, user=by)
    locked = set(_lock(items))
    found, digest = Preview(), _Digest(plan)
    changes: list[_Change] = []
    settled: dict[int, Standing] = {}
    for rows in groups(plan, items):
        found.attempts += 1
        first = rows[0]
        # Submitted since the rows were locked: not part of what was looked at.
        if first.attempt.pk not in locked:
            raise PreviewOutdated
        for row in rows:
            digest.add(row)
        changes += [_change(plan, row) for row in rows if row.outcome.changed]
        if first.before != first.after:
            settled[first.attempt.pk] = first.after
        found.changed += first.rescored
        found.now_passed += first.now_passes
        found.now_failed += first.now_fails
    if digest.value() != expected_digest:
        raise PreviewOutdated
    if not changes:
        raise NothingChanges
    regrade = Regrade.objects.create(
        kind=plan.kind,
        question=plan.question,
        question_version=plan.version,
        reason=reason,
        picked=plan.picked.as_json(),
        by=by,
        at=at,
        attempts=found.attempts,
        changed=found.changed,
        now_passed=found.now_passed,
        now_failed=found.now_failed,
    )
    _write(regrade, changes)
    _settle(settled, at=at)
    return regrade


def _lock(items: QuerySet[AttemptItem]) -> QuerySet[Any]:
    """Lock the attempts in one order, so that two regrades never wait for each other."""
    attempts = Attempt.objects.filter(pk__in=items.order_by().values("attempt"))
    return attempts.select_for_update().order_by("pk").values_list("pk", flat=True)


@dataclass(frozen=True, slots=True)
class _Change:
    item: int
    fraction: Decimal
    dropped: bool
    response_number: int
    version: int


def _change(plan: Plan, row: Row) -> _Change:
    version, fraction = plan.version, row.outcome.fraction
    if fraction is None:
        raise ValueError("A regrade gives a mark.")
    return _Change(
        row.item.pk,
        fraction,
        row.outcome.dropped,
        row.item.response_number,
        version.pk if version is not None else row.item.question_version_id,
    )


def _write(regrade: Regrade, changes: list[_Change]) -> None:
    alike: dict[tuple[Decimal, bool], list[int]] = {}
    for change in changes:
        alike.setdefault((change.fraction, change.dropped), []).append(change.item)
    for (fraction, dropped), pks in alike.items():
        for part in _parts(pks):
            AttemptItem.objects.filter(pk__in=part).update(
                fraction=fraction, dropped=dropped
            )
    MarkEvent.objects.bulk_create(
        (
            MarkEvent(
                item_id=change.item,
                fraction=change.fraction,
                response_number=change.response_number,
                question_version_id=change.version,
                reason=REASONS[RegradeKind(regrade.kind)],
                note=regrade.reason,
                marker=regrade.by,
                regrade=regrade,
                at=regrade.at,
            )
            for change in changes
        ),
        batch_size=CHUNK,
    )


def _settle(settled: dict[int, Standing], *, at: datetime) -> None:
    for part in _parts(list(settled)):
        for attempt in Attempt.objects.filter(pk__in=part).order_by("pk"):
            for name in marking.SETTLED:
                setattr(attempt, name, getattr(settled[attempt.pk], name))
            attempt.save(update_fields=marking.SETTLED)
            marking.tell(attempt, at=at)


def _parts(pks: list[int]) -> Iterator[list[int]]:
    rest = iter(pks)
    while part := list(islice(rest, CHUNK)):
        yield part


class _Digest:
    """The hash of all that a preview rests on: the plan, marks, and their attempts."""

    def __init__(self, plan: Plan) -> None:
        version = plan.version and plan.version.pk
        known = (plan.kind.value, plan.question.pk, version, plan.picked.as_json())
        self._hash = hashlib.sha256(repr(known).encode())

    def add(self, row: Row) -> None:
        marks = (row.item.pk, row.newest, row.item.fraction, row.item.dropped)
        self._hash.update(repr((marks, row.before, row.after)).encode())

    def value(self) -> str:
        return self._hash.hexdigest()


__all__ = ["Picked", "Plan", "Preview", "Row", "Standing", "commit", "pick", "preview"]
