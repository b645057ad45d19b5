from .figure import AbstractFigure, Figure, FigureVersion
from .reference import Reference
from .review import ClinicalReview

__all__ = [
    "AbstractFigure",
    "ClinicalReview",
    "Figure",
    "FigureVersion",
    "Reference",
]
