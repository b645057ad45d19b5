"""Reads of attempts that other modules and apps share."""

from quizzes.models import Attempt


def running_attempts(*, learner, at):
    """Attempts of a learner that can still be answered, newest first."""
    rows = Attempt.objects.for_learner(learner).unmarked().order_by("-started_at")
    return [row for row in rows if row.deadline is None or row.deadline > at]


def attempts_in_scopes(*, learner, prefix):
    """Attempts of a learner whose scope begins with ``prefix``, oldest first."""
    rows = Attempt.objects.for_learner(learner).filter(scope__startswith=prefix)
    return rows.order_by("started_at", "pk")
