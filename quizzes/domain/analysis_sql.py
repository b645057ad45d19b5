"""What item analysis asks of the database: sums, in one pass over the answers.

All of it runs on SQLite and PostgreSQL, and returns a row for each question version,
score class or distinct answer, never one for each attempt.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import QuerySet

from quizzes.models import Attempt, AttemptItem, ResponseEvent

# Scores are told apart to eight places, so that rounding makes no ties and breaks none.
PLACES = 100_000_000
BINS = 20
# Times are an estimate: a median of so many attempts, the newest, is as good as of all.
TIMED = 2000


@dataclass(frozen=True, slots=True)
class Selection:
    """Which attempts count: those submitted from ``since`` until before ``until``.

    ``first_only``: each learner's first attempt in each scope.
    """

    first_only: bool = True
    since: datetime | None = None
    until: datetime | None = None

    def attempts(self) -> QuerySet[Attempt]:
        """Return attempts that are marked as a whole and count."""
        found = Attempt.objects.filter(
            submitted_at__isnull=False,
            fraction__isnull=False,
            practice=False,
            discarded=False,
        )
        if self.first_only:
            found = found.filter(number=1)
        if self.since is not None:
            found = found.filter(submitted_at__gte=self.since)
        if self.until is not None:
            found = found.filter(submitted_at__lt=self.until)
        return found.order_by()


TABLES = {
    "item": AttemptItem._meta.db_table,
    "event": ResponseEvent._meta.db_table,
    "places": PLACES,
    "step": PLACES // BINS,
    "fraction": "CAST(i.fraction AS double precision)",
    "mark": "CAST(i.max_mark AS double precision)",
}
# Attempts that tie at the edge of a third share what is left of it: the place of the
# attempt among the others does not depend on the order of rows.
WEIGHTED = """
WITH chosen AS ({chosen}),
totals AS (
    SELECT i.attempt_id, chosen.quiz_key, COUNT(*) AS items,
        SUM({fraction} * {mark}) AS points, SUM({mark}) AS highest,
        MAX(i.certainty) AS certainty
    FROM {item} i JOIN chosen ON chosen.id = i.attempt_id
    WHERE NOT i.dropped AND i.fraction IS NOT NULL
    GROUP BY i.attempt_id, chosen.quiz_key
),
scored AS (
    SELECT attempt_id, quiz_key, items, points, highest, certainty,
        points / highest AS score,
        CAST(ROUND(points / highest * {places}) AS bigint) AS place
    FROM totals
),
ranked AS (
    SELECT attempt_id, quiz_key, items, points, highest, certainty, score, place,
        RANK() OVER (PARTITION BY quiz_key ORDER BY place) - 1 AS below,
        COUNT(*) OVER (PARTITION BY quiz_key, place) AS same,
        COUNT(*) OVER (PARTITION BY quiz_key) AS attempts
    FROM scored
),
weighted AS {kept} (
    SELECT attempt_id, quiz_key, items, points, highest, certainty, score, place,
        below, same, attempts,
        CASE
            WHEN below + same <= attempts / 3.0 THEN 1.0
            WHEN below >= attempts / 3.0 THEN 0.0
            ELSE (attempts / 3.0 - below) / same
        END AS lower_third,
        CASE
            WHEN attempts - below <= attempts / 3.0 THEN 1.0
            WHEN attempts - below - same >= attempts / 3.0 THEN 0.0
            ELSE (attempts / 3.0 - (attempts - below - same)) / same
        END AS upper_third
    FROM ranked
)
"""
ITEMS = """
SELECT version, quiz_key, section, COUNT(*), SUM(f), SUM(f * f), COUNT(r), SUM(r),
    SUM(r * r), SUM(f * r), SUM(t), SUM(t * t), SUM(f * t), SUM(u), SUM(u * f),
    SUM(l), SUM(l * f), SUM(x), SUM(x * x)
FROM (
    SELECT i.question_version_id AS version, w.quiz_key, i.section, {fraction} AS f,
        w.score AS t, {fraction} * {mark} AS x,
        (w.points - {fraction} * {mark})
            / CASE WHEN w.items > 1 THEN w.highest - {mark} END AS r,
        CAST(w.upper_third AS double precision) AS u,
        CAST(w.lower_third AS double precision) AS l
    FROM {item} i JOIN weighted w ON w.attempt_id = i.attempt_id
    WHERE NOT i.dropped AND i.fraction IS NOT NULL {only}
    {fence}
) answers
GROUP BY version, quiz_key, section
"""
# The same number of columns, and of the same kind, as ITEMS has.
SCORES = """
UNION ALL SELECT place / {step}, NULL, 0, COUNT(*), SUM(score), SUM(score * score), 0,
    SUM(score * score * score), SUM(points), SUM(points * points), MIN(items),
    MAX(items), MIN(CASE WHEN below + same >= attempts / 2.0 THEN score END),
    MIN(CASE WHEN below + same > attempts / 2.0 THEN score END), MAX(certainty),
    0, 0, 0, 0
