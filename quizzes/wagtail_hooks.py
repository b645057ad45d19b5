from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from . import admin_urls, bulk_actions, queue_hooks, regrade_hooks  # noqa: F401
from .accommodation_viewset import AccommodationViewSet
from .menus import ImportsMenuItem
from .models import Accommodation, Attempt, Bank, Objective, Question, QuizPage
from .permissions import (
    AppendOnlyPolicy,
    BankPolicy,
    QuestionPolicy,
    ReadOnlyPolicy,
)
from .report_scope import narrow_reports
from .viewsets import AttemptViewSet, QuizzesGroup

register_permission_policy(Attempt, ReadOnlyPolicy(Attempt))
register_permission_policy(Accommodation, AppendOnlyPolicy(Accommodation))
register_permission_policy(Question, QuestionPolicy())
register_permission_policy(Bank, BankPolicy())
register_snippet(QuizzesGroup)
bulk_actions.register()
narrow_reports()


@hooks.register("register_admin_viewset")
def attempts():
    return AttemptViewSet()


@hooks.register("register_admin_viewset")
def accommodations():
    return AccommodationViewSet()


@hooks.register("register_admin_urls")
def own_admin_urls():
    return [path("quizzes/", include(admin_urls, namespace="ce_quizzes_admin"))]


@hooks.register("register_ce_quizzes_menu_item")
def imports_menu_item():
    return ImportsMenuItem(
        _("Imports"),
        reverse_lazy("ce_quizzes_admin:imports"),
        name="imports",
        icon_name="upload",
        order=120,
    )


@hooks.register("register_permissions")
def permissions_on_records():
    names = [
        *("view_attempt", "view_accommodation", "add_accommodation", "add_markevent"),
        *("view_question", "manage_banks", "view_regrade", "add_regrade"),
    ]
    return Permission.objects.filter(
        content_type__app_label="ce_quizzes", codename__in=names
    )


@hooks.register("register_log_actions")
def log_actions(actions):
    for name, label, message in (
        ("bank_members", _("Change members"), _("Members changed")),
        ("move", _("Move to another bank"), _("Moved to another bank")),
        ("tag", _("Add tags"), _("Tags added")),
        ("untag", _("Remove tags"), _("Tags removed")),
        ("retire", _("Retire"), _("Retired")),
        ("restore", _("Restore"), _("Restored as a draft")),
        ("import", _("Import"), _("Imported from a file")),
        ("import_undo", _("Undo an import"), _("Taken back with its import")),
        ("export", _("Export"), _("Exported to a file")),
    ):
        actions.register_action(f"ce_quizzes.{name}", label, message)


@hooks.register("before_delete_snippet")
def keep_what_is_used(request, instances):
    """Refuse to delete what learners were marked on or what other objects need."""
    for instance in instances:
        goes_to = None
        if isinstance(instance, Question) and instance.versions.exists():
            reason = gettext(
                "“%(object)s” was published, so learners may have been marked on it. "
                "It can’t be deleted. You can retire it instead."
            )
            if instance.retired_at is None:
                goes_to = bulk_actions.bulk_url("retire", [instance])
        elif isinstance(instance, Bank | Objective) and instance.questions.exists():
            reason = gettext("“%(object)s” has questions. Move them first.")
        elif isinstance(instance, Bank) and instance.import_batches.exists():
            reason = gettext(
                "Files were imported into “%(object)s”, and their record stays with it. "
                "It can’t be deleted."
            )
        else:
            continue
        messages.error(request, reason % {"object": instance})
        usage = instance.snippet_viewset.get_url_name("usage")
        return redirect(goes_to or reverse(usage, args=[instance.pk]))
    return None


@hooks.register("register_page_header_buttons")
def try_out_in_header(page, user, view_name, next_url=None):
    """Offer the try-out beside a quiz in the admin."""
    yield from _try_out(page, user)


@hooks.register("register_page_listing_more_buttons")
def try_out_in_listing(page, user, next_url=None):
    yield from _try_out(page, user)


def _try_out(page, user):
    if (
        isinstance(page.specific, QuizPage)
        and page.permissions_for_user(user).can_edit()
    ):
        yield Button(
            _("Try out"),
            reverse("ce_quizzes:tryout", args=[page.pk]),
            icon_name="view",
            priority=60,
        )


@hooks.register("ce_component_stylesheets")
def component_stylesheets():
    return ["ce_quizzes/quiz.css"]
