"""Deciding which questions an attempt asks, in which order, once and for all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizzes.models import QuestionVersion
from quizzes.types import get

from . import versions


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question to be asked, with the order its options are shown in."""

    version: QuestionVersion
    option_order: list[str]
    section: str


@dataclass(frozen=True, slots=True)
class Shortage:
    """A section that asks for more questions than there are."""

    section: str
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Draw:
    items: list[Drawn]
    shortages: list[Shortage]


def draw(
    *,
    sections: Any,
    rng: Random,
    seen: Mapping[int, int] | None = None,
    shuffle_questions: bool = True,
    shuffle_options: bool = True,
) -> Draw:
    """Draw the questions of all sections; no question comes twice.

    ``sections`` is the quiz's StreamField value, ``seen`` how often the learner had
    each question (by id) before: less seen ones are drawn first. Questions that are
    not published are left out; a section that comes out short says so. Questions are
    shuffled within their section. The same arguments and bank give the same draw.
    """
    seen = seen or {}
    plans = list(read_sections(sections))
    taken = {pk for plan in plans for pk in plan.fixed}
    chosen: list[tuple[str, list[int]]] = []
    for plan in plans:
        ids = list(plan.fixed)
        if plan.count:
            pool = [pk for pk in plan.pool() if pk not in taken]
            pool.sort(key=lambda pk: (seen.get(pk, 0), rng.random()))
            ids = pool[: plan.count]
            taken.update(ids)
        chosen.append((plan.section, ids))

    published = versions.newest(pk for _section, ids in chosen for pk in ids)
    items, shortages, asked = [], [], set()
    for plan, (section, ids) in zip(plans, chosen, strict=True):
        found = [pk for pk in dict.fromkeys(ids) if pk in published and pk not in asked]
        asked.update(found)
        if shuffle_questions:
            rng.shuffle(found)
        if len(found) < plan.wanted:
            shortages.append(Shortage(section, plan.wanted, len(found)))
        items += [
            Drawn(
                version=published[pk],
                option_order=get(published[pk].type).order(
                    published[pk].body, rng, shuffle=shuffle_options
                ),
                section=section,
            )
            for pk in found
        ]
    return Draw(items=items, shortages=shortages)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one section asks for: these questions, or so many of a kind."""

    section: str
    fixed: tuple[int, ...] = ()
    count: int = 0
    filters: Mapping[str, Any] | None = None

    @property
    def wanted(self) -> int:
        return self.count or len(set(self.fixed))

    def pool(self) -> list[int]:
        pool = versions.drawable().filter(**(self.filters or {}))
        return list(pool.order_by("pk").values_list("pk", flat=True).distinct())


def read_sections(sections: Any) -> Iterator[Plan]:
    """Yield what each section asks for, without fetching what it points at."""
    for number, raw in enumerate(sections.raw_data, start=1):
        section = raw.get("id") or str(number)
        value = raw["value"]
        if raw["type"] == "fixed":
            ids = [_item(item) for item in value.get("questions", [])]
            yield Plan(section, fixed=tuple(pk for pk in ids if pk))
        elif raw["type"] == "draw":
            yield Plan(section, count=int(value["count"] or 0), filters=_filters(value))


def _item(raw: Any) -> int | None:
    return raw["value"] if isinstance(raw, dict) else raw


def _filters(value: Mapping[str, Any]) -> dict[str, Any]:
    filters = {
        "bank": value.get("bank"),
        "objective": value.get("objective"),
        "difficulty": value.get("difficulty"),
        "tagged_items__tag__name__iexact": (value.get("tag") or "").strip(),
    }
    return {name: wanted for name, wanted in filters.items() if wanted}
