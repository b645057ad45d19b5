"""The patient sorter, by mouse, by touch, by keyboard and without a script: all alike."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import AttemptItem
from tests.quizzes import factories as quizzes

from .test_accessibility import look_at, report
from .test_placement import make_figure

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
BRANCHES = {
    "stem": "A visit.",
    "nodes": [
        {
            "name": "blocks",
            "situation": "The pain rises.",
            "choices": [
                {"text": "Ask how bad it is", "next": "blocks", "consequence": "A 7."},
                {
                    "text": "Wait",
                    "next": "numb",
                    "worth": "unsafe",
                    "consequence": "No.",
                },
                {"text": "Take them out", "next": "out", "worth": "good"},
            ],
        },
        {
            "name": "numb",
            "situation": "The foot is numb.",
            "urgent": True,
            "choices": [
                {"text": "Call for help", "worth": "good", "refers": True},
                {"text": "Wait more", "worth": "unsafe"},
            ],
        },
        {
            "name": "out",
            "situation": "It eases.",
            "choices": [
                {"text": "Test again", "worth": "good", "consequence": "All is well."},
                {"text": "Place them again", "next": "numb", "worth": "unsafe"},
            ],
        },
    ],
}


@pytest.fixture
def begin(site, visit):
    """Opens an attempt with one question: its visitor and page."""

    def make(source=None, **options):
        learner = quizzes.make_user()
        quiz = quizzes.make_quiz([quizzes.make_question("patient_sorter", source)])
        attempt = quizzes.start(quiz, learner, at=timezone.now())
        visitor = visit(learner, **options)
        page = visitor.go(f"/quizzes/attempts/{attempt.uuid}/")
        if options.get("java_script_enabled", True):
            expect(page.locator(".sorter[data-enhanced]")).to_be_visible()
        return visitor, page

    return make


def saved(page, wanted):
    """Wait until the server has ``wanted``: what the fields said at last."""
    for _ in range(40):
        response = AttemptItem.objects.get().response
        if response == wanted:
            return
        page.wait_for_timeout(100)
    assert response == wanted


def box(page, name, value):
    return page.locator(f'input[name$="-{name}"][value="{value}"]')


def by_mouse(page, name, value):
    page.locator("label.option", has=box(page, name, value)).click()


def by_touch(page, name, value):
    page.locator("label.option", has=box(page, name, value)).tap()


def by_key(page, name, value):
    box(page, name, value).focus()
    page.keyboard.press("Space")


WAYS = [(by_mouse, {}), (by_touch, PHONE), (by_key, {})]


@pytest.mark.parametrize(("way", "options"), WAYS)
def test_patient_is_examined_and_sorted_in_every_way(begin, way, options):
    _visitor, page = begin(**options)
    findings = page.locator("[data-finding]:visible")
    expect(findings).to_have_count(0)

    way(page, "examined", "heel-tension")
    expect(findings).to_have_text(["The left heel resists."])
    expect(page.locator(".sorter [data-status]")).to_have_text("The left heel resists.")
    way(page, "examined", "red-flags")
    way(page, "examined", "sway")
    way(page, "examined", "sway")  # what was seen can't be unseen
    expect(findings).to_have_count(3)
    way(page, "decision", "I")
    way(page, "reasons", "sway.front-back")
    way(page, "reasons", "heel-tension.one")
    way(page, "plan", "prone")

    saved(
        page,
        {
            "examined": ["heel-tension", "red-flags", "sway"],
            "ordered": True,
            "decision": "I",
            "reasons": ["sway.front-back", "heel-tension.one"],
            "plan": "prone",
        },
    )
    page.reload()
    expect(page.locator(".sorter[data-enhanced]")).to_be_visible()
    expect(findings).to_have_count(3)
    way(page, "examined", "calf")
    page.wait_for_timeout(800)
    assert AttemptItem.objects.get().response["examined"][-1] == "calf"


def test_a_ticked_exam_shows_how_it_is_done(begin):
    make_figure("f13")
    _visitor, page = begin()
    pictures = page.locator(".sorter__picture:visible")
    expect(pictures).to_have_count(0)

    by_mouse(page, "examined", "heel-tension")
    expect(pictures).to_have_count(1)
    page.wait_for_function(
        "[...document.querySelectorAll('.sorter__picture')].some((p) => p.naturalWidth)"
    )
    by_mouse(page, "examined", "arm-fossa")  # its figure is not on this site
    page.wait_for_timeout(300)
    missing = page.locator(".sorter__picture").nth(3)
    assert missing.bounding_box()["height"] == 0


def test_without_a_script_a_ticked_exam_shows_its_finding(begin):
    _visitor, page = begin(java_script_enabled=False)
    findings = page.locator("[data-finding]:visible")

    expect(findings).to_have_count(0)
    by_mouse(page, "examined", "sway")
    expect(findings).to_have_count(1)
    by_mouse(page, "decision", "I")
    page.get_by_role("button", name="Save answers").first.click()

    response = AttemptItem.objects.get().response
    assert (response["examined"], response["ordered"]) == (["sway"], False)
    assert response["decision"] == "I"
    expect(findings).to_have_count(1)


def pick(page, text):
    page.locator("label.option", has=page.get_by_text(text, exact=True)).click()


def walk_of(*texts):
    nodes = AttemptItem.objects.get().question_version.body["nodes"]
    ids = {each["text"]: each["id"] for node in nodes for each in node["choices"]}
    return {"walk": [ids[text] for text in texts]}


def test_case_goes_on_from_choice_to_choice_and_nothing_is_taken_back(begin):
    _visitor, page = begin(BRANCHES)
    situations = page.locator("[data-node]:visible")
    expect(situations).to_have_count(1)

    pick(page, "Ask how bad it is")
    expect(page.locator(".sorter [data-status]")).to_contain_text("A 7.")
    pick(page, "Take them out")
    expect(situations).to_have_count(2)
    pick(page, "Wait")
    expect(page.get_by_role("radio", name="Take them out")).to_be_checked()
    page.get_by_role("link", name="Go on with situation 3").click()
    expect(page.locator('[data-node="3"]')).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    saved(page, walk_of("Ask how bad it is", "Take them out", "Test again"))
    page.reload()
    expect(situations).to_have_count(2)
    expect(page.get_by_role("radio", name="Test again")).to_be_checked()


def test_case_without_a_script_is_read_like_a_book_of_choices(begin):
    _visitor, page = begin(BRANCHES, java_script_enabled=False)

    expect(page.locator("[data-node]:visible")).to_have_count(3)
    pick(page, "Take them out")
    page.get_by_role("link", name="Go on with situation 3").click()
    pick(page, "Test again")
    page.get_by_role("button", name="Save answers").first.click()

    assert AttemptItem.objects.get().response == walk_of("Take them out", "Test again")


@pytest.mark.parametrize("source", [None, BRANCHES])
def test_open_and_marked_pages_are_accessible(begin, source):
    visitor, page = begin(source, reduced_motion="reduce")
    first = page.locator('.sorter input:not([type="hidden"])').first
    first.focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(600)
    report(look_at(visitor))

    attempt = AttemptItem.objects.get().attempt
    quizzes.submit(attempt, at=timezone.now())
    visitor.go(f"/quizzes/attempts/{attempt.uuid}/")
    expect(page.get_by_text("An expert’s path", exact=True)).to_be_visible()
    report(look_at(visitor))
