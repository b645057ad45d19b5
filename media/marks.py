"""Lettered marks on a figure: a dot on each part, and beside it a circle with its letter.

A circle covers no dot, and no two circles overlap where the figure is as narrow as on the
smallest phone; on a larger figure the circles are smaller and lie further apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import cos, hypot, sin

from .labels import TEXT_HEIGHT, Point, cross

PHONE = 320  # px: the narrowest figure that is looked after
RADIUS = 14  # px: at that width a circle is 28 px across, more than a target must be
AWAY = 2.1  # radii from a dot to the middle of its circle, where there is room
APART = 2.15  # radii between two circles' middles
CLEAR = 1.45  # radii between a circle's middle and another part's dot
ROUNDS = 400
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. ``anchor`` and ``port`` (the circle's middle) are parts of width and height.

    ``token`` stands in the page in place of the part's key. ``state`` is empty, or
    ``right``, ``missed`` (right, but not chosen) or ``wrong``.
    """

    token: str
    letter: str
    anchor: Point
    port: Point = (0, 0)
    is_chosen: bool = False
    state: str = ""


def radius(*, width: float, height: float) -> float:
    """Return the radius of a circle in the units of a figure of this size."""
    return RADIUS * max(width / PHONE, height / TEXT_HEIGHT)


def placed(marks: Sequence[Mark], *, width: float, height: float) -> list[Mark]:
    """Return the marks with their ports. The same marks always get the same ports."""
    r = radius(width=width, height=height)
    dots = [(mark.anchor[0] * width, mark.anchor[1] * height) for mark in marks]
    ports = [
        _inside(
            (x + (AWAY if x > width / 2 else -AWAY) * r, y - 0.6 * r), width, height, r
        )
        for x, y in dots
    ]
    for _round in range(ROUNDS):
        moved = _part(ports, dots, r)
        ports = [_inside(port, width, height, r) for port in ports]
        if not moved:
            break
    _uncross(ports, dots)
    return [
        replace(mark, port=(round(x / width, 5), round(y / height, 5)))
        for mark, (x, y) in zip(marks, ports, strict=True)
    ]


def _part(ports: list[Point], dots: list[Point], r: float) -> bool:
    """Push circles off each other and off the dots; say whether any had to move."""
    moved = False
    for i, j in combinations(range(len(ports)), 2):
        push = _push(ports[i], ports[j], APART * r, i + j)
        if push:
            moved = True
            (x1, y1), (x2, y2) = ports[i], ports[j]
            ports[i] = (x1 + push[0] / 2, y1 + push[1] / 2)
            ports[j] = (x2 - push[0] / 2, y2 - push[1] / 2)
    for i, port in enumerate(ports):
        for j, dot in enumerate(dots):
            push = _push(port, dot, CLEAR * r, i + j)
            if push:
                moved = True
                port = (port[0] + push[0], port[1] + push[1])
        ports[i] = port
    return moved


def _push(one: Point, other: Point, least: float, turn: int) -> Point | None:
    """Return how far ``one`` has to go to be ``least`` from ``other``, if it is nearer."""
    across, down = one[0] - other[0], one[1] - other[1]
    distance = hypot(across, down)
    if distance >= least - 1e-6:
        return None
    if distance < 1e-9:  # on the same spot: any direction, but not the same for all
        across, down, distance = cos(turn), sin(turn), 1
        return across * least, down * least
    part = (least - distance) / distance
    return across * part, down * part


def _inside(port: Point, width: float, height: float, r: float) -> Point:
    edge = 1.1 * r
    return (
        min(max(port[0], edge), width - edge),
        min(max(port[1], edge), height - edge),
    )


def _uncross(ports: list[Point], dots: list[Point]) -> None:
    for _round in range(len(ports)):
        for i, j in combinations(range(len(ports)), 2):
            if cross((ports[i], dots[i]), (ports[j], dots[j])):
                ports[i], ports[j] = ports[j], ports[i]
