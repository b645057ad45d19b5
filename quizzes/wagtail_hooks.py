from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .accommodation_viewset import AccommodationViewSet
from .models import Accommodation, Attempt, Bank, Objective, Question, QuizPage
from .permissions import AppendOnlyPolicy, ReadOnlyPolicy
from .viewsets import AttemptViewSet, QuizzesGroup

register_permission_policy(Attempt, ReadOnlyPolicy(Attempt))
register_permission_policy(Accommodation, AppendOnlyPolicy(Accommodation))
register_snippet(QuizzesGroup)


@hooks.register("register_admin_viewset")
def attempts():
    return AttemptViewSet()


@hooks.register("register_admin_viewset")
def accommodations():
    return AccommodationViewSet()


@hooks.register("register_permissions")
def permissions_on_records():
    names = ["view_attempt", "view_accommodation", "add_accommodation", "add_markevent"]
    return Permission.objects.filter(
        content_type__app_label="ce_quizzes", codename__in=names
    )


@hooks.register("before_delete_snippet")
def keep_what_is_used(request, instances):
    """Refuse to delete what learners were marked on or what other objects need."""
    for instance in instances:
        if isinstance(instance, Question) and instance.versions.exists():
            reason = gettext(
                "“%(object)s” was published, so learners may have been marked on it. "
                "You can unpublish it instead."
            )
        elif isinstance(instance, Bank | Objective) and instance.questions.exists():
            reason = gettext("“%(object)s” has questions. Move them first.")
        else:
            continue
        messages.error(request, reason % {"object": instance})
        return redirect(instance.snippet_viewset.get_url_name("usage"), instance.pk)
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
