"""The rules of a quiz in the admin, by keyboard, and for axe."""

import pytest
from playwright.sync_api import expect

from tests.quizzes import factories as quizzes

from .test_accessibility import AXE

pytestmark = pytest.mark.browser

# Wagtail's own page around it is Wagtail's.
FOUND = """async (place) => {
  const { violations } = await axe.run(place, { resultTypes: ["violations"], preload: false });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].failureSummary}`);
}"""


@pytest.fixture
def form(site, visit):
    quiz = quizzes.make_quiz(quizzes.make_questions(1))
    visitor = visit(quizzes.make_admin(), width=1440)
    visitor.expected.append("")  # the admin's own scripts
    return visitor.go(f"/admin/pages/{quiz.pk}/edit/")


def ticked(page):
    return page.locator("[data-review-matrix] input:checked").count()


def test_matrix_is_filled_in_by_presets_and_single_boxes(form):
    form.get_by_role("button", name="Score only").focus()
    form.keyboard.press("Enter")
    assert ticked(form) == 3
    form.get_by_role("button", name="After closing only").focus()
    form.keyboard.press("Space")
    assert ticked(form) == 7
    box = form.get_by_label("Its mark: Right after submission")
    box.focus()
    form.keyboard.press("Space")
    assert ticked(form) == 8
    form.evaluate(AXE)
    assert form.evaluate(FOUND, ".review-matrix") == []


def test_settings_that_do_not_apply_are_hidden(form):
    tries, one_way = (
        form.get_by_label("Tries per question"),
        form.locator("[name=one_way]"),
    )
    expect(tries).to_be_hidden()
    expect(one_way).to_be_hidden()

    form.locator("[name=behaviour]").select_option("tries")
    form.locator("[name=layout]").select_option("section")

    expect(tries).to_be_visible()
    expect(one_way).to_be_visible()
    one_way.check()
    form.locator("[name=layout]").select_option("all")
    expect(one_way).to_be_disabled()
