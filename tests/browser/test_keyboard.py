"""Without a mouse, without movement, in the system's own colors, and left alone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from courses.models import CoursePage
from quizzes import types
from quizzes.models import Attempt
from tests.courses.factories import freeze, make_learner, make_lesson
from tests.quizzes import factories as quizzes

from .building import make_short_course

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const element = document.activeElement;
  const ring = getComputedStyle(element.closest("label.option") ?? element);
  const box = element.getBoundingClientRect();
  return {
    name: element.ariaLabel ?? element.innerText ?? "",
    style: ring.outlineStyle,
    width: parseFloat(ring.outlineWidth),
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""
STANDS_BEFORE = """(element) => Boolean(
  document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING
)"""
COLORS = """(selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  return [style.borderTopStyle, style.borderTopWidth, style.borderTopColor,
          style.backgroundColor];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const seconds = (list) => list.split(",").map(parseFloat);
  return [...seconds(style.transitionDuration), ...seconds(style.animationDuration)]
    .some((duration) => duration > 0);
}).map((element) => element.className || element.tagName)"""


def enrolled(short):
    learner = make_learner()
    enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
    return learner


def tab_to(page, locator):
    """Press Tab, or Shift and Tab, until ``locator`` has the focus, seen all the way."""
    target = locator.first.element_handle()
    if target.evaluate("(element) => element === document.activeElement"):
        return
    key = "Shift+Tab" if target.evaluate(STANDS_BEFORE) else "Tab"
    for _ in range(80):
        page.keyboard.press(key)
        seen = page.evaluate(FOCUSED)
        assert seen["style"] == "solid", seen
        assert seen["width"] >= 2, seen
        if target.evaluate("(element) => element === document.activeElement"):
            assert seen["inside"], seen
            return
    raise AssertionError(f"Tab does not lead to {locator}")


def test_lesson_quiz_and_result(visit):
    """From the first lesson to the passed quiz; every Tab shows where the focus is."""
    short = make_short_course(types=quizzes.TYPE_KEYS)
    visitor = visit(enrolled(short))
    page = visitor.go(short.lesson.url)
    keys = page.keyboard

    keys.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Skip to the content"
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Complete and continue"))
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Start"))
    keys.press("Space")
    page.wait_for_url("**/attempts/**")

    for item in quizzes.items_of(Attempt.objects.get()):
        question = page.locator(f"#question-{item.position}")
        BY_KEYBOARD[item.question_version.type](page, question)
    expect(page.locator("[data-answered-count]")).to_have_text(
        str(len(quizzes.TYPE_KEYS))
    )
    tab_to(page, page.get_by_role("button", name="Finish and submit"))
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Submit for marking"))
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    assert Attempt.objects.get().fraction == 1
    tab_to(page, page.get_by_role("link", name="Record of completion"))


def test_essay_is_written_and_submitted(visit):
    learner = quizzes.make_user()
    quiz = quizzes.make_quiz([quizzes.make_question("essay")])
    attempt = quizzes.start(quiz, learner, at=timezone.now())
    page = visit(learner).go(f"/quizzes/attempts/{attempt.uuid}/")

    BY_KEYBOARD["essay"](page, page.locator("#question-1"))
    expect(page.locator("[data-answered-count]")).to_have_text("1")
    tab_to(page, page.get_by_role("button", name="Finish and submit"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Submit for marking"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting to be marked")
    text = quizzes.item_of(attempt).response["text"]
    assert text == "Nobody has shown it.\nIts motion is small."


def test_every_type_is_answered_by_keyboard():
    assert set(BY_KEYBOARD) == {
        question_type.key
        for question_type in types.all_types()
        if not question_type.practice_only
    }


def choose(page, question, option):
    """Arrow keys go from one radio button to the next and choose it."""
    tab_to(page, question.locator("input[type=radio]"))
    page.keyboard.press("Space")
    for _ in range(4):
        if question.get_by_label(option, exact=True).is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"Arrow keys do not lead to {option}")


def tick(page, question, *options):
    boxes = question.locator("input[type=checkbox]")
    for box in boxes.all():
        tab_to(page, box)
        name = page.evaluate("document.activeElement.closest('label').innerText.trim()")
        if name in options:
            page.keyboard.press("Space")
    expect(question.locator("input:checked")).to_have_count(len(options))


def match(page, question, matches):
    for prompt, choice in matches.items():
        tab_to(page, question.get_by_label(prompt, exact=True))
        step_to(page, choice)


def order(page, question, items):
    """Lift each item to its place with its own button, first to last."""
    names = question.locator(".ordering__text")

    def press(item, way, times=1):
        tab_to(page, question.get_by_role("button", name=f"Move “{item}” {way}"))
        for _ in range(times):
            page.keyboard.press("Enter")

    press(items[0], "up" if names.first.inner_text() != items[0] else "down")
    for place, item in enumerate(items):
        if steps := names.all_inner_texts().index(item) - place:
            press(item, "up", steps)
    assert names.all_inner_texts() == items


def step_to(page, choice):
    """Go down the options of the list that has the focus."""
    for _ in range(6):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.selectedOptions[0].text") == choice:
            return
    raise AssertionError(f"Arrow keys do not lead to {choice}")


def label(page, question, places):
    """Choose the label of each letter from its list."""
    for place, name in places.items():
        tab_to(page, question.get_by_label(place.replace(" %", "\u00a0%")))
        step_to(page, name)


def choose_place(page, question, place):
    tab_to(page, question.locator("input[type=radio]"))
    page.keyboard.press("Space")
    option = question.get_by_label(place.replace(" %", "\u00a0%"))
    for _ in range(3):
        if option.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"Arrow keys do not lead to {place}")


def fill(page, question, gaps):
    """Write into gaps, and choose from the list of those that have one."""
    for number, text in enumerate(gaps, start=1):
        gap = question.get_by_label(f"Gap {number} of {len(gaps)}", exact=False).first
        tab_to(page, gap)
        if gap.evaluate("(element) => element.tagName") == "SELECT":
            step_to(page, text)
        else:
            page.keyboard.type(text)


def write_essay(page, question):
    """Enter makes a new line, and Tab leads out."""
    area = question.get_by_label("Your answer")
    tab_to(page, area)
    page.keyboard.type("Nobody has shown it.")
    page.keyboard.press("Enter")
    page.keyboard.type("Its motion is small.")


def write(text):
    def answer(page, question):
        tab_to(page, question.get_by_label("Your answer"))
        page.keyboard.type(text)

    return answer


def put_together(page, question, steps):
    for step in steps:
        tab_to(page, question.get_by_role("button", name=f"Add “{step}”"))
        page.keyboard.press("Enter")


def place_blocks(page, question, places):
    for name, place in places.items():
        choices = question.locator(f'[data-lists="{name}"] [data-place]')
        tab_to(page, choices)
        for _ in range(choices.locator("option").count()):
            if choices.input_value() != place:
                page.keyboard.press("ArrowDown")
        assert choices.input_value() == place


def sort_patient(page, question, *, ticked, chosen):
    for name, value in ticked:
        tab_to(page, question.locator(f'[name$="-{name}"][value="{value}"]'))
        page.keyboard.press("Space")
    for name, value in chosen.items():
        choices = question.locator(f'[name$="-{name}"]')
        wanted = question.locator(f'[name$="-{name}"][value="{value}"]')
        tab_to(page, choices)
        page.keyboard.press("Space")
        for _ in range(choices.count()):
            if not wanted.is_checked():
                page.keyboard.press("ArrowDown")
        assert wanted.is_checked()


BY_KEYBOARD = {
    "single_choice": lambda page, question: choose(
        page, question, "Sacrum and occiput"
    ),
    "multiple_response": lambda page, question: tick(page, question, "Sacrum", "Ilium"),
    "true_false": lambda page, question: choose(page, question, "True"),
    "matching": lambda page, question: match(
        page,
        question,
        {
            "Category I": "Prone, thighs crossed",
            "Category II": "Supine",
            "Category III": "Prone",
        },
    ),
    "ordering": lambda page, question: order(
        page, question, ["Occiput", "Atlas", "Sacrum", "Coccyx"]
    ),
    "numeric": write("8"),
    "short_text": write("counternutation"),
    "fill_in_blanks": lambda page, question: fill(
        page, question, ["nutates", "2", "backward"]
    ),
    "essay": write_essay,
    "label_figure": lambda page, question: label(
        page,
        question,
        {"50 % across": "Keel", "30 % down": "Sail", "80 % down": "Knob"},
    ),
    "procedure_check": lambda page, question: put_together(
        page,
        question,
        ["Ask what is new", "Ask for agreement", "Lay the wedges", "Write it down"],
    ),
    "block_placement": lambda page, question: place_blocks(
        page, question, {"a": "left-troch", "b": "right-crest"}
    ),
    "patient_sorter": lambda page, question: sort_patient(
        page,
        question,
        ticked=[
            *(("examined", "sway"), ("examined", "heel-tension")),
            *(("reasons", "sway.front-back"), ("reasons", "heel-tension.one")),
        ],
        chosen={"decision": "I", "plan": "prone"},
    ),
    # The large part on the left of the patient, who is seen from the front.
    "find_structure": lambda page, question: choose_place(
        page, question, "75 % across, 30 % down"
    ),
}


def test_ordering_by_buttons_keeps_the_focus_on_the_item(visit):
    short = make_short_course(types=["ordering"])
    learner = enrolled(short)
    attempt = quizzes.start(short.quiz, learner, at=timezone.now())
    page = visit(learner).go(f"/quizzes/attempts/{attempt.uuid}/")
    names = page.locator(".ordering__text")
    first, second, *_rest = names.all_inner_texts()

    tab_to(page, page.get_by_role("button", name=f"Move “{second}” up"))
    page.keyboard.press("Enter")

    assert names.all_inner_texts()[:2] == [second, first]
    # At the top there is no way up; the button beside it has the focus now.
    down = page.get_by_role("button", name=f"Move “{second}” down")
    expect(down).to_be_focused()
    page.keyboard.press("Space")
    assert names.all_inner_texts()[:2] == [first, second]
    expect(down).to_be_focused()


def test_outline_on_a_phone(visit):
    short = make_short_course()
    visitor = visit(enrolled(short), width=360, height=740)
    page = visitor.go(short.lesson.url)
    outline = page.get_by_role("navigation", name="Course outline")
    expect(outline).to_be_hidden()

    opener = page.get_by_role("button", name="Outline")
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(outline).to_be_visible()
    tab_to(page, outline.get_by_role("link"))
    page.keyboard.press("Escape")

    expect(outline).to_be_hidden()
    expect(opener).to_be_focused()


def test_outline_stands_beside_the_lesson_where_there_is_room(visit):
    short = make_short_course()
    page = visit(enrolled(short)).go(short.lesson.url)

    expect(page.get_by_role("navigation", name="Course outline")).to_be_visible()
    expect(page.get_by_role("button", name="Outline")).to_be_hidden()


def test_long_outline_shows_where_one_is(visit):
    short = make_short_course()
    module = short.lesson.get_parent().specific
    last = [make_lesson(module) for _ in range(30)][-1]
    CoursePage.objects.update(in_order=False)
    freeze(short.course)
    visitor = visit(enrolled(short), height=700)

    page = visitor.go(last.url)

    expect(page.locator("#rail [aria-current]")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_still_reading(visit):
    """After five minutes without input the page asks, and counts no more time."""
    short = make_short_course(minimum_minutes=30)
    visitor = visit(enrolled(short))
    visitor.page.clock.install()
    page = visitor.go(short.lesson.url)
    time = page.locator("[data-study-time]")
    expect(time).to_have_text("0 of 30 min")
    expect(time).to_have_attribute("data-state", "running")

    dialog = page.get_by_role("dialog", name="Still reading?")
    for minutes in ("04:00", "04:45"):
        page.keyboard.press("Shift")
        with page.expect_response("**/beat/"):
            page.clock.fast_forward(minutes)
        expect(dialog).to_be_hidden()
    page.clock.fast_forward("00:20")

    expect(dialog).to_be_visible()
    expect(time).to_have_attribute("data-state", "paused")
    expect(dialog.get_by_role("button", name="Yes, go on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(time).to_have_attribute("data-state", "running")


def test_forced_colors(visit):
    """Where the system takes the colors away, shapes and borders still tell states."""
    short = make_short_course(types=["multiple_response"])
    learner = enrolled(short)
    visitor = visit(learner, forced_colors="active")
    page = visitor.go(short.lesson.url)
    circle, locked = ".tick--open, .tick--started", ".tick--locked"
    assert page.evaluate(COLORS, circle)[0] == "solid"
    assert page.evaluate(COLORS, locked)[0] == "dashed"

    page.get_by_role("button", name="Complete and continue").click()
    page.goto(short.lesson.url)
    done, open_ = page.evaluate(COLORS, ".tick--done"), page.evaluate(COLORS, circle)
    assert done[3] != open_[3]

    page.goto(short.quiz.url)
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Sacrum").check()
    chosen = page.evaluate(COLORS, "label.option:has(:checked)")
    other = page.evaluate(COLORS, "label.option:not(:has(:checked))")
    assert (chosen[0], chosen[1]) == ("solid", "3px")
    assert (other[0], other[1]) == ("solid", "1px")

    page.get_by_role("button", name="Finish and submit").click()
    page.get_by_role("button", name="Submit for marking").click()
    right = page.evaluate(COLORS, ".option--right .option__mark")
    rest = page.evaluate(COLORS, ".option:not(.option--right) .option__mark")
    assert right[3] != rest[3]
    assert rest[0] == "solid"


def test_reduced_motion(visit):
    short = make_short_course(types=quizzes.TYPE_KEYS)
    visitor = visit(enrolled(short), reduced_motion="reduce")
    page = visitor.go(short.lesson.url)
    assert page.evaluate(MOVING) == []

    page.get_by_role("button", name="Complete and continue").click()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/attempts/**")
    assert page.evaluate(MOVING) == []
