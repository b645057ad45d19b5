"""What is read about attempts: by views, and by the apps that embed quizzes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from quizzes.enums import AttemptState
from quizzes.models import Attempt, AttemptItem, QuizMixin
from quizzes.scopes import Scope

from .errors import MustWait, NoAttemptsLeft, StartRefused


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands with a quiz in a scope, at one moment."""

    attempts: list[Attempt]
    running: Attempt | None
    expired: Attempt | None
    marked: list[Attempt]
    allowed: int
    pass_mark: int
    refusal: StartRefused | None

    @property
    def remaining(self) -> int | None:
        """How many more may be started; ``None`` where there is no limit."""
        return max(self.allowed - len(self.attempts), 0) if self.allowed else None

    @property
    def best(self) -> Attempt | None:
        return best_of(self.marked)


def attempts_for(*, learner: Any, scope_key: str) -> list[Attempt]:
    """Return the learner's attempts in a scope, the newest first."""
    found = Attempt.objects.filter(learner=learner, scope=scope_key)
    return list(found.order_by("-number"))


def attempts_in_scopes(*, learner: Any, prefix: str) -> list[Attempt]:
    """Return the learner's attempts in all scopes that begin so, the newest first."""
    found = Attempt.objects.filter(learner=learner, scope__startswith=prefix)
    return list(found.order_by("-started_at", "-pk"))


def running_attempts(*, learner: Any, at: datetime) -> list[Attempt]:
    """Return all the learner's attempts that can be resumed now, the newest first."""
    found = Attempt.objects.filter(learner=learner, submitted_at=None)
    return [
        attempt
        for attempt in found.order_by("-started_at", "-pk")
        if attempt.state_at(at) == AttemptState.RUNNING
    ]


def running_attempt(*, learner: Any, scope_key: str, at: datetime) -> Attempt | None:
    """Return the attempt that can be resumed now, if there is one."""
    found = Attempt.objects.filter(
        learner=learner, scope=scope_key, submitted_at=None
    ).first()
    if found is None or found.state_at(at) != AttemptState.RUNNING:
        return None
    return found


def best_attempt(*, learner: Any, scope_key: str) -> Attempt | None:
    """Return the marked attempt with the highest score, the earliest of equals."""
    return best_of(attempts_for(learner=learner, scope_key=scope_key))


def best_of(attempts: list[Attempt]) -> Attempt | None:
    marked = [attempt for attempt in attempts if attempt.fraction is not None]
    return max(
        marked, key=lambda attempt: (attempt.fraction, -attempt.number), default=None
    )


def standing(*, learner: Any, quiz: QuizMixin, scope: Scope, at: datetime) -> Standing:
    """Return where a learner stands, and why no new attempt can start, in one query."""
    attempts = attempts_for(learner=learner, scope_key=scope.key)
    states = {attempt.pk: attempt.state_at(at) for attempt in attempts}
    marked = [a for a in attempts if states[a.pk] == AttemptState.MARKED]
    allowed = quiz.max_attempts + scope.extra_attempts if quiz.max_attempts else 0
    return Standing(
        attempts=attempts,
        running=_first(attempts, states, AttemptState.RUNNING),
        expired=_first(attempts, states, AttemptState.EXPIRED),
        marked=marked,
        allowed=allowed,
        pass_mark=pass_mark_of(quiz, scope),
        refusal=_refusal(attempts, allowed, quiz.wait_minutes, at),
    )


def attempt_with_items(
    *, uuid: UUID, learner: Any
) -> tuple[Attempt, list[AttemptItem]]:
    """Return a learner's own attempt with all that its page shows, in one query.

    Raises ``Attempt.DoesNotExist`` for someone else's.
    """
    items = list(
        AttemptItem.objects.filter(attempt__uuid=uuid, attempt__learner=learner)
        .select_related("attempt", "question_version__figure_version")
        .order_by("position")
    )
    if not items:
        raise Attempt.DoesNotExist
    return items[0].attempt, items


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """Return the items of an attempt with their questions, in one query."""
    found = AttemptItem.objects.filter(attempt=attempt)
    return list(found.select_related("question_version__question").order_by("position"))


def times_seen(*, learner: Any, scope_key: str) -> Counter[int]:
    """Return how often the learner was asked each question (by id) in a scope."""
    return Counter(
        AttemptItem.objects.filter(
            attempt__learner=learner, attempt__scope=scope_key
        ).values_list("question_version__question_id", flat=True)
    )


def pass_mark_of(quiz: QuizMixin, scope: Scope) -> int:
    """Return the pass mark in percent: what the scope promises, else the quiz's."""
    return quiz.pass_mark if scope.pass_mark is None else scope.pass_mark


def _first(attempts, states, state):
    return next((found for found in attempts if states[found.pk] == state), None)


def _refusal(
    attempts: list[Attempt], allowed: int, wait_minutes: int, at: datetime
) -> StartRefused | None:
    if allowed and len(attempts) >= allowed:
        return NoAttemptsLeft(allowed=allowed)
    ends = [a.submitted_at or a.deadline for a in attempts]
    last = max((end for end in ends if end is not None), default=None)
    if wait_minutes and last is not None:
        until = last + timedelta(minutes=wait_minutes)
        if at < until:
            return MustWait(until=until)
    return None
