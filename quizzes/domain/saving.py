"""Keeping answers: one by one as they are given, or a form with all of a page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from quizzes.enums import Certainty
from quizzes.models import Attempt, AttemptItem, ResponseEvent
from quizzes.types import InvalidResponse
from quizzes.types.base import Response, single_value, unknown_option

from . import guards
from . import rules as attempt_rules
from .errors import ItemSettled, StaleSave
from .rules import Rules

# A browser counts its saves one by one; a leap means that somebody else is counting.
MAX_LEAP = 10_000

# What a save looks at: a third of all columns, and it is asked for most often of all.
READ = (
    "certainty",
    "option_order",
    "page",
    "position",
    "responded_at",
    "response",
    "response_number",
    "settled_at",
    "attempt__deadline",
    "attempt__items_to_mark",
    "attempt__page",
    "attempt__rules",
    "attempt__submitted_at",
    "attempt__uuid",
    "question_version__content",
    "question_version__type",
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What the server has of an item after a save. ``repeated``: it had it before."""

    item: AttemptItem
    complete: bool
    repeated: bool = False


@dataclass(slots=True)
class FormSaved:
    """What became of a form with all answers: positions of each kind.

    ``settled`` and ``left`` are answers that came too late to change anything: the
    question was checked, or its page was left, in the meantime.
    """

    saved: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    invalid: dict[int, InvalidResponse] = field(default_factory=dict)


def save(
    *,
    attempt_uuid: UUID,
    learner: Any,
    position: int,
    number: int,
    data: Any,
    at: datetime,
) -> Saved:
    """Keep what a form's ``data`` answers to one item; ``number`` is the client's.

    Sending the same number with the same answer again is acknowledged again and
    changes nothing. Raises ``StaleSave`` when the server has a newer answer (or
    another one of that number), ``AttemptClosed`` when it is too late, grace
    included, ``ItemSettled`` once the question was checked for good, ``PageLeft`` in
    a one-way attempt that is on another page, ``InvalidResponse`` for what can't be
    an answer, and ``AttemptItem.DoesNotExist`` when the item is not the learner's.
    """
    with transaction.atomic():
        item = (
            AttemptItem.objects.select_for_update(of=("attempt",))
            .select_related("attempt", "question_version")
            .only(*READ)
            .get(
                attempt__uuid=attempt_uuid, attempt__learner=learner, position=position
            )
        )
        guards.refuse_closed(item.attempt, at)
        rules = attempt_rules.read(item.attempt.rules)
        version = item.question_version
        response, certainty = read_answer(item, rules, data)
        complete = version.question_type.is_complete(item.body, response)
        if number == item.response_number and _has(item, response, certainty):
            return Saved(item, complete, repeated=True)
        guards.refuse_page(item.attempt, rules, item.page)
        if item.settled_at is not None:
            raise ItemSettled(item)
        if number <= item.response_number:
            raise StaleSave(item)
        if number > item.response_number + MAX_LEAP:
            raise unknown_option()
        # The row may have changed while this transaction waited for the lock; then
        # what was read above is old, and the condition keeps the newer answer.
        changed = AttemptItem.objects.filter(
            pk=item.pk, response_number=item.response_number, settled_at=None
        ).update(
            response=response,
            response_number=number,
            responded_at=at,
            certainty=certainty,
        )
        if not changed:
            item.refresh_from_db()
            if item.response_number == number and _has(item, response, certainty):
                return Saved(item, complete, repeated=True)
            raise StaleSave(item) if item.settled_at is None else ItemSettled(item)
        ResponseEvent.objects.create(
            item_id=item.pk,
            number=number,
            response=response,
            certainty=certainty,
            at=at,
        )
    item.response, item.response_number, item.responded_at = response, number, at
    item.certainty = certainty
    return Saved(item, complete)


def save_form(
    *, attempt_uuid: UUID, learner: Any, data: Any, at: datetime
) -> tuple[Attempt, FormSaved]:
    """Keep all answers of a form that holds a page's items, as pages without script do.

    Each item's ``<prefix>-number`` is the number of the answer that the page showed.
    An item is only changed by an answer that differs; one that was answered anew
    elsewhere since then keeps that newer answer and is listed as stale. Answers that
    can't be read are listed with the reason; those to settled items and to other
    pages of a one-way attempt are listed too; all others are kept. Raises
    ``AttemptClosed`` and ``Attempt.DoesNotExist``.
    """
    outcome = FormSaved()
    with transaction.atomic():
        attempt = guards.locked(attempt_uuid=attempt_uuid, learner=learner)
        guards.refuse_closed(attempt, at)
        rules = attempt_rules.read(attempt.rules)
        changed = []
        for item in AttemptItem.objects.filter(attempt=attempt).select_related(
            "question_version"
        ):
            shown = data.get(f"{item.prefix}-number", "")
            if not shown:
                continue
            try:
                response, certainty = read_answer(item, rules, data)
            except InvalidResponse as error:
                outcome.invalid[item.position] = error
                continue
            if _has(item, response, certainty):
                continue
            if rules.one_way and item.page != attempt.page:
                outcome.left.append(item.position)
            elif item.settled_at is not None:
                outcome.settled.append(item.position)
            elif shown != str(item.response_number):
                outcome.stale.append(item.position)
            else:
                item.response, item.certainty = response, certainty
                item.response_number += 1
                item.responded_at = at
                changed.append(item)
        outcome.saved = [item.position for item in changed]
        if changed:
            AttemptItem.objects.bulk_update(
                changed, ["response", "certainty", "response_number", "responded_at"]
            )
            ResponseEvent.objects.bulk_create(
                ResponseEvent(
                    item=item,
                    number=item.response_number,
                    response=item.response,
                    certainty=item.certainty,
                    at=at,
                )
                for item in changed
            )
    return attempt, outcome


def read_answer(
    item: AttemptItem, rules: Rules, data: Any
) -> tuple[Response, int | None]:
    """Return the response and, where it is asked, the certainty in a form's data.

    Raises ``InvalidResponse`` for what can't be one. The field of the certainty is
    ``<prefix>-certainty``; elsewhere it is not looked at.
    """
    version = item.question_version
    response = version.question_type.read(item.body, data, item.prefix)
    if not rules.asks_certainty:
        return response, None
    said = single_value(data, f"{item.prefix}-certainty")
    if said and said not in map(str, Certainty.values):
        raise unknown_option()
    return response, int(said) if said else None


def _has(item: AttemptItem, response: Response, certainty: int | None) -> bool:
    return (item.response, item.certainty) == (response, certainty)
