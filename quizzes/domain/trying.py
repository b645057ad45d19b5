"""A quiz as its author tries it out: an attempt that is never saved.

It asks, checks, turns and marks by the functions that attempts do, on model instances
that have no row. All of it goes into a state of plain JSON, and comes back from it::

    {"rules": as Attempt.rules, "page": 1,
     "items": [{"version": pk, "order": option order, "section": 1, "page": 1,
                "response": as AttemptItem.response, "certainty": null, "tries": 0,
                "fraction": null or decimal as text, "settled": false,
                "flagged": false, "checked": the answer that was checked last}],
     "cases": [{"number": 1, "title": "", "vignette": HTML, "figure": pk or null}]}
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from media.models import FigureVersion
from quizzes.models import (
    Attempt,
    AttemptItem,
    AttemptSection,
    QuestionVersion,
    QuizMixin,
)
from quizzes.types import InvalidResponse
from quizzes.types.base import Response

from . import checking, drawing, guards, marking, saving, starting
from . import rules as attempt_rules
from .errors import CheckRefused, NoSuchPage
from .rules import Rules


@dataclass(frozen=True, slots=True)
class Trial:
    """An attempt without a row, its items, and the cases above them by section.

    ``checked`` is the answer that was checked last, by position.
    """

    attempt: Attempt
    rules: Rules
    items: list[AttemptItem]
    cases: dict[int, AttemptSection]
    checked: dict[int, Response]

    def is_checked(self, item: AttemptItem) -> bool:
        """Say whether the answer is the one that was checked last."""
        return bool(item.tries) and self.checked.get(item.position) == item.response


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial comes to. ``fraction`` is ``None`` if nothing has a mark.

    What a person marks is left out of the score and of its maximum.
    """

    score: Decimal
    max_score: Decimal
    fraction: Decimal | None
    passed: bool
    by_hand: int


def begin(
    *, quiz: QuizMixin, at: datetime, rng: Random
) -> tuple[Trial, list[drawing.Shortage]]:
    """Draw the questions of ``quiz`` as a first attempt would; nothing is written."""
    drawn = drawing.draw(
        sections=quiz.sections,
        rng=rng,
        shuffle_questions=quiz.shuffle_questions,
        shuffle_options=quiz.shuffle_options,
    )
    rules = attempt_rules.of_quiz(
        quiz,
        sections=tuple(
            attempt_rules.Section(section.key, section.items, section.has_case)
            for section in drawn.sections
        ),
        pass_mark=quiz.pass_mark,
        closes_at=None,
        time_factor=Decimal(1),
        extra_attempts=0,
    )
    attempt = _attempt(quiz, rules, at=at)
    figures = drawing.figures_of(drawn.sections)
    trial = Trial(
        attempt=attempt,
        rules=attempt_rules.read(rules),
        items=[
            AttemptItem(
                attempt=attempt,
                position=position,
                question_version=item.version,
                option_order=item.option_order,
                section=item.section_number,
                page=starting.page_of(
                    layout=quiz.layout, position=position, section=item.section_number
                ),
                max_mark=Decimal(1),
            )
            for position, item in enumerate(drawn.items, start=1)
        ],
        cases={
            section.number: AttemptSection(
                attempt=attempt,
                number=section.number,
                title=section.title,
                vignette=section.vignette,
                figure_version=figures.get(section.figure),
            )
            for section in drawn.sections
            if section.has_case
        },
        checked={},
    )
    return trial, drawn.shortages


def state_of(trial: Trial) -> dict[str, Any]:
    """Return all of a trial as JSON."""
    return {
        "rules": trial.attempt.rules,
        "page": trial.attempt.page,
        "items": [
            {
                "version": item.question_version_id,
                "order": item.option_order,
                "section": item.section,
                "page": item.page,
                "response": item.response,
                "certainty": item.certainty,
                "tries": item.tries,
                "fraction": None if item.fraction is None else str(item.fraction),
                "settled": item.settled_at is not None,
                "flagged": item.flagged,
                "checked": trial.checked.get(item.position),
            }
            for item in trial.items
        ],
        "cases": [
            {
                "number": case.number,
                "title": case.title,
                "vignette": case.vignette,
                "figure": case.figure_version_id,
            }
            for case in trial.cases.values()
        ],
    }


