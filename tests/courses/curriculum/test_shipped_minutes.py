"""Minutes follow content, and their sum stays under the ceiling of the plan."""

import pytest

from courses.curriculum.length import length_of
from courses.domain.minutes import study_minutes
from quizzes import types

from . import shipped

CEILING = 400
LESSONS = shipped.lessons()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_minutes_are_those_of_the_formula(lesson):
    length = length_of(lesson)
    asked = [shipped.files().questions[key] for key in length.questions]

    assert lesson.minutes == study_minutes(
        words=length.words,
        figures=length.figures,
        question_minutes=[types.get(question.type_key).minutes for question in asked],
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_minimum_is_half_of_the_minutes(lesson):
    assert int(lesson.minimum_minutes) == lesson.minutes // 2


def test_sum_stays_under_the_ceiling():
    assert sum(lesson.minutes for lesson in LESSONS) <= CEILING


def test_mergeners_formula_agrees_within_a_quarter():
    """The usual formula of home study, for the whole, at difficulty 3 (moderate).

    It counts the questions that a learner answers: checks, quizzes, final examination.
    """
    lengths = [length_of(lesson) for lesson in LESSONS]
    words = sum(length.words for length in lengths)
    questions = sum(len(length.questions) for length in lengths) + 8 * 8 + 40
    mergener = 0.9 * (-22.3 + 0.00209 * words + 2.78 * questions + 15.5 * 3)
    ours = sum(lesson.minutes for lesson in LESSONS) + (8 * 8 + 40) * 1.85

    assert ours == pytest.approx(mergener, rel=0.25)
