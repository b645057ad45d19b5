"""Questions in the admin: the browser of the bank, the editor, the chooser."""

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    InspectView,
    SnippetViewSet,
)

from .bulk_actions import bulk_url
from .domain import banks, listing, shelving
from .forms import QuestionForm
from .history_panel import DuplicatesSidePanel, duplicates_button, history_buttons
from .history_urls import of_questions as history_urls
from .menus import exchange_buttons
from .models import Question
from .permissions import guarded
from .question_filters import QuestionFilterSet
from .question_panel import QuestionRecordPanel, record_of
from .regrade_hooks import regrade_buttons
from .statistics_urls import of_questions

# Wagtail asks for "change" on the model in all of them; see ``permissions.guarded``.
NEEDS = {
    **dict.fromkeys(
        [
            "usage",
            "history",
            "history_results",
            "inspect",
            "revisions_view",
            "revisions_compare",
            "workflow_history",
            "workflow_history_detail",
            # Who may act on a task is the task's to say.
            "workflow_action",
            "collect_workflow_action_data",
            "workflow_preview",
            "versions",
            "diff",
            "where_used",
            "item_statistics",
        ],
        "view",
    ),
    "delete": "delete",
    "unpublish": "publish",
    "revisions_unschedule": "publish",
}


def type_label(question):
    try:
        return question.question_type.label
    except LookupError:
        return question.type_key


class StemColumn(TitleColumn):
    """The beginning of the stem, and below it the key that course files use."""

    cell_template_name = "ce_quizzes/admin/stem_cell.html"

    def __init__(self, name, **kwargs):
        super().__init__(name, **{"classname": "ce-stem", **kwargs})

    class Media:
        css = {"all": ["ce_quizzes/admin/bank.css"]}


class ReviewColumn(Column):
    cell_template_name = "ce_quizzes/admin/review_cell.html"


class FractionColumn(Column):
    """A number that is ``None`` where there are too few answers to say anything."""

    def __init__(self, name, form, **kwargs):
        super().__init__(name, **kwargs)
        self.form = form

    def get_value(self, instance):
        value = super().get_value(instance)
        return "" if value is None else self.form(value)


def percent(value):
    return f"{value * 100:.0f}%"


def two_places(value):
    return f"{value:.2f}"


class QuestionIndexView(IndexView):
    """The bank: what a person may read of it, with what they need to choose by."""

    def get_base_queryset(self):
        questions = banks.readable_questions(self.request.user)
        for annotate in (
            listing.with_review,
            listing.with_statistics,
            listing.with_quizzes,
        ):
            questions = annotate(questions)
        questions = banks.with_may_write(questions, self.request.user)
        return questions.select_related("objective", "bank").defer(
            "body", "rationale", "hints"
        )

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return listing.matching(queryset, self.search_query)

    @cached_property
    def header_more_buttons(self):
        return [
            *super().header_more_buttons,
            *exchange_buttons(self.request.user),
            duplicates_button(),
        ]

    def _get_title_column(self, field_name, column_class=StemColumn, **kwargs):
        return super()._get_title_column(field_name, column_class, **kwargs)

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if instance.may_write else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if instance.may_write else None

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.may_write and self.user_has_permission("change"):
            buttons.append(retire_button(instance, next_url=self.request.path))
            buttons += regrade_buttons(self.request.user, instance)
        return buttons


def retire_button(question, *, next_url=None):
    retired = question.retired_at is not None
    return Button(
        _("Restore") if retired else _("Retire"),
        url=bulk_url("restore" if retired else "retire", [question], next_url=next_url),
        icon_name="undo" if retired else "no-view",
        priority=40,
    )


class QuestionCreateView(CreateView):
    def get_initial_form_instance(self):
        """A new question, in the bank that the link came from."""
        chosen = self.request.GET.get("bank", "")
        bank = (
            banks.writable(self.request.user).filter(pk=chosen).first()
            if chosen.isdecimal()
            else None
        )
        return Question(bank=bank)

    def save_instance(self):
        self.form.instance.author = self.request.user
        return super().save_instance()


