"""Plates further down a page: images at first, drawings to explore once they are near."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from tests.courses.factories import make_learner

from .building import PROSE, make_short_course, text
from .test_accessibility import AXE, FOUND
from .test_plate import LIT, REPEATED, button, make_plate_figure, part

pytestmark = pytest.mark.browser

PLATES = 4
SIZE = "(drawing) => [drawing.clientWidth, drawing.clientHeight]"
LOADED = "(image) => image.complete && image.naturalWidth > 0"
COLOR = """async (image) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 100;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 100, 100);
  // The middle of the sacrum.
  return [...context.getImageData(50, 38, 1, 1).data].slice(0, 3);
}"""


@pytest.fixture
def open_lesson(visit):
    """Opens a lesson whose plates stand several screens apart; returns the visitor."""

    def make(prepare=None, **options):
        shown = {"figure": make_plate_figure(), "caption": "", "size": "text"}
        between = text(PROSE * 40)
        body = [one for _ in range(PLATES) for one in (("figure", shown), between)]
        short = make_short_course(body=body)
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        visitor = visit(learner, **options)
        if prepare:
            prepare(visitor)
        visitor.go(short.lesson.url)
        return visitor

    return make


def plate_at(visitor, number):
    return visitor.page.locator("ce-plate").nth(number - 1)


def come_near(plate):
    plate.scroll_into_view_if_needed()
    expect(plate).to_have_attribute("data-ready", "")


def test_only_the_first_is_in_the_page_and_far_ones_are_not_fetched(open_lesson):
    asked = []
    visitor = open_lesson(
        lambda visitor: visitor.page.on(
            "request", lambda request: asked.append(request.url)
        )
    )
    visitor.page.wait_for_load_state("networkidle")

    expect(plate_at(visitor, 1).locator("svg.figure__drawing")).to_be_visible()
    for number in range(2, PLATES + 1):
        expect(plate_at(visitor, number).locator("img.figure__drawing")).to_have_count(
            1
        )
    assert not [url for url in asked if f"{PLATES - 1}" in url and "/figures/" in url]
    assert len({url for url in asked if "/figures/" in url}) <= 1


def test_a_plate_that_comes_near_can_be_explored(open_lesson):
    visitor = open_lesson()
    plate = plate_at(visitor, 3)
    before = plate.locator("img").evaluate(SIZE)

    come_near(plate)

    expect(plate.locator("img")).to_have_count(0)
    drawing = plate.locator("svg.figure__drawing")
    assert drawing.get_attribute("aria-label") == "Two hip bones and the sacrum."
    described = drawing.get_attribute("aria-details")
    expect(plate.locator(f"#{described}")).to_have_count(1)
    after = drawing.evaluate("(it) => [it.clientWidth, it.clientHeight]")
    assert after == pytest.approx(before, abs=1)
    part(plate, "ilium-l").click()
    assert plate.evaluate(LIT) == ["ilium-l"]
    button(plate, "Parts").click()
    plate.get_by_role("option", name="ASIS").click()
    assert plate.evaluate(LIT) == ["asis-r"]


def test_the_file_travels_once(open_lesson):
    visitor = open_lesson()
    plate = plate_at(visitor, 2)
    image = plate.locator("img").get_attribute("src")
    come_near(plate)

    sizes = visitor.page.evaluate(
        """(url) => performance.getEntriesByName(new URL(url, location).href)
        .map((entry) => entry.transferSize)""",
        image,
    )

    assert len([size for size in sizes if size > 0]) == 1, sizes


def test_no_id_is_repeated_when_all_have_come(open_lesson):
    visitor = open_lesson()
    for number in range(1, PLATES + 1):
        come_near(plate_at(visitor, number))

    assert visitor.page.evaluate(REPEATED) == []
    assert visitor.page.locator("style").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_a_plate_comes(open_lesson, width):
    visitor = open_lesson(width=width)
    plate = plate_at(visitor, 2)
    below = plate.locator(".figure__shown")
    top = "(it) => it.getBoundingClientRect().top + scrollY"
    before = below.evaluate(top)

    come_near(plate)

    assert below.evaluate(top) == pytest.approx(before, abs=2)


def refuse_fetches(visitor):
    visitor.expected.append("Failed to load resource")
    visitor.page.route(
        "**/figures/**",
        lambda route: (
            route.abort()
            if route.request.resource_type == "fetch"
            else route.continue_()
        ),
    )


def test_without_the_file_the_image_stays(open_lesson):
    visitor = open_lesson(refuse_fetches)
    plate = plate_at(visitor, 2)
    with visitor.page.expect_event("requestfailed"):
        plate.scroll_into_view_if_needed()

    image = plate.locator("img.figure__drawing")
    expect(image).to_be_visible()
    assert image.evaluate("(it) => it.decode().then(() => it.naturalWidth)") > 0
    expect(plate).to_have_attribute("data-still", "")
    assert plate.get_attribute("data-ready") is None
    expect(plate.locator(".plate-ui")).to_have_count(0)
    # The rest of the page goes on.
    come_near(plate_at(visitor, 1))


def test_without_script_the_figures_are_there(open_lesson):
    visitor = open_lesson(java_script_enabled=False)

    for number in range(2, PLATES + 1):
        image = plate_at(visitor, number).get_by_role(
            "img", name="Two hip bones and the sacrum."
        )
        image.scroll_into_view_if_needed()
        expect(image).to_be_visible()
        assert image.evaluate("(it) => it.decode().then(() => it.naturalWidth)") > 0


@pytest.mark.parametrize(
    ("scheme", "bone"), [("light", (236, 223, 198)), ("dark", (197, 178, 139))]
)
def test_an_image_has_the_colors_of_the_page(open_lesson, scheme, bone):
    visitor = open_lesson(refuse_fetches, color_scheme=scheme)
    plate = plate_at(visitor, 2)
    with visitor.page.expect_event("requestfailed"):
        plate.scroll_into_view_if_needed()
    image = plate.locator("img.figure__drawing")
    image.evaluate("(it) => it.decode()")

    assert tuple(image.evaluate(COLOR)) == pytest.approx(bone, abs=3)


def test_paper_has_every_plate(open_lesson):
    visitor = open_lesson()
    come_near(plate_at(visitor, 2))  # the part that waits for paper is there
    last = plate_at(visitor, PLATES).locator("img")
    assert not last.evaluate(LOADED)

    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert last.evaluate("(it) => it.decode().then(() => it.naturalWidth)") > 0


def test_axe_finds_nothing_with_images_and_drawings(open_lesson):
    visitor = open_lesson(reduced_motion="reduce")
    come_near(plate_at(visitor, 2))
    visitor.page.evaluate(AXE)

    assert visitor.page.evaluate(FOUND) == []
