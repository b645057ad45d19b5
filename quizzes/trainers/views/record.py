"""Keeping practice that has no answer to be marked: what its script measured."""

import math
import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.domain import checks
from quizzes.models import QuestionVersion
from quizzes.trainers.domain import practice

KINDS = ("follow", "count")
NUMBER = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,6})?", re.ASCII)
SEED = re.compile(r"[0-9]{1,10}", re.ASCII)
MOST_TAPS = 2_000


class BadRun(ValueError):
    """Not what the trainer's script sends."""


@dataclass(frozen=True, slots=True)
class Run:
    uuid: UUID
    version: QuestionVersion
    seed: int | None
    seconds: int
    detail: dict[str, str | float]


@never_cache
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Give a name and a token for one run, or keep it. Nothing of visitors is kept."""
    if not request.user.is_authenticated:
        return JsonResponse({})
    if request.method == "GET":
        return JsonResponse({"uuid": str(uuid4()), "csrf": get_token(request)})
    try:
        run = _read(request.POST)
    except BadRun:
        return JsonResponse({}, status=400)
    is_new = practice.record(
        learner=request.user,
        uuid=run.uuid,
        trainer=run.version.type,
        version=run.version,
        seed=run.seed,
        at=timezone.now(),
        seconds=run.seconds,
        detail=run.detail,
    )
    return JsonResponse({"is_new": is_new})


def _read(data):
    try:
        uuid = UUID(data.get("uuid", ""))
        version = QuestionVersion.objects.get(pk=checks.read_token(data["token"]))
    except (ValueError, KeyError, signing.BadSignature, QuestionVersion.DoesNotExist):
        raise BadRun from None
    seed = data.get("seed", "")
    kind = data.get("kind", "")
    if not version.question_type.practice_only or kind not in KINDS:
        raise BadRun
    if seed and not SEED.fullmatch(seed):
        raise BadRun
    return Run(
        uuid=uuid,
        version=version,
        seed=int(seed) if seed else None,
        seconds=math.floor(_number(data, "seconds", 0, practice.LONGEST)),
        detail={
            "kind": kind,
            "pace": _number(data, "pace", 1, 60),
            "taps": int(_number(data, "taps", 0, MOST_TAPS)),
            "error": _number(data, "error", -60, 60),
        },
    )


def _number(data, name, low, high):
    text = data.get(name, "")
    if not NUMBER.fullmatch(text) or not low <= (number := float(text)) <= high:
        raise BadRun
    return number
