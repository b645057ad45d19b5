"""How quizzes and questions do, in the admin: numbers, plots, and files of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from media.exports import CONTENT_TYPES, EXPORTS
from quizzes import plots
from quizzes.domain import analysis, analysis_lists, banks
from quizzes.models import Question
from quizzes.permissions import may_see_statistics

from . import statistics_words as words
from .statistics_forms import SelectionForm

MOST_QUIZZES = 500


def address(name, *args):
    return reverse(f"ce_quizzes_admin:{name}", args=args)


def item_address(version, *, quiz_key="", query=""):
    name = Question.snippet_viewset.get_url_name("item_statistics")
    url = reverse(name, args=[version.question_id])
    parts = [f"version={version.number}", quiz_key and f"quiz={quiz_key}", query]
    return f"{url}?{'&'.join(part for part in parts if part)}"


class StatisticsMixin(WagtailAdminTemplateMixin):
    """For people who may look at attempts."""

    header_icon = "table"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_see_statistics(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self):
        return SelectionForm(self.request.GET, label_suffix="")

    @cached_property
    def selection(self):
        return self.form.selection()

    def get_breadcrumbs_items(self):
        trail = [*self.breadcrumbs_items]
        if not isinstance(self, QuizzesView):
            trail.append({"url": address("statistics_quizzes"), "label": words.TITLE})
        return [*trail, {"url": "", "label": self.get_page_title()}]


class QuizzesView(StatisticsMixin, TemplateView):
    """All quizzes that anybody took, the last taken first."""

    template_name = "ce_quizzes/admin/statistics_quizzes.html"
    page_title = words.TITLE

    def get_context_data(self, **kwargs):
        found = analysis_lists.quizzes(limit=MOST_QUIZZES)
        return {
            **super().get_context_data(**kwargs),
            "rows": [
                {**row, "url": address("statistics", row["key"])} for row in found
            ],
        }


class QuizMixin(StatisticsMixin):
    """What the page of a quiz and its files share."""

    @cached_property
    def quiz(self):
        found = analysis_lists.quiz(key=self.kwargs["quiz_key"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def found(self):
        return analysis.analyse_quiz(
            quiz_key=self.quiz["key"],
            selection=self.selection,
            readable=banks.readable_questions(self.request.user),
        )

    def rows(self):
        """Return the questions of the quiz, with names and addresses where allowed."""
        numbers = {}
        for item in self.found.items:
            numbers.setdefault(item.version.question_id, len(numbers) + 1)
        query = self.form.query()
        return [
            words.item_row(
                item,
                number=numbers[item.version.question_id],
                url=item_address(item.version, quiz_key=self.quiz["key"], query=query)
                if item.version.is_readable
                else "",
            )
            for item in self.found.items
        ]


class QuizStatisticsView(QuizMixin, TemplateView):
    template_name = "ce_quizzes/admin/statistics_quiz.html"

    def get_page_title(self):
        return _("Statistics")

    def get_page_subtitle(self):
        return self.quiz["title"]

    def get_breadcrumbs_items(self):
        trail = super().get_breadcrumbs_items()
        return [*trail[:-1], {"url": "", "label": self.quiz["title"]}]

    def get_context_data(self, **kwargs):
        context = {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "quiz": self.quiz,
            "query": self.form.query(),
        }
        if self.selection is None:
            return context
        rows = self.rows()
        mapped = [row for row in rows if row["on_map"]]
        return {
            **context,
            "found": self.found,
            "numbers": words.quiz_numbers(self.found),
            "warnings": [warning.label for warning in self.found.warnings],
            "scores": words.score_rows(self.found),
            "histogram": plots.histogram(
                key="scores",
                title=_("Scores"),
                counts=[one.count for one in self.found.histogram],
                pass_mark=self.quiz["pass_mark"],
            ),
            "map": plots.item_map(
                key="map",
                title=_("Questions by facility and discrimination"),
                dots=[words.dot(row) for row in mapped],
            )
            if mapped
            else "",
            "rows": rows,
            "flagged": sum(bool(row["warnings"]) for row in rows),
        }


class QuizExportView(QuizMixin, View):
    """The questions, or the scores, of a quiz as a file."""

    def get(self, request, quiz_key, part, kind):
        if kind not in EXPORTS or self.selection is None:
            raise Http404
        if part == "questions":
            header, lines = words.item_lines(self.rows())
        elif part == "scores":
            header, lines = words.score_lines(self.found)
        else:
            raise Http404
        return as_file(header, lines, kind=kind, name=f"statistics-{part}")


class ItemMixin(StatisticsMixin):
    """What the page of a question and its files share. Others' questions are 404."""

    @property
    def question(self):
        return self.versions[0].question

    @cached_property
    def versions(self):
        found = analysis_lists.versions(
            question=self.kwargs["pk"],
            readable=banks.readable_questions(self.request.user),
        )
        if not found:
            raise Http404
        return found

    @cached_property
    def version(self):
        """Return the version that was asked for, else the newest that was answered."""
        wanted = self.request.GET.get("version", "")
        for version in self.versions:
            if wanted == str(version.number):
                return version
        if wanted:
            raise Http404
        answered = [version for version in self.versions if version.is_asked]
        return (answered or self.versions)[0]

    @cached_property
    def quizzes(self):
        return analysis_lists.quizzes_of(version=self.version)

    @cached_property
    def quiz_key(self):
        wanted = self.request.GET.get("quiz", "")
        return wanted if wanted in [row["key"] for row in self.quizzes] else None

    @cached_property
    def found(self):
        return analysis.analyse_version(
            version=self.version,
            selection=self.selection,
            quizzes=[self.quiz_key]
            if self.quiz_key
            else [row["key"] for row in self.quizzes],
        )


