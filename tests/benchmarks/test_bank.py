"""The list of 20,000 questions: queries and seconds, plain, filtered and searched."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.search.index import insert_or_update_object

from quizzes.models import ItemStatistics, Question, QuestionTag, QuestionVersion
from tests.counting import counted_queries
from tests.quizzes.factories import make_admin, make_bank, make_objective, make_question

pytestmark = pytest.mark.benchmark
LIST = "/admin/snippets/ce_quizzes/question/"
ROWS = 20_000
QUERIES = 12
LOOKS = {
    "a page": "",
    "the last page": "p=400",
    "by review state": "review=awaiting",
    "unused, without statistics": "used=no&statistics=none",
    "low discrimination": "statistics=low",
    "searched": "q=question+19999",
    "ordered by difficulty": "ordering=-difficulty",
}


@pytest.fixture(scope="module")
def client(site):
    fill(make_bank("Twenty thousand"))
    client = Client(headers={"X-Forwarded-Proto": "https"})
    client.force_login(make_admin())
    return client


def fill(bank):
    """Make published questions with a version, a tag and, every second, statistics."""
    model = make_question(bank=bank, objective=make_objective(), tags=["a"])
    version = model.current_version()
    Question.objects.bulk_create(
        [
            Question(
                key=f"bulk-{number:05}",
                title=f"Question {number}?",
                body=model.body,
                type_key=model.type_key,
                bank=bank,
                objective=model.objective,
                live=True,
            )
            for number in range(ROWS - 1)
        ],
        batch_size=500,
    )
    rows = list(Question.objects.filter(key__startswith="bulk-").order_by("pk"))
    versions = QuestionVersion.objects.bulk_create(
        [
            QuestionVersion(
                question=row,
                number=1,
                digest=version.digest,
                type=version.type,
                content=version.content,
                published_at=timezone.now(),
            )
            for row in rows
        ],
        batch_size=500,
    )
    ItemStatistics.objects.bulk_create(
        [
            ItemStatistics(
                question_version=one,
                attempts=50,
                facility=(number % 100) / 100,
                discrimination=(number % 50) / 100,
                computed_at=timezone.now(),
            )
            for number, one in enumerate(versions[::2])
        ],
        batch_size=500,
    )
    tag = model.tags.get()
    QuestionTag.objects.bulk_create(
        [QuestionTag(content_object=row, tag=tag) for row in rows], batch_size=500
    )
    insert_or_update_object(rows[-1])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Question.objects.count() >= ROWS


@pytest.mark.parametrize("name", LOOKS)
def test_list_of_questions(client, report, name):
    address = f"{LIST}?{LOOKS[name]}"
    client.get(address)
    seconds = []
    for _ in range(3):
        with counted_queries() as queries:
            began = time.perf_counter()
            response = client.get(address)
            seconds.append(time.perf_counter() - began)
        assert response.status_code == 200

    report(
        f"20,000 questions: {name}",
        len(queries),
        aim=QUERIES,
        must=QUERIES,
        unit="queries",
        remarks=f"{min(seconds) * 1000:.0f} ms on the wall",
    )
