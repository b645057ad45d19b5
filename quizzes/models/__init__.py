from .attempt import Attempt, AttemptItem, MarkEvent, ResponseEvent
from .bank import (
    Bank,
    Objective,
    Question,
    QuestionReference,
    QuestionTag,
)
from .quiz import QuizMixin, QuizPage
from .version import QuestionVersion

__all__ = [
    "Attempt",
    "AttemptItem",
    "Bank",
    "MarkEvent",
    "Objective",
    "Question",
    "QuestionReference",
    "QuestionTag",
    "QuestionVersion",
    "QuizMixin",
    "QuizPage",
    "ResponseEvent",
]
