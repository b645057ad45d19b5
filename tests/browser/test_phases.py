"""A drawing with two phases: slid, played, left alone under reduced motion, printed."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from media.models import Figure
from tests.courses.factories import make_learner

from .building import PROSE, make_short_course, text
from .test_accessibility import AXE, FOUND, SIDEWAYS
from .test_plate import ACTIVITY, button, soon

pytestmark = pytest.mark.browser

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400">
<g id="sacrum" transform="rotate(0 400 200)" data-to-transform="rotate(90 400 200)">
<path id="bone" d="M340 80H460-5.5L400 300Z" data-to-d="M340 80H460-4.5L400 320Z"
  fill="var(--fig-bone-2)" stroke="var(--fig-outline)"/></g>
<polygon id="base" points="10,10 20-10 30,30" data-to-points="20,20 40-30 60,60"
  fill="var(--fig-bone-2)"/>
<path id="arrow" d="M0 0H9" opacity="1" data-to-opacity="-1" stroke="#000"/>
</svg>"""
SACRUM = {
    "key": "sacrum",
    "label": "Sacrum",
    "latin": "",
    "side": "midline",
    "layer": "bone",
    "text": "",
    "anchor": [0.5, 0.75],
    "label_at": [0.2, 0.75],
}
SMALL = """(plate) => [...plate.querySelectorAll(".plate-ui__phases *")]
  .filter((control) => control.checkVisibility())
  .map((control) => control.getBoundingClientRect())
  .filter((box) => box.width < 44 || box.height < 44).length"""
WRITES = """(drawing) => {
  window.writes = [];
  new MutationObserver((records) => window.writes.push(records.length))
    .observe(drawing, { attributes: true, subtree: true });
}"""


@pytest.fixture
def study(visit):
    """Opens a lesson with a plate of two phases; returns the page and the plate."""

    def make(**options):
        figure = Figure.objects.create(
            key="phases",
            title="Two phases",
            alt="A bone in two places.",
            description="A bone that turns.",
            credit="Drawing: the project.",
            svg=SVG,
            structures={
                "schema": 1,
                "items": [SACRUM],
                "phases": ["Flexion", "Extension"],
            },
            live=False,
        )
        figure.full_clean()
        figure.save_revision().publish()
        shown = {"figure": figure, "caption": "", "size": "text"}
        short = make_short_course(body=[("figure", shown), text(PROSE * 40)])
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        page = visit(learner, **options).go(short.lesson.url)
        page.evaluate(ACTIVITY)
        plate = page.locator("ce-plate").first
        expect(plate.locator("[data-phases]:not([inert])")).to_have_count(1)
        return page, plate

    return make


def slider(plate):
    return plate.get_by_role("slider", name="From Flexion to Extension")


def drawn(plate, name, attribute):
    return plate.locator(f'svg [id$="-{name}"]').first.get_attribute(attribute)


def at(plate):
    """How far the drawing is on the way, in per cent."""
    turned = drawn(plate, "sacrum", "transform")
    return float(re.match(r"rotate\(([\d.]+) 400 200\)", turned)[1]) / 0.9


def activity(page):
    return page.evaluate("window.activity ?? 0")


def play(plate):
    button(plate, "Play slowly").click()
    soon(lambda: at(plate) > 1)


def test_the_slider_moves_every_kind_of_number(study):
    page, plate = study()

    slider(plate).fill("50")

    soon(lambda: at(plate) == 50)
    assert drawn(plate, "bone", "d") == "M340 80H460 -5L400 310Z"
    assert drawn(plate, "base", "points") == "15,15 30 -20 45,45"
    assert drawn(plate, "arrow", "opacity") == "0"
    assert activity(page) == 1


def test_the_ends_look_as_they_were_drawn(study):
    _page, plate = study()
    slider(plate).fill("100")
    soon(lambda: at(plate) == 100)
    assert drawn(plate, "arrow", "opacity") == "-1"

    slider(plate).fill("0")

    soon(lambda: at(plate) == 0)
    assert drawn(plate, "bone", "d") == "M340 80H460 -5.5L400 300Z"


def test_the_slider_says_in_words_where_it_is(study):
    _page, plate = study()
    said = {}
    for value in ("0", "25", "50", "99", "100"):
        slider(plate).fill(value)
        said[value] = slider(plate).get_attribute("aria-valuetext")

    assert said == {
        "0": "Flexion",
        "25": "25% of the way to Extension",
        "50": "Halfway",
        "99": "Extension",
        "100": "Extension",
    }


def test_the_keyboard_goes_through_the_phases(study):
    _page, plate = study()
    slider(plate).focus()

    for key in ("End", "PageDown", "ArrowLeft"):
        slider(plate).press(key)

    soon(lambda: at(plate) == pytest.approx(89, abs=0.1))


