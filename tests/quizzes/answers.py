"""Marked attempts in bulk, for tests of what many answers come to."""

import datetime as dt
import itertools
from decimal import Decimal

from quizzes.models import Attempt, AttemptItem, QuestionVersion, ResponseEvent

from .factories import AT, make_question, make_user

_numbers = itertools.count(1)


def make_versions(count, type_key="single_choice"):
    """Return so many first versions; each question's content is the same."""
    first = make_question(type_key)
    version = first.current_version()
    found = [version]
    for number in range(1, count):
        question = make_copy(first)
        found.append(
            QuestionVersion.objects.create(
                question=question,
                number=1,
                digest=f"copy {number}",
                type=version.type,
                content=version.content,
                published_at=AT,
            )
        )
    return found


def make_copy(question):
    """Return a further question, live, made without publishing it."""
    from quizzes.models import Question

    copy = Question(
        key=f"copy-{next(_numbers)}",
        title=question.title,
        type_key=question.type_key,
        body=question.body,
        live=True,
    )
    copy.save()
    return copy


def add_attempt(quiz_key, answers, *, learner=None, seconds=(), **fields):
    """Add one attempt with ``answers``: (version, fraction, further item fields) each.

    ``seconds``: how long each item took; without, no saves were recorded.
    """
    values = {
        "learner": learner or default_learner(),
        "scope": f"answers-{next(_numbers)}",
        "quiz_title": "Quiz",
        "quiz_key": quiz_key,
        "number": 1,
        "seed": 1,
        "rules": {"schema": 2, "pass_mark": 75},
        "started_at": AT,
        "submitted_at": AT + dt.timedelta(hours=1),
        "score": 0,
        "fraction": 0,
        "passed": False,
        "max_score": max(len(answers), 1),
        **fields,
    }
    attempt = Attempt.objects.create(**values)
    items = AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            question_version=version,
            **{"fraction": Decimal(str(fraction)), **dict(*more)},
        )
        for position, (version, fraction, *more) in enumerate(answers, start=1)
    )
    at = attempt.started_at
    for item, took in zip(items, seconds, strict=False):
        at += dt.timedelta(seconds=took)
        ResponseEvent.objects.create(item=item, number=1, response=item.response, at=at)
    return attempt


def default_learner():
    from django.contrib.auth import get_user_model

    found = get_user_model().objects.filter(email="many@example.org").first()
    return found or make_user("many@example.org")


def add_table(quiz_key, versions, table, **fields):
    """Add an attempt for each row of fractions, one for each version."""
    return [
        add_attempt(quiz_key, list(zip(versions, row, strict=True)), **fields)
        for row in table
    ]
