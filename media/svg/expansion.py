"""How large a drawing grows when its local references are followed.

A small file may repeat a part through ``use``, patterns and masks until a browser
gives up. The sum is worked out without following anything.
"""

from django.utils.translation import gettext as _

MAX_EXPANDED = 200_000
MAX_CHAIN = 40


class TooMuch(ValueError):
    """The references of a drawing go in a circle or grow beyond measure."""


class _Part:
    __slots__ = ("children", "identifier", "nodes", "references")

    def __init__(self, identifier):
        self.identifier = identifier
        self.nodes = 0
        self.children = []
        self.references = []


class Expansion:
    """Collects which named part holds what and refers to what."""

    def __init__(self):
        self.root = _Part(None)
        self.parts = {}
        self.open_parts = [self.root]

    def open(self, identifier, references):
        part = self.open_parts[-1]
        if identifier:
            child = _Part(identifier)
            part.children.append(child)
            self.parts[identifier] = child
            part = child
        part.nodes += 1
        part.references.extend(references)
        self.open_parts.append(part)

    def close(self):
        self.open_parts.pop()

    def check(self):
        """Raise ``TooMuch`` for a circle, a long chain, or a sum that is too large."""
        if self._weight(self.root, {}, ()) > MAX_EXPANDED:
            raise TooMuch(
                _("Repeated parts make the drawing larger than a browser can show.")
            )

    def _weight(self, part, known, trail):
        if part.identifier in known:
            return known[part.identifier]
        if part.identifier is not None:
            if part.identifier in trail:
                raise TooMuch(
                    _("The part “%(id)s” refers to itself.") % {"id": part.identifier}
                )
            if len(trail) > MAX_CHAIN * 2:
                raise TooMuch(_("References go through too many parts."))
            trail = (*trail, part.identifier)
        weight = part.nodes
        for child in part.children:
            weight += self._weight(child, known, trail)
        for reference in part.references:
            if reference in self.parts:
                weight += self._weight(self.parts[reference], known, trail)
        weight = min(weight, MAX_EXPANDED + 1)
        if part.identifier is not None:
            known[part.identifier] = weight
        return weight
