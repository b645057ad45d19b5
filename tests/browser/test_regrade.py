"""A wrong key is put right: by keyboard, from the editor to what the learner reads."""

import datetime as dt
import os

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.quizzes import factories as quizzes
from tests.quizzes.regrades import make_attempt, make_exam

from .test_accessibility import AXE, look_at, report
from .test_quiz_admin import FOUND

pytestmark = pytest.mark.browser

WHY = "The second option is right: the name joins its neighbors."
SHOTS = os.environ.get("SHOTS")


def press(locator, key="Enter"):
    locator.focus()
    locator.press(key)


def shot(page, name):
    if SHOTS:
        for width in (360, 768, 1440):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                page.screenshot(
                    path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True
                )
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")


def is_clean(page, place=".nice-padding:has(> h1)"):
    page.locator(place).first.wait_for()
    page.evaluate(AXE)
    assert page.evaluate(FOUND, place) == []


def test_wrong_key_is_put_right(site, visit):
    (question, _other), quiz = make_exam()
    now = timezone.now() - dt.timedelta(hours=1)
    learner = quizzes.make_user(first_name="Beatriz", last_name="Osei")
    wronged = make_attempt(quiz, [1, 0], learner=learner, at=now)
    make_attempt(quiz, [0, 0], at=now)

    # The author moves the key to the second option and publishes.
    author = visit(
        quizzes.make_admin(first_name="Mara", last_name="Marker"), width=1280
    )
    author.expected.append("")  # the admin's own scripts
    page = author.go(f"/admin/snippets/ce_quizzes/question/edit/{question.pk}/")
    right = page.get_by_role("checkbox", name="Right", exact=True)
    for number in (0, 1):
        press(right.nth(number), "Space")
    expect(right.nth(1)).to_be_checked()
    press(page.get_by_role("button", name="More actions").last)
    press(page.get_by_role("button", name="Publish", exact=True))
    page.wait_for_url("**/question/**")
    expect(page.get_by_text("updated and published")).to_be_visible()
    assert question.versions.count() == 2

    # The preview shows both marks, and who crosses the pass mark.
    page = author.go("/admin/quizzes/regrades/")
    is_clean(page)
    press(page.locator("main").get_by_role("link", name="Regrade a question").last)
    is_clean(page)
    shot(page, "choose")
    page.get_by_label("Words of the question, or its key").fill(question.key)
    press(page.locator("#main").get_by_role("button", name="Search"))
    press(page.locator("td a").first)
    expect(page.get_by_label("Version to mark by")).to_contain_text("Version 2")
    is_clean(page)
    shot(page, "new")
    press(page.get_by_role("button", name="Preview", exact=True))
    expect(page.get_by_text("Now passes").first).to_be_visible()
    expect(page.get_by_text("Now does not pass").first).to_be_visible()
    is_clean(page)
    shot(page, "preview")
    page.get_by_label("Reason").fill(WHY)
    press(page.get_by_role("button", name="Change 2 marks"))
    expect(page.get_by_text("2 attempts have another score now.")).to_be_visible()
    expect(page.locator("main").get_by_text(WHY)).to_be_visible()
    is_clean(page)
    shot(page, "record")
    page = author.go("/admin/quizzes/regrades/")
    shot(page, "list")
    is_clean(page)

    page = author.go(f"/admin/quiz_attempts/mark/{wronged.items.first().pk}/")
    expect(page.get_by_text("0%, then 100%")).to_be_visible()
    shot(page, "mark")
    is_clean(page, ".ce-mark")

    # The learner reads what changed, and why.
    reader = visit(learner, reduced_motion="reduce")
    page = reader.go(f"/quizzes/attempts/{wronged.uuid}/review/")
    expect(page.get_by_text("A mark of this attempt was changed on")).to_be_visible()
    press(page.get_by_role("main").get_by_role("link", name="question 1"))
    expect(page.locator("#question-1").get_by_text(WHY)).to_be_visible()
    expect(page.locator("#question-1").get_by_text("Mark before: 0.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    shot(page, "learner")
    report(look_at(reader))
