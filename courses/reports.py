"""The completions report in Wagtail's Reports menu, and its export."""

import datetime as dt

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import DateRangeField
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from courses.domain import completions
from courses.enums import EnrolmentState
from courses.exports import CONTENT_TYPES, EXPORTS
from courses.models import Enrolment
from courses.permissions import EXPORT
from media.people import display_name, email_address

# Beyond these a day can't be told in every time zone, or was mistyped.
FIRST_DAY = dt.date(1900, 1, 1)
LAST_DAY = dt.date(2200, 12, 31)


class DaysField(DateRangeField):
    """Two days, both included. Keeps the days; what they mean depends on the zone."""

    def __init__(self, *args, **kwargs):
        limits = [
            MinValueValidator(FIRST_DAY, _("The year is too early.")),
            MaxValueValidator(LAST_DAY, _("The year is too late.")),
        ]
        super().__init__(*args, **kwargs)
        for field in self.fields:
            field.validators = [*field.validators, *limits]

    def compress(self, data_list):
        if not data_list:
            return None
        first, last = data_list
        if first and last and first > last:
            raise forms.ValidationError(_("The first day lies after the last."))
        return slice(first, last)


class DaysFilter(django_filters.DateFromToRangeFilter):
    """Keeps rows whose moment falls on the days, in the zone of the person who asks."""

    field_class = DaysField

    def filter(self, queryset, value):
        if not value:
            return queryset
        found = completions.days(
            first=value.start,
            last=value.stop,
            zone=timezone.get_current_timezone(),
            field=self.field_name,
        )
        return queryset.filter(**found)


class RecordsFilterSet(WagtailFilterSet):
    """Course, state and days: what enrolments and completions are both looked up by."""

    days_field = ""
    days_label = ""

    course = django_filters.ChoiceFilter(
        label=gettext_lazy("Course"),
        field_name="course_key",
        choices=completions.courses,
        empty_label=gettext_lazy("All"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=EnrolmentState.choices,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        days = self.filters[self.days_field]
        days.label = self.days_label % {"zone": zone}


class CompletionsFilterSet(RecordsFilterSet):
    days_field = "completed_at"
    days_label = gettext_lazy("Completed on (days in %(zone)s)")

    completed_at = DaysFilter(widget=DateRangePickerWidget)

    class Meta:
        model = Enrolment
        fields = ["course", "completed_at", "state"]


class StrictFilters:
    """Filters that can't be read show nothing, instead of everything."""

    def filter_queryset(self, queryset):
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)


class LearnerColumn(TitleColumn):
    """Name and address of an enrolment's learner, if wanted with the record's ID."""

    cell_template_name = "ce_courses/admin/includes/learner_cell.html"

    def __init__(self, label, *, with_record=False, **kwargs):
        super().__init__("learner", label=label, **kwargs)
        self.with_record = with_record

    def get_value(self, instance):
        return display_name(instance.learner)

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["email"] = email_address(instance.learner)
        context["record"] = instance.uuid if self.with_record else ""
        return context


class CourseColumn(Column):
    """The course's title as it was, and which edition of it."""

    def __init__(self):
        super().__init__("course_title", label=_("Course"), sort_key="course_title")

    def get_value(self, instance):
        return _("%(title)s, edition %(number)s") % {
            "title": instance.course_title,
            "number": instance.edition.number,
        }


class TimeColumn(Column):
    """A moment in the current zone, to the minute, in an order that sorts by eye."""

    def __init__(self, name, **kwargs):
        super().__init__(name, classname="ce-time", **kwargs)

    def get_value(self, instance):
        value = super().get_value(instance)
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def enrolment_url(enrolment):
    return reverse("ce_enrolments:inspect", args=[enrolment.pk])


class CompletionsReport(StrictFilters, ReportView):
    """What was completed when, by whom. Whoever sees it may export it."""

    page_title = gettext_lazy("Completions")
    header_icon = "clipboard-list"
    template_name = "ce_courses/admin/report.html"
    model = Enrolment
    permission_required = "export_completions"
    filterset_class = CompletionsFilterSet
    index_url_name = "ce_completions:index"
    index_results_url_name = "ce_completions:results"
    show_export_buttons = True

    @cached_property
    def columns(self):
        zone = {"zone": timezone.get_current_timezone_name()}
        return [
            LearnerColumn(_("Name"), get_url=enrolment_url, with_record=True),
            CourseColumn(),
            TimeColumn(
                "enrolled_at",
                label=_("Enrolled (%(zone)s)") % zone,
                sort_key="enrolled_at",
            ),
            TimeColumn(
                "completed_at",
                label=_("Completed (%(zone)s)") % zone,
                sort_key="completed_at",
            ),
            Column(
                "minutes",
                label=_("Active minutes"),
                accessor=lambda row: completions.minutes(row.seconds),
            ),
            Column(
                "score",
                label=_("Score %"),
                accessor=lambda row: completions.percent(row.result),
            ),
            Column("tries", label=_("Attempts")),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda row: row.is_completed,
            ),
        ]

    def get_base_queryset(self):
        return completions.rows().select_related("learner", "edition")

    def get_filtered_queryset(self):
        return self.get_queryset()

    def get(self, request, *args, **kwargs):
        return (
            self.export() if self.is_export else super().get(request, *args, **kwargs)
        )

    def export(self):
        if self.filters and not self.filters.is_valid():
            messages.error(
                self.request, _("The filters can't be read; nothing exported.")
            )
            query = self.request.GET.copy()
            query.pop("export")
            return redirect(f"{self.index_url}?{query.urlencode()}")
        kind = self.request.GET["export"]
        zone = timezone.get_current_timezone()
        found = self.filter_queryset(completions.rows())
        record = completions.start_export(
            by=self.request.user,
            at=timezone.now(),
            file_format=kind,
            filters={**self.asked_for(), "time_zone": str(zone)},
        )
        file = EXPORTS[kind](
            completions.header(zone), completions.lines(found, zone=zone)
        )
        response = StreamingHttpResponse(
            completions.recorded(
                file, record=record, totals=file.totals, clock=timezone.now
            ),
            content_type=CONTENT_TYPES[kind],
        )
        day = timezone.localdate().isoformat()
        name = f"completions-{day}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def asked_for(self):
        """The filters in force, in words that outlast the form."""
        data = self.filters.form.cleaned_data
        days = data.get("completed_at") or slice(None, None)
        asked = {
            "course": data.get("course"),
            "completed_from": days.start and days.start.isoformat(),
            "completed_to": days.stop and days.stop.isoformat(),
            "state": data.get("state"),
        }
        return {name: value for name, value in asked.items() if value}


class CompletionsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(EXPORT)
