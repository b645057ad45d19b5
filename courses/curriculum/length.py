"""The study minutes of a lesson file, worked out from what it holds."""

from dataclasses import replace

from courses.domain.minutes import measure, study_minutes
from quizzes import types

from .bodies import Body


def length_of(lesson):
    """Return the ``Length`` of a lesson that was read; questions are named by key."""
    return measure(Body(lesson.key, lambda _kind, key: key).lesson(lesson))


def with_minutes(lesson, questions):
    """Return the lesson with its minutes: the file's own, else the formula's."""
    if lesson.minutes is not None:
        return lesson
    found = length_of(lesson)
    minutes = study_minutes(
        words=found.words,
        figures=found.figures,
        question_minutes=[
            types.get(questions[key].type_key).minutes for key in found.questions
        ],
    )
    return replace(lesson, minutes=minutes)
