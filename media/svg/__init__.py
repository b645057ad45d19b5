"""Reading, cleaning and placing SVG. Knows no models, so that models may use it."""

from .cleaning import CleanSvg, UnsafeSvg, clean
from .placing import place

__all__ = ["CleanSvg", "UnsafeSvg", "clean", "place"]
