"""A million answers: the analysis of a quiz and of one question, and its memory."""

import datetime as dt
import gc
import os
import time
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction

from quizzes.domain import analysis
from quizzes.domain.analysis import Selection, analyse_quiz, analyse_version
from quizzes.models import Attempt, AttemptItem, ResponseEvent
from tests.quizzes.answers import make_versions
from tests.quizzes.factories import AT, make_user

from .export_memory import memory

pytestmark = pytest.mark.benchmark
ATTEMPTS, PLACES, POOL = 25_000, 40, 10
MEGABYTE = 1_000_000
SELECTION = Selection()

# Place p draws one of ten questions. Who knows more (by the number of the attempt) is
# right more often; nothing here is left to chance.
ITEMS = """
WITH RECURSIVE places(p) AS (SELECT 0 UNION ALL SELECT p + 1 FROM places WHERE p < {last}),
asked AS (
    SELECT a.id AS attempt, p, a.seed AS able,
        (a.id * 7919 + p * 104729 + a.id / 11) %% {pool} AS which,
        (a.id * 48271 + p * 69621 + a.id * p * 17) %% 100 AS luck
    FROM {attempts} a CROSS JOIN places WHERE a.quiz_key = %s
)
INSERT INTO {items} (attempt_id, position, question_version_id, option_order, max_mark,
    response, response_number, responded_at, fraction, flagged, page, section,
    certainty, tries, settled_at, dropped)
SELECT attempt, p + 1, {first} + p * {pool} + which, {empty}, 1,
    CASE WHEN luck < able THEN {right} WHEN luck < 95 THEN {wrong} ELSE {other} END,
    1, NULL, CASE WHEN luck < able THEN 1 ELSE 0 END, false, 1, p + 1, NULL, 0, NULL,
    false
FROM asked
"""
EVENTS = """
INSERT INTO {events} (item_id, number, response, certainty, at)
SELECT i.id, 1, i.response, NULL, {at}
FROM {items} i JOIN {attempts} a ON a.id = i.attempt_id WHERE a.quiz_key = %s
"""
# Each item takes 30 to 89 seconds.
SECONDS = "(i.position * 60 + (i.id * 31) %% 30)"
VENDORS = {
    "postgresql": {
        "at": f"a.started_at + {SECONDS} * interval '1 second'",
        "json": "CAST('{}' AS jsonb)",
    },
    "sqlite": {
        "at": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', a.started_at, '+' || "
        f"{SECONDS} || ' seconds')",
        "json": "'{}'",
    },
}


def fill(key, versions, count):
    """Add so many attempts of forty questions each, with a save for every answer."""
    learner = make_user(f"{key}@example.org")
    Attempt.objects.bulk_create(
        (
            Attempt(
                uuid=uuid.uuid5(uuid.NAMESPACE_URL, f"{key} {number}"),
                learner=learner,
                scope=f"{key} {number}",
                quiz_title="Exam",
                quiz_key=key,
                number=1,
                seed=20 + number * 7 % 71,
                rules={"schema": 2},
                started_at=AT,
                submitted_at=AT + dt.timedelta(hours=1),
                score=0,
                max_score=PLACES,
                fraction=0,
                passed=False,
            )
            for number in range(count)
        ),
        batch_size=2000,
    )
    words = VENDORS[connection.vendor]
    ids = [option["id"] for option in versions[0].body["options"]]
    options = [words["json"].format(f'{{"option": "{key}"}}') for key in ids]
    tables = {
        "attempts": Attempt._meta.db_table,
        "items": AttemptItem._meta.db_table,
        "events": ResponseEvent._meta.db_table,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            ITEMS.format(
                **tables,
                last=PLACES - 1,
                pool=POOL,
                first=versions[0].pk,
                empty=words["json"].format("[]"),
                right=options[0],
                wrong=options[1],
                other=options[2],
            ),
            [key],
        )
        cursor.execute(EVENTS.format(**tables, at=words["at"]), [key])


@pytest.fixture(scope="module")
def answers(database, django_db_blocker):
    with django_db_blocker.unblock():
        versions = make_versions(PLACES * POOL)
        pks = [version.pk for version in versions]
        assert pks == list(range(pks[0], pks[0] + len(pks)))
        fill("small", versions, 200)
        fill("exam", versions, ATTEMPTS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        assert AttemptItem.objects.filter(attempt__quiz_key="exam").count() == 1_000_000
        yield versions


def clock():
    """Return seconds of CPU that this process and the database's have used.

    Other work on the machine only adds to the time that passes. PostgreSQL works
    without helpers here, so that its one process has done everything.
    """
    seconds = time.process_time()
    if connection.vendor != "postgresql":
        return seconds  # SQLite is in this process
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return seconds + ticks / os.sysconf("SC_CLK_TCK")


def measured(call):
    """Return what ``call`` returns, its seconds of CPU, and its memory at most."""
    gc.collect()
    idle = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from here
    start = clock()
    found = call()
    return found, clock() - start, (memory("VmHWM") - idle) / MEGABYTE


def test_a_quiz(answers, report):
    analyse_quiz(quiz_key="small", selection=SELECTION)

    found, seconds, megabytes = measured(
        lambda: analyse_quiz(quiz_key="exam", selection=SELECTION)
    )

    assert found.attempts == ATTEMPTS
    assert len(found.items) == PLACES * POOL
    assert sum(item.attempts for item in found.items) == 1_000_000
    assert found.alpha > 0.8
    assert all(item.median_seconds for item in found.items)
    report("a quiz of 1,000,000 answers: CPU", seconds, aim=5, must=10, unit="s")
    report("the same: memory over idle", megabytes, aim=16, must=64, unit="MB")


def test_a_question(answers, report):
    version = answers[7]
    analyse_version(version=version, selection=SELECTION, quizzes=["small"])

    found, seconds, megabytes = measured(
        lambda: analyse_version(version=version, selection=SELECTION)
    )

    assert found.attempts > ATTEMPTS / POOL / 2
    assert found.discrimination > 0.3
    assert sum(row.count for row in found.rows) == found.attempts
    report("a question of that quiz: CPU", seconds, aim=5, must=10, unit="s")
    report("the same: memory over idle", megabytes, aim=16, must=64, unit="MB")


def test_all_statistics_refreshed(answers, report):
    count, seconds, megabytes = measured(lambda: analysis.refresh(at=AT))

    assert count == PLACES * POOL
    report("the statistics of all questions: CPU", seconds, aim=10, must=30, unit="s")
    report("the same: memory over idle", megabytes, aim=16, must=64, unit="MB")
