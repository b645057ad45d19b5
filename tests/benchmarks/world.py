"""A site of a size: 500 lessons, a course of 30, 1,000 learners, one of them ours."""

from dataclasses import dataclass
from pathlib import Path

from courses.domain import enrolment as enrolments
from courses.domain import progress
from tests.courses.crowd import add_enrolments, add_lessons
from tests.courses.factories import (
    NOW,
    freeze,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_quiz,
)
from tests.quizzes.factories import make_question

from .server import Server, open_session

# Ten questions, the same ever since this is measured: types that came later are not in.
TYPES = [
    "single_choice",
    "multiple_response",
    "true_false",
    "matching",
    "ordering",
    "numeric",
    "short_text",
    "single_choice",
    "single_choice",
    "single_choice",
]
TEMPLATES = Path(__file__).parent / "templates"
SENTENCE = "The sacrum moves little, and what is felt there needs a second finding. "
BODY = "".join(
    f"<h2>Part {part}</h2>" + "".join(f"<p>{SENTENCE * 6}</p>" for _ in range(4))
    for part in range(8)
)


@dataclass
class World:
    server: Server
    learner: object
    course: object
    lesson: object
    quiz: object


def build():
    course = make_course(title="A course of 30 lessons", in_order=True)
    modules = [make_module(course) for _ in range(3)]
    lessons = [make_lesson(module) for module in modules for _ in range(10)]
    questions = [make_question(key) for key in TYPES]
    quiz = make_quiz(modules[0], questions=questions, shuffle_questions=False)
    lesson = lessons[10]
    lesson.body = [("prose", {"text": BODY, "notes": []})]
    lesson.save_revision().publish()
    freeze(course)
    add_lessons(470)
    add_enrolments(course, 999)
    learner = make_learner()
    enrolment = enrolments.enrol(learner=learner, course=course, at=NOW)
    for done in lessons[:10]:
        progress.complete_lesson(
            enrolment=enrolment,
            requirement=str(done.translation_key),
            revision=None,
            at=NOW,
        )
    return World(
        server=Server(open_session(learner)),
        learner=learner,
        course=course,
        lesson=lesson,
        quiz=quiz,
    )
