"""The picture of an exam, from the site's own library of figures."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from media.models import FigureVersion
from quizzes.trainers.types.sorter_words import EXAMS

HOUR = 60 * 60
NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'


@require_safe
@login_required
def exam(request: HttpRequest, key: str) -> HttpResponse:
    """Lead to the drawing that is published under the key of an exam's figure.

    A site may do without the figure, since the finding is in words anyway: then it is a
    drawing of nothing. 404 for an exam that has none.
    """
    figure = EXAMS[key].figure if key in EXAMS else ""
    if not figure:
        raise Http404
    version = (
        FigureVersion.objects.filter(figure__key=figure, figure__live=True)
        .exclude(svg="")
        .order_by("-number")
        .first()
    )
    if version is None:
        response = HttpResponse(NOTHING, content_type="image/svg+xml")
    else:
        response = redirect(
            "ce_media:figure",
            digest=version.digest,
            labels="names",
            prefix=f"exam-{key}",
        )
    patch_cache_control(response, private=True, max_age=HOUR)
    return response
