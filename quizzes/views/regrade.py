"""Regrading in the admin: a question, what to do, a preview, and the record of it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from media.people import display_name
from quizzes.domain import banks, regrading
from quizzes.domain.errors import NothingChanges, PreviewOutdated
from quizzes.enums import Kept, RegradeKind
from quizzes.models import AttemptItem, MarkEvent, QuestionVersion, Regrade
from quizzes.permissions import may_regrade
from quizzes.regrade_forms import ReasonForm, RegradeForm

from .mark_history import in_words

PER_PAGE = 50


def address(name, *args):
    return reverse(f"ce_quizzes_admin:{name}", args=args)


def number_of(request):
    """Return the page that was asked for; whatever can't be read is the first."""
    asked = request.GET.get("p", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1


def is_key(text):
    """Say whether a text can be a row's key in every database."""
    return text.isascii() and text.isdecimal() and len(text) < 19


class RegradeMixin(WagtailAdminTemplateMixin):
    """For people who may change marks, and for questions that they may write."""

    header_icon = "rotate"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_regrade(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        trail = [*self.breadcrumbs_items]
        if not isinstance(self, RegradesView):
            trail.append({"url": address("regrades"), "label": _("Regrades")})
        return [*trail, {"url": "", "label": self.get_page_title()}]

    def regrades(self):
        mine = banks.writable_questions(self.request.user).order_by().values("pk")
        found = Regrade.objects.filter(question__in=mine)
        related = ("question", "question_version", "by")
        return found.select_related(*related).defer(
            "question__body", "question_version__content"
        )


class RegradesView(RegradeMixin, TemplateView):
    """What was regraded, the newest first."""

    template_name = "ce_quizzes/admin/regrades.html"
    page_title = gettext_lazy("Regrades")

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(
                label=_("Regrade a question"),
                url=address("regrade_new"),
                icon_name="rotate",
            )
        ]

    def get_context_data(self, **kwargs):
        paginator = Paginator(self.regrades(), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "rows": [(row, display_name(row.by)) for row in page],
        }


class QuestionMixin(RegradeMixin):
    """About the question that the address names; others' are as good as not there."""

    @cached_property
    def versions(self):
        """All versions of the question, the newest first, in one query."""
        asked = self.request.GET.get("question", "")
        if not asked:
            return []
        if not is_key(asked):
            raise Http404
        mine = banks.writable_questions(self.request.user).filter(pk=int(asked))
        found = QuestionVersion.objects.filter(question__in=mine.order_by())
        versions = list(
            found.select_related("question")
            .defer("question__body", "question__rationale", "question__hints")
            .order_by("-number")
        )
        if not versions:
            raise Http404
        return versions

    @property
    def question(self):
        return self.versions[0].question if self.versions else None

    def quizzes(self):
        """Return key and title of the quizzes that have asked the question."""
        asked = AttemptItem.objects.filter(
            question_version__question=self.question,
            attempt__submitted_at__isnull=False,
            attempt__practice=False,
        )
        # A quiz may have had another title then; one of them will do.
        titles = dict(
            asked.order_by()
            .values_list("attempt__quiz_key", "attempt__quiz_title")
            .distinct()
        )
        named = sorted(titles.items(), key=lambda row: row[1])
        return [("", _("All quizzes")), *named]


class RegradeNewView(QuestionMixin, TemplateView):
    """Which question, then what to do to it, and where."""

    page_title = gettext_lazy("Regrade a question")

    def get_template_names(self):
        if self.question is None:
            return ["ce_quizzes/admin/regrade_choose.html"]
        return ["ce_quizzes/admin/regrade_new.html"]

    def get_page_subtitle(self):
        return str(self.question or "")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.question is None:
            return {**context, **self._choice()}
        chosen = self.request.GET.getlist("attempt")
        form = RegradeForm(
            versions=self.versions,
            quizzes=self.quizzes,
            initial={"attempt": [key for key in chosen if is_key(key)]},
        )
        return {**context, "question": self.question, "form": form}

    def _choice(self):
        """Questions that were published, as searched for by title or key."""
        wanted = self.request.GET.get("q", "").replace("\x00", "").strip()[:200]
        frozen = QuestionVersion.objects.filter(question=OuterRef("pk"))
        found = banks.writable_questions(self.request.user).filter(Exists(frozen))
        for word in wanted.split()[:10]:
            found = found.filter(Q(title__icontains=word) | Q(key__icontains=word))
        found = found.order_by("key").only("pk", "key", "title")
        paginator = Paginator(found, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            "page": page,
            "wanted": wanted,
            "elided_page_range": paginator.get_elided_page_range(page.number),
        }


class RegradePreviewView(QuestionMixin, TemplateView):
    """Old and new marks side by side (GET); done as they were shown (POST)."""

    page_title = gettext_lazy("Preview")

    def get_template_names(self):
        known = self.form is not None and self.form.is_valid()
        return [f"ce_quizzes/admin/regrade_{'preview' if known else 'new'}.html"]

    def get_page_title(self):
        return _("Preview") if self.form.is_valid() else _("Regrade a question")

    def get_page_subtitle(self):
        return str(self.question)

    @cached_property
    def form(self):
        if self.question is None:
            raise Http404
        return RegradeForm(
            self.request.GET, versions=self.versions, quizzes=self.quizzes
        )

    def post(self, request, *args, **kwargs):
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        reason = ReasonForm(request.POST)
        if not reason.is_valid():
            return self.get(request, *args, reason_form=reason, **kwargs)
        try:
            regrade = regrading.commit(
                plan=self.form.plan(),
                reason=reason.cleaned_data["reason"].strip(),
                by=request.user,
                at=timezone.now(),
                expected_digest=reason.cleaned_data["digest"],
            )
        except PreviewOutdated:
            why = _(
                "Nothing was changed: marks or attempts are not what they were when "
                "you looked. Please look again; the preview is new."
            )
        except NothingChanges:
            why = _("Nothing was changed: no mark would become another one.")
        else:
            messages.success(
                request,
                ngettext(
                    "%(count)s attempt has another score now.",
                    "%(count)s attempts have another score now.",
                    regrade.changed,
                )
                % {"count": regrade.changed},
            )
            return redirect(address("regrade", regrade.pk))
        messages.error(request, why)
        return self.get(request, *args, reason_form=reason, **kwargs)

    def get_context_data(self, reason_form=None, **kwargs):
        context = super().get_context_data(**kwargs)
        context |= {"question": self.question, "form": self.form}
        if not self.form.is_valid():
            return context
        plan = self.form.plan()
        number = number_of(self.request)
        first = (max(number, 1) - 1) * PER_PAGE
        found = regrading.preview(
            plan=plan,
            user=self.request.user,
            first=first,
            most=PER_PAGE,
            versions=self.versions,
        )
        # The pages, without their rows: those were kept while all were counted.
        paginator = Paginator(range(found.answers), PER_PAGE)
        page = paginator.get_page(number)
        return {
            **context,
            "plan": plan,
            "found": found,
            "rows": [row_of(row) for row in found.rows],
            "crossing": [row_of(row) for row in found.crossing],
            "kept": [(Kept(why).label, n) for why, n in sorted(found.kept.items())],
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "reason_form": self._reason(reason_form, found.digest),
            "change_url": f"{address('regrade_new')}?question={self.question.pk}",
            "query": [
                (name, value)
                for name, values in self.request.GET.lists()
                for value in values
                if name not in ("attempt", "p")
            ],
            "what": what_of(plan.kind, plan.version),
        }

    def _reason(self, sent, digest):
        """Return the form with what was written, and what is shown now."""
        if sent is None:
            return ReasonForm(initial={"digest": digest})
        data = {"reason": sent.data.get("reason", ""), "digest": digest}
        return ReasonForm(data) if sent.errors else ReasonForm(initial=data)


def what_of(kind, version):
    """Return in words what a regrade does."""
    if version is None:
        return RegradeKind(kind).label
    return _("Mark again by version %(number)s") % {"number": version.number}


def row_of(row):
    """Return what the preview's tables show of an answer."""
    return {
        "row": row,
        "learner": display_name(row.attempt.learner),
        "url": reverse("quiz_attempts:inspect", args=[row.attempt.pk]),
        "kept": row.outcome.kept.label if row.outcome.kept else "",
        "was_dropped": row.item.dropped,
        "is_dropped": row.outcome.dropped,
        "percent_differs": row.before.percent != row.after.percent,
    }


class RegradeView(RegradeMixin, TemplateView):
    """The record of a regrade, with each mark that it changed."""

    template_name = "ce_quizzes/admin/regrade.html"
    page_title = gettext_lazy("Regrade")

    @cached_property
    def regrade(self):
        return get_object_or_404(self.regrades(), pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.regrade.question)

    def get_context_data(self, **kwargs):
        regrade = self.regrade
        events = MarkEvent.objects.filter(regrade=regrade).order_by("pk")
        paginator = Paginator(events.select_related("item__attempt__learner"), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "regrade": regrade,
            "by": display_name(regrade.by),
            "what": what_of(regrade.kind, regrade.question_version),
            "picked": self._picked(),
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "rows": self._rows(list(page)),
        }

    def _rows(self, events):
        own = {event.item_id: event.pk for event in events}
        earlier: dict[int, MarkEvent] = {}
        for event in MarkEvent.objects.filter(item__in=own).order_by("pk"):
            if event.pk < own[event.item_id]:
                earlier[event.item_id] = event
        return [
            {
                "old": in_words(earlier.get(event.item_id)),
                "new": in_words(event),
                "learner": display_name(event.item.attempt.learner),
                "attempt": event.item.attempt,
                "url": reverse("quiz_attempts:inspect", args=[event.item.attempt_id]),
            }
            for event in events
        ]

    def _picked(self):
        """Return in words which attempts were looked at."""
        picked = self.regrade.picked
        words = []
        if picked["quiz_key"] is not None:
            words.append(
                _("Quiz: %(quiz)s") % {"quiz": self._title(picked["quiz_key"])}
            )
        zone = {"zone": picked["time_zone"]}
        if picked["first_day"]:
            words.append(
                _("Submitted from %(day)s (%(zone)s)")
                % {"day": picked["first_day"], **zone}
            )
        if picked["last_day"]:
            words.append(
                _("Submitted until %(day)s (%(zone)s)")
                % {"day": picked["last_day"], **zone}
            )
        if picked["attempts"] is not None:
            words.append(_("Only attempts that were chosen"))
        if picked.get("over_persons"):
            words.append(_("Also answers marked by a person"))
        return words or [_("All attempts")]

    def _title(self, quiz_key):
        event = MarkEvent.objects.filter(regrade=self.regrade).select_related(
            "item__attempt"
        )
        first = event.first()
        return first.item.attempt.quiz_title if first else quiz_key
