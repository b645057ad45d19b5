"""Questions that ask the same words, or nearly the same.

The same: equal fingerprints (``types.text.fingerprint``). Nearly: the sets of words in
the beginnings of two stems have at least ``ALIKE`` in common, by Jaccard's index (words
in both / words in either). Only pairs within one bank are looked for.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Count, Q, QuerySet

from quizzes.models import Question
from quizzes.types.text import normalise

from . import banks

ALIKE = 0.8
# Shorter stems are alike by chance: "Which bone is this?"
FEWEST_WORDS = 5
# So many questions of a bank are looked at, the newest first, and so many pairs told.
MOST_QUESTIONS = 5_000
MOST_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Pair:
    first: Any
    second: Any
    share: float


def same_words(*, question: Question, user: Any) -> QuerySet[Question]:
    """Return other questions of readable banks that ask the same words."""
    found = banks.readable_questions(user)
    if not question.fingerprint:
        return found.none()
    found = found.filter(fingerprint=question.fingerprint).exclude(pk=question.pk)
    return found.select_related("bank").only("key", "title", "bank", "retired_at")


def repeated(*, user: Any) -> QuerySet[Any]:
    """Return rows of fingerprint and count, of more than one readable question each."""
    return (
        banks.readable_questions(user)
        .exclude(fingerprint="")
        .order_by()
        .values("fingerprint")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .order_by("-count", "fingerprint")
    )


def of_fingerprints(*, fingerprints: list[str], user: Any) -> dict[str, list[Question]]:
    """Return the readable questions of each fingerprint, in one query."""
    found: dict[str, list[Question]] = {each: [] for each in fingerprints}
    questions = banks.readable_questions(user).filter(fingerprint__in=fingerprints)
    for question in (
        questions.select_related("bank")
        .only("key", "title", "fingerprint", "bank", "retired_at", "live")
        .order_by("key")
    ):
        found[question.fingerprint].append(question)
    return found


def nearly(*, bank: Any, user: Any) -> list[Pair]:
    """Return pairs of a bank's questions whose stems begin nearly alike, in two queries.

    The most alike first; those with the same fingerprint are left out.
    """
    inside = Q(bank=bank) if bank else Q(bank=None)
    rows = (
        banks.readable_questions(user)
        .filter(inside, retired_at=None)
        .exclude(title="")
        .order_by("-pk")
        .values_list("pk", "title", "fingerprint")[:MOST_QUESTIONS]
    )
    titles, prints = {}, {}
    for pk, title, fingerprint in rows:
        titles[pk], prints[pk] = title, fingerprint
    pairs = [
        (share, first, second)
        for first, second, share in alike(titles)
        if prints[first] != prints[second]
    ][:MOST_PAIRS]
    wanted = {pk for _share, *pks in pairs for pk in pks}
    found = Question.objects.only("key", "title").in_bulk(wanted)
    return [Pair(found[a], found[b], share) for share, a, b in pairs]


def alike(
    texts: Mapping[int, str], *, least: float = ALIKE
) -> list[tuple[int, int, float]]:
    """Return all pairs of texts whose words have ``least`` in common, the most first.

    Exact. Words are ordered from rare to frequent: two sets that have so much in common
    share one of their first words, so that only texts that do are compared (prefix
    filtering, as in Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity
    search").
    """
    sets = {key: _words(text) for key, text in texts.items()}
    sets = {key: words for key, words in sets.items() if len(words) >= FEWEST_WORDS}
    counts = Counter(word for words in sets.values() for word in words)
    known: dict[str, list[int]] = defaultdict(list)
    found = []
    for key, words in sorted(sets.items(), key=lambda each: (len(each[1]), each[0])):
        rare_first = sorted(words, key=lambda word: (counts[word], word))
        first = rare_first[: len(words) - ceil(least * len(words)) + 1]
        candidates = {other for word in first for other in known[word]}
        for other in candidates:
            both = len(words & sets[other])
            share = both / (len(words) + len(sets[other]) - both)
            if share >= least:
                found.append((min(key, other), max(key, other), share))
        for word in first:
            known[word].append(key)
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))


def _words(text: str) -> frozenset[str]:
    kept = (char if char.isalnum() else " " for char in normalise(text))
    return frozenset("".join(kept).split())
