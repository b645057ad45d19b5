"""The rules that an attempt keeps: written once at its start, read here and only here.

``Attempt`` describes the JSON. Schema 1 is what attempts from before pages, tries and
closing times have; it is read as one page, marked after submission, the best attempt
counting, no grace. (``Attempt.ends_at`` reads the grace by itself: models stand below.)
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quizzes import review_rules
from quizzes.enums import Behaviour, Counting, Expiry, Layout
from quizzes.models import QuizMixin

SCHEMA = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an attempt: how many questions, and whether a case stands above."""

    key: str
    items: int
    has_case: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one attempt, whatever becomes of its quiz.

    ``pass_mark`` and ``try_cost`` are percent. ``closes_at`` is the learner's own,
    accommodation included. ``review`` is the matrix of ``review_rules``.
    """

    pass_mark: int
    max_attempts: int
    wait_minutes: int
    time_limit_minutes: int | None
    shuffle_questions: bool
    shuffle_options: bool
    layout: Layout
    one_way: bool
    behaviour: Behaviour
    max_tries: int
    try_cost: int
    counting: Counting
    closes_at: datetime | None
    on_expiry: Expiry
    grace: timedelta
    time_factor: Decimal
    extra_attempts: int
    review: Mapping[str, Any]
    sections: tuple[Section, ...]

    @property
    def pages(self) -> int:
        """How many pages the attempt has."""
        if self.layout == Layout.SECTION:
            return len(self.sections)
        if self.layout == Layout.QUESTION:
            return sum(section.items for section in self.sections)
        return 1

    @property
    def can_check(self) -> bool:
        """Whether questions are checked one by one during the attempt."""
        return self.behaviour in (Behaviour.IMMEDIATE, Behaviour.TRIES)

    @property
    def asks_certainty(self) -> bool:
        return self.behaviour == Behaviour.CERTAINTY

    @property
    def tries(self) -> int:
        """How many checks of a question settle it at the latest."""
        return self.max_tries if self.behaviour == Behaviour.TRIES else 1

    @property
    def has_cases(self) -> bool:
        return any(section.has_case for section in self.sections)


def read(rules: Mapping[str, Any]) -> Rules:
    """Return ``attempt.rules`` of any schema; raises ``ValueError`` for no such."""
    if rules.get("schema") not in (1, SCHEMA):
        raise ValueError(f"These are no rules of an attempt: {rules!r}")
    closes_at = rules.get("closes_at")
    return Rules(
        pass_mark=rules["pass_mark"],
        max_attempts=rules["max_attempts"],
        wait_minutes=rules["wait_minutes"],
        time_limit_minutes=rules["time_limit_minutes"],
        shuffle_questions=rules["shuffle_questions"],
        shuffle_options=rules["shuffle_options"],
        layout=Layout(rules.get("layout", Layout.ALL)),
        one_way=rules.get("one_way", False),
        behaviour=Behaviour(rules.get("behaviour", Behaviour.DEFERRED)),
        max_tries=rules.get("max_tries", 1),
        try_cost=rules.get("try_cost", 0),
        counting=Counting(rules.get("counting", Counting.BEST)),
        closes_at=datetime.fromisoformat(closes_at) if closes_at else None,
        on_expiry=Expiry(rules.get("on_expiry", Expiry.SUBMIT)),
        grace=timedelta(seconds=rules.get("grace_seconds", 0)),
        time_factor=Decimal(rules.get("time_factor", "1")),
        extra_attempts=rules.get("extra_attempts", 0),
        review=review_rules.of_attempt(rules),
        sections=tuple(
            Section(row["id"], row["items"], row.get("case", False))
            for row in rules["sections"]
        ),
    )


def of_quiz(
    quiz: QuizMixin,
    *,
    sections: tuple[Section, ...],
    pass_mark: int,
    closes_at: datetime | None,
    time_factor: Decimal,
    extra_attempts: int,
) -> dict[str, Any]:
    """Return the copy of a quiz's rules that a new attempt keeps; see ``Attempt``."""
    return {
        "schema": SCHEMA,
        "pass_mark": pass_mark,
        "max_attempts": quiz.max_attempts,
        "extra_attempts": extra_attempts,
        "wait_minutes": quiz.wait_minutes,
        "time_limit_minutes": quiz.time_limit_minutes,
        "time_factor": str(time_factor.normalize()),
        "shuffle_questions": quiz.shuffle_questions,
        "shuffle_options": quiz.shuffle_options,
        "layout": quiz.layout,
        "one_way": quiz.one_way,
        "behaviour": quiz.behaviour,
        "max_tries": quiz.max_tries,
        "try_cost": quiz.try_cost,
        "counting": quiz.counting,
        "closes_at": closes_at.isoformat() if closes_at else None,
        "on_expiry": quiz.on_expiry,
        "grace_seconds": quiz.grace_seconds,
        "review": quiz.review,
        "sections": [
            {
                "id": section.key,
                "items": section.items,
                **({"case": True} if section.has_case else {}),
            }
            for section in sections
        ],
    }


def deadline(
    *,
    started_at: datetime,
    limit_minutes: int | None,
    time_factor: Decimal,
    closes_at: datetime | None,
) -> datetime | None:
    """Return when time is over: the limit times the factor, or closing, if earlier.

    ``started_at`` is in UTC, so that a change of clocks in between takes no time away
    and gives none. ``closes_at`` is ``None`` where closing ends no running attempt.
    """
    ends = [] if closes_at is None else [closes_at]
    if limit_minutes is not None:
        seconds = math.ceil(limit_minutes * 60 * time_factor)
        ends.append(started_at + timedelta(seconds=seconds))
    return min(ends, default=None)
