"""Statistics in the admin: by keyboard, on a phone, for axe, and without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.quizzes import factories as quizzes
from tests.quizzes.answers import add_attempt, make_versions

from .test_accessibility import AXE
from .test_quiz_admin import FOUND

pytestmark = pytest.mark.browser


@pytest.fixture
def quiz(site):
    """A quiz of three questions that thirty learners took."""
    versions = make_versions(3)
    page = quizzes.make_quiz([version.question for version in versions])
    options = [option["id"] for option in versions[0].body["options"]]
    for number in range(30):
        answers = []
        for index, version in enumerate(versions):
            # The third question is answered the wrong way round.
            right = (number % 7 > index) if index < 2 else number % 7 < 3
            chosen = options[0] if right else options[1 + number % 2]
            answers.append((version, int(right), {"response": {"option": chosen}}))
        add_attempt(page.quiz_key, answers, quiz=page, seconds=(20, 30, 40))
    return page


@pytest.fixture
def visitor(visit):
    def make(**options):
        found = visit(quizzes.make_admin(), **options)
        found.expected.append("")  # the admin's own scripts
        return found

    return make


def check(page):
    page.evaluate(AXE)
    assert page.evaluate(FOUND, ".ce-statistics") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_quiz_page(quiz, visitor, width):
    page = visitor(width=width).go(f"/admin/quizzes/statistics/{quiz.quiz_key}/")

    check(page)

    expect(page.get_by_role("img", name="Scores")).to_be_visible()
    plot = page.get_by_role("group", name="Questions by facility and discrimination")
    expect(plot.get_by_role("link")).to_have_count(3)
    sizes = page.eval_on_selector_all(
        ".plot text", "all => all.map(text => text.getBoundingClientRect())"
    )
    assert all(box["height"] >= 12 for box in sizes)
    frame = page.locator(".ce-statistics").bounding_box()
    assert all(box["left"] >= 0 for box in sizes)
    assert all(box["right"] <= frame["x"] + frame["width"] + 24 for box in sizes)


def test_a_dot_leads_to_its_question_by_keyboard(quiz, visitor):
    page = visitor(width=1440).go(f"/admin/quizzes/statistics/{quiz.quiz_key}/")
    dot = page.get_by_role("group").get_by_role("link").last
    name = dot.get_attribute("aria-label")
    assert "discrimination −" in name

    dot.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Answers")).to_be_visible()
    expect(page.get_by_text("look at the key")).to_be_visible()
    check(page)


def test_scores_open_as_a_table_by_keyboard(quiz, visitor):
    page = visitor(width=768).go(f"/admin/quizzes/statistics/{quiz.quiz_key}/")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="95 to 100%")).to_be_visible()
    check(page)


def test_days_are_filled_in_and_come_back(quiz, visitor):
    page = visitor(width=1440).go(f"/admin/quizzes/statistics/{quiz.quiz_key}/")
    page.get_by_label("From", exact=True).fill("2026-03-03")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No attempt fits")).to_be_visible()
    expect(page.get_by_label("From", exact=True)).to_have_value("2026-03-03")
    page.get_by_label("To", exact=True).fill("2026-03-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("The first day lies after the last.")).to_be_visible()
    check(page)


def test_list_of_quizzes_and_the_way_back(quiz, visitor):
    page = visitor(width=360).go("/admin/quizzes/statistics/")
    check(page)
    page.get_by_role("link", name="Quiz", exact=True).first.click()
    expect(page.get_by_role("heading", name="Map of the questions")).to_be_visible()
