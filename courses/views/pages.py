"""Serving course pages: the access rule, and what a lesson page shows beside its body."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.domain import access, explain, outline, progress
from courses.domain.access import Decision, Refusal
from courses.models import AttemptGrant, CoursePage, LessonPage
from quizzes.models import QuizPage
from quizzes.scopes import Scope


def guard(serve_next):
    """Wrap Wagtail's serving of a page (``on_serve_page``) in the access rule."""

    def serve(page, request, args, kwargs):
        if not access.is_guarded(page):
            return serve_next(page, request, args, kwargs)
        decision = access.decide(page=page, user=request.user)
        if not decision.allowed:
            return private(refuse(page=page, request=request, decision=decision))
        if isinstance(page, QuizPage) and decision.state is not None:
            request.quiz_scope = quiz_scope(page=page, decision=decision)
        response = serve_next(page, request, args, kwargs)
        if isinstance(page, LessonPage) and isinstance(response, TemplateResponse):
            extra = lesson_context(lesson=page, request=request, decision=decision)
            response.context_data.update(extra)
        return private(response)

    return serve


def guard_document(document, request):
    """Refuse a document or video of lessons that the person may not open."""
    if not access.may_open_document(document=document, user=request.user):
        raise PermissionDenied
    return None


def private(response):
    """Keep what depends on the learner out of every shared and browser cache."""
    response["Cache-Control"] = "private, no-store"
    return response


def refuse(*, page, request, decision: Decision):
    """The answer to somebody who may not open a page: sign in, or the reason why not."""
    if decision.refusal == Refusal.SIGN_IN:
        login = resolve_url(
            getattr(settings, "WAGTAIL_FRONTEND_LOGIN_URL", None) or settings.LOGIN_URL
        )
        query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return redirect(f"{login}?{query}")
    course = CoursePage.objects.ancestor_of(page).live().first()
    context = {"page": page, "course": course, "decision": decision}
    if decision.refusal == Refusal.LOCKED:
        context["reason"] = explain.locked(decision.standing.blocked_by)
        urls = outline.addresses(state=decision.state, request=request)
        context["blocked_by"] = [
            (standing.requirement.title, urls.get(key))
            for key, standing in decision.state.standings.items()
            if standing.requirement.title in decision.standing.blocked_by
            and not standing.is_done
        ]
    return render(request, "ce_courses/closed.html", context, status=403)


def quiz_scope(*, page, decision: Decision) -> Scope:
    """Tell the quiz whose attempts count together, and what the edition asks for."""
    enrolment = decision.state.enrolment
    key = str(page.translation_key)
    mark = decision.standing.requirement.pass_mark if decision.standing else None
    return Scope(
        key=progress.scope_of(enrolment, key),
        extra_attempts=_granted(enrolment, key) if page.max_attempts else 0,
        pass_mark=None if mark is None else int(mark),
        back_url=resolve_url("ce_courses:enrolment", enrolment.uuid),
        back_label=_("Your progress"),
    )


def _granted(enrolment, requirement: str) -> int:
    grants = AttemptGrant.objects.filter(enrolment=enrolment, requirement=requirement)
    return grants.count()


def lesson_context(*, lesson: LessonPage, request, decision: Decision) -> dict:
    """Outline, progress and neighbours of a lesson; no query when the outline is kept."""
    state = decision.state
    if state is None:
        return {"state": None}
    urls = outline.addresses(state=state, request=request)
    key = str(lesson.translation_key)
    done, total = state.share
    return {
        "state": state,
        "standing": decision.standing,
        "outline": outline.build(state=state, urls=urls, current=key),
        "done": done,
        "total": total,
        "now": timezone.now(),
    }
