"""Enrolments, editions, exports, instructors and glossary in Wagtail's admin."""

from functools import reduce
from operator import or_

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.domain import people
from courses.models import (
    CoursePage,
    Disclosure,
    Edition,
    Enrolment,
    ExportRecord,
    GlossaryTerm,
    Instructor,
)
from courses.permissions import STAFF
from courses.reports import (
    CourseColumn,
    DaysFilter,
    LearnerColumn,
    RecordsFilterSet,
    StrictFilters,
    TimeColumn,
)
from courses.views import acts, staff
from media.people import display_name


class RecordsURLFinder(ModelAdminURLFinder):
    """Leads from logs to a record's page, for those who may see it."""

    def get_edit_url(self, instance):
        policy = policy_registry.get(instance)
        if self.user and not policy.user_has_permission(self.user, "view"):
            return None
        return self.construct_edit_url(instance)


class RecordsViewSet(ModelViewSet):
    """A listing and a page per row; rows are never added, edited or deleted here."""

    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs):
        common = super().get_common_view_kwargs(**kwargs)
        for name in ("history", "usage", "add", "edit", "delete"):
            common.pop(f"{name}_url_name")
        return common

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
        ]

    @property
    def url_finder_class(self):
        name = self.get_url_name("inspect")
        return type("URLFinder", (RecordsURLFinder,), {"edit_url_name": name})

    def get_permissions_to_register(self):
        kind = ContentType.objects.get_for_model(self.model)
        return Permission.objects.filter(
            content_type=kind, codename=f"view_{self.model_name}"
        )


class EnrolmentFilterSet(RecordsFilterSet):
    days_field = "enrolled_at"
    days_label = gettext_lazy("Enrolled on (days in %(zone)s)")

    enrolled_at = DaysFilter(widget=DateRangePickerWidget)

    class Meta:
        model = Enrolment
        fields = ["course", "state", "enrolled_at"]


class EnrolmentIndexView(StrictFilters, generic.IndexView):
    is_searchable = True
    search_backend_name = None

    @cached_property
    def columns(self):
        zone = {"zone": timezone.get_current_timezone_name()}
        return [
            LearnerColumn(_("Learner"), get_url=self.get_inspect_url),
            CourseColumn(),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda row: row.is_completed,
            ),
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
        ]

    def get_base_queryset(self):
        return Enrolment.objects.select_related("learner", "edition")

    def search_queryset(self, queryset):
        """Every word has to occur in the name or the address."""
        fields = [*people.name_fields(), people.address_field()]
        for word in self.search_query.split():
            found = (Q(**{f"learner__{name}__icontains": word}) for name in fields)
            queryset = queryset.filter(reduce(or_, found))
        return queryset

    @cached_property
    def header_buttons(self):
        if not self.user_has_permission("enrol_learner"):
            return []
        url = reverse("ce_enrolments:enrol")
        return [HeaderButton(_("Enroll people"), url=url, icon_name="plus")]


class EnrolmentViewSet(RecordsViewSet):
    model = Enrolment
    name = "ce_enrolments"
    url_prefix = "enrollments"
    icon = "group"
    menu_label = gettext_lazy("Enrollments")
    ordering = "-enrolled_at"
    filterset_class = EnrolmentFilterSet
    index_view_class = EnrolmentIndexView
    index_template_name = "ce_courses/admin/listing.html"
    inspect_view_class = staff.EnrolmentView

    def get_urlpatterns(self):
        views = {
            "withdraw": acts.WithdrawView,
            "grant_attempt": acts.GrantAttemptView,
            "waive_time": acts.WaiveTimeView,
            "waive_requirement": acts.WaiveRequirementView,
        }
        return [
            *super().get_urlpatterns(),
            path("enroll/", acts.EnrolView.as_view(), name="enrol"),
            *(
                path(f"<int:pk>/{name.replace('_', '-')}/", view.as_view(), name=name)
                for name, view in views.items()
            ),
        ]

    def get_permissions_to_register(self):
        """The permissions that hang on the course are what opens enrolments."""
        kind = ContentType.objects.get_for_model(CoursePage)
        names = [name.partition(".")[2] for name in STAFF]
        return Permission.objects.filter(content_type=kind, codename__in=names)


class EditionIndexView(generic.IndexView):
    is_searchable = False

    def get_base_queryset(self):
        return Edition.objects.annotate(people=Count("enrolments")).defer("manifest")

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=_("Course"), get_url=self.get_inspect_url),
            Column("number", label=_("Edition")),
            TimeColumn("frozen_at", label=_("Frozen"), sort_key="frozen_at"),
            Column("people", label=_("Enrollments")),
        ]


class EditionViewSet(RecordsViewSet):
    model = Edition
    name = "ce_editions"
    url_prefix = "editions"
    icon = "snippet"
    ordering = "-frozen_at"
    index_view_class = EditionIndexView
    inspect_view_class = staff.EditionView


class ExportIndexView(generic.IndexView):
    is_searchable = False

    def get_base_queryset(self):
        return ExportRecord.objects.select_related("exported_by")

    @cached_property
    def columns(self):
        return [
            TimeColumn("started_at", label=_("Started"), sort_key="started_at"),
            TitleColumn(
                "exported_by",
                label=_("By"),
                accessor=lambda row: display_name(row.exported_by),
                get_url=self.get_inspect_url,
            ),
            Column("report", label=_("Report")),
            Column("file_format", label=_("Format")),
            Column("filters", label=_("Filters"), accessor=staff.describe_filters),
            Column("row_count", label=_("Rows")),
            TimeColumn("finished_at", label=_("Finished")),
        ]


class ExportViewSet(RecordsViewSet):
    model = ExportRecord
    name = "ce_exports"
    url_prefix = "exports"
    icon = "download"
    ordering = "-started_at"
    index_view_class = ExportIndexView
    inspect_view_class = staff.ExportView
    inspect_view_fields = [
        "exported_by",
        "started_at",
        "finished_at",
        "report",
        "file_format",
        "filters",
        "row_count",
        "sha256",
    ]


class InstructorViewSet(SnippetViewSet):
    model = Instructor
    icon = "user"
    menu_label = gettext_lazy("Instructors")
    list_display = ["name", "credentials", "key"]
    list_per_page = 50
    copy_view_enabled = False


class DisclosureViewSet(SnippetViewSet):
    model = Disclosure
    icon = "openquote"
    menu_label = gettext_lazy("Disclosures")
    list_display = ["instructor", "text", "disclosed_on"]
    list_filter = ["instructor"]
    list_per_page = 50
    copy_view_enabled = False


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "list-ul"
    menu_label = gettext_lazy("Glossary")
    list_display = ["term", "latin", "key"]
    list_per_page = 50
    copy_view_enabled = False


class CoursesGroup(SnippetViewSetGroup):
    items = (
        EnrolmentViewSet,
        EditionViewSet,
        ExportViewSet,
        InstructorViewSet,
        DisclosureViewSet,
        GlossaryTermViewSet,
    )
    menu_label = gettext_lazy("Courses")
    menu_name = "ce-courses"
    menu_icon = "glasses"
    menu_order = 305
