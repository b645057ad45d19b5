"""What staff do to enrolments in Wagtail's admin: a form of its own for each act."""

from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses import forms
from courses.domain import enrolment as enrolments
from courses.domain import progress
from courses.domain.enrolment import EnrolmentError
from courses.models import Enrolment
from media.people import display_name

from .staff import INDEX, PAGE, find_enrolment


class StaffFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form of its own page in the admin, that is sent once."""

    model = Enrolment
    template_name = "ce_courses/admin/act.html"
    header_icon = "user"
    explanation = ""
    submit_label = gettext_lazy("Save")

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": _("Enrollments")},
            *self.get_between(),
            {"url": "", "label": self.get_page_title()},
        ]

    def get_between(self):
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "action_url": self.request.get_full_path(),
            "explanation": self.explanation,
            "submit_button_label": self.submit_label,
            "submit_button_active_label": _("Saving…"),
            "media": context["form"].media,
        }

    def form_invalid(self, form):
        messages.validation_error(
            self.request, _("Nothing was changed. Please look at what is marked."), form
        )
        return super().form_invalid(form)


class EnrolView(StaffFormView):
    """Enrol people by address. All of them or, where one can't be, none."""

    permission_required = "enrol_learner"
    form_class = forms.EnrolForm
    page_title = gettext_lazy("Enroll people")
    submit_label = gettext_lazy("Enroll")
    explanation = gettext_lazy(
        "They can start at once, on the course’s newest edition. No e-mail is sent."
    )

    def form_valid(self, form):
        course, people = form.cleaned_data["course"], form.cleaned_data["addresses"]
        at = timezone.now()
        before = Enrolment.objects.active().filter(
            learner__in=people, course_key=course.translation_key
        )
        already = before.count()
        try:
            with transaction.atomic():
                for person in people:
                    enrolments.enrol(
                        learner=person,
                        course=course,
                        at=at,
                        by=self.request.user,
                        reason=form.cleaned_data["reason"],
                    )
        except EnrolmentError:
            form.add_error("course", _("The course was unpublished in the meantime."))
            return self.form_invalid(form)
        self.report(course, len(people) - already, already)
        return redirect(INDEX)

    def report(self, course, new, already):
        if new:
            text = ngettext(
                "%(count)s person enrolled in “%(course)s”.",
                "%(count)s people enrolled in “%(course)s”.",
                new,
            )
            messages.success(
                self.request, text % {"count": new, "course": course.title}
            )
        if already:
            text = ngettext(
                "%(count)s person was enrolled already.",
                "%(count)s people were enrolled already.",
                already,
            )
            messages.info(self.request, text % {"count": already})


class ActView(StaffFormView):
    """One act on one active enrolment, done by the domain and logged there."""

    form_class = forms.ReasonForm
    done = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.enrolment = find_enrolment(kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        allowed = self.user_has_permission(self.permission_required)
        if allowed and not self.enrolment.is_active:
            return self.too_late()
        return super().dispatch(request, *args, **kwargs)

    def too_late(self):
        messages.error(self.request, _("This enrollment is not in progress any more."))
        return redirect(PAGE, self.enrolment.pk)

    def get_between(self):
        learner = display_name(self.enrolment.learner)
        return [
            {"url": reverse(PAGE, args=[self.enrolment.pk]), "label": learner},
        ]

    def get_page_subtitle(self):
        learner = display_name(self.enrolment.learner)
        return f"{learner}, {self.enrolment.course_title}"

    def act(self, *, cleaned, **common):
        raise NotImplementedError

    def form_valid(self, form):
        try:
            self.act(
                cleaned=form.cleaned_data,
                enrolment=self.enrolment,
                at=timezone.now(),
                by=self.request.user,
                reason=form.cleaned_data["reason"],
            )
        except EnrolmentError:
            return self.too_late()
        messages.success(self.request, self.done)
        return redirect(PAGE, self.enrolment.pk)


class WithdrawView(ActView):
    permission_required = "enrol_learner"
    page_title = gettext_lazy("Withdraw")
    submit_label = gettext_lazy("Withdraw")
    explanation = gettext_lazy(
        "The course closes for this person. Progress, active time and attempts are "
        "kept. Enrolling again later starts a new period from the beginning."
    )
    done = gettext_lazy("Withdrawn. What was done so far is kept.")

    def act(self, *, cleaned, **common):
        enrolments.withdraw(**common)


class RequirementActView(ActView):
    permission_required = "waive_requirement"

    def get_initial(self):
        return {"requirement": self.request.GET.get("requirement", "")}

    def get_form_kwargs(self):
        state = progress.state_of(self.enrolment)
        return {**super().get_form_kwargs(), "state": state}


class GrantAttemptView(RequirementActView):
    form_class = forms.GrantAttemptForm
    page_title = gettext_lazy("Grant an attempt")
    submit_label = gettext_lazy("Grant")
    explanation = gettext_lazy("One more attempt than the quiz allows.")
    done = gettext_lazy("One more attempt granted.")

    def act(self, *, cleaned, **common):
        enrolments.grant_attempt(requirement=cleaned["requirement"], **common)


class WaiveTimeView(RequirementActView):
    form_class = forms.WaiveTimeForm
    page_title = gettext_lazy("Waive study time")
    submit_label = gettext_lazy("Waive")
    explanation = gettext_lazy(
        "For people whose study the clock doesn’t see: who read on paper or without "
        "JavaScript, or can’t sit through the minimum. The minutes count towards the "
        "lesson’s minimum and are shown as waived, never as active time."
    )
    done = gettext_lazy("Study time waived.")

    def act(self, *, cleaned, **common):
        enrolments.waive(
            requirement=cleaned["requirement"],
            seconds=cleaned["minutes"] * 60,
            **common,
        )


class WaiveRequirementView(RequirementActView):
    form_class = forms.WaiveRequirementForm
    page_title = gettext_lazy("Waive a requirement")
    submit_label = gettext_lazy("Waive")
    explanation = gettext_lazy(
        "The lesson or quiz counts as done for this person and is shown as waived. "
        "Waiving the last thing that is missing completes the course."
    )
    done = gettext_lazy("Requirement waived.")

    def act(self, *, cleaned, **common):
        enrolments.waive(requirement=cleaned["requirement"], seconds=None, **common)
