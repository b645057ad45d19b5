"""Enrolling and withdrawing, by the learner or by staff."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from wagtail.log_actions import log

from courses.enums import EnrolmentState, RequirementKind, WaiverKind
from courses.models import AttemptGrant, CoursePage, Enrolment, Progress, Waiver
from courses.signals import learner_enrolled

from . import editions, manifest, progress


class EnrolmentError(Exception):
    """Enrolment is not possible; subclasses say why."""


class CourseNotOpen(EnrolmentError):
    """The course is not published."""


class NotActive(EnrolmentError):
    """The enrolment is completed or withdrawn."""


class UnknownRequirement(EnrolmentError):
    """The enrolment's edition has no such requirement."""


class ReasonNeeded(EnrolmentError):
    """Staff acts are only done with a reason."""


def enrol(*, learner, course: CoursePage, at, by=None, reason: str = "") -> Enrolment:
    """Put ``learner`` on the newest edition of ``course``.

    Repeating the call for an active enrolment returns it unchanged; so does losing a
    race against another tab. A learner who completed the course before gets a further
    period. ``by`` is the member of staff who did it, whose act is logged with ``reason``.
    """
    if not course.live:
        raise CourseNotOpen
    if by is not None and not reason.strip():
        raise ReasonNeeded
    mine = Enrolment.objects.for_learner(learner).filter(
        course_key=course.translation_key
    )
    existing = mine.active().first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            edition = editions.edition_to_enrol_on(course=course, at=at)
            last = mine.aggregate(last=Max("period"))["last"] or 0
            enrolment = Enrolment.objects.create(
                learner=learner,
                course=course,
                course_key=course.translation_key,
                course_title=course.title,
                edition=edition,
                period=last + 1,
                enrolled_at=at,
            )
            if by is not None:
                log(enrolment, "ce_courses.enrol", user=by, data={"reason": reason})
            learner_enrolled.send(Enrolment, enrolment=enrolment, at=at)
    except IntegrityError:
        return mine.active().get()
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, at, by, reason: str) -> Enrolment:
    """End an active enrolment. Its progress, time and attempts are kept."""
    if not reason.strip():
        raise ReasonNeeded
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if row.state == EnrolmentState.WITHDRAWN:
        return row
    if not row.is_active:
        raise NotActive
    row.state = EnrolmentState.WITHDRAWN
    row.withdrawn_at = at
    row.save(update_fields=["state", "withdrawn_at"])
    log(row, "ce_courses.withdraw", user=by, data={"reason": reason})
    return row


@transaction.atomic
def grant_attempt(
    *, enrolment: Enrolment, requirement: str, at, by, reason: str
) -> AttemptGrant:
    """Allow one more attempt at a quiz than its rules do."""
    row, item = _locked(enrolment, requirement, reason)
    if item.kind != RequirementKind.QUIZ:
        raise UnknownRequirement
    grant = AttemptGrant.objects.create(
        enrolment=row,
        requirement=requirement,
        reason=reason,
        granted_by=by,
        granted_at=at,
    )
    data = {"reason": reason, "title": item.title}
    log(row, "ce_courses.grant_attempt", user=by, data=data)
    return grant


@transaction.atomic
def waive(
    *, enrolment: Enrolment, requirement: str, at, by, reason: str, seconds: int | None
) -> Waiver:
    """Let a learner off ``seconds`` of study time, or (None) off a whole requirement.

    Waiving the last requirement completes the enrolment.
    """
    row, item = _locked(enrolment, requirement, reason)
    kind = WaiverKind.REQUIREMENT if seconds is None else WaiverKind.TIME
    if kind == WaiverKind.TIME and item.kind != RequirementKind.LESSON:
        raise UnknownRequirement
    waiver = Waiver.objects.create(
        enrolment=row,
        requirement=requirement,
        kind=kind,
        seconds=seconds or 0,
        reason=reason,
        granted_by=by,
        granted_at=at,
    )
    standing, _made = Progress.objects.get_or_create(
        enrolment=row,
        requirement=requirement,
        defaults={"kind": item.kind, "title": item.title, "started_at": at},
    )
    if seconds is None:
        standing.waived_at = standing.waived_at or at
    else:
        standing.waived_seconds += seconds
    standing.save(update_fields=["waived_at", "waived_seconds"])
    data = {"reason": reason, "title": item.title, "seconds": seconds}
    log(row, f"ce_courses.waive_{kind}", user=by, data=data)
    progress.complete_if_due(enrolment=row, at=at)
    return waiver


def _locked(enrolment: Enrolment, requirement: str, reason: str):
    if not reason.strip():
        raise ReasonNeeded
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("edition")
    row = rows.get(pk=enrolment.pk)
    if not row.is_active:
        raise NotActive
    asked = manifest.read(row.edition.manifest).requirements()
    for item in asked:
        if item.key == requirement:
            return row, item
    raise UnknownRequirement
