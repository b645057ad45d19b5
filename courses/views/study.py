"""What a learner does inside a lesson: beat, complete, ask."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import EmailMessage
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from courses.domain import access, explain, outline, progress, seat_time
from courses.domain.progress import Locked, NotStudying, TooEarly
from courses.domain.seat_time import BeatKind
from courses.models import CoursePage, LessonPage
from media.people import display_name, email_address

from .pages import private, refuse


@require_POST
def beat(request):
    """One heartbeat. Only names what is studied; how long, the server knows itself."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed-out"}, status=401)
    try:
        enrolment = uuid.UUID(request.POST.get("enrolment", ""))
        kind = BeatKind(request.POST.get("kind", "beat"))
    except ValueError:
        return HttpResponseBadRequest()
    try:
        result = seat_time.beat(
            learner=request.user,
            enrolment=enrolment,
            requirement=request.POST.get("lesson", "")[:36],
            kind=kind,
            at=timezone.now(),
            visit=request.POST.get("visit", "")[:36],
        )
    except NotStudying:
        return JsonResponse({"error": "not-studying"}, status=409)
    except Locked:
        return JsonResponse({"error": "locked"}, status=409)
    return JsonResponse(
        {"credited": result.credited, "active_seconds": result.active_seconds}
    )


def _lesson_for(request, pk):
    lesson = get_object_or_404(LessonPage.objects.live(), pk=pk)
    return lesson, access.decide(page=lesson, user=request.user)


@login_required
@require_POST
def complete(request, pk):
    """Complete a lesson and go on to what comes next, or say how much is left."""
    lesson, decision = _lesson_for(request, pk)
    if not decision.allowed:
        return private(refuse(page=lesson, request=request, decision=decision))
    if decision.state is None:
        raise Http404
    key = str(lesson.translation_key)
    try:
        progress.complete_lesson(
            enrolment=decision.state.enrolment,
            requirement=key,
            revision=lesson.live_revision_id,
            at=timezone.now(),
        )
    except TooEarly as early:
        text = _("You have %(time)s of study left before this lesson can be completed.")
        time = explain.duration(early.seconds_left)
        messages.warning(request, text % {"time": time})
        return redirect(lesson.get_url(request))
    except Locked as locked:
        messages.warning(request, explain.locked(locked.blocked_by))
        return redirect(lesson.get_url(request))
    except NotStudying:
        messages.warning(request, _("This lesson is not part of your enrollment."))
        return redirect(lesson.get_url(request))

    enrolment = (
        type(decision.state.enrolment)
        .objects.select_related("edition")
        .get(pk=decision.state.enrolment.pk)
    )
    if enrolment.is_completed and not decision.state.enrolment.is_completed:
        return redirect("ce_courses:enrolment", enrolment.uuid)
    state = progress.state_of(enrolment)
    urls = outline.addresses(state=state, request=request)
    built = outline.build(state=state, urls=urls, current=key)
    following = built.next
    if following is None or following.standing.is_locked:
        return redirect("ce_courses:enrolment", enrolment.uuid)
    return redirect(following.url)


class AskForm(forms.Form):
    question = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Please leave out anything that identifies a patient."),
    )


@login_required
def ask(request, pk):
    """Mail a question about a lesson to the course's contact."""
    lesson, decision = _lesson_for(request, pk)
    if not decision.allowed:
        return private(refuse(page=lesson, request=request, decision=decision))
    course = CoursePage.objects.ancestor_of(lesson).first()
    if course is None or not course.contact_questions:
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_question(
            course=course,
            lesson=lesson,
            learner=request.user,
            text=form.cleaned_data["question"],
            url=lesson.get_full_url(request),
        )
        messages.success(
            request, _("Your question was sent. The answer comes by e-mail.")
        )
        return redirect(lesson.get_url(request))
    context = {"form": form, "lesson": lesson, "course": course}
    return private(render(request, "ce_courses/ask.html", context))


def send_question(*, course, lesson, learner, text, url):
    """One mail to the course's contact; an answer goes to the learner."""
    subject = _("Question about “%(lesson)s”") % {"lesson": lesson.title}
    body = _("%(name)s asks about “%(lesson)s”, %(course)s:\n\n%(text)s\n\n%(url)s") % {
        "name": display_name(learner),
        "lesson": lesson.title,
        "course": course.title,
        "text": text,
        "url": url,
    }
    address = email_address(learner)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[course.contact_questions],
        reply_to=[address] if address else None,
    ).send()
