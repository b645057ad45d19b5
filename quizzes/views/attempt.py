"""An attempt's pages: answering, saving, submitting, and reading the result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks

from quizzes import review_rules
from quizzes.domain import delivery, queries
from quizzes.domain.errors import AttemptClosed, InvalidResponse, StaleSave
from quizzes.enums import AttemptState
from quizzes.models import Attempt, AttemptItem
from quizzes.types import showing

# What the page's script says. Lazy, so that each page gets its own language.
WORDS = {
    "ready": gettext_lazy("All changes saved"),
    "saving": gettext_lazy("Saving"),
    "savedNow": gettext_lazy("Saved"),
    "savedSeconds": gettext_lazy("Saved {n} seconds ago"),
    "savedMinute": gettext_lazy("Saved {n} minute ago"),
    "savedMinutes": gettext_lazy("Saved {n} minutes ago"),
    "recovered": gettext_lazy("All answers are saved again."),
    "offline": gettext_lazy("Offline: kept in this browser, will be sent again"),
    "conflict": gettext_lazy("Answered elsewhere too: please choose"),
    "invalid": gettext_lazy("One answer can’t be read yet"),
    "signed-out": gettext_lazy(
        "Signed out: kept in this browser. Sign in again, then reload this page."
    ),
    "refused": gettext_lazy("Not saved: please reload this page"),
    "timeLeft": gettext_lazy("Time left"),
    "fiveMinutes": gettext_lazy("Five minutes left."),
    "oneMinute": gettext_lazy("One minute left."),
}


@never_cache
@login_required
def attempt(request: HttpRequest, uuid) -> HttpResponse:
    """Show all questions of a running attempt; keep its answers when they are posted.

    Without script this page is all there is: "Save" keeps the answers and comes back,
    "Submit" keeps them and goes on to the page that asks once more.
    """
    if request.method == "POST":
        return _keep_form(request, uuid)
    found, items = _own(request, uuid)
    if found.state_at(timezone.now()) != AttemptState.RUNNING:
        return _over(found)
    return _attempt_page(request, found, items)


def _keep_form(request, uuid):
    try:
        _attempt, outcome = delivery.save_form(
            attempt_uuid=uuid,
            learner=request.user,
            data=request.POST,
            at=timezone.now(),
        )
    except Attempt.DoesNotExist:
        raise Http404 from None
    except AttemptClosed as closed:
        messages.warning(
            request,
            _("This attempt was over already, so nothing was changed by this page."),
        )
        return _over(closed.attempt)
    if outcome.stale:
        messages.warning(request, _stale_message(outcome.stale))
    if outcome.invalid:
        found, items = _own(request, uuid)
        return _attempt_page(
            request, found, items, problems=outcome.invalid, status=422
        )
    if request.POST.get("action") == "submit" and not outcome.stale:
        return redirect("ce_quizzes:submit", uuid)
    if not outcome.stale:
        messages.success(request, _("Your answers are saved."))
    return redirect("ce_quizzes:attempt", uuid)


def _stale_message(positions):
    return ngettext(
        "Question %(numbers)s was answered in another window or on another device in "
        "the meantime. That newer answer is kept; please check it.",
        "Questions %(numbers)s were answered in another window or on another device in "
        "the meantime. Those newer answers are kept; please check them.",
        len(positions),
    ) % {"numbers": ", ".join(map(str, positions))}


def _attempt_page(request, found, items, *, problems=None, status=200):
    problems = problems or {}
    rows = [_asked(item, problems.get(item.position)) for item in items]
    context = {
        "attempt": found,
        "rows": rows,
        "answered": sum(row["complete"] for row in rows),
        "problems": [row for row in rows if row["problem"]],
        "now": timezone.now(),
        "words": WORDS,
    }
    return TemplateResponse(request, "ce_quizzes/attempt.html", context, status=status)


def _asked(item: AttemptItem, problem: InvalidResponse | None = None) -> dict:
    version = item.question_version
    return {
        **showing.asked(
            type_key=version.type,
            content=version.content,
            order=item.option_order,
            prefix=item.prefix,
            response=problem.shown if problem and problem.shown else item.response,
            figure=version.figure_version,
        ),
        "position": item.position,
        "number": item.response_number,
        "complete": version.question_type.is_complete(version.body, item.response),
        "problem": problem.message if problem else "",
    }


@require_POST
@never_cache
def save(request: HttpRequest, uuid) -> JsonResponse:
    """Keep the answer to one question, and say truthfully what the server has now.

    Takes a form with ``position``, ``number`` (the client's, counted up with every
    change) and the question's own fields.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed-out"}, status=401)
    try:
        position = int(request.POST["position"])
        number = int(request.POST["number"])
    except (KeyError, ValueError):
        return JsonResponse({"error": "malformed"}, status=400)
    if not (0 < position < 2**15 and 0 < number < 2**31):
        return JsonResponse({"error": "malformed"}, status=400)
    at = timezone.now()
    try:
        saved = delivery.save(
            attempt_uuid=uuid,
            learner=request.user,
            position=position,
            number=number,
            data=request.POST,
            at=at,
        )
    except AttemptItem.DoesNotExist:
        return JsonResponse({"error": "not-found"}, status=404)
    except AttemptClosed as closed:
        delivery.close_expired(attempt=closed.attempt, at=at)
        url = reverse("ce_quizzes:review", args=[uuid])
        return JsonResponse({"error": "closed", "url": url}, status=409)
    except StaleSave as stale:
        return JsonResponse({"error": "stale", **_state_of(stale.item)}, status=409)
    except InvalidResponse as error:
        return JsonResponse({"error": "invalid", "message": error.message}, status=422)
    return JsonResponse({**_state_of(saved.item), "complete": saved.complete})


