"""What staff see in Wagtail's admin of an enrolment, an edition and an export."""

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.models import ModelLogEntry

from courses.domain import attempts, explain, manifest, outline, progress
from courses.models import Enrolment
from media.people import display_name, email_address

INDEX = "ce_enrolments:index"
PAGE = "ce_enrolments:inspect"
ACTS = (
    ("enrol_learner", "ce_enrolments:withdraw", gettext_lazy("Withdraw"), "cross"),
    (
        "waive_requirement",
        "ce_enrolments:grant_attempt",
        gettext_lazy("Grant an attempt"),
        "plus-inverse",
    ),
    (
        "waive_requirement",
        "ce_enrolments:waive_time",
        gettext_lazy("Waive study time"),
        "time",
    ),
    (
        "waive_requirement",
        "ce_enrolments:waive_requirement",
        gettext_lazy("Waive a requirement"),
        "circle-check",
    ),
)


def find_enrolment(pk) -> Enrolment:
    rows = Enrolment.objects.select_related("learner", "edition", "course")
    return get_object_or_404(rows, pk=pk)


class EnrolmentView(generic.InspectView):
    """Where the learner stands, in the words that the learner reads."""

    model = Enrolment
    template_name = "ce_courses/admin/enrolment.html"
    header_icon = "user"

    def get_object(self, queryset=None):
        return find_enrolment(self.pk)

    def get_fields(self):
        return []

    def get_page_title(self):
        return display_name(self.object.learner)

    def get_page_subtitle(self):
        return self.object.course_title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": _("Enrollments")},
            {
                "url": "",
                "label": self.get_page_title(),
                "sublabel": self.get_page_subtitle(),
            },
        ]

    def acts(self):
        """Label, address and icon of what the person may do to the enrolment now."""
        if not self.object.is_active:
            return []
        return [
            (label, reverse(url_name, args=[self.object.pk]), icon)
            for permission, url_name, label, icon in ACTS
            if self.user_has_permission(permission)
        ]

    def get_context_data(self, **kwargs):
        enrolment = self.object
        state = progress.state_of(enrolment)
        titles = {key: s.requirement.title for key, s in state.standings.items()}
        urls = outline.addresses(state=state, request=self.request)
        done, total = state.share
        seconds = enrolment.active_seconds
        if seconds is None:
            seconds = sum(s.active_seconds for s in state.standings.values())
        waivers = enrolment.waivers.select_related("granted_by")
        grants = enrolment.attempt_grants.select_related("granted_by")
        entries = ModelLogEntry.objects.for_instance(enrolment).select_related("user")
        return super().get_context_data(
            enrolment=enrolment,
            email=email_address(enrolment.learner),
            acts=self.acts(),
            outline=outline.build(state=state, urls=urls),
            missing=explain.missing(state),
            done=done,
            total=total,
            seconds=seconds,
            attempts=attempts.of_enrolment(enrolment),
            waivers=[(row, titles.get(row.requirement, "")) for row in waivers],
            grants=[(row, titles.get(row.requirement, "")) for row in grants],
            entries=list(entries),
            may_waive=enrolment.is_active
            and self.user_has_permission("waive_requirement"),
            zone=timezone.get_current_timezone_name(),
            **kwargs,
        )


class EditionView(generic.InspectView):
    """What an edition asks for, and how many people are on it."""

    page_title = gettext_lazy("Edition")
    template_name = "ce_courses/admin/edition.html"

    def get_context_data(self, **kwargs):
        read = manifest.read(self.object.manifest)
        counts = self.object.enrolments.values_list("state").annotate(n=Count("pk"))
        return super().get_context_data(
            edition=self.object, manifest=read, counts=dict(counts), **kwargs
        )

    def get_fields(self):
        return []


class ExportView(generic.InspectView):
    """Who took which rows out, and the fingerprint of the file."""

    page_title = gettext_lazy("Export")

    def get_filters_display_value(self):
        return describe_filters(self.object) or _("None")

    def get_exported_by_display_value(self):
        return display_name(self.object.exported_by)


def describe_filters(record):
    return ", ".join(f"{name}: {value}" for name, value in record.filters.items())
