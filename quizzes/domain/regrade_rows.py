"""Each answer that a regrade is about, with its mark and attempt before and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When

from quizzes.enums import Behaviour, MarkReason
from quizzes.models import (
    Attempt,
    AttemptItem,
    MarkEvent,
    QuestionVersion,
    ResponseEvent,
)

from . import marking, remarking
from . import rules as attempt_rules
from .picking import Plan

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """What all marks of an attempt come to; all ``None`` while it waits."""

    score: Decimal | None
    max_score: Decimal
    fraction: Decimal | None
    passed: bool | None
    items_to_mark: int

    @property
    def percent(self) -> Decimal | None:
        """Return the score as it is shown, in percent."""
        return None if self.fraction is None else marking.shown_percent(self.fraction)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to the question: its mark and its attempt, before and after.

    ``item`` has the mark from before. ``old`` and ``new`` are points, ``None`` while
    the answer waits for a person.
    """

    attempt: Attempt
    item: AttemptItem
    asked: QuestionVersion
    outcome: remarking.Outcome
    old: Decimal | None
    new: Decimal | None
    before: Standing
    after: Standing
    newest: int

    @property
    def now_passes(self) -> bool:
        return bool(self.after.passed) and not self.before.passed

    @property
    def now_fails(self) -> bool:
        return bool(self.before.passed) and self.after.passed is False

    @property
    def rescored(self) -> bool:
        """Whether the attempt has another score than before."""
        return self.after.score is not None and self.before != self.after


def groups(
    plan: Plan,
    items: QuerySet[AttemptItem],
    known: Iterable[QuestionVersion] | None = None,
) -> Iterator[list[Row]]:
    """Yield the rows of each attempt, by its key.

    Attempts, their items and the events of the question's are read side by side, in
    the same order: three queries that stream, and one for the versions unless they are
    ``known``.
    """
    if known is None:
        known = QuestionVersion.objects.filter(question=plan.question)
    versions = {version.pk: version for version in known}
    chosen = items.order_by().values("attempt")
    attempts = Attempt.objects.filter(pk__in=chosen).select_related("learner")
    of_attempts = _by_attempt(_items(chosen))
    events = _by_attempt(_events(items))
    for attempt in attempts.order_by("pk").iterator(chunk_size=CHUNK):
        rows = _rows(
            plan, attempt, of_attempts(attempt.pk), events(attempt.pk), versions
        )
        if rows:
            yield rows


def _items(chosen: QuerySet[Any]) -> QuerySet[AttemptItem]:
    newest = MarkEvent.objects.filter(item=OuterRef("pk")).order_by("-pk")
    return (
        AttemptItem.objects.filter(attempt__in=chosen)
        .annotate(
            owner=F("attempt_id"),
            # Only with certainty it makes a difference; see ``notice_credits``.
            newest_reason=Case(
                When(
                    fraction=1,
                    attempt__rules__behaviour=Behaviour.CERTAINTY.value,
                    then=Subquery(newest.values("reason")[:1]),
                ),
                default=Value(""),
            ),
        )
        .order_by("attempt_id", "position")
    )


def _events(items: QuerySet[AttemptItem]) -> QuerySet[MarkEvent]:
    marked = ResponseEvent.objects.filter(
        item=OuterRef("item"), number=OuterRef("response_number")
    )
    return (
        MarkEvent.objects.filter(item__in=items.order_by().values("pk"))
        .annotate(
            owner=F("item__attempt_id"),
            response=Subquery(marked.values("response")[:1]),
            over_persons=F("regrade__picked"),
        )
        .order_by("item__attempt_id", "item_id", "pk")
    )


def _by_attempt(rows: QuerySet[Any]) -> Any:
    """Return a function that gives the rows of an attempt; keys must be asked rising."""
    groups = groupby(rows.iterator(chunk_size=2000), key=attrgetter("owner"))
    ahead: list[tuple[int, list[Any]]] = []

    def of(attempt: int) -> list[Any]:
        while not ahead or ahead[0][0] < attempt:
            owner, group = next(groups, (0, ()))
            if not owner:
                return []
            ahead[:] = [(owner, list(group))]
        return ahead[0][1] if ahead[0][0] == attempt else []

    return of


def _rows(
    plan: Plan,
    attempt: Attempt,
    items: list[AttemptItem],
    events: list[MarkEvent],
    versions: dict[int, QuestionVersion],
) -> list[Row]:
    rules = attempt_rules.read(attempt.rules)
    past: dict[int, list[MarkEvent]] = {}
    for event in events:
        picked = event.over_persons or {}  # type: ignore[attr-defined]
        event.over_persons = picked.get("over_persons", False)  # type: ignore[attr-defined]
        past.setdefault(event.item_id, []).append(event)
    for item in items:
        newest = item.newest_reason  # type: ignore[attr-defined]
        item.credited = newest == MarkReason.CREDITED
    asked = [item for item in items if item.question_version_id in versions]
    before = _standing(attempt)
    changed = []
    for item in asked:
        item.question_version = versions[item.question_version_id]
        history = remarking.history(past.get(item.pk, ()))
        outcome = remarking.outcome(
            kind=plan.kind,
            item=item,
            before=history,
            rules=rules,
            version=plan.version,
            over_persons=plan.picked.over_persons,
            alone=all(other.dropped for other in items if other.pk != item.pk),
        )
        old = marking.points_of(item=item, behaviour=rules.behaviour)
        kept = (item.fraction, item.dropped, item.credited)
        item.fraction = outcome.fraction
        item.dropped, item.credited = outcome.dropped, outcome.credited
        new = marking.points_of(item=item, behaviour=rules.behaviour)
        changed.append((item, history, outcome, old, new, kept))
    if any(outcome.changed for _item, _history, outcome, *_rest in changed):
        marking.settle(attempt, rules, items)
    after = _standing(attempt)
    rows = []
    for item, history, outcome, old, new, kept in changed:
        item.fraction, item.dropped, item.credited = kept
        rows.append(
            Row(
                attempt=attempt,
                item=item,
                asked=item.question_version,
                outcome=outcome,
                old=old,
                new=new,
                before=before,
                after=after,
                newest=history.newest,
            )
        )
    return rows


def _standing(attempt: Attempt) -> Standing:
    return Standing(*(getattr(attempt, name) for name in marking.SETTLED))
