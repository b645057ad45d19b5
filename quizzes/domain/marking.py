"""Marking: every item by its type or by a person, and the attempt as a whole.

The rules, with their sources: ``docs/algorithms/marking.md``.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from quizzes.enums import Behaviour, Expiry, MarkReason
from quizzes.models import (
    Attempt,
    AttemptItem,
    MarkEvent,
    QuestionVersion,
    ResponseEvent,
)
from quizzes.signals import attempt_marked

from . import rules as attempt_rules
from .errors import InvalidMark

HUNDREDTH = Decimal("0.01")
STORED = Decimal("0.00001")
NOTHING = Decimal(0)

# What ``settle`` sets.
SETTLED = ("score", "max_score", "fraction", "passed", "items_to_mark")

# Certainty-based marking: points when right and when wrong, of three.
CERTAINTY_POINTS = {
    1: (Decimal(1), Decimal(0)),
    2: (Decimal(2), Decimal(-2)),
    3: (Decimal(3), Decimal(-6)),
}
CERTAINTY_HIGHEST = Decimal(3)


def mark_attempt(*, attempt: Attempt, at: datetime, reason: MarkReason) -> Attempt:
    """Mark every item of ``attempt`` and close it; return it.

    The caller holds the lock on the attempt's row and has seen that it is not closed
    yet. An unanswered item counts in the maximum with nothing; a settled one keeps
    its mark. An attempt that ended by the clock is closed at its deadline, whenever
    that was noticed, and marked or discarded as its rules say. While answers wait for
    a person there is no score. A receiver of ``attempt_marked`` that raises undoes
    all of it.
    """
    if attempt.submitted_at is not None:
        raise ValueError("An attempt is marked once; later marks are regrades.")
    rules = attempt_rules.read(attempt.rules)
    expired = reason == MarkReason.EXPIRED
    attempt.submitted_at = attempt.deadline if expired and attempt.deadline else at
    if expired and rules.on_expiry == Expiry.DISCARD:
        return _discard(attempt)
    items = _items(attempt)
    open_items = [item for item in items if item.settled_at is None]
    checked = checked_again(open_items)
    changed: dict[Decimal | None, list[int]] = {}
    for item in open_items:
        before = item.fraction
        mark_item(item, rules, same_as_checked=item.pk in checked)
        if item.fraction != before:
            changed.setdefault(item.fraction, []).append(item.pk)
    with transaction.atomic():
        # Most marks are 0 or 1: a query for each is much quicker than one query with a
        # case for every item.
        for fraction, pks in changed.items():
            AttemptItem.objects.filter(pk__in=pks).update(fraction=fraction)
        MarkEvent.objects.bulk_create(
            MarkEvent(
                item=item,
                fraction=item.fraction,
                response_number=item.response_number,
                question_version=item.question_version,
                reason=reason,
                at=at,
            )
            for item in open_items
            if item.fraction is not None
        )
        _finish(attempt, rules, items, at=at)
    return attempt


@transaction.atomic
def mark_by_hand(
    *, item: AttemptItem, marker: Any, fraction: Decimal, note: str = "", at: datetime
) -> AttemptItem:
    """Give an item of a submitted attempt a person's mark, with the reason in ``note``.

    The last one that an attempt waited for computes its score and sends
    ``attempt_marked``. Marking again is a correction: it is added to the events, the
    score is computed anew and the signal sent again. A question that was left out of
    the score counts again. The same mark by the same person once more changes nothing.
    Who may do this, views decide. Raises ``InvalidMark`` for a fraction that is not
    between 0 and 1, an attempt that is not submitted or was discarded. Receivers hear
    nothing of practice attempts.
    """
    if not (fraction.is_finite() and 0 <= fraction <= 1):
        raise InvalidMark(f"A mark lies between 0 and 1, not {fraction}.")
    fraction = fraction.quantize(STORED, ROUND_HALF_UP)
    attempt = Attempt.objects.select_for_update().get(pk=item.attempt_id)
    if attempt.submitted_at is None or attempt.discarded:
        raise InvalidMark("Only answers that were submitted are marked by a person.")
    items = _items(attempt)
    found = next(mine for mine in items if mine.pk == item.pk)
    newest = found.mark_events.last()
    if newest is not None and (
        (newest.reason, newest.fraction, newest.note, newest.marker_id)
        == (MarkReason.MANUAL, fraction, note, marker.pk)
    ):
        return found
    found.fraction, found.dropped = fraction, False
    found.save(update_fields=["fraction", "dropped"])
    MarkEvent.objects.create(
        item=found,
        fraction=fraction,
        response_number=found.response_number,
        question_version=found.question_version,
        reason=MarkReason.MANUAL,
        note=note,
        marker=marker,
        at=at,
    )
    rules = attempt_rules.read(attempt.rules)
    notice_credits(items, rules.behaviour)
    _finish(attempt, rules, items, at=at)
    return found


def points_of(*, item: AttemptItem, behaviour: Behaviour) -> Decimal | None:
    """Return what an item adds to the score; ``None`` while nobody has marked it.

    With certainty-based marking this may be negative; the score as a whole is not. The
    full mark for everyone is full however certain the learner was (``item.credited``).
    What was left out of the score adds nothing.
    """
    if item.dropped:
        return NOTHING
    if item.fraction is None:
        return None
    if behaviour != Behaviour.CERTAINTY or item.credited:
        return item.fraction * item.max_mark
    if item.response is None:
        return NOTHING
    return item.max_mark * by_certainty(
        fraction=item.fraction, certainty=item.certainty
    )


def by_certainty(*, fraction: Decimal, certainty: int | None) -> Decimal:
    """Return the share of the mark, from -2 to 1, for an answer given so surely.

    Between right and wrong it is interpolated. Not stated is the lowest certainty.
    """
    right, wrong = CERTAINTY_POINTS[certainty or 1]
    return (wrong + (right - wrong) * fraction) / CERTAINTY_HIGHEST


def less_tries(fraction: Decimal, *, wrong_tries: int, try_cost: int) -> Decimal:
    """Return a fraction less ``try_cost`` percent of the whole mark per wrong try."""
    cost = Decimal(try_cost) * wrong_tries / 100
    return max(fraction - cost, NOTHING).quantize(STORED, ROUND_HALF_UP)


def total(points: Iterable[Decimal]) -> Decimal:
    """Return the score that the points of all items make: never below 0."""
    return max(sum(points, NOTHING), NOTHING).quantize(STORED, ROUND_HALF_UP)


def score_of(
    items: Iterable[AttemptItem], behaviour: Behaviour
) -> tuple[Decimal, Decimal]:
    """Return score and maximum of those items that have a mark and count."""
    marked = [i for i in items if i.fraction is not None and not i.dropped]
    points = (points_of(item=item, behaviour=behaviour) or NOTHING for item in marked)
    return total(points), sum((item.max_mark for item in marked), NOTHING)


def is_pass(*, fraction: Decimal, pass_mark: int | Decimal) -> bool:
    """Say whether a score reaches the pass mark, which is in percent.

    The score is first rounded as it is shown, so that three thirds make a whole and
    the number on the screen is the one that decides.
    """
    return shown_percent(fraction) >= pass_mark


def shown_percent(fraction: Decimal) -> Decimal:
    """Return a score in percent as it is shown: to a hundredth, halves up."""
    return (fraction * 100).quantize(HUNDREDTH, ROUND_HALF_UP)


def checked_again(items: Iterable[AttemptItem]) -> set[int]:
    """Return the keys of items whose answer is the one that was checked last.

    Two queries, however many items; none where nothing was checked.
    """
    tried = {item.pk: item for item in items if item.tries}
    if not tried:
        return set()
    checks = MarkEvent.objects.filter(item__in=tried, reason=MarkReason.CHECKED)
    numbers = dict(checks.order_by("pk").values_list("item_id", "response_number"))
    events = ResponseEvent.objects.filter(item__in=tried)
    said = {
        (item_id, number): response
        for item_id, number, response in events.filter(
            number__in=set(numbers.values())
        ).values_list("item_id", "number", "response")
    }
    return {pk for pk, item in tried.items() if said[pk, numbers[pk]] == item.response}


def _items(attempt: Attempt) -> list[AttemptItem]:
    found = AttemptItem.objects.filter(attempt=attempt)
    return list(found.select_related("question_version").order_by("position"))


def mark_item(
    item: AttemptItem,
    rules: attempt_rules.Rules,
    *,
    same_as_checked: bool,
    version: QuestionVersion | None = None,
) -> None:
    """Give an open item its mark, none where a person marks it. Not saved.

    ``same_as_checked``: its answer is the one that was checked last. ``version`` marks
    in place of the one that was asked.
    """
    version = version or item.question_version
    mark = version.question_type.mark(item.body_by(version), item.response)
    if mark.fraction is None:
        item.fraction = None
        return
    item.fraction = less_tries(
        mark.fraction,
        wrong_tries=item.tries - 1 if same_as_checked else item.tries,
        try_cost=rules.try_cost,
    )


def _discard(attempt: Attempt) -> Attempt:
    attempt.discarded, attempt.passed = True, False
    attempt.score = attempt.fraction = NOTHING
    attempt.save(
        update_fields=["discarded", "score", "fraction", "passed", "submitted_at"]
    )
    return attempt


def notice_credits(items: Iterable[AttemptItem], behaviour: Behaviour) -> None:
    """Set ``credited`` of the items whose newest mark is the full one for everyone.

    One query, and that only with certainty: everywhere else it makes no difference.
    """
    if behaviour != Behaviour.CERTAINTY:
        return
    full = {item.pk: item for item in items if item.fraction == 1}
    events = MarkEvent.objects.filter(item__in=full).order_by("pk")
    for pk, reason in dict(events.values_list("item_id", "reason")).items():
        full[pk].credited = reason == MarkReason.CREDITED


def settle(
    attempt: Attempt, rules: attempt_rules.Rules, items: Iterable[AttemptItem]
) -> None:
    """Set what the marks of all its items make of an attempt. Not saved.

    There is no score while any of them waits for a person.
    """
    counting = [item for item in items if not item.dropped]
    attempt.items_to_mark = sum(item.fraction is None for item in counting)
    attempt.max_score = sum((item.max_mark for item in counting), NOTHING)
    if attempt.items_to_mark:
        return
    attempt.score = total(
        points_of(item=item, behaviour=rules.behaviour) or NOTHING for item in counting
    )
    attempt.fraction = (attempt.score / attempt.max_score).quantize(
        STORED, ROUND_HALF_UP
    )
    attempt.passed = is_pass(fraction=attempt.fraction, pass_mark=rules.pass_mark)


def tell(attempt: Attempt, *, at: datetime) -> None:
    """Send ``attempt_marked``, unless the attempt waits or is practice."""
    if not attempt.items_to_mark and not attempt.practice:
        attempt_marked.send(sender=Attempt, attempt=attempt, at=at)


def _finish(
    attempt: Attempt,
    rules: attempt_rules.Rules,
    items: list[AttemptItem],
    *,
    at: datetime,
) -> None:
    """Compute the score if nothing waits for a person, save, and tell receivers."""
    settle(attempt, rules, items)
    attempt.save(update_fields=[*SETTLED, "submitted_at"])
    tell(attempt, at=at)
