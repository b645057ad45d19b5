"""What the script of an attempt's page asks for: to save, check or flag a question."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from quizzes.domain import delivery, reviewing, saving
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import (
    AnswerIncomplete,
    AttemptClosed,
    CheckRefused,
    InvalidResponse,
    ItemSettled,
    PageLeft,
    StaleSave,
)
from quizzes.models import Attempt, AttemptItem

from .attempt import question_rows


@require_POST
@never_cache
def save(request: HttpRequest, uuid) -> JsonResponse:
    """Keep the answer to one question, and say truthfully what the server has now.

    Takes a form with ``position``, ``number`` (the client's, counted up with every
    change) and the question's own fields. Where the answer comes too late, ``same``
    says whether the server has just this one already.
    """
    if not request.user.is_authenticated:
        return _error("signed-out", 401)
    position, number = _number(request, "position"), _number(request, "number")
    if not (0 < position < 2**15 and 0 < number < 2**31):
        return _error("malformed", 400)
    try:
        saved = delivery.save(
            attempt_uuid=uuid,
            learner=request.user,
            position=position,
            number=number,
            data=request.POST,
            at=timezone.now(),
        )
    except AttemptItem.DoesNotExist:
        return _error("not-found", 404)
    except AttemptClosed as closed:
        return _closed(closed.attempt)
    except StaleSave as stale:
        return _error(
            "stale", 409, **_state_of(stale.item), same=_same(stale.item, request)
        )
    except ItemSettled as settled:
        return _error("settled", 409, same=_same(settled.item, request))
    except PageLeft as left:
        item = _item(left.attempt, position)
        return _error("left", 409, same=_same(item, request))
    except InvalidResponse as error:
        return _error("invalid", 422, message=error.message)
    return JsonResponse({**_state_of(saved.item), "complete": saved.complete})


@require_POST
@never_cache
def check(request: HttpRequest, uuid) -> HttpResponse:
    """Check the saved answer of one question; the question as it stands then.

    The answer is a fragment that takes the question's place on the page.
    """
    if not request.user.is_authenticated:
        return _error("signed-out", 401)
    position = _number(request, "position")
    try:
        checked = delivery.check(
            attempt_uuid=uuid,
            learner=request.user,
            position=position,
            at=timezone.now(),
        )
    except (Attempt.DoesNotExist, AttemptItem.DoesNotExist):
        return _error("not-found", 404)
    except AttemptClosed as closed:
        return _closed(closed.attempt)
    except PageLeft:
        return _error("left", 409)
    except AnswerIncomplete:
        return _error("incomplete", 422)
    except CheckRefused:
        return _error("refused", 409)
    item = _item(checked.item.attempt, position)
    rules = attempt_rules.read(item.attempt.rules)
    visible = reviewing.visible(item.attempt, rules, timezone.now())
    (row,) = question_rows([item], rules, visible, problems={})
    context = {
        "attempt": item.attempt,
        "rules": rules,
        "row": row,
        "count": sum(section.items for section in rules.sections),
    }
    return TemplateResponse(
        request, "ce_quizzes/includes/attempt_question.html", context
    )


@require_POST
@never_cache
def flag(request: HttpRequest, uuid) -> JsonResponse:
    """Set (``flagged=1``) or take the learner's own mark on a question."""
    if not request.user.is_authenticated:
        return _error("signed-out", 401)
    try:
        item = delivery.flag(
            attempt_uuid=uuid,
            learner=request.user,
            position=_number(request, "position"),
            flagged=request.POST.get("flagged") == "1",
            at=timezone.now(),
        )
    except AttemptItem.DoesNotExist:
        return _error("not-found", 404)
    except AttemptClosed as closed:
        return _closed(closed.attempt)
    except PageLeft:
        return _error("left", 409)
    return JsonResponse({"flagged": item.flagged})


def _error(name, status, **more):
    return JsonResponse({"error": name, **more}, status=status)


def _closed(attempt):
    delivery.close_expired(attempt=attempt, at=timezone.now())
    url = reverse("ce_quizzes:review", args=[attempt.uuid])
    return _error("closed", 409, url=url)


def _number(request, name):
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else 0


def _item(attempt, position):
    items = AttemptItem.objects.select_related(
        "attempt", "question_version__figure_version"
    )
    return items.get(attempt=attempt, position=position)


def _same(item, request):
    rules = attempt_rules.read(item.attempt.rules)
    try:
        answer = saving.read_answer(item, rules, request.POST)
    except InvalidResponse:
        return False
    return answer == (item.response, item.certainty)


def _state_of(item: AttemptItem) -> dict:
    return {
        "number": item.response_number,
        "response": item.response,
        "saved_at": item.responded_at,
    }
