"""The bank of the starter course: enough of everything, written as items should be."""

from collections import Counter

import pytest

from courses.curriculum import content
from quizzes import types

from . import item_writing, shipped

BANK = shipped.bank()


def test_items_have_no_flaw_that_a_script_can_see():
    found = item_writing.problems(list(shipped.files().questions.values()))

    assert found == []


def test_bank_is_large_enough():
    assert len(BANK) >= 300
    counts = Counter(question.objective for question in BANK)
    for objective in shipped.files().course.objectives:
        assert counts[objective.key] >= 8, objective.key


def test_every_type_that_marks_itself_is_drawn():
    used = {question.type_key for question in BANK}
    marked_by_itself = {
        one.key
        for one in types.all_types()
        if one.key != "essay" and not one.practice_only
    }

    assert marked_by_itself - used == set()


@pytest.mark.parametrize(
    "objective", [one.key for one in shipped.files().course.objectives]
)
def test_objective_has_items_of_every_difficulty(objective):
    found = Counter(q.difficulty for q in BANK if q.objective == objective)

    assert set(found) == {"easy", "medium", "hard"}


def test_module_quizzes_draw_eight_and_the_final_forty():
    course = shipped.files().course
    for module in course.modules:
        assert size(module.quiz) == 8, module.key
        drawn = objectives(module.quiz)
        wanted = {
            key
            for lesson in module.lessons
            for key in shipped.files().lessons[lesson].objectives
        }
        assert drawn == wanted, module.key
    assert size(course.final) == 40
    assert objectives(course.final) == {one.key for one in course.objectives}


def size(quiz):
    return sum(
        section.count if isinstance(section, content.Draw) else len(section.questions)
        for section in quiz.sections
    )


def objectives(quiz):
    found = set()
    for section in quiz.sections:
        if isinstance(section, content.Draw):
            found.add(section.objective)
        else:
            found |= {
                shipped.files().questions[key].objective for key in section.questions
            }
    return found


# ---- block placement -------------------------------------------------------------------

LEVEL = {"crest": "high", "troch": "low", "acet": "low"}
PLACEMENTS = [
    q for q in shipped.files().questions.values() if q.type_key == "block_placement"
]


def corrects(position, level):
    """Say what a wedge would correct, by the reasoning that lessons call theory.

    A short leg goes with an ilium turned backward (PI), a long one with one turned
    forward (AS). Prone, a wedge under the lower pelvis lets the top come forward, against
    PI; one under the crest pushes it back, against AS. Supine everything mirrors.
    """
    if position == "prone":
        return "PI" if level == "low" else "AS"
    return "PI" if level == "high" else "AS"


@pytest.mark.parametrize("question", PLACEMENTS, ids=lambda question: question.key)
def test_key_agrees_with_the_mechanics(question):
    value = question.value
    for item in value["blocks"]:
        block = item["value"]
        level = LEVEL[block["station"]]
        lean = "PI" if block["side"] == value["short_leg"] else "AS"
        assert corrects(value["position"], level) == lean
        assert {LEVEL[station] for station in block["accepted"]} <= {level}
        assert not block["angle_scored"]


def test_bank_asks_both_categories_for_both_legs():
    found = {
        (q.value["category"], q.value["position"], q.value["short_leg"])
        for q in BANK
        if q.type_key == "block_placement"
    }

    assert found >= {
        ("I", "prone", "left"),
        ("I", "prone", "right"),
        ("II", "supine", "left"),
        ("II", "supine", "right"),
    }


def test_category_iii_is_never_placed_for_marks():
    assert all(question.value["category"] != "III" for question in PLACEMENTS)
