"""How one version of a question did, in one quiz or in all that asked it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from quizzes.models import QuestionVersion

from . import analysis_numbers as numbers
from . import analysis_sql as sql
from .analysis_numbers import MIN_ATTEMPTS, Caution, Sums
from .analysis_sql import Selection
from .analysis_tables import MOST_ANSWERS, AnswerRow, answer_table


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """How one version of a question did. A number is ``None`` where it means nothing.

    ``facility`` lies between 0 and 1, ``discrimination``, ``point_biserial`` (with the
    rest of the attempt) and ``uncorrected`` (with all of it) between -1 and 1;
    ``median_seconds`` is an estimate. ``rows`` are only there where asked for.
    """

    version: QuestionVersion
    attempts: int
    facility: float | None
    discrimination: float | None
    point_biserial: float | None
    uncorrected: float | None
    median_seconds: float | None
    warnings: tuple[Caution, ...]
    rows: tuple[AnswerRow, ...] = ()


def analyse_version(
    *,
    version: QuestionVersion,
    selection: Selection,
    quizzes: Collection[str] | None = None,
) -> ItemAnalysis:
    """Return the analysis of one version with its table of answers.

    Over the ``quizzes`` (keys) named: two queries. Over all that asked it: three.
    Learners are compared within each quiz.
    """
    asked = selection.attempts().filter(items__question_version=version)
    if quizzes is None:
        quizzes = list(asked.values_list("quiz_key", flat=True).distinct())
    asked = asked.filter(quiz_key__in=quizzes)
    compared = selection.attempts().filter(quiz_key__in=quizzes)
    by_quiz: dict[str, Sums] = defaultdict(Sums)
    answers = []
    for row in sql.version_rows(compared, version.pk, MOST_ANSWERS):
        if isinstance(row, sql.AnswerCount):
            answers.append(row)
        else:
            by_quiz[row.quiz_key].add(Sums(*row.sums))
    times = medians(sql.time_rows(asked, [version.pk]))
    item = item_of(version, by_quiz.values(), times)
    total = Sums()
    for found in by_quiz.values():
        total.add(found)
    return replace(
        item, rows=answer_table(version=version, answers=answers, sums=total)
    )


def item_of(
    version: QuestionVersion, quizzes: Iterable[Sums], times: dict[int, float]
) -> ItemAnalysis:
    found = numbers.item_numbers(quizzes)
    seconds = times.get(version.pk)
    warnings = found.cautions
    if seconds is None and found.attempts >= MIN_ATTEMPTS:
        warnings = (*warnings, Caution.UNTIMED)
    return ItemAnalysis(
        version=version,
        attempts=found.attempts,
        facility=found.facility,
        discrimination=found.discrimination,
        point_biserial=found.point_biserial,
        uncorrected=found.uncorrected,
        median_seconds=seconds,
        warnings=warnings,
    )


def medians(rows: Iterable[tuple[int, int, float, float]]) -> dict[int, float]:
    """Return the median of seconds by version, where enough answers were timed."""
    return {
        version: (float(low) + float(high)) / 2
        for version, answers, low, high in rows
        if answers >= MIN_ATTEMPTS
    }
