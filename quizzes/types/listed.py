"""Answers that an author listed, and which of them a written text counts as."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

ANY = "*"


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed answer: ``same`` is the form in which it is compared."""

    text: str
    same: str
    worth: int = 100
    feedback: str = ""
    is_pattern: bool = False


def best(listed: Sequence[Listed], given: str, *, percent: int | None) -> Listed | None:
    """Return the answer that ``given`` counts as; of equals the one worth least.

    Looked for in turn: the same text; the pattern that fits and says most; the text
    most alike, where ``percent`` of likeness is enough; a pattern of nothing but ``*``.
    Whatever is nearer to a wrong answer is thus never taken for a right one.
    """
    if not given:
        return None
    texts = [one for one in listed if not one.is_pattern]
    patterns = [one for one in listed if one.is_pattern]
    if same := [one for one in texts if one.same == given]:
        return min(same, key=lambda one: one.worth)
    if fitting := [
        one for one in patterns if weight(one.same) and fits(one.same, given)
    ]:
        return max(fitting, key=lambda one: (weight(one.same), -one.worth))
    if percent is not None:
        ranked = [(likeness(one.same, given, percent), one) for one in texts]
        alike = [(rank, one) for rank, one in ranked if rank is not None]
        if alike:
            return max(alike, key=lambda pair: (pair[0], -pair[1].worth))[1]
    rest = [one for one in patterns if not weight(one.same)]
    return min(rest, key=lambda one: one.worth, default=None)


def fits(pattern: str, text: str) -> bool:
    """Say whether ``text`` is ``pattern`` with each ``*`` standing for any text.

    Goes through the text once for each part: no pattern makes it slow.
    """
    first, *rest = pattern.split(ANY)
    if not rest:
        return pattern == text
    *middle, last = rest
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last) and len(first) <= end):
        return False
    start = len(first)
    for part in middle:
        found = text.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True


def weight(pattern: str) -> int:
    """Return how much a pattern says: its characters besides the stars."""
    return len(pattern) - pattern.count(ANY)


def likeness(one: str, other: str, percent: int) -> Fraction | None:
    """Return 1 - slips / length of the longer text; ``None`` if under ``percent``.

    Digits must agree: "C1" is no misspelling of "C2".
    """
    longer = max(len(one), len(other))
    allowed = longer * (100 - percent) // 100
    if not longer or abs(len(one) - len(other)) > allowed:
        return None
    if _digits(one) != _digits(other) or (found := slips(one, other)) > allowed:
        return None
    return Fraction(longer - found, longer)


def slips(one: str, other: str) -> int:
    """Return the fewest slips that lead from one text to the other.

    A slip is a letter too many, one left out, a wrong one, or two neighbors swapped:
    the restricted Damerau-Levenshtein distance.
    """
    older: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        newer = [i + 1]
        for j, written in enumerate(other):
            cost = min(row[j + 1] + 1, newer[j] + 1, row[j] + (letter != written))
            if i and j and letter == other[j - 1] and written == one[i - 1]:
                cost = min(cost, older[j - 1] + 1)
            newer.append(cost)
        older, row = row, newer
    return row[-1]


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]
