"""A learner's own page: what was practiced, what to practice again. Never a mark."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quizzes.trainers.domain import weak


@never_cache
@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Show the learner's trainers, the last practiced first."""
    found = weak.weak_spots(learner=request.user, at=timezone.now())
    context = {"trainers": found, "enough": weak.ENOUGH}
    return TemplateResponse(request, "ce_trainers/own.html", context)
