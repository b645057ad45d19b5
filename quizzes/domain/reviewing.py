"""What of an attempt its learner may see at a moment.

Four moments, as in the review matrix:

- *during*: while the attempt runs, for items that are settled by a check, and only
  where questions are checked. Never the score.
- *closed*: from the closing time of the attempt's rules on, whenever it was submitted.
- *after*: in the first two minutes after submission, while the quiz is open.
- *open*: later, while the quiz is open; for ever, if it has no closing time.
"""

from datetime import datetime, timedelta

from quizzes.enums import ReviewItem, ReviewMoment
from quizzes.models import Attempt

from .rules import Rules

RIGHT_AFTER = timedelta(minutes=2)
NOTHING: frozenset[ReviewItem] = frozenset()


def moment(attempt: Attempt, rules: Rules, at: datetime) -> ReviewMoment:
    """Return which moment of the review matrix it is for the attempt."""
    if attempt.submitted_at is None:
        return ReviewMoment.DURING
    if rules.closes_at is not None and at >= rules.closes_at:
        return ReviewMoment.CLOSED
    if at < attempt.submitted_at + RIGHT_AFTER:
        return ReviewMoment.AFTER
    return ReviewMoment.OPEN


def visible(attempt: Attempt, rules: Rules, at: datetime) -> frozenset[ReviewItem]:
    """Return what may be shown; while the attempt runs, of settled items only.

    Of a discarded attempt nothing was marked; there is at most its score, 0.
    """
    now = moment(attempt, rules, at)
    if now == ReviewMoment.DURING and not rules.can_check:
        return NOTHING
    allowed = frozenset(ReviewItem(name) for name in rules.review[now.value])
    if now == ReviewMoment.DURING:
        return allowed - {ReviewItem.SCORE}
    if attempt.discarded:
        return allowed & {ReviewItem.SCORE}
    return allowed
