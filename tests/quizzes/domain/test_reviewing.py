"""What a learner may see of an attempt, at each of four moments."""

import datetime as dt

import pytest

from quizzes import review_rules
from quizzes.domain import reviewing, rules
from quizzes.enums import ReviewItem
from quizzes.models import Attempt
from tests.quizzes.domain.test_rules import NEW, OLD
from tests.quizzes.factories import AT

SECOND = dt.timedelta(seconds=1)
CLOSES = AT + dt.timedelta(hours=1)
ALL = frozenset(ReviewItem)
MATRIX = {
    "schema": 1,
    "during": ["correctness", "score"],
    "after": ["score"],
    "open": ["response", "score"],
    "closed": ["answer", "rationale"],
}


def seen(at, *, kept=None, submitted_at=AT, **fields):
    kept = kept or {**NEW, "review": MATRIX, "closes_at": CLOSES.isoformat()}
    attempt = Attempt(rules=kept, submitted_at=submitted_at, **fields)
    return reviewing.visible(attempt, rules.read(kept), at)


@pytest.mark.parametrize(
    ("at", "items"),
    [
        (AT, {"score"}),
        (AT + 120 * SECOND - SECOND, {"score"}),
        (AT + 120 * SECOND, {"response", "score"}),
        (CLOSES - SECOND, {"response", "score"}),
        (CLOSES, {"answer", "rationale"}),
        (CLOSES + dt.timedelta(days=999), {"answer", "rationale"}),
    ],
)
def test_each_moment_shows_its_own_row(at, items):
    assert seen(at) == items


def test_submission_just_before_the_closing_is_seen_as_closed_from_then_on():
    late = CLOSES - 5 * SECOND

    assert seen(late, submitted_at=late) == {"score"}
    assert seen(CLOSES, submitted_at=late) == {"answer", "rationale"}


def test_quiz_without_closing_never_gets_past_open():
    kept = {**NEW, "review": MATRIX, "closes_at": None}

    assert seen(AT + dt.timedelta(days=999), kept=kept) == {"response", "score"}


@pytest.mark.parametrize(
    ("behaviour", "items"),
    [
        ("deferred", set()),
        ("certainty", set()),
        ("immediate", {"correctness"}),
        ("tries", {"correctness"}),
    ],
)
def test_running_attempt_shows_nothing_but_of_what_is_checked(behaviour, items):
    kept = {**NEW, "review": MATRIX, "behaviour": behaviour}

    assert seen(AT, kept=kept, submitted_at=None) == items


def test_running_attempt_past_the_closing_still_shows_nothing_more():
    """Where closing leaves running attempts alone."""
    kept = {**NEW, "review": MATRIX, "closes_at": AT.isoformat()}

    assert seen(AT + SECOND, kept=kept, submitted_at=None) == {"correctness"}


def test_discarded_attempt_shows_its_score_at_most():
    kept = {**NEW, "review": review_rules.default()}

    assert seen(AT, kept=kept, discarded=True) == {"score"}
    kept = {**NEW, "review": {**MATRIX, "after": ["answer"]}}
    assert seen(AT, kept=kept, discarded=True) == set()


@pytest.mark.parametrize(("feedback", "items"), [(True, ALL), (False, {"score"})])
def test_old_attempts_show_what_they_showed(feedback, items):
    kept = {**OLD, "show_feedback": feedback}

    assert seen(AT + dt.timedelta(days=9), kept=kept) == items
    assert seen(AT, kept=kept, submitted_at=None) == set()
