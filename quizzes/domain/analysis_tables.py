"""The table of answers to one version: who gave which, in the upper and lower third."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from quizzes.models import QuestionVersion

from .analysis_numbers import MIN_SAMPLE, MIN_THIRD, Sums
from .analysis_sql import AnswerCount

# Distinct answers that are looked at one by one; the rest is counted together.
MOST_ANSWERS = 200
MOST_CHARACTERS = 200
NO_ANSWER, OTHER, OWN = "no-answer", "other", "own-words"


@dataclass(slots=True)
class AnswerRow:
    """An answer, or a part of one, and who gave it.

    ``share`` is of all who were asked, ``upper`` and ``lower`` of those in each third
    of all attempts; an answer with several parts counts in several rows. ``right`` is
    ``None`` where the row alone does not say.
    """

    key: str
    label: str
    right: bool | None
    count: int = 0
    share: float = 0.0
    upper: float | None = 0.0
    lower: float | None = 0.0

    def add(self, count: int, upper: float, lower: float) -> None:
        self.count += count
        self.upper = (self.upper or 0.0) + upper
        self.lower = (self.lower or 0.0) + lower

    def divide(self, sums: Sums) -> None:
        """Make shares of weights; of thirds only where they are large enough."""
        self.share = self.count / sums.n if sums.n else 0.0
        large = sums.n >= MIN_SAMPLE and min(sums.u, sums.l) >= MIN_THIRD
        self.upper = _share(self.upper, sums.u) if large else None
        self.lower = _share(self.lower, sums.l) if large else None


def answer_table(
    *, version: QuestionVersion, answers: Iterable[AnswerCount], sums: Sums
) -> tuple[AnswerRow, ...]:
    """Return the table of answers to ``version``, whose sums over all quizzes these are.

    ``answers`` are the most frequent ones; what is missing in ``sums`` is counted
    together. Rows that the type always shows come first, then others by frequency,
    those without an answer last.
    """
    question_type, content = version.question_type, version.body
    shown = {
        key: AnswerRow(key, label, right)
        for key, label, right in question_type.tally(content, None)
    }
    written: dict[str, AnswerRow] = {}
    own = AnswerRow(OWN, _("In their own words"), None)
    other = AnswerRow(OTHER, _("All other answers"), None)
    nothing = AnswerRow(NO_ANSWER, _("No answer"), None)
    left = [float(sums.n), sums.u, sums.l]
    for answer in answers:
        weight = (answer.count, answer.upper, answer.lower)
        left = [rest - part for rest, part in zip(left, weight, strict=True)]
        if answer.response is None:
            nothing.add(*weight)
            continue
        parts = question_type.tally(content, answer.response)
        for key, label, right in parts:
            row = shown.get(key) or written.setdefault(
                key, AnswerRow(key, Truncator(label).chars(MOST_CHARACTERS), right)
            )
            row.add(*weight)
        if not parts:
            own.add(*weight)
    other.add(round(left[0]), left[1], left[2])
    rows = [
        *shown.values(),
        *sorted(written.values(), key=lambda row: -row.count),
        *(row for row in (own, other, nothing) if row.count),
    ]
    for row in rows:
        row.divide(sums)
    return tuple(rows)


def _share(weight: float | None, whole: float) -> float:
    # Sums of parts may miss 0 and 1 by the rounding of the last place.
    return min(max((weight or 0.0) / whole, 0.0), 1.0)
