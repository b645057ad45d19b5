"""The numbers of item and quiz analysis, from sums that the database made.

Formulas, sources and conventions: ``docs/algorithms/statistics.md``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import sqrt

from django.db import models
from django.utils.translation import gettext_lazy as _

# Conventions: below these sizes a number would say more of chance than of the question.
MIN_ATTEMPTS = 10
MIN_SAMPLE = 30
MIN_THIRD = 5
# Sums of squares below this, for each value, are rounding and no spread.
NO_SPREAD = 1e-12
# Conventions as well: a discrimination below the one, a facility outside the others.
LOW, HARD, EASY = 0.2, 0.2, 0.95


class Caution(models.TextChoices):
    """Why a number is missing, or what it should make one look at."""

    FEW = "few", _("Fewer than 10 attempts: no number would mean anything.")
    SMALL = (
        "small",
        _("Fewer than 30 attempts: too few for discrimination, correlation and alpha."),
    )
    THIRDS = "thirds", _("Too few of those asked are in the upper or lower third.")
    NO_SPREAD = (
        "no_spread",
        _("All scores are the same, so nothing sets learners apart."),
    )
    SAME_MARK = "same_mark", _("Everyone got the same mark, so it sets nobody apart.")
    ALONE = "alone", _("It is the only question, so there is no rest to compare with.")
    UNTIMED = "untimed", _("Too few answers were timed.")
    NEGATIVE = (
        "negative",
        _(
            "Those who did well otherwise did worse here: look at the key and the wording."
        ),
    )
    LOW = "low", _("It sets learners apart too little: discrimination below 0.2.")
    HARD = "hard", _("Very few marks were earned: too hard, or unclear?")
    EASY = "easy", _("Nearly everyone is right: is it worth asking?")
    ONE_ITEM = "one_item", _("Alpha needs at least two questions.")
    UNEVEN = (
        "uneven",
        _(
            "The attempts don’t all ask the same number of questions: there is no alpha."
        ),
    )
    ALPHA_NEGATIVE = (
        "alpha_negative",
        _("Alpha is below 0: the questions don’t measure one thing, or it is chance."),
    )
    DRAWN = (
        "drawn",
        _("Questions were drawn or changed; alpha takes those of a section for alike."),
    )
    CERTAINTY = (
        "certainty",
        _("Learners said how certain they were; the numbers here leave that out."),
    )
    QUIZZES = (
        "quizzes",
        _("Asked in several quizzes; learners are compared within each."),
    )


@dataclass(slots=True)
class Sums:
    """Sums over the answers to one version in one quiz.

    ``f``: fraction, ``r``: fraction of the rest of the attempt, ``t``: fraction of the
    whole, ``x``: points; ``u`` and ``l``: weight in the upper and lower third.
    ``rests`` counts answers that have a rest.
    """

    n: float = 0
    f: float = 0
    ff: float = 0
    rests: float = 0
    r: float = 0
    rr: float = 0
    fr: float = 0
    t: float = 0
    tt: float = 0
    ft: float = 0
    u: float = 0
    uf: float = 0
    l: float = 0  # noqa: E741  the lower third, as in the formulas
    lf: float = 0
    x: float = 0
    xx: float = 0

    def add(self, other: "Sums") -> None:
        for field in fields(self):
            mine, more = getattr(self, field.name), getattr(other, field.name)
            setattr(self, field.name, mine + more)


@dataclass(frozen=True, slots=True)
class ItemNumbers:
    """What a version comes to; ``None`` where the sample is too small to say."""

    attempts: int
    facility: float | None
    discrimination: float | None
    point_biserial: float | None
    uncorrected: float | None
    cautions: tuple[Caution, ...]


def item_numbers(quizzes: Iterable[Sums]) -> ItemNumbers:
    """Return the numbers of one version from its sums in each quiz."""
    quizzes = list(quizzes)
    total = Sums()
    for sums in quizzes:
        total.add(sums)
    if total.n < MIN_ATTEMPTS:
        return ItemNumbers(int(total.n), None, None, None, None, (Caution.FEW,))
    facility = min(max(total.f / total.n, 0.0), 1.0)
    cautions = [Caution.QUIZZES] if len(quizzes) > 1 else []
    discrimination = corrected = uncorrected = None
    if total.n < MIN_SAMPLE:
        cautions.append(Caution.SMALL)
    else:
        spread = sum(squares(s.n, s.t, s.tt) for s in quizzes)
        if spread <= NO_SPREAD * total.n:
            cautions.append(Caution.NO_SPREAD)
        elif min(total.u, total.l) < MIN_THIRD:
            cautions.append(Caution.THIRDS)
        else:
            discrimination = total.uf / total.u - total.lf / total.l
        if total.rests < total.n:
            cautions.append(Caution.ALONE)
        else:
            corrected = correlation((s.n, s.f, s.ff, s.r, s.rr, s.fr) for s in quizzes)
            uncorrected = correlation(
                (s.n, s.f, s.ff, s.t, s.tt, s.ft) for s in quizzes
            )
        mark_spread = sum(squares(s.n, s.f, s.ff) for s in quizzes)
        if mark_spread <= NO_SPREAD * total.n:
            cautions.append(Caution.SAME_MARK)
        if min(discrimination or 0, corrected or 0) < 0:
            cautions.append(Caution.NEGATIVE)
        elif discrimination is not None and discrimination < LOW:
            cautions.append(Caution.LOW)
    if facility < HARD:
        cautions.append(Caution.HARD)
    elif facility > EASY:
        cautions.append(Caution.EASY)
    return ItemNumbers(
        int(total.n), facility, discrimination, corrected, uncorrected, tuple(cautions)
    )


def squares(n: float, total: float, total_of_squares: float) -> float:
    """Return the sum of squared deviations from the mean."""
    return max(total_of_squares - total * total / n, 0.0) if n else 0.0


def variance(n: float, total: float, total_of_squares: float) -> float:
    """Return the sample variance (n - 1); 0 where there is no spread."""
    found = squares(n, total, total_of_squares)
    return found / (n - 1) if n > 1 and found > NO_SPREAD * n else 0.0


def correlation(
    groups: Iterable[tuple[float, float, float, float, float, float]],
) -> float | None:
    """Return the product-moment correlation of x and y, pooled within groups.

    Each group is n, sum of x, of x², of y, of y², of xy. ``None`` without spread.
    """
    xx = yy = xy = count = 0.0
    for n, x, x2, y, y2, products in groups:
        xx += squares(n, x, x2)
        yy += squares(n, y, y2)
        xy += products - x * y / n
        count += n
    if min(xx, yy) <= NO_SPREAD * count:
        return None
    return max(-1.0, min(1.0, xy / sqrt(xx * yy)))


def alpha(*, items: int, item_variances: float, total_variance: float) -> float:
    """Return Cronbach's alpha; ``items`` and ``total_variance`` are not 0."""
    return items / (items - 1) * (1 - item_variances / total_variance)


def skewness(n: int, s1: float, s2: float, s3: float) -> float | None:
    """Return the adjusted Fisher-Pearson skewness from sums of powers."""
    spread = squares(n, s1, s2)
    if n < 3 or spread <= NO_SPREAD * n:
        return None
    mean = s1 / n
    third = s3 - 3 * mean * s2 + 2 * n * mean**3
    deviation = sqrt(spread / (n - 1))
    return n / ((n - 1) * (n - 2)) * third / deviation**3
