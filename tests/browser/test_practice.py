"""A trainer in a lesson: case after case in place, and on a page of its own without script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from quizzes.blocks import CheckBlock
from quizzes.trainers.domain import cases
from quizzes.trainers.models import PracticeRun
from tests.courses.factories import make_learner
from tests.quizzes import factories as quizzes
from tests.quizzes.trainers.test_weak_spots import practise
from tests.quizzes.trainers.toy import make_lab, toy

from .building import PROSE, make_short_course, text
from .test_accessibility import look_at, report
from .test_statistics import check as check_admin

__all__ = ["toy"]
pytestmark = pytest.mark.browser


@pytest.fixture
def lesson(toy, visit):
    """Opens a lesson with the toy trainer: visitor, page, learner and version."""

    def make(**options):
        question = make_lab(rationale="<p>Because of the seed.</p>")
        check = ("check", CheckBlock().to_python({"question": question.pk}))
        short = make_short_course(body=[text(PROSE), check])
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        visitor = visit(learner, **options)
        page = visitor.go(short.lesson.url)
        return visitor, page, learner, question.current_version()

    return make


def side_of(page, version):
    """What is right for the case that the page shows."""
    seed = int(page.locator('[name="case"]').input_value())
    is_mirrored = page.locator('[name="mirrored"]').count() == 1
    return cases.case_of(version=version, seed=seed, is_mirrored=is_mirrored).body[
        "side"
    ]


def write(page, side):
    page.get_by_role("main").get_by_role("textbox").fill(side)


def check(page):
    return page.get_by_role("button", name="Check", exact=True)


def test_case_after_case_in_place(lesson):
    _visitor, page, learner, version = lesson()
    address = page.url
    check(page).click()
    expect(page.locator("[data-check-problem]")).to_have_text(
        "Please answer first, then check."
    )
    assert not PracticeRun.objects.exists()
    write(page, side_of(page, version))
    check(page).click()
    result = page.locator("[data-check-result]")
    expect(result).to_be_focused()
    expect(result).to_contain_text("Because of the seed.")
    expect(result).to_contain_text("Kept among your practice")
    run = PracticeRun.objects.get()
    assert (run.learner, run.fraction, run.seed) == (learner, 1, version.pk)
    assert run.seconds is not None

    result.get_by_role("link", name="Mirrored").click()
    expect(page.get_by_text("Practice, mirrored")).to_be_visible()
    write(page, side_of(page, version))
    check(page).click()
    expect(result).to_contain_text("Because of the seed.")
    result.get_by_role("link", name="Another case").press("Enter")
    expect(page.locator("[data-check-form] fieldset")).to_be_focused()
    expect(page.get_by_text("Practice, mirrored")).to_have_count(0)
    write(page, {"left": "right", "right": "left"}[side_of(page, version)])
    page.keyboard.press("Enter")
    expect(result).to_contain_text("Not right")

    assert page.url == address
    runs = PracticeRun.objects.order_by("pk")
    assert [run.fraction for run in runs] == [1, 1, 0]
    assert [run.detail["mirrored"] for run in runs] == [False, True, False]
    assert runs[2].seed != runs[0].seed


def test_visitor_whose_session_ended_still_practices(lesson):
    visitor, page, _learner, version = lesson()
    visitor.expected.append("Failed to load resource")
    visitor.context.clear_cookies()
    write(page, side_of(page, version))
    check(page).click()

    expect(page.locator("[data-check-result]")).to_contain_text("not signed in")
    assert not PracticeRun.objects.exists()


def test_without_script_the_answer_goes_along_to_the_page_of_the_case(lesson):
    _visitor, page, learner, version = lesson(java_script_enabled=False)
    side = side_of(page, version)
    write(page, side)
    check(page).click()

    expect(page).to_have_url(re.compile(r"/practice/"))
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_value(side)
    assert not PracticeRun.objects.exists()
    check(page).click()
    expect(page.get_by_role("main")).to_contain_text("Because of the seed.")
    assert PracticeRun.objects.get().learner == learner
    page.get_by_role("link", name="The same again").click()
    expect(page).to_have_url(re.compile(rf"case={version.pk}$"))
    write(page, side)
    check(page).click()
    page.get_by_role("link", name="Another case").click()
    expect(page).not_to_have_url(re.compile(rf"case={version.pk}$"))
    assert side_of(page, version) in ("left", "right")


@pytest.mark.parametrize("has_script", [True, False])
def test_reload_of_an_answered_case_keeps_one_run(lesson, has_script):
    _visitor, page, _learner, version = lesson(java_script_enabled=has_script)
    page.goto(page.locator("[data-check-form]").get_attribute("action") + "?case=7")
    write(page, side_of(page, version))
    check(page).click()
    expect(page.get_by_role("main")).to_contain_text("Because of the seed.")
    if not has_script:
        page.reload()
    assert PracticeRun.objects.count() == 1


def test_pages_of_practice_are_accessible(lesson):
    visitor, page, _learner, version = lesson(reduced_motion="reduce")
    found = []
    page.goto(page.locator("[data-check-form]").get_attribute("action") + "?case=7")
    found += look_at(visitor)
    write(page, side_of(page, version))
    check(page).click()
    expect(page.get_by_role("main")).to_contain_text("Because of the seed.")
    found += look_at(visitor)
    found += look_at(visitor, "/practice/")

    report(found)


@pytest.mark.parametrize("width", [320, 1440])
def test_page_of_a_group_is_accessible(toy, visit, width):
    for _ in range(5):
        practise(make_learner(), [["left"], [], ["left", "right"], []])
    visitor = visit(quizzes.make_admin(), width=width)
    visitor.expected.append("")  # the admin's own scripts
    page = visitor.go("/admin/practice/")

    expect(page.get_by_role("cell", name="The left side")).to_be_visible()
    expect(page.get_by_text("Few cases or few learners")).to_have_count(0)
    check_admin(page)
