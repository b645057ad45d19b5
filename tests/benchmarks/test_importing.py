"""Bringing 2,000 questions of a file into a bank, looking them over, and undoing it."""

import time

import pytest
from django.utils import timezone

from quizzes.domain import import_commit, import_undo, importing
from quizzes.exchange import formats
from quizzes.models import Question
from tests.counting import counted_queries
from tests.quizzes.exchange.shelf import Shelf, shelf_of
from tests.quizzes.exchange.uploading import item
from tests.quizzes.factories import make_admin, make_bank

from .test_statistics import clock

pytestmark = pytest.mark.benchmark
COUNT = 2_000
TYPES = [
    *("single_choice", "multiple_response", "true_false", "matching", "ordering"),
    *("numeric", "short_text", "fill_in_blanks", "essay"),
]


@pytest.fixture
def shelf(database, django_db_blocker):
    with django_db_blocker.unblock():
        known = formats.register(Shelf())
        yield known
        formats.unregister(known.key)


def items(run):
    return [
        item(
            TYPES[number % len(TYPES)],
            stem=f"Question {number} of run {run}?",
            rationale="Because the textbook says so.",
            hints=["Look at the figure again."],
            category=f"Anatomy/Chapter {number % 40}",
            tags=["imported", f"run {run}"],
        )
        for number in range(COUNT)
    ]


@pytest.mark.parametrize("publish", [False, True], ids=["drafts", "published"])
def test_importing(shelf, report, publish):
    how = "published" if publish else "as drafts"
    bank, by = make_bank(f"Import {how}"), make_admin()
    content = shelf_of(*items(how))

    def upload():
        return importing.upload(
            content=content, file_name="x.shelf", bank=bank, by=by, at=timezone.now()
        )

    def look(batch):
        importing.preview(batch=batch, by=by, first=COUNT - 50, count=50)

    def commit(batch):
        with counted_queries() as queries:
            import_commit.commit(batch=batch, by=by, at=timezone.now(), publish=publish)
        return len(queries)

    def undo(batch):
        import_undo.undo(batch=batch, by=by, at=timezone.now())

    batch = timed(report, f"upload of {COUNT:,} questions, {how}", upload)
    timed(report, "a page of its preview", look, batch, aim=0.5, must=2)
    count = timed(report, f"import of {COUNT:,} questions, {how}", commit, batch)
    assert Question.objects.filter(import_batch=batch).count() == COUNT
    report(
        "queries for each question",
        count / COUNT,
        aim=2,
        must=5,
        unit="queries",
        remarks=f"{count} in all",
    )
    timed(report, f"undoing it, {how}", undo, batch)


def timed(report, name, call, *args, aim=10, must=20):
    """Report the CPU of this process and the database's; what passed is a remark."""
    started, used = time.perf_counter(), clock()
    result = call(*args)
    used, passed = clock() - used, time.perf_counter() - started
    remarks = f"{passed:.1f} s passed"
    report(name, used, aim=aim, must=must, unit="s", remarks=remarks)
    return result
