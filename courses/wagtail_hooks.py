"""Where the courses app meets Wagtail. Everything is registered here, nothing decided."""

from wagtail import hooks

from courses.models import GlossaryTerm, LessonBody
from courses.receivers import forget_bodies_using
from courses.views.learning import attempt_links
from courses.views.pages import guard, guard_document
from media.models import Reference

hooks.register("on_serve_page", guard)
hooks.register("before_serve_document", guard_document)
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
