"""Item and quiz analysis: how questions and quizzes do, from the answers given.

What the numbers mean, and by which formulas: ``docs/algorithms/statistics.md``. The
database adds up; only sums of a version, a class of scores or an answer leave it.
"""

from .analysis_items import ItemAnalysis, analyse_version
from .analysis_kept import refresh
from .analysis_numbers import Caution
from .analysis_quiz import Bin, QuizAnalysis, analyse_quiz
from .analysis_sql import Selection
from .analysis_tables import AnswerRow

__all__ = [
    "AnswerRow",
    "Bin",
    "Caution",
    "ItemAnalysis",
    "QuizAnalysis",
    "Selection",
    "analyse_quiz",
    "analyse_version",
    "refresh",
]
