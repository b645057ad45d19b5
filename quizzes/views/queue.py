"""The marking queue: what waits, and one answer after the other."""

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from media.people import display_name
from quizzes.domain import queue
from quizzes.forms import MarkForm
from quizzes.permissions import may_mark
from quizzes.types import showing

from .mark_history import history, in_words
from .seen_marks import SeenMarkMixin

# Kept in the session: whether names are shown, the seed of the order in which answers
# come, and the answers that were marked last.
SHOWS_NAMES, SEED, LAST = "quiz_queue_names", "quiz_queue_seed", "quiz_queue_last"
MOST_LAST = 50


def address(name, *args):
    return reverse(f"ce_quizzes_admin:{name}", args=args)


class QueueMixin:
    """For people who may mark. Names stay hidden until they ask for them."""

    header_icon = "check"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_mark(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_anonymous(self):
        return not self.request.session.get(SHOWS_NAMES, False)

    @cached_property
    def seed(self):
        """The order of anonymous answers, the same as long as the session lasts."""
        if not self.is_anonymous:
            return ""
        session = self.request.session
        if SEED not in session:
            session[SEED] = secrets.token_hex(8)
        return session[SEED]


class QueueView(QueueMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "ce_quizzes/admin/queue.html"

    def get_page_title(self):
        return _("Marking")

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        rows = queue.overview(user=self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "rows": rows,
            "total": sum(row.count for row in rows),
            "is_anonymous": self.is_anonymous,
        }


class QueueNamesView(QueueMixin, View):
    """Shows or hides names from now on, and goes back to where one was."""

    http_method_names = ["post"]

    def post(self, request):
        request.session[SHOWS_NAMES] = request.POST.get("names") == "show"
        pk = request.POST.get("item", "")
        if pk.isdecimal():
            return redirect(address("queue_item", pk))
        return redirect(address("queue"))


class QueueQuestionView(QueueMixin, View):
    """Leads to the first answer to a version that waits."""

    def get(self, request, pk):
        found = queue.line(version=pk, user=request.user, seed=self.seed)
        if not found:
            messages.info(request, _("No answer to this question waits any more."))
            return redirect(address("queue"))
        return redirect(address("queue_item", found[0]))


class QueueItemView(QueueMixin, SeenMarkMixin, WagtailAdminTemplateMixin, FormView):
    """One answer, with all it is marked by. Keeps the mark and leads to the next one.

    Answers that have a mark already are corrected here, too: going back to the one
    before is how a slip is put right, with a reason, like every correction.
    """

    template_name = "ce_quizzes/admin/queue_item.html"
    form_class = MarkForm

    @cached_property
    def item(self):
        items = queue.markable(user=self.request.user).select_related(
            "attempt__learner", "question_version__figure_version"
        )
        item = get_object_or_404(items, pk=self.kwargs["pk"])
        # Answers that software marks are corrected beside their attempt.
        if item.fraction is not None and self.rubric_of(item) is None:
            raise Http404
        return item

    @staticmethod
    def rubric_of(item):
        return item.question_version.question_type.rubric(item.body)

    def get_page_title(self):
        return _("Mark an answer")

    def get_page_subtitle(self):
        if self.is_anonymous:
            return _("Name hidden")
        name = display_name(self.item.attempt.learner)
        return f"{name}, {self.item.attempt}"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": address("queue"), "label": _("Marking")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "rubric": self.rubric_of(self.item),
            "needs_note": bool(self.seen),
        }

    def post(self, request, *args, **kwargs):
        if request.POST.get("action") == "skip":
            return self._go_on(kept=False)
        return super().post(request, *args, **kwargs)

    def marked(self, form):
        last = [pk for pk in self._last() if pk != self.item.pk]
        self.request.session[LAST] = [*last, self.item.pk][-MOST_LAST:]
        return self._go_on(kept=True)

    def _last(self):
        return self.request.session.get(LAST, [])

    def _go_on(self, *, kept):
        user = self.request.user
        following = queue.next_after(item=self.item, user=user, seed=self.seed)
        if following is None:
            says = (
                _("The mark is kept. No other answer to this question waits.")
                if kept
                else _("No other answer to this question waits.")
            )
            messages.success(self.request, says)
            return redirect(address("queue"))
        if kept:
            messages.success(self.request, _("The mark is kept. This is the next one."))
        return redirect(address("queue_item", following))

    def _before(self):
        """Return the answer that was marked before this one, or ``None``."""
        last = self._last()
        if self.item.pk in last:
            last = last[: last.index(self.item.pk)]
        return last[-1] if last else None

    def get_context_data(self, **kwargs):
        item, version = self.item, self.item.question_version
        line = queue.line(version=version.pk, user=self.request.user, seed=self.seed)
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
            "version": version,
            "shown": shown,
            "rubric": self.rubric_of(item),
            "is_anonymous": self.is_anonymous,
            "is_waiting": item.pk in line,
            "left": len(line),
            "history": history(item) if self.newest else [],
            "notes": [
                {"note": event.note, "mark": in_words(event)}
                for event in queue.notes_on_others(item=item, marker=self.request.user)
            ],
            "before": self._before(),
            "left_words": ngettext(
                "%(count)s answer to this question waits.",
                "%(count)s answers to this question wait.",
                len(line),
            )
            % {"count": len(line)},
        }
