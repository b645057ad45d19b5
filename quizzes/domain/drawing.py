"""Deciding which questions an attempt asks, in which order, once and for all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db.models import OuterRef, Subquery

from media.models import FigureVersion
from quizzes.models import QuestionVersion
from quizzes.types import get
from quizzes.types.text import clean_html

from . import versions


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question to be asked, with the order its options are shown in."""

    version: QuestionVersion
    option_order: list[str]
    section: str
    section_number: int


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A section that asks something, with the case that its questions share.

    ``number`` counts from 1 and leaves out sections without any question. ``vignette``
    is safe HTML, ``figure`` the key of a figure or ``None``.
    """

    number: int
    key: str
    items: int
    title: str = ""
    vignette: str = ""
    figure: int | None = None

    @property
    def has_case(self) -> bool:
        return bool(self.title or self.vignette or self.figure)


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
    sections: list[DrawnSection]


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
    each question (by id) before: less seen ones are drawn first, and those with a
    negative number before ones that were never seen. Questions that are
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
    items: list[Drawn] = []
    shortages: list[Shortage] = []
    drawn: list[DrawnSection] = []
    asked: set[int] = set()
    for plan, (section, ids) in zip(plans, chosen, strict=True):
        found = [pk for pk in dict.fromkeys(ids) if pk in published and pk not in asked]
        asked.update(found)
        if shuffle_questions:
            rng.shuffle(found)
        if len(found) < plan.wanted:
            shortages.append(Shortage(section, plan.wanted, len(found)))
        if not found:
            continue
        drawn.append(
            DrawnSection(
                number=len(drawn) + 1,
                key=section,
                items=len(found),
                title=plan.title,
                vignette=clean_html(plan.vignette),
                figure=plan.figure,
            )
        )
        items += [
            Drawn(
                version=published[pk],
                option_order=get(published[pk].type).order(
                    published[pk].body, rng, shuffle=shuffle_options
                ),
                section=section,
                section_number=len(drawn),
            )
            for pk in found
        ]
    return Draw(items=items, shortages=shortages, sections=drawn)


def draws(sections: Any) -> bool:
    """Say whether any section draws, so that it matters what was asked before."""
    return any(plan.count for plan in read_sections(sections))


def figures_of(sections: list[DrawnSection]) -> dict[int | None, FigureVersion]:
    """Return the newest versions of the figures of cases, by figure, in one query."""
    wanted = {section.figure for section in sections if section.figure}
    if not wanted:
        return {}
    newest = (
        FigureVersion.objects.filter(figure=OuterRef("figure"))
        .order_by("-number")
        .values("pk")[:1]
    )
    found = FigureVersion.objects.filter(
        figure__in=wanted, figure__live=True, pk=Subquery(newest)
    )
    return {version.figure_id: version for version in found}


@dataclass(frozen=True, slots=True)
class Plan:
    """What one section asks for: these questions, or so many of a kind."""

    section: str
    fixed: tuple[int, ...] = ()
    count: int = 0
    filters: Mapping[str, Any] | None = None
    title: str = ""
    vignette: str = ""
    figure: int | None = None

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
            yield Plan(section, fixed=tuple(pk for pk in ids if pk), **_case(value))
        elif raw["type"] == "draw":
            yield Plan(
                section,
                count=int(value["count"] or 0),
                filters=_filters(value),
                **_case(value),
            )


def _case(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": (value.get("title") or "").strip(),
        "vignette": value.get("vignette") or "",
        "figure": value.get("vignette_figure"),
    }


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
