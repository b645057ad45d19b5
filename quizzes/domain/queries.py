"""What is read about attempts: by views, and by the apps that embed quizzes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from quizzes.enums import AttemptState
from quizzes.models import (
    Accommodation,
    Attempt,
    AttemptItem,
    AttemptSection,
    QuizMixin,
)
from quizzes.scopes import Scope

from . import guards, mark_changes
from . import rules as attempt_rules
from .errors import (
    MustWait,
    NoAttemptsLeft,
    NoSuchPage,
    NotOpenYet,
    QuizClosed,
    StartRefused,
)
from .results import Result, result

# What ``results.result`` looks at.
COUNTED = ("number", "submitted_at", "fraction", "practice", "discarded")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands with a quiz in a scope, at one moment.

    ``opens_at``, ``closes_at``, ``time_factor`` and ``extra_attempts`` are the
    learner's own, with what was granted. ``attempts`` are all, the newest first;
    ``counted`` those that use one up: practice does not count against an exam.
    """

    attempts: list[Attempt]
    counted: list[Attempt]
    running: Attempt | None
    expired: Attempt | None
    marked: list[Attempt]
    allowed: int
    pass_mark: int
    extra_attempts: int
    opens_at: datetime | None
    closes_at: datetime | None
    time_factor: Decimal
    result: Result
    refusal: StartRefused | None

    @property
    def remaining(self) -> int | None:
        """How many more may be started; ``None`` where there is no limit."""
        return max(self.allowed - len(self.counted), 0) if self.allowed else None


def attempts_for(*, learner: Any, scope_key: str) -> list[Attempt]:
    """Return the learner's attempts in a scope, the newest first."""
    return list(_attempts_in(learner, scope_key))


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


def accommodation_for(*, learner: Any, quiz_key: str) -> Accommodation | None:
    """Return what was granted to the learner on a quiz last, if anything."""
    rows = Accommodation.objects.filter(learner=learner, quiz_key=quiz_key)
    return rows.order_by("-granted_at", "-pk").first()


def result_of_scope(*, attempt: Attempt) -> Result:
    """Return the result of all attempts beside ``attempt``, by its rules. One query."""
    rules = attempt_rules.read(attempt.rules)
    return result(
        _attempts_in(attempt.learner_id, attempt.scope).only(*COUNTED),
        counting=rules.counting,
        pass_mark=rules.pass_mark,
    )


def standing(
    *, learner: Any, quiz: QuizMixin, scope: Scope, at: datetime, light: bool = False
) -> Standing:
    """Return where a learner stands, and why no new attempt can start: two queries.

    ``light`` leaves the rules of the attempts in the database: who needs those of one,
    as the clock of a running attempt does, gets them with a query more.
    """
    found = _attempts_in(learner, scope.key)
    attempts = list(found.defer("rules") if light else found)
    granted = accommodation_for(learner=learner, quiz_key=quiz.quiz_key)
    granted = granted or Accommodation()
    states = {attempt.pk: attempt.state_at(at) for attempt in attempts}
    counted = [a for a in attempts if a.practice == quiz.practice]
    extra = scope.extra_attempts + granted.extra_attempts
    allowed = quiz.max_attempts + extra if quiz.max_attempts else 0
    opens_at = granted.opens_at or quiz.opens_at
    closes_at = granted.closes_at or quiz.closes_at
    pass_mark = pass_mark_of(quiz, scope)
    return Standing(
        attempts=attempts,
        counted=counted,
        running=_first(attempts, states, AttemptState.RUNNING),
        expired=_first(attempts, states, AttemptState.EXPIRED),
        marked=[a for a in attempts if states[a.pk] == AttemptState.MARKED],
        allowed=allowed,
        pass_mark=pass_mark,
        extra_attempts=extra,
        opens_at=opens_at,
        closes_at=closes_at,
        time_factor=granted.time_factor,
        result=result(attempts, counting=quiz.counting, pass_mark=pass_mark),
        refusal=_not_open(opens_at, closes_at, at)
        or _refusal(counted, allowed, quiz.wait_minutes, at),
    )


