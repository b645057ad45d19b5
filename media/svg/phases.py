"""What an element looks like in the second phase, checked against the first.

An element's ordinary attributes are the first phase; ``data-to-d``, ``data-to-points``,
``data-to-transform`` and ``data-to-opacity`` are the second. A plate moves between the
two by the numbers alone, one by one and in order, so everything else has to be the same
in both.
"""

import re

from django.utils.translation import gettext as _

ATTRIBUTES = {
    "data-to-d": "d",
    "data-to-points": "points",
    "data-to-transform": "transform",
    "data-to-opacity": "opacity",
}
# A number is taken whole or left (`(?>`): digits split in every way would take forever.
NUMBER = re.compile(r"(?>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
NUMBERS = re.compile(rf"\s*{NUMBER.pattern}(?:[\s,]*+{NUMBER.pattern})*+\s*", re.ASCII)
COMMAND = re.compile(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)")
FUNCTION = re.compile(r"(\w+)\s*\(([^)]*)\)")
ARC = 7  # numbers that say one arc; the fourth and the fifth are yes or no
FLAGS = (3, 4)


def is_phased(attributes: dict[str, str]) -> bool:
    """Say whether an element with ``attributes`` has a second phase."""
    return any(name in attributes for name in ATTRIBUTES)


def problem(attributes: dict[str, str]) -> str | None:
    """Return what keeps an element from moving to its second phase, or ``None``."""
    name = attributes.get("id")
    for second, first in ATTRIBUTES.items():
        if second not in attributes:
            continue
        default = "1" if first == "opacity" else ""
        reason = _problem(first, attributes.get(first, default), attributes[second])
        if reason:
            return f"“{name}”: {reason}" if name else reason
    return None


def _problem(name, first, second):
    values = {"first": name, "second": f"data-to-{name}"}
    if not first.strip():
        return _("“%(second)s” needs “%(first)s” beside it.") % values
    if name == "d":
        return _path_problem(first, second, values)
    if name == "transform":
        return _transform_problem(first, second, values)
    counts = [_count(value) for value in (first, second)]
    if None in counts:
        return _("“%(first)s” and “%(second)s” are numbers without a unit.") % values
    if counts[0] != counts[1]:
        return (
            _("“%(second)s” needs as many numbers as “%(first)s” has: %(count)s.")
        ) % {**values, "count": counts[0]}
    return None


def _count(value):
    """Return how many plain numbers ``value`` is, or ``None`` if it is more than that."""
    return len(NUMBER.findall(value)) if NUMBERS.fullmatch(value) else None


def _path_problem(first, second, values):
    before, after = (_commands(value) for value in (first, second))
    at = _first_difference(before, after)
    if at is not None:
        return _(
            "“%(second)s” needs the same commands as “%(first)s”, with as many "
            "numbers; command %(number)s differs."
        ) % {**values, "number": at + 1}
    for (letter, one), (_letter, other) in zip(before, after, strict=True):
        if letter in "Aa" and (len(one) % ARC or _flags(one) != _flags(other)):
            return (
                _(
                    "The arcs of “%(second)s” need the same flags as those of “%(first)s”, "
                    "and a space between all their numbers."
                )
                % values
            )
    return None


def _commands(path):
    return [
        (match[1], [float(number) for number in NUMBER.findall(match[2])])
        for match in COMMAND.finditer(path)
    ]


def _flags(numbers):
    return [n for at, n in enumerate(numbers) if at % ARC in FLAGS]


def _transform_problem(first, second, values):
    before, after = (
        [(match[1], NUMBER.findall(match[2])) for match in FUNCTION.finditer(value)]
        for value in (first, second)
    )
    if _first_difference(before, after) is None and before:
        return None
    return (
        _(
            "“%(second)s” needs the same functions as “%(first)s”, in the same order and "
            "with as many numbers."
        )
        % values
    )


def _first_difference(before, after):
    """Return where names or counts of numbers first differ, or ``None``."""
    shapes = [[(name, len(numbers)) for name, numbers in it] for it in (before, after)]
    for at in range(max(map(len, shapes))):
        if shapes[0][at : at + 1] != shapes[1][at : at + 1]:
            return at
    return None
