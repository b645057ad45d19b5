"""Objectives, attempts and the menu of quizzes in the admin."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from media.people import display_name
from quizzes.bank_viewset import BankViewSet
from quizzes.domain import banks, marking, queries
from quizzes.domain import rules as attempt_rules
from quizzes.enums import AttemptState
from quizzes.models import Attempt, Objective
from quizzes.permissions import may_mark, may_regrade, may_work_with_questions
from quizzes.question_viewset import QuestionViewSet
from quizzes.statistics_hooks import statistics_buttons
from quizzes.views.marking import MarkView

MENU = "register_ce_quizzes_menu_item"


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "pick"
    menu_label = _("Objectives")
    list_display = ["text", "key"]
    list_per_page = 50
    copy_view_enabled = False


class AttemptIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("learner")

    @cached_property
    def header_more_buttons(self):
        more = statistics_buttons(
            self.request.user, "ce_quizzes_admin:statistics_quizzes"
        )
        return [*super().header_more_buttons, *more]


class AttemptInspectView(InspectView):
    """An attempt as a record: what was asked, answered and marked."""

    template_name = "ce_quizzes/admin/attempt.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        attempt = self.object
        items = queries.items_of(attempt)
        user = self.request.user
        can_mark = may_mark(user) and attempt.submitted_at and not attempt.discarded
        can_mark = can_mark and not attempt.practice
        can_regrade = may_regrade(user) and attempt.submitted_at
        can_regrade = can_regrade and not (attempt.discarded or attempt.practice)
        rules = attempt_rules.read(attempt.rules)
        marking.notice_credits(items, rules.behaviour)
        asked = {item.question_version.question_id for item in items}
        readable = self._within(banks.readable_questions, items)
        # Whoever keeps records reads all of a record; whoever writes questions, only
        # what lies in banks that they may read.
        shown = readable if may_work_with_questions(user) else asked
        context.update(
            attempt=attempt,
            rules=rules,
            state=AttemptState(attempt.state_at(timezone.now())).label,
            markable=readable if can_mark else (),
            regradable=self._within(banks.writable_questions, items)
            if can_regrade
            else (),
            can_grant=user.has_perm("ce_quizzes.add_accommodation"),
            asks_certainty=rules.asks_certainty,
            learner=display_name(attempt.learner),
            rows=[
                {
                    "item": item,
                    "is_shown": item.question_version.question_id in shown,
                    "points": marking.points_of(item=item, behaviour=rules.behaviour),
                    "stem": item.question_version.body["stem"],
                    "response": item.question_version.question_type.summary(
                        item.body, item.response
                    ),
                    "version": item.question_version.number,
                    "key": item.question_version.question.key,
                }
                for item in items
            ],
        )
        return context

    def _within(self, questions, items):
        """Return the keys of the questions asked that are ``questions`` of the person."""
        asked = [item.question_version.question_id for item in items]
        mine = questions(self.request.user).filter(pk__in=asked)
        return set(mine.values_list("pk", flat=True))


class AttemptFilterSet(WagtailFilterSet):
    class Meta:
        model = Attempt
        fields = [
            "quiz_title",
            "passed",
            "practice",
            "discarded",
            "started_at",
            "submitted_at",
        ]


def percent(attempt):
    """Return the score of an attempt, or in words why it has none that counts."""
    if attempt.discarded:
        return _("Discarded")
    if attempt.items_to_mark and attempt.practice:
        return _("Not marked (practice)")
    if attempt.items_to_mark:
        return _("Waiting to be marked")
    if attempt.percent is None:
        return ""
    score = f"{attempt.percent.normalize():f}%"
    return (
        gettext("%(score)s (practice)") % {"score": score}
        if attempt.practice
        else score
    )


def inspect_url(attempt):
    return reverse("quiz_attempts:inspect", args=[attempt.pk])


class AttemptViewSet(ModelViewSet):
    """Learners' records: to be looked at, never edited by hand."""

    model = Attempt
    name = "quiz_attempts"
    icon = "clipboard-list"
    menu_hook = MENU
    menu_order = 100
    index_view_class = AttemptIndexView
    menu_label = _("Attempts")
    list_display = [
        TitleColumn(
            "learner",
            label=_("Learner"),
            accessor=lambda attempt: display_name(attempt.learner),
            get_url=inspect_url,
        ),
        "quiz_title",
        "number",
        DateColumn("started_at", label=_("Started")),
        DateColumn("submitted_at", label=_("Submitted")),
        Column("score", label=_("Score"), accessor=percent),
        "passed",
    ]
    filterset_class = AttemptFilterSet
    search_fields = ["quiz_title"]
    form_fields = []
    inspect_view_enabled = True
    inspect_view_class = AttemptInspectView
    inspect_template_name = "ce_quizzes/admin/attempt.html"
    inspect_view_fields = ["quiz_title"]
    copy_view_enabled = False
    list_per_page = 50

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("mark/<int:pk>/", MarkView.as_view(), name="mark"),
        ]


class QuizzesGroup(SnippetViewSetGroup):
    """The menu of quizzes. Attempts join it by its hook: they are no snippets."""

    items = (QuestionViewSet, BankViewSet, ObjectiveViewSet)
    submenu_hook = MENU
    menu_label = _("Quizzes")
    menu_icon = "help"
    menu_order = 310