def attempt_with_items(
    *, uuid: UUID, learner: Any, with_changes: bool = False
) -> tuple[Attempt, list[AttemptItem]]:
    """Return a learner's own attempt with all that its page shows, in one query.

    ``with_changes``: each item has ``marked_later``, see ``mark_changes``. Raises
    ``Attempt.DoesNotExist`` for someone else's.
    """
    found = AttemptItem.objects.filter(attempt__uuid=uuid, attempt__learner=learner)
    if with_changes:
        found = found.annotate(marked_later=mark_changes.marked_later("pk"))
    items = list(
        found.select_related("attempt", "question_version__figure_version").order_by(
            "position"
        )
    )
    if not items:
        raise Attempt.DoesNotExist
    return items[0].attempt, items


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """Return the items of an attempt with their questions, in one query."""
    found = AttemptItem.objects.filter(attempt=attempt)
    return list(found.select_related("question_version__question").order_by("position"))


def items_on_page(
    *, attempt: Attempt, items: list[AttemptItem], page: int | None = None
) -> list[AttemptItem]:
    """Return those items that a page of a running attempt shows.

    Without ``page`` it is the one that was reached. Raises ``NoSuchPage``, and in a
    one-way attempt ``PageLeft`` or ``PageNotReached`` for any other page.
    """
    rules = attempt_rules.read(attempt.rules)
    wanted = attempt.page if page is None else page
    if not 1 <= wanted <= rules.pages:
        raise NoSuchPage
    guards.refuse_page(attempt, rules, wanted)
    return [item for item in items if item.page == wanted]


def sections_of(attempt: Attempt) -> dict[int, AttemptSection]:
    """Return the cases of an attempt, by number of section.

    One query, and none for attempts without any.
    """
    if not attempt_rules.read(attempt.rules).has_cases:
        return {}
    found = AttemptSection.objects.filter(attempt=attempt)
    return {row.number: row for row in found.select_related("figure_version")}


def items_to_mark() -> QuerySet[AttemptItem]:
    """Return the answers that wait for a person, those submitted first in front.

    Practice does not count, so nobody is asked to mark it.
    """
    found = AttemptItem.objects.filter(
        attempt__practice=False,
        attempt__items_to_mark__gt=0,
        attempt__submitted_at__isnull=False,
        fraction__isnull=True,
    )
    return found.select_related("attempt", "question_version").order_by(
        "attempt__submitted_at", "attempt", "position"
    )


def seen(*, learner: Any, scope_key: str, practice: bool = False) -> dict[int, int]:
    """Return how often the learner was asked each question (by id) in a scope.

    For practice, -1 stands for those that were missed when they were marked last, so
    that a draw takes them before any other.
    """
    rows = list(
        AttemptItem.objects.filter(attempt__learner=learner, attempt__scope=scope_key)
        .order_by("attempt__number")
        .values_list("question_version__question_id", "fraction")
    )
    found = dict(Counter(question for question, _fraction in rows))
    if practice:
        last = {pk: fraction for pk, fraction in rows if fraction is not None}
        found |= {pk: -1 for pk, fraction in last.items() if fraction < 1}
    return found


def pass_mark_of(quiz: QuizMixin, scope: Scope) -> int:
    """Return the pass mark in percent: what the scope promises, else the quiz's."""
    return quiz.pass_mark if scope.pass_mark is None else scope.pass_mark


def _attempts_in(learner: Any, scope_key: str) -> QuerySet[Attempt]:
    found = Attempt.objects.filter(learner=learner, scope=scope_key)
    return found.order_by("-number")


def _first(attempts, states, state):
    return next((found for found in attempts if states[found.pk] == state), None)


def _not_open(
    opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> StartRefused | None:
    if opens_at is not None and at < opens_at:
        return NotOpenYet(opens_at=opens_at)
    if closes_at is not None and at >= closes_at:
        return QuizClosed(closes_at=closes_at)
    return None


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
