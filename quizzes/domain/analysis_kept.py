"""The numbers of first attempts, kept beside each version for lists and filters."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from quizzes.models import ItemStatistics

from . import analysis_numbers as numbers
from . import analysis_sql as sql
from .analysis_items import medians
from .analysis_numbers import Sums
from .analysis_sql import Selection

BATCH = 500


def refresh(*, at: datetime, versions: Sequence[int] | None = None) -> int:
    """Compute ``ItemStatistics`` of first attempts anew; return how many versions.

    Of all versions, or of those named by key. What was not asked (any more) has no
    row afterwards. Goes through the quizzes one by one, so that memory stays small.
    """
    attempts = Selection().attempts()
    asked = attempts
    if versions is not None:
        asked = asked.filter(items__question_version__in=versions)
    quizzes = list(asked.values_list("quiz_key", flat=True).distinct())
    found: dict[int, list[Sums]] = defaultdict(list)
    for quiz in quizzes:
        mine: dict[int, Sums] = defaultdict(Sums)
        of_quiz = attempts.filter(quiz_key=quiz)
        for row in sql.item_rows(of_quiz, versions):
            mine[row.version].add(Sums(*row.sums))
        for version, total in mine.items():
            found[version].append(total)
    times = (
        medians(sql.time_rows(asked.distinct(), versions, newest=None)) if found else {}
    )
    rows = [
        _statistics(version, quizzes_of, times, at)
        for version, quizzes_of in found.items()
    ]
    fields = ["attempts", "facility", "discrimination", "point_biserial", "seconds"]
    ItemStatistics.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["question_version"],
        update_fields=[*fields, "computed_at"],
    )
    old = ItemStatistics.objects.filter(computed_at__lt=at)
    if versions is not None:
        old = old.filter(question_version__in=versions)
    old.delete()
    return len(rows)


def _statistics(
    version: int, quizzes: list[Sums], times: dict[int, float], at: datetime
) -> ItemStatistics:
    found = numbers.item_numbers(quizzes)
    return ItemStatistics(
        question_version_id=version,
        attempts=found.attempts,
        facility=found.facility,
        discrimination=found.discrimination,
        point_biserial=found.point_biserial,
        seconds=times.get(version),
        computed_at=at,
    )
