"""What pages show of the patient sorter: to its authors, and once it is marked."""

import random

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from quizzes import types
from quizzes.trainers.types import sorter_words as words
from quizzes.types import InvalidResponse, SourceError, showing
from tests.quizzes import factories as quizzes

from .sorter_cases import choice, node, question

LOST = [
    node("start", choice("go", "middle", "good"), choice("stay", "start")),
    node("middle", choice("on", "start", "good"), choice("off", "nowhere", "unsafe")),
    node("island", urgent=True),
]


def previewed(body, mode=""):
    content = {"body": body, "rationale": "", "verdict": "", "level": None}
    context = showing.preview(
        type_key="patient_sorter",
        content={**content, "references": [], "hints": []},
        figure=None,
        plate=None,
        mode=mode,
    )
    return render_to_string("ce_quizzes/question_preview.html", context)


def test_author_of_a_broken_case_sees_its_map_and_what_is_wrong():
    page = previewed(question(nodes=LOST))

    assert "Not finished yet" in page
    assert "Nothing leads to “island”" in page
    assert "which doesn’t exist" in page
    assert "<svg" in page
    assert "Not reached:" in page
    assert "A dead end: no choices." in page


def test_printed_preview_has_no_map():
    sound = [node("a", choice("x", "", "good"), choice("y"))]

    assert "sorter__map" in previewed(question(nodes=sound))
    assert "sorter__map" not in previewed(question(nodes=sound), "printed")


def test_empty_draft_says_what_is_missing():
    assert "either patients or a case" in previewed(question())


def test_map_says_nothing_that_a_browser_would_run():
    page = previewed(question(nodes=[node("<script>", choice("<img src=x>"))]))

    assert "<script>" not in page.replace('<script type="module"', "")
    assert "<img src=x>" not in page


@pytest.mark.django_db
def test_attempt_freezes_its_patient_and_full_marks_need_the_right_decision():
    quiz = quizzes.make_quiz([quizzes.make_question("patient_sorter")])
    attempt = quizzes.start(quiz, quizzes.make_user(), seed=7)
    item = quizzes.item_of(attempt)
    assert len(item.option_order) == 1

    quizzes.save(item, item.question_version.question_type.correct(item.body))
    quizzes.submit(attempt)

    assert quizzes.item_of(attempt).fraction == 1
    assert quizzes.item_of(attempt).body["case"] == item.body["case"]


@pytest.mark.django_db
def test_case_is_practiced_in_a_lesson_and_what_was_missed_is_kept(client):
    from quizzes.domain import checks
    from quizzes.trainers.models import PracticeRun

    client.force_login(quizzes.make_user())
    version = checks.version_for(quizzes.make_question("patient_sorter"))
    token = checks.token_for(version)
    address = reverse("ce_trainers:practice", args=[token])
    shown = client.get(address, {"case": "3"})
    prefix = shown.context["prefix"]

    page = client.post(
        address,
        {"case": "3", f"{prefix}-decision": "III", f"{prefix}-examined": "sway"},
    )

    assert "As SOT teaches, this is Category I." in page.content.decode()
    assert "yours was not recorded" in page.content.decode()
    run = PracticeRun.objects.get()
    assert (run.trainer, run.missed) == ("patient_sorter", ["category-i"])


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"q1-decision": "IV"}, True),
        ({"q1-decision": ["I", "II"]}, True),
        ({"q1-reasons": ["sway.none"]}, True),
        ({"q1-examined": ["dollar-sign"]}, True),
        ({"q1-path": "sway sway"}, True),
        ({"q1-path": "nothing"}, True),
        ({"q1-plan": "wait"}, True),
        ({"q1-path": "sway calf"}, False),
    ],
)
def test_what_no_form_sends_is_refused(fields, wrong):
    sorter, body = types.get("patient_sorter"), quizzes.content("patient_sorter")

    if wrong:
        with pytest.raises(InvalidResponse):
            sorter.read(body, quizzes.form(fields), "q1")
    else:
        assert sorter.read(body, quizzes.form(fields), "q1") is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ages": [30]}, "two ages"),
        ({"ages": ["x", "y"]}, "two ages"),
        ({"decision": "IV"}, "one of"),
        ({"findings": [{"finding": "leg-length.short"}]}, "no finding"),
        ({"findings": [{"finding": "crest-sign"}]}, "no finding"),
        ({"findings": ["sway.side"]}, "mapping"),
        ({"reasons": ["because"]}, "no reason"),
        ({"color": "red"}, "not a field"),
    ],
)
def test_course_file_says_what_is_wrong(change, says):
    source = quizzes.SOURCES["patient_sorter"]
    patient = {**source["patients"][0], **change}

    with pytest.raises(SourceError, match=says):
        quizzes.body_value("patient_sorter", {**source, "patients": [patient]})


def test_branching_case_comes_back_from_a_course_file():
    source = {
        "stem": "A visit.",
        "nodes": [
            {
                "name": "a",
                "situation": "It hurts.",
                "urgent": True,
                "choices": [
                    {"text": "Refer", "worth": "good", "refers": True},
                    {
                        "text": "Wait",
                        "next": "a",
                        "consequence": "No.",
                        "worth": "unsafe",
                    },
                ],
            }
        ],
    }
    sorter = types.get("patient_sorter")
    body = quizzes.content("patient_sorter", source)

    assert sorter.problems(body) == []
    again = sorter.to_source(body, markdown=lambda html: html[3:-4])
    assert again == source
    assert sorter.order(body, random.Random(1)) == []
    assert sorter.describe(body)


def test_every_finding_belongs_to_an_exam_and_every_exam_has_a_usual_one():
    assert {words.exam_of(key) for key in words.FINDINGS} == set(words.EXAMS)
    assert all(words.points_of(exam.usual) == "" for exam in words.EXAMS.values())
