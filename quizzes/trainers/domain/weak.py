"""What a learner keeps getting wrong in practice, where there is enough to say so."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from quizzes.domain import checks, versions
from quizzes.trainers.models import PracticeRun
from quizzes.trainers.types.base import TrainerType
from quizzes.types import all_types

# So many of the newest runs of each trainer are looked at.
LAST = 20
# With fewer of them nothing is said, nor of what was missed only once.
ENOUGH = 5
OFTEN = 2
# A trend needs runs in both halves, and a difference that chance makes less often.
ENOUGH_FOR_TREND = 10
CLEAR = 3
BETTER, WORSE = "better", "worse"


@dataclass(frozen=True, slots=True)
class Spot:
    """A topic: ``missed`` in so many of the last ``runs``; ``trend`` may be ``""``."""

    key: str
    label: str
    missed: int
    runs: int
    trend: str


@dataclass(slots=True)
class Practiced:
    """One trainer: all ``runs``, and the spots of the last ones, the weakest first.

    ``is_enough`` says whether there were enough to tell. ``labs``: (title, token).
    """

    key: str
    label: str
    runs: int
    last_at: dt.datetime
    is_enough: bool = False
    is_marked: bool = True
    spots: list[Spot] = field(default_factory=list)
    labs: list[tuple[str, str]] = field(default_factory=list)


def trainers() -> dict[str, TrainerType]:
    """Return the trainers that this site knows."""
    return {found.key: found for found in all_types() if isinstance(found, TrainerType)}


def weak_spots(*, learner: Any, at: dt.datetime) -> list[Practiced]:
    """Return what ``learner`` practiced up to ``at``, the last practiced first.

    Three queries, however many runs there are. Runs of trainers that the site no longer
    has are left out.
    """
    known = trainers()
    runs = PracticeRun.objects.filter(learner=learner, at__lte=at, trainer__in=known)
    totals = runs.order_by().values("trainer").annotate(n=Count("pk"), last=Max("at"))
    found = {
        row["trainer"]: Practiced(
            key=row["trainer"],
            label=str(known[row["trainer"]].label),
            runs=row["n"],
            last_at=row["last"],
            is_marked=not known[row["trainer"]].practice_only,
        )
        for row in totals
    }
    newest = _newest(runs)
    for key, practiced in found.items():
        rows = [run for run in newest if run.trainer == key]
        marked = [run.missed for run in rows if run.fraction is not None]
        practiced.is_enough = len(marked) >= ENOUGH
        if practiced.is_enough:
            practiced.spots = spots_of(missed=marked, topics=known[key].topics)
    _add_labs(found, newest)
    return sorted(found.values(), key=lambda one: one.last_at, reverse=True)


def spots_of(*, missed: Sequence[Sequence[str]], topics: Any) -> list[Spot]:
    """Return the topics that were missed more than once, the weakest first.

    ``missed`` has the topics of each run, the newest first. Unknown ones are left out.
    """
    counts = Counter(key for keys in missed for key in set(keys) if key in topics)
    spots = [
        Spot(key, str(topics[key]), count, len(missed), trend_of(key, missed))
        for key, count in counts.items()
        if count >= OFTEN
    ]
    return sorted(spots, key=lambda spot: (-spot.missed, spot.key))


def trend_of(key: str, missed: Sequence[Sequence[str]]) -> str:
    """Compare the newer half with the older one; ``""`` where the difference is small.

    Of an odd number of runs the one in the middle is left out.
    """
    if len(missed) < ENOUGH_FOR_TREND:
        return ""
    half = len(missed) // 2
    newer, older = (
        sum(key in keys for keys in part) for part in (missed[:half], missed[-half:])
    )
    if older - newer >= CLEAR:
        return BETTER
    return WORSE if newer - older >= CLEAR else ""


def _newest(runs):
    """Return the newest runs of each trainer, the newest first; one query."""
    number = Window(
        RowNumber(),
        partition_by=F("trainer"),
        order_by=[F("at").desc(), F("pk").desc()],
    )
    return list(
        runs.annotate(number=number)
        .filter(number__lte=LAST)
        .select_related("question_version__question")
        .defer("question_version__content", "question_version__question__body")
        .order_by("-at", "-pk")
    )


def _add_labs(found, newest):
    """Name the labs that were practiced and can be practiced again; one query."""
    asked = {
        run.question_version.question_id: run
        for run in newest
        if run.question_version is not None
    }
    for question, version in versions.newest(asked).items():
        run = asked[question]
        if version.type == run.trainer and not checks.is_by_person(version):
            title = run.question_version.question.title
            found[run.trainer].labs.append((title, checks.token_for(version)))
