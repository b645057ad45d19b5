"""Where the parts of a shipped drawing lie. Its shapes have no transforms."""

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from media.svg import clean

NS = "{http://www.w3.org/2000/svg}"
FIGURES = Path("courses/curriculum/sot/figures")
TOKEN = re.compile(r"[A-Za-z]|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
# How many numbers a command takes, of which the last two (or one) are where it ends.
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}


@cache
def drawing(key):
    root = ElementTree.fromstring(clean((FIGURES / f"{key}.svg").read_text()).svg)
    assert not [part for part in root.iter() if part.get("transform", "none") != "none"]
    return root


def part(key, name):
    found = drawing(key).find(f".//*[@id='{name}']")
    assert found is not None, f"{key} has no {name}"
    return found


def ends(path):
    """Return the points at which the commands of a path end."""
    tokens = TOKEN.findall(path)
    points, x, y, start, command, at = [], 0.0, 0.0, (0.0, 0.0), "M", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        takes = TAKES[command.lower()]
        numbers = [float(token) for token in tokens[at : at + takes]]
        at += takes
        base = (x, y) if command.islower() else (0, 0)
        match command.lower():
            case "z":
                x, y = start
                continue
            case "h":
                x = base[0] + numbers[0]
            case "v":
                y = base[1] + numbers[0]
            case _:
                x, y = base[0] + numbers[-2], base[1] + numbers[-1]
        if command.lower() == "m":
            start = (x, y)
            command = "l" if command == "m" else "L"
        points.append((x, y))
    return points


def points(element):
    """Return points of everything that is drawn in ``element``."""
    found = []
    for shape in element.iter():
        number = lambda name, shape=shape: float(shape.get(name, 0))  # noqa: E731
        match shape.tag.removeprefix(NS):
            case "path":
                found += ends(shape.get("d"))
            case "circle":
                found.append((number("cx"), number("cy")))
            case "ellipse":
                x, y, rx, ry = map(number, ("cx", "cy", "rx", "ry"))
                found += [(x - rx, y - ry), (x + rx, y + ry)]
            case "rect":
                x, y, width, height = map(number, ("x", "y", "width", "height"))
                found += [(x, y), (x + width, y + height)]
            case "line":
                found += [(number("x1"), number("y1")), (number("x2"), number("y2"))]
    return found


def box(key, name):
    """Return left, top, right and bottom."""
    xs, ys = zip(*points(part(key, name)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def middle(key, name):
    left, top, right, bottom = box(key, name)
    return (left + right) / 2, (top + bottom) / 2


def is_inside(point, outline):
    """Say whether ``point`` lies in the polygon ``outline``."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
