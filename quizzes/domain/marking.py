"""Marking an attempt: every item by its type, once, in one transaction."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from quizzes.enums import MarkReason
from quizzes.models import Attempt, AttemptItem, MarkEvent
from quizzes.signals import attempt_marked

HUNDREDTH = Decimal("0.01")
STORED = Decimal("0.00001")


def mark_attempt(*, attempt: Attempt, at: datetime, reason: MarkReason) -> Attempt:
    """Mark every item of ``attempt`` and close it; return it.

    The caller holds the lock on the attempt's row and has seen that it is not marked
    yet. An unanswered item counts in the maximum with nothing. An attempt that ended
    by the clock is closed at its deadline, whenever that was noticed. A receiver of
    ``attempt_marked`` that raises undoes all of it.
    """
    if attempt.submitted_at is not None:
        raise ValueError("An attempt is marked once; later marks are regrades.")
    items = list(
        AttemptItem.objects.filter(attempt=attempt)
        .select_related("question_version")
        .order_by("position")
    )
    events = [_mark_item(item, at=at, reason=reason) for item in items]
    score = sum((event.fraction * event.item.max_mark for event in events), Decimal(0))
    attempt.score = score.quantize(STORED, ROUND_HALF_UP)
    attempt.fraction = (score / attempt.max_score).quantize(STORED, ROUND_HALF_UP)
    attempt.passed = is_pass(
        fraction=attempt.fraction, pass_mark=attempt.rules["pass_mark"]
    )
    attempt.submitted_at = at if attempt.deadline is None else min(at, attempt.deadline)
    with transaction.atomic():
        AttemptItem.objects.bulk_update(items, ["fraction"])
        MarkEvent.objects.bulk_create(events)
        attempt.save(
            update_fields=["score", "fraction", "passed", "submitted_at"],
        )
        attempt_marked.send(sender=Attempt, attempt=attempt, at=at)
    return attempt


def is_pass(*, fraction: Decimal, pass_mark: int | Decimal) -> bool:
    """Say whether a score reaches the pass mark, which is in percent.

    The score is first rounded as it is shown, so that three thirds make a whole and
    the number on the screen is the one that decides.
    """
    return shown_percent(fraction) >= pass_mark


def shown_percent(fraction: Decimal) -> Decimal:
    """Return a score in percent as it is shown: to a hundredth, halves up."""
    return (fraction * 100).quantize(HUNDREDTH, ROUND_HALF_UP)


def _mark_item(item: AttemptItem, *, at: datetime, reason: MarkReason) -> MarkEvent:
    version = item.question_version
    mark = version.question_type.mark(version.body, item.response)
    item.fraction = mark.fraction
    return MarkEvent(
        item=item,
        fraction=mark.fraction,
        response_number=item.response_number,
        question_version=version,
        reason=reason,
        at=at,
    )
