"""100,000 completions as CSV: time beside the least that Django needs, and memory."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from courses.enums import EnrolmentState
from courses.models import Enrolment
from tests.courses.crowd import add_enrolments
from tests.courses.factories import freeze, make_admin, make_small_course

from .server import Server, open_session
from .timing import compare

pytestmark = pytest.mark.benchmark
ROOT = Path(__file__).resolve().parents[2]
COUNT = 100_000
MEGABYTE = 1_000_000
# What the export writes, as it stands in the database.
COLUMNS = [
    "uuid",
    "learner__first_name",
    "learner__last_name",
    "learner__email",
    "course_title",
    "edition__number",
    "enrolled_at",
    "completed_at",
    "active_seconds",
    "score",
    "attempts",
    "state",
]


@pytest.fixture(scope="module")
def officer(world):
    """Somebody who may export, and something to export."""
    course, _lessons = make_small_course()
    freeze(course)
    add_enrolments(course, COUNT, completed=True)
    return open_session(make_admin())


def plain():
    """``values_list().iterator()`` written with ``csv``, chunk by chunk."""
    rows = Enrolment.objects.filter(state=EnrolmentState.COMPLETED)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    size = 0
    for row in rows.values_list(*COLUMNS).iterator():
        writer.writerow(row)
        if buffer.tell() > 65536:
            size += len(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    return size + len(buffer.getvalue().encode())


def test_export_time(officer, report):
    server = Server(officer)
    query = f"?export=csv&state={EnrolmentState.COMPLETED}"
    url = f"{reverse('ce_completions:index')}{query}"
    lines = b"".join(server.stream(url)).count(b"\r\n")
    assert lines == COUNT + 1

    def export():
        return sum(len(chunk) for chunk in server.stream(url))

    compared = compare(export, plain, rounds=7, times=(1, 1), warm=0)

    report(
        "100,000 completions to CSV, against plain rows",
        compared.ratio,
        aim=1.5,
        must=2,
        remarks=f"{compared.subject:.2f} s against {compared.reference:.2f} s; "
        f"half of the rounds {compared.lowest:.2f} to {compared.highest:.2f}",
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_memory(officer, environ, report, kind):
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.export_memory", officer, kind],
        cwd=ROOT,
        env={**keep, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    report(
        f"the same as {kind.upper()}: memory over idle",
        (found["peak"] - found["idle"]) / MEGABYTE,
        aim=16,
        must=30,
        unit="MB",
        remarks=f"{found['bytes'] / MEGABYTE:.1f} MB written; "
        f"idle {found['idle'] / MEGABYTE:.0f} MB",
    )
