"""What several attempts come to: the result that counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from quizzes.enums import Counting
from quizzes.models import Attempt

from .marking import STORED, is_pass


@dataclass(frozen=True, slots=True)
class Result:
    """What counts. ``fraction`` is ``None`` while there is nothing, or it must wait.

    ``attempt`` is the one that made it; ``None`` for a mean. ``count`` is how many
    attempts were marked and count.
    """

    fraction: Decimal | None
    passed: bool
    attempt: Attempt | None
    count: int = 0


def result(
    attempts: Iterable[Attempt], counting: str, pass_mark: int | Decimal
) -> Result:
    """Return what ``attempts`` of one learner and scope come to, in any order.

    Practice, discarded and unsubmitted attempts are left out. Where the first or the
    last counts and it waits for a person, or the mean does and any waits, there is no
    result yet: what it will be is not known. Of equally good ones the earliest is the
    best. ``pass_mark`` is percent.
    """
    submitted = sorted(
        (
            attempt
            for attempt in attempts
            if attempt.submitted_at is not None
            and not (attempt.practice or attempt.discarded)
        ),
        key=lambda attempt: attempt.number,
    )
    marked = [attempt for attempt in submitted if attempt.fraction is not None]
    if not marked:
        return Result(None, False, None)
    chosen: Attempt | None
    if counting == Counting.MEAN:
        chosen, fraction = None, _mean(marked) if marked == submitted else None
    else:
        chosen = {
            Counting.FIRST: submitted[0],
            Counting.LAST: submitted[-1],
            Counting.BEST: max(marked, key=lambda a: (a.fraction, -a.number)),
        }[Counting(counting)]
        fraction = chosen.fraction
    passed = fraction is not None and is_pass(fraction=fraction, pass_mark=pass_mark)
    return Result(fraction, passed, chosen, len(marked))


def _mean(marked: list[Attempt]) -> Decimal:
    fractions = [attempt.fraction for attempt in marked if attempt.fraction is not None]
    mean = sum(fractions, Decimal(0)) / len(fractions)
    return mean.quantize(STORED, ROUND_HALF_UP)
