"""The rules of a quiz in words: short, exact, and all that bind the learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quizzes.domain import drawing, reviewing, versions
from quizzes.domain import rules as attempt_rules
from quizzes.domain.queries import Standing
from quizzes.domain.rules import Rules
from quizzes.enums import (
    Behaviour,
    Counting,
    Expiry,
    Layout,
    ReviewItem,
    ReviewMoment,
)
from quizzes.models import Attempt, QuizMixin

SEEN = {
    ReviewItem.SCORE: gettext_lazy("your score"),
    ReviewItem.RESPONSE: gettext_lazy("your answers"),
    ReviewItem.CORRECTNESS: gettext_lazy("which are right"),
    ReviewItem.MARK: gettext_lazy("their marks"),
    ReviewItem.FEEDBACK: gettext_lazy("feedback"),
    ReviewItem.ANSWER: gettext_lazy("the right answers"),
    ReviewItem.RATIONALE: gettext_lazy("the reasons"),
}
COUNTS = {
    Counting.BEST: gettext_lazy("The best attempt counts."),
    Counting.LAST: gettext_lazy("The last attempt counts, also if it is worse."),
    Counting.FIRST: gettext_lazy("Only the first attempt counts."),
    Counting.MEAN: gettext_lazy("The mean of all attempts counts."),
}


@dataclass(frozen=True, slots=True)
class Topic:
    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What binds a learner, in an attempt that runs or in one that would start now.

    ``closing_ends`` says whether closing ends a running attempt; ``None`` where
    something else ends it first. ``own_times`` were granted to this learner.
    """

    rules: Rules
    practice: bool
    opens_at: datetime | None = None
    closing_ends: bool | None = None
    own_times: bool = False


def of_attempt(attempt: Attempt) -> Terms:
    """Return the terms that a running attempt was started with, from its own copy."""
    rules = attempt_rules.read(attempt.rules)
    closing_ends: bool | None = None
    if attempt.deadline is None or rules.closes_at is None:
        closing_ends = False
    elif attempt.deadline >= rules.closes_at:
        closing_ends = attempt.deadline == rules.closes_at
    return Terms(rules, practice=attempt.practice, closing_ends=closing_ends)


def of_quiz(quiz: QuizMixin, standing: Standing | None = None) -> Terms:
    """Return the terms of an attempt that starts now, of a learner or of anybody."""
    opens_at = standing.opens_at if standing else quiz.opens_at
    closes_at = standing.closes_at if standing else quiz.closes_at
    rules = attempt_rules.of_quiz(
        quiz,
        sections=_sections(quiz),
        pass_mark=standing.pass_mark if standing else quiz.pass_mark,
        closes_at=closes_at,
        time_factor=standing.time_factor if standing else Decimal(1),
        extra_attempts=standing.extra_attempts if standing else 0,
    )
    return Terms(
        attempt_rules.read(rules),
        practice=quiz.practice,
        opens_at=opens_at,
        closing_ends=quiz.closing_ends_attempts,
        own_times=(opens_at, closes_at) != (quiz.opens_at, quiz.closes_at),
    )


def _sections(quiz: QuizMixin) -> tuple[attempt_rules.Section, ...]:
    """Return the sections that ask something: not what is retired or still a draft."""
    plans = list(drawing.read_sections(quiz.sections))
    left = versions.asked_of(pk for plan in plans for pk in plan.fixed)
    found = []
    for plan in plans:
        named = left.intersection(plan.fixed)
        left -= named
        if size := plan.count or len(named):
            found.append(attempt_rules.Section(plan.section, size))
    return tuple(found)


def topics(terms: Terms, *, to_learner: bool) -> list[Topic]:
    """Return what holds, by topic; ``to_learner`` with what was granted to them.

    Times are the learner's own, in the time zone that is active, with its name.
    """
    rules = terms.rules
    found = [
        Topic(_("Granted to you"), _granted(terms) if to_learner else []),
        Topic(_("Practice"), _practice(terms)),
        Topic(_("Opening"), _opening(terms)),
        Topic(_("Time"), _time(terms)),
        Topic(_("Pages"), _pages(rules)),
        Topic(_("Marking"), _marking(rules)),
        Topic(_("Attempts"), _attempts(terms)),
        Topic(_("What you will see"), _seen(rules)),
    ]
    return [topic for topic in found if topic.lines]


