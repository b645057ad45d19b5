"""The types that come with the app."""

from .essay import Essay
from .fill_in_blanks import FillInBlanks
from .find_structure import FindStructure
from .label_figure import LabelFigure
from .matching import Matching
from .multiple_response import MultipleResponse
from .numeric import Numeric
from .ordering import Ordering
from .registry import register
from .short_text import ShortText
from .single_choice import SingleChoice
from .true_false import TrueFalse

BUILT_IN = [
    SingleChoice,
    MultipleResponse,
    TrueFalse,
    Matching,
    Ordering,
    Numeric,
    ShortText,
    FillInBlanks,
    Essay,
    LabelFigure,
    FindStructure,
]


def register_all() -> None:
    """Make the built-in types known, in the order that authors are offered them."""
    for question_type in BUILT_IN:
        register(question_type())
