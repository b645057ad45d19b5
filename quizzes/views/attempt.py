"""A running attempt's pages: answering, page by page, without script or with it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from quizzes.domain import delivery, marking, queries, reviewing
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import (
    AnswerIncomplete,
    AttemptClosed,
    CheckRefused,
    NoSuchPage,
    PageLeft,
    PageNotReached,
)
from quizzes.domain.rules import Rules
from quizzes.enums import AttemptState
from quizzes.models import Attempt, AttemptItem
from quizzes.types import InvalidResponse

from . import paging, showing
from .words import WORDS


@never_cache
@login_required
def attempt(request: HttpRequest, uuid) -> HttpResponse:
    """Show a page of a running attempt; keep its answers when they are posted.

    Without script this page is all there is. Its buttons post the answers and say
    with ``action`` what comes next: ``save``, ``submit``, ``page-2``, ``question-5``,
    ``check-3``, ``flag-3``.
    """
    if request.method == "POST":
        return _keep_form(request, uuid)
    found, items = own(request, uuid)
    if refusal := not_running(request, found):
        return refusal
    rules = attempt_rules.read(found.rules)
    page = paging.page_asked_for(found, rules, request.GET.get("page", ""))
    return _page(request, found, rules, items, page)


def own(request, uuid, **options) -> tuple[Attempt, list[AttemptItem]]:
    """Return the learner's own attempt with its items; 404 for anybody else's."""
    try:
        return queries.attempt_with_items(uuid=uuid, learner=request.user, **options)
    except Attempt.DoesNotExist:
        raise Http404 from None


def over(found: Attempt) -> HttpResponse:
    """Close the attempt if the clock ended it, and lead on to its result."""
    delivery.close_expired(attempt=found, at=timezone.now())
    return redirect("ce_quizzes:review", found.uuid)


def not_running(request: HttpRequest, found: Attempt) -> HttpResponse | None:
    """Return what is shown in place of a page of questions, once time is over.

    Within the grace nothing can be answered any more, but answers on their way still
    arrive; so there is no result yet.
    """
    at = timezone.now()
    if found.state_at(at) != AttemptState.RUNNING:
        return over(found)
    if found.deadline is None or at < found.deadline:
        return None
    context = {"attempt": found, "rules": attempt_rules.read(found.rules)}
    return TemplateResponse(request, "ce_quizzes/time_over.html", context)


def _page(request, found, rules, items, page, *, problems=None, status=200):
    problems = problems or {}
    visible = reviewing.visible(found, rules, timezone.now())
    cases = queries.sections_of(found)
    on_page = [item for item in items if item.page == page]
    rows = question_rows(on_page, rules, visible, problems=problems)
    showing.add_cases(rows, on_page, cases)
    titles = {number: case.title for number, case in cases.items()}
    context = {
        "attempt": found,
        "rules": rules,
        "rows": rows,
        "page": page,
        "next_page": page + 1 if page < rules.pages else None,
        "previous_page": page - 1 if page > 1 and not rules.one_way else None,
        "groups": paging.navigator(rules, items, page, titles),
        "answered": sum(showing.is_complete(item) for item in items),
        "count": len(items),
        "problems": [row for row in rows if row.get("problem")],
        "now": timezone.now(),
        "words": WORDS,
    }
    return TemplateResponse(request, "ce_quizzes/attempt.html", context, status=status)


def question_rows(
    items: list[AttemptItem],
    rules: Rules,
    visible: frozenset,
    *,
    problems: Mapping[int, InvalidResponse],
) -> list[dict[str, Any]]:
    """Return the contexts of questions of a running attempt, settled or open.

    ``problems`` are those of answers just posted, by position. Two queries where open
    questions were tried, otherwise none.
    """
    checked = marking.checked_again(item for item in items if item.settled_at is None)
    rows = []
    for item in items:
        if item.settled_at is not None:
            row = showing.shown(item, visible, behaviour=rules.behaviour)
        else:
            problem = problems.get(item.position)
            tells = item.pk in checked and problem is None
            told = showing.outcome(item, visible) if tells else None
            row = showing.asked(item, rules, problem=problem, told=told)
        rows.append({**row, "settled": item.settled_at is not None})
    return rows


# Posted forms


def _keep_form(request, uuid):
    at = timezone.now()
    try:
        found, outcome = delivery.save_form(
            attempt_uuid=uuid, learner=request.user, data=request.POST, at=at
        )
    except Attempt.DoesNotExist:
        raise Http404 from None
    except AttemptClosed as closed:
        messages.warning(
            request,
            _("This attempt was over already, so nothing was changed by this page."),
        )
        return over(closed.attempt)
    _say(request, outcome)
    rules = attempt_rules.read(found.rules)
    if outcome.invalid:
        found, items = own(request, uuid)
        page = min(item.page for item in items if item.position in outcome.invalid)
        return _page(
            request, found, rules, items, page, problems=outcome.invalid, status=422
        )
    kept = not (outcome.stale or outcome.left)
    try:
        return _act(request, found, rules, kept=kept)
    except AttemptClosed as closed:
        return over(closed.attempt)


def _say(request, outcome):
    for positions, text in (
        (
            outcome.stale,
            ngettext(
                "Question %(numbers)s was answered in another window or on another "
                "device in the meantime. That newer answer is kept; please check it.",
                "Questions %(numbers)s were answered in another window or on another "
                "device in the meantime. Those newer answers are kept; please check "
                "them.",
                len(outcome.stale),
            ),
        ),
        (
            outcome.settled,
            ngettext(
                "Question %(numbers)s was checked in another window in the meantime. "
                "The answer that was checked stands.",
                "Questions %(numbers)s were checked in another window in the meantime. "
                "The answers that were checked stand.",
                len(outcome.settled),
            ),
        ),
        (
            outcome.left,
            ngettext(
                "The page of question %(numbers)s was left in another window. Its "
                "answer stays as it was then.",
                "The page of questions %(numbers)s was left in another window. Their "
                "answers stay as they were then.",
                len(outcome.left),
            ),
        ),
    ):
        if positions:
            numbers = ", ".join(map(str, positions))
            messages.warning(request, text % {"numbers": numbers})


def _act(request, found, rules, *, kept):
    """Do what the button that posted the form says; the answers are saved."""
    action, _dash, number = request.POST.get("action", "save").partition("-")
    number = int(number) if number.isascii() and number.isdigit() else 0
    here = request.GET.get("page", "")
    page = paging.page_asked_for(found, rules, here)
    if action in ("flag", "unflag"):
        return _flag(request, found, rules, page, number, flagged=action == "flag")
    if not kept:
        return redirect(paging.url_of(found, rules, page))
    if action == "submit":
        return redirect("ce_quizzes:submit", found.uuid)
    if action == "check":
        return _check(request, found, rules, page, number)
    if action == "page":
        return turn_to(request, found, rules, number)
    if action == "question":
        _attempt, items = own(request, found.uuid)
        item = next((item for item in items if item.position == number), None)
        if item is not None:
            return turn_to(request, found, rules, item.page, position=number)
    messages.success(request, _("Your answers are saved."))
    return redirect(paging.url_of(found, rules, page))


def _flag(request, found, rules, page, position, *, flagged):
    try:
        delivery.flag(
            attempt_uuid=found.uuid,
            learner=request.user,
            position=position,
            flagged=flagged,
            at=timezone.now(),
        )
    except (AttemptItem.DoesNotExist, PageLeft):
        raise Http404 from None
    return redirect(paging.url_of(found, rules, page, position))


def _check(request, found, rules, page, position):
    try:
        delivery.check(
            attempt_uuid=found.uuid,
            learner=request.user,
            position=position,
            at=timezone.now(),
        )
    except AnswerIncomplete:
        text = _("Question %(number)s is not fully answered, so it was not checked.")
        messages.warning(request, text % {"number": position})
    except CheckRefused:
        messages.warning(request, _("This question is not checked one by one."))
    except (AttemptItem.DoesNotExist, PageLeft):
        raise Http404 from None
    return redirect(paging.url_of(found, rules, page, position))


def turn_to(
    request: HttpRequest,
    found: Attempt,
    rules: Rules,
    to_page: int,
    *,
    position: int = 0,
    asked: bool = False,
) -> HttpResponse:
    """Turn to a page. One way, with questions open on this one, it asks once first."""
    if rules.one_way and not asked and to_page == found.page + 1:
        _attempt, items = own(request, found.uuid)
        if open_on(items, found.page):
            return redirect("ce_quizzes:turn", found.uuid)
    try:
        turned = delivery.turn(
            attempt_uuid=found.uuid,
            learner=request.user,
            to_page=to_page,
            at=timezone.now(),
        )
    except NoSuchPage:
        raise Http404 from None
    except PageNotReached as refused:
        messages.warning(request, _("The pages come one after the other."))
        turned = refused.attempt
    except PageLeft as refused:
        messages.warning(request, _("That page was left, and can’t be opened again."))
        turned = refused.attempt
    return redirect(paging.url_of(found, rules, turned.page, position))


def open_on(items: list[AttemptItem], page: int) -> list[AttemptItem]:
    """Return the items of a page that are not fully answered."""
    return [
        item for item in items if item.page == page and not showing.is_complete(item)
    ]


@never_cache
@login_required
def turn(request: HttpRequest, uuid) -> HttpResponse:
    """Ask once before a page with open questions is left for good (GET); turn (POST)."""
    found, items = own(request, uuid)
    if refusal := not_running(request, found):
        return refusal
    rules = attempt_rules.read(found.rules)
    if request.method == "POST":
        wanted = request.POST.get("to", "")
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 6):
            raise Http404
        try:
            return turn_to(request, found, rules, int(wanted), asked=True)
        except AttemptClosed as closed:
            return over(closed.attempt)
    still_open = open_on(items, found.page)
    if not rules.one_way or found.page >= rules.pages or not still_open:
        return redirect(found)
    context = {
        "attempt": found,
        "rules": rules,
        "page": found.page,
        "next_page": found.page + 1,
        "unanswered": still_open,
    }
    return TemplateResponse(request, "ce_quizzes/turn.html", context)
