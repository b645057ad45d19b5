"""The ways to a question's versions, uses and duplicates in the admin."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.widgets.button import Button

from .domain import duplicates
from .models import Question

# A side panel is a glance; the list of duplicates holds the others.
MOST_SHOWN = 10


def address(name, *args):
    return reverse(Question.snippet_viewset.get_url_name(name), args=args)


def history_buttons(question):
    """Return what leads from a question to its versions and uses."""
    if question.first_published_at is None:
        return [_where_used(question)]
    url = address("versions", question.pk)
    versions = Button(_("Versions"), url=url, icon_name="history", priority=50)
    return [versions, _where_used(question)]


def _where_used(question):
    url = address("where_used", question.pk)
    return Button(_("Where used"), url=url, icon_name="link", priority=51)


def duplicates_button():
    url = address("duplicates")
    return Button(_("Possible duplicates"), url=url, icon_name="copy", priority=70)


@hooks.register("register_snippet_listing_buttons")
def history_of_question(snippet, user, next_url=None):
    if isinstance(snippet, Question):
        yield from history_buttons(snippet)


class DuplicatesSidePanel(BaseSidePanel):
    """Questions in readable banks that ask the same words as the one in the editor."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle possible duplicates")
        icon_name = "copy"

        def get_context_data(self, parent_context):
            context = super().get_context_data(parent_context)
            return {**context, "count": len(self.panel.found)}

    name = "duplicates"
    title = gettext_lazy("Possible duplicates")
    template_name = "ce_quizzes/admin/duplicates_panel.html"
    order = 250

    @cached_property
    def found(self):
        same = duplicates.same_words(question=self.object, user=self.request.user)
        return list(same.order_by("key")[:MOST_SHOWN])

    def get_context_data(self, parent_context):
        return {
            **super().get_context_data(parent_context),
            "found": self.found,
            "inspect": Question.snippet_viewset.get_url_name("inspect"),
            "duplicates_url": address("duplicates"),
        }
