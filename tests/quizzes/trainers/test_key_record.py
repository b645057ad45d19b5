"""Whoever reviewed a trainer's key is named with the date, or nobody is."""

import pytest

from quizzes import types
from tests.quizzes.factories import content

KEYED = ["block_placement", "procedure_check", "patient_sorter"]
HALF = "A review has a name and a date."


@pytest.mark.parametrize("key", KEYED)
@pytest.mark.parametrize(
    ("name", "day", "refused"),
    [
        ("", "", False),
        ("R. Reviewer", "2026-05-31", False),
        ("R. Reviewer", "", True),
        ("", "2026-05-31", True),
    ],
)
def test_half_a_review_is_refused(key, name, day, refused):
    given = {**content(key), "reviewed_by": name, "reviewed_on": day}

    assert (HALF in types.get(key).problems(given)) is refused
