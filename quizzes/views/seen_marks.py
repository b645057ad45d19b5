"""No mark replaces another one that whoever marks has not seen."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from media.people import display_name
from quizzes.domain import queue
from quizzes.domain.errors import MarkedMeanwhile

from .mark_history import in_words


class SeenMarkMixin:
    """For a ``FormView`` that has an ``item`` to mark and a ``MarkForm``.

    Its template holds ``seen`` in a hidden field and shows ``meanwhile``.
    """

    @cached_property
    def newest(self):
        return queue.newest_mark(self.item)

    @property
    def seen(self):
        """The mark that the person knows of, 0 if there was none when they looked."""
        if self.request.method == "POST":
            seen = self.request.POST.get("seen", "")
            return int(seen) if seen.isdecimal() else 0
        return self.newest.pk if self.newest else 0

    def form_valid(self, form):
        try:
            queue.keep_mark(
                item=self.item,
                seen=self.seen,
                marker=self.request.user,
                fraction=form.fraction(),
                note=form.cleaned_data["note"],
                at=timezone.now(),
            )
        except MarkedMeanwhile as error:
            form = self.form_class(**{**self.get_form_kwargs(), "needs_note": True})
            context = self.get_context_data(form=form, meanwhile=error.event)
            return self.render_to_response(context, status=409)
        return self.marked(form)

    def get_context_data(self, meanwhile=None, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            # What the page tells of now; an error elsewhere in the form tells nothing.
            "seen": self.newest.pk if meanwhile else self.seen,
            "meanwhile": meanwhile and _said(meanwhile),
        }


def _said(event):
    by = display_name(event.marker) if event.marker_id else _("The software")
    return _("%(name)s marked this answer in the meantime: %(mark)s.") % {
        "name": by,
        "mark": in_words(event),
    }
