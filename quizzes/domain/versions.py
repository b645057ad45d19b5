"""Which published versions there are to ask."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from quizzes import types
from quizzes.blocks import PRACTICE_TAGS
from quizzes.models import Question, QuestionVersion


def askable() -> QuerySet[Question]:
    """Return the questions that are published and have a version."""
    frozen = QuestionVersion.objects.filter(question=OuterRef("pk"))
    return Question.objects.filter(Exists(frozen), live=True)


def drawable() -> QuerySet[Question]:
    """Return the questions a draw may take: what stands in lessons shows its answer."""
    found = askable().exclude(type_key__in=types.practice_only())
    for tag in PRACTICE_TAGS:
        found = found.exclude(tagged_items__tag__name__iexact=tag)
    return found


def asked_of(question_ids: Iterable[int]) -> set[int]:
    """Return those of the questions that a quiz naming them asks, in one query."""
    found = askable().filter(pk__in=list(question_ids))
    found = found.exclude(type_key__in=types.practice_only())
    return set(found.values_list("pk", flat=True))


def newest(question_ids: Iterable[int]) -> dict[int, QuestionVersion]:
    """Return the newest version of each published question, in one query.

    None of what only lessons ask.
    """
    latest = (
        QuestionVersion.objects.filter(question=OuterRef("question"))
        .order_by("-number")
        .values("pk")[:1]
    )
    found = QuestionVersion.objects.filter(
        question_id__in=list(question_ids), question__live=True, pk=Subquery(latest)
    ).exclude(type__in=types.practice_only())
    found = found.select_related("figure_version")
    return {version.question_id: version for version in found}
