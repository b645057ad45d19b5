"""Questions with a wrong key, attempts at them, and plans to put their marks right."""

from quizzes.domain import regrading
from quizzes.enums import RegradeKind
from quizzes.models import Question

from .factories import (
    AT,
    SOURCES,
    body_value,
    items_of,
    make_questions,
    make_quiz,
    make_user,
    publish,
    save,
    start,
    submit,
)

OPTIONS = SOURCES["single_choice"]["options"]


def rekey(question, correct, *, options=OPTIONS):
    """Publish a version of a single choice in which another option is right."""
    source = {
        **SOURCES["single_choice"],
        "options": [
            {**option, "correct": number == correct}
            for number, option in enumerate(options)
        ],
    }
    # As its editor would find it.
    question = Question.objects.get(pk=question.pk)
    value = body_value("single_choice", source)
    question.body = [{"type": "single_choice", "value": value, "id": "body"}]
    publish(question)
    return question.current_version()


def option(item, number):
    """Return the response that chooses an option by its number, from 0."""
    return {"option": item.question_version.body["options"][number]["id"]}


def make_attempt(quiz, choices, *, learner=None, at=AT, certainty=None):
    """Return an attempt at single choices that was submitted; ``None`` is no answer."""
    attempt = start(quiz, learner or make_user(), at=at)
    for item, chosen in zip(items_of(attempt), choices, strict=True):
        if chosen is not None:
            save(item, option(item, chosen), at=at, certainty=certainty)
    return submit(attempt, at=at)


def make_exam(count=2, **fields):
    """Return questions whose first option is right, and a quiz that asks them so."""
    questions = make_questions(count)
    fields = {"shuffle_questions": False, "pass_mark": 75, **fields}
    return questions, make_quiz(questions, **fields)


def plan(kind, question, version=None, **picked):
    return regrading.Plan(
        kind=RegradeKind(kind),
        question=question,
        version=version,
        picked=regrading.Picked(**picked),
    )


def look(what, user, **options):
    return regrading.preview(plan=what, user=user, **options)


def regrade(what, user, *, reason="The key was wrong.", at=AT, digest=None):
    """Commit what a preview shows."""
    return regrading.commit(
        plan=what,
        reason=reason,
        by=user,
        at=at,
        expected_digest=digest or look(what, user).digest,
    )
