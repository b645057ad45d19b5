"""Where the courses app meets Wagtail. Everything is registered here, nothing decided."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from courses.domain import roles
from courses.models import CourseIndexPage, GlossaryTerm, LessonBody
from courses.permissions import register_policies
from courses.receivers import forget_bodies_using
from courses.reports import CompletionsMenuItem, CompletionsReport
from courses.views import deleting
from courses.views.learning import attempt_links
from courses.views.pages import guard, guard_document
from courses.viewsets import CoursesGroup
from media.models import Reference

register_policies()  # before the first look-up, which settles on a default
register_snippet(CoursesGroup)

hooks.register("before_delete_page", deleting.keep_needed_page)
hooks.register("before_bulk_action", deleting.keep_what_is_needed)
hooks.register("before_delete_user", deleting.anonymise_instead)
hooks.register("before_delete_snippet", deleting.keep_who_teaches)
hooks.register("on_serve_page", guard)
hooks.register("before_serve_document", guard_document)
hooks.register("ce_media_before_serve_video", guard_document)
hooks.register("ce_quizzes_attempt_links", attempt_links)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    from django.utils.translation import gettext_lazy as _

    for name, label, message in (
        ("enrol", _("Enroll"), _("Enrolled by staff")),
        ("withdraw", _("Withdraw"), _("Withdrawn")),
        ("grant_attempt", _("Grant an attempt"), _("Granted one more attempt")),
        ("waive_time", _("Waive study time"), _("Waived study time")),
        ("waive_requirement", _("Waive a requirement"), _("Waived a requirement")),
        ("export", _("Export"), _("Exported completion records")),
        ("anonymise", _("Anonymize"), _("Removed personal data")),
    ):
        actions.register_action(f"ce_courses.{name}", label, message)


@hooks.register("after_edit_snippet")
def forget_bodies(request, instance):
    """Stored lesson bodies repeat terms and references."""
    if isinstance(instance, GlossaryTerm):
        LessonBody.objects.all().delete()
    elif isinstance(instance, Reference):
        forget_bodies_using(instance)


@hooks.register("ce_component_stylesheets")
def component_stylesheets():
    """What previews of this app's blocks need."""
    return ["ce_courses/course.css", "ce_courses/lesson.css"]


@hooks.register("after_create_page")
def cover_new_index(request, page):
    """A course index made in the admin is under the workflow from the start."""
    if isinstance(page, CourseIndexPage):
        roles.cover(page)


@hooks.register("register_admin_urls")
def completions_urls():
    patterns = [
        path("", CompletionsReport.as_view(), name="index"),
        path("results/", CompletionsReport.as_view(results_only=True), name="results"),
    ]
    return [path("reports/completions/", include((patterns, "ce_completions")))]


@hooks.register("register_reports_menu_item")
def completions_menu_item():
    return CompletionsMenuItem(
        gettext_lazy("Completions"),
        reverse("ce_completions:index"),
        icon_name="clipboard-list",
        order=600,
    )
