"""A video in a lesson: watched, gone to by chapter, read, with and without a mouse."""

import gc
import warnings
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as PillowImage
from playwright.sync_api import expect
from wagtail.images import get_image_model

from courses.domain import enrolment as enrolments
from media.models import Video
from media.views import ranges
from tests.courses.factories import NOW, make_learner

from .building import make_short_course, text
from .filming import HEIGHT, WIDTH, make_film
from .test_accessibility import look_at, report

pytestmark = pytest.mark.browser

SECONDS = 20
CAPTIONS = """WEBVTT

00:00.000 --> 00:04.000
<v Ana>The sacrum carries the spine.

00:10.000 --> 00:14.000
<v Ben>What joins them?
"""
SPANISH = "WEBVTT\n\n00:00.000 --> 00:04.000\nEl sacro sostiene la columna.\n"
CHAPTERS = """WEBVTT

00:00.000 --> 00:10.000
Two ends of one column

00:10.000 --> 00:20.000
What joins them
"""
LISTEN = """() => {
  window.heard = [];
  window.acted = 0;
  document.addEventListener("ce:watched", ({ detail }) => window.heard.push(detail));
  document.addEventListener("ce:activity", () => { window.acted += 1; });
}"""


def make_poster():
    file = BytesIO()
    PillowImage.new("RGB", (WIDTH * 2, HEIGHT * 2), "#334455").save(file, "PNG")
    file.seek(0)
    poster = get_image_model().objects.create(
        title="A frame", file=ImageFile(file, name="frame.png")
    )
    # Wagtail leaves the temporary file of a new rendition to the garbage collector,
    # which complains of it. Here it may.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        poster.get_rendition("width-1280")
        gc.collect()
    return poster


@pytest.fixture
def film(visit, settings, tmp_path):
    """Return a lesson that shows a film of twenty seconds, and a learner's visitor."""
    storage = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": storage},
    }
    settings.MEDIA_ROOT = tmp_path / "uploads"
    made = make_film(visit().go("/accounts/login/"), seconds=SECONDS)
    video = Video(
        key="two-ends",
        title="Two ends",
        file=ContentFile(made, name="film.webm"),
        poster=make_poster(),
        captions=[
            ("captions", {"language": "en", "label": "", "text": CAPTIONS}),
            ("captions", {"language": "es", "label": "", "text": SPANISH}),
        ],
        chapters=CHAPTERS,
        transcript="[0:00] Ana: The sacrum carries the spine.\n\n[0:10] Ben: What?",
        credit="Film: the project.",
        licence="CC BY 4.0",
        live=False,
    )
    video.full_clean()
    assert video.duration == SECONDS
    video.save()
    video.save_revision().publish()
    shown = ("video", {"video": video, "caption": "Notice the sacrum."})
    short = make_short_course(body=[text("<p>Before it.</p>"), shown])
    learner = make_learner()
    enrolments.enrol(learner=learner, course=short.course, at=NOW)
    return short.lesson, learner


def opened(visit, film, **options):
    lesson, learner = film
    page = visit(learner, reduced_motion="reduce", **options).go(lesson.url)
    return page


def now(page):
    return page.locator("video").evaluate("(film) => film.currentTime")


def watch_to(page, seconds):
    page.wait_for_function(
        "(to) => document.querySelector('video').currentTime >= to", arg=seconds
    )


def stop(page):
    page.locator("video").evaluate("(film) => film.pause()")
    page.wait_for_function("() => window.heard.length > 0")
    heard = page.evaluate("window.heard")
    page.evaluate("window.heard = []")
    return heard


def test_what_was_watched_is_told_when_it_stops(visit, film):
    page = opened(visit, film)
    page.evaluate(LISTEN)

    page.locator("video").evaluate("(film) => film.play()")
    watch_to(page, 1.5)
    assert page.evaluate("window.heard") == []
    [told] = stop(page)

    assert (told["video"], told["from"]) == ("two-ends", 0)
    assert 1.4 < told["to"] <= now(page) + 0.01
    assert page.evaluate("window.acted") > 0


def test_what_was_watched_twice_is_told_once_and_a_jump_not_at_all(visit, film):
    page = opened(visit, film)
    page.evaluate(LISTEN)

    page.locator("video").evaluate("(film) => film.play()")
    watch_to(page, 1.5)
    page.get_by_role("button", name="0:00 Two ends").click()
    watch_to(page, 0.8)
    page.get_by_role("button", name="0:10 What joins them").click()
    watch_to(page, 10.8)
    first, second = stop(page)

    assert first["from"] == 0
    assert 1 < first["to"] < 4
    assert second["from"] == pytest.approx(10, abs=0.3)
    assert 10.5 < second["to"] < 14


