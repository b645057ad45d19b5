"""The cranial rhythm: its sums, and watching, following and counting it."""

import itertools
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from courses.models import Progress
from quizzes import types
from quizzes.blocks import CheckBlock
from quizzes.trainers.models import PracticeRun
from tests.courses.factories import make_learner
from tests.quizzes.trainers.test_rhythm import make_rhythm

from .building import PROSE, make_short_course, text
from .test_accessibility import look_at, report

pytestmark = pytest.mark.browser
MODULE = "/static/ce_trainers/rhythm-analysis.js"
PART = ".rhythm__part:has(legend:text-is('{}'))"
CALM = {"reduced_motion": "reduce"}


@pytest.fixture
def sums(visit):
    """Calls a function of the analysis in the browser."""
    page = visit().go("/")

    def call(expression):
        return page.evaluate(
            f"async () => {{ const m = await import('{MODULE}'); return {expression}; }}"
        )

    return call


def test_taps_are_matched_to_peaks(sums):
    assert sums("m.peaksOf(10, 20)") == [0, 6, 12, 18]
    assert sums("m.partAt(0, m.peaksOf(10, 99))") == 0
    assert sums("m.partAt(3, m.peaksOf(10, 99))") == pytest.approx(1)
    assert sums("m.partAt(1.5, m.peaksOf(10, 99))") == pytest.approx(0.5)
    found = sums("m.match([5.5, 6.25, 11.75, 30], [6, 12, 18], 3)")
    assert found == {"errors": [0.25, -0.25], "extra": 2, "missed": 1}
    assert sums("m.match([], [6], 3)") == {"errors": [], "extra": 0, "missed": 1}
    assert sums("m.match([6], [], 3)") == {"errors": [], "extra": 1, "missed": 0}


def test_taps_in_time_have_no_error_and_late_ones_are_late(sums):
    found = sums("m.analyse([6.2, 12.4, 18.6, 24.2], 10, 25)")

    assert (found["peaks"], found["hits"]) == (4, 4)
    assert (found["extra"], found["missed"]) == (0, 0)
    assert found["error"] == pytest.approx(0.35)
    # Differences from the mean are -.15, .05, .25, -.15: (.11 / 3) ** .5
    assert found["spread"] == pytest.approx(0.1915, abs=1e-4)
    assert found["rate"] == pytest.approx(10)
    assert sums("m.analyse([6, 18, 18.5], 10, 25)") | {"spread": 0} == {
        "peaks": 3,
        "hits": 2,
        "extra": 1,
        "missed": 1,
        "error": 0,
        "spread": 0,
        "rate": pytest.approx(60 * 2 / 12.5),
    }


def test_noise_repeats_itself_and_stays_in_bounds(sums):
    rhythms = sums("[1, 2, 3, 4294967295].map((seed) => m.noisy(seed, 30))")

    assert rhythms == sums("[1, 2, 3, 4294967295].map((seed) => m.noisy(seed, 30))")
    assert len({rhythm["rate"] for rhythm in rhythms}) == 4
    for rhythm in rhythms:
        peaks = rhythm["peaks"]
        gaps = [late - early for early, late in itertools.pairwise(peaks)]
        assert peaks[0] == 0
        assert peaks[-2] <= 30 < peaks[-1]
        assert 60 / 14 * 0.76 <= min(gaps) <= max(gaps) <= 60 / 6 * 1.24
        assert rhythm["rate"] == pytest.approx(60 * len(gaps) / peaks[-1])
    places = sums("[...Array(300).keys()].map((t) => m.wavering(t/10, m.noisy(7, 30)))")
    assert 0 <= min(places) < max(places) <= 1


# ---- in a lesson -----------------------------------------------------------------------


@pytest.fixture
def lesson(visit):
    """Opens a lesson that has the trainer; returns visitor, page and learner."""

    def make(**options):
        question = make_rhythm(types.get("cranial_rhythm"))
        check = ("check", CheckBlock().to_python({"question": question.pk}))
        short = make_short_course(body=[text(PROSE), check])
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        visitor = visit(learner, **options)
        page = visitor.go(short.lesson.url)
        if options.get("java_script_enabled", True):
            expect(page.locator(".rhythm__parts")).to_be_visible()
            expect(page.locator("[data-phases]")).to_be_hidden()
        return visitor, page, learner

    return make


def part_of(page, name):
    return page.locator(PART.format(name))


def opacity(page):
    return page.evaluate(
        "Number(document.querySelector('ce-plate rect[id$=bone]').getAttribute('opacity'))"
    )


