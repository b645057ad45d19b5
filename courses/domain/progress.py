"""Completing lessons and quizzes, and with the last of them the course."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from courses.enums import EnrolmentState
from courses.models import Enrolment, Progress
from courses.signals import course_completed
from quizzes.domain.marking import is_pass
from quizzes.domain.results import Result

from . import manifest as manifests
from .manifest import Manifest, Requirement, Standing


class ProgressError(Exception):
    """The step is not possible; subclasses say why."""


class TooEarly(ProgressError):
    """Active time is missing."""

    def __init__(self, seconds_left: int) -> None:
        super().__init__(seconds_left)
        self.seconds_left = seconds_left


class Locked(ProgressError):
    """Something else has to be done first."""

    def __init__(self, blocked_by: tuple[str, ...]) -> None:
        super().__init__(blocked_by)
        self.blocked_by = blocked_by


class NotStudying(ProgressError):
    """The enrolment is not active, or its edition does not ask for this."""


@dataclass(frozen=True, slots=True)
class State:
    """An enrolment with its manifest and where it stands, read in one go."""

    enrolment: Enrolment
    manifest: Manifest
    standings: dict[str, Standing]

    @property
    def share(self) -> tuple[int, int]:
        return manifests.share_done(self.standings)


def state_of(enrolment: Enrolment) -> State:
    """One query for the progress rows (two where the edition is not joined yet)."""
    manifest = manifests.read(enrolment.edition.manifest)
    return _state(enrolment, manifest, _rows_of(enrolment))


def _state(enrolment: Enrolment, manifest: Manifest, rows: Iterable[Progress]) -> State:
    return State(enrolment, manifest, manifests.stand(manifest, rows))


def _rows_of(enrolment: Enrolment) -> list[Progress]:
    return list(Progress.objects.filter(enrolment=enrolment))


def opened(*, enrolment: Enrolment, item: Requirement, at) -> Progress:
    """The progress row of a requirement that the learner opens; made the first time."""
    row, _made = Progress.objects.get_or_create(
        enrolment=enrolment,
        requirement=item.key,
        defaults={"kind": item.kind, "title": item.title, "started_at": at},
    )
    return row


@transaction.atomic
def complete_lesson(
    *, enrolment: Enrolment, requirement: str, revision: int | None, at
) -> Progress:
    """Mark a lesson as completed, now that its active time is there.

    Repeating the call changes nothing. Raises ``TooEarly`` with the seconds left,
    ``Locked``, or ``NotStudying``. Completes the enrolment when this was the last.
    """
    row = _lock(enrolment.pk)
    state = state_of(row)
    standing = state.standings.get(requirement)
    if standing is None or not standing.requirement.is_lesson:
        raise NotStudying
    if not standing.is_done:
        if not row.is_active:
            raise NotStudying
        if standing.is_locked:
            raise Locked(standing.blocked_by)
        if standing.seconds_left > 0:
            raise TooEarly(standing.seconds_left)
    progress = opened(enrolment=row, item=standing.requirement, at=at)
    if progress.completed_at is None and row.is_active:
        progress.completed_at = at
        progress.revision_seen = revision
        progress.save(update_fields=["completed_at", "revision_seen"])
        complete_if_due(enrolment=row, at=at)
    return progress


@transaction.atomic
def record_result(*, scope: str, result: Result, at) -> Progress | None:
    """Take note of what a learner's attempts come to; None where it is not ours.

    Recording the same again changes nothing. Passing is judged by the pass mark of
    the learner's own edition. A completion is never taken back by a later, worse
    result. Attempts that are marked after a withdrawal are counted but complete
    nothing.
    """
    found = parse_scope(scope)
    if found is None:
        return None
    enrolment_uuid, requirement = found
    row = _locked().filter(uuid=enrolment_uuid).first()
    if row is None:
        return None
    manifest = manifests.read(row.edition.manifest)
    item = next((i for i in manifest.requirements() if i.key == requirement), None)
    if item is None:
        return None
    rows = {mine.requirement: mine for mine in _rows_of(row)}
    progress = rows.get(requirement) or opened(enrolment=row, item=item, at=at)
    rows[requirement] = progress
    progress.attempts = result.count
    progress.best_fraction = result.fraction
    passed = result.fraction is not None and is_pass(
        fraction=result.fraction, pass_mark=item.pass_mark or Decimal(0)
    )
    if passed and row.is_active and progress.completed_at is None:
        progress.completed_at = at
    progress.save(update_fields=["attempts", "best_fraction", "completed_at"])
    _complete(_state(row, manifest, rows.values()), at=at)
    return progress


def complete_if_due(*, enrolment: Enrolment, at) -> bool:
    """Complete the enrolment if nothing required is missing. Call with the row locked.

    Freezes active time, score and attempts as they are at this moment.
    """
    return enrolment.is_active and _complete(state_of(enrolment), at=at)


def _complete(state: State, *, at) -> bool:
    enrolment = state.enrolment
    if not enrolment.is_active:
        return False
    if not manifests.is_complete(state.standings):
        return False
    quizzes = [
        standing.best_fraction
        for standing in state.standings.values()
        if standing.requirement.is_quiz and standing.best_fraction is not None
    ]
    total = Progress.objects.filter(enrolment=enrolment).aggregate(
        seconds=Sum("active_seconds"), attempts=Sum("attempts")
    )
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.completed_at = at
    enrolment.active_seconds = total["seconds"] or 0
    enrolment.attempts = total["attempts"] or 0
    if quizzes:
        mean = sum(quizzes, Decimal(0)) / len(quizzes)
        enrolment.score = mean.quantize(Decimal("0.00001"))
    enrolment.save(
        update_fields=["state", "completed_at", "active_seconds", "attempts", "score"]
    )
    course_completed.send(Enrolment, enrolment=enrolment, at=at)
    return True


def scope_of(enrolment: Enrolment, requirement: str) -> str:
    """The key under which quizzes keep the attempts of this requirement."""
    return f"{enrolment.uuid}:{requirement}"


def parse_scope(scope: str) -> tuple[uuid.UUID, str] | None:
    head, colon, requirement = scope.partition(":")
    try:
        return (uuid.UUID(head), requirement) if colon else None
    except ValueError:
        return None


def _lock(pk: int) -> Enrolment:
    return _locked().get(pk=pk)


def _locked() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.select_for_update(of=("self",))
    return rows.select_related("edition").order_by()
