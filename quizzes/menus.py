"""Entries of the admin's menu and headers that only some people have."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from .domain import exporting

ADD = "ce_quizzes.add_question"


class ImportsMenuItem(MenuItem):
    """For those who may write questions."""

    def is_shown(self, request):
        return request.user.has_perm(ADD)


def exchange_buttons(user):
    """Return what leads from the list of questions to files and back."""
    found = []
    if user.has_perm(ADD):
        url = reverse("ce_quizzes_admin:import_new")
        found.append(Button(_("Import"), url=url, icon_name="upload", priority=80))
    if exporting.may_export(user):
        url = reverse("ce_quizzes_admin:export")
        found.append(Button(_("Export"), url=url, icon_name="download", priority=81))
    return found
