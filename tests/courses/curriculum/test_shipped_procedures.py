"""The drills of the shipped course: askable, safe, and true to the rule of the blocks."""

import random
from pathlib import Path

import pytest

from courses.curriculum.reader import read_course
from quizzes import types

SOT = Path("courses/curriculum/sot")
KEYS = [
    "screening",
    "category-1",
    "category-2",
    "category-3",
    "low-back",
    "session",
]
SEEDS = range(60)


@pytest.fixture(scope="module")
def course():
    return read_course(SOT)


@pytest.fixture(scope="module")
def drills(course):
    trainer = types.get("procedure_check")
    return {
        question.key.removeprefix("q-lab-procedure-"): trainer.content(
            trainer.block().to_python(question.value)
        )
        for question in course.questions.values()
        if question.type_key == "procedure_check" and "lab" in question.tags
    }


def cases(content):
    trainer = types.get("procedure_check")
    for seed in SEEDS:
        yield trainer.variant(content, trainer.order(content, random.Random(seed)))


def test_there_are_six(drills):
    assert sorted(drills) == sorted(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_drill_can_be_asked_and_an_expert_is_right_in_every_case(drills, key):
    trainer = types.get("procedure_check")

    assert trainer.problems(drills[key]) == []
    for case in cases(drills[key]):
        assert trainer.mark(case, trainer.correct(case)).fraction == 1
        assert all(action["why"] for action in case["actions"] if action["level"] == 0)


@pytest.mark.parametrize("key", KEYS)
def test_nothing_of_safety_may_be_missed(drills, key):
    must = {step["kind"] for step in drills[key]["steps"] if step["must"]}
    fatal = [each for each in drills[key]["distractors"] if each["fatal"]]

    assert {"screening", "consent"} <= must
    assert key == "screening" or "rechecking" in must
    assert fatal
    assert all(each["why"] for each in drills[key]["distractors"])
    for event in drills[key]["events"]:
        assert not event["ends"] or any(answer["must"] for answer in event["answers"])
    for step in drills[key]["steps"]:
        assert step["missed"] or not step["must"]


@pytest.mark.parametrize("key", KEYS)
def test_something_urgent_turns_up_without_warning(drills, key):
    endings = [case["ending"] for case in cases(drills[key])]

    assert any(endings)
    assert not all(endings)


@pytest.mark.parametrize(
    ("key", "short", "long"),
    [("category-1", "LOW", "HIGH"), ("category-2", "HIGH", "LOW")],
)
def test_blocks_go_where_the_rule_says(drills, key, short, long):
    """Prone the short leg's side is low, supine it is high; the long leg's the other."""
    for case in cases(drills[key]):
        side, other = ("left", "right") if "left" in case["stem"] else ("right", "left")
        for action in case["actions"]:
            text = action["text"]
            if not text.startswith("Place the "):
                continue
            level = text.split()[2]
            right = f" {side} " in text if level == short else f" {other} " in text
            assert level in (short, long)
            if not case["ending"]:
                assert (action["level"] is not None) is right


@pytest.mark.parametrize("key", KEYS)
def test_key_waits_for_a_clinical_reviewer(drills, key):
    trainer = types.get("procedure_check")
    shown = trainer.present(drills[key], [])

    assert "Awaiting clinical review." in shown["key_line"]


def test_drills_in_quizzes_can_be_asked_too(course):
    trainer = types.get("procedure_check")
    asked = [
        trainer.content(trainer.block().to_python(question.value))
        for question in course.questions.values()
        if question.type_key == "procedure_check" and "lab" not in question.tags
    ]

    assert asked
    for content in asked:
        assert trainer.problems(content) == []
        for case in cases(content):
            assert trainer.mark(case, trainer.correct(case)).fraction == 1
