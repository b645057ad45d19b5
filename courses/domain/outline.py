"""The outline of a course beside a lesson: titles and addresses, then the ticks.

Titles, order and minutes come from the learner's edition and never change; addresses
come from the pages. Both together are kept in each process under the edition's stamp
(``editions.addresses_changed`` bumps it) and the address prefix; the ticks are added per request.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from wagtail.models import Site

from media.pages import Page

from .manifest import Manifest, Requirement, Standing
from .progress import State


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the outline; ``url`` is empty where its page is not live any more."""

    requirement: Requirement
    standing: Standing
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A module with its entries; ``title`` is empty for the course's own quizzes."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def is_done(self) -> bool:
        return all(e.standing.is_done for e in self.entries if e.requirement.required)


@dataclass(frozen=True, slots=True)
class Outline:
    sections: tuple[Section, ...]
    previous: Entry | None
    next: Entry | None


_KEPT: OrderedDict[tuple, dict[str, str]] = OrderedDict()
_MOST_KEPT = 256


def addresses(*, state: State, request: Any) -> dict[str, str]:
    """Address of each requirement's live page by key; one query, then none."""
    edition = state.enrolment.edition
    roots = tuple(Site.get_site_root_paths())
    host = request.get_host() if len(roots) > 1 and request is not None else ""
    kept = (edition.pk, edition.outline_stamp, roots, host, get_language())
    if kept in _KEPT:
        return _KEPT[kept]
    wanted = [item.key for item in state.manifest.requirements()]
    pages = Page.objects.filter(translation_key__in=wanted, live=True)
    found: dict[str, str] = {}
    course = state.enrolment.course
    if course is not None:
        pages = pages.filter(path__startswith=course.path)
        found = {str(p.translation_key): p.get_url(request) or "" for p in pages}
    _KEPT[kept] = found
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)
    return found


def build(*, state: State, urls: dict[str, str], current: str | None = None) -> Outline:
    """The whole outline with ticks; no query."""
    manifest: Manifest = state.manifest

    def entry(item: Requirement) -> Entry:
        return Entry(
            requirement=item,
            standing=state.standings[item.key],
            url=urls.get(item.key, ""),
            is_current=item.key == current,
        )

    sections = [
        Section(module.title, tuple(entry(item) for item in module.items))
        for module in manifest.modules
    ]
    if manifest.items:
        sections.append(Section("", tuple(entry(item) for item in manifest.items)))
    every = [e for section in sections for e in section.entries if e.url]
    here = next((n for n, e in enumerate(every) if e.is_current), None)
    return Outline(
        sections=tuple(sections),
        previous=every[here - 1] if here else None,
        next=every[here + 1] if here is not None and here + 1 < len(every) else None,
    )
