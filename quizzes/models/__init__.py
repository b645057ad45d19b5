from .accommodation import Accommodation
from .attempt import (
    Attempt,
    AttemptItem,
    AttemptSection,
    MarkEvent,
    ResponseEvent,
)
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
    "Accommodation",
    "Attempt",
    "AttemptItem",
    "AttemptSection",
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
