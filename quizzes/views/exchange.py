"""Files of questions in the admin: taken, looked over, brought in, taken back."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from quizzes.domain import banks, import_commit, import_undo, importing
from quizzes.exchange import formats
from quizzes.exchange.neutral import MAX_BYTES, MAX_ITEMS, UnreadableFile
from quizzes.models import Bank

from .import_stream import streamed, wants_progress, why_not
from .outline import outline

ADD = "ce_quizzes.add_question"
PER_PAGE = 50


def address(name, *args):
    return reverse(f"ce_quizzes_admin:{name}", args=args)


def readable_formats():
    return [known for known in formats.all_formats() if known.can_read]


class ImportMixin(WagtailAdminTemplateMixin):
    """For people who may write questions; others are sent away as everywhere."""

    header_icon = "upload"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        trail = [*self.breadcrumbs_items]
        if not isinstance(self, ImportsView):
            trail.append({"url": address("imports"), "label": _("Imports")})
        return [*trail, {"url": "", "label": self.get_page_title()}]


class BatchMixin(ImportMixin):
    """About one import; anybody else's is as good as not there."""

    @cached_property
    def batch(self):
        visible = importing.visible(self.request.user)
        return get_object_or_404(visible, uuid=self.kwargs["uuid"])

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "batch": self.batch}


