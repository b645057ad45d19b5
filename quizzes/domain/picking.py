"""Which answers a regrade is about, and what it does to them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from quizzes.enums import RegradeKind
from quizzes.models import AttemptItem, Question, QuestionVersion

from . import banks


@dataclass(frozen=True, slots=True)
class Picked:
    """Which attempts: of a quiz, submitted on days (both included), or chosen ones.

    Days are those of ``time_zone``. What is left open limits nothing. ``over_persons``:
    marking again goes over marks of persons, too.
    """

    quiz_key: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    time_zone: str = "UTC"
    attempts: tuple[int, ...] | None = None
    over_persons: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as ``Regrade.picked`` keeps it."""
        return {
            "schema": 1,
            "quiz_key": self.quiz_key,
            "first_day": self.first_day and self.first_day.isoformat(),
            "last_day": self.last_day and self.last_day.isoformat(),
            "time_zone": self.time_zone,
            "attempts": None if self.attempts is None else sorted(self.attempts),
            "over_persons": self.over_persons,
        }

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Return when the first day begins and when the last one is over."""
        zone = ZoneInfo(self.time_zone)

        def begin(day: date | None) -> datetime | None:
            return None if day is None else datetime.combine(day, time.min, zone)

        after = None if self.last_day is None else self.last_day + timedelta(days=1)
        return begin(self.first_day), begin(after)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done to the marks of which question. ``version`` marks again."""

    kind: RegradeKind
    question: Question
    picked: Picked
    version: QuestionVersion | None = None

    def __post_init__(self) -> None:
        if (self.version is None) == (self.kind == RegradeKind.VERSION):
            raise ValueError("Marking again needs a version, and nothing else does.")
        if self.version and self.version.question_id != self.question.pk:
            raise ValueError("The version is of another question.")


def pick(*, question: Question, picked: Picked, user: Any) -> QuerySet[AttemptItem]:
    """Return the answers to any version of ``question`` that can be regraded.

    Those of submitted attempts that count: neither discarded nor practice. None where
    ``user`` may not write in the bank of the question.
    """
    mine = banks.writable_questions(user).filter(pk=question.pk).order_by()
    first, last = picked.moments()
    found = AttemptItem.objects.filter(
        question_version__question__in=mine,
        attempt__submitted_at__isnull=False,
        attempt__discarded=False,
        attempt__practice=False,
    )
    if picked.quiz_key is not None:
        found = found.filter(attempt__quiz_key=picked.quiz_key)
    if first is not None:
        found = found.filter(attempt__submitted_at__gte=first)
    if last is not None:
        found = found.filter(attempt__submitted_at__lt=last)
    if picked.attempts is not None:
        found = found.filter(attempt__in=picked.attempts)
    return found
