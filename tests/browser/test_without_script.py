"""Where scripts don't run: everything can be read and answered with plain forms."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.domain import enrolment as enrolments
from courses.enums import EnrolmentState
from courses.models import Enrolment
from tests.courses.factories import make_learner
from tests.quizzes import factories as quizzes

from .building import make_rich_course, make_short_course, text

pytestmark = pytest.mark.browser


@pytest.fixture
def study(visit):
    """Opens a course's lesson for a learner who was just enrolled."""

    def begin(short):
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        visitor = visit(learner, java_script_enabled=False)
        visitor.go(short.lesson.url)
        return visitor

    return begin


def test_lesson_quiz_and_record(study):
    learner = study(make_short_course(types=["single_choice", "short_text"]))
    page = learner.page
    expect(learner.main()).to_contain_text("The sacrum carries the spine")
    page.get_by_role("button", name="Complete and continue").click()

    page.get_by_role("button", name="Start").click()
    page.get_by_label("Atlas and coccyx").check()
    page.get_by_role("button", name="Save answers").click()
    expect(learner.main()).to_contain_text("Your answers are saved.")
    page.get_by_role("button", name="Finish and submit").click()
    expect(learner.main()).to_contain_text("1 of 2 questions is not fully answered.")
    page.get_by_role("button", name="Submit for marking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")
    expect(learner.main()).to_contain_text("Near, but no.")

    page.get_by_role("link", name="Back to the quiz").click()
    page.get_by_role("button", name="Start a new attempt").click()
    page.get_by_label("Sacrum and occiput").check()
    page.get_by_label("Your answer").fill("counternutation")
    page.get_by_role("button", name="Finish and submit").click()
    page.get_by_role("button", name="Submit for marking").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    assert Enrolment.objects.get().state == EnrolmentState.COMPLETED
    page.get_by_role("link", name="Record of completion").click()
    expect(page.get_by_text("Not CE credit", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_knowledge_check_opens_its_answer_as_a_page(study):
    check = quizzes.make_question(tags=["check"], rationale="<p>Two ends.</p>")
    body = [text("<p>Words.</p>"), ("check", {"question": check})]
    learner = study(make_short_course(body=body))
    page = learner.page

    page.get_by_role("button", name="Check", exact=True).click()
    expect(learner.main()).to_contain_text("Please answer first, then check.")
    page.get_by_label("Atlas and coccyx").check()
    page.get_by_role("button", name="Check", exact=True).click()

    expect(learner.main()).to_contain_text("Your answer, not right")
    expect(learner.main()).to_contain_text("Two ends.")


def test_outline_figures_and_terms_of_a_lesson(study):
    learner = study(make_rich_course())
    page = learner.page

    page.get_by_text("What is shown").first.click()
    expect(page.get_by_role("table", name="Named parts").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Course outline")).to_be_visible()
    page.locator("a.term").click()
    expect(page.get_by_text("The foundation.")).to_be_visible()


def test_study_time_that_cannot_be_counted_is_said(study):
    learner = study(make_short_course(minimum_minutes=5))

    # Chromium doesn't render this element where scripts are only switched off for a test.
    assert (
        "Without JavaScript your study time can’t be counted." in learner.page.content()
    )
    learner.page.get_by_role("button", name="Complete and continue").click()
    expect(learner.main()).to_contain_text("of study left")
