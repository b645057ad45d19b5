"""What became of marks after the attempt was marked, as its learner may be told."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, F, OuterRef, QuerySet

from quizzes.enums import Behaviour, MarkReason
from quizzes.models import AttemptItem, MarkEvent, QuestionVersion

from . import marking

# Marks that are given after the attempt was marked by software.
LATER = (
    MarkReason.MANUAL,
    MarkReason.REGRADED,
    MarkReason.DROPPED,
    MarkReason.CREDITED,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A mark that took the place of another one.

    ``old`` and ``new`` are points; ``old`` is ``None`` where there was no mark yet,
    ``new`` where the question was left out of the score.
    """

    at: datetime
    reason: MarkReason
    old: Decimal | None
    new: Decimal | None
    note: str
    was_dropped: bool


@dataclass(frozen=True, slots=True)
class Later:
    """What happened to the mark of an item since.

    ``note`` is what a person wrote with the mark that stands, or stood beneath a drop
    or a credit. ``version`` has marked the answer in place of the one that was asked.
    """

    changes: tuple[Change, ...] = ()
    note: str = ""
    credited: bool = False
    version: QuestionVersion | None = None


def marked_later(item: str) -> Exists:
    """Return whether an item has such marks, for a query; ``item`` names its key."""
    return Exists(MarkEvent.objects.filter(item=OuterRef(item), reason__in=LATER))


def of_items(items: Iterable[AttemptItem], behaviour: Behaviour) -> dict[int, Later]:
    """Return what happened to each item that was marked later, by its key.

    No query without items, one for their events, and one where a version has marked
    again that was not asked.
    """
    by_pk = {item.pk: item for item in items}
    if not by_pk:
        return {}
    events = MarkEvent.objects.filter(item__in=by_pk).order_by("item_id", "pk")
    events = events.annotate(picked=F("regrade__picked"))
    folded = {
        pk: _fold(by_pk[pk], behaviour, list(group))
        for pk, group in groupby(events, key=lambda event: event.item_id)
    }
    versions = _versions({version for _later, version in folded.values() if version})
    return {
        pk: Later(
            changes=later.changes,
            note=later.note,
            credited=later.credited,
            version=versions.get(version),
        )
        for pk, (later, version) in folded.items()
    }


def _versions(pks: set[int]) -> dict[int | None, QuestionVersion]:
    if not pks:
        return {}
    found: QuerySet[QuestionVersion] = QuestionVersion.objects.filter(pk__in=pks)
    return {version.pk: version for version in found.select_related("figure_version")}


def _fold(
    item: AttemptItem, behaviour: Behaviour, events: list[MarkEvent]
) -> tuple[Later, int | None]:
    state = copy.copy(item)
    state.fraction, state.dropped, state.credited = None, False, False
    changes: list[Change] = []
    note, version = "", None
    for event in events:
        old, was_dropped = (
            marking.points_of(item=state, behaviour=behaviour),
            state.dropped,
        )
        state.fraction = event.fraction
        state.dropped = event.reason == MarkReason.DROPPED
        state.credited = event.reason == MarkReason.CREDITED
        new = marking.points_of(item=state, behaviour=behaviour)
        if event.reason == MarkReason.MANUAL:
            note = event.note
        elif event.reason == MarkReason.REGRADED:
            picked = event.picked or {}  # type: ignore[attr-defined]
            note = "" if picked.get("over_persons") else note
            version = event.question_version_id
        if _is_change(event, old, new, was_dropped):
            changes.append(
                Change(
                    at=event.at,
                    reason=MarkReason(event.reason),
                    old=None if was_dropped else old,
                    new=None if state.dropped else new,
                    note=event.note,
                    was_dropped=was_dropped,
                )
            )
    if version == item.question_version_id:
        version = None
    return Later(tuple(changes), note, state.credited), version


def _is_change(
    event: MarkEvent, old: Decimal | None, new: Decimal | None, was_dropped: bool
) -> bool:
    if event.reason not in LATER:
        return False
    if event.reason == MarkReason.DROPPED or was_dropped:
        return True
    if event.reason == MarkReason.CREDITED:
        return old != new
    # The first mark that a person gives takes no other one's place.
    return old is not None and old != new
