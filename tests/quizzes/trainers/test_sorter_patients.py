"""Patients agree with their decision, whatever is drawn; marks keep to the rules."""

import random

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from quizzes.trainers.types import sorter_marking as marking
from quizzes.trainers.types import sorter_patients as patients
from quizzes.trainers.types import sorter_words as words
from quizzes.trainers.types.sorter import PatientSorter

from .sorter_cases import (
    CAUDA_EQUINA,
    READ_AS,
    contradictions,
    found,
    patient,
    question,
    sound_templates,
    templates,
)

SORTER = PatientSorter()
SEEDS = st.integers(0, 2**31 - 1)


@st.composite
def cases(draw, urgent=None):
    template = draw(sound_templates(urgent=urgent))
    # Two same signs of one category can't be mixed.
    assume(not patients.template_problems(template))
    return question(template), draw(SEEDS)


@st.composite
def answers(draw):
    exams = draw(st.lists(st.sampled_from(list(words.EXAMS)), unique=True))
    return {
        "examined": exams,
        "ordered": bool(exams),
        "decision": draw(st.sampled_from(["", *words.DECISIONS])),
        "reasons": draw(st.lists(st.sampled_from(list(words.REASONS)), unique=True)),
        "plan": draw(st.sampled_from(["", *words.PLANS])),
    }


def variant(content, seed):
    return SORTER.variant(content, [f"seed:{seed}"])


@given(cases())
def test_no_patient_of_a_template_without_problems_contradicts_its_decision(drawn):
    content, seed = drawn
    event(content["patients"][0]["decision"])

    assert contradictions(patients.draw(content, seed)) == []


@given(templates(), SEEDS)
def test_what_contradicts_is_told_to_the_author(template, seed):
    case = patients.draw(question(template), seed)

    if contradictions(case):
        assert patients.template_problems(template)


@given(cases())
def test_same_seed_gives_the_same_patient_and_the_last_bit_its_mirror(drawn):
    content, seed = drawn

    one, other = patients.draw(content, seed), patients.draw(content, seed ^ 1)

    assert one == patients.draw(content, seed)
    kinds = [row["finding"] for row in one["findings"]]
    assert kinds == [row["finding"] for row in other["findings"]]
    assert one["decision"] == other["decision"]
    if content["patients"][0]["short_leg"] == "either":
        assert {one["short"], other["short"]} == {"left", "right"}
    else:
        assert one["short"] == other["short"]


@given(cases(), answers())
def test_fraction_lies_between_0_and_1_and_marking_is_pure(drawn, answer):
    content = variant(*drawn)

    mark = SORTER.mark(content, answer)

    assert 0 <= mark.fraction <= 1
    assert SORTER.mark(content, answer) == mark
    assert SORTER.fits(content, answer)
    assert bool(SORTER.missed(content, answer)) == (mark.fraction < 1)
    assert set(SORTER.missed(content, answer)) <= set(SORTER.topics)


@given(cases())
def test_path_of_an_expert_is_marked_1_and_told_nothing(drawn):
    content = variant(*drawn)

    right = SORTER.correct(content)

    assert SORTER.is_complete(content, right)
    assert SORTER.mark(content, right).fraction == 1
    assert SORTER.mark(content, right).feedback == ()


@given(cases(urgent=True), answers())
def test_urgent_patients_give_full_marks_for_refer_alone(drawn, answer):
    content = variant(*drawn)
    right = SORTER.correct(content)

    for decision in ("", *words.DECISIONS):
        fraction = SORTER.mark(content, {**right, "decision": decision}).fraction
        assert fraction == (1 if decision == "refer" else 0)
    if answer["decision"] != "refer":
        assert SORTER.mark(content, answer).fraction == 0
    for plan in ("prone", "supine", "comfort", "retest", "letter"):
        assert SORTER.mark(content, {**right, "plan": plan}).fraction == 0


@given(cases(), answers(), st.lists(st.sampled_from(list(words.EXAMS)), unique=True))
def test_what_was_examined_never_changes_the_mark(drawn, answer, others):
    content = variant(*drawn)

    fraction = SORTER.mark(content, answer).fraction

    assert SORTER.mark(content, {**answer, "examined": others}).fraction == fraction
    assert SORTER.mark(content, {**answer, "ordered": False}).fraction == fraction


@given(cases(), answers())
def test_screening_is_never_counted_as_too_much(drawn, answer):
    case = variant(*drawn)["case"]
    screened = {**answer, "examined": [*words.SCREENING]}

    assert marking.extra_exams(case, screened) == []


