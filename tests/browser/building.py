"""Courses for visitors to study."""

from dataclasses import dataclass

from courses.models import CourseIndexPage, CoursePage, LessonPage
from quizzes.models import QuizPage
from tests.courses import factories as courses
from tests.quizzes import factories as quizzes

PROSE = (
    "<p>The sacrum carries the spine; the occiput rests on it. The name of the "
    "technique joins these two ends of one column.</p>"
)


def text(html):
    return ("prose", {"text": html, "notes": []})


@dataclass
class Short:
    """One module of one lesson and one quiz."""

    course: CoursePage
    lesson: LessonPage
    quiz: QuizPage


def make_short_course(*, minimum_minutes=0, types=("single_choice",), body=()):
    course = courses.make_course(
        index=CourseIndexPage.objects.get(),
        title="Two ends of the spine",
        summary="Sacrum and occiput, and what joins them.",
        audience="Students of chiropractic",
    )
    module = courses.make_module(course, "First looks")
    lesson = courses.make_lesson(
        module,
        "Sacrum and occiput",
        minimum_minutes=minimum_minutes,
        body=list(body) or [text(PROSE)],
    )
    quiz = courses.make_quiz(
        module,
        "What was learned",
        questions=[quizzes.make_question(key) for key in types],
    )
    courses.freeze(course)
    return Short(course, lesson, quiz)
