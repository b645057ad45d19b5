"""Starting an attempt at 40 questions out of a bank of 5,000."""

import itertools
import random

import pytest
from django.utils import timezone

from quizzes.domain import delivery
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion
from quizzes.scopes import Scope
from tests.counting import counted_queries
from tests.quizzes.factories import make_bank, make_question, make_quiz, make_user

from .timing import compare

pytestmark = pytest.mark.benchmark
BANK = 5_000
DRAWN = 40


@pytest.fixture(scope="module")
def quiz(world):
    """Four draws of ten from one bank; each question has one published version."""
    bank = make_bank()
    version = make_question(bank=bank).current_version()
    Question.objects.bulk_create(
        Question(
            key=f"bench-{n}", bank=bank, title="?", type_key=version.type, live=True
        )
        for n in range(BANK - 1)
    )
    QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=question,
            number=1,
            digest=version.digest,
            type=version.type,
            content=version.content,
            published_at=version.published_at,
        )
        for question in Question.objects.filter(key__startswith="bench-")
    )
    return make_quiz(draws=[{"count": DRAWN // 4, "bank": bank.pk}] * 4)


def test_starting(quiz, report):
    learner = make_user()
    numbers = itertools.count(1)
    at = timezone.now()

    def start():
        return delivery.start(
            learner=learner,
            quiz=quiz,
            scope=Scope(key=f"bench-{next(numbers)}"),
            at=at,
            rng=random.Random(next(numbers)),
        )

    attempt = start()
    fields = {
        field.attname: getattr(attempt, field.attname)
        for field in Attempt._meta.concrete_fields
        if field.name not in ("id", "uuid", "scope")
    }
    chosen = list(attempt.items.values("position", "question_version_id", "page"))
    assert len(chosen) == DRAWN

    def plain():
        """Reads the versions of 40 known questions, writes an attempt with 40 rows."""
        made = Attempt.objects.create(scope=f"plain-{next(numbers)}", **fields)
        ids = [row["question_version_id"] for row in chosen]
        found = QuestionVersion.objects.in_bulk(ids)
        AttemptItem.objects.bulk_create(
            AttemptItem(
                attempt=made,
                position=row["position"],
                question_version=found[row["question_version_id"]],
                page=row["page"],
            )
            for row in chosen
        )

    with counted_queries() as queries:
        start()
    compared = compare(start, plain, rounds=15, times=(3, 3), warm=3)

    name = f"attempt at {DRAWN} questions of {BANK:,} started"
    report(f"{name}: queries", len(queries), aim=12, must=15, unit="queries")
    report(
        "the same: CPU against reading and writing its rows",
        compared.ratio,
        aim=10,
        must=20,
        remarks=f"{compared.subject * 1000:.1f} ms against "
        f"{compared.reference * 1000:.1f} ms; half of the rounds "
        f"{compared.lowest:.1f} to {compared.highest:.1f}",
    )