class ImportsView(ImportMixin, TemplateView):
    """Who imported what, the newest first."""

    template_name = "ce_quizzes/admin/imports.html"
    page_title = gettext_lazy("Imports")

    def get_context_data(self, **kwargs):
        found = importing.visible(self.request.user).select_related("undone_by")
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        return {**super().get_context_data(**kwargs), "page_obj": page, "imports": page}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    bank = forms.ModelChoiceField(
        Bank.objects.none(),
        label=gettext_lazy("Into the bank"),
        help_text=gettext_lazy("The banks in which you may write."),
    )
    file_format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        required=False,
        help_text=gettext_lazy("Choose one only if the file isn’t recognized."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks.writable(user)
        known = readable_formats()
        self.fields["file_format"].choices = [
            ("", _("Find out from the file")),
            *((one.key, one.label) for one in known),
        ]
        self.fields["file"].help_text = _(
            "At most %(size)s MB and %(count)s questions. Nothing comes in before you "
            "have seen the preview."
        ) % {"size": MAX_BYTES // 2**20, "count": MAX_ITEMS}

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            importing.refuse_size(file.size)
        except UnreadableFile as error:
            raise forms.ValidationError(error.message) from error
        return file


class ImportNewView(ImportMixin, FormView):
    """Takes a file and goes on to its preview."""

    template_name = "ce_quizzes/admin/import_new.html"
    form_class = UploadForm
    page_title = gettext_lazy("Import questions")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self):
        given = self.request.GET.get("bank")
        if given is None:
            # Where there is only one there is nothing to choose.
            mine = banks.writable(self.request.user).values_list("pk", flat=True)[:2]
            given = mine[0] if len(mine) == 1 else None
        return {"bank": given}

    def form_valid(self, form):
        at = timezone.now()
        importing.purge(at=at)
        file = form.cleaned_data["file"]
        try:
            batch = importing.upload(
                content=file.read(),
                file_name=file.name,
                bank=form.cleaned_data["bank"],
                by=self.request.user,
                at=at,
                file_format=form.cleaned_data["file_format"],
            )
        except importing.REFUSALS as error:
            form.add_error("file", why_not(error))
            return self.form_invalid(form)
        return redirect(address("import_preview", batch.uuid))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        has_banks = banks.writable(self.request.user).exists()
        known = readable_formats()
        templates = [one for one in known if hasattr(one, "template")]
        return {
            **context,
            "has_banks": has_banks,
            "formats": known,
            "templates": templates,
        }


class ImportTemplateView(ImportMixin, View):
    """A file to put one's own questions into, where a format has one."""

    def get(self, request, *args, **kwargs):
        for known in readable_formats():
            if known.key == kwargs["key"] and hasattr(known, "template"):
                name = f"template.{known.extension}"
                response = HttpResponse(
                    known.template(), content_type=known.content_type
                )
                response["Content-Disposition"] = content_disposition_header(True, name)
                return response
        raise Http404


def chosen_numbers(data):
    """Return the numbers of items to be left out, on this page and on others."""
    found = data.getlist("skip") + data.get("skipped", "").split(",")
    return {int(number) for number in found if number.isdecimal() and len(number) < 7}


class PreviewView(BatchMixin, TemplateView):
    """What would come in, page by page. POST only turns the page and keeps choices."""

    template_name = "ce_quizzes/admin/import_preview.html"

    def get_page_title(self):
        return _("Look over “%(file)s”") % {"file": self.batch.file_name}

    def get(self, request, *args, **kwargs):
        if self.batch.committed_at:
            return redirect(address("import_batch", self.batch.uuid))
        try:
            return super().get(request, *args, **kwargs)
        except (UnreadableFile, importing.ImportClosed) as error:
            messages.error(request, why_not(error))
            return redirect(address("imports"))

    post = get

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        batch, user, data = self.batch, self.request.user, self.request.POST
        wanted = data.get("page") or self.request.GET.get("page")
        # Read once to know how many there are, then only this page is planned.
        found = importing.preview(batch=batch, by=user, count=0)
        page = Paginator(found.planner.items, PER_PAGE).get_page(wanted)
        rows = list(found.planner.rows(page.object_list))
        skipped = chosen_numbers(data)
        here = {row.item.number for row in rows}
        coming = batch.count - batch.report.get("twins", 0)
        return {
            **context,
            "rows": [
                {
                    "row": row,
                    "lines": outline(row.question.question_type, row.body)
                    if row.question
                    else [],
                    "skip": row.item.number in skipped,
                }
                for row in rows
            ],
            "page": page,
            "skipped": ",".join(map(str, sorted(skipped - here))),
            "include_duplicates": "include_duplicates" in data,
            "publish": "publish" in data,
            "coming": coming,
            "twins": batch.report.get("twins", 0),
            "problems": batch.report["problems"],
            "earlier": self.earlier(),
            "may_publish": user.has_perm(import_commit.PUBLISH),
            "encoding": batch.report["encoding"],
        }

    def earlier(self):
        """Return the last import of the same file, with its address if it may be seen."""
        found = importing.earlier(self.batch)
        if found is None:
            return None
        seen = importing.visible(self.request.user).filter(pk=found.pk).exists()
        return {
            "batch": found,
            "url": address("import_batch", found.uuid) if seen else "",
        }


class CommitView(BatchMixin, View):
    """Brings the questions in; says how far it is to whoever asks for that."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        batch = self.batch
        steps = import_commit.steps(
            batch=batch,
            by=request.user,
            at=timezone.now(),
            skip=chosen_numbers(request.POST),
            include_duplicates="include_duplicates" in request.POST,
            publish="publish" in request.POST,
        )
        done = address("import_batch", batch.uuid)
        if wants_progress(request):
            return streamed(request, steps, done)
        try:
            for _step in steps:
                pass
        except import_commit.REFUSALS as error:
            messages.error(request, why_not(error))
            return redirect(address("import_preview", batch.uuid))
        return redirect(done)


class DiscardView(BatchMixin, View):
    """Throws an upload away that nobody wants to bring in."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            importing.discard(batch=self.batch)
        except importing.ImportClosed as error:
            messages.error(request, why_not(error))
        else:
            messages.success(
                request,
                _("“%(file)s” is thrown away.") % {"file": self.batch.file_name},
            )
        return redirect(address("imports"))


class BatchView(BatchMixin, TemplateView):
    """What came of an import: its questions, and everything that didn't come in."""

    template_name = "ce_quizzes/admin/import_batch.html"

    def get_page_title(self):
        return _("Import of “%(file)s”") % {"file": self.batch.file_name}

    def get(self, request, *args, **kwargs):
        if self.batch.committed_at is None:
            return redirect(address("import_preview", self.batch.uuid))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        questions = self.batch.questions.order_by("pk").defer("body", "rationale")
        page = Paginator(questions, PER_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "page_obj": page,
            "questions": page,
            "problems": self.batch.report["problems"],
            "report": self.batch.report,
        }


class UndoView(BatchMixin, TemplateView):
    """Asks once, or says everything that stands against it."""

    template_name = "ce_quizzes/admin/import_undo.html"

    def get_page_title(self):
        return _("Undo the import of “%(file)s”") % {"file": self.batch.file_name}

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(ADD) and not self.can_be_undone():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def can_be_undone(self):
        return self.batch.committed_at and not self.batch.undone_at

    def get_context_data(self, **kwargs):
        reasons = import_undo.reasons_against(batch=self.batch)
        published = self.batch.questions.filter(versions__isnull=False)
        return {
            **super().get_context_data(**kwargs),
            "reasons": reasons,
            "published": published.distinct().count(),
            "count": self.batch.questions.count(),
        }

    def post(self, request, *args, **kwargs):
        try:
            undone = import_undo.undo(
                batch=self.batch, by=request.user, at=timezone.now()
            )
        except import_undo.UndoRefused:
            return self.get(request, *args, **kwargs)
        except (import_undo.NothingToUndo, importing.BankClosed):
            raise Http404 from None
        total = undone.deleted + undone.retired
        message = ngettext(
            "The import is undone: %(count)s question is gone.",
            "The import is undone: %(count)s questions are gone.",
            total,
        ) % {"count": total}
        messages.success(request, message)
        return redirect(address("import_batch", self.batch.uuid))
