"""The patients and visits of the shipped course: true to the signs, safe, and whole."""

import random
from collections import Counter
from pathlib import Path

import pytest

from courses.curriculum.reader import read_course
from quizzes import types
from quizzes.trainers.types import sorter_branches as branches
from tests.quizzes.trainers.sorter_cases import contradictions

SOT = Path("courses/curriculum/sot")
TYPE = "patient_sorter"


@pytest.fixture(scope="module")
def course():
    return read_course(SOT)


@pytest.fixture(scope="module")
def questions(course):
    sorter = types.get(TYPE)
    return {
        question.key.removeprefix("q-lab-sorter-"): sorter.content(
            sorter.block().to_python(question.value)
        )
        for question in course.questions.values()
        if question.type_key == TYPE and "lab" in question.tags
    }


def drawn(content, count=1500):
    sorter = types.get(TYPE)
    for seed in range(count):
        order = sorter.order(content, random.Random(seed))
        yield sorter.variant(content, order)


def test_none_has_a_problem(questions):
    sorter = types.get(TYPE)

    assert sorted(questions) == ["pain-rises", "patients", "pregnant"]
    assert [text for each in questions.values() for text in sorter.problems(each)] == []


def test_patients_of_every_decision_and_side_turn_up_and_agree_with_it(questions):
    seen = Counter()
    for content in drawn(questions["patients"]):
        case = content["case"]
        assert contradictions(case) == []
        assert "{" not in case["story"] + "".join(
            row["text"] for row in case["findings"]
        )
        seen[case["decision"], case["short"]] += 1

    for wanted in [("I", "left"), ("I", "right"), ("II", "left"), ("II", "right")]:
        assert seen[wanted] > 20
    assert {decision for decision, _short in seen} == {
        "I",
        "II",
        "III",
        "mixed",
        "refer",
    }


def test_three_in_ten_patients_are_urgent(questions):
    cases = [content["case"] for content in drawn(questions["patients"])]

    assert 0.25 < sum(case["urgent"] for case in cases) / len(cases) < 0.35


def test_visits_have_an_expert_and_ways_that_are_unsafe(questions):
    for name in ("pregnant", "pain-rises"):
        nodes = questions[name]["nodes"]
        worths = Counter(
            choice["worth"] for node in nodes for choice in node["choices"]
        )
        assert branches.expert_walk(nodes)
        assert worths["unsafe"] >= 2
        assert any(node["urgent"] for node in nodes)


def test_none_is_reviewed_yet(questions):
    assert not any(content["reviewed_by"] for content in questions.values())


def test_those_in_quizzes_can_be_asked_too(course):
    sorter = types.get(TYPE)
    asked = [
        sorter.content(sorter.block().to_python(question.value))
        for question in course.questions.values()
        if question.type_key == TYPE and "lab" not in question.tags
    ]

    assert asked
    for content in asked:
        assert sorter.problems(content) == []
        for drawn_one in drawn(content, count=200):
            assert contradictions(drawn_one["case"]) == []
