"""Versions of a question, what two of them say differently, and where it is used."""

from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from quizzes.domain import banks, comparing, duplicates, history, usage
from quizzes.enums import ChangeKind
from quizzes.models import Question
from quizzes.permissions import (
    may_regrade,
    may_see_statistics,
    may_work_with_questions,
)

DRAFT = "draft"
LOOKS = ("side", "lines")
PER_PAGE = 25


def address(name, *args):
    """Return the address of one of the views below a question."""
    return reverse(Question.snippet_viewset.get_url_name(name), args=args)


def name_of(state):
    """Return what a state is called: a number of a version, or the draft."""
    if state == DRAFT:
        return _("Draft")
    return _("Version %(number)s") % {"number": state}


class OfQuestion(WagtailAdminTemplateMixin, TemplateView):
    """A page about one question; who may see it, its bank says (``guarded``)."""

    header_icon = "history"
    _show_breadcrumbs = True

    @cached_property
    def question(self):
        questions = Question.objects.select_related("bank", "import_batch")
        return get_object_or_404(questions, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.question)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": address("list"), "label": _("Questions")},
            {"url": self._question_url(), "label": str(self.question)},
            {"url": "", "label": self.get_page_title()},
        ]

    def _question_url(self):
        policy = Question.snippet_viewset.permission_policy
        may_edit = policy.user_has_permission_for_instance(
            self.request.user, "change", self.question
        )
        return address("edit" if may_edit else "inspect", self.question.pk)

    def get_context_data(self, **kwargs):
        pk = self.question.pk
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "versions_url": address("versions", pk),
            "diff_url": address("diff", pk),
            "where_used_url": address("where_used", pk),
        }


class VersionsView(OfQuestion):
    template_name = "ce_quizzes/admin/history.html"

    def get_page_title(self):
        return _("Versions")

    def get_context_data(self, **kwargs):
        found = history.versions_of(question=self.question)
        numbers = [known.version.number for known in found]
        before = dict(pairwise(numbers))
        has_draft = not self.question.live or self.question.has_unpublished_changes
        known = [str(number) for number in numbers[::-1]] + [DRAFT] * has_draft
        return {
            **super().get_context_data(**kwargs),
            "rows": [
                {
                    "known": known,
                    "before": before.get(known.version.number),
                    "percent": _percent(known.statistics),
                }
                for known in found
            ],
            "newest": numbers[0] if numbers else None,
            "has_draft": has_draft,
            "choices": [(name, name_of(name)) for name in known],
            "ends": known[-2:] if len(known) > 1 else None,
            "statistics_url": address("item_statistics", self.question.pk)
            if may_see_statistics(self.request.user)
            else "",
        }


def _percent(statistics):
    if statistics is None or statistics.facility is None:
        return None
    return statistics.facility * 100


class DiffView(OfQuestion):
    """``old`` and ``new`` are numbers of versions, or "draft"; ``look`` is of ``LOOKS``.

    Without them the newest version stands beside the draft, or beside the one before.
    """

    template_name = "ce_quizzes/admin/diff.html"

    def get_page_title(self):
        return _("Compare versions")

    def get_breadcrumbs_items(self):
        found = super().get_breadcrumbs_items()
        versions = address("versions", self.question.pk)
        return [*found[:-1], {"url": versions, "label": _("Versions")}, found[-1]]

    @cached_property
    def numbers(self):
        numbers = self.question.versions.order_by("number")
        return [str(number) for number in numbers.values_list("number", flat=True)]

    @cached_property
    def has_draft(self):
        return not self.question.live or self.question.has_unpublished_changes

    def _chosen(self):
        known = [*self.numbers, *([DRAFT] if self.has_draft else [])]
        defaults = known[-2:] if len(known) > 1 else known * 2
        if not defaults:
            raise Http404
        chosen = [
            self.request.GET.get(name) or default
            for name, default in zip(("old", "new"), defaults, strict=True)
        ]
        if not {*chosen} <= {*known, DRAFT}:
            raise Http404
        return known, *chosen

    def get_context_data(self, **kwargs):
        known, old, new = self._chosen()
        look = self.request.GET.get("look")
        sides = {name: self._side(name) for name in {old, new}}
        before, after = sides[old], sides[new]
        context = {
            **super().get_context_data(**kwargs),
            "old": old,
            "new": new,
            "look": look if look in LOOKS else LOOKS[0],
            "choices": [(name, name_of(name)) for name in known],
            "old_name": name_of(old),
            "new_name": name_of(new),
        }
        if before is None or after is None:
            return {**context, "is_empty": True}
        states = {"old": before[0], "new": after[0]}
        figures = before[1], after[1]
        pks = [figure and figure.pk for figure in figures]
        changes = comparing.compare(**states)
        return {
            **context,
            "changes": [_shown(change) for change in changes],
            "unchanged": comparing.unchanged(**states),
            "has_emphasis": any(
                "*" in piece.text for change in changes for piece in change.pieces
            ),
            "figures": figures if pks[0] != pks[1] else None,
        }

    def _side(self, name):
        if name == DRAFT:
            return history.draft_of(question=self.question)
        version = self.question.versions.select_related("figure_version").get(
            number=name
        )
        return history.stated(version), version.figure_version


def _shown(change):
    if change.kind == ChangeKind.UNSEEN:
        says = _(
            "Nothing that can be read has changed, only how answers are told apart "
            "inside: an option was removed and written again, for example."
        )
    elif change.was is not None:
        says = _("Moved from place %(was)s to %(now)s") % {
            "was": change.was,
            "now": change.now,
        }
        if change.kind == ChangeKind.CHANGED:
            says = _("%(what)s, and changed") % {"what": says}
    else:
        says = change.kind.label
    return {"change": change, "says": says}


class WhereUsedView(OfQuestion):
    template_name = "ce_quizzes/admin/usage.html"
    header_icon = "link"

    def get_page_title(self):
        return _("Where it is used")

    def get_context_data(self, **kwargs):
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "usage": usage.usage_of(question=self.question, user=user),
            "may_see_attempts": may_see_statistics(user),
            "may_regrade": may_regrade(user),
            "may_import": user.has_perm("ce_quizzes.add_question"),
        }


class DuplicatesView(WagtailAdminTemplateMixin, TemplateView):
    """Questions that ask the same words; those of one bank that nearly do, on request."""

    template_name = "ce_quizzes/admin/duplicates.html"
    header_icon = "copy"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_work_with_questions(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return _("Possible duplicates")

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": address("list"), "label": _("Questions")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        user = self.request.user
        paginator = Paginator(duplicates.repeated(user=user), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        questions = duplicates.of_fingerprints(
            fingerprints=[row["fingerprint"] for row in page], user=user
        )
        shelves = list(banks.readable(user))
        chosen = self.request.GET.get("bank", "")
        bank = next((each for each in shelves if str(each.pk) == chosen), None)
        pairs = duplicates.nearly(bank=bank, user=user) if bank else []
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "groups": [
                {"count": row["count"], "questions": questions[row["fingerprint"]]}
                for row in page
            ],
            "banks": shelves,
            "bank": bank,
            "pairs": [{"pair": pair, "percent": pair.share * 100} for pair in pairs],
            "inspect": Question.snippet_viewset.get_url_name("inspect"),
            "most_questions": duplicates.MOST_QUESTIONS,
        }