def limit(rules: Rules) -> str:
    """Return the time limit with what was granted on it; ``""`` for none."""
    if not rules.time_limit_minutes:
        return ""
    return minutes(rules.time_limit_minutes * rules.time_factor)


def _granted(terms):
    rules, lines = terms.rules, []
    if rules.time_factor != 1 and rules.time_limit_minutes:
        lines.append(
            _("%(factor)s times the time limit.")
            % {"factor": number_format(rules.time_factor.normalize())}
        )
    if rules.extra_attempts and rules.max_attempts:
        count = rules.extra_attempts
        lines.append(
            ngettext("%(count)s more attempt.", "%(count)s more attempts.", count)
            % {"count": count}
        )
    if terms.own_times:
        lines.append(_("Opening and closing times of your own."))
    return lines


def moment(value: datetime) -> str:
    """Return date, time and the name of the time zone that they are in.

    In the hour that comes twice a year the name says which of both it is.
    """
    local = timezone.localtime(value)
    zone = timezone.get_current_timezone_name()
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        zone = f"{zone}, {local.tzname()}"
    return _("%(moment)s (%(zone)s)") % {
        "moment": date_format(local, "DATETIME_FORMAT"),
        "zone": zone,
    }


def minutes(value: Decimal | int) -> str:
    """Return a time in minutes with its unit, to a tenth where it is not whole."""
    number = Decimal(value).normalize()
    whole = number == number.to_integral_value()
    return ngettext(
        "%(count)s minute", "%(count)s minutes", 1 if number == 1 else 2
    ) % {"count": number_format(number, decimal_pos=0 if whole else 1)}


def waiting_time(value: int) -> str:
    """Return whole minutes in days or hours where these are whole, too.

    A wait is so many hours whatever the clocks do: up to a day it is said in hours.
    """
    hours, rest = divmod(value, 60)
    if rest:
        return minutes(value)
    days, rest = divmod(hours, 24)
    if days > 1 and not rest:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _practice(terms):
    if not terms.practice:
        return []
    return [_("Attempts don’t count. Questions that you missed come back first.")]


def _opening(terms):
    lines, closes_at = [], terms.rules.closes_at
    if terms.opens_at:
        lines.append(_("Opens %(moment)s.") % {"moment": moment(terms.opens_at)})
    if closes_at:
        lines.append(_("Closes %(moment)s.") % {"moment": moment(closes_at)})
        if terms.closing_ends is not None:
            lines.append(
                _("Closing ends an attempt that is running.")
                if terms.closing_ends
                else _("An attempt that is running then may be finished.")
            )
    return lines


def _time(terms):
    rules = terms.rules
    has_deadline = rules.time_limit_minutes or (rules.closes_at and terms.closing_ends)
    if not has_deadline:
        return [
            _("No limit. Answers are saved as you go; you can leave and come back.")
        ]
    lines = []
    if rules.time_limit_minutes:
        lines.append(
            _(
                "%(limit)s from the start. Time runs on when you leave the page or "
                "close the browser."
            )
            % {"limit": limit(rules)}
        )
    if rules.on_expiry == Expiry.SUBMIT:
        lines.append(_("When time is over, what is saved is marked."))
    else:
        lines.append(
            _(
                "Submit before time is over: otherwise the attempt is discarded. It "
                "then counts as used, with a score of 0."
            )
        )
    seconds = int(rules.grace.total_seconds())
    if seconds:
        lines.append(
            ngettext(
                "Answers that are on their way then may arrive %(count)s second late.",
                "Answers that are on their way then may arrive %(count)s seconds late.",
                seconds,
            )
            % {"count": seconds}
        )
    return lines


