"""Plates: explored, switched, asked and enlarged, by mouse, touch and keyboard."""

import re
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from media.models import Figure
from tests.courses.factories import make_learner
from tests.quizzes import factories as quizzes

from .building import PROSE, make_short_course, text
from .test_accessibility import AXE, FOUND, SIDEWAYS

pytestmark = pytest.mark.browser

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400">
<g id="sacrum"><path d="M340 80H460L400 300Z" fill="var(--fig-bone-2)"
  stroke="var(--fig-outline)"/></g>
<g id="ilium-r"><path d="M120 80H320V280H120Z" fill="var(--fig-bone-2)"/></g>
<path id="asis-r" d="M136 96a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z"
  fill="var(--fig-structure)" fill-opacity="0"/>
<g id="ilium-l"><path d="M480 80H680V280H480Z" fill="var(--fig-bone-2)"/></g>
<g id="ligament-l"><path d="M420 310H640V350H420Z" fill="var(--fig-skin)"/></g>
<g data-layer="ligament" id="capsule"><path d="M60 300H100V340H60Z" fill="var(--fig-skin)"/></g>
<g id="notes" font-size="28"><text id="view" x="40" y="380">Patient’s R</text></g></svg>"""
PARTS = [
    ("ilium-r", "Ilium", "Os ilium", "right", "bone", "The broad upper part."),
    ("asis-r", "ASIS", "", "right", "bone", "Where the crest ends in front."),
    ("ilium-l", "Ilium", "Os ilium", "left", "bone", "The broad upper part."),
    ("sacrum", "Sacral base", "Os sacrum", "midline", "bone", "Carries the spine."),
    ("ligament-l", "Ligament", "", "left", "ligament", "Holds both."),
]
# Where each label's line begins and ends.
LABELS = {
    "ilium-r": ([0.1, 0.5], [0.2, 0.45]),
    "asis-r": ([0.1, 0.2], [0.183, 0.24]),
    "ilium-l": ([0.95, 0.2], [0.8, 0.3]),
    "sacrum": ([0.5, 0.1], [0.5, 0.3]),
    "ligament-l": ([0.92, 0.83], [0.7, 0.83]),
}
NAMES = {
    "Ilium, Patient's right": "ilium-r",
    "ASIS, Patient's right": "asis-r",
    "Ilium, Patient's left": "ilium-l",
    "Sacral base": "sacrum",
    "Ligament, Patient's left": "ligament-l",
}
LIT = """(plate) => [...plate.querySelectorAll("svg [data-structure].is-lit")]
  .map((shape) => shape.dataset.structure)"""
ACTIVITY = """document.addEventListener("ce:activity", () => {
  window.activity = (window.activity ?? 0) + 1;
})"""
SCALE = """(plate) => {
  const svg = plate.querySelector(".figure__drawing");
  return new DOMMatrix(getComputedStyle(svg).transform).a;
}"""
REPEATED = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""
SMALL_TARGETS = """(plate) => [...plate.querySelectorAll(".plate-ui button, [role=option]")]
  .filter((control) => control.checkVisibility())
  .map((control) => [control.textContent.trim(), control.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([name]) => name)"""


def make_plate_figure():
    items = [
        {
            **dict(
                zip(
                    ("key", "label", "latin", "side", "layer", "text"),
                    part,
                    strict=True,
                )
            ),
            "label_at": LABELS[part[0]][0],
            "anchor": LABELS[part[0]][1],
        }
        for part in PARTS
    ]
    figure = Figure.objects.create(
        key="pelvis",
        title="The pelvis",
        alt="Two hip bones and the sacrum.",
        description="Two hip bones with the sacrum between them.",
        credit="Drawing: the project.",
        svg=SVG,
        structures={"schema": 1, "items": items},
        live=False,
    )
    figure.save_revision().publish()
    return figure


@pytest.fixture
def study(visit):
    """Opens a lesson with ``plates`` plates; returns the page and its first plate."""

    def make(*, plates=1, check=False, **options):
        figure = make_plate_figure()
        shown = {"figure": figure, "caption": "What to notice.", "size": "text"}
        body = [text(PROSE), *[("figure", shown)] * plates, text(PROSE * 20)]
        if check:
            question = quizzes.make_question("true_false", figure=figure)
            body.append(("check", {"question": question}))
        short = make_short_course(body=body)
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        page = visit(learner, **options).go(short.lesson.url)
        page.evaluate(ACTIVITY)
        plate = page.locator("ce-plate").first
        expect(plate).to_have_attribute("data-ready", "")
        return page, plate

    return make


def part(plate, key):
    return plate.locator(f'svg [data-structure="{key}"]')


def label(plate, key):
    return plate.locator(f'.figure__labels [data-label="{key}"] text')


def panel(plate):
    return plate.locator(".plate-ui__panel")


def stage(plate):
    return plate.get_by_role("application", name="Plate: The pelvis")


def button(plate, name):
    return plate.get_by_role("button", name=name, exact=True)


def asked(plate):
    said = plate.locator("[data-ask]").inner_text()
    return NAMES[said.removeprefix("Find: ")]


def begin(plate, mode, *, touch=False):
    for name in ("Test me", mode):
        press = button(plate, name).tap if touch else button(plate, name).click
        press()
    expect(plate.locator("[data-running]")).to_be_visible()


def soon(holds):
    """The page's own policy allows no polling inside of it."""
    for _ in range(100):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("It does not come true.")


# Explore


def test_pointing_lights_a_part_and_shows_its_name(study):
    page, plate = study()

    part(plate, "ilium-l").hover()
    assert plate.evaluate(LIT) == ["ilium-l"]
    expect(panel(plate)).to_contain_text("Ilium Os ilium")
    expect(panel(plate)).to_contain_text("Patient's left")
    expect(panel(plate)).to_contain_text("The broad upper part.")
    page.mouse.move(2, 2)
    assert plate.evaluate(LIT) == []

    part(plate, "asis-r").click()
    page.mouse.move(2, 2)
    assert plate.evaluate(LIT) == ["asis-r"]
    expect(plate.get_by_role("status")).to_contain_text("ASIS, Patient's right")
    assert page.evaluate("window.activity") >= 1


def test_an_unpainted_landmark_is_painted_while_lit(study):
    _page, plate = study()
    opacity = "(shape) => getComputedStyle(shape).fillOpacity"
    assert part(plate, "asis-r").evaluate(opacity) == "0"

    part(plate, "asis-r").hover()

    assert float(part(plate, "asis-r").evaluate(opacity)) > 0.3
    # It is small: a circle shows where.
    expect(plate.locator("svg circle.figure__ring")).to_have_count(1)
    part(plate, "sacrum").hover()
    expect(plate.locator("svg circle.figure__ring")).to_have_count(0)


def test_the_list_and_the_drawing_say_the_same(study):
    _page, plate = study()
    button(plate, "Parts").click()
    right = plate.get_by_role("group", name="Patient's right")

    right.get_by_role("option", name="Ilium").hover()
    assert plate.evaluate(LIT) == ["ilium-r"]
    right.get_by_role("option", name="ASIS").click()
    assert plate.evaluate(LIT) == ["asis-r"]

    part(plate, "sacrum").click()
    chosen = plate.get_by_role("option", selected=True)
    expect(chosen).to_have_text("Sacral base")


def test_the_plate_is_one_tab_stop_with_arrow_keys(study):
    page, plate = study()
    keys = page.keyboard
    stage(plate).focus()

    keys.press("ArrowRight")
    assert plate.evaluate(LIT) == ["ilium-r"]
    keys.press("ArrowDown")
    assert plate.evaluate(LIT) == ["asis-r"]
    expect(plate.get_by_role("status")).to_contain_text("ASIS, Patient's right")
    keys.press("End")
    assert plate.evaluate(LIT) == ["sacrum"]
    keys.press("ArrowRight")
    keys.press("ArrowLeft")
    assert plate.evaluate(LIT) == ["sacrum"]
    keys.press("Home")
    assert plate.evaluate(LIT) == ["ilium-r"]
    keys.press("Escape")
    assert plate.evaluate(LIT) == []

    keys.press("Tab")
    expect(button(plate, "Parts")).to_be_focused()


def test_the_list_by_keyboard(study):
    page, plate = study()
    keys = page.keyboard
    button(plate, "Parts").focus()
    keys.press("Enter")
    plate.get_by_role("listbox", name="Parts").focus()

    keys.press("ArrowDown")
    assert plate.evaluate(LIT) == ["ilium-r"]
    keys.press("l")

    assert plate.evaluate(LIT) == ["ligament-l"]
    active = plate.get_by_role("listbox").get_attribute("aria-activedescendant")
    expect(page.locator(f'[id="{active}"]')).to_have_text("Ligament")


def test_a_fingertip_beside_a_small_part_means_it(study):
    _page, plate = study(width=360, height=740, has_touch=True, is_mobile=True)

    part(plate, "sacrum").tap()
    assert plate.evaluate(LIT) == ["sacrum"]
    box = part(plate, "asis-r").bounding_box()
    at = stage(plate).bounding_box()
    x, y = box["x"] + box["width"] / 2 - at["x"], box["y"] - at["y"]
    stage(plate).tap(position={"x": x + 9, "y": y + 9})

    assert plate.evaluate(LIT) == ["asis-r"]
    expect(panel(plate)).to_be_in_viewport()


# Layers


def test_layers_are_switched(study):
    _page, plate = study()
    button(plate, "Layers").click()

    bone = button(plate, "Bone")
    expect(bone).to_have_attribute("aria-pressed", "true")
    bone.click()
    expect(bone).to_have_attribute("aria-pressed", "false")
    expect(part(plate, "sacrum")).to_be_hidden()
    expect(part(plate, "ligament-l")).to_be_visible()
    bone.click()
    expect(part(plate, "sacrum")).to_be_visible()

    button(plate, "Labels").click()
    expect(label(plate, "ilium-l")).to_be_hidden()
    expect(plate.locator("svg text", has_text="Patient’s R")).to_be_visible()


def test_a_layer_takes_its_labels_and_what_is_no_part_with_it(study):
    _page, plate = study()
    capsule = plate.locator("[id$=-capsule]")
    button(plate, "Layers").click()

    button(plate, "Ligament").click()
    expect(capsule).to_be_hidden()
    expect(label(plate, "ligament-l")).to_be_hidden()
    expect(label(plate, "sacrum")).to_be_visible()
    button(plate, "Ligament").click()
    expect(capsule).to_be_visible()


# Labels


def test_a_part_is_lit_in_the_same_task_as_its_label(study):
    """So within one frame: nothing waits for a timer, a fetch or a layout."""
    _page, plate = study()

    lit = part(plate, "ilium-l").evaluate("""(shape) => {
      const init = { bubbles: true, pointerType: "mouse" };
      shape.firstElementChild.dispatchEvent(new PointerEvent("pointerover", init));
      return [shape, ...shape.ownerSVGElement.querySelectorAll('[data-label="ilium-l"]')]
        .map((element) => element.classList.contains("is-lit"));
    }""")

    assert lit == [True, True, True]


@pytest.mark.parametrize("width", [320, 360])
def test_a_small_plate_has_numbers_and_their_key(study, width):
    _page, plate = study(width=width, height=740)

    expect(label(plate, "sacrum")).to_be_hidden()
    expect(plate.locator(".figure__numbers text").first).to_be_visible()
    expect(plate.locator(".figure__key")).to_be_visible()
    numbers = plate.locator(".figure__numbers text").all_text_contents()
    assert sorted(numbers) == ["1", "2", "3", "4", "5"]
    key = plate.locator(".figure__key li").all_inner_texts()
    assert key[0] == "Sacral base"
    height = "(text) => text.getBoundingClientRect().height"
    assert plate.locator(".figure__numbers text").first.evaluate(height) >= 12


def test_a_large_plate_has_names_and_no_key(study):
    _page, plate = study()

    expect(label(plate, "sacrum")).to_have_text("Sacral base")
    expect(plate.locator(".figure__key")).to_be_hidden()
    expect(plate.locator(".figure__numbers text").first).to_be_hidden()


def test_labels_of_an_enlarged_plate_keep_their_size_and_stay_in_sight(study):
    _page, plate = study()
    height = "(text) => text.getBoundingClientRect().height"
    before = label(plate, "sacrum").evaluate(height)
    part(plate, "sacrum").click()
    for _ in range(3):
        button(plate, "Larger").click()

    text = label(plate, "sacrum")
    soon(lambda: text.evaluate(height) == pytest.approx(before, rel=0.1))
    box, room = text.bounding_box(), stage(plate).bounding_box()
    assert room["x"] <= box["x"]
    assert box["x"] + box["width"] <= room["x"] + room["width"]
    assert room["y"] <= box["y"] + 1
    assert box["y"] + box["height"] <= room["y"] + room["height"] + 1
    button(plate, "Whole plate").click()
    soon(lambda: text.get_attribute("transform") is None)


# Test me


def test_finding_parts_by_mouse(study):
    page, plate = study()
    begin(plate, "Find the part")
    for key in LABELS:
        expect(label(plate, key)).to_be_hidden()
    expect(panel(plate)).to_be_hidden()

    feedback = plate.locator("[data-feedback]")
    wrong = "ilium-l" if asked(plate) != "ilium-l" else "sacrum"
    part(plate, wrong).click()
    expect(feedback).to_have_text(re.compile("That is “.+”. Try again."))
    stage(plate).click(position={"x": 3, "y": 3})
    expect(feedback).to_have_text("No named part lies there. Try again.")
    for number in range(1, 5):
        expect(plate.locator("[data-count]")).to_have_text(f"{number} of 5")
        part(plate, asked(plate)).click()
        expect(feedback).to_have_text(re.compile("Yes, that is “.+”."))
    button(plate, "Skip").click()

    expect(plate.locator("[data-ask]")).to_have_text("You found 4 of 5.")
    expect(button(plate, "End")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(plate)).to_be_visible()
    expect(label(plate, "ilium-r")).to_be_visible()
    assert plate.evaluate(LIT) == []


def test_finding_parts_by_keyboard(study):
    page, plate = study()
    keys = page.keyboard
    button(plate, "Test me").focus()
    keys.press("Enter")
    expect(button(plate, "Find the part")).to_be_focused()
    keys.press("Enter")
    expect(stage(plate)).to_be_focused()

    for _ in range(5):
        goal = asked(plate)
        for _ in range(6):
            keys.press("ArrowRight")
            expect(plate.get_by_role("status")).to_have_text(re.compile("Part . of 5"))
            if plate.evaluate(LIT) == [goal]:
                break
        keys.press("Enter")

    expect(plate.locator("[data-ask]")).to_have_text("You found 5 of 5.")


def test_naming_parts_from_the_list(study):
    page, plate = study()
    begin(plate, "Name the part")
    listbox = plate.get_by_role("listbox", name="Parts")
    expect(listbox).to_be_focused()
    # The list keeps what is lit to itself.
    expect(listbox.locator(".is-lit")).to_have_count(0)

    for number in range(5):
        [lit] = plate.evaluate(LIT)
        goal = list(NAMES).index(next(name for name in NAMES if NAMES[name] == lit))
        options = dict.fromkeys(
            ("ilium-r", "asis-r", "ilium-l", "ligament-l", "sacrum")
        )
        place = list(options).index(list(NAMES.values())[goal])
        if number == 0:
            plate.get_by_role("option").nth((place + 1) % 5).click()
            expect(plate.locator("[data-feedback]")).to_contain_text("Try again.")
            assert plate.evaluate(LIT) == [lit]
        page.keyboard.press("Home")
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        assert plate.evaluate(LIT) == [lit]
        page.keyboard.press("Enter")

    expect(plate.locator("[data-ask]")).to_have_text("You found 5 of 5.")


def test_escape_in_the_list_leaves_the_test(study):
    page, plate = study()
    begin(plate, "Name the part")

    page.keyboard.press("Escape")

    expect(button(plate, "Test me")).to_be_focused()
    expect(plate.get_by_role("listbox")).to_be_hidden()
    expect(panel(plate)).to_be_visible()


def test_finding_parts_by_touch(study):
    _page, plate = study(width=360, height=740, has_touch=True, is_mobile=True)
    begin(plate, "Find the part", touch=True)

    for _ in range(5):
        part(plate, asked(plate)).tap()

    expect(plate.locator("[data-ask]")).to_have_text("You found 5 of 5.")


def test_a_plate_of_a_question_explains_but_does_not_ask(study):
    """Nor does it send the form that it stands in."""
    page, _plate = study(check=True)
    plate = page.locator("form ce-plate")

    expect(button(plate, "Test me")).to_be_hidden()
    button(plate, "Parts").click()
    plate.get_by_role("option", name="Ligament").click()
    page.keyboard.press("Enter")

    assert plate.evaluate(LIT) == ["ligament-l"]
    expect(page.locator("[data-check-problem]")).to_be_hidden()


# Larger and smaller


def test_zoom_by_buttons_and_keys(study):
    page, plate = study()
    button(plate, "Larger").click()
    assert plate.evaluate(SCALE) == pytest.approx(1.4, abs=0.01)
    button(plate, "Whole plate").click()
    assert plate.evaluate(SCALE) == pytest.approx(1)

    expect(stage(plate)).to_be_focused()
    for key in "+++-":
        page.keyboard.press(key)
    assert plate.evaluate(SCALE) == pytest.approx(1.96, abs=0.01)
    page.keyboard.press("0")
    assert plate.evaluate(SCALE) == pytest.approx(1)
    expect(button(plate, "Whole plate")).to_be_hidden()


def test_the_wheel_scrolls_the_page_unless_meant_for_the_plate(study):
    page, plate = study()
    stage(plate).scroll_into_view_if_needed()
    stage(plate).hover()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 60)
    soon(lambda: page.evaluate("scrollY") > before)
    assert plate.evaluate(SCALE) == pytest.approx(1)

    stage(plate).hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    page.keyboard.up("Control")
    soon(lambda: plate.evaluate(SCALE) > 1.2)


