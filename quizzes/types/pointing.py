"""A point on a figure: how it is written, and whether it is where it should be."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from .base import InvalidResponse
from .figures import distance, is_inside

PLACES = Decimal("0.01")  # of a percent: four places of width and height
ROUNDING = 1e-9  # a place exactly at the tolerance counts


def written(point):
    """Return a point as two texts in percent, empty ones for none."""
    if not point:
        return ["", ""]
    return [
        f"{Decimal(str(place)) * 100:.2f}".rstrip("0").rstrip(".") for place in point
    ]


def said(point):
    """Return a point as people say it."""
    across, down = written(point)
    return _("%(across)s %% across, %(down)s %% down") % {
        "across": across,
        "down": down,
    }


def read(texts):
    """Return the point that two texts in percent say; raise ``InvalidResponse``."""
    return [_read(text) for text in texts]


def _read(text):
    try:
        number = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= 100:
        raise InvalidResponse(
            _("Please write both places as numbers from 0 to 100, such as 7.5.")
        )
    return float(number.quantize(PLACES, ROUND_HALF_UP) / 100)


def is_right(content, point):
    """Say whether a point counts as one of the right parts."""
    return any(
        _is_at(content, part, point) for part in content["parts"] if part["correct"]
    )


def meant(content, point):
    """Return the part that a point counts as, right ones first; ``None`` for no part."""
    parts = sorted(content["parts"], key=lambda part: not part["correct"])
    return next((part for part in parts if _is_at(content, part, point)), None)


def away(content, point):
    """Return the distance to the nearest right part, in parts of the width."""
    return min(
        distance(point, part["anchor"], content["aspect"])
        for part in content["parts"]
        if part["correct"]
    )


def _is_at(content, part, point):
    if "anchor" not in part:
        return False
    if part.get("shape") and is_inside(point, part["shape"]):
        return True
    tolerance = float(Decimal(content["tolerance"]) / 100)
    return distance(point, part["anchor"], content["aspect"]) <= tolerance + ROUNDING
