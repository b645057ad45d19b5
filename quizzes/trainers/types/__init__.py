"""The question types of the trainers."""

from quizzes.types import register

from .base import TrainerType
from .placement import BlockPlacement
from .procedure import ProcedureCheck
from .rhythm import CranialRhythm
from .sorter import PatientSorter

BUILT_IN: list[type[TrainerType]] = [
    BlockPlacement,
    ProcedureCheck,
    PatientSorter,
    CranialRhythm,
]


def register_all() -> None:
    """Make the types known, in the order that authors are offered them."""
    for trainer in BUILT_IN:
        register(trainer())
