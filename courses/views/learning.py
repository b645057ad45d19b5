"""My learning, one enrolment, its record, and the way in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks

from courses.domain import attempts, explain, manifest, outline, progress, resume
from courses.domain import enrolment as enrolments
from courses.domain.progress import State
from courses.models import CoursePage, Enrolment, Progress

from .pages import private


def _states(learner) -> list[State]:
    rows = (
        Enrolment.objects.for_learner(learner)
        .select_related("edition", "course")
        .prefetch_related(Prefetch("progress", Progress.objects.all()))
    )
    states = []
    for row in rows:
        read = manifest.read(row.edition.manifest)
        standings = manifest.stand(read, row.progress.all())
        states.append(State(row, read, standings))
    return states


@login_required
def my_learning(request):
    """Every enrolment with its progress, the one to continue with first."""
    states = _states(request.user)
    running = attempts.running(learner=request.user, at=timezone.now())
    cards = [resume.card(state=state, running=running) for state in states]
    active = [card for card in cards if card.state.enrolment.is_active]
    active.sort(key=lambda card: card.last_at, reverse=True)
    context = {
        "first": active[0] if active else None,
        "others": active[1:],
        "past": [card for card in cards if not card.state.enrolment.is_active],
        "links": [
            link
            for hook in hooks.get_hooks("ce_courses_learning_links")
            for link in hook(request)
        ],
    }
    return private(render(request, "ce_courses/my_learning.html", context))


def _mine(request, enrolment) -> Enrolment:
    rows = Enrolment.objects.select_related("edition", "course")
    return get_object_or_404(rows, uuid=enrolment, learner=request.user)


@login_required
def enrolment(request, enrolment):
    """Where the learner stands: what is missing, every item, past results."""
    row = _mine(request, enrolment)
    state = progress.state_of(row)
    urls = outline.addresses(state=state, request=request)
    done, total = state.share
    context = {
        "state": state,
        "enrolment": row,
        "outline": outline.build(state=state, urls=urls),
        "missing": explain.missing(state),
        "urls": urls,
        "done": done,
        "total": total,
        "attempts": attempts.of_enrolment(row),
        "is_open": row.course is not None and row.course.live,
    }
    return private(render(request, "ce_courses/enrolment.html", context))


@login_required
def continue_(request, enrolment):
    """Go to the exact lesson, quiz or running attempt."""
    row = _mine(request, enrolment)
    state = progress.state_of(row)
    running = attempts.running(learner=request.user, at=timezone.now())
    mine = [a for scope, a in running.items() if scope.startswith(f"{row.uuid}:")]
    if mine and row.is_active:
        return redirect("ce_quizzes:attempt", mine[-1].uuid)
    urls = outline.addresses(state=state, request=request)
    target = resume.next_requirement(state)
    url = urls.get(target.key) if target else None
    return redirect(url or reverse("ce_courses:enrolment", args=[row.uuid]))


@login_required
def record(request, enrolment):
    """The printable record of completion. It is not proof of CE credit and says so."""
    row = _mine(request, enrolment)
    if not row.is_completed:
        messages.info(request, _("The record is here once the course is complete."))
        return redirect("ce_courses:enrolment", row.uuid)
    state = progress.state_of(row)
    context = {"enrolment": row, "state": state, "printed_at": timezone.now()}
    return private(render(request, "ce_courses/record.html", context))


@login_required
@require_POST
def enrol(request, pk):
    """Enrol the signed-in learner and lead to the first lesson."""
    course = get_object_or_404(CoursePage.objects.live().public(), pk=pk)
    row = enrolments.enrol(learner=request.user, course=course, at=timezone.now())
    return redirect("ce_courses:continue", row.uuid)


def attempt_links(request, attempt) -> list[dict]:
    """Where a learner goes on from a quiz's result."""
    found = progress.parse_scope(attempt.scope)
    rows = (
        Enrolment.objects.filter(uuid=found[0]) if found else Enrolment.objects.none()
    )
    row = rows.filter(learner=request.user).first()
    if row is None:
        return []
    name, label = "ce_courses:enrolment", _("Your progress")
    if row.is_completed:
        name, label = "ce_courses:record", _("Record of completion")
    elif row.is_active and attempt.passed:
        name, label = "ce_courses:continue", _("Continue")
    return [{"url": reverse(name, args=[row.uuid]), "label": label}]