def _pages(rules):
    lines = []
    if rules.pages > 1:
        count = {"count": rules.pages}
        lines.append(
            _("%(count)s pages, one for each section.") % count
            if rules.layout == Layout.SECTION
            else _("%(count)s pages, one for each question.") % count
        )
        if rules.one_way:
            lines.append(_("One way: a page that you have left can’t be opened again."))
    return lines


def _marking(rules):
    if rules.behaviour == Behaviour.DEFERRED:
        return [_("Answers are marked after you submit.")]
    if rules.behaviour == Behaviour.IMMEDIATE:
        return [
            _(
                "“Check” marks a question at once. Its answer can’t be changed then. "
                "What you don’t check is marked when you submit."
            )
        ]
    if rules.behaviour == Behaviour.TRIES:
        return [
            ngettext(
                "“Check” tells you at once. There is %(count)s try for each question.",
                "“Check” tells you at once. There are %(count)s tries for each "
                "question.",
                rules.max_tries,
            )
            % {"count": rules.max_tries},
            _(
                "A wrong try costs %(cost)s percent of the question’s mark. Some "
                "questions give a hint after it."
            )
            % {"cost": rules.try_cost}
            if rules.try_cost
            else _("A wrong try costs nothing. Some questions give a hint after it."),
        ]
    return [
        _("With each answer you say how certain you are."),
        _(
            "Not very certain: 1 point if right, 0 if wrong. Fairly certain: 2 or −2. "
            "Very certain: 3 or −6. Three points are the whole mark of a question; the "
            "score is never below 0."
        ),
        _("Where you don’t say it, “not very certain” holds."),
    ]


def _attempts(terms):
    rules, lines = terms.rules, []
    if rules.max_attempts != 1 and not terms.practice:
        lines.append(str(COUNTS[rules.counting]))
    if rules.wait_minutes:
        lines.append(
            _("Between two attempts you wait %(time)s.")
            % {"time": waiting_time(rules.wait_minutes)}
        )
    return lines


def _seen(rules):
    at = {name: seen(rules, name) for name in ReviewMoment}
    after, later, closed = (
        at[name]
        for name in (ReviewMoment.AFTER, ReviewMoment.OPEN, ReviewMoment.CLOSED)
    )
    lines = []
    if rules.can_check and at[ReviewMoment.DURING]:
        lines.append(
            _("Once a question is settled: %(items)s.")
            % {"items": words(at[ReviewMoment.DURING])}
        )
    if after == later:
        lines.append(_("After submission: %(items)s.") % {"items": words(after)})
    else:
        lines.append(
            _("For two minutes after submission: %(items)s.") % {"items": words(after)}
        )
        lines.append(_("Later: %(items)s.") % {"items": words(later)})
    if rules.closes_at and closed != later:
        lines.append(
            _("After the quiz has closed: %(items)s.") % {"items": words(closed)}
        )
    return lines


def seen(rules: Rules, name: ReviewMoment) -> frozenset[ReviewItem]:
    return frozenset(ReviewItem(item) for item in rules.review[name.value])


def words(items: Iterable[ReviewItem]) -> str:
    """Return what may be seen as a list in words."""
    found = [str(word) for item, word in SEEN.items() if item in items]
    return get_text_list(found, _("and")) if found else _("nothing")


def will_change(found: Attempt, rules: Rules, at: datetime) -> list[str]:
    """Return what the learner sees of a finished attempt later, and no more later."""
    lines = []
    visible = reviewing.visible(found, rules, at)
    if found.discarded:
        return lines
    if reviewing.moment(found, rules, at) == ReviewMoment.AFTER:
        going = visible - seen(rules, ReviewMoment.OPEN)
        if going:
            lines.append(
                _("Two minutes after submission this is hidden again: %(items)s.")
                % {"items": words(going)}
            )
    if rules.closes_at and at < rules.closes_at:
        coming = seen(rules, ReviewMoment.CLOSED) - visible
        if coming:
            lines.append(
                _("After the quiz has closed, %(moment)s, you also see %(items)s.")
                % {"moment": moment(rules.closes_at), "items": words(coming)}
            )
    return lines
