"""Marks in words, and every mark that an answer was given, for staff."""

from django.utils.translation import gettext as _

from media.people import display_name
from quizzes.domain import marking
from quizzes.enums import MarkReason
from quizzes.models import MarkEvent


def in_words(event):
    """Return a mark in percent, or why there is none; ``event`` may be ``None``."""
    if event is None:
        return _("waits")
    if event.reason == MarkReason.DROPPED:
        return _("left out")
    return f"{marking.shown_percent(event.fraction).normalize():f}%"


def history(item):
    """Return each mark event of an item, the newest first: who, when, why, old, new.

    One query.
    """
    events = MarkEvent.objects.filter(item=item).order_by("pk")
    rows, before = [], None
    for event in events.select_related("marker", "question_version", "regrade"):
        rows.append(
            {
                "event": event,
                "by": display_name(event.marker) if event.marker else _("Software"),
                "old": in_words(before) if before else "",
                "new": in_words(event),
                "version": event.question_version.number,
            }
        )
        before = event
    return rows[::-1]
