"""Checking a question during the attempt: once for all, or with several tries."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from quizzes.enums import MarkReason
from quizzes.models import AttemptItem, MarkEvent
from quizzes.types.base import Mark

from . import guards, marking
from . import rules as attempt_rules
from .errors import AnswerIncomplete, CheckRefused
from .rules import Rules


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``repeated``: it was checked before, and nothing changed.

    ``mark`` is the type's, before the cost of tries; ``item.fraction`` is after it.
    ``hint`` is safe HTML, ``""`` where there is none (any more).
    """

    item: AttemptItem
    mark: Mark
    hint: str
    settled: bool
    repeated: bool = False


def check(*, attempt_uuid: UUID, learner: Any, position: int, at: datetime) -> Checked:
    """Mark the saved answer of one item now, as the behaviour of the attempt says.

    *Immediate*: the item is settled. *Tries*: a right answer or the last try settles
    it; every wrong try costs. Checking the same answer again, or a settled item, is
    no new try: it tells the same again and changes nothing. Two checks at once are
    one. Raises ``AttemptClosed`` from the deadline on, ``PageLeft``,
    ``AnswerIncomplete``, ``CheckRefused`` where nothing is checked (other behaviours,
    answers that a person marks), ``Attempt.DoesNotExist`` and
    ``AttemptItem.DoesNotExist``.
    """
    with transaction.atomic():
        attempt = guards.locked(attempt_uuid=attempt_uuid, learner=learner)
        guards.refuse_time_over(attempt, at)
        rules = attempt_rules.read(attempt.rules)
        if not rules.can_check:
            raise CheckRefused(rules.behaviour)
        item = AttemptItem.objects.select_related("question_version").get(
            attempt=attempt, position=position
        )
        item.attempt = attempt
        guards.refuse_page(attempt, rules, item.page)
        mark, fraction = mark_of(item)
        if item.settled_at is not None or marking.checked_again([item]):
            return _told(item, mark, repeated=True)
        worth = count_try(item, rules, fraction=fraction, at=at)
        item.save(update_fields=["fraction", "tries", "settled_at"])
        MarkEvent.objects.create(
            item=item,
            fraction=worth,
            response_number=item.response_number,
            question_version=item.question_version,
            reason=MarkReason.CHECKED,
            at=at,
        )
    return _told(item, mark)


def can_check(*, item: AttemptItem, rules: Rules) -> bool:
    """Say whether a page should offer to check the item.

    It looks at the kind of question only: whether software can mark it.
    """
    if not rules.can_check or item.settled_at is not None:
        return False
    version = item.question_version
    return version.question_type.rubric(version.body) is None


def hints_shown(item: AttemptItem) -> list[str]:
    """Return the hints that the learner has been given: one for each wrong try."""
    hints = item.question_version.content.get("hints", [])
    wrong = item.tries - 1 if item.settled_at is not None else item.tries
    return hints[: max(wrong, 0)]


def count_try(
    item: AttemptItem, rules: Rules, *, fraction: Decimal, at: datetime
) -> Decimal:
    """Count a check that found ``fraction``; return it less what wrong tries cost.

    The item is changed and not saved.
    """
    item.fraction = worth = marking.less_tries(
        fraction, wrong_tries=item.tries, try_cost=rules.try_cost
    )
    item.tries += 1
    if fraction == 1 or item.tries >= rules.tries:
        item.settled_at = at
    return worth


def mark_of(item: AttemptItem) -> tuple[Mark, Decimal]:
    """Return what checking the item's answer finds, and its fraction.

    Raises ``AnswerIncomplete``, and ``CheckRefused`` where a person marks.
    """
    version = item.question_version
    if not version.question_type.is_complete(item.body, item.response):
        raise AnswerIncomplete
    mark = version.question_type.mark(item.body, item.response)
    if mark.fraction is None:
        raise CheckRefused("a person marks this")
    return mark, mark.fraction


def _told(item: AttemptItem, mark: Mark, *, repeated: bool = False) -> Checked:
    settled = item.settled_at is not None
    given = [] if settled else hints_shown(item)
    hint = given[-1] if len(given) == item.tries and given else ""
    return Checked(item, mark, hint, settled, repeated)
