"""Every page type for axe: light and dark, wide and narrow. Nothing to find.

Consoles are watched as everywhere: an error there, such as a script or style that the
content policy refuses, fails the test too.
"""

from pathlib import Path

import axe_playwright_python
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.curriculum import loader
from courses.curriculum.reader import read_course
from courses.domain import enrolment as enrolments
from courses.domain import progress
from courses.models import CoursePage, LessonPage
from quizzes.domain import delivery
from quizzes.models import Attempt
from tests.courses.factories import make_learner
from tests.quizzes import factories as quizzes

from .building import make_rich_course

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
STARTER_COURSE = Path(loader.__file__).parent / "sot"
# What a console says of a page that is closed, or isn't there.
REFUSED = "Failed to load resource: the server responded with a status of 40"
SIDEWAYS = """() => {
  const root = document.documentElement;
  return Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
}"""
# Without preload axe doesn't fetch style sheets again (at addresses that it gets wrong).
FOUND = """async () => {
  const options = { resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}"""


EVERY_VIEW = [(1280, "light"), (1280, "dark"), (360, "dark"), (360, "light")]
TWO_VIEWS = [(1280, "light"), (360, "dark")]


def look_at(visitor, path=None, *, views=EVERY_VIEW):
    """Ask axe about a page in each view; returns what is wrong."""
    page = visitor.page if path is None else visitor.go(path)
    page.evaluate(
        "document.querySelectorAll('main details').forEach((d) => d.open = true)"
    )
    page.evaluate(AXE)
    found = []
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += [
            f"{visitor.path} {width} {scheme}: {text}" for text in page.evaluate(FOUND)
        ]
    page.set_viewport_size({"width": 320, "height": 900})
    if (pixels := page.evaluate(SIDEWAYS)) > 0:
        found.append(f"{visitor.path} is {pixels} px too wide at 320")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def report(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture
def still(visit):
    """Visitors for whom nothing moves: a color half-way to another has no contrast."""
    return lambda user=None: visit(user, reduced_motion="reduce")


def test_pages_for_everyone(still):
    short = make_rich_course()
    visitor = still()
    visitor.expected.append(REFUSED)

    found = [
        problem
        for path in (
            "/",
            "/courses/",
            short.course.url,
            short.course.get_children().first().url,
            short.lesson.url,  # closed to everyone who is not enrolled
            "/learn/glossary/",
            "/learn/search/?q=sacrum",
            "/learn/search/?q=nothing",
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/no/such/page/",
        )
        for problem in look_at(visitor, path)
    ]

    report(found)


def test_forms_with_errors(still):
    visitor = still()
    visitor.go("/accounts/signup/").locator("main form").evaluate(
        "(form) => { form.noValidate = true; }"
    )
    visitor.main().get_by_role("button", name="Create account").click()
    expect(visitor.main()).to_contain_text("Please look at what is marked below.")

    report(look_at(visitor))


def test_pages_of_a_learner(still):
    short = make_rich_course()
    learner = make_learner()
    visitor = still(learner)
    visitor.expected.append(REFUSED)
    found = look_at(visitor, "/learn/")
    found += look_at(visitor, short.course.url)
    enrolment = enrolments.enrol(
        learner=learner, course=short.course, at=timezone.now()
    )

    for path in (
        short.course.url,
        short.lesson.url,
        short.quiz.url,  # locked
        f"/learn/lessons/{short.lesson.pk}/ask/",
        f"/learn/{enrolment.uuid}/",
        "/learn/",
        "/learn/search/?q=sacrum",
        "/accounts/profile/",
        "/accounts/close/",
    ):
        found += look_at(visitor, path)

    report(found)


def test_pages_of_a_quiz(still):
    short = make_rich_course()
    learner = make_learner()
    at = timezone.now()
    enrolment = enrolments.enrol(learner=learner, course=short.course, at=at)
    progress.complete_lesson(
        enrolment=enrolment,
        requirement=str(short.lesson.translation_key),
        revision=None,
        at=at,
    )
    visitor = still(learner)
    found = look_at(visitor, short.quiz.url)

    visitor.go(short.quiz.url).get_by_role("button", name="Start").click()
    attempt = Attempt.objects.get()
    found += look_at(visitor)
    found += answer(attempt, quizzes.wrong)
    found += look_at(visitor, f"/quizzes/attempts/{attempt.uuid}/")
    found += look_at(visitor, f"/quizzes/attempts/{attempt.uuid}/submit/")
    visitor.page.get_by_role("button", name="Submit for marking").click()
    found += look_at(visitor)
    found += look_at(visitor, short.quiz.url)

    visitor.page.get_by_role("button", name="Start a new attempt").click()
    attempt = Attempt.objects.get(number=2)
    answer(attempt, quizzes.right)
    delivery.submit(attempt_uuid=attempt.uuid, learner=learner, at=timezone.now())
    for path in (
        f"/quizzes/attempts/{attempt.uuid}/review/",
        short.course.url,
        short.lesson.url,
        "/learn/",
        f"/learn/{enrolment.uuid}/",
        f"/learn/{enrolment.uuid}/record/",
    ):
        found += look_at(visitor, path)

    report(found)


def answer(attempt, how):
    for item in quizzes.items_of(attempt):
        quizzes.save(item, how(item), at=timezone.now())
    return []


def take_everything(learner, course):
    """Enrolled, with everything completed, so that everything is open."""
    at = timezone.now()
    enrolment = enrolments.enrol(learner=learner, course=course, at=at)
    for standing in progress.state_of(enrolment).standings.values():
        row = progress.opened(enrolment=enrolment, item=standing.requirement, at=at)
        row.completed_at = at
        row.save()


def test_lessons_of_the_starter_course(still):
    plan = loader.load(files=read_course(STARTER_COURSE), at=timezone.now())
    assert plan.changes
    learner = make_learner()
    take_everything(learner, CoursePage.objects.get())
    visitor = still(learner)

    found = [
        problem
        for lesson in LessonPage.objects.live()
        for problem in look_at(visitor, lesson.url, views=TWO_VIEWS)
    ]

    report(found)