def test_the_name_of_an_end_goes_there(study):
    page, plate = study()

    button(plate, "Extension").click()

    soon(lambda: at(plate) == 100)
    expect(slider(plate)).to_have_value("100")
    expect(slider(plate)).to_have_attribute("aria-valuetext", "Extension")
    assert activity(page) == 1


def test_the_leader_line_follows_its_part(study):
    _page, plate = study()
    lines = plate.locator('[data-label="sacrum"] line')
    before = [line.get_attribute("x1") for line in lines.all()]
    assert before

    slider(plate).fill("100")

    # A quarter turn about the middle takes the lower end to the left.
    soon(lambda: lines.first.get_attribute("y2") == "200")
    assert {line.get_attribute("x2") for line in lines.all()} == {"300"}
    assert {line.get_attribute("y2") for line in lines.all()} == {"200"}
    assert [line.get_attribute("x1") for line in lines.all()] == before


def test_a_frame_writes_each_value_once_at_most(study):
    page, plate = study()
    page.wait_for_timeout(200)
    plate.locator(".figure__drawing").evaluate(WRITES)

    # Three values before the next frame are one drawing.
    slider(plate).evaluate(
        """(input) => [10, 20, 30].forEach((value) => {
          input.value = value;
          input.dispatchEvent(new Event("input", { bubbles: true }));
        })"""
    )
    soon(lambda: at(plate) == 30)

    moving = 4 + plate.locator('[data-label="sacrum"] :is(line, circle)').count() * 2
    assert sum(page.evaluate("window.writes")) <= moving


def test_it_plays_there_and_back_until_it_is_stopped(study):
    page, plate = study()
    play(plate)
    seen = []
    while len(seen) < 90 and (not seen or seen[-1] < 95):
        seen.append(at(plate))
        page.wait_for_timeout(50)
    assert seen == sorted(seen)
    assert seen[-1] >= 95
    soon(lambda: at(plate) < 60)

    button(plate, "Stop").click()

    rest = at(plate)
    page.wait_for_timeout(300)
    assert at(plate) == rest
    assert slider(plate).input_value() == str(round(rest))
    # The two presses of the button, and nothing that moved by itself.
    assert activity(page) == 2


STOPS = {
    "the slider": lambda _page, plate: slider(plate).fill("7"),
    "the drawing": lambda _page, plate: plate.locator(".figure__plate").click(),
    "a key": lambda _page, plate: button(plate, "Parts").press("Enter"),
    "scrolling away": lambda page, _plate: page.evaluate("scrollTo(0, 1e6)"),
    "another tab": lambda page, _plate: page.evaluate(
        """Object.defineProperty(document, "hidden", { value: true }) &&
        document.dispatchEvent(new Event("visibilitychange"))"""
    ),
}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_it_stops_for(study, stop):
    page, plate = study()
    play(plate)

    stop(page, plate)

    expect(button(plate, "Play slowly")).to_have_count(1)
    page.wait_for_timeout(100)
    rest = at(plate)
    page.wait_for_timeout(200)
    assert at(plate) == rest


def test_reduced_motion_has_no_playing_and_no_gliding(study):
    page, plate = study(reduced_motion="reduce")
    assert plate.locator("[data-play]").count() == 0
    plate.locator(".figure__drawing").evaluate(WRITES)

    button(plate, "Extension").click()

    soon(lambda: at(plate) == 100)
    assert len(page.evaluate("window.writes")) == 1


def test_motion_that_is_no_longer_wanted_stops_and_comes_back_when_asked(study):
    page, plate = study()
    play(plate)

    page.emulate_media(reduced_motion="reduce")

    expect(plate.locator("[data-play]")).to_have_count(0)
    rest = at(plate)
    page.wait_for_timeout(200)
    assert at(plate) == rest
    page.emulate_media(reduced_motion="no-preference")
    expect(button(plate, "Play slowly")).to_be_visible()


def test_paper_has_the_first_phase(study):
    page, plate = study()
    slider(plate).fill("80")
    soon(lambda: at(plate) == 80)

    page.emulate_media(media="print")

    soon(lambda: at(plate) == 0)
    expect(plate.locator(".plate-ui__phases")).to_be_hidden()
    page.emulate_media(media="screen")
    soon(lambda: at(plate) == 80)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_controls_are_accessible_and_fit_the_smallest_screen(study, scheme):
    page, plate = study(width=320, height=640, color_scheme=scheme)
    page.evaluate(AXE)

    assert page.evaluate(FOUND) == []
    assert plate.evaluate(SMALL) == 0
    assert page.evaluate(SIDEWAYS) <= 0