class QuestionEditView(EditView):
    """The editor. The bank is the row's, whatever becomes of the draft."""

    def get(self, request, *args, **kwargs):
        if self.live_object.retired_at:
            messages.warning(
                request,
                _(
                    "This question is retired and asked in no new attempt. Publishing it "
                    "brings it back."
                ),
            )
        return super().get(request, *args, **kwargs)

    def save_instance(self):
        question = super().save_instance()
        if "bank" in self.form.changed_data:
            shelving.move(
                questions=[question],
                bank=self.form.cleaned_data["bank"],
                by=self.request.user,
            )
        return question

    @cached_property
    def header_more_buttons(self):
        edit = reverse(self.edit_url_name, args=[quote(self.object.pk)])
        return [
            *super().header_more_buttons,
            retire_button(self.live_object, next_url=edit),
            *regrade_buttons(self.request.user, self.live_object),
            *history_buttons(self.live_object),
        ]

    def get_side_panels(self):
        panels = super().get_side_panels()
        panels.append(DuplicatesSidePanel(self.object, self.request))
        return panels


class QuestionInspectView(InspectView):
    """A question for who may read it, and not change it."""

    page_title = gettext_lazy("Question")
    template_name = "ce_quizzes/admin/question.html"

    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *history_buttons(self.object)]

    def get_context_data(self, **kwargs):
        look = Question.snippet_viewset.get_url_name("revisions_view")
        question = self.object
        revision = question.latest_revision_id
        return {
            **super().get_context_data(**kwargs),
            "question": question,
            "record": record_of(question),
            "looks": [
                {
                    "label": label,
                    "url": f"{reverse(look, args=[question.pk, revision])}?mode={mode}",
                }
                for mode, label in question.preview_modes
            ]
            if revision
            else [],
        }


class ReadableFilterForm(SearchFilterMixin, BaseFilterForm):
    """Searches what may be read; Wagtail's own can't search within such a list."""

    def filter(self, objects):
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching = True
        self.search_query = words
        return listing.matching(objects, words)


class Readable:
    """Views of a chooser that know only what their user may read."""

    filter_form_class = ReadableFilterForm

    def readable(self):
        policy = policy_registry.get_by_type(self.model_class)
        return policy.instances_user_has_permission_for(self.request.user, "view")

    def get_object_list(self):
        return self.readable()

    def get_object(self, pk):
        return self.readable().get(pk=pk)

    def get_objects(self, pks):
        return self.readable().filter(pk__in=pks)


class QuestionColumns:
    """Retired questions are chosen for nothing any more."""

    def get_object_list(self):
        return super().get_object_list().filter(retired_at=None).select_related("bank")

    @property
    def columns(self):
        return [
            *super().columns,
            Column("type", label=_("Type"), accessor=type_label),
            Column("bank", label=_("Bank")),
        ]


class QuestionChooseView(QuestionColumns, Readable, ChooseView):
    pass


class QuestionChooseResultsView(QuestionColumns, Readable, ChooseResultsView):
    pass


class ReadableChooseView(Readable, ChooseView):
    pass


class ReadableChooseResultsView(Readable, ChooseResultsView):
    pass


class ReadableChosenView(Readable, SnippetChosenView):
    pass


class ReadableChosenMultipleView(Readable, SnippetChosenMultipleView):
    pass


class ReadableChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ReadableChooseView
    choose_results_view_class = ReadableChooseResultsView
    chosen_view_class = ReadableChosenView
    chosen_multiple_view_class = ReadableChosenMultipleView


class QuestionChooserViewSet(ReadableChooserViewSet):
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = gettext_lazy("Questions")
    list_display = [
        "title",
        Column("type", label=gettext_lazy("Type"), accessor=type_label),
        Column("bank", label=gettext_lazy("Bank"), sort_key="bank__title"),
        Column("objective", label=gettext_lazy("Objective")),
        "difficulty",
        ReviewColumn("review_state", label=gettext_lazy("Review")),
        NumberColumn("quizzes", label=gettext_lazy("Quizzes")),
        FractionColumn("facility", percent, label=gettext_lazy("Right")),
        FractionColumn("discrimination", two_places, label=gettext_lazy("Discr.")),
    ]
    edit_handler = ObjectList(
        [*Question.panels, QuestionRecordPanel()], base_form_class=QuestionForm
    )
    filterset_class = QuestionFilterSet
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    inspect_view_class = QuestionInspectView
    inspect_template_name = "ce_quizzes/admin/question.html"
    chooser_viewset_class = QuestionChooserViewSet

    def get_urlpatterns(self):
        """Every pattern that names a question obeys its bank; see ``NEEDS``."""
        return [
            *guarded([*super().get_urlpatterns(), *history_urls], Question, NEEDS),
            # These look for themselves, in the one query that they make anyway.
            *of_questions,
        ]
