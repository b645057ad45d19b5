from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from quizzes.permissions import may_see_statistics

from . import admin_urls


@hooks.register("ce_component_stylesheets")
def component_stylesheets():
    return [
        "ce_trainers/trainers.css",
        "ce_trainers/placement.css",
        "ce_trainers/procedure.css",
        "ce_trainers/rhythm.css",
        "ce_trainers/sorter.css",
    ]


class PracticeMenuItem(MenuItem):
    """For those who may look at attempts."""

    def is_shown(self, request):
        return may_see_statistics(request.user)


@hooks.register("register_admin_urls")
def own_admin_urls():
    return [path("practice/", include(admin_urls))]


@hooks.register("register_ce_quizzes_menu_item")
def practice_menu_item():
    return PracticeMenuItem(
        gettext_lazy("Practice"),
        reverse_lazy("ce_trainers_admin:cohort"),
        name="practice",
        icon_name="rotate",
        order=107,
    )


@hooks.register("ce_courses_learning_links")
def learning_links(request):
    """Lead from a learner's courses to what they practiced."""
    return [{"url": reverse("ce_trainers:own"), "label": _("Practice")}]
