"""What a list of questions can be narrowed by in the admin."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet

from media.people import display_name

from . import types
from .domain import banks, listing
from .enums import Difficulty, Judgement, ReviewState
from .models import ImportBatch, Objective, Question, QuestionTag


def type_choices():
    return [(known.key, known.label) for known in types.all_types()]


BANK, TAG, OBJECTIVE, IMPORT = "bank", "tag", "objective", "import_batch"


def options_of(user):
    """Return what may be chosen, by filter: (id, label) pairs, in two queries.

    Only banks, tags, authors and imports that the person's questions have.
    """
    questions = banks.readable_questions(user).order_by()
    inside = banks.readable(user).order_by()
    tagged = QuestionTag.objects.filter(content_object__in=questions.values("pk"))
    batches = ImportBatch.objects.filter(
        bank__in=inside.values("pk"), committed_at__isnull=False
    )
    rows = (
        _rows(BANK, inside, "title")
        .union(
            _rows(TAG, Tag.objects.filter(pk__in=tagged.values("tag")), "name"),
            _rows(OBJECTIVE, Objective.objects.all(), "text"),
            _rows(IMPORT, batches, "file_name", when=F("committed_at")),
            all=True,
        )
        .order_by()
    )
    options = {BANK: [], TAG: [], OBJECTIVE: [], IMPORT: []}
    for name, pk, label, when in rows:
        options[name].append((pk, f"{label}, {when:%Y-%m-%d}" if when else label))
    wrote = questions.exclude(author=None).values("author")
    people = get_user_model()._default_manager.filter(pk__in=wrote)
    options["author"] = [(person.pk, display_name(person)) for person in people]
    return {
        name: sorted(pairs, key=lambda pair: pair[1].casefold())
        for name, pairs in options.items()
    }


def _rows(name, queryset, label, when=None):
    return (
        queryset.order_by()
        .annotate(
            option=Value(name),
            option_label=Cast(label, CharField()),
            option_at=when or Cast(Value(None), DateTimeField()),
        )
        .values_list("option", "pk", "option_label", "option_at")
    )


class QuestionFilterSet(WagtailFilterSet):
    """Retired questions are left out unless they are asked for."""

    review = django_filters.ChoiceFilter(
        choices=ReviewState.choices,
        label=_("Review"),
        method="in_state",
        empty_label=_("All but retired"),
        widget=forms.RadioSelect,
    )
    type_key = django_filters.ChoiceFilter(choices=type_choices, label=_("Type"))
    bank = django_filters.ChoiceFilter(label=_("Bank"))
    tag = django_filters.MultipleChoiceFilter(
        method="with_tags",
        label=_("Tags"),
        help_text=_("Questions that have all of them."),
        widget=forms.CheckboxSelectMultiple,
    )
    objective = django_filters.ChoiceFilter(label=_("Objective"))
    difficulty = django_filters.ChoiceFilter(
        choices=Difficulty.choices, label=_("Difficulty")
    )
    used = django_filters.ChoiceFilter(
        choices=[("yes", _("Used")), ("no", _("Not used"))],
        label=_("In a quiz or lesson, or asked"),
        method="in_use",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    statistics = django_filters.ChoiceFilter(
        choices=Judgement.choices, label=_("Statistics"), method="by_statistics"
    )
    author = django_filters.ChoiceFilter(label=_("Author"))
    import_batch = django_filters.ChoiceFilter(label=_("Import"))

    class Meta:
        model = Question
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in options_of(self.request.user).items():
            self.filters[name].extra["choices"] = choices

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("review"):
            queryset = queryset.filter(retired_at__isnull=True)
        return super().filter_queryset(queryset)

    def in_state(self, queryset, name, value):
        return listing.with_review(queryset).filter(review_state=value)

    def with_tags(self, queryset, name, value):
        for tag in value:
            tagged = QuestionTag.objects.filter(content_object=OuterRef("pk"), tag=tag)
            queryset = queryset.filter(Exists(tagged))
        return queryset

    def in_use(self, queryset, name, value):
        return listing.used(queryset, value == "yes")

    def by_statistics(self, queryset, name, value):
        return listing.judged(queryset, value)


def listed(request, query):
    """Return the questions that the list shows its reader at ``?query``, on all pages."""
    data = QueryDict(query)
    questions = banks.readable_questions(request.user)
    filters = QuestionFilterSet(data, request=request)
    if not filters.is_valid():
        return questions.none()
    questions = filters.filter_queryset(questions)
    words = data.get("q", "").strip()
    return listing.matching(questions, words) if words else questions
