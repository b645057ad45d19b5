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
    BankMember,
    Objective,
    Question,
    QuestionReference,
    QuestionTag,
)
from .importing import ImportBatch, ImportFile
from .quiz import QuizMixin, QuizPage
from .regrade import Regrade
from .statistics import ItemStatistics
from .version import QuestionVersion

__all__ = [
    "Accommodation",
    "Attempt",
    "AttemptItem",
    "AttemptSection",
    "Bank",
    "BankMember",
    "ImportBatch",
    "ImportFile",
    "ItemStatistics",
    "MarkEvent",
    "Objective",
    "Question",
    "QuestionReference",
    "QuestionTag",
    "QuestionVersion",
    "QuizMixin",
    "QuizPage",
    "Regrade",
    "ResponseEvent",
]
