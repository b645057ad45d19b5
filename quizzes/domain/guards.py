"""Who may write to an attempt, when, and where: asked with its row locked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from quizzes.enums import AttemptState
from quizzes.models import Attempt

from .errors import AttemptClosed, PageLeft, PageNotReached
from .rules import Rules


def locked(*, attempt_uuid: UUID, learner: Any) -> Attempt:
    """Return the learner's attempt with its row locked, inside a transaction.

    Raises ``Attempt.DoesNotExist`` for someone else's.
    """
    rows = Attempt.objects.select_for_update()
    return rows.get(uuid=attempt_uuid, learner=learner)


def refuse_closed(attempt: Attempt, at: datetime) -> None:
    """Raise ``AttemptClosed`` unless answers on their way may still arrive."""
    if attempt.state_at(at) != AttemptState.RUNNING:
        raise AttemptClosed(attempt)


def refuse_time_over(attempt: Attempt, at: datetime) -> None:
    """Raise ``AttemptClosed`` from the deadline on: the grace is for answers alone."""
    refuse_closed(attempt, at)
    if attempt.deadline is not None and at >= attempt.deadline:
        raise AttemptClosed(attempt)


def refuse_page(attempt: Attempt, rules: Rules, page: int) -> None:
    """Raise ``PageLeft`` or ``PageNotReached`` where a one-way attempt is elsewhere."""
    if not rules.one_way or page == attempt.page:
        return
    raise (PageLeft if page < attempt.page else PageNotReached)(attempt)
