from .figure import AbstractFigure, Figure, FigureTag, FigureVersion
from .reference import Reference
from .review import ClinicalReview
from .video import Video

__all__ = [
    "AbstractFigure",
    "ClinicalReview",
    "Figure",
    "FigureTag",
    "FigureVersion",
    "Reference",
    "Video",
]
