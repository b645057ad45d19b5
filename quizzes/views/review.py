"""The end of an attempt: asking once before it is submitted, and its result."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks

from quizzes.domain import delivery, mark_changes, marking, queries, reviewing
from quizzes.domain import rules as attempt_rules
from quizzes.enums import AttemptState, ReviewItem
from quizzes.models import Attempt, QuizPage

from . import paging, showing
from .attempt import not_running, own
from .quiz_rules import will_change

NOTHING = mark_changes.Later()


@never_cache
@login_required
def submit(request: HttpRequest, uuid) -> HttpResponse:
    """Ask once, naming what is unanswered (GET); mark the attempt (POST)."""
    if request.method == "POST":
        try:
            delivery.submit(attempt_uuid=uuid, learner=request.user, at=timezone.now())
        except Attempt.DoesNotExist:
            raise Http404 from None
        return redirect("ce_quizzes:review", uuid)
    found, items = own(request, uuid)
    if refusal := not_running(request, found):
        return refusal
    rules = attempt_rules.read(found.rules)
    unanswered = [
        {
            "position": item.position,
            "flagged": item.flagged,
            "url": ""
            if rules.one_way and item.page != found.page
            else paging.url_of(found, rules, item.page, item.position),
        }
        for item in items
        if not showing.is_complete(item)
    ]
    context = {
        "attempt": found,
        "rules": rules,
        "count": len(items),
        "unanswered": unanswered,
        "flagged": [item for item in items if item.flagged],
    }
    return TemplateResponse(request, "ce_quizzes/submit.html", context)


@never_cache
@login_required
@require_safe
def review(request: HttpRequest, uuid) -> HttpResponse:
    """Show the result, and of every question what the rules allow at this moment."""
    found, items = own(request, uuid, with_changes=True)
    at = timezone.now()
    if found.state_at(at) == AttemptState.RUNNING:
        return redirect(found)
    if found.submitted_at is None:
        delivery.close_expired(attempt=found, at=at)
        found, items = own(request, uuid, with_changes=True)
    rules = attempt_rules.read(found.rules)
    later = mark_changes.of_items(
        [item for item in items if item.marked_later], rules.behaviour
    )
    for item in items:
        item.credited = later.get(item.pk, NOTHING).credited
    visible = reviewing.visible(found, rules, at)
    rows = []
    if visible - {ReviewItem.SCORE}:
        rows = [
            showing.shown(
                item,
                visible,
                behaviour=rules.behaviour,
                later=later.get(item.pk, NOTHING),
                waits=not found.practice,
            )
            for item in items
        ]
        showing.add_cases(rows, items, queries.sections_of(found))
    context = {
        "attempt": found,
        "rules": rules,
        "state": found.state_at(at),
        "shows_score": ReviewItem.SCORE in visible,
        "rows": rows,
        "marked_score": marking.score_of(items, rules.behaviour),
        "later": will_change(found, rules, at),
        "changed": _changed(items, later),
        "shows_marks": ReviewItem.MARK in visible,
        "quiz_url": _quiz_url(found),
        "links": [
            link
            for hook in hooks.get_hooks("ce_quizzes_attempt_links")
            for link in hook(request, found)
        ],
    }
    return TemplateResponse(request, "ce_quizzes/review.html", context)


def _quiz_url(found):
    """Return the address of the attempt's quiz, ``""`` where that is gone."""
    quizzes = QuizPage.objects.filter(pk=found.quiz_id).only("url_path")
    quiz = quizzes.first() if found.quiz_id else None
    return (quiz.get_url() if quiz else None) or ""


def _changed(items, later):
    """Return when the last mark was changed, and the numbers of all such questions."""
    times = [change.at for found in later.values() for change in found.changes]
    if not times:
        return None
    positions = [item.position for item in items if later.get(item.pk, NOTHING).changes]
    return {"at": max(times), "positions": positions}
