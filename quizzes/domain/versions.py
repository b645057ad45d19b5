"""Which published versions there are to ask."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from quizzes.blocks import CHECK_TAG
from quizzes.models import Question, QuestionVersion


def askable() -> QuerySet[Question]:
    """Return the questions that are published and have a version."""
    frozen = QuestionVersion.objects.filter(question=OuterRef("pk"))
    return Question.objects.filter(Exists(frozen), live=True)


def drawable() -> QuerySet[Question]:
    """Return the questions a draw may take: knowledge checks show their answers."""
    return askable().exclude(tagged_items__tag__name__iexact=CHECK_TAG)


def newest(question_ids: Iterable[int]) -> dict[int, QuestionVersion]:
    """Return the newest version of each published question, in one query."""
    latest = (
        QuestionVersion.objects.filter(question=OuterRef("question"))
        .order_by("-number")
        .values("pk")[:1]
    )
    found = QuestionVersion.objects.filter(
        question_id__in=list(question_ids), question__live=True, pk=Subquery(latest)
    ).select_related("figure_version")
    return {version.question_id: version for version in found}