def test_pace_is_set_by_slider_and_number_and_plays(lesson):
    _visitor, page, _learner = lesson()
    watch = part_of(page, "Watch")
    slider, number = (
        watch.get_by_label("Pace", exact=True),
        watch.get_by_label("Pace as a number"),
    )
    number.fill("99")
    number.press("Tab")
    expect(number).to_have_value("16")
    expect(slider).to_have_value("16")
    slider.focus()
    slider.press("ArrowLeft")
    expect(number).to_have_value("15")
    expect(slider).to_have_attribute("aria-valuetext", "15 cycles a minute")

    assert opacity(page) == 1
    watch.get_by_role("button", name="Play").click()
    bone = page.locator("ce-plate rect[id$=bone]")
    expect(bone).to_have_attribute("opacity", re.compile(r"^0(\.[0-4]\d*)?$"))
    watch.get_by_role("button", name="Stop").click()
    watch.get_by_role("button", name="Extension phase").click()
    assert opacity(page) == 0
    expect(page.locator("[data-said]")).to_contain_text("sacral base goes forward")


def standing():
    """Everything that completion is worked out from; time in the lesson goes on."""
    return set(
        Progress.objects.exclude(
            completed_at=None, attempts=0, best_fraction=None
        ).values_list("requirement", "attempts", "best_fraction", "completed_at")
    )


def follow(page, press, taps=4):
    """Tap at the peaks of the fastest pace, as well as this machine lets."""
    part_of(page, "Watch").get_by_label("Pace as a number").fill("16")
    part_of(page, "Watch").get_by_label("Pace as a number").press("Tab")
    part_of(page, "Follow").get_by_role("button", name="Start").click()
    expect(page.locator("[data-tap]")).to_be_focused()
    for _ in range(taps):
        page.wait_for_timeout(3_750)
        press(page)
    part_of(page, "Follow").get_by_role("button", name="Stop").click()


def tap(page):
    page.locator("[data-tap]").tap()


@pytest.mark.parametrize(
    ("press", "options"),
    [
        (lambda page: page.keyboard.press("Space"), {}),
        (lambda page: page.locator("[data-tap]").click(), CALM),
        (tap, {"width": 360, "has_touch": True, "is_mobile": True}),
    ],
    ids=["key", "mouse", "touch"],
)
def test_taps_are_timed_and_kept_and_count_for_nothing(lesson, press, options):
    _visitor, page, learner = lesson(**options)
    before = standing()

    follow(page, press)

    result = page.locator("[data-follow-result]")
    expect(result).to_contain_text("You tapped 4 times for 4 flexion peaks: 4 met")
    expect(result).to_contain_text("16 were shown")
    expect(result).to_contain_text("Kept among your practice")
    run = PracticeRun.objects.get()
    assert (run.learner, run.trainer) == (learner, "cranial_rhythm")
    assert run.detail["taps"] == 4
    assert abs(run.detail["error"]) < 60 / 16 / 2
    assert standing() == before


def test_rhythm_is_counted_and_held_against_what_was_shown(lesson):
    _visitor, page, _learner = lesson()
    count = part_of(page, "Count")
    expect(count.get_by_text("One school")).to_be_hidden()
    count.get_by_role("button", name="Start").click()
    rate = count.get_by_label("Cycles a minute")
    expect(rate).to_be_focused(timeout=90_000)
    rate.fill("many")
    rate.press("Enter")
    expect(count.get_by_text("number from 1 to 60")).to_be_visible()
    rate.fill("30")
    rate.press("Enter")

    expect(count).to_contain_text("You said 30;")
    expect(count).to_contain_text("too many")
    expect(count.get_by_text("One school")).to_be_visible()
    expect(count).to_contain_text("Kept among your practice")
    run = PracticeRun.objects.get()
    assert run.detail["kind"] == "count"
    assert 4 < run.detail["pace"] < 19
    assert run.detail["error"] == pytest.approx(30 - run.detail["pace"], abs=0.01)
    assert run.seed is not None


def test_without_motion_it_steps(lesson):
    _visitor, page, _learner = lesson(**CALM)
    watch = part_of(page, "Watch")

    expect(watch.get_by_role("button", name="Play")).to_be_hidden()
    watch.get_by_role("button", name="Extension phase").press("Enter")
    assert opacity(page) == 0
    watch.get_by_role("button", name="Flexion phase").press("Enter")
    assert opacity(page) == 1


def test_peaks_are_said_where_that_is_asked_for(lesson):
    _visitor, page, _learner = lesson(**CALM)
    part_of(page, "Watch").get_by_label("Say each flexion peak").check()
    part_of(page, "Follow").get_by_role("button", name="Start").click()

    expect(page.locator("[data-said]")).to_contain_text("goes back. 2", timeout=15_000)


def test_without_script_the_phases_stand_in_words(lesson):
    _visitor, page, _learner = lesson(java_script_enabled=False)

    expect(page.get_by_text("Goes back: counternutation")).to_be_visible()
    expect(page.locator(".rhythm__parts")).to_be_hidden()
    expect(page.get_by_text("let your browser run scripts")).to_be_visible()


def test_trainer_is_accessible(lesson):
    visitor, page, _learner = lesson(**CALM)
    page.evaluate(
        "document.querySelectorAll('.rhythm [hidden]').forEach(e => e.hidden = false)"
    )

    report(look_at(visitor))
