"""Quizzes of several sections, with cases, for tests of pages."""

from quizzes.models import QuizPage

from .factories import make_question, make_quiz


def make_sections(*groups, cases=None, **rules):
    """Return a live quiz with a fixed section for each group of questions.

    ``cases`` are the case's fields of each section, by its number from 1.
    """
    quiz = make_quiz(groups[0], shuffle_questions=False, **rules)
    cases = cases or {}
    quiz.sections = [
        {
            "type": "fixed",
            "id": f"section-{number}",
            "value": {
                "title": "",
                "vignette": "",
                "vignette_figure": None,
                **cases.get(number, {}),
                "questions": [
                    {"type": "item", "value": question.pk, "id": f"q{question.pk}"}
                    for question in group
                ],
            },
        }
        for number, group in enumerate(groups, start=1)
    ]
    quiz.save_revision().publish()
    return QuizPage.objects.get(pk=quiz.pk)


def hinted(*hints, type_key="single_choice", **fields):
    """Return a question that has these hints."""
    raw = [{"type": "hint", "value": f"<p>{hint}</p>", "id": hint} for hint in hints]
    return make_question(type_key, hints=raw, **fields)
