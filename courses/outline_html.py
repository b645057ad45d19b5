"""The items of an outline as HTML, each rendered once and then remembered.

A page shows the whole outline, and of thirty items only one or two changed since the
page before. What an item looks like depends on nothing but the arguments below, so
nothing has to be forgotten when pages or progress change.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.domain import explain
from courses.domain.outline import Entry

MOST_KEPT = 10_000


def items(entries: Iterable[Entry]) -> SafeString:
    """The ``<li>`` of every entry, by the template ``includes/outline_item.html``."""
    # In development a template that was changed has to show at once.
    item = _item.__wrapped__ if settings.DEBUG else _item
    language = get_language()
    html = [
        item(
            language,
            entry.requirement.title,
            entry.requirement.minutes,
            entry.requirement.is_quiz,
            entry.standing.status.value,
            entry.url,
            entry.is_current,
            entry.standing.blocked_by,
        )
        for entry in entries
    ]
    return mark_safe("".join(html))  # the template escaped it


@lru_cache(maxsize=MOST_KEPT)
def _item(
    language, title, minutes, is_quiz, status, url, is_current, blocked_by
) -> str:
    context = {
        "title": title,
        "minutes": minutes,
        "is_quiz": is_quiz,
        "standing": {"status": status},
        "url": url,
        "is_current": is_current,
        "reason": explain.locked(blocked_by) if blocked_by else "",
    }
    return render_to_string("ce_courses/includes/outline_item.html", context)
