"""The rules of a quiz that files may leave out: read, compared and written here.

A rule that is left out says what ``DEFAULTS`` says. These are the defaults of a new
quiz on the site when the rule came into course files, and they never change: what was
loaded before the rule was known is compared as saying them.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes import review_rules
from quizzes.enums import (
    Behaviour,
    Counting,
    Expiry,
    Layout,
    ReviewItem,
    ReviewMoment,
)

DEFAULTS: Mapping[str, Any] = {
    "wait_minutes": 0,
    "time_limit_minutes": None,
    "layout": "all",
    "one_way": False,
    "behaviour": "deferred",
    "max_tries": 3,
    "try_cost": 33,
    "counting": "best",
    "practice": False,
    "grace_seconds": 30,
    "on_expiry": "submit",
    "review": {
        "schema": 1,
        "during": [
            "response", "correctness", "mark", "feedback", "rationale", "answer",
        ],
        **{
            moment: [
                "response", "correctness", "mark", "feedback", "rationale", "answer",
                "score",
            ]
            for moment in ("after", "open", "closed")
        },
    },
}  # fmt: skip

# A year of minutes; whoever means longer means "never".
LONGEST = 525_600
WHOLE = {
    "wait_minutes": (0, LONGEST),
    "max_tries": (1, 10),
    "try_cost": (0, 100),
    "grace_seconds": (0, 600),
}
CHOICES = {
    "layout": Layout,
    "behaviour": Behaviour,
    "counting": Counting,
    "on_expiry": Expiry,
}


def read(fields):
    """Return every rule of a quiz in a course file; notes what is wrong with them."""
    found = dict(DEFAULTS)
    for name, (low, high) in WHOLE.items():
        found[name] = fields.integer(name, default=DEFAULTS[name], low=low, high=high)
    for name, choices in CHOICES.items():
        found[name] = fields.choice(name, choices.values, default=DEFAULTS[name])
    for name in ("one_way", "practice"):
        found[name] = fields.truth(name, default=DEFAULTS[name])
    found["time_limit_minutes"] = fields.optional_integer(
        "time_limit_minutes", low=1, high=LONGEST
    )
    if fields.get("review") is not None:
        found["review"] = _read_review(fields.mapping("review"))
    if found["one_way"] and found["layout"] == Layout.ALL:
        fields.problem("one_way", _("“one_way” needs “layout: section” or “question”."))
    return found


def _read_review(fields):
    """Return the matrix; a moment that is left out shows all that it can show."""
    matrix = {"schema": review_rules.SCHEMA}
    for moment in ReviewMoment.values:
        if fields.get(moment) is None:
            matrix[moment] = DEFAULTS["review"][moment]
            continue
        items = [node.plain() for node in fields.items(moment)]
        known = DEFAULTS["review"][moment]
        for item in items:
            if item not in known:
                fields.problem(
                    moment,
                    _("“%(value)s” is not one of %(choices)s.")
                    % {"value": item, "choices": ", ".join(known)},
                )
        matrix[moment] = [item for item in known if item in items]
    fields.done()
    return matrix


def of(quiz):
    """Return every rule of a quiz page, in the form that files are read in."""
    found = {name: getattr(quiz, name) for name in DEFAULTS}
    matrix = found["review"]
    found["review"] = {
        "schema": matrix["schema"],
        **{
            moment: [item for item in ReviewItem.values if item in matrix[moment]]
            for moment in ReviewMoment.values
        },
    }
    return found


def told(rules):
    """Return the rules that differ from what leaving them out says, in file order."""
    return {
        name: rules[name]
        for name, default in DEFAULTS.items()
        if rules[name] != default
    }
