"""What two states of a question say differently, in words.

Pure: nothing here reads the database. Rows of a list (options, pairs, hints) are found
again by what they say, so that a row that only moved is not told as removed and added.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from media.enums import Level, Verdict
from quizzes import types
from quizzes.enums import ChangeKind
from quizzes.types.describing import readable

# Rows that have this much in common are the same row, changed.
ALIKE = 0.6
# Above so many pairs of words, texts are shown whole: finding what they share takes
# time that grows with the pairs.
MOST_PAIRS = 1_000_000

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A state of a question: of a version, or what a draft would be frozen as.

    ``content`` is as ``QuestionVersion`` describes it, ``figure`` names its figure's
    version.
    """

    type_key: str
    content: dict[str, Any]
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that both states have (``kind`` is ""), or only one of them."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one field, or of one row of a list.

    ``was`` and ``now`` are the places of a row that moved, from 1.
    """

    label: str
    kind: ChangeKind
    pieces: tuple[Piece, ...] = ()
    was: int | None = None
    now: int | None = None

    @property
    def old(self) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.kind != ChangeKind.ADDED)

    @property
    def new(self) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.kind != ChangeKind.REMOVED)


def describe(stated: Stated) -> list[tuple[str, str]]:
    """Return everything that a state says, as pairs of label and text."""
    content = stated.content
    try:
        question_type = types.get(stated.type_key)
    except LookupError:
        found = [(_("Type"), stated.type_key)]
    else:
        found = [(_("Type"), str(question_type.label))]
        found += question_type.describe(content["body"])
    found.append((_("Figure"), stated.figure))
    found += [(_("Hint"), readable(hint)) for hint in content.get("hints", [])]
    found.append((_("Rationale"), readable(content["rationale"])))
    verdict, level = content["verdict"], content["level"]
    found.append((_("Verdict"), str(Verdict(verdict).label) if verdict else ""))
    found.append((_("Level of evidence"), str(Level(level).label) if level else ""))
    found += [
        (_("Reference"), "\n".join(filter(None, [each["citation"], each["link"]])))
        for each in content["references"]
    ]
    return [(label, text) for label, text in found if text]


def compare(*, old: Stated, new: Stated) -> list[Change]:
    """Return what ``new`` says otherwise than ``old``, in the order of the editor.

    Nothing for states that are the same. Any other two give at least one change: where
    nothing that can be read differs, that is said.
    """
    if old == new:
        return []
    before, after = _by_label(describe(old)), _by_label(describe(new))
    found: list[Change] = []
    for label in _merged(list(before), list(after)):
        found += _changes(label, before.get(label, []), after.get(label, []))
    return found or [Change(_("Inside"), ChangeKind.UNSEEN)]


def unchanged(*, old: Stated, new: Stated) -> list[str]:
    """Return the labels of what both states say alike."""
    before, after = _by_label(describe(old)), _by_label(describe(new))
    return [label for label in before if before[label] == after.get(label)]


def word_by_word(old: str, new: str) -> tuple[Piece, ...]:
    """Return both texts as one row of pieces: the words they share, and the others."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if not (old and new) or len(before) * len(after) > MOST_PAIRS:
        return _replaced(old, new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("", "".join(before[a:b])))
        else:
            pieces += _replaced("".join(before[a:b]), "".join(after[c:d]))
    return _joined(pieces)


def _replaced(old: str, new: str) -> tuple[Piece, ...]:
    if old == new:
        return (Piece("", old),) if old else ()
    removed, added = Piece(ChangeKind.REMOVED, old), Piece(ChangeKind.ADDED, new)
    return tuple(piece for piece in (removed, added) if piece.text)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Join changes that only a space separates: they are read as one."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        is_gap = (
            piece.kind == ""
            and piece.text == " "
            and 0 < number < len(pieces) - 1
            and found
            and found[-1].kind == ChangeKind.ADDED
            and len(found) > 1
            and found[-2].kind == ChangeKind.REMOVED
            and pieces[number + 1].kind == ChangeKind.REMOVED
            and number + 2 < len(pieces)
            and pieces[number + 2].kind == ChangeKind.ADDED
        )
        if is_gap:
            found[-2] = Piece(ChangeKind.REMOVED, found[-2].text + " ")
            found[-1] = Piece(ChangeKind.ADDED, found[-1].text + " ")
        elif (
            len(found) > 1
            and piece.kind == ChangeKind.REMOVED
            and found[-1].kind == ChangeKind.ADDED
        ):
            found[-2] = Piece(ChangeKind.REMOVED, found[-2].text + piece.text)
        elif found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


def _by_label(described: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, text in described:
        found.setdefault(label, []).append(text)
    return found


def _merged(old: list[str], new: list[str]) -> list[str]:
    """Return all labels in the order of ``new``, those only in ``old`` in their place."""
    found = list(new)
    for index, label in enumerate(old):
        if label not in found:
            known = [each for each in old[:index] if each in found]
            found.insert(found.index(known[-1]) + 1 if known else 0, label)
    return found


def _changes(label: str, old: list[str], new: list[str]) -> list[Change]:
    pairs = _pairs(old, new)
    stays = _longest_rise([now for _was, now in pairs])
    matched = dict(pairs)
    found: dict[tuple[int, int], Change] = {}
    for was, now in pairs:
        moved = now not in stays
        if old[was] == new[now] and not moved:
            continue
        kind = ChangeKind.MOVED if old[was] == new[now] else ChangeKind.CHANGED
        places = {"was": was + 1, "now": now + 1} if moved else {}
        found[now, 1] = Change(label, kind, word_by_word(old[was], new[now]), **places)
    for now, text in enumerate(new):
        if now not in matched.values():
            found[now, 1] = Change(label, ChangeKind.ADDED, word_by_word("", text))
    for was, text in enumerate(old):
        if was not in matched:
            found[was, 0] = Change(label, ChangeKind.REMOVED, word_by_word(text, ""))
    return [found[key] for key in sorted(found)]


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return which row of ``old`` is which of ``new``, in the order of ``old``."""
    if len(old) == len(new) == 1:
        return [(0, 0)]
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(old))), list(range(len(new)))

    def take(was: int, now: int) -> None:
        pairs.append((was, now))
        left.remove(was)
        right.remove(now)

    for was in list(left):
        # Of rows that read the same, the one in the same place is meant.
        same = [now for now in right if new[now] == old[was]]
        if same:
            take(was, was if was in same else same[0])
    heads = [_alike(_head(old[was]), _head(new[now])) for was in left for now in right]
    wholes = [_alike(old[was], new[now]) for was in left for now in right]
    places = [(was, now) for was in left for now in right]
    likely = zip(heads, wholes, places, strict=True)
    for head, whole, (was, now) in sorted(likely, key=lambda each: each[:2])[::-1]:
        if was in left and now in right and max(head, whole) >= ALIKE:
            take(was, now)
    for was in list(left):
        # What was written anew in the same place is that row, changed.
        if was in right:
            take(was, was)
    return sorted(pairs)


def _head(text: str) -> str:
    return text.split("\n", 1)[0]


def _alike(old: str, new: str) -> float:
    """Return how much of two texts is the same, from 0 to 1, by their words."""
    before, after = WORDS.findall(old.casefold()), WORDS.findall(new.casefold())
    if len(before) * len(after) > MOST_PAIRS:
        return 0.0
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the longest rising run of ``numbers``: rows that kept their order."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
