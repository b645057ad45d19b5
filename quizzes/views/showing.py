"""What pages get of an attempt's questions: open ones, settled ones, marked ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from quizzes.domain import delivery, marking
from quizzes.domain.rules import Rules
from quizzes.enums import Behaviour, Certainty, ReviewItem
from quizzes.models import AttemptItem, AttemptSection
from quizzes.types import InvalidResponse, showing

# A type's own review shows all of these at once, and so only where all may be seen.
WHOLE = {
    ReviewItem.RESPONSE,
    ReviewItem.CORRECTNESS,
    ReviewItem.FEEDBACK,
    ReviewItem.ANSWER,
}

# Where none of these may be seen, nothing is said of what was left open either.
TELLS_WHETHER = {ReviewItem.RESPONSE, ReviewItem.CORRECTNESS, ReviewItem.MARK}


def asked(
    item: AttemptItem,
    rules: Rules,
    *,
    problem: InvalidResponse | None = None,
    told: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the context of an open question: no key, and no feedback but ``told``.

    ``told`` is what the last check of the answer shown has said (see ``outcome``).
    """
    version = item.question_version
    can_check = delivery.can_check(item=item, rules=rules)
    return {
        **showing.asked(
            type_key=version.type,
            content=version.content,
            order=item.option_order,
            prefix=item.prefix,
            response=problem.shown if problem and problem.shown else item.response,
            figure=version.figure_version,
        ),
        "position": item.position,
        "number": item.response_number,
        "complete": is_complete(item),
        "flagged": item.flagged,
        "problem": problem.message if problem else "",
        "can_check": can_check,
        "tries": rules.behaviour == Behaviour.TRIES and can_check,
        "tries_left": rules.tries - item.tries,
        "try_cost": rules.try_cost,
        "used": item.tries,
        "hints": delivery.hints_shown(item),
        "told": told,
        "certainties": certainties(item) if rules.asks_certainty else (),
    }


def is_complete(item: AttemptItem) -> bool:
    version = item.question_version
    return version.question_type.is_complete(version.body, item.response)


def certainties(item: AttemptItem) -> list[dict[str, Any]]:
    """Return the choices of certainty, with the points that each brings or costs."""
    return [
        {
            "value": value,
            "label": label,
            "right": _points(marking.CERTAINTY_POINTS[value][0]),
            "wrong": _points(marking.CERTAINTY_POINTS[value][1]),
            "chosen": item.certainty == value,
        }
        for value, label in Certainty.choices
    ]


def _points(points):
    return f"{points:f}".replace("-", "−")


def outcome(item: AttemptItem, visible: frozenset[ReviewItem]) -> dict[str, Any]:
    """Return what a check may say of the answer that it was about."""
    version = item.question_version
    mark = version.question_type.mark(version.body, item.response)
    return {
        "fraction": mark.fraction,
        "feedback": mark.feedback if ReviewItem.FEEDBACK in visible else (),
    }


def shown(
    item: AttemptItem,
    visible: frozenset[ReviewItem],
    *,
    behaviour: Behaviour,
    notes: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the context of a question that was marked: only what is ``visible``.

    What is not visible is not in the context, so no template can let it out.
    ``notes`` are what persons wrote with their marks.
    """
    version = item.question_version
    shared: dict[str, Any] = {
        "type_key": version.type,
        "content": version.content,
        "order": item.option_order,
        "prefix": item.prefix,
        "figure": version.figure_version,
    }
    everything = showing.reviewed(**shared, response=item.response)
    mark = everything["mark"]
    if visible >= WHOLE:
        body = {**_body(everything), "mode": "whole"}
    elif ReviewItem.RESPONSE in visible:
        given = showing.asked(**shared, response=item.response)
        summary = version.question_type.given(
            version.body, item.option_order, item.response
        )
        body = {**_body(given), "mode": "given", "summary": summary}
    else:
        body = {**_body(showing.asked(**shared)), "mode": "stem"}
    row = {
        **body,
        "position": item.position,
        "flagged": item.flagged,
        "answered": item.response is not None or not visible & TELLS_WHETHER,
        "is_waiting": item.fraction is None,
        "says_right": ReviewItem.CORRECTNESS in visible,
    }
    if ReviewItem.CORRECTNESS in visible:
        # What was right at the second try is right; what it cost is in the points.
        row["fraction"] = mark.fraction if item.tries else item.fraction
    if ReviewItem.MARK in visible:
        row["points"] = marking.points_of(item=item, behaviour=behaviour)
        row["max_mark"] = item.max_mark
    if ReviewItem.FEEDBACK in visible:
        row["feedback"] = () if body["mode"] == "whole" else mark.feedback
        row["notes"] = list(notes)
    if ReviewItem.ANSWER in visible and body["mode"] != "whole":
        row["correct_summary"] = everything["correct_summary"]
    if ReviewItem.RATIONALE in visible:
        for name in ("rationale", "verdict", "level", "references"):
            row[name] = everything[name]
    if ReviewItem.RESPONSE in visible:
        if behaviour == Behaviour.CERTAINTY and item.response is not None:
            row["certainty"] = Certainty(item.certainty or Certainty.LOW).label
        row["tries"] = item.tries
    return row


def _body(context):
    names = ("question", "question_template", "prefix", "figure")
    return {name: context[name] for name in names}


def add_cases(
    rows: list[dict[str, Any]],
    items: list[AttemptItem],
    cases: Mapping[int, AttemptSection],
) -> None:
    """Put the case of a section into the first of its rows on a page, as ``case``."""
    before = None
    for row, item in zip(rows, items, strict=True):
        if item.section != before:
            row["case"] = cases.get(item.section)
        before = item.section