def restore(*, quiz: QuizMixin, state: dict[str, Any], at: datetime) -> Trial:
    """Return the trial that ``state_of`` made ``state`` of: at most two queries."""
    attempt = _attempt(quiz, state["rules"], at=at)
    attempt.page = state["page"]
    versions = QuestionVersion.objects.select_related("figure_version").in_bulk(
        [row["version"] for row in state["items"]]
    )
    wanted = {case["figure"] for case in state["cases"]} - {None}
    figures = FigureVersion.objects.in_bulk(wanted) if wanted else {}
    return Trial(
        attempt=attempt,
        rules=attempt_rules.read(state["rules"]),
        items=[
            AttemptItem(
                attempt=attempt,
                position=position,
                question_version=versions[row["version"]],
                option_order=row["order"],
                section=row["section"],
                page=row["page"],
                max_mark=Decimal(1),
                response=row["response"],
                certainty=row["certainty"],
                tries=row["tries"],
                fraction=None if row["fraction"] is None else Decimal(row["fraction"]),
                settled_at=at if row["settled"] else None,
                flagged=row["flagged"],
            )
            for position, row in enumerate(state["items"], start=1)
        ],
        cases={
            case["number"]: AttemptSection(
                attempt=attempt,
                number=case["number"],
                title=case["title"],
                vignette=case["vignette"],
                figure_version=figures.get(case["figure"]),
            )
            for case in state["cases"]
        },
        checked={
            position: row["checked"]
            for position, row in enumerate(state["items"], start=1)
        },
    )


def answer(*, trial: Trial, data: Any) -> dict[int, InvalidResponse]:
    """Take the answers that a form of the trial's page holds.

    Those that can't be read keep what was there, and come back by position.
    """
    invalid = {}
    for item in trial.items:
        if item.page != trial.attempt.page or item.settled_at is not None:
            continue
        try:
            item.response, item.certainty = saving.read_answer(item, trial.rules, data)
        except InvalidResponse as error:
            invalid[item.position] = error
    return invalid


def check(*, trial: Trial, position: int, at: datetime) -> None:
    """Check one item as ``checking.check`` does; the same answer is no new try.

    Raises ``AnswerIncomplete`` and ``CheckRefused``; ``CheckRefused`` too for what
    is not on the page.
    """
    item = next((item for item in trial.items if item.position == position), None)
    if item is None or item.page != trial.attempt.page or not trial.rules.can_check:
        raise CheckRefused
    _found, fraction = checking.mark_of(item)
    if item.settled_at is None and not trial.is_checked(item):
        checking.count_try(item, trial.rules, fraction=fraction, at=at)
        trial.checked[position] = item.response


def turn(*, trial: Trial, to_page: int) -> None:
    """Go to a page; raises ``NoSuchPage``, and ``PageLeft`` as attempts do."""
    if not 1 <= to_page <= trial.rules.pages:
        raise NoSuchPage
    if to_page != trial.attempt.page + 1:
        guards.refuse_page(trial.attempt, trial.rules, to_page)
    trial.attempt.page = to_page


def finish(*, trial: Trial, at: datetime) -> Outcome:
    """Mark what is open, and return what all comes to."""
    for item in trial.items:
        if item.settled_at is None:
            marking.mark_item(item, trial.rules, same_as_checked=trial.is_checked(item))
    trial.attempt.submitted_at = at
    score, max_score = marking.score_of(trial.items, trial.rules.behaviour)
    fraction = score / max_score if max_score else None
    return Outcome(
        score=score,
        max_score=max_score,
        fraction=fraction,
        passed=fraction is not None
        and marking.is_pass(fraction=fraction, pass_mark=trial.rules.pass_mark),
        by_hand=sum(item.fraction is None for item in trial.items),
    )


def _attempt(quiz: QuizMixin, rules: dict[str, Any], *, at: datetime) -> Attempt:
    return Attempt(
        quiz_title=quiz.title,
        number=1,
        rules=rules,
        started_at=at,
        practice=quiz.practice,
    )