class ItemStatisticsView(ItemMixin, TemplateView):
    template_name = "ce_quizzes/admin/statistics_item.html"

    def get_page_title(self):
        return _("Statistics")

    def get_page_subtitle(self):
        return str(self.question)

    def get_breadcrumbs_items(self):
        trail = super().get_breadcrumbs_items()
        return [*trail[:-1], {"url": "", "label": str(self.question)}]

    def get_context_data(self, **kwargs):
        context = {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "question": self.question,
            "version": self.version,
            "versions": self.versions,
            "quizzes": self.quizzes,
            "quiz_key": self.quiz_key,
            "query": self.request.GET.urlencode(),
            "files": Question.snippet_viewset.get_url_name("item_statistics_export"),
        }
        if self.selection is None:
            return context
        rows = self.found.rows
        return {
            **context,
            "stem": self.version.body["stem"],
            "found": self.found,
            "numbers": words.item_numbers(self.found),
            "warnings": [warning.label for warning in self.found.warnings],
            "rows": [words.answer_row(row) for row in rows],
            "has_thirds": any(row.upper is not None for row in rows),
            "distribution": plots.distribution(
                key="answers",
                title=_("Answers"),
                bars=[words.bar(row) for row in rows[: words.MOST_BARS]],
            )
            if rows and self.found.attempts
            else "",
            "left_out": max(len(rows) - words.MOST_BARS, 0),
        }


class ItemExportView(ItemMixin, View):
    """The table of answers as a file."""

    def get(self, request, pk, kind):
        if kind not in EXPORTS or self.selection is None:
            raise Http404
        header, lines = words.answer_lines(self.found)
        return as_file(header, lines, kind=kind, name="statistics-answers")


class RefreshView(View):
    """Computes anew what lists of questions show, for the questions of a page."""

    def post(self, request):
        if not may_see_statistics(request.user):
            raise PermissionDenied
        versions = analysis_lists.version_keys(
            quiz_key=request.POST.get("quiz", ""),
            question=request.POST.get("question", ""),
        )
        analysis.refresh(at=timezone.now(), versions=versions)
        messages.success(request, _("The numbers in the list of questions are new."))
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
            back = address("statistics_quizzes")
        return redirect(back)


def as_file(header, lines, *, kind, name):
    response = HttpResponse(
        b"".join(EXPORTS[kind](header, lines)), content_type=CONTENT_TYPES[kind]
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
