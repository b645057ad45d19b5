"""Where a learner goes on, decided without a query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.enums import EnrolmentState

from .manifest import Requirement
from .progress import State, scope_of


@dataclass(frozen=True, slots=True)
class Card:
    """An enrolment as "My learning" shows it."""

    state: State
    done: int
    total: int
    target: Requirement | None
    running_attempt: Any | None
    last_at: datetime

    @property
    def is_open(self) -> bool:
        course = self.state.enrolment.course
        return course is not None and course.live

    @property
    def minutes_left(self) -> int:
        items = self.state.standings.values()
        left = [s.requirement.minutes for s in items if not s.is_done]
        return sum(left)


def next_requirement(state: State) -> Requirement | None:
    """The lesson left last if it is unfinished, else the first that is open and undone.

    For a completed enrolment there is nothing to go on with: None.
    """
    if state.enrolment.state != EnrolmentState.ACTIVE:
        return None
    last = state.standings.get(state.enrolment.last_requirement)
    if last is not None and not last.is_done and not last.is_locked:
        return last.requirement
    for standing in state.standings.values():
        undone = not standing.is_done and not standing.is_locked
        if undone and standing.requirement.required:
            return standing.requirement
    return None


def card(*, state: State, running: Mapping[str, Any]) -> Card:
    """``running`` are the learner's running attempts by scope."""
    done, total = state.share
    attempts = [
        running[scope]
        for key in state.standings
        if (scope := scope_of(state.enrolment, key)) in running
    ]
    started = [row.started_at for row in state.enrolment.progress.all()]
    return Card(
        state=state,
        done=done,
        total=total,
        target=next_requirement(state),
        running_attempt=attempts[0] if attempts else None,
        last_at=max([state.enrolment.enrolled_at, *started]),
    )
