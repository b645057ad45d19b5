"""The placement lab by mouse, touch, keys and lists, and without script: all alike."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.utils import timezone
from playwright.sync_api import expect

from media.models import Figure
from quizzes.models import AttemptItem
from quizzes.trainers.types import placement_rules as rules
from tests.quizzes import factories as quizzes

from .test_accessibility import look_at, report

pytestmark = pytest.mark.browser

SOT = Path(__file__).parents[2] / "courses/curriculum/sot"
PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
RIGHT = {
    "wedges": {
        "a": {"side": "left", "station": "troch", "angle": 15},
        "b": {"side": "right", "station": "crest", "angle": 0},
    }
}
FIELDS = ("label", "side", "layer", "text")


@cache
def shipped(key):
    listed = yaml.safe_load((SOT / "figures-practice.yaml").read_text())
    return next(figure for figure in listed if figure["key"] == key)


def make_figure(key):
    """Return a figure of the course, as it is shipped."""
    source = shipped(key)
    items = [
        {
            "key": part["key"],
            "latin": part.get("latin", ""),
            "anchor": part["anchor"],
            **{name: part[name] for name in FIELDS},
            **({"emphasis": True} if part.get("emphasis") else {}),
        }
        for part in source["structures"]
    ]
    names = ("title", "alt", "description", "credit", "licence")
    figure = Figure.objects.create(
        key=key,
        **{name: source[name] for name in names},
        svg=(SOT / f"figures/{key}.svg").read_text(),
        structures={"schema": 1, "items": items},
        live=False,
    )
    figure.save_revision().publish()
    figure.refresh_from_db()
    return figure


def source_of(category="I", short_leg="left", **fields):
    return {
        "stem": "Place the blocks as SOT teaches.",
        "category": category,
        "position": rules.POSITIONS[category],
        "short_leg": short_leg,
        "shows": "category",
        "mirrors": False,
        "blocks": rules.core_blocks(category, short_leg),
        **fields,
    }


@pytest.fixture
def begin(site, visit):
    """Opens an attempt with one case of the lab: its visitor and page."""

    def make(category="I", short_leg="left", *, script=True, **options):
        figure = make_figure("f23" if category == "II" else "f22")
        question = quizzes.make_question(
            "block_placement", source_of(category, short_leg), figure=figure
        )
        learner = quizzes.make_user()
        quiz = quizzes.make_quiz([question])
        attempt = quizzes.start(quiz, learner, at=timezone.now())
        visitor = visit(learner, **options)
        page = visitor.go(f"/quizzes/attempts/{attempt.uuid}/")
        if script:
            expect(page.locator("[data-tray]")).to_be_visible()
        return visitor, page

    return make


def saved(page):
    expect(page.locator("[data-save-status].status--good")).to_contain_text("Saved")
    return AttemptItem.objects.get().response


def wait_for(page, response):
    """Wait until the server has this response."""
    for _turn in range(40):
        if AttemptItem.objects.get().response == response:
            return
        page.wait_for_timeout(250)
    assert AttemptItem.objects.get().response == response


def spot(page, place):
    """Return where a place is on the screen."""
    ring = page.locator(f'[data-ring="{place}"]')
    box = ring.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def show_table(page):
    page.evaluate(
        "document.querySelector('.placement__figure').scrollIntoView({block: 'center'})"
    )


def by_mouse(page, name, place):
    """Drag a little beside the place: it snaps to the nearest."""
    show_table(page)
    page.mouse.move(*middle(page.locator(f'[data-pick="{name}"]')))
    page.mouse.down()
    x, y = spot(page, place)
    page.mouse.move(x + 60, y - 30)
    page.mouse.move(x + 9, y - 7, steps=4)
    page.mouse.up()


def by_click(page, name, place):
    show_table(page)
    page.locator(f'[data-pick="{name}"]').click()
    expect(page.locator(f'[data-pick="{name}"]')).to_have_attribute(
        "aria-pressed", "true"
    )
    page.mouse.click(*spot(page, place))


def by_touch(page, name, place):
    show_table(page)
    page.locator(f'[data-pick="{name}"]').tap()
    page.touchscreen.tap(*spot(page, place))


def by_finger(page, name, place):
    """Drag with a finger: the page stays where it is."""
    show_table(page)
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = page.evaluate("window.scrollY")
    (left, top), (x, y) = (
        middle(page.locator(f'[data-pick="{name}"]')),
        spot(page, place),
    )
    touch("touchStart", (left, top))
    for part in (0.1, 0.3, 0.6, 0.9, 1):
        touch("touchMove", (left + (x - left) * part, top + (y - top) * part))
    touch("touchEnd")
    assert page.evaluate("window.scrollY") == before


# From the first place that is free, at the head's end of the left of the picture.
WAYS = {"left-troch": ["ArrowDown"], "right-crest": ["ArrowRight"]}


def by_keys(page, name, place):
    page.locator(f'[data-pick="{name}"]').focus()
    page.keyboard.press("ArrowDown")
    for key in WAYS[place]:
        page.keyboard.press(key)
    page.keyboard.press("Enter")


def by_list(page, name, place):
    page.locator(f'[data-lists="{name}"] [data-place]').select_option(place)


def turn_by_keys(page):
    page.locator('[data-pick="a"]').focus()
    page.keyboard.press("]")


def turn_by_list(page):
    page.locator('[data-lists="a"] [data-angle]').select_option("15")


@pytest.mark.parametrize(
    ("way", "turn", "options"),
    [
        (by_mouse, turn_by_keys, {}),
        (by_click, turn_by_list, {}),
        (by_touch, turn_by_list, PHONE),
        (by_finger, turn_by_list, PHONE),
        (by_keys, turn_by_keys, {}),
        (by_list, turn_by_list, {}),
    ],
)
def test_every_way_gives_the_same_response(begin, way, turn, options):
    _visitor, page = begin(**options)

    way(page, "a", "left-troch")
    turn(page)
    way(page, "b", "right-crest")

    wait_for(page, RIGHT)
    assert saved(page) == RIGHT
    for name in rules.WEDGES:
        expect(page.locator(f'.wedge--over[data-wedge="{name}"]')).to_be_visible()


def test_without_script_the_lists_are_the_answer(begin):
    _visitor, page = begin(script=False, java_script_enabled=False)

    expect(page.locator("[data-tray]")).to_be_hidden()
    for name, wedge in RIGHT["wedges"].items():
        lists = page.locator(f'[data-lists="{name}"]')
        place = f"{wedge['side']}-{wedge['station']}"
        lists.locator("[data-place]").select_option(place)
        lists.locator("[data-angle]").select_option(str(wedge["angle"]))
    page.get_by_role("button", name="Save answers").click()
    page.wait_for_load_state()

    assert AttemptItem.objects.get().response == RIGHT


def test_a_placed_wedge_is_dragged_on_and_off_the_table(begin):
    _visitor, page = begin()
    by_list(page, "a", "left-crest")
    show_table(page)

    page.mouse.move(*spot(page, "left-crest"))
    page.mouse.down()
    page.mouse.move(*spot(page, "left-acet"), steps=5)
    expect(page.locator(".placement__ghost").first).to_be_visible()
    page.mouse.up()
    expect(page.locator('[data-lists="a"] [data-place]')).to_have_value("left-acet")

    page.mouse.move(*spot(page, "left-acet"))
    page.mouse.down()
    x, y = spot(page, "left-acet")
    page.mouse.move(x - 700, y, steps=5)
    page.mouse.up()
    expect(page.locator('[data-lists="a"] [data-place]')).to_have_value("")
    expect(page.locator('.wedge--over[data-wedge="a"]')).to_be_hidden()


def test_two_wedges_never_share_a_place(begin):
    _visitor, page = begin()
    by_list(page, "a", "left-crest")

    by_mouse(page, "b", "left-crest")

    expect(page.locator('[data-lists="b"] [data-place]')).not_to_have_value(
        "left-crest"
    )
    taken = page.locator('[data-lists="b"] option[value="left-crest"]')
    expect(taken).to_be_disabled()


def test_escape_takes_a_move_back_and_what_happens_is_said(begin):
    _visitor, page = begin()
    by_list(page, "a", "left-crest")
    button, status = (
        page.locator('[data-pick="a"]'),
        page.locator(".placement [data-status]"),
    )
    button.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("[")
    expect(status).to_have_text(
        re.compile(r"^Wedge A: Left, .*, 15° toward the feet\.$")
    )
    page.keyboard.press("Escape")

    expect(status).to_have_text("Wedge A: Left, iliac crest (high), straight across.")
    expect(button).to_contain_text("iliac crest (high), straight across")


def test_the_learner_chooses_how_much_shows_through(begin):
    _visitor, page = begin()
    bones = page.locator('[data-structure="bone"]').first

    expect(bones).to_be_visible()
    page.get_by_label("Bones").uncheck()
    expect(bones).to_be_hidden()
    page.get_by_label("Body outline").uncheck()
    expect(page.locator('[data-structure="outline"]').first).to_be_hidden()

    page.wait_for_timeout(700)
    assert AttemptItem.objects.get().response is None  # looking is no answer


WATCH = """() => {
  window.moves = [];
  window.frames = [];
  let from = 0;
  document.addEventListener("pointermove", () => (from = performance.now()), { capture: true });
  window.addEventListener("pointermove", () => window.moves.push(performance.now() - from));
  const tick = (now) => {
    window.frames.push(now);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


def test_a_drag_keeps_up_on_a_cpu_slowed_six_times(begin):
    """On the real drawing: every frame comes in time, a move takes a small part of one."""
    _visitor, page = begin()
    show_table(page)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    start, end = middle(page.locator('[data-pick="a"]')), spot(page, "left-troch")
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0], start[1] - 20)
    page.mouse.move(start[0], start[1] - 40)

    def count():
        found = session.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in found}

    page.evaluate(WATCH)
    before = count()
    for step in range(60):
        part = step / 60
        page.mouse.move(
            start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
        )
    after = count()
    moves = sorted(page.evaluate("window.moves"))
    frames = page.evaluate("window.frames")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.mouse.up()

    assert len(moves) >= 50
    gaps = sorted(later - sooner for sooner, later in pairwise(frames))
    typical, slow = moves[len(moves) // 2], moves[int(len(moves) * 0.9)]
    layout = (after["LayoutDuration"] - before["LayoutDuration"]) * 1000 / len(moves)
    assert typical < 4
    assert slow < 12
    assert layout < 2
    assert gaps[len(gaps) // 2] < 20  # ms: sixty frames in a second
    expect(page.locator('[data-lists="a"] [data-place]')).to_have_value("left-troch")


def test_open_and_marked_pages_are_accessible(begin):
    visitor, page = begin("II", "right", reduced_motion="reduce")
    by_list(page, "a", "left-crest")
    by_list(page, "b", "right-troch")
    report(look_at(visitor))

    page.wait_for_timeout(900)
    attempt = AttemptItem.objects.get().attempt
    quizzes.submit(attempt, at=timezone.now())
    visitor.go(f"/quizzes/attempts/{attempt.uuid}/review/")

    review = page.locator(".placement--review")
    expect(review).to_contain_text("High and low have changed sides")
    expect(review).to_contain_text("Theory")
    expect(review).to_contain_text("not to scale")
    report(look_at(visitor))
