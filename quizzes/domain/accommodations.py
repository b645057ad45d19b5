"""Granting a learner more time, more attempts or other dates on a quiz.

Reasons may tell of somebody's health: ``forget_reasons`` is for whoever takes personal
data off an account.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes.models import Accommodation, QuizMixin


def grant(
    *,
    learner: Any,
    quiz: QuizMixin,
    reason: str,
    granted_by: Any,
    at: datetime,
    time_factor: Decimal = Decimal(1),
    extra_attempts: int = 0,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Accommodation:
    """Add what holds from now on for the learner's attempts to come; return the row.

    It replaces what was granted before as a whole; granting nothing takes it back.
    Empty times leave those of the quiz. Raises ``ValidationError``.
    """
    row = Accommodation(
        learner=learner,
        quiz_key=quiz.quiz_key,
        quiz_title=quiz.title,
        time_factor=time_factor,
        extra_attempts=extra_attempts,
        opens_at=opens_at,
        closes_at=closes_at,
        reason=reason.strip(),
        granted_by=granted_by,
        granted_at=at,
    )
    row.full_clean()
    row.save()
    return row


def forget_reasons(*, learner: Any) -> None:
    """Take the reasons out of all that was granted to ``learner``; the rows stay.

    Can be repeated.
    """
    Accommodation.objects.filter(learner=learner).remove_reasons()
