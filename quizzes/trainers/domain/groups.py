"""What a group of learners practiced, and what they got wrong."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count

from quizzes.trainers.models import PracticeRun

from .weak import trainers

# Below these a share says more about single people than about the group.
FEW_LEARNERS, FEW_RUNS = 5, 20
# Topics are counted in so many of the newest runs of a trainer.
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Missed:
    """A topic with the number of marked runs that got it wrong, and their share."""

    key: str
    label: str
    runs: int
    share: float


@dataclass(frozen=True, slots=True)
class Report:
    """One trainer. ``mean`` is of marked runs, 0 to 1, or ``None`` without any."""

    key: str
    label: str
    runs: int
    learners: int
    marked: int
    mean: float | None
    is_few: bool
    topics: list[Missed]


def report(
    *,
    learners: Any = None,
    trainer: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> list[Report]:
    """Return what was practiced, by trainer; one query, and one for each trainer.

    ``learners`` is a queryset of users' keys, ``until`` is not included. A trainer that
    nobody practiced is left out.
    """
    known: Mapping[str, Any] = trainers()
    runs = PracticeRun.objects.filter(trainer__in=[trainer] if trainer else known)
    if learners is not None:
        runs = runs.filter(learner__in=learners)
    if since is not None:
        runs = runs.filter(at__gte=since)
    if until is not None:
        runs = runs.filter(at__lt=until)
    rows = (
        runs.order_by()
        .values("trainer")
        .annotate(
            n=Count("pk"),
            people=Count("learner", distinct=True),
            marked=Count("fraction"),
            mean=Avg("fraction"),
        )
    )
    found = [
        Report(
            key=row["trainer"],
            label=str(known[row["trainer"]].label),
            runs=row["n"],
            learners=row["people"],
            marked=row["marked"],
            mean=None if row["mean"] is None else float(row["mean"]),
            is_few=row["people"] < FEW_LEARNERS or row["n"] < FEW_RUNS,
            topics=_topics(
                runs.filter(trainer=row["trainer"], fraction__isnull=False),
                known[row["trainer"]].topics,
            )
            if row["marked"]
            else [],
        )
        for row in rows
        if row["trainer"] in known
    ]
    return sorted(found, key=lambda one: one.label)


def _topics(runs, labels):
    rows = list(runs.order_by("-at", "-pk").values_list("missed", flat=True)[:COUNTED])
    counts = Counter(key for keys in rows for key in set(keys) if key in labels)
    return [
        Missed(key, str(labels[key]), count, count / len(rows))
        for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