def test_an_enlarged_plate_is_dragged_without_choosing(study):
    page, plate = study()
    for _ in range(3):
        button(plate, "Larger").click()
    box = stage(plate).bounding_box()
    left = "(plate) => plate.querySelector('svg').getBoundingClientRect().left"
    before = plate.evaluate(left)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()

    assert plate.evaluate(left) == pytest.approx(before + 60, abs=2)
    page.mouse.move(2, 2)
    assert plate.evaluate(LIT) == []


def test_pinching_enlarges(study):
    page, plate = study(width=360, height=740, has_touch=True, is_mobile=True)
    stage(plate).scroll_into_view_if_needed()
    box = stage(plate).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send(
            "Input.dispatchTouchEvent",
            {
                "type": kind,
                "touchPoints": [
                    {"x": a, "y": y, "id": n} for n, a in enumerate(points)
                ],
            },
        )

    send("touchStart", x - 30, x + 30)
    for apart in (40, 50, 60):
        send("touchMove", x - apart, x + apart)
    send("touchEnd")

    assert plate.evaluate(SCALE) > 1.5


# Everywhere


def test_no_id_is_repeated_with_three_plates(study):
    page, _plate = study(plates=3)
    expect(page.locator("ce-plate[data-ready]")).to_have_count(3)

    assert page.evaluate(REPEATED) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_an_open_plate(study, scheme):
    page, plate = study(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(AXE)
    part(plate, "sacrum").click()
    button(plate, "Layers").click()
    assert page.evaluate(FOUND) == []
    button(plate, "Parts").click()
    assert page.evaluate(FOUND) == []
    button(plate, "Larger").click()
    button(plate, "Test me").click()
    assert page.evaluate(FOUND) == []
    button(plate, "Name the part").click()
    expect(plate.locator("[data-running]")).to_be_visible()
    assert page.evaluate(FOUND) == []


def test_a_plate_fits_the_smallest_screen_with_large_targets(study):
    page, plate = study(width=320, height=640)
    button(plate, "Parts").click()
    assert plate.evaluate(SMALL_TARGETS) == []
    button(plate, "Layers").click()
    assert plate.evaluate(SMALL_TARGETS) == []
    button(plate, "Larger").click()
    assert page.evaluate(SIDEWAYS) <= 0
    button(plate, "Test me").click()
    assert plate.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_forced_colors_leave_the_lit_part_and_the_switches_to_be_seen(study):
    _page, plate = study(forced_colors="active")
    part(plate, "asis-r").click()
    stroke = "(shape) => getComputedStyle(shape).stroke"
    assert part(plate, "asis-r").evaluate(stroke) != "none"
    button(plate, "Layers").click()
    filled = "(it) => getComputedStyle(it, '::before').backgroundColor"
    bone = button(plate, "Bone")
    on = bone.evaluate(filled)
    bone.click()

    assert bone.evaluate(filled) != on


def test_paper_has_the_drawing_alone(study):
    page, plate = study()
    part(plate, "sacrum").click()
    button(plate, "Larger").click()

    page.emulate_media(media="print")

    expect(plate.locator(".plate-ui__bar")).to_be_hidden()
    expect(panel(plate)).to_be_hidden()
    expect(label(plate, "sacrum")).to_be_hidden()
    expect(plate.locator(".figure__numbers text").first).to_be_visible()
    expect(plate.locator(".figure__key")).to_be_visible()
    assert plate.evaluate(SCALE) == pytest.approx(1)
