"""Ending an attempt: the learner submits it, or its time is over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from quizzes.enums import AttemptState, MarkReason
from quizzes.models import Attempt

from . import guards, marking


def submit(*, attempt_uuid: UUID, learner: Any, at: datetime) -> Attempt:
    """Mark the attempt with what is saved, and return it.

    Submitting again changes nothing and returns the same result; so does submitting
    in two tabs at once. Within the grace it still counts as submitted; after it the
    attempt is closed as of the deadline, marked or discarded as its rules say.
    Raises ``Attempt.DoesNotExist`` for someone else's.
    """
    with transaction.atomic():
        attempt = guards.locked(attempt_uuid=attempt_uuid, learner=learner)
        return _close(attempt, at)


def close_expired(*, attempt: Attempt, at: datetime) -> Attempt:
    """Close an attempt whose time is over, grace included; others are left as is."""
    if attempt.state_at(at) != AttemptState.EXPIRED:
        return attempt
    with transaction.atomic():
        return _close(Attempt.objects.select_for_update().get(pk=attempt.pk), at)


def _close(attempt: Attempt, at: datetime) -> Attempt:
    if attempt.submitted_at is not None:
        return attempt
    expired = attempt.state_at(at) == AttemptState.EXPIRED
    return marking.mark_attempt(
        attempt=attempt,
        at=at,
        reason=MarkReason.EXPIRED if expired else MarkReason.SUBMITTED,
    )
