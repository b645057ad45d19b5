"""Authors try a quiz out: by its own rules, as far as they need no record.

All that a try-out knows travels in its form, signed, so that it can be gone on with but
not made up. Nothing of it reaches the database.
"""

import random
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from quizzes.domain import marking, reviewing, trying
from quizzes.domain.errors import AnswerIncomplete, CheckRefused, NoSuchPage, PageLeft
from quizzes.domain.trying import Trial
from quizzes.enums import ReviewItem
from quizzes.models import AttemptItem, QuizPage
from quizzes.types import InvalidResponse

from . import paging, quiz_rules, showing
from .quiz import RANDOM

SALT = "ce_quizzes.tryout.1"  # with the number of the state's schema
SECONDS = 24 * 60 * 60


@never_cache
@require_admin_access
def tryout(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask the questions of a quiz's latest draft (GET); go on from there (POST).

    The seed in the address gives the same draw again. The buttons say with ``action``
    what comes next, as on an attempt's page: ``page-2``, ``question-5``, ``check-3``,
    ``flag-3``, ``submit``.
    """
    page = get_object_or_404(QuizPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    quiz = page.get_latest_revision_as_object()
    if request.method == "POST":
        return _go_on(request, quiz)
    seed = request.GET.get("seed", "")
    if not (seed.isascii() and seed.isdigit() and len(seed) <= 10):
        url = reverse("ce_quizzes:tryout", args=[page_id])
        return redirect(f"{url}?seed={RANDOM.getrandbits(31)}")
    trial, shortages = trying.begin(
        quiz=quiz,
        at=timezone.now(),
        rng=random.Random(int(seed)),  # noqa: S311  it has to repeat itself
    )
    return _page(request, quiz, trial, shortages=shortages)


def _go_on(request: HttpRequest, quiz: QuizPage) -> HttpResponse:
    at = timezone.now()
    try:
        state = signing.loads(
            request.POST.get("state", ""), salt=_salt(request, quiz), max_age=SECONDS
        )
    except signing.BadSignature:
        messages.warning(
            request, _("That try-out can’t be gone on with. This is a new one.")
        )
        return redirect("ce_quizzes:tryout", quiz.pk)
    trial = trying.restore(quiz=quiz, state=state, at=at)
    problems = trying.answer(trial=trial, data=request.POST)
    action, _dash, number = request.POST.get("action", "").partition("-")
    number = int(number) if number.isascii() and number.isdigit() else 0
    if action in ("flag", "unflag"):
        for item in trial.items:
            if item.position == number:
                item.flagged = action == "flag"
    if problems:
        return _page(request, quiz, trial, problems=problems, status=422)
    if action == "submit":
        return _review(request, quiz, trial)
    said = ""
    if action == "check":
        said = _check(trial, number, at)
    elif action in ("page", "question"):
        said = _turn(trial, number, to_question=action == "question")
    here = 0 if action == "page" else number
    return _page(request, quiz, trial, said=said, here=here)


def _check(trial, position, at):
    """Check a question; return what is to be said if that can't be."""
    try:
        trying.check(trial=trial, position=position, at=at)
    except AnswerIncomplete:
        text = _("Question %(number)s is not fully answered, so it was not checked.")
        return text % {"number": position}
    except CheckRefused:
        return _("This question is not checked one by one.")
    return ""


def _turn(trial, number, *, to_question):
    """Turn to a page; return what is to be said if that can't be."""
    pages = {item.position: item.page for item in trial.items}
    try:
        trying.turn(
            trial=trial, to_page=pages.get(number, 0) if to_question else number
        )
    except PageLeft:
        return _("This quiz goes one way, page by page.")
    except NoSuchPage:
        return ""
    return ""


def _page(
    request: HttpRequest,
    quiz: QuizPage,
    trial: Trial,
    *,
    problems: dict[int, InvalidResponse] | None = None,
    shortages: list | tuple = (),
    said: str = "",
    here: int = 0,
    status: int = 200,
) -> HttpResponse:
    problems = problems or {}
    rules, page = trial.rules, trial.attempt.page
    visible = reviewing.visible(trial.attempt, rules, timezone.now())
    on_page = [item for item in trial.items if item.page == page]
    rows = [_row(trial, item, visible, problems.get(item.position)) for item in on_page]
    showing.add_cases(rows, on_page, trial.cases)
    titles = {number: case.title for number, case in trial.cases.items()}
    context = {
        **_shared(request, quiz, trial),
        "rows": rows,
        "page": page,
        "next_page": page + 1 if page < rules.pages else None,
        "previous_page": page - 1 if page > 1 and not rules.one_way else None,
        "groups": paging.navigator(rules, trial.items, page, titles),
        "problems": [row for row in rows if row.get("problem")],
        "shortages": shortages,
        "said": said,
        "here": 0 if said else here,
        "state": signing.dumps(
            trying.state_of(trial), salt=_salt(request, quiz), compress=True
        ),
    }
    return TemplateResponse(request, "ce_quizzes/tryout.html", context, status=status)


def _row(
    trial: Trial,
    item: AttemptItem,
    visible: frozenset[ReviewItem],
    problem: InvalidResponse | None,
) -> dict[str, Any]:
    if item.settled_at is not None:
        row = showing.shown(item, visible, behaviour=trial.rules.behaviour)
        return {**row, "settled": True}
    told = None
    if problem is None and trial.is_checked(item):
        told = showing.outcome(item, visible)
    return showing.asked(item, trial.rules, problem=problem, told=told)


def _review(request: HttpRequest, quiz: QuizPage, trial: Trial) -> HttpResponse:
    """Show what a learner would see right after submission, and the score in any case."""
    at = timezone.now()
    outcome = trying.finish(trial=trial, at=at)
    visible = reviewing.visible(trial.attempt, trial.rules, at)
    rows = []
    if visible - {ReviewItem.SCORE}:
        rows = [
            showing.shown(item, visible, behaviour=trial.rules.behaviour, waits=False)
            for item in trial.items
        ]
        showing.add_cases(rows, trial.items, trial.cases)
    context = {
        **_shared(request, quiz, trial),
        "outcome": outcome,
        "percent": None
        if outcome.fraction is None
        else marking.shown_percent(outcome.fraction),
        "reviewed": rows,
        "seen": quiz_rules.words(visible),
        "shows_score": ReviewItem.SCORE in visible,
    }
    return TemplateResponse(request, "ce_quizzes/tryout.html", context)


def _shared(request: HttpRequest, quiz: QuizPage, trial: Trial) -> dict[str, Any]:
    return {
        "quiz": quiz,
        "rules": trial.rules,
        "count": len(trial.items),
        "left_out": _left_out(quiz),
        "again": request.path,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[quiz.pk]),
    }


def _left_out(quiz: QuizPage) -> list[str]:
    """Return those of the quiz's rules that can't hold without a record."""
    return [
        text
        for text, is_ruled in (
            (_("the time limit"), quiz.time_limit_minutes),
            (_("opening and closing"), quiz.opens_at or quiz.closes_at),
            (_("the number of attempts"), quiz.max_attempts),
            (_("the wait between attempts"), quiz.wait_minutes),
            (_("missed questions coming back first"), quiz.practice),
        )
        if is_ruled
    ]


def _salt(request: HttpRequest, quiz: QuizPage) -> str:
    return f"{SALT}.{quiz.pk}.{request.user.pk}"
