"""The versions of a question, with what is known of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Min
from wagtail.log_actions import registry

from media.models import ClinicalReview
from media.people import display_name
from quizzes.models import AttemptItem, Question, QuestionVersion, freezing

from .comparing import Stated


@dataclass(frozen=True, slots=True)
class Known:
    """A version, who published it, who signed it, and how often it was asked.

    ``publisher`` is "" where no person did, or nobody knows. ``statistics`` are as they
    were computed last, or ``None``.
    """

    version: QuestionVersion
    publisher: str = ""
    signatures: list[ClinicalReview] = field(default_factory=list)
    asked: int = 0
    first_asked: datetime | None = None
    last_asked: datetime | None = None
    statistics: Any = None


def versions_of(*, question: Question) -> list[Known]:
    """Return all versions of a question, the newest first; four queries.

    Publishing is logged right after a version is frozen. What is published again
    unchanged makes no version, so that all revisions published until the next version
    belong to one, and so do the signatures under them.
    """
    versions = list(
        question.versions.select_related("statistics", "figure_version")
        .defer("content", "figure_version__svg", "figure_version__content")
        .order_by("number")
    )
    published = list(
        registry.get_logs_for_instance(question)
        .filter(action="wagtail.publish")
        .select_related("user")
        .order_by("timestamp", "pk")
    )
    signatures = ClinicalReview.objects.filter(
        content_type=question.get_base_content_type(), object_key=str(question.pk)
    ).order_by("reviewed_at", "pk")
    by_revision: dict[int, list[ClinicalReview]] = {}
    for review in signatures:
        by_revision.setdefault(review.revision_pk, []).append(review)
    asked = {
        row["question_version"]: row
        for row in AttemptItem.objects.filter(question_version__question=question)
        .order_by()
        .values("question_version")
        .annotate(
            count=Count("pk"),
            first=Min("attempt__started_at"),
            last=Max("attempt__started_at"),
        )
    }
    found = []
    for version, logs in _with_logs(versions, published):
        row: Any = asked.get(version.pk, {})
        found.append(
            Known(
                version=version,
                publisher=_publisher(logs),
                signatures=_once(
                    review
                    for revision in {log.revision_id for log in logs}
                    for review in by_revision.get(revision, [])
                ),
                asked=row.get("count", 0),
                first_asked=row.get("first"),
                last_asked=row.get("last"),
                statistics=getattr(version, "statistics", None),
            )
        )
    return found[::-1]


def stated(version: QuestionVersion) -> Stated:
    """Return what a version says, to be compared."""
    figure = version.figure_version
    return Stated(version.type, version.content, str(figure) if figure else "")


def draft_of(*, question: Question) -> tuple[Stated, Any] | None:
    """Return what the newest draft would be frozen as now, and its figure's version.

    ``None`` for a draft that has no type yet.
    """
    draft = question.get_latest_revision_as_object()
    figure = draft.figure.current_version() if draft.figure_id else None
    try:
        content = freezing.version_content(draft)
    except ValidationError:
        return None
    kind = draft.body[0].block_type
    return Stated(kind, content, str(figure) if figure else ""), figure


def _with_logs(
    versions: list[QuestionVersion], published: list[Any]
) -> Iterator[tuple[QuestionVersion, list[Any]]]:
    for version, following in zip_longest(versions, versions[1:]):
        end = following and following.published_at
        yield (
            version,
            [
                log
                for log in published
                if log.timestamp >= version.published_at
                and (end is None or log.timestamp < end)
            ],
        )


def _publisher(logs: list[Any]) -> str:
    """Return who published first; the others published the same again."""
    if not logs or logs[0].user_id is None:
        return ""
    return display_name(logs[0].user)


def _once(reviews: Iterator[ClinicalReview]) -> list[ClinicalReview]:
    """Return signatures once, though they were carried over to further revisions."""
    found: dict[Any, ClinicalReview] = {}
    for review in sorted(reviews, key=lambda each: (each.reviewed_at, each.pk)):
        found.setdefault((review.reviewer_id, review.reviewed_at), review)
    return list(found.values())
