"""How a quiz did as a whole, with every version of a question that it asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from django.db.models import Exists, OuterRef, QuerySet, Value

from quizzes.models import Question, QuestionVersion

from . import analysis_numbers as numbers
from . import analysis_sql as sql
from .analysis_items import ItemAnalysis, item_of, medians
from .analysis_numbers import MIN_ATTEMPTS, MIN_SAMPLE, Caution, Sums
from .analysis_sql import BINS, Selection


@dataclass(frozen=True, slots=True)
class Bin:
    """Attempts with a score from ``low`` until before ``high``; the last has 1, too."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class QuizAnalysis:
    """How a quiz did. Scores are fractions from 0 to 1, as are ``sd`` and ``sem``."""

    attempts: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    alpha: float | None
    sem: float | None
    histogram: tuple[Bin, ...]
    items: tuple[ItemAnalysis, ...]
    warnings: tuple[Caution, ...]


def analyse_quiz(
    *, quiz_key: str, selection: Selection, readable: QuerySet[Question] | None = None
) -> QuizAnalysis:
    """Return the analysis of a quiz and all its versions of questions; three queries.

    Items are sorted by section, question and version; ``is_readable`` of each version
    says whether its question is one of ``readable`` (all are without).
    """
    attempts = selection.attempts().filter(quiz_key=quiz_key)
    scores = _Scores()
    by_version: dict[int, Sums] = defaultdict(Sums)
    by_section: dict[tuple[int, int], Sums] = defaultdict(Sums)
    for row in sql.quiz_rows(attempts):
        if isinstance(row, sql.ScoreRow):
            scores.add(row)
            continue
        found = Sums(*row.sums)
        by_version[row.version].add(found)
        by_section[row.section, row.version].add(found)
    times = medians(sql.time_rows(attempts))
    versions = _versions(by_version, readable)
    sections: dict[int, int] = {}
    for section, version in sorted(by_section):
        sections.setdefault(version, section)
    items = [
        item_of(version, [by_version[pk]], times) for pk, version in versions.items()
    ]
    items.sort(
        key=lambda item: (
            sections[item.version.pk],
            item.version.question_id,
            item.version.number,
        )
    )
    alpha, warnings = _alpha(scores, by_section, versions)
    told = scores.attempts >= MIN_ATTEMPTS
    sd = scores.sd if told else None
    return QuizAnalysis(
        attempts=scores.attempts,
        mean=scores.mean if told else None,
        median=scores.median if told else None,
        sd=sd,
        skewness=scores.skewness if scores.attempts >= MIN_SAMPLE else None,
        alpha=alpha,
        sem=None if alpha is None or sd is None else sd * sqrt(max(1 - alpha, 0.0)),
        histogram=scores.histogram,
        items=tuple(items),
        warnings=warnings,
    )


class _Scores:
    """What the classes of scores add up to."""

    def __init__(self) -> None:
        self.attempts = 0
        self.fewest = self.most = 0
        self.certainty = False
        self._counts = [0] * BINS
        self._powers = [0.0, 0.0, 0.0]
        self._points = [0.0, 0.0]
        self._lower: list[float] = []
        self._upper: list[float] = []

    def add(self, row: sql.ScoreRow) -> None:
        self._counts[min(row.place, BINS - 1)] += row.attempts
        self.attempts += row.attempts
        self._powers = _sum(self._powers, row.powers)
        self._points = _sum(self._points, row.points)
        self.fewest = min(row.fewest, self.fewest or row.fewest)
        self.most = max(row.most, self.most)
        self.certainty = self.certainty or row.certainty
        if row.lower_median is not None:
            self._lower.append(row.lower_median)
        if row.upper_median is not None:
            self._upper.append(row.upper_median)

    @property
    def median(self) -> float | None:
        # A class knows its lowest score at or above the middle; the lowest of all is it.
        if not self._lower:
            return None
        return (min(self._lower) + min(self._upper)) / 2

    @property
    def histogram(self) -> tuple[Bin, ...]:
        return tuple(
            Bin(index / BINS, (index + 1) / BINS, count)
            for index, count in enumerate(self._counts)
        )

    @property
    def mean(self) -> float | None:
        return self._powers[0] / self.attempts if self.attempts else None

    @property
    def sd(self) -> float:
        return sqrt(numbers.variance(self.attempts, self._powers[0], self._powers[1]))

    @property
    def skewness(self) -> float | None:
        return numbers.skewness(self.attempts, *self._powers)

    @property
    def variance_of_points(self) -> float:
        return numbers.variance(self.attempts, *self._points)


def _sum(ours: Sequence[float], more: Sequence[float]) -> list[float]:
    return [one + other for one, other in zip(ours, more, strict=True)]


def _alpha(
    scores: _Scores,
    by_section: dict[tuple[int, int], Sums],
    versions: dict[int, QuestionVersion],
) -> tuple[float | None, tuple[Caution, ...]]:
    """Return Cronbach's alpha of the quiz, and everything to be said of the quiz.

    A question that every attempt asked is an item. All others were drawn, or the quiz
    was changed: in their section they take each other's places, so that each place has
    the variance of all their answers together.
    """
    notes = [Caution.CERTAINTY] if scores.certainty else []
    n = scores.attempts
    if n < MIN_SAMPLE:
        return None, (Caution.FEW if n < MIN_ATTEMPTS else Caution.SMALL, *notes)
    if scores.fewest != scores.most:
        return None, (Caution.UNEVEN, *notes)
    if scores.most < 2:
        return None, (Caution.ONE_ITEM, *notes)
    if not scores.variance_of_points:
        return None, (Caution.NO_SPREAD, *notes)
    of_question: dict[int, Sums] = defaultdict(Sums)
    for (_section, version), sums in by_section.items():
        of_question[versions[version].question_id].add(sums)
    always = {pk for pk, sums in of_question.items() if sums.n == n}
    drawn: dict[int, Sums] = defaultdict(Sums)
    for (section, version), sums in by_section.items():
        if versions[version].question_id not in always:
            drawn[section].add(sums)
    variances = sum(
        numbers.variance(of_question[pk].n, of_question[pk].x, of_question[pk].xx)
        for pk in always
    )
    variances += sum(
        sums.n / n * numbers.variance(sums.n, sums.x, sums.xx)
        for sums in drawn.values()
    )
    alpha = numbers.alpha(
        items=scores.most,
        item_variances=variances,
        total_variance=scores.variance_of_points,
    )
    if drawn:
        notes.append(Caution.DRAWN)
    if alpha < 0:
        notes.append(Caution.ALPHA_NEGATIVE)
    return alpha, tuple(notes)


def _versions(
    wanted: Iterable[int], readable: QuerySet[Question] | None
) -> dict[int, QuestionVersion]:
    found = QuestionVersion.objects.filter(pk__in=list(wanted))
    rows = found.select_related("question").defer("content", "question__body")
    is_readable = (
        Value(True)
        if readable is None
        else Exists(readable.order_by().filter(pk=OuterRef("question")))
    )
    rows = rows.annotate(is_readable=is_readable)
    return {version.pk: version for version in rows}