FROM weighted GROUP BY place / {step}
"""
ANSWERS = """
UNION ALL SELECT NULL, CAST(response AS text), 0, n, upper_third, lower_third, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM (
    SELECT i.response, COUNT(*) AS n,
        SUM(CAST(w.upper_third AS double precision)) AS upper_third,
        SUM(CAST(w.lower_third AS double precision)) AS lower_third
    FROM {item} i JOIN weighted w ON w.attempt_id = i.attempt_id
    WHERE NOT i.dropped AND i.fraction IS NOT NULL {only}
    GROUP BY i.response ORDER BY COUNT(*) DESC, MIN(i.id) LIMIT {limit}
) found
"""
# The first event of an item, and how long after the event before it in the attempt.
TIMES = """
WITH chosen AS ({chosen}),
events AS (
    SELECT i.question_version_id AS version, i.dropped, e.at,
        LAG(e.at, 1, chosen.started_at)
            OVER (PARTITION BY i.attempt_id ORDER BY e.at, e.id) AS earlier,
        ROW_NUMBER() OVER (PARTITION BY e.item_id ORDER BY e.number) AS nth
    FROM {event} e
    JOIN {item} i ON i.id = e.item_id
    JOIN chosen ON chosen.id = i.attempt_id
),
counted AS (
    SELECT version, {seconds} AS seconds, COUNT(*) AS n
    FROM events i WHERE nth = 1 AND NOT i.dropped {only}
    GROUP BY version, {seconds}
),
running AS (
    SELECT version, seconds,
        SUM(n) OVER (PARTITION BY version ORDER BY seconds) AS upto,
        SUM(n) OVER (PARTITION BY version) AS answers
    FROM counted
)
SELECT version, MAX(answers), MIN(CASE WHEN upto >= answers / 2.0 THEN seconds END),
    MIN(CASE WHEN upto > answers / 2.0 THEN seconds END)
FROM running GROUP BY version
"""
# Each database's own words. Without the fences PostgreSQL works an expression out anew
# for every sum that it stands in, which takes three times as long.
WORDS = {
    "postgresql": {
        "kept": "MATERIALIZED",
        "fence": "OFFSET 0",
        "seconds": "CAST(ROUND(EXTRACT(EPOCH FROM (i.at - i.earlier))) AS bigint)",
    },
    "sqlite": {
        "kept": "",
        "fence": "",
        "seconds": "CAST(ROUND((julianday(i.at) - julianday(i.earlier)) * 86400) "
        "AS bigint)",
    },
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The sums of one version in one section of one quiz, as fields of ``Sums``."""

    version: int
    quiz_key: str
    section: int
    sums: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A class of scores: count, sums of powers, items, and its part of the median."""

    place: int
    attempts: int
    powers: tuple[float, float, float]
    points: tuple[float, float]
    fewest: int
    most: int
    lower_median: float | None
    upper_median: float | None
    certainty: bool


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """A distinct response, and the weight of those who gave it in each third."""

    response: Any
    count: int
    upper: float
    lower: float


def item_rows(
    attempts: QuerySet[Attempt], versions: Sequence[int] | None = None
) -> Iterator[ItemRow]:
    """Yield the sums of all versions, or of those named.

    ``attempts`` are those that learners are compared with, within each quiz.
    """
    only, params = _only("i.question_version_id", versions)
    for row in _rows(WEIGHTED + ITEMS, attempts, params, only=only):
        yield _item(row)


def quiz_rows(attempts: QuerySet[Attempt]) -> Iterator[ItemRow | ScoreRow]:
    """Yield the sums of all versions, and the scores, of attempts at one quiz."""
    for row in _rows(WEIGHTED + ITEMS + SCORES, attempts, [], only=""):
        yield _score(row) if row[1] is None else _item(row)


def version_rows(
    attempts: QuerySet[Attempt], version: int, limit: int
) -> Iterator[ItemRow | AnswerCount]:
    """Yield the sums of a version, then its responses, the most frequent first."""
    only, params = _only("i.question_version_id", [version])
    rows = _rows(
        WEIGHTED + ITEMS + ANSWERS, attempts, [*params, *params], only=only, limit=limit
    )
    for row in rows:
        yield _answer(row) if row[0] is None else _item(row)


def _item(row: tuple[Any, ...]) -> ItemRow:
    # Where there is nothing to add up a database says NULL.
    sums = tuple(0.0 if number is None else float(number) for number in row[3:])
    return ItemRow(row[0], row[1], row[2], sums)


def _score(row: tuple[Any, ...]) -> ScoreRow:
    place, _key, _section, count, s1, s2, _rests, s3, p1, p2, few, many, *rest = row
    low, high, certainty = rest[:3]
    return ScoreRow(
        place=int(place),
        attempts=int(count),
        powers=(s1, s2, s3),
        points=(p1, p2),
        fewest=int(few),
        most=int(many),
        lower_median=low,
        upper_median=high,
        certainty=certainty is not None,
    )


def _answer(row: tuple[Any, ...]) -> AnswerCount:
    response = None if row[1] is None else json.loads(row[1])
    return AnswerCount(response, int(row[3]), float(row[4]), float(row[5]))


def time_rows(
    attempts: QuerySet[Attempt],
    versions: Sequence[int] | None = None,
    *,
    newest: int | None = TIMED,
) -> Iterator[tuple[int, int, float, float]]:
    """Yield version, answers and the two middle times in whole seconds.

    Of the ``newest`` attempts so many; of all for ``None``.
    """
    if newest is not None:
        attempts = attempts.order_by("-submitted_at", "-pk")[:newest]
    only, params = _only("i.version", versions)
    return _rows(TIMES, attempts, params, only=only)


def _only(column: str, versions: Sequence[int] | None) -> tuple[str, list[int]]:
    if versions is None:
        return "", []
    marks = ", ".join(["%s"] * len(versions)) or "NULL"
    return f"AND {column} IN ({marks})", list(versions)


def _rows(
    sql: str, attempts: QuerySet[Attempt], params: list[Any], **parts: Any
) -> Iterator[tuple[Any, ...]]:
    columns = attempts.values("id", "quiz_key", "started_at")
    connection = _connection()
    try:
        chosen, first = columns.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(chosen=chosen, **TABLES, **WORDS[connection.vendor], **parts),
            [*first, *params],
        )
        while rows := cursor.fetchmany(500):
            yield from rows


def _connection() -> Any:
    return connections[router.db_for_read(Attempt)]
