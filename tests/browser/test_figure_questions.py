"""Questions on a figure, by mouse, by touch, by keyboard and without script: all alike."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from quizzes.blocks import CheckBlock
from quizzes.models import Attempt, AttemptItem
from quizzes.types import figures
from tests.quizzes import factories as quizzes

from .building import make_short_course
from .test_accessibility import look_at, report

pytestmark = pytest.mark.browser

PARTS = ("sail-l", "sail-r", "keel", "knob")
LABELS = ("Keel", "Sail", "Knob", "Rudder")
CHOSEN, NEAR = re.compile("is-chosen"), re.compile("is-near")
PHONE = {"width": 320, "height": 740, "has_touch": True, "is_mobile": True}


def find(mode, **fields):
    parts = [{"part": key, "correct": key == "sail-l"} for key in PARTS]
    return {"stem": "Where is it?", "mode": mode, "parts": parts, **fields}


@pytest.fixture
def begin(site, visit):
    """Opens an attempt with one question: its visitor and page."""

    def make(key, source=None, **options):
        learner = quizzes.make_user()
        quiz = quizzes.make_quiz([quizzes.make_question(key, source)])
        attempt = quizzes.start(quiz, learner, at=timezone.now())
        visitor = visit(learner, **options)
        return visitor, visitor.go(f"/quizzes/attempts/{attempt.uuid}/")

    return make


def item():
    return AttemptItem.objects.select_related("question_version").get()


def saved(page):
    expect(page.locator("[data-save-status].status--good")).to_contain_text("Saved")
    return item().response


def id_of(key):
    return next(
        p["id"] for p in item().question_version.body["parts"] if p["key"] == key
    )


def token_of(key):
    return figures.tokens(item().question_version.body)[id_of(key)]


def mark(page, key):
    return page.locator(f'[data-mark="{token_of(key)}"]')


def middle(locator):
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place_on(page, across, down):
    """Return where a place of the drawing, in parts of it, is on the screen."""
    drawing = page.locator("[data-stage] > svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def chosen_marks(page):
    return page.locator(".figure__mark.is-chosen")


# ---- parts -----------------------------------------------------------------------------


def by_shape(page, key):
    page.mouse.click(
        *place_on(page, *{"sail-l": (0.65, 0.2), "knob": (0.72, 0.84)}[key])
    )


def by_letter(page, key):
    mark(page, key).click()


def by_list(page, key):
    page.locator(f'label.option:has([data-token="{token_of(key)}"])').click()


def by_key(page, key):
    page.locator(f'input[data-token="{token_of(key)}"]').focus()
    page.keyboard.press("Space")


@pytest.mark.parametrize("way", [by_shape, by_letter, by_list, by_key])
def test_one_part_is_found_in_every_way(begin, way):
    _visitor, page = begin("find_structure", find("part"))

    way(page, "knob")
    assert saved(page) == {"parts": [id_of("knob")]}
    way(page, "sail-l")

    expect(mark(page, "sail-l")).to_have_class(CHOSEN)
    expect(chosen_marks(page)).to_have_count(1)
    expect(page.locator(f'input[value="{token_of("sail-l")}"]')).to_be_checked()
    page.wait_for_timeout(600)
    assert saved(page) == {"parts": [id_of("sail-l")]}


@pytest.mark.parametrize("way", [by_shape, by_letter, by_list, by_key])
def test_several_parts_are_chosen_and_taken_back(begin, way):
    _visitor, page = begin("find_structure", find("parts"))

    way(page, "sail-l")
    way(page, "knob")
    expect(chosen_marks(page)).to_have_count(2)
    way(page, "knob")
    expect(chosen_marks(page)).to_have_count(1)

    page.wait_for_timeout(600)
    assert saved(page) == {"parts": [id_of("sail-l")]}


def test_a_finger_beside_a_letter_means_it(begin):
    _visitor, page = begin("find_structure", find("parts"), **PHONE)
    x, y = middle(mark(page, "knob").locator("circle").first)

    page.touchscreen.tap(x + 20, y)
    expect(chosen_marks(page)).to_have_count(1)
    assert saved(page) == {"parts": [id_of("knob")]}
    page.touchscreen.tap(x + 60, y + 10)  # nothing is there

    expect(chosen_marks(page)).to_have_count(1)


def test_letters_are_targets_on_the_smallest_phone(begin):
    _visitor, page = begin("find_structure", find("part"), **PHONE)

    for disc in page.locator(".figure__disc").all():
        box = disc.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_the_letter_that_is_meant_is_seen_while_going_through_the_list(begin):
    _visitor, page = begin("find_structure", find("part"))

    page.locator(f'input[data-token="{token_of("keel")}"]').focus()

    expect(page.locator(".figure__mark.is-near")).to_have_count(1)
    expect(mark(page, "keel")).to_have_class(NEAR)


# ---- a point ---------------------------------------------------------------------------


def point_by_mouse(page):
    page.mouse.click(*place_on(page, 0.75, 0.3))


def point_by_keys(page):
    page.locator("[data-stage]").focus()
    for key, times in (
        ("ArrowRight", 1),
        ("Shift+ArrowRight", 5),
        ("Shift+ArrowUp", 4),
    ):
        for _ in range(times):
            page.keyboard.press(key)
    expect(page.locator("[data-status]")).to_have_text("75 % across, 30 % down.")


def point_by_numbers(page):
    page.get_by_label("Percent across").fill("75")
    page.get_by_label("Percent down").fill("30")


def point_by_list(page):
    page.get_by_text("Choose from lettered places instead").click()
    by_list(page, "sail-l")
    expect(page.get_by_label("Percent across")).to_have_value("75")


@pytest.mark.parametrize(
    "way", [point_by_mouse, point_by_keys, point_by_numbers, point_by_list]
)
def test_a_point_is_given_in_every_way(begin, way):
    _visitor, page = begin("find_structure", find("point"))
    expect(page.locator(".figure__crosshair")).to_be_hidden()

    way(page)

    expect(page.locator(".figure__crosshair")).to_be_visible()
    page.wait_for_timeout(1_600)
    across, down = saved(page)["point"]
    assert across == pytest.approx(0.75, abs=0.003)
    assert down == pytest.approx(0.3, abs=0.003)
    version = item().question_version
    assert version.question_type.mark(version.body, item().response).fraction == 1


def test_a_point_by_touch(begin):
    _visitor, page = begin("find_structure", find("point"), **PHONE)

    page.touchscreen.tap(*place_on(page, 0.5, 0.6))

    assert saved(page)["point"] == pytest.approx([0.5, 0.6], abs=0.006)


def test_letters_of_a_point_show_with_their_list_alone(begin):
    _visitor, page = begin("find_structure", find("point"))
    letters = page.locator(".figure__marks")
    expect(letters).to_be_hidden()

    page.get_by_text("Choose from lettered places instead").click()
    expect(letters).to_be_visible()
    by_list(page, "keel")
    expect(chosen_marks(page)).to_have_count(1)
    point_by_mouse(page)

    expect(page.get_by_label("The point given above")).to_be_checked()
    expect(chosen_marks(page)).to_have_count(0)


# ---- labels ----------------------------------------------------------------------------


def chip(page, label):
    return page.locator(".label-bank__chip", has_text=label).first


def by_dragging(page, label, key):
    start, (x, y) = middle(chip(page, label)), (0, 0)
    page.mouse.move(*start)
    page.mouse.down()
    x, y = middle_of_disc(page, key)
    page.mouse.move(x - 40, y - 20, steps=4)
    page.mouse.move(x + 8, y + 5)
    page.mouse.up()


def middle_of_disc(page, key):
    box = mark(page, key).locator("circle").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def by_finger(page, label, key):
    """Drag by touch, as the browser gets it from a screen."""
    x, y = middle(chip(page, label))
    to_x, to_y = middle_of_disc(page, key)
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", (x, y))
    for part in (0.2, 0.6, 1):
        send("touchMove", (x + part * (to_x - x), y + part * (to_y - y)))
    send("touchEnd")


def by_two_clicks(page, label, key):
    chip(page, label).click()
    mark(page, key).click()


def by_two_keys(page, label, key):
    chip(page, label).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("is picked up")
    page.keyboard.press(mark(page, key).locator("text").text_content().lower())


def by_select(page, label, key):
    page.locator(f'select[data-token="{token_of(key)}"]').select_option(label=label)


@pytest.mark.parametrize(
    "way", [by_dragging, by_finger, by_two_clicks, by_two_keys, by_select]
)
def test_labels_are_put_in_every_way(begin, way):
    options = {"has_touch": True} if way is by_finger else {}
    _visitor, page = begin("label_figure", **options)

    for label, key in (("Keel", "keel"), ("Sail", "sail-l"), ("Knob", "knob")):
        way(page, label, key)
        expect(page.locator(f'select[data-token="{token_of(key)}"]')).not_to_have_value(
            ""
        )

    expect(chosen_marks(page)).to_have_count(3)
    expect(page.locator(".label-bank__chip[data-used]")).to_have_count(3)
    expect(page.locator("[data-answered-count]")).to_have_text("1")
    version = item().question_version
    assert saved(page) == version.question_type.correct(version.body)


def test_a_label_moves_and_is_taken_back(begin):
    _visitor, page = begin("label_figure")
    by_two_clicks(page, "Rudder", "keel")
    by_two_clicks(page, "Rudder", "knob")

    expect(chosen_marks(page)).to_have_count(1)
    expect(page.locator(f'select[data-token="{token_of("keel")}"]')).to_have_value("")
    chip(page, "Rudder").focus()
    page.keyboard.press("Delete")

    expect(chosen_marks(page)).to_have_count(0)
    page.wait_for_timeout(1_000)
    assert saved(page) is None


def test_escape_and_a_drop_beside_every_letter_change_nothing(begin):
    _visitor, page = begin("label_figure")
    chip(page, "Keel").click()
    page.keyboard.press("Escape")
    expect(chip(page, "Keel")).to_have_attribute("aria-pressed", "false")
    mark(page, "keel").click()

    page.mouse.move(*middle(chip(page, "Keel")))
    page.mouse.down()
    page.mouse.move(5, 5, steps=4)
    expect(page.locator(".label-bank__chip--ghost")).to_be_visible()
    page.mouse.up()

    expect(page.locator(".label-bank__chip--ghost")).to_have_count(0)
    expect(chosen_marks(page)).to_have_count(0)
    assert item().response is None


# ---- kept, looked at again, without script -----------------------------------------------


def test_what_could_not_be_sent_shows_on_the_figure_again(begin):
    visitor, page = begin("find_structure", find("part"))
    visitor.expected.append("Failed to load resource")
    page.route("**/save/", lambda route: route.abort())
    by_letter(page, "knob")
    expect(page.locator("[data-save-status]")).to_contain_text("Offline")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(mark(page, "knob")).to_have_class(CHOSEN)


@pytest.mark.parametrize("mode", ["part", "parts", "point"])
def test_finding_without_script(begin, mode):
    _visitor, page = begin("find_structure", find(mode), java_script_enabled=False)
    expect(page.locator(".figure__mark").first).to_be_visible(visible=mode != "point")

    if mode == "point":
        page.get_by_text("Choose from lettered places instead").click()
        expect(page.locator(".figure__mark").first).to_be_visible()
    page.locator(f'input[value="{token_of("sail-l")}"]').check()
    finish(page)

    expect(page.locator("main")).to_contain_text("Passed")
    assert Attempt.objects.get().fraction == 1


def test_labeling_without_script(begin):
    _visitor, page = begin("label_figure", java_script_enabled=False)
    expect(page.locator(".label-bank")).to_be_hidden()

    for label, key in (("Keel", "keel"), ("Sail", "sail-l"), ("Knob", "knob")):
        by_select(page, label, key)
    finish(page)

    assert Attempt.objects.get().fraction == 1


def finish(page):
    page.get_by_role("button", name="Finish and submit").click()
    page.get_by_role("button", name="Submit for marking").click()


def test_check_in_a_lesson_is_answered_on_the_figure(visit):
    question = quizzes.make_question("find_structure", find("part"), tags=["check"])
    check = ("check", CheckBlock().to_python({"question": question.pk}))
    learner = quizzes.make_user()
    short = make_short_course(body=[check])
    enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
    page = visit(learner).go(short.lesson.url)
    tokens = figures.tokens(question.current_version().body)

    page.locator(f'[data-mark="{next(iter(tokens.values()))}"]').click()
    page.get_by_role("button", name="Check", exact=True).click()

    result = page.locator("[data-check-result]")
    expect(result).to_contain_text("Your answer, right")
    expect(result.locator(".figure__mark--right")).to_be_visible()


# ---- for everyone ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "source", "prepare"),
    [
        ("label_figure", None, None),
        ("label_figure", None, lambda page: chip(page, "Keel").click()),
        ("label_figure", None, lambda page: by_two_clicks(page, "Keel", "keel")),
        ("find_structure", find("part"), lambda page: by_letter(page, "keel")),
        ("find_structure", find("parts"), lambda page: by_letter(page, "keel")),
        ("find_structure", find("point"), point_by_mouse),
        ("find_structure", find("point"), point_by_list),
    ],
)
def test_open_and_marked_questions_are_accessible(begin, key, source, prepare):
    visitor, page = begin(key, source, reduced_motion="reduce")
    if prepare:
        prepare(page)
        page.wait_for_timeout(1_600)
    found = look_at(visitor)
    finish(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    report(found + look_at(visitor))


def test_choice_is_seen_in_the_systems_own_colors(begin):
    _visitor, page = begin("find_structure", find("part"), forced_colors="active")
    fill = "element => getComputedStyle(element).fill"
    disc = mark(page, "keel").locator("circle").first
    before = disc.evaluate(fill)

    by_letter(page, "keel")

    assert disc.evaluate(fill) != before
    expect(page.locator(f'input[value="{token_of("keel")}"]')).to_be_checked()


def test_no_part_is_named_in_the_page(begin):
    _visitor, page = begin("find_structure", find("part"))
    by_letter(page, "keel")
    with page.expect_response("**/save/") as caught:
        by_letter(page, "sail-r")

    source = page.content() + caught.value.text()

    for name in ("sail", "keel", "knob"):
        assert name not in source.lower()
