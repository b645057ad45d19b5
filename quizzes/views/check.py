"""Knowledge checks inside lessons: answered at once, never counted, nothing kept.

The form asks by GET: answering changes nothing, and a lesson's body that is stored
for everyone can hold no token of one session.
"""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from quizzes.domain import checks
from quizzes.models import QuestionVersion
from quizzes.types import InvalidResponse, showing


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Answer a check: a fragment for the script, a page of its own without it.

    Only a check that was rendered into a lesson carries the token, so that no other
    question of the bank can be asked for its answer here.
    """
    try:
        version_pk = checks.read_token(request.GET.get("token", ""))
    except signing.BadSignature:
        raise Http404 from None
    version = get_object_or_404(
        QuestionVersion.objects.select_related("figure_version"), pk=version_pk
    )
    if checks.is_by_person(version):
        raise Http404
    context = checks.asked(version)
    try:
        response = version.question_type.read(
            version.body, request.GET, context["prefix"]
        )
    except InvalidResponse as error:
        context["problem"] = error.message
    else:
        if response is None:
            context["problem"] = checks.NOTHING_CHOSEN
        else:
            context["reviewed"] = showing.reviewed(
                type_key=version.type,
                content=version.content,
                order=checks.order_of(version),
                prefix=context["prefix"],
                response=response,
                figure=version.figure_version,
            )
    fragment = request.headers.get("X-Requested-With") == "fetch"
    context["back_url"] = "" if fragment else _back_url(request)
    template = "check_fragment" if fragment else "check_page"
    answer = TemplateResponse(request, f"ce_quizzes/{template}.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Vary"] = "X-Requested-With"
    return answer


def _back_url(request):
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return referer
    return ""
