"""Reading an edition's manifest, and working out where a learner stands on it.

Everything here is pure: it takes the manifest and rows that were read already, and
touches no database. Access, outline, "what is missing", completion and the report all
ask ``stand``, so they can't disagree.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courses.enums import RequirementKind


@dataclass(frozen=True, slots=True)
class Requirement:
    """A lesson or quiz that an edition asks for. Times are seconds of active time."""

    key: str
    kind: str
    title: str
    required: bool
    minutes: int
    minimum_seconds: int
    pass_mark: Decimal | None
    module: str | None

    @property
    def is_lesson(self) -> bool:
        return self.kind == RequirementKind.LESSON

    @property
    def is_quiz(self) -> bool:
        return self.kind == RequirementKind.QUIZ


@dataclass(frozen=True, slots=True)
class Module:
    key: str
    title: str
    requires: tuple[str, ...]
    items: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """``items`` are the quizzes of the course itself; they open after all modules."""

    title: str
    in_order: bool
    modules: tuple[Module, ...]
    items: tuple[Requirement, ...]

    def requirements(self) -> tuple[Requirement, ...]:
        inside = (item for module in self.modules for item in module.items)
        return (*inside, *self.items)

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.requirements() if item.is_lesson)


class Status(enum.StrEnum):
    LOCKED = "locked"
    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands on one requirement.

    ``blocked_by`` names, in order, the titles that must be done first; it is empty
    unless the status is LOCKED. ``seconds_left`` is active time still needed.
    """

    requirement: Requirement
    status: Status
    blocked_by: tuple[str, ...] = ()
    active_seconds: int = 0
    waived_seconds: int = 0
    seconds_left: int = 0
    attempts: int = 0
    best_fraction: Decimal | None = None

    @property
    def is_done(self) -> bool:
        return self.status in (Status.DONE, Status.WAIVED)

    @property
    def is_locked(self) -> bool:
        return self.status == Status.LOCKED


def _item(data: Mapping[str, Any], module: str | None) -> Requirement:
    mark = data.get("pass_mark")
    return Requirement(
        key=data["key"],
        kind=data["kind"],
        title=data["title"],
        required=data["required"],
        minutes=data["minutes"],
        minimum_seconds=data["minimum_seconds"],
        pass_mark=None if mark is None else Decimal(mark),
        module=module,
    )


def read(data: Mapping[str, Any]) -> Manifest:
    """The manifest of an ``Edition`` row. Raises ValueError for an unknown schema."""
    if data.get("schema") != 1:
        raise ValueError(f"Unknown manifest schema: {data.get('schema')!r}")
    return Manifest(
        title=data["title"],
        in_order=data["in_order"],
        modules=tuple(
            Module(
                key=module["key"],
                title=module["title"],
                requires=tuple(module["requires"]),
                items=tuple(_item(item, module["key"]) for item in module["items"]),
            )
            for module in data["modules"]
        ),
        items=tuple(_item(item, None) for item in data["items"]),
    )


def stand(manifest: Manifest, progress: Iterable[Any]) -> dict[str, Standing]:
    """Standing of every requirement by key, in the manifest's order.

    ``progress`` are ``Progress`` rows (or anything with their fields) of one
    enrolment; rows of other requirements are ignored. A requirement that is done
    stays open whatever it depends on.
    """
    rows = {row.requirement: row for row in progress}

    def undone(items: Iterable[Requirement]) -> list[Requirement]:
        return [i for i in items if i.required and not _is_done(rows.get(i.key))]

    open_modules = {m.key: m for m in manifest.modules if undone(m.items)}
    standings: dict[str, Standing] = {}
    for module in manifest.modules:
        waiting = tuple(
            open_modules[key].title for key in module.requires if key in open_modules
        )
        for position, item in enumerate(module.items):
            before = undone(module.items[:position]) if manifest.in_order else []
            blocked_by = waiting or tuple(other.title for other in before)
            standings[item.key] = _standing(item, rows.get(item.key), blocked_by)
    waiting = tuple(module.title for module in open_modules.values())
    for position, item in enumerate(manifest.items):
        before = undone(manifest.items[:position]) if manifest.in_order else []
        blocked_by = waiting or tuple(other.title for other in before)
        standings[item.key] = _standing(item, rows.get(item.key), blocked_by)
    return standings


def is_complete(standings: Mapping[str, Standing]) -> bool:
    """Whether every required item is done; an edition that asks nothing is not."""
    required = [s for s in standings.values() if s.requirement.required]
    return bool(required) and all(s.is_done for s in required)


def share_done(standings: Mapping[str, Standing]) -> tuple[int, int]:
    """Required items done, and required items in all, from the same edition."""
    required = [s for s in standings.values() if s.requirement.required]
    return sum(s.is_done for s in required), len(required)


def _is_done(row: Any) -> bool:
    return row is not None and row.is_done


def _standing(item: Requirement, row: Any, blocked_by: tuple[str, ...]) -> Standing:
    if row is None:
        status = Status.LOCKED if blocked_by else Status.OPEN
        return Standing(
            requirement=item,
            status=status,
            blocked_by=blocked_by,
            seconds_left=item.minimum_seconds,
        )
    if row.completed_at is not None:
        status = Status.DONE
    elif row.waived_at is not None:
        status = Status.WAIVED
    elif blocked_by:
        status = Status.LOCKED
    else:
        status = Status.STARTED
    done = status in (Status.DONE, Status.WAIVED)
    counted = row.active_seconds + row.waived_seconds
    return Standing(
        requirement=item,
        status=status,
        blocked_by=() if done else blocked_by,
        active_seconds=row.active_seconds,
        waived_seconds=row.waived_seconds,
        seconds_left=0 if done else max(0, item.minimum_seconds - counted),
        attempts=row.attempts,
        best_fraction=row.best_fraction,
    )
