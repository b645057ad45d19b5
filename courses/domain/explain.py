"""What is still missing, in the same words for learner and staff."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import EnrolmentState
from quizzes.domain.marking import shown_percent

from .manifest import Standing, Status
from .progress import State


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands between the learner and completion."""

    key: str
    title: str
    text: str
    is_locked: bool


def missing(state: State) -> list[Missing]:
    """Everything required that is not done, in order; empty once completed."""
    if state.enrolment.state == EnrolmentState.COMPLETED:
        return []
    return [
        Missing(
            key=standing.requirement.key,
            title=standing.requirement.title,
            text=sentence(standing),
            is_locked=standing.is_locked,
        )
        for standing in state.standings.values()
        if standing.requirement.required and not standing.is_done
    ]


def sentence(standing: Standing) -> str:
    """Where the learner stands on a requirement, as one sentence."""
    item = standing.requirement
    if standing.status == Status.WAIVED:
        return _("Waived by staff.")
    if standing.status == Status.DONE:
        return _("Done.")
    if standing.is_locked:
        return locked(standing.blocked_by)
    if item.is_quiz:
        mark = percent(item.pass_mark / 100) if item.pass_mark is not None else ""
        if standing.best_fraction is None:
            return _("Not taken yet. %(mark)s is needed to pass.") % {"mark": mark}
        return _("Not passed yet. So far %(result)s; %(mark)s is needed.") % {
            "result": percent(standing.best_fraction),
            "mark": mark,
        }
    if standing.seconds_left:
        return _("%(time)s of study left before it can be completed.") % {
            "time": duration(standing.seconds_left)
        }
    if standing.status == Status.STARTED:
        return _("Ready to be marked as complete.")
    return _("Not started yet.")


def locked(blocked_by: tuple[str, ...]) -> str:
    """Why something is locked, naming what comes first."""
    if len(blocked_by) == 1:
        return _("Opens after “%(title)s”.") % {"title": blocked_by[0]}
    first = _("Opens after “%(title)s” and %(count)s more.")
    return first % {"title": blocked_by[0], "count": len(blocked_by) - 1}


def duration(seconds: int) -> str:
    """Whole minutes, rounded up, so that nobody waits for a minute that is not named."""
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def percent(fraction: Decimal) -> str:
    """A fraction as whole percent, rounded down: 74.9 % must never read as 75 %.

    Rounded to a hundredth first, as the pass mark is judged.
    """
    whole = shown_percent(fraction).to_integral_value(rounding=ROUND_FLOOR)
    return _("%(n)s %%") % {"n": whole}
