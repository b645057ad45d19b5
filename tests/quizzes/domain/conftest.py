import pytest

from tests.quizzes.factories import (
    TYPE_KEYS,
    make_question,
    make_quiz,
    make_user,
    start,
)


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def attempt(learner):
    """A running attempt at one question of every type."""
    return start(make_quiz([make_question(key) for key in TYPE_KEYS]), learner)
