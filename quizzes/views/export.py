"""Questions taken along in a file: first what the format can't say, then the file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from quizzes.domain import banks, exporting
from quizzes.exchange import formats
from quizzes.exchange.neutral import MAX_ITEMS, Severity
from quizzes.question_filters import listed


def writing_formats():
    return [known for known in formats.all_formats() if known.can_write]


class ExportView(WagtailAdminTemplateMixin, TemplateView):
    """Questions by ``id`` (again and again) or ``ids`` (with commas), or a ``bank``.

    ``listed`` in the address is the query of the list of questions: all that it shows.
    What it stands for is written into the form, so that the file is what was looked at.

    Shows first, item by item, what the ``file_format`` can't say; a POST with
    ``download`` gives the file. Whatever a person may not read is not there.
    """

    template_name = "ce_quizzes/admin/export.html"
    page_title = gettext_lazy("Export questions")
    header_icon = "download"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not exporting.may_export(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        questions = reverse("wagtailsnippets_ce_quizzes_question:list")
        return [
            *self.breadcrumbs_items,
            {"url": questions, "label": _("Questions")},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def data(self):
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def ids(self):
        """Return the questions that were chosen; 404 if there is no such number."""
        if self.request.method == "GET" and "listed" in self.data:
            shown = listed(self.request, self.data["listed"]).order_by("pk")
            found = list(shown.values_list("pk", flat=True)[: MAX_ITEMS + 1])
            if not found:
                raise Http404
            return found
        found = self.data.getlist("id") + self.data.get("ids", "").split(",")
        found = [text for text in found if text]
        if not all(text.isdecimal() and len(text) < 19 for text in found):
            raise Http404
        return list(dict.fromkeys(map(int, found)))

    @cached_property
    def bank(self):
        key = self.data.get("bank", "")
        if self.ids or not key:
            return None
        found = banks.readable(self.request.user).filter(pk=key) if is_id(key) else ()
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def questions(self):
        """Return what is to be exported, in the order in which it was written."""
        found = exporting.exportable(self.request.user)
        if self.bank is not None:
            found = found.filter(bank=self.bank, retired_at=None)
            return list(found.order_by("pk")[: MAX_ITEMS + 1])
        if not self.ids:
            return []
        questions = list(found.filter(pk__in=self.ids).order_by("pk"))
        if len(questions) != len(self.ids):
            raise Http404
        return questions

    @cached_property
    def file_format(self):
        key = self.data.get("file_format", "")
        known = {one.key: one for one in writing_formats()}
        if key and key not in known:
            raise Http404
        return known.get(key)

    @property
    def looked_at(self):
        """Return what the button for the file stands for: a format, or its drafts."""
        key = self.file_format.key if self.file_format else ""
        return f"{key}-drafts" if "drafts" in self.data else key

    @property
    def title(self):
        return str(self.bank) if self.bank is not None else _("Questions")

    def post(self, request, *args, **kwargs):
        too_many = len(self.questions) > MAX_ITEMS
        # Only what was looked at: a format that was chosen since then is shown first.
        looked_at = self.data.get("download") == self.looked_at
        if self.file_format is None or not looked_at or too_many:
            return self.get(request, *args, **kwargs)
        written, parcel = self.written()
        if self.says_nothing(written):
            messages.error(request, _("There is nothing to be written."))
            return self.get(request, *args, **kwargs)
        taken = {item.number for item in parcel.items}
        exporting.record(
            questions=[
                question
                for number, question in enumerate(self.questions, start=1)
                if number in taken
            ],
            known=self.file_format,
            by=request.user,
            at=timezone.now(),
        )
        name = exporting.file_name(self.title, self.file_format)
        response = HttpResponse(
            written.content, content_type=self.file_format.content_type
        )
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["Cache-Control"] = "private, no-store"
        return response

    def written(self):
        return exporting.write(
            self.questions,
            known=self.file_format,
            title=self.title,
            drafts="drafts" in self.data,
        )

    def says_nothing(self, written):
        """Say whether the format left every question out."""
        nothing = self.file_format.write((), title=self.title)
        return written.content == nothing.content

    def get_context_data(self, **kwargs):
        context = {
            **super().get_context_data(**kwargs),
            "formats": writing_formats(),
            "banks": banks.readable(self.request.user),
            "bank": self.bank,
            "ids": ",".join(map(str, self.ids)),
            "count": len(self.questions),
            "most": MAX_ITEMS,
            "too_many": len(self.questions) > MAX_ITEMS,
            "drafts": "drafts" in self.data,
            "file_format": self.file_format,
        }
        if self.file_format is None or not self.questions or context["too_many"]:
            return context
        written, parcel = self.written()
        return {
            **context,
            "checked": True,
            "looked_at": self.looked_at,
            "problems": [
                {
                    "title": parcel.titles.get(problem.item, ""),
                    "severity": problem.severity.value,
                    "message": problem.message,
                }
                for problem in written.problems
            ],
            "packed": len(parcel.items),
            "says_nothing": self.says_nothing(written),
            "is_whole": not written.problems,
            "left_out": sum(
                problem.severity == Severity.LEFT_OUT for problem in written.problems
            ),
        }


def is_id(text):
    return text.isdecimal() and len(text) < 19
