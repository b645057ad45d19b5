"""Quizzes on paper: what is right can be told without color, and no button is printed."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.domain import delivery
from tests.quizzes import factories as quizzes

pytestmark = pytest.mark.browser

PRINTED = """(selector) => [...document.querySelectorAll(selector)].map((element) =>
  [getComputedStyle(element).printColorAdjust,
   getComputedStyle(element, "::before").printColorAdjust])"""


@pytest.fixture
def attempt():
    """A running attempt: one question checked, one to be ordered and flagged, one open."""
    keys = ["single_choice", "ordering", "label_figure"]
    questions = [quizzes.make_question(key) for key in keys]
    quiz = quizzes.make_quiz(questions, behaviour="immediate", shuffle_questions=False)
    learner, at = quizzes.make_user(), timezone.now()
    attempt = quizzes.start(quiz, learner, at=at)
    first, *_others = quizzes.items_of(attempt)
    quizzes.save(first, quizzes.wrong(first), at=at)
    of = {"attempt_uuid": attempt.uuid, "learner": learner, "at": at}
    delivery.check(position=1, **of)
    delivery.flag(position=2, flagged=True, **of)
    return attempt


def test_running_page_prints_answers_and_no_controls(visit, attempt):
    page = visit(attempt.learner).go(f"/quizzes/attempts/{attempt.uuid}/")
    moves = page.locator(".ordering__moves").first
    expect(moves).to_be_visible()

    page.emulate_media(media="print")

    for selector in (
        ".ordering__moves",
        ".tries .row",
        ".button",
        ".label-bank",
        ".question-list",
        '.flag[aria-pressed="false"]',
    ):
        found = page.locator(selector)
        assert found.count(), selector
        assert not any(each.is_visible() for each in found.all()), selector
    expect(page.locator('.flag[aria-pressed="true"]')).to_be_visible()
    expect(page.locator(".ordering__row select").first).to_be_visible()


def test_shapes_that_say_what_is_right_are_printed(visit, attempt):
    page = visit(attempt.learner).go(f"/quizzes/attempts/{attempt.uuid}/")

    page.emulate_media(media="print")

    marks = page.evaluate(PRINTED, "#question-1 .option__mark")
    assert len(marks) == 3
    assert {own for own, _before in marks} == {"exact"}
    verdict = page.evaluate(PRINTED, "#question-1 .question__head .status")
    assert [before for _own, before in verdict] == ["exact"]


def test_page_in_a_dark_theme_is_printed_on_white(visit, attempt):
    page = visit(attempt.learner, color_scheme="dark").go(
        f"/quizzes/attempts/{attempt.uuid}/"
    )
    background = "getComputedStyle(document.querySelector('{}')).backgroundColor"

    page.emulate_media(media="print", color_scheme="dark")

    for selector in ("body", ".option", ".ordering__row", ".status"):
        shown = page.evaluate(background.format(selector))
        assert shown in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), selector


def test_essay_is_printed_as_a_whole(visit):
    learner = quizzes.make_user()
    source = {"stem": "Why?", "max_words": 3000}
    quiz = quizzes.make_quiz([quizzes.make_question("essay", source)])
    attempt = quizzes.start(quiz, learner, at=timezone.now())
    (item,) = quizzes.items_of(attempt)
    quizzes.save(
        item, {"text": "\n".join("line" for _ in range(60))}, at=timezone.now()
    )
    page = visit(learner).go(f"/quizzes/attempts/{attempt.uuid}/")
    hidden = "(area) => area.scrollHeight - area.clientHeight"
    assert page.locator(".essay").evaluate(hidden) > 100

    page.emulate_media(media="print")

    assert page.locator(".essay").evaluate(hidden) <= 1
