"""An attempt from its start to its end.

Whoever writes to an attempt locks its row first, and only that row: saves and the
submission of one attempt queue up, and no two of them can wait for each other.
State is worked out from times when it is read, so no job has to close an attempt.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from quizzes.enums import AttemptState, MarkReason
from quizzes.models import (
    Attempt,
    AttemptItem,
    QuizMixin,
    QuizPage,
    ResponseEvent,
)
from quizzes.scopes import Scope
from quizzes.types import InvalidResponse
from quizzes.types.base import unknown_option

from . import drawing, marking, queries
from .errors import AttemptClosed, NothingToAsk, StaleSave

# A browser counts its saves one by one; a leap means that somebody else is counting.
MAX_LEAP = 10_000


@dataclass(frozen=True, slots=True)
class Saved:
    """What the server has of an item after a save. ``repeated``: it had it before."""

    item: AttemptItem
    complete: bool
    repeated: bool = False


@dataclass(slots=True)
class FormSaved:
    """What became of a form with all answers: positions of each kind."""

    saved: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    invalid: dict[int, InvalidResponse] = field(default_factory=dict)


def start(
    *, learner: Any, quiz: QuizPage, scope: Scope, at: datetime, rng: Random
) -> Attempt:
    """Return the learner's running attempt in the scope, or begin a new one.

    Resuming never uses up an attempt. An attempt that ran out of time is closed
    first, with what was saved. Two starts at once give one attempt. Raises
    ``NoAttemptsLeft``, ``MustWait`` or ``NothingToAsk``.
    """
    where = queries.standing(learner=learner, quiz=quiz, scope=scope, at=at)
    if where.running is not None:
        return where.running
    if where.expired is not None:
        close_expired(attempt=where.expired, at=at)
    if where.refusal is not None:
        raise where.refusal
    number = max((attempt.number for attempt in where.attempts), default=0) + 1
    seed = rng.getrandbits(62)
    drawn = drawing.draw(
        sections=quiz.sections,
        rng=Random(seed),  # noqa: S311  the seed comes from the caller's source
        seen=queries.times_seen(learner=learner, scope_key=scope.key)
        if where.attempts
        else None,
        shuffle_questions=quiz.shuffle_questions,
        shuffle_options=quiz.shuffle_options,
    )
    if not drawn.items:
        raise NothingToAsk
    attempt = Attempt(
        learner=learner,
        scope=scope.key,
        quiz=quiz,
        quiz_title=quiz.title,
        quiz_key=quiz.quiz_key,
        number=number,
        seed=seed,
        rules=rules_of(quiz, drawn, pass_mark=where.pass_mark),
        started_at=at,
        deadline=at + timedelta(minutes=quiz.time_limit_minutes)
        if quiz.time_limit_minutes
        else None,
        max_score=len(drawn.items),
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
            AttemptItem.objects.bulk_create(
                AttemptItem(
                    attempt=attempt,
                    position=position,
                    question_version=item.version,
                    option_order=item.option_order,
                )
                for position, item in enumerate(drawn.items, start=1)
            )
    except IntegrityError:
        # Another tab was quicker: its attempt is the one.
        running = queries.running_attempt(learner=learner, scope_key=scope.key, at=at)
        if running is None:
            raise
        return running
    return attempt


def rules_of(quiz: QuizMixin, drawn: drawing.Draw, *, pass_mark: int) -> dict[str, Any]:
    """Return the copy of a quiz's rules that an attempt keeps; see ``Attempt``."""
    sections: dict[str, int] = {}
    for item in drawn.items:
        sections[item.section] = sections.get(item.section, 0) + 1
    return {
        "schema": 2,
        "pass_mark": pass_mark,
        "max_attempts": quiz.max_attempts,
        "wait_minutes": quiz.wait_minutes,
        "time_limit_minutes": quiz.time_limit_minutes,
        "shuffle_questions": quiz.shuffle_questions,
        "shuffle_options": quiz.shuffle_options,
        "layout": quiz.layout,
        "one_way": quiz.one_way,
        "behaviour": quiz.behaviour,
        "max_tries": quiz.max_tries,
        "try_cost": quiz.try_cost,
        "counting": quiz.counting,
        "closes_at": quiz.closes_at and quiz.closes_at.isoformat(),
        "on_expiry": quiz.on_expiry,
        "grace_seconds": quiz.grace_seconds,
        "time_factor": "1",
        "review": quiz.review,
        "sections": [{"id": key, "items": count} for key, count in sections.items()],
    }


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
    another one of that number), ``AttemptClosed`` when it is too late,
    ``InvalidResponse`` for what can't be an answer, and ``AttemptItem.DoesNotExist``
    when the item is not the learner's.
    """
    with transaction.atomic():
        item = (
            AttemptItem.objects.select_for_update(of=("attempt",))
            .select_related("attempt", "question_version")
            .get(
                attempt__uuid=attempt_uuid, attempt__learner=learner, position=position
            )
        )
        _refuse_closed(item.attempt, at)
        version = item.question_version
        response = version.question_type.read(version.body, data, item.prefix)
        complete = version.question_type.is_complete(version.body, response)
        if number == item.response_number and response == item.response:
            return Saved(item, complete, repeated=True)
        if number <= item.response_number:
            raise StaleSave(item)
        if number > item.response_number + MAX_LEAP:
            raise unknown_option()
        # The row may have changed while this transaction waited for the lock; then
        # what was read above is old, and the condition keeps the newer answer.
        changed = AttemptItem.objects.filter(
            pk=item.pk, response_number=item.response_number
        ).update(response=response, response_number=number, responded_at=at)
        if not changed:
            item.refresh_from_db()
            if item.response_number == number and item.response == response:
                return Saved(item, complete, repeated=True)
            raise StaleSave(item)
        ResponseEvent.objects.create(
            item_id=item.pk, number=number, response=response, at=at
        )
    item.response, item.response_number, item.responded_at = response, number, at
    return Saved(item, complete)


def save_form(
    *, attempt_uuid: UUID, learner: Any, data: Any, at: datetime
) -> tuple[Attempt, FormSaved]:
    """Keep all answers of a form that holds every item, as pages without script send.

    Each item's ``<prefix>-number`` is the number of the answer that the page showed.
    An item is only changed by an answer that differs; one that was answered anew
    elsewhere since then keeps that newer answer and is listed as stale. Answers that
    can't be read are listed with the reason; all others are kept. Raises
    ``AttemptClosed`` and ``Attempt.DoesNotExist``.
    """
    outcome = FormSaved()
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(
            uuid=attempt_uuid, learner=learner
        )
        _refuse_closed(attempt, at)
        changed = []
        for item in AttemptItem.objects.filter(attempt=attempt).select_related(
            "question_version"
        ):
            version = item.question_version
            shown = data.get(f"{item.prefix}-number", "")
            if not shown:
                continue
            try:
                response = version.question_type.read(version.body, data, item.prefix)
            except InvalidResponse as error:
                outcome.invalid[item.position] = error
                continue
            if response == item.response:
                continue
            if shown != str(item.response_number):
                outcome.stale.append(item.position)
                continue
            item.response = response
            item.response_number += 1
            item.responded_at = at
            changed.append(item)
        outcome.saved = [item.position for item in changed]
        if changed:
            AttemptItem.objects.bulk_update(
                changed, ["response", "response_number", "responded_at"]
            )
            ResponseEvent.objects.bulk_create(
                ResponseEvent(
                    item=item,
                    number=item.response_number,
                    response=item.response,
                    at=at,
                )
                for item in changed
            )
    return attempt, outcome


def submit(*, attempt_uuid: UUID, learner: Any, at: datetime) -> Attempt:
    """Mark the attempt with what is saved, and return it.

    Submitting again changes nothing and returns the same result; so does submitting
    in two tabs at once. After the deadline the attempt is closed as of the deadline.
    Raises ``Attempt.DoesNotExist`` for someone else's.
    """
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(
            uuid=attempt_uuid, learner=learner
        )
        return _close(attempt, at)


def close_expired(*, attempt: Attempt, at: datetime) -> Attempt:
    """Mark an attempt whose time is over; one that still runs is left as it is."""
    if attempt.state_at(at) != AttemptState.EXPIRED:
        return attempt
    with transaction.atomic():
        return _close(Attempt.objects.select_for_update().get(pk=attempt.pk), at)


def _close(attempt: Attempt, at: datetime) -> Attempt:
    state = attempt.state_at(at)
    if state == AttemptState.MARKED:
        return attempt
    reason = (
        MarkReason.EXPIRED if state == AttemptState.EXPIRED else MarkReason.SUBMITTED
    )
    return marking.mark_attempt(attempt=attempt, at=at, reason=reason)


def _refuse_closed(attempt: Attempt, at: datetime) -> None:
    if attempt.state_at(at) != AttemptState.RUNNING:
        raise AttemptClosed(attempt)
