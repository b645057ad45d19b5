"""Attempts for tests of starting, saving and submitting."""

import datetime as dt

from quizzes.domain import delivery
from tests.quizzes.factories import (
    AT,
    TYPE_KEYS,
    items_of,
    save,
)

# Questions of the attempt that has one of every type.
COUNT = len(TYPE_KEYS)


def minutes(count):
    return dt.timedelta(minutes=count)


def submit(attempt, *, at=AT):
    return delivery.submit(attempt_uuid=attempt.uuid, learner=attempt.learner, at=at)


def answer_all(attempt, answer):
    for item in items_of(attempt):
        save(item, answer(item))
