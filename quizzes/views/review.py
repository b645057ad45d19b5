"""The end of an attempt: asking once before it is submitted, and its result."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks

from quizzes.domain import delivery, queries, reviewing
from quizzes.domain import rules as attempt_rules
from quizzes.enums import AttemptState, MarkReason, ReviewItem
from quizzes.models import Attempt, MarkEvent

from . import paging, showing
from .attempt import not_running, own
from .quiz_rules import will_change


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
    found, items = own(request, uuid)
    at = timezone.now()
    if found.state_at(at) == AttemptState.RUNNING:
        return redirect(found)
    if found.submitted_at is None:
        delivery.close_expired(attempt=found, at=at)
        found, items = own(request, uuid)
    rules = attempt_rules.read(found.rules)
    visible = reviewing.visible(found, rules, at)
    rows = []
    if visible - {ReviewItem.SCORE}:
        notes = _notes(items) if ReviewItem.FEEDBACK in visible else {}
        rows = [
            showing.shown(
                item,
                visible,
                behaviour=rules.behaviour,
                notes=notes.get(item.pk, ()),
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
        "later": will_change(found, rules, at),
        "links": [
            link
            for hook in hooks.get_hooks("ce_quizzes_attempt_links")
            for link in hook(request, found)
        ],
    }
    return TemplateResponse(request, "ce_quizzes/review.html", context)


def _notes(items):
    """Return what persons wrote with the newest mark of each item that they marked.

    Asks the database only where a question of the attempt is marked by a person.
    """
    by_person = [
        item.pk
        for item in items
        if item.question_version.question_type.rubric(item.question_version.body)
        is not None
    ]
    if not by_person:
        return {}
    events = MarkEvent.objects.filter(item__in=by_person).order_by("pk")
    newest = {event.item_id: event for event in events}
    return {
        pk: [event.note]
        for pk, event in newest.items()
        if event.reason == MarkReason.MANUAL and event.note
    }
