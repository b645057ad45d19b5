"""Attempts at a course's quizzes, as far as courses show them."""

from quizzes.enums import AttemptState
from quizzes.models import Attempt


def running(*, learner, at) -> dict[str, Attempt]:
    """Attempts of a learner that can still be answered, by scope. One query."""
    rows = Attempt.objects.filter(learner=learner, submitted_at=None).order_by(
        "started_at"
    )
    return {a.scope: a for a in rows if a.state_at(at) == AttemptState.RUNNING}


def of_enrolment(enrolment) -> list[Attempt]:
    """Every attempt that counts for an enrolment, oldest first. One query."""
    rows = Attempt.objects.filter(learner=enrolment.learner_id)
    rows = rows.filter(scope__startswith=f"{enrolment.uuid}:")
    return list(rows.order_by("started_at", "pk"))
