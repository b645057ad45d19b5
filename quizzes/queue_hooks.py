"""The way to the marking queue in the admin's menu."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .permissions import may_mark


class QueueMenuItem(MenuItem):
    """For those who may mark."""

    def is_shown(self, request):
        return may_mark(request.user)


@hooks.register("register_ce_quizzes_menu_item")
def queue_menu_item():
    return QueueMenuItem(
        gettext_lazy("Marking"),
        reverse_lazy("ce_quizzes_admin:queue"),
        name="marking",
        icon_name="check",
        order=102,
    )
