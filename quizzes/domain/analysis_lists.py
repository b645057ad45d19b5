"""Which quizzes and versions there is something to say about."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, QuizPage

from .analysis_sql import Selection

# PostgreSQL takes no text with it, so nothing is called so.
NUL = "\x00"
MOST = 2**63 - 1


def quizzes(*, limit: int) -> list[dict[str, Any]]:
    """Return key, title, attempts and last day of the quizzes that were taken.

    The last taken first; practice and discarded attempts don't count. One query.
    """
    found = (
        Selection(first_only=False)
        .attempts()
        .values("quiz_key")
        .annotate(
            title=Max("quiz_title"), attempts=Count("pk"), last=Max("submitted_at")
        )
        .order_by("-last", "quiz_key")[:limit]
    )
    return [
        {
            "key": row["quiz_key"],
            "title": row["title"],
            "attempts": row["attempts"],
            "last": row["last"],
        }
        for row in found
    ]


def quiz(*, key: str) -> dict[str, Any] | None:
    """Return key, title and pass mark of a quiz that was taken, or has a page.

    The page's where it still exists, else of the newest attempt. ``None`` for no quiz.
    """
    if NUL in key:
        return None
    newest = (
        Attempt.objects.filter(quiz_key=key)
        .select_related("quiz")
        .order_by("-pk")
        .first()
    )
    page = newest.quiz if newest is not None else _page(key)
    if page is not None:
        return {"key": key, "title": page.title, "pass_mark": page.pass_mark}
    if newest is not None:
        mark = newest.rules.get("pass_mark")
        return {"key": key, "title": newest.quiz_title, "pass_mark": mark}
    return None


def versions(*, question: int, readable: QuerySet[Question]) -> list[QuestionVersion]:
    """Return the versions of a question, the newest first; none of an unreadable one.

    ``is_asked`` of each says whether any submitted attempt asked it. One query.
    """
    items = AttemptItem.objects.filter(
        question_version=OuterRef("pk"), attempt__submitted_at__isnull=False
    )
    if question > MOST:
        return []
    found = QuestionVersion.objects.filter(
        question=question, question__in=readable.order_by()
    )
    found = found.select_related("question").defer("question__body")
    return list(found.annotate(is_asked=Exists(items)).order_by("-number"))


def quizzes_of(*, version: QuestionVersion) -> list[dict[str, Any]]:
    """Return key and title of the quizzes that asked a version, by title."""
    found = (
        Selection(first_only=False)
        .attempts()
        .filter(items__question_version=version)
        .values("quiz_key")
        .annotate(title=Max("quiz_title"))
        .order_by("title", "quiz_key")
    )
    return [{"key": row["quiz_key"], "title": row["title"]} for row in found]


def version_keys(*, quiz_key: str, question: str) -> list[int]:
    """Return the keys of all versions that a quiz asked, or a question has."""
    if question.isascii() and question.isdecimal() and len(question) < 19:
        found = QuestionVersion.objects.filter(question=int(question))
        return list(found.values_list("pk", flat=True))
    if NUL in quiz_key:
        return []
    items = AttemptItem.objects.filter(attempt__quiz_key=quiz_key)
    return list(items.order_by().values_list("question_version", flat=True).distinct())


def _page(key: str) -> QuizPage | None:
    try:
        return QuizPage.objects.filter(translation_key=UUID(key)).first()
    except ValueError:
        return None