def _state_of(item: AttemptItem) -> dict:
    return {
        "number": item.response_number,
        "response": item.response,
        "saved_at": item.responded_at,
    }


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
    found, items = _own(request, uuid)
    if found.state_at(timezone.now()) != AttemptState.RUNNING:
        return _over(found)
    rows = [_asked(item) for item in items]
    context = {
        "attempt": found,
        "count": len(rows),
        "unanswered": [row for row in rows if not row["complete"]],
    }
    return TemplateResponse(request, "ce_quizzes/submit.html", context)


@never_cache
@login_required
@require_safe
def review(request: HttpRequest, uuid) -> HttpResponse:
    """Show the result, and where the rules allow it, feedback on every question."""
    found, items = _own(request, uuid)
    if found.state_at(timezone.now()) == AttemptState.RUNNING:
        return redirect(found)
    if found.submitted_at is None:
        delivery.close_expired(attempt=found, at=timezone.now())
        found, items = _own(request, uuid)
    context = {
        "attempt": found,
        "rows": [reviewed(item) for item in items]
        if "response" in review_rules.of_attempt(found.rules)["after"]
        else [],
        "links": [
            link
            for hook in hooks.get_hooks("ce_quizzes_attempt_links")
            for link in hook(request, found)
        ],
    }
    return TemplateResponse(request, "ce_quizzes/review.html", context)


def reviewed(item: AttemptItem) -> dict:
    """Return the context of a marked item, with the mark that was recorded for it."""
    version = item.question_version
    return {
        **showing.reviewed(
            type_key=version.type,
            content=version.content,
            order=item.option_order,
            prefix=item.prefix,
            response=item.response,
            figure=version.figure_version,
        ),
        "position": item.position,
        "fraction": item.fraction,
        "points": item.points,
        "max_mark": item.max_mark,
    }


def _own(request, uuid):
    try:
        return queries.attempt_with_items(uuid=uuid, learner=request.user)
    except Attempt.DoesNotExist:
        raise Http404 from None


def _over(found):
    """Close the attempt if the clock ended it, and lead on to its result."""
    delivery.close_expired(attempt=found, at=timezone.now())
    return redirect("ce_quizzes:review", found.uuid)
