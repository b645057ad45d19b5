"""Where a question is used: what names it, what may draw it, who was asked it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Max, Min, Q
from django.db.models.functions import Cast
from wagtail.fields import StreamField
from wagtail.models import ReferenceIndex, Revision, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy

from media.pages import Page
from quizzes import types
from quizzes.blocks import PRACTICE_TAGS
from quizzes.models import AttemptItem, Question, QuizMixin

from . import drawing


@dataclass(frozen=True, slots=True)
class Place:
    """A page that uses a question. ``is_draft``: only its newest draft does.

    ``sections`` are the numbers of sections that may draw it. ``may_edit``: the person
    may open the page's editor.
    """

    page: Any
    is_draft: bool = False
    may_edit: bool = False
    sections: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """All uses of one question. ``asked`` counts attempts, running ones too."""

    quizzes: list[Place]
    drawing: list[Place]
    lessons: list[Place]
    asked: int
    first_asked: datetime | None
    last_asked: datetime | None
    regrades: list[Any]
    import_batch: Any


def usage_of(*, question: Question, user: Any) -> Usage:
    """Return where a question is used, and which of it ``user`` may open.

    Pages are those of the reference index, and drafts that name the question. A section
    may draw it if its filters fit and the question is published, not retired and not
    kept for checks. The number of queries depends on nothing but how many models of
    quizzes the host has.
    """
    named = _named(question)
    in_drafts = _in_drafts(question) - set(named)
    draws = dict(_drawn_by(question))
    pages = {
        page.pk: page
        for page in Page.objects.filter(pk__in={*named, *in_drafts, *draws})
        .select_related("content_type")
        .order_by("title", "pk")
    }
    quiz_kinds = {
        kind.pk for kind in ContentType.objects.get_for_models(*_quizzes()).values()
    }
    editable = _editable(pages, user)

    def places(pks: Any) -> list[Place]:
        return [
            Place(
                page=page,
                is_draft=pk in in_drafts and pk not in named,
                may_edit=pk in editable,
                sections=draws.get(pk, ()),
            )
            for pk, page in pages.items()
            if pk in pks
        ]

    uses = {*named, *in_drafts}
    quizzes = {pk for pk in uses if pages[pk].content_type_id in quiz_kinds}
    asked = AttemptItem.objects.filter(question_version__question=question).aggregate(
        count=Count("pk"),
        first=Min("attempt__started_at"),
        last=Max("attempt__started_at"),
    )
    return Usage(
        quizzes=places(quizzes),
        drawing=places(draws),
        lessons=places(uses - quizzes),
        asked=asked["count"],
        first_asked=asked["first"],
        last_asked=asked["last"],
        regrades=list(question.regrades.select_related("by", "question_version")),
        import_batch=question.import_batch,
    )


def _quizzes() -> list[Any]:
    return [model for model in get_page_models() if issubclass(model, QuizMixin)]


def _named(question: Question) -> set[int]:
    """Return the pages whose row names the question."""
    kinds = ContentType.objects.get_for_models(*get_page_models())
    found = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Question),
        to_object_id=str(question.pk),
        content_type__in=[kind.pk for kind in kinds.values()],
    )
    return {int(pk) for pk in found.values_list("object_id", flat=True)}


def _in_drafts(question: Question) -> set[int]:
    """Return pages whose newest draft names the question.

    The index knows what is published. Only drafts that hold the number at all are read.
    """
    unpublished = Page.objects.filter(Q(has_unpublished_changes=True) | Q(live=False))
    revisions = (
        Revision.objects.filter(
            pk__in=unpublished.order_by().values("latest_revision_id")
        )
        .annotate(text=Cast("content", CharField()))
        .filter(text__contains=str(question.pk))
    )
    models = {
        kind.pk: model
        for model, kind in ContentType.objects.get_for_models(
            *get_page_models()
        ).items()
    }
    return {
        int(revision.object_id)
        for revision in revisions.iterator(chunk_size=50)
        if (model := models.get(revision.content_type_id))
        and question.pk in _questions_in(model, revision.content)
    }


def _questions_in(model: Any, content: dict[str, Any]) -> Iterator[int]:
    for field in model._meta.get_fields():
        if isinstance(field, StreamField) and content.get(field.name):
            value = field.to_python(content[field.name])
            for to_model, pk, *_path in field.extract_references(value):
                if to_model is Question:
                    yield int(pk)


def _drawn_by(question: Question) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield live quizzes with the numbers of their sections that may draw the question."""
    tags = {tag.casefold() for tag in question.tags.names()}
    if not question.live or question.retired_at or tags.intersection(PRACTICE_TAGS):
        return
    if question.type_key in types.practice_only():
        return
    for model in _quizzes():
        rows = model._default_manager.filter(live=True).only("sections")
        for quiz in rows.iterator(chunk_size=200):
            fitting = tuple(
                number
                for number, plan in enumerate(
                    drawing.read_sections(quiz.sections), start=1
                )
                if plan.count and _fits(plan.filters or {}, question, tags)
            )
            if fitting:
                yield quiz.pk, fitting


def _fits(filters: Any, question: Question, tags: set[str]) -> bool:
    own = {
        "bank": question.bank_id,
        "objective": question.objective_id,
        "difficulty": question.difficulty,
    }
    return all(
        wanted.casefold() in tags if name not in own else own[name] == wanted
        for name, wanted in filters.items()
    )


def _editable(pages: dict[int, Any], user: Any) -> set[int]:
    """Return which of the pages a person may edit, in a query or two."""
    if not pages:
        return set()
    mine = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return set(mine.filter(pk__in=pages).values_list("pk", flat=True))
