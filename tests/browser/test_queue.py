"""Somebody marks essays by keyboard alone, one after the other."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Attempt, MarkEvent
from tests.quizzes import factories as quizzes

from .test_accessibility import AXE
from .test_bank import FOUND

pytestmark = pytest.mark.browser

QUEUE = "/admin/quizzes/marking/"
SIDEWAYS = """() => {
  const main = document.querySelector("main");
  return main.scrollWidth - main.clientWidth;
}"""


def hand_in(question, texts):
    quiz = quizzes.make_quiz([question])
    for text in texts:
        attempt = quizzes.start(quiz, quizzes.make_user(), at=timezone.now())
        (item,) = quizzes.items_of(attempt)
        quizzes.save(item, {"text": text}, at=timezone.now())
        quizzes.submit(attempt, at=timezone.now())


@pytest.fixture
def marker(site, visit):
    question = quizzes.make_question("essay")
    hand_in(question, [f"Essay {number} of three." for number in (1, 2, 3)])
    visitor = visit(quizzes.make_admin(first_name="Mara"), width=1440)
    visitor.expected.append("")  # the admin's own scripts
    return visitor


def clean(page):
    expect(page.locator("main .ce-queue")).to_be_visible()
    page.evaluate(AXE)
    return page.evaluate(FOUND, "main .ce-queue")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_three_essays_in_a_row_by_keyboard_alone(marker):
    page = marker.go(QUEUE)
    assert clean(page) == []
    page.get_by_role("link", name="Why may the sacrum").focus()
    press(page, "Enter")

    seen = set()
    for number in (3, 2, 1):
        answer = page.get_by_role("region", name="Answer and key")
        expect(answer).to_be_focused()
        expect(page.locator("main")).to_contain_text(f"{number} answer")
        expect(page.locator("main")).to_contain_text("Name hidden")
        seen.add(answer.locator(".essay-review__text").first.inner_text())
        # The next stop is the first criterion; a number chooses and leads on.
        press(page, "Tab", "2", "1", "Control+Enter")
        if number > 1:
            expect(page.locator("body")).to_contain_text("This is the next one.")

    expect(page.locator("body")).to_contain_text("No other answer to this question")
    expect(page.locator("main")).to_contain_text("No answer waits for a mark.")
    assert len(seen) == 3
    assert {str(event.fraction) for event in MarkEvent.objects.all()} == {"0.75000"}
    assert MarkEvent.objects.count() == 3
    assert not Attempt.objects.filter(items_to_mark__gt=0).exists()


def test_numbers_choose_nothing_outside_a_criterion(marker):
    page = marker.go(QUEUE)
    page.get_by_role("link", name="Why may the sacrum").click()
    note = page.get_by_label("Note")
    note.focus()

    press(page, "1", "2")

    expect(note).to_have_value("12")
    assert page.locator("input[type=radio]:checked").count() == 0
    press(page, "Control+Enter")
    expect(page.locator("main")).to_contain_text("This field is required.")
    assert clean(page) == []
    assert not MarkEvent.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_answer_is_clean_and_fits_every_width(marker, scheme):
    page = marker.go(QUEUE)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("link", name="Why may the sacrum").click()
    for width in (1440, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert clean(page) == []
        assert page.evaluate(SIDEWAYS) <= 0, width


def test_without_script_the_form_does_it_all(site, visit):
    question = quizzes.make_question("essay")
    hand_in(question, ["One.", "Two."])
    visitor = visit(quizzes.make_admin(), java_script_enabled=False)
    visitor.expected.append("")
    page = visitor.go(QUEUE)
    page.get_by_role("link", name="Why may the sacrum").click()

    page.get_by_role("button", name="Skip").click()
    page.get_by_label("Cites studies of the joint").check()
    page.get_by_label("A patient would follow").check()
    page.get_by_role("button", name="Keep and next").click()

    expect(page.locator("body")).to_contain_text("This is the next one.")
    page.get_by_role("link", name="Back to the answer before").click()
    expect(page.locator("main")).to_contain_text("Correct the mark")
    expect(page.locator("main")).to_contain_text("100%")
