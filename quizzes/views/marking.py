"""A person marks one answer of an attempt, in the admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from media.people import display_name
from quizzes.domain import queue
from quizzes.forms import MarkForm
from quizzes.permissions import may_mark
from quizzes.types import showing

from .mark_history import history
from .seen_marks import SeenMarkMixin


class MarkView(SeenMarkMixin, WagtailAdminTemplateMixin, FormView):
    """Shows the answer with what it is marked by, and takes the mark.

    Also for answers that have a mark already: that is a correction, and needs a note.
    """

    template_name = "ce_quizzes/admin/mark.html"
    form_class = MarkForm
    header_icon = "check"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_mark(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def item(self):
        """The answer, if it can be marked and its question be read by this person."""
        items = queue.markable(user=self.request.user).select_related(
            "attempt__learner", "question_version__figure_version"
        )
        return get_object_or_404(items, pk=self.kwargs["pk"])

    def get_page_title(self):
        return _("Mark question %(number)s") % {"number": self.item.position}

    def get_page_subtitle(self):
        return display_name(self.item.attempt.learner)

    def get_breadcrumbs_items(self):
        attempt = self.item.attempt
        return [
            *self.breadcrumbs_items,
            {"url": reverse("quiz_attempts:index"), "label": _("Attempts")},
            {"url": self.get_success_url(), "label": str(attempt)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self):
        version = self.item.question_version
        return {
            **super().get_form_kwargs(),
            "rubric": version.question_type.rubric(version.body),
            "needs_note": bool(self.seen) or self.item.fraction is not None,
        }

    def get_success_url(self):
        return reverse("quiz_attempts:inspect", args=[self.item.attempt_id])

    def marked(self, form):
        messages.success(self.request, _("The mark is kept."))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        item = self.item
        version = item.question_version
        shown = showing.reviewed(
            type_key=version.type,
            content=version.content,
            order=item.option_order,
            prefix=item.prefix,
            response=item.response,
            figure=version.figure_version,
        )
        return {
            **super().get_context_data(**kwargs),
            "item": item,
            "shown": shown,
            "history": history(item),
            "submit_button_label": _("Keep this mark"),
            "cancel_url": self.get_success_url(),
        }
