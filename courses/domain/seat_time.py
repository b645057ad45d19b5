"""Active time: what the server believes of the time that a learner studied.

The browser only says "I am still here" (a beat) and names the lesson. How much time
that is worth is the server's to say: the wall-clock time since the same learner's last
beat, on whatever tab or device, at most ``MOST_PER_BEAT``. So a forged beat earns no
more than an honest one, time in two tabs counts once, and a learner's intervals never
overlap. See docs/algorithms/active-time.md.
"""

import enum
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from courses.models import ActiveInterval, Enrolment, Progress

from . import progress as progress_domain
from .progress import Locked, NotStudying

MOST_PER_BEAT = timedelta(seconds=30)


class BeatKind(enum.StrEnum):
    START = "start"  # a lesson was opened or came back into view: earns no gap
    BEAT = "beat"
    END = "end"  # it was left: the interval is closed


@dataclass(frozen=True, slots=True)
class Beat:
    """What a beat was worth. ``active_seconds`` is the total for the requirement."""

    credited: int
    active_seconds: int


def beat(
    *,
    learner,
    enrolment: uuid.UUID,
    requirement: str,
    kind: BeatKind,
    at,
    visit: str = "",
) -> Beat:
    """Credit the time since the learner's last beat to a lesson.

    ``visit`` names the page view that beats. The end of one page view may arrive after
    the start of the next (a reload, another tab); then it closes nothing.

    Raises ``NotStudying`` where the enrolment is not this learner's, not active, or
    does not ask for the lesson, and ``Locked`` where the lesson is not open yet; then
    nothing is credited.
    """
    try:
        with transaction.atomic():
            return _beat(learner, enrolment, requirement, kind, at, visit)
    except IntegrityError:
        # Two first beats at once: the other one opened the interval.
        with transaction.atomic():
            return _beat(learner, enrolment, requirement, kind, at, visit)


def _beat(learner, enrolment, requirement, kind, at, visit) -> Beat:
    current = (
        ActiveInterval.objects.select_for_update(of=("self",))
        .select_related("progress__enrolment")
        .filter(learner=learner, is_open=True)
        .first()
    )
    row = current.progress if current is not None else None
    if row is not None:
        here = (row.enrolment.uuid, row.requirement) == (enrolment, requirement)
        row = row if here else None
    if row is None:
        row = _open_progress(learner, enrolment, requirement, at)
    elif not row.enrolment.is_active:
        raise NotStudying

    gap = None
    if current is not None:
        at = max(at, current.end)  # a clock that was set back must not make overlaps
        gap = at - current.end
    seconds = int(_worth(gap, kind).total_seconds())
    worth = timedelta(seconds=seconds)

    if current is not None and current.progress_id == row.pk and at <= _reach(current):
        # Less than a second stays uncounted for now; the next beat includes it.
        current.end += worth
        if kind != BeatKind.END:
            current.visit = visit
        elif current.visit == visit:
            current.is_open = False
        current.save(update_fields=["end", "is_open", "visit"])
    elif kind == BeatKind.END and current is not None and current.visit != visit:
        return Beat(credited=0, active_seconds=row.active_seconds)
    else:
        if current is not None:
            current.is_open = False
            current.save(update_fields=["is_open"])
        ActiveInterval.objects.create(
            learner=learner,
            progress=row,
            start=at - worth,
            end=at,
            is_open=kind != BeatKind.END,
            visit=visit,
        )
    if seconds:
        Progress.objects.filter(pk=row.pk).update(
            active_seconds=F("active_seconds") + seconds
        )
    return Beat(credited=seconds, active_seconds=row.active_seconds + seconds)


def _reach(interval: ActiveInterval):
    """Until when a beat still belongs to the interval."""
    return interval.end + MOST_PER_BEAT


def _worth(gap: timedelta | None, kind: BeatKind) -> timedelta:
    if gap is None:
        return timedelta(0)
    if kind == BeatKind.START and gap > MOST_PER_BEAT:
        return timedelta(0)
    return min(gap, MOST_PER_BEAT)


def _open_progress(learner, enrolment, requirement, at) -> Progress:
    owner = (
        Enrolment.objects.select_related("edition")
        .filter(uuid=enrolment, learner=learner)
        .first()
    )
    if owner is None or not owner.is_active:
        raise NotStudying
    standing = progress_domain.state_of(owner).standings.get(requirement)
    if standing is None or not standing.requirement.is_lesson:
        raise NotStudying
    if standing.is_locked:
        raise Locked(standing.blocked_by)
    if owner.last_requirement != requirement:
        Enrolment.objects.filter(pk=owner.pk).update(last_requirement=requirement)
    return progress_domain.opened(enrolment=owner, item=standing.requirement, at=at)
