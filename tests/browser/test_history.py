"""Versions, differences, uses and duplicates of a question, for axe and for the eye."""

import pytest
from playwright.sync_api import expect

from quizzes.models import Question
from tests.quizzes import factories as quizzes

from .test_accessibility import AXE
from .test_bank import FOUND

pytestmark = pytest.mark.browser

BLACK = "rgb(0, 0, 0)"
LIST = "/admin/snippets/ce_quizzes/question/"


@pytest.fixture
def visitor(site, visit):
    visitor = visit(quizzes.make_admin(), width=1440, reduced_motion="reduce")
    visitor.expected.append("")  # the admin's own scripts
    return visitor


def look_at(page, place="main .ce-history"):
    """Return what axe finds in light and dark, wide and narrow."""
    expect(page.locator(place)).to_be_visible()
    page.evaluate(AXE)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            found += page.evaluate(FOUND, place)
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_pages_about_a_question_are_clean(visitor):
    question = quizzes.make_question("find_structure", bank=quizzes.make_bank())
    figure = question.figure
    figure.title = "Another title"
    figure.save_revision().publish()
    quizzes.publish(Question.objects.get(pk=question.pk))
    quizzes.make_quiz([question])
    quizzes.make_draft("find_structure", figure=figure)
    paths = [
        f"versions/{question.pk}/",
        f"versions/{question.pk}/compare/",
        f"versions/{question.pk}/compare/?look=lines",
        f"where-used/{question.pk}/",
        f"duplicates/?bank={question.bank_id}",
    ]

    for path in paths:
        assert look_at(visitor.go(LIST + path)) == [], path


def test_from_the_editor_to_a_difference(visitor):
    question = quizzes.make_question()
    other = quizzes.make_draft()
    quizzes.publish(quizzes.reword(question, "Which bones does the name join?"))

    page = visitor.go(f"{LIST}edit/{other.pk}/")
    page.get_by_role("button", name="Toggle possible duplicates").click()
    expect(page.get_by_text("No other question that you may see")).to_be_visible()
    page.goto(f"{LIST}versions/{question.pk}/")
    page.get_by_role("link", name="with version 1").click()

    expect(page.locator("del").first).to_contain_text("two")
    page.get_by_label("Shown").select_option("lines")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)


def test_preview_on_paper_hides_what_printers_leave_out(visitor):
    question = quizzes.make_question("ordering")
    path = f"{LIST}history/{question.pk}/revisions/{question.latest_revision_id}/view/"
    page = visitor.go(f"{path}?mode=printed")
    page.emulate_media(color_scheme="dark")

    note = page.get_by_text("The printer’s own view")
    expect(note).to_have_count(1)
    expect(note).to_be_hidden()
    expect(page.locator(".question")).to_have_css("color", BLACK)
