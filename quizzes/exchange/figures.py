"""Numbers of files: exact, of a sensible size, and as the fields of a type hold them."""

import re
from decimal import Decimal, localcontext
from typing import Any

from quizzes.types.numbers import plain_decimal

NUMBER = re.compile(
    r"[+-]?(?:\d{1,100}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,2})?", re.A
)
# The largest number is 10 to that power, and the smallest one of 10 to its negative.
LARGEST = 30
DIGITS = 400


def exact(text: Any, *, largest: int = LARGEST) -> Decimal | None:
    """Return a number as it is written; ``None`` for what is none, or is enormous."""
    tidy = str(text).strip().replace("\u2212", "-")
    if not NUMBER.fullmatch(tidy):
        return None
    number = Decimal(tidy)
    return None if number and abs(number.adjusted()) > largest else number


def field(value: Decimal) -> int | float | str:
    """Return a number as ``to_source`` of a type does; as text if a float is not it."""
    text = plain_decimal(value)
    if "." not in text:
        return int(text)
    return float(text) if Decimal(repr(float(text))) == Decimal(text) else text


def around(value: Decimal, distance: Decimal) -> tuple[Decimal, Decimal]:
    """Return the ends of a range around a number."""
    with localcontext() as context:
        context.prec = DIGITS
        return value - distance, value + distance


def part(value: Decimal, percent: Decimal) -> Decimal:
    """Return so many percent of a number, without its sign."""
    with localcontext() as context:
        context.prec = DIGITS
        return abs(value) * percent / 100
