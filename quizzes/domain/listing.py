"""What a list of questions shows and is narrowed by, worked out by the database.

Every function takes a queryset of questions and returns one, so that a list costs the
same number of queries however long it is.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from wagtail.models import ReferenceIndex, WorkflowState, get_page_models
from wagtail.search.backends import get_search_backend

from media.models import ClinicalReview
from quizzes.enums import Judgement, ReviewState
from quizzes.models import AttemptItem, Question, QuestionVersion, QuizMixin

Questions = QuerySet[Question]

TOO_EASY, TOO_HARD, LOW_DISCRIMINATION = 0.9, 0.3, 0.2
KEY = Cast(OuterRef("pk"), CharField())


def with_review(questions: Questions) -> Questions:
    """Add ``review_state``, and ``reviewer_name`` and ``reviewed_at`` of a signature.

    The signature is the newest under what is live. A question waits for review while
    it is submitted, and while what is live carries no signature.
    """
    kind = ContentType.objects.get_for_model(Question)
    signatures = ClinicalReview.objects.filter(
        content_type=kind, object_key=KEY, revision_pk=OuterRef("live_revision_id")
    ).order_by("-reviewed_at", "-pk")
    submitted = WorkflowState.objects.filter(
        base_content_type=kind, object_id=KEY, status=WorkflowState.STATUS_IN_PROGRESS
    )
    return questions.annotate(
        reviewed_at=Subquery(signatures.values("reviewed_at")[:1]),
        reviewer_name=Subquery(signatures.values("reviewer_name")[:1]),
        review_state=Case(
            When(retired_at__isnull=False, then=Value(ReviewState.RETIRED)),
            When(Exists(submitted), then=Value(ReviewState.AWAITING)),
            When(live=False, then=Value(ReviewState.DRAFT)),
            When(Exists(signatures), then=Value(ReviewState.SIGNED)),
            default=Value(ReviewState.AWAITING),
            output_field=CharField(),
        ),
    )


def with_statistics(questions: Questions) -> Questions:
    """Add ``facility`` and ``discrimination`` of the newest version, as computed last."""
    newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    return questions.annotate(
        facility=Subquery(newest.values("statistics__facility")[:1]),
        discrimination=Subquery(newest.values("statistics__discrimination")[:1]),
    )


def with_quizzes(questions: Questions) -> Questions:
    """Add ``quizzes``: how many quiz pages name each question; drawing doesn't count."""
    kinds = ContentType.objects.get_for_models(
        *(model for model in get_page_models() if issubclass(model, QuizMixin))
    )
    naming = (
        _references()
        .filter(content_type__in=[kind.pk for kind in kinds.values()])
        .order_by()
        .values("to_object_id")
        .annotate(count=Count("object_id", distinct=True))
        .values("count")
    )
    return questions.annotate(
        quizzes=Coalesce(Subquery(naming, output_field=IntegerField()), 0)
    )


def used(questions: Questions, yes: bool = True) -> Questions:
    """Keep questions that a page names or somebody was asked, or else the others."""
    asked = AttemptItem.objects.filter(question_version__question=OuterRef("pk"))
    is_used = Exists(_references()) | Exists(asked)
    return questions.filter(is_used if yes else ~is_used)


def judged(questions: Questions, judgement: str) -> Questions:
    """Keep questions that the statistics of their newest version say this of."""
    questions = with_statistics(questions)
    return questions.filter(
        {
            Judgement.EASY: Q(facility__gt=TOO_EASY),
            Judgement.HARD: Q(facility__lt=TOO_HARD),
            Judgement.LOW: Q(discrimination__lt=LOW_DISCRIMINATION),
            Judgement.NEGATIVE: Q(discrimination__lt=0),
            Judgement.NONE: Q(facility__isnull=True),
        }[Judgement(judgement)]
    )


def matching(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Keep rows that have all ``words`` in what is indexed, or words that begin so.

    The search goes over the whole model and is narrowed afterwards: a search backend
    can't filter by what other tables say.
    """
    # On SQLite a quotation mark ends the quoted word that the backend makes of it.
    words = words.replace('"', " ").strip()
    if not words:
        return rows.none()
    found: Any = get_search_backend().autocomplete(
        words, rows.model._default_manager.all(), order_by_relevance=False
    )
    if hasattr(found, "get_queryset"):
        return rows.filter(pk__in=found.get_queryset().order_by().values("pk"))
    return rows.filter(pk__in=[row.pk for row in found])


def _references() -> QuerySet[ReferenceIndex]:
    """Return the pages' references to the question of the outer query."""
    kind = ContentType.objects.get_for_model(Question)
    pages = ContentType.objects.get_for_models(*get_page_models())
    return ReferenceIndex.objects.filter(
        to_content_type=kind,
        to_object_id=KEY,
        content_type__in=[page.pk for page in pages.values()],
    )
