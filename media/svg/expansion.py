"""How much a browser draws once the local references of a drawing are followed.

A small file may repeat a part through ``use``, patterns, masks and markers until a
browser gives up. The sum is worked out without following anything.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_NODES = 200_000
MAX_LENGTH = 10_000_000  # characters of paths and text
MAX_DEPTH = 100


class TooMuch(ValueError):
    """The references of a drawing go in a circle or grow beyond measure."""


@dataclass(slots=True)
class References:
    """What one element points at.

    ``once``: drawn once (``use``, a mask). ``each``: a paint or an end marker, which
    everything inside may inherit. ``along``: a marker that is drawn at every point.
    """

    once: list[str] = field(default_factory=list)
    each: list[str] = field(default_factory=list)
    along: list[str] = field(default_factory=list)

    def extend(self, other):
        self.once += other.once
        self.each += other.each
        self.along += other.along


class _Part:
    __slots__ = ("children", "identifier", "length", "nodes", "references")

    def __init__(self, identifier):
        self.identifier = identifier
        self.nodes = 0
        self.length = 0
        self.children = []
        self.references = References()


class Expansion:
    """Collects which part holds what and refers to what."""

    def __init__(self):
        self.root = _Part(None)
        self.parts = {}
        self.open_parts = [self.root]

    def open(self, identifier, references, length=0):
        """Enter an element; ``length`` is how many characters its outline takes."""
        part = self.open_parts[-1]
        if identifier or references.each or references.along:
            child = _Part(identifier)
            part.children.append(child)
            if identifier:
                self.parts[identifier] = child
            part = child
        part.nodes += 1
        part.length += length
        part.references.extend(references)
        self.open_parts.append(part)

    def write(self, length):
        self.open_parts[-1].length += length

    def close(self):
        self.open_parts.pop()

    def check(self):
        """Raise ``TooMuch`` for a circle, a long chain, or a sum that is too large."""
        total = self._total(self.root, {}, (), 0)
        if total.drawn > MAX_NODES or total.drawn_length > MAX_LENGTH:
            raise TooMuch(
                _("Repeated parts make the drawing larger than a browser can show.")
            )

    def _total(self, part, known, trail, depth):
        if part in known:
            return known[part]
        if part.identifier is not None:
            if part.identifier in trail:
                raise TooMuch(
                    _("The part “%(id)s” refers to itself.") % {"id": part.identifier}
                )
            trail = (*trail, part.identifier)
        if depth > MAX_DEPTH:
            raise TooMuch(_("References go through too many parts."))

        def totals(identifiers):
            parts = (self.parts[each] for each in identifiers if each in self.parts)
            return [self._total(each, known, trail, depth + 1) for each in parts]

        total = _Total(part.nodes, part.length, part.nodes, part.length)
        for child in part.children:
            total.add(self._total(child, known, trail, depth + 1))
        for used in totals(part.references.once):
            total.add(used)
        # What is inside may inherit these, what `use` brings in included.
        for paint in totals(part.references.each):
            total.draw(paint, total.nodes)
        for marker in totals(part.references.along):
            total.draw(marker, total.length)
        known[part] = total
        return total


@dataclass(slots=True)
class _Total:
    """Nodes and characters of a part; ``drawn`` counts its paints and markers too."""

    nodes: int
    length: int
    drawn: int
    drawn_length: int

    def add(self, other):
        self.nodes = min(self.nodes + other.nodes, MAX_NODES + 1)
        self.length = min(self.length + other.length, MAX_LENGTH + 1)
        self.draw(other, 1)

    def draw(self, other, times):
        self.drawn = min(self.drawn + other.drawn * times, MAX_NODES + 1)
        self.drawn_length = min(
            self.drawn_length + other.drawn_length * times, MAX_LENGTH + 1
        )
