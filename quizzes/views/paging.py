"""Pages of an attempt: which one is shown, and the list of all questions."""

from typing import Any

from django.urls import reverse

from quizzes.domain.rules import Rules
from quizzes.enums import Layout
from quizzes.models import Attempt, AttemptItem

from .showing import is_complete


def page_asked_for(attempt: Attempt, rules: Rules, wanted: str) -> int:
    """Return the page to show: ``wanted`` where it may be opened, else the reached."""
    if rules.one_way or not (wanted.isascii() and wanted.isdigit()):
        return attempt.page
    number = int(wanted[:6])
    return number if 1 <= number <= rules.pages else attempt.page


def url_of(attempt: Attempt, rules: Rules, page: int, position: int = 0) -> str:
    """Return the address of a page, or of a question on it."""
    url = reverse("ce_quizzes:attempt", args=[attempt.uuid])
    if rules.pages > 1 and not rules.one_way:
        url = f"{url}?page={page}"
    return f"{url}#question-{position}" if position else url


def navigator(
    rules: Rules, items: list[AttemptItem], page: int, titles: dict[int, str]
) -> list[dict[str, Any]]:
    """Return all questions in groups, one for each page; one group for pages of one.

    An entry's ``where`` is ``here``, ``open`` (another page that may be opened),
    ``left`` or ``ahead`` (pages of a one-way attempt that may not).
    """
    groups: dict[int, dict[str, Any]] = {}
    grouped = rules.layout == Layout.SECTION and rules.pages > 1
    for item in items:
        key = item.page if grouped else 0
        group = groups.setdefault(
            key,
            {
                "page": item.page if grouped else None,
                "title": titles.get(item.section, "") if grouped else "",
                "entries": [],
            },
        )
        group["entries"].append(
            {
                "position": item.position,
                "complete": is_complete(item),
                "flagged": item.flagged,
                "settled": item.settled_at is not None,
                "where": _where(rules, item.page, page),
            }
        )
    return list(groups.values())


def _where(rules, of_item, page):
    if of_item == page:
        return "here"
    if not rules.one_way:
        return "open"
    return "left" if of_item < page else "ahead"
