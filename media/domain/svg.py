"""Cleaning and placing SVG, for everything above the models.

The work itself lies in ``media.svg``, below the models, because publishing a figure
freezes a cleaned drawing.
"""

from media.svg import CleanSvg, UnsafeSvg, clean, place

__all__ = ["CleanSvg", "UnsafeSvg", "clean", "place"]
