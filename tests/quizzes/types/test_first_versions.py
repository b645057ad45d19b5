"""Versions are never changed: what was frozen before a type learned more marks as ever.

``first_versions.json`` holds contents as the first release froze them, with responses
and the marks they were given then. It is never written again.
"""

import json
import random
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from quizzes import types
from quizzes.types import showing
from tests.quizzes.factories import content

FIRST = json.loads(Path(__file__).with_name("first_versions.json").read_text())
CASES = [
    (frozen["type"], frozen["content"], case)
    for frozen in FIRST
    for case in frozen["marks"]
]


@pytest.mark.parametrize(("key", "body", "case"), CASES)
def test_first_version_is_marked_as_ever(key, body, case):
    question_type = types.get(key)

    mark = question_type.mark(body, case["response"])

    assert mark.fraction == Decimal(case["fraction"])
    assert list(mark.feedback) == case["feedback"]
    assert question_type.summary(body, case["response"]) == case["summary"]


@pytest.mark.parametrize(("key", "body", "case"), CASES)
def test_first_version_can_still_be_asked_and_reviewed(key, body, case):
    question_type = types.get(key)
    version = {"body": body, "rationale": "", "verdict": "", "level": None}
    version["references"] = []
    shared = {
        "type_key": key,
        "content": version,
        "order": question_type.order(body, random.Random(1)),
        "prefix": "q1",
        "response": case["response"],
    }

    assert question_type.problems(body) == []
    assert render_to_string("ce_quizzes/includes/asked.html", showing.asked(**shared))
    assert render_to_string(
        "ce_quizzes/includes/reviewed.html", showing.reviewed(**shared)
    )


@pytest.mark.parametrize("key", sorted({frozen["type"] for frozen in FIRST}))
def test_question_that_uses_nothing_new_is_frozen_as_ever(key):
    """Else publishing it again would make a version that says the same."""
    first = next(frozen for frozen in FIRST if frozen["type"] == key)

    assert content(key) == first["content"]
