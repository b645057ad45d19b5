"""What pages get of an attempt's questions: open ones, settled ones, marked ones."""

from collections.abc import Mapping
from random import Random
from typing import Any

from quizzes.domain import delivery, marking
from quizzes.domain.mark_changes import Later
from quizzes.domain.rules import Rules
from quizzes.enums import Behaviour, Certainty, ReviewItem
from quizzes.models import AttemptItem, AttemptSection, QuestionVersion
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
TELLS_MARK = {ReviewItem.CORRECTNESS, ReviewItem.MARK}

UNTOUCHED = Later()


# What a row says of what may not be seen. Templates ask for all of it, and a name that
# is missing takes them much longer than one that is empty.
UNSEEN: Mapping[str, Any] = {
    "case": None,
    "certainty": "",
    "changes": (),
    "correct_summary": "",
    "feedback": (),
    "fraction": None,
    "level": None,
    "max_mark": None,
    "notes": (),
    "points": None,
    "rationale": "",
    "references": (),
    "rubric": None,
    "summary": "",
    "tries": 0,
    "verdict": "",
}


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
        "case": None,
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
    return version.question_type.is_complete(item.body, item.response)


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
    mark = version.question_type.mark(item.body, item.response)
    return {
        "fraction": mark.fraction,
        "feedback": mark.feedback if ReviewItem.FEEDBACK in visible else (),
    }


def shown(
    item: AttemptItem,
    visible: frozenset[ReviewItem],
    *,
    behaviour: Behaviour,
    later: Later = UNTOUCHED,
    waits: bool = True,
) -> dict[str, Any]:
    """Return the context of a question that was marked: only what is ``visible``.

    What is not visible is empty in the context, so no template can let it out.
    ``later`` is what became of its mark since. An answer that was marked again is shown
    with the key that it was marked by, if that offers the same to choose from. ``waits``
    is off where nobody will mark what software can't.
    """
    version = _marked_by(item, later)
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
            item.body_by(version), item.option_order, item.response
        )
        body = {**_body(given), "mode": "given", "summary": summary}
    else:
        body = {**_body(showing.asked(**shared)), "mode": "stem"}
    row = {
        **UNSEEN,
        **body,
        "position": item.position,
        "flagged": item.flagged,
        "answered": item.response is not None or not visible & TELLS_WHETHER,
        "is_waiting": waits and item.fraction is None,
        "is_unmarked": not waits and item.fraction is None,
        "is_dropped": item.dropped and bool(visible & TELLS_MARK),
        "is_credited": item.credited and bool(visible & TELLS_MARK),
        "says_right": ReviewItem.CORRECTNESS in visible,
    }
    if ReviewItem.CORRECTNESS in visible:
        # What was right at the second try is right; what it cost is in the points.
        row["fraction"] = mark.fraction if item.tries else item.fraction
    if ReviewItem.MARK in visible:
        row["changes"] = later.changes
        if not item.dropped:
            row["points"] = marking.points_of(item=item, behaviour=behaviour)
            row["max_mark"] = item.max_mark
    if ReviewItem.FEEDBACK in visible:
        row["feedback"] = () if body["mode"] == "whole" else mark.feedback
        told = [change.note for change in row["changes"]]
        if later.note and later.note not in told:
            row["notes"] = [later.note]
    if ReviewItem.ANSWER in visible and body["mode"] != "whole":
        row["correct_summary"] = everything["correct_summary"]
        if not row["is_waiting"]:
            row["rubric"] = version.question_type.rubric(version.body)
    if ReviewItem.RATIONALE in visible:
        for name in ("rationale", "verdict", "level", "references"):
            row[name] = everything[name]
    if ReviewItem.RESPONSE in visible:
        if behaviour == Behaviour.CERTAINTY and item.response is not None:
            row["certainty"] = Certainty(item.certainty or Certainty.LOW).label
        row["tries"] = item.tries
    return row


def _marked_by(item: AttemptItem, later: Later) -> QuestionVersion:
    """Return the version whose key and feedback are shown with the answer."""
    asked, version = item.question_version, later.version
    if version is None or version.type != asked.type:
        return asked
    question_type = version.question_type
    offered = question_type.order(version.body, Random(0), shuffle=False)  # noqa: S311
    same = sorted(offered) == sorted(item.option_order)
    fits = question_type.fits(item.body_by(version), item.response)
    return version if same and fits else asked


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
