"""An attempt from its start to its end: all that a learner can do with it.

Whoever writes to an attempt locks its row first, and only that row: saves, checks and
the submission of one attempt queue up, and no two of them can wait for each other.
State is worked out from times when it is read, so no job has to close an attempt.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from quizzes.models import Attempt, AttemptItem

from . import guards
from . import rules as attempt_rules
from .checking import Checked, can_check, check, hints_shown
from .closing import close_expired, submit
from .errors import NoSuchPage
from .saving import FormSaved, Saved, save, save_form
from .starting import start

__all__ = [
    "Checked",
    "FormSaved",
    "Saved",
    "can_check",
    "check",
    "close_expired",
    "flag",
    "hints_shown",
    "save",
    "save_form",
    "start",
    "submit",
    "turn",
]


def turn(*, attempt_uuid: UUID, learner: Any, to_page: int, at: datetime) -> Attempt:
    """Take the learner to a page, and return the attempt with it as its ``page``.

    Any page may be opened; but one-way attempts go to the next page only, and
    turning to the page where they are changes nothing (a second click). Raises
    ``NoSuchPage``, ``PageLeft``, ``PageNotReached``, ``AttemptClosed`` from the
    deadline on, and ``Attempt.DoesNotExist``.
    """
    with transaction.atomic():
        attempt = guards.locked(attempt_uuid=attempt_uuid, learner=learner)
        guards.refuse_time_over(attempt, at)
        rules = attempt_rules.read(attempt.rules)
        if not 1 <= to_page <= rules.pages:
            raise NoSuchPage
        if to_page != attempt.page + 1:
            guards.refuse_page(attempt, rules, to_page)
        if to_page != attempt.page:
            attempt.page = to_page
            attempt.save(update_fields=["page"])
    return attempt


def flag(
    *, attempt_uuid: UUID, learner: Any, position: int, flagged: bool, at: datetime
) -> AttemptItem:
    """Set or take the learner's own mark on a question, to come back to it.

    It changes nothing else and needs no lock. Raises ``AttemptClosed`` and
    ``AttemptItem.DoesNotExist``; in one-way attempts ``PageNotReached`` for what
    lies ahead.
    """
    item = AttemptItem.objects.select_related("attempt").get(
        attempt__uuid=attempt_uuid, attempt__learner=learner, position=position
    )
    guards.refuse_closed(item.attempt, at)
    rules = attempt_rules.read(item.attempt.rules)
    if item.page > item.attempt.page:
        guards.refuse_page(item.attempt, rules, item.page)
    if item.flagged != flagged:
        item.flagged = flagged
        item.save(update_fields=["flagged"])
    return item
