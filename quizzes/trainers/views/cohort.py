"""What groups of learners practiced, in the admin: a page, and a file of it."""

import datetime as dt

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from media.exports import CONTENT_TYPES, EXPORTS
from quizzes import cohorts
from quizzes.permissions import may_see_statistics
from quizzes.trainers.domain import groups, weak
from quizzes.views.statistics_forms import SelectionForm, day_field, midnight

TITLE = gettext_lazy("Practice")


class CohortForm(SelectionForm):
    """Whose practice, of which trainer, on which days; both ends are included."""

    attempts = None
    cohort = forms.ChoiceField(label=gettext_lazy("Learners"), required=False)
    trainer = forms.ChoiceField(label=gettext_lazy("Trainer"), required=False)
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("To"))

    def __init__(self, *args, cohorts, trainers, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohorts = cohorts
        self.fields["cohort"].choices = [
            ("", _("All")),
            *((key, found.label) for key, found in cohorts.items()),
        ]
        self.fields["trainer"].choices = [
            ("", _("All")),
            *((key, found.label) for key, found in trainers.items()),
        ]

    def selection(self):
        """Return the arguments of ``groups.report``; ``None`` if it can't be read."""
        if not self.is_valid():
            return None
        found = self.cleaned_data
        cohort = self.cohorts.get(found["cohort"])
        since, until = found["since"], found["until"]
        return {
            "learners": cohort.learners if cohort else None,
            "trainer": found["trainer"],
            "since": midnight(since) if since else None,
            "until": midnight(until + dt.timedelta(days=1)) if until else None,
        }


class CohortMixin(WagtailAdminTemplateMixin):
    """For people who may look at attempts."""

    header_icon = "rotate"
    page_title = TITLE
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_see_statistics(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self):
        return CohortForm(
            self.request.GET,
            label_suffix="",
            cohorts=cohorts.cohorts_of(self.request.user),
            trainers=weak.trainers(),
        )

    @cached_property
    def rows(self):
        selection = self.form.selection()
        return None if selection is None else groups.report(**selection)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class CohortView(CohortMixin, TemplateView):
    template_name = "ce_trainers/admin/cohort.html"

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "rows": self.rows,
            "query": self.form.query(),
        }


class CohortExportView(CohortMixin, View):
    """The same as a file: one row for each topic, and one for each trainer."""

    def get(self, request, kind):
        if kind not in EXPORTS or self.rows is None:
            raise Http404
        header = [
            _("Trainer"),
            _("Topic"),
            _("Cases"),
            _("Learners"),
            _("Missed"),
            _("Share missed"),
            _("Mean mark"),
            _("Few"),
        ]
        lines = [line for row in self.rows for line in _lines(row)]
        response = HttpResponse(
            b"".join(EXPORTS[kind](header, lines)), content_type=CONTENT_TYPES[kind]
        )
        response["Content-Disposition"] = f'attachment; filename="practice.{kind}"'
        return response


def _lines(row):
    few = _("yes") if row.is_few else _("no")
    mean = "" if row.mean is None else f"{row.mean:.3f}"
    yield [row.label, "", row.runs, row.learners, "", "", mean, few]
    for topic in row.topics:
        share = f"{topic.share:.3f}"
        yield [row.label, topic.label, row.marked, "", topic.runs, share, "", few]
