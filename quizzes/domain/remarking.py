"""What an answer's mark becomes when its question is regraded. Reads and writes nothing.

The rules: ``docs/algorithms/regrading.md``.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.enums import Behaviour, Kept, MarkReason, RegradeKind
from quizzes.models import AttemptItem, MarkEvent, QuestionVersion

from . import marking
from .rules import Rules

FULL = Decimal(1).quantize(marking.STORED)


@dataclass(frozen=True, slots=True)
class History:
    """What became of an item before.

    ``newest`` is the key of its newest mark event, 0 where there is none. ``person``
    is the mark of a person that stands, also beneath a drop or a credit. ``checks``
    are the answers that were checked during the attempt, in order.
    """

    newest: int = 0
    credited: bool = False
    person: Decimal | None = None
    checks: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The mark that an item has after a regrade, or why it keeps the one it has."""

    fraction: Decimal | None
    dropped: bool
    credited: bool
    changed: bool
    kept: Kept | None = None


def history(events: Iterable[MarkEvent]) -> History:
    """Fold the mark events of one item, oldest first.

    Each has ``response`` (the answer that it marked) and ``over_persons`` (whether its
    regrade was asked to go over marks of persons) beside its fields.
    """
    newest, credited, person = 0, False, None
    checks: list[Any] = []
    for event in events:
        newest, credited = event.pk, event.reason == MarkReason.CREDITED
        if event.reason == MarkReason.CHECKED:
            checks.append(event.response)  # type: ignore[attr-defined]
        elif event.reason == MarkReason.MANUAL:
            person = event.fraction
        elif event.reason == MarkReason.REGRADED and event.over_persons:  # type: ignore[attr-defined]
            person = None
    return History(newest, credited, person, tuple(checks))


def outcome(
    *,
    kind: RegradeKind,
    item: AttemptItem,
    before: History,
    rules: Rules,
    version: QuestionVersion | None,
    over_persons: bool,
    alone: bool,
) -> Outcome:
    """Return what a regrade makes of one item of a submitted attempt.

    ``item.question_version`` is what was asked, ``version`` what marks now (only for
    marking again). ``alone``: nothing else counts in the attempt.
    """
    if kind == RegradeKind.CREDIT:
        return _changed(item, before, rules, FULL, credited=True)
    if kind == RegradeKind.DROP:
        if item.dropped:
            return _kept(item, before)
        if alone:
            return _kept(item, before, Kept.ONLY_QUESTION)
        return Outcome(
            fraction=marking.NOTHING if item.fraction is None else item.fraction,
            dropped=True,
            credited=False,
            changed=True,
        )
    if version is None:
        raise ValueError("Marking again needs a version to mark by.")
    if before.person is not None and not over_persons:
        if item.dropped or before.credited:
            return _changed(item, before, rules, before.person)
        return _kept(item, before, Kept.BY_PERSON)
    if version.type != item.question_version.type:
        return _kept(item, before, Kept.OTHER_TYPE)
    try:
        fraction = mark_again(item, before.checks, rules, version)
    except UnreadableResponse:
        return _kept(item, before, Kept.UNREADABLE)
    if fraction is None:
        return _kept(item, before, Kept.NEEDS_PERSON)
    return _changed(item, before, rules, fraction)


class UnreadableResponse(Exception):
    """The answer is none to this version of the question."""


def mark_again(
    item: AttemptItem, checks: tuple[Any, ...], rules: Rules, version: QuestionVersion
) -> Decimal | None:
    """Return the fraction of an answer by ``version``; ``None`` where a person marks.

    The checks of the attempt are gone through again: the first answer that is right by
    ``version`` settled the question, and only wrong tries before it cost. Where none is
    right, the last answer counts, as at the submission. Raises ``UnreadableResponse``.
    """
    for wrong, response in enumerate(checks):
        if _fraction(item.body_by(version), version, response) == 1:
            return _by_rules(item, rules, version, response=response, tries=wrong + 1)
    if _fraction(item.body_by(version), version, item.response) is None:
        return None
    return _by_rules(
        item,
        rules,
        version,
        response=item.response,
        tries=item.tries,
        same_as_checked=bool(checks) and checks[-1] == item.response,
    )


def _by_rules(
    item: AttemptItem,
    rules: Rules,
    version: QuestionVersion,
    *,
    response: Any,
    tries: int,
    same_as_checked: bool = True,
) -> Decimal | None:
    trial = copy.copy(item)
    trial.response, trial.tries = response, tries
    marking.mark_item(trial, rules, same_as_checked=same_as_checked, version=version)
    return trial.fraction


def _fraction(content: Any, version: QuestionVersion, response: Any) -> Decimal | None:
    question_type = version.question_type
    try:
        if not question_type.fits(content, response):
            raise UnreadableResponse
        return question_type.mark(content, response).fraction
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Types of other apps need not know ``fits``.
        raise UnreadableResponse from error


def _kept(item: AttemptItem, before: History, why: Kept | None = None) -> Outcome:
    return Outcome(
        fraction=item.fraction,
        dropped=item.dropped,
        credited=before.credited,
        changed=False,
        kept=why,
    )


def _changed(
    item: AttemptItem,
    before: History,
    rules: Rules,
    fraction: Decimal,
    *,
    credited: bool = False,
) -> Outcome:
    """Return the new mark; unchanged where it is what the item has, and worth the same.

    With certainty the full mark for everyone is worth more than being right.
    """
    worth_more = rules.behaviour == Behaviour.CERTAINTY and credited != before.credited
    if not (item.dropped or item.fraction != fraction or worth_more):
        return _kept(item, before)
    return Outcome(fraction=fraction, dropped=False, credited=credited, changed=True)
