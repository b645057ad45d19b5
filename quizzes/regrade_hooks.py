"""The ways to regrades in the admin: the menu, and buttons beside questions."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from .permissions import may_regrade


class RegradesMenuItem(MenuItem):
    """For those who may change marks."""

    def is_shown(self, request):
        return may_regrade(request.user)


@hooks.register("register_ce_quizzes_menu_item")
def regrades_menu_item():
    return RegradesMenuItem(
        gettext_lazy("Regrades"),
        reverse_lazy("ce_quizzes_admin:regrades"),
        name="regrades",
        icon_name="rotate",
        order=115,
    )


def regrade_buttons(user, question):
    """Return the way to regrade a question that the person may write."""
    if question.first_published_at is None or not may_regrade(user):
        return []
    url = f"{reverse('ce_quizzes_admin:regrade_new')}?question={question.pk}"
    return [Button(_("Regrade"), url=url, icon_name="rotate", priority=45)]
