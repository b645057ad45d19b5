"""A trainer outside of quizzes: case after case, answered at once, never counted.

Showing a case changes nothing. Answering one keeps a run for learners who are signed
in. A script that asks with ``X-Requested-With: fetch`` gets the part for its page.
"""

import re
import secrets
from uuid import UUID, uuid4

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.domain import checks
from quizzes.models import QuestionVersion
from quizzes.trainers.domain import cases, practice
from quizzes.trainers.types.base import TrainerType
from quizzes.types import InvalidResponse

SEED = re.compile(rf"[0-9]{{1,{cases.SEED_DIGITS}}}", re.ASCII)
SECONDS = re.compile(r"[0-9]{1,6}", re.ASCII)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def practice_case(request: HttpRequest, token: str) -> HttpResponse:
    """Show a case, or what was right about the answer to it.

    Only a check that was rendered into a lesson carries the token. An answer that comes
    by GET, from a lesson without script, is filled in and waits to be checked.
    """
    version = _version(token)
    data = request.POST if request.method == "POST" else request.GET
    if "case" not in data and request.method != "POST":
        return redirect(f"{request.path}?case={_fresh_seed()}")
    case = _case(version, data)
    context = {
        **checks.asked(version, order=case.order),
        "topic": version.question_type.label,
        "case": case.seed,
        "is_mirrored": case.is_mirrored,
        "address": request.path,
        "uuid": uuid4(),
    }
    try:
        response = version.question_type.read(case.body, data, context["prefix"])
    except InvalidResponse as error:
        context["problem"] = error.message
        context |= _asked(case, error.shown)
    else:
        if response is not None:
            context |= _asked(case, response)
        if request.method == "POST":
            context |= _answered(request, case, response, context["prefix"])
    return _page(request, context)


def _version(token):
    try:
        version_pk = checks.read_token(token)
    except signing.BadSignature:
        raise Http404 from None
    version = get_object_or_404(
        QuestionVersion.objects.select_related("figure_version"), pk=version_pk
    )
    trainer = version.question_type
    if not isinstance(trainer, TrainerType) or trainer.practice_only:
        raise Http404
    if checks.is_by_person(version):
        raise Http404
    return version


def _case(version, data):
    seed = data.get("case", "")
    if not SEED.fullmatch(seed):
        raise Http404
    try:
        return cases.case_of(
            version=version,
            seed=int(seed),
            is_mirrored=data.get("mirrored", "") == "1",
        )
    except cases.NoMirrorImage:
        raise Http404 from None


def _asked(case, response):
    return checks.asked(case.version, order=case.order, response=response) | {
        "case": case.seed
    }


def _answered(request, case, response, prefix):
    """Return the review, and keep the run; without an answer, say that it is missing."""
    if response is None:
        return {"problem": checks.NOTHING_CHOSEN}
    is_kept = request.user.is_authenticated
    if is_kept:
        practice.record_case(
            learner=request.user,
            uuid=_uuid(request.POST),
            case=case,
            response=response,
            at=timezone.now(),
            seconds=_seconds(request.POST),
        )
    again = f"{request.path}?case={case.seed}"
    turned = f"{again}&mirrored=1"
    return {
        "reviewed": cases.reviewed(case=case, response=response, prefix=prefix),
        "is_kept": is_kept,
        "next_url": f"{request.path}?case={_fresh_seed()}",
        "same_url": turned if case.is_mirrored else again,
        "mirror_url": (again if case.is_mirrored else turned)
        if case.has_mirror
        else "",
    }


def _uuid(data):
    """Return the run's name as the form has it; a form without one starts a new run."""
    try:
        return UUID(data.get("uuid", ""))
    except ValueError:
        return uuid4()


def _seconds(data):
    written = data.get("seconds", "")
    return int(written) if SECONDS.fullmatch(written) else None


def _fresh_seed():
    return secrets.randbelow(10**cases.SEED_DIGITS)


def _page(request, context):
    is_part = request.headers.get("X-Requested-With") == "fetch"
    name = "practice_part" if is_part else "practice_page"
    answer = TemplateResponse(request, f"ce_trainers/{name}.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Vary"] = "X-Requested-With"
    return answer
