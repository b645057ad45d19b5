"""Where the names of a figure's structures stand, and the lines that lead to them.

A label is text from the structure's record. Its leader line is straight, from the place
of the label (its *port*) to the structure's anchor. No two leader lines cross:

- A label that the author placed stands where it was put; ``crossings`` finds the pairs
  that the author has to part.
- A label left to the plate stands in a gutter at the left or right of the drawing. When
  two straight lines cross, exchanging their ends makes both together shorter; doing so
  until none cross must end, because each exchange shortens the sum.

Where there is no room for names (a small plate, paper, a crowded figure), numbers stand in
their place and are keyed to a list. Lengths are in the units of the drawing's viewBox.
"""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from .structures import AUTO

Point = tuple[float, float]

TEXT_WIDTH = 672  # px: a figure as wide as the text, and as high as it may be
TEXT_HEIGHT = 736
PHONE = 360
NAME = 15  # px: letters of a name at TEXT_WIDTH
NUMBER = 13  # px: digits at PHONE
GUTTER = 0.24  # of the drawing's width, at each side, when labels are left to the plate
CHARACTER = 0.54  # em: mean width of a letter in the interface's typeface, generously
LINE = 1.2  # em
PAD = 0.45  # em between the end of the leader line and the text
ROUNDS = 500  # far more than any figure takes; rounding must not make it endless
BADGE = 1.85  # em: diameter of a number's circle with the air around it


@dataclass(frozen=True, slots=True)
class Label:
    """One label. ``lines`` are its name; ``align`` says where they stand at ``port``.

    ``align`` is ``start`` (text right of the port), ``end`` (left), ``above`` or
    ``below``.
    """

    key: str
    name: str
    layer: str
    emphasis: bool
    port: Point
    anchor: Point
    align: str
    lines: tuple[str, ...] = ()
    number: int = 0
    side: str = ""  # said in the key where two labels have the same name


@dataclass(frozen=True, slots=True)
class Layout:
    """All labels of a figure. ``gutter`` widens the viewBox at both sides.

    ``names`` is empty when the names don't fit; ``numbers`` never is, unless nothing
    has a label. The font sizes fit ``TEXT_WIDTH`` and ``PHONE``.
    """

    names: tuple[Label, ...]
    numbers: tuple[Label, ...]
    gutter: float
    name_size: float
    number_size: float
    aspect: float  # height by width, as it is shown


def lay_out(
    items: Sequence[dict[str, Any]],
    *,
    width: float,
    height: float,
    left: float = 0,
    top: float = 0,
) -> Layout:
    """Place the labels of the structures ``items`` around a drawing.

    The drawing fills a viewBox that begins at ``left``, ``top``.
    """
    labelled = [item for item in items if item.get("label_at") and item.get("anchor")]
    is_auto = any(item["label_at"] == AUTO for item in labelled)
    gutter = GUTTER * width if is_auto else 0.0
    whole = width + 2 * gutter
    name_size = NAME * max(whole / TEXT_WIDTH, height / TEXT_HEIGHT)
    number_size = NUMBER * max(whole / PHONE * _crop(is_auto), height / TEXT_HEIGHT)
    frame = _Frame(left, top, width, height, gutter)
    names = _place(labelled, frame, name_size)
    numbers = _numbered(labelled, frame, number_size)
    common = Counter(item["label"] for item in labelled)
    sides = {item["key"]: item.get("side_label", "") for item in labelled}
    order = {label.key: label.number for label in numbers}
    return Layout(
        names=tuple(replace(label, number=order[label.key]) for label in names),
        numbers=tuple(
            replace(label, side=sides[label.key] if common[label.name] > 1 else "")
            for label in numbers
        ),
        gutter=gutter,
        name_size=name_size,
        number_size=number_size,
        aspect=height / whole,
    )