def test_it_tells_every_ten_seconds_while_it_plays(visit, film):
    lesson, learner = film
    visitor = visit(learner)
    visitor.page.clock.install()
    page = visitor.go(lesson.url)
    page.evaluate(LISTEN)

    page.locator("video").evaluate("(film) => film.play()")
    watch_to(page, 1)
    assert page.evaluate("window.heard") == []
    page.clock.fast_forward(10_000)
    page.wait_for_function("() => window.heard.length == 1")

    watch_to(page, 3)
    assert page.evaluate("window.heard.length") == 1
    told = [*page.evaluate("window.heard"), *stop(page)[1:]]
    assert told[0]["to"] == told[1]["from"]


def test_leaving_the_page_tells(visit, film):
    page = opened(visit, film)
    page.evaluate(LISTEN)
    page.evaluate("""() => addEventListener("pagehide", () => {
      sessionStorage.heard = JSON.stringify(window.heard);
    })""")

    page.locator("video").evaluate("(film) => film.play()")
    watch_to(page, 1)
    page.goto("/accounts/logout/")

    [told] = page.evaluate("JSON.parse(sessionStorage.heard)")
    assert told["to"] >= 0.9


def test_chapters_speed_and_transcript_by_keyboard(visit, film):
    page = opened(visit, film)
    chapters = page.get_by_role("group", name="Chapters").get_by_role("button")
    expect(chapters.nth(0)).to_have_attribute("aria-current", "true")

    page.locator("video").focus()
    speed = page.get_by_label("Speed")
    speed.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("video").evaluate("(film) => film.playbackRate") == 1.25

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(chapters.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    watch_to(page, 10)
    expect(chapters.nth(1)).to_have_attribute("aria-current", "true")
    expect(chapters.nth(0)).not_to_have_attribute("aria-current", "true")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    stamp = page.get_by_role("button", name="Play from 0:00")
    page.keyboard.press("Tab")
    expect(stamp).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('video').currentTime < 5")


@pytest.mark.parametrize(
    ("locale", "shown"), [("en-US", ["en"]), ("es-MX", ["es"]), ("de-DE", ["en"])]
)
def test_captions_of_the_visitors_language_are_on(visit, film, locale, shown):
    page = opened(visit, film, locale=locale)

    expect(page.locator("ce-video[data-ready]")).to_be_visible()
    modes = page.locator("video").evaluate(
        "(film) => [...film.textTracks].filter((t) => t.mode == 'showing')"
        ".map((t) => t.language)"
    )
    assert modes == shown
    page.wait_for_function(
        "[...document.querySelector('video').textTracks]"
        ".some((track) => track.mode == 'showing' && track.cues?.length)"
    )


def test_a_film_comes_in_bits_and_any_time_can_be_gone_to(visit, film, monkeypatch):
    monkeypatch.setattr(ranges, "MOST_AT_ONCE", 2_000)
    statuses = []
    lesson, learner = film
    visitor = visit(learner)
    visitor.page.on(
        "response",
        lambda answer: answer.url.endswith(".webm") and statuses.append(answer.status),
    )
    page = visitor.go(lesson.url)
    page.locator("video").evaluate("(film) => { film.currentTime = 17; film.play(); }")

    watch_to(page, 18)

    assert set(statuses) == {206}
    assert len(statuses) > 2


def test_nothing_shifts_when_the_film_is_known(visit, film):
    lesson, learner = film
    visitor = visit(learner)
    visitor.page.route("**/*.webm", lambda route: None)
    page = visitor.go(lesson.url)
    before = page.locator("video").bounding_box()

    visitor.page.unroute("**/*.webm")
    page.reload()
    page.wait_for_function("document.querySelector('video').readyState >= 1")

    assert page.locator("video").bounding_box() == before
    assert before["width"] / before["height"] == pytest.approx(16 / 9, abs=0.02)


def test_without_javascript_there_are_player_chapters_and_transcript(visit, film):
    page = opened(visit, film, java_script_enabled=False)

    expect(page.locator("video[controls]")).to_be_visible()
    expect(page.get_by_text("What joins them")).to_be_visible()
    expect(page.get_by_label("Speed")).to_be_hidden()
    page.locator(".video__transcript > summary").click()
    expect(page.get_by_text("Ana: The sacrum carries the spine.")).to_be_visible()
    expect(page.get_by_role("button", name="0:10")).to_have_count(0)


def test_axe_finds_nothing(visit, film):
    lesson, learner = film
    visitor = visit(learner, reduced_motion="reduce")

    report(look_at(visitor, lesson.url))
