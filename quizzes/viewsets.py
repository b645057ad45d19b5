"""Questions, banks, objectives and attempts in the admin."""

import django_filters
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UpdatedAtColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from media.people import display_name
from quizzes import types
from quizzes.domain import marking, queries
from quizzes.domain import rules as attempt_rules
from quizzes.enums import AttemptState, Difficulty
from quizzes.forms import QuestionForm
from quizzes.models import Attempt, Bank, Objective, Question, QuestionTag
from quizzes.permissions import may_mark
from quizzes.views.marking import MarkView

MENU = "register_ce_quizzes_menu_item"


def type_choices():
    return [(known.key, known.label) for known in types.all_types()]


def tags_of_questions(request):
    used = QuestionTag.objects.values("tag")
    return Tag.objects.filter(pk__in=used).order_by("name")


class QuestionFilterSet(WagtailFilterSet):
    type_key = django_filters.ChoiceFilter(choices=type_choices, label=_("Type"))
    tag = django_filters.ModelChoiceFilter(
        field_name="tagged_items__tag",
        queryset=tags_of_questions,
        distinct=True,
        label=_("Tag"),
    )
    difficulty = django_filters.ChoiceFilter(choices=Difficulty.choices)

    class Meta:
        model = Question
        fields = ["type_key", "objective", "difficulty", "tag", "bank", "live"]


def type_label(question):
    try:
        return question.question_type.label
    except LookupError:
        return question.type_key


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    list_display = [
        "title",
        "key",
        Column("type", label=_("Type"), accessor=type_label),
        "objective",
        "difficulty",
        UpdatedAtColumn(),
    ]
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)
    filterset_class = QuestionFilterSet
    list_per_page = 50
    copy_view_enabled = False

    def get_queryset(self, request):
        return Question.objects.select_related("objective")


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "pick"
    menu_label = _("Objectives")
    list_display = ["text", "key"]
    list_per_page = 50
    copy_view_enabled = False


class BankViewSet(SnippetViewSet):
    model = Bank
    icon = "folder-open-inverse"
    menu_label = _("Question banks")
    list_display = ["title", "key"]
    copy_view_enabled = False


class AttemptIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("learner")


class AttemptInspectView(InspectView):
    """An attempt as a record: what was asked, answered and marked."""

    template_name = "ce_quizzes/admin/attempt.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        attempt = self.object
        items = queries.items_of(attempt)
        user = self.request.user
        can_mark = may_mark(user) and attempt.submitted_at and not attempt.discarded
        rules = attempt_rules.read(attempt.rules)
        context.update(
            attempt=attempt,
            rules=rules,
            state=AttemptState(attempt.state_at(timezone.now())).label,
            can_mark=can_mark,
            can_grant=user.has_perm("ce_quizzes.add_accommodation"),
            asks_certainty=rules.asks_certainty,
            learner=display_name(attempt.learner),
            rows=[
                {
                    "item": item,
                    "points": marking.points_of(item=item, behaviour=rules.behaviour),
                    "stem": item.question_version.body["stem"],
                    "response": item.question_version.question_type.summary(
                        item.question_version.body, item.response
                    ),
                    "version": item.question_version.number,
                    "key": item.question_version.question.key,
                }
                for item in items
            ],
        )
        return context


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