def crossings(
    items: Sequence[dict[str, Any]], *, width: float = 1, height: float = 1
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the pairs of structures whose labels were placed so that lines cross."""
    placed = [
        item
        for item in items
        if isinstance(item.get("label_at"), list) and item.get("anchor")
    ]
    return [
        (one, other)
        for one, other in combinations(placed, 2)
        if cross(
            (tuple(one["label_at"]), tuple(one["anchor"])),
            (tuple(other["label_at"]), tuple(other["anchor"])),
        )
    ]


def cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Say whether two lines cross between their ends; touching is not crossing."""
    (a, b), (c, d) = one, other
    return (
        _turn(a, b, c) * _turn(a, b, d) < -1e-12
        and _turn(c, d, a) * _turn(c, d, b) < -1e-12
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive when ``c`` lies at one side of the line through ``a`` and ``b``."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    top: float
    width: float
    height: float
    gutter: float

    def point(self, place: Sequence[float]) -> Point:
        return (self.left + place[0] * self.width, self.top + place[1] * self.height)

    def room(self, x: float, align: str) -> float:
        """How wide a text may be that stands at ``x``."""
        before = x - self.left + self.gutter
        after = self.left + self.width + self.gutter - x
        if align == "start":
            return after
        if align == "end":
            return before
        return 2 * min(before, after)


def _crop(is_auto: bool) -> float:
    """A small plate shows a strip of the gutters only; ``figure.css`` says the same."""
    return 1.14 / (1 + 2 * GUTTER) if is_auto else 1.0


def _place(items, frame, size):
    """Return the labels with their names, or none when the names don't fit."""
    placed = [_by_hand(item, frame, size) for item in items if item["label_at"] != AUTO]
    auto = [item for item in items if item["label_at"] == AUTO]
    room = frame.gutter - PAD * size
    lines = {item["key"]: _wrap(item["label"], room, size) for item in auto}
    deepest = max(map(len, lines.values()), default=1)
    labels = _in_gutters(auto, frame, step=(deepest * LINE + 0.3) * size)
    if labels is None:
        return []
    return placed + [replace(label, lines=lines[label.key]) for label in labels]


def _by_hand(item, frame, size):
    port, anchor = frame.point(item["label_at"]), frame.point(item["anchor"])
    across, down = anchor[0] - port[0], anchor[1] - port[1]
    if abs(across) < 0.5 * abs(down):
        align = "above" if down > 0 else "below"
    else:
        align = "end" if across > 0 else "start"
    label = _label(item, port, anchor, align)
    room = frame.room(port[0], align) - PAD * size
    return replace(label, lines=_wrap(item["label"], room, size))


def _label(item, port, anchor, align):
    return Label(
        key=item["key"],
        name=item["label"],
        layer=item["layer"],
        emphasis=bool(item.get("emphasis")),
        port=port,
        anchor=anchor,
        align=align,
    )


def _wrap(name, room, size):
    longest = max(map(len, name.split()), default=1)
    return tuple(
        textwrap.wrap(
            name,
            max(longest, int(room / (CHARACTER * size))),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _in_gutters(items, frame, *, step):
    """Return labels in two columns, ``step`` apart or more; ``None`` if too many."""
    capacity = int(frame.height / step)
    if len(items) > 2 * capacity:
        return None
    by_x = sorted(items, key=lambda item: item["anchor"][0])
    at_left = sum(item["anchor"][0] < 0.5 for item in items)
    at_left = min(max(at_left, len(items) - capacity), capacity)
    labels = []
    for side, members in (("end", by_x[:at_left]), ("start", by_x[at_left:])):
        members.sort(key=lambda item: item["anchor"][1])
        x = frame.left if side == "end" else frame.left + frame.width
        targets = [frame.point(item["anchor"])[1] for item in members]
        for item, y in zip(members, _spread(targets, frame, step), strict=True):
            labels.append(_label(item, (x, y), frame.point(item["anchor"]), side))
    return _uncross(labels)


def _spread(targets, frame, step):
    """Return places near the sorted ``targets``, in order and ``step`` apart."""
    low, high = frame.top + step / 2, frame.top + frame.height - step / 2
    places = []
    for target in targets:
        places.append(max(target, places[-1] + step if places else low))
    ceiling = high
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - step
    return places


def _uncross(labels):
    """Exchange the ports of labels whose lines cross, until none do."""
    labels = list(labels)
    for _round in range(ROUNDS):
        changed = False
        for i, j in combinations(range(len(labels)), 2):
            one, other = labels[i], labels[j]
            if cross((one.port, one.anchor), (other.port, other.anchor)):
                labels[i] = replace(one, port=other.port, align=other.align)
                labels[j] = replace(other, port=one.port, align=one.align)
                changed = True
        if not changed:
            break
    return labels


def _numbered(items, frame, size):
    """Return the labels as numbers, counted down the left side and then the right."""
    step = BADGE * size
    by_hand = [
        _by_hand(item, frame, size) for item in items if item["label_at"] != AUTO
    ]
    auto = [item for item in items if item["label_at"] == AUTO]
    in_gutters = _in_gutters(auto, frame, step=step)
    if in_gutters is None:  # crowded: each number stands on its structure
        in_gutters = [
            _label(item, point, point, "start")
            for item in auto
            for point in [frame.point(item["anchor"])]
        ]
    labels = _uncross(_parted(by_hand, step) + in_gutters)
    middle = frame.left + frame.width / 2
    labels.sort(key=lambda label: (label.port[0] > middle, label.port[1]))
    return [replace(label, number=n) for n, label in enumerate(labels, 1)]


def _parted(labels, step):
    """Move ports that stand closer than ``step`` down, so that circles don't overlap."""
    parted: list[Label] = []
    for label in sorted(labels, key=lambda label: label.port[1]):
        x, y = label.port
        for other in parted:
            across = abs(other.port[0] - x)
            if across < step:
                y = max(y, other.port[1] + (step**2 - across**2) ** 0.5)
        parted.append(replace(label, port=(x, y)))
    return parted
