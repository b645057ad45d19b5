"""Authors try a quiz out: drawn, answered and marked like any, and nothing is kept."""

import random

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from quizzes.domain import drawing, marking
from quizzes.models import QuizPage
from quizzes.types import InvalidResponse, showing

from .quiz import RANDOM, asked_from_draw


@never_cache
@require_admin_access
def tryout(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask the questions of a quiz's latest draft (GET); mark the answers (POST).

    No attempt is made. The seed in the address is all that ties both together: it
    gives the same draw again.
    """
    page = get_object_or_404(QuizPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    quiz = page.get_latest_revision_as_object()
    seed = request.GET.get("seed", "")
    if not (seed.isascii() and seed.isdigit() and len(seed) <= 10):
        url = reverse("ce_quizzes:tryout", args=[page_id])
        return redirect(f"{url}?seed={RANDOM.getrandbits(31)}")
    drawn = drawing.draw(
        sections=quiz.sections,
        rng=random.Random(int(seed)),  # noqa: S311  it has to repeat itself
        shuffle_questions=quiz.shuffle_questions,
        shuffle_options=quiz.shuffle_options,
    )
    context = {"quiz": quiz, "shortages": drawn.shortages, "again": request.path}
    if request.method == "POST":
        context.update(_marked(drawn, quiz, request.POST))
    else:
        context["rows"] = asked_from_draw(drawn)
    return TemplateResponse(request, "ce_quizzes/tryout.html", context)


def _marked(drawn, quiz, data):
    rows = []
    for position, item in enumerate(drawn.items, start=1):
        version, prefix = item.version, f"q{position}"
        problem = ""
        try:
            response = version.question_type.read(version.body, data, prefix)
        except InvalidResponse as error:
            response, problem = None, error.message
        row = showing.reviewed(
            type_key=version.type,
            content=version.content,
            order=item.option_order,
            prefix=prefix,
            response=response,
            figure=version.figure_version,
        )
        fraction = row["mark"].fraction
        rows.append(
            {
                **row,
                "position": position,
                "problem": problem,
                "fraction": fraction,
                "points": fraction,
                "max_mark": 1,
            }
        )
    fractions = [row["fraction"] for row in rows if row["fraction"] is not None]
    if not fractions:
        return {"reviewed": rows}
    fraction = sum(fractions) / len(fractions)
    return {
        "reviewed": rows,
        "by_hand": len(rows) - len(fractions),
        "percent": marking.shown_percent(fraction),
        "passed": marking.is_pass(fraction=fraction, pass_mark=quiz.pass_mark),
    }