def test_signs_are_read_as_the_table_has_them():
    read = {
        key: finding.points
        for key, finding in words.FINDINGS.items()
        if finding.points in words.CATEGORIES
    }

    assert read == READ_AS


def test_no_exam_rests_on_a_sign_whose_name_misleads():
    texts = [str(each.label) for each in words.EXAMS.values()]
    texts += [str(each.text) for each in words.FINDINGS.values()]

    assert not [text for text in texts if "ollar" in text or "rest sign" in text]


@pytest.mark.parametrize(("share", "expected"), [(0, 0), (30, 300), (100, 1000)])
def test_urgent_patients_turn_up_as_often_as_the_author_says(share, expected):
    content = question(patient(), CAUDA_EQUINA, urgent_share=share)
    rng = random.Random(5)

    drawn = [
        patients.draw(content, rng.randrange(2**31))["urgent"] for _ in range(1000)
    ]

    assert abs(sum(drawn) - expected) <= 50


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "needs a name"),
        ({"stories": []}, "no history"),
        ({"age_from": 70}, "ages run"),
        ({"age_to": 120}, "ages run"),
        ({"short_leg": "even"}, "needs a short leg"),
        ({"findings": []}, "always finds a sign of Category I"),
        ({"findings": [found("heel-tension.one"), found("heel-tension.equal")]},
         "always finds a sign"),
        ({"findings": [found("heel-tension.one"), found("arm-fossa.upper")]},
         "points to another category"),
        ({"findings": [found("heel-tension.one"), found("red-flags.cancer")]},
         "has to be Refer"),
        ({"findings": [found("heel-tension.one"), found("leg-length.even")]},
         "follows from the short leg"),
        ({"decision": "mixed"}, "two categories"),
        ({"decision": "refer"}, "reason to refer"),
        ({"urgent": True}, "has to be referred"),
        ({"urgent": True, "decision": "refer", "findings": [found("red-flags.cancer")]},
         "what makes it urgent"),
        ({"decision": "refer", "findings": [found("red-flags.fever")]}, "is urgent"),
        ({"reasons": ["sway.side"]}, "never found"),
        ({"short_leg": "even", "stories": ["The {short} leg"]}, "write {side}"),
    ],
)  # fmt: skip
def test_problems_of_a_template_are_told_in_words(changes, says):
    problems = patients.template_problems(patient(**changes))

    assert any(says in problem for problem in problems), problems
    assert patients.template_problems(patient()) == []


def case_of(template):
    return variant(question(template), 2)["case"]


def told(case, **changes):
    response = {
        "examined": [],
        "ordered": True,
        "decision": case["decision"],
        "reasons": case["expected"],
        "plan": case["plan"],
        **changes,
    }
    return " ".join(marking.feedback(case, response))


def test_feedback_says_what_was_left_out_and_what_was_too_much():
    case = case_of(patient())

    assert "Reasons left out" in told(case, reasons=[])
    assert "Not found" in told(case, reasons=["sway.side", *case["expected"]])
    assert "Screening left out" in told(case, examined=["sway"])
    assert "3 exams more" in told(
        case, examined=["rib-heads", "arm-fossa", "leg-raise", *words.SCREENING]
    )
    assert "without an exam" in told(case, examined=["calf"])
    assert "nothing that was found" in told(case, decision="refer")


def test_calf_is_looked_at_before_it_is_pressed():
    case = case_of(patient())
    pressed = ["sciatic-points", "calf"]

    assert "before looking" in told(case, examined=pressed)
    assert "before looking" not in told(case, examined=pressed[::-1])
    assert "before looking" not in told(case, examined=pressed, ordered=False)


def test_emergency_does_not_wait_for_a_letter():
    case = case_of(CAUDA_EQUINA)

    assert "can’t wait" in told(case, plan="letter")
    assert "planned to go on" in told(case, plan="prone")
    assert "before anything else" in told(case, decision="III")


@given(answers())
def test_reasons_that_are_none_cost_those_that_are(answer):
    case = case_of(patient())

    fraction = marking.fraction_of(case, {**answer, "decision": "I"})

    assert fraction >= marking.fraction_of(case, {**answer, "decision": "II"})
    more = sorted({*answer["reasons"], "sway.side"})
    assert (
        marking.fraction_of(case, {**answer, "decision": "I", "reasons": more})
        <= fraction
    )
