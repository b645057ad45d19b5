"""The whole story, told in a real browser."""

import csv
import io

import pytest
from playwright.sync_api import expect

from courses.enums import EnrolmentState
from courses.models import Enrolment
from quizzes.models import Attempt
from tests.courses.factories import make_admin

from .building import make_short_course

pytestmark = pytest.mark.browser

PASSWORD = "lateral-sulcus-7"
NAMES = "Which two bones does the name join?"
PELVIS = "Which are bones of the pelvis?"
COCCYX = "The coccyx lies below the sacrum."
WITHIN_TWO_SECONDS = 2_000


def question(page, stem):
    return page.get_by_role("group").filter(has_text=stem)


def choose(page, stem, option):
    question(page, stem).get_by_label(option, exact=True).check()


def state(page):
    return page.locator("[data-save-status]")


def test_story(visit):
    short = make_short_course(
        minimum_minutes="0.2",
        types=["single_choice", "multiple_response", "true_false"],
    )
    learner = visit()

    sign_up(learner)
    find_the_course(learner)
    enroll_and_read(learner)
    take_the_quiz_badly(learner, visit)
    retake_and_pass(learner)
    record = print_the_record(learner, short)
    find_the_row(visit(make_admin()), record)


def sign_up(learner):
    page = learner.go("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("First name").fill("Lena")
    page.get_by_label("Last name").fill("Learner")
    page.get_by_label("E-mail address").fill("lena@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()

    expect(learner.main()).to_contain_text("You are not taking a course")


def find_the_course(learner):
    page = learner.page
    page.get_by_role("navigation", name="Site").get_by_role(
        "link", name="Search"
    ).click()
    page.get_by_role("searchbox").fill("occiput")
    page.get_by_role("searchbox").press("Enter")
    expect(
        learner.main().get_by_role("link", name="Two ends of the spine")
    ).to_be_visible()

    page.get_by_role("navigation", name="Site").get_by_role(
        "link", name="Courses"
    ).click()
    learner.main().get_by_role("link", name="Two ends of the spine").click()

    expect(learner.main()).to_contain_text("Students of chiropractic")
    expect(learner.main()).to_contain_text("1 module · 1 lesson · 10 minutes of study")


def enroll_and_read(learner):
    page = learner.page
    page.get_by_role("button", name="Enroll").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sacrum and occiput")

    page.get_by_role("button", name="Complete and continue").click()
    expect(page.locator(".messages")).to_contain_text("of study left")
    assert (
        not Enrolment.objects.get().progress.filter(completed_at__isnull=False).exists()
    )

    page.mouse.wheel(0, 400)
    expect(page.locator("[data-study-left]")).to_have_text(
        "You have studied long enough to complete this lesson.", timeout=60_000
    )
    page.get_by_role("button", name="Complete and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What was learned")


def take_the_quiz_badly(learner, visit):
    page = learner.page
    page.get_by_role("button", name="Start").click()

    choose(page, NAMES, "Atlas and coccyx")
    expect(state(page)).to_have_text("Saved", timeout=WITHIN_TWO_SECONDS)

    go_on_with_a_phone(visit(width=360))
    lose_the_network_for_a_while(learner)

    page.get_by_role("button", name="Finish and submit").click()
    expect(learner.main()).to_contain_text("1 of 3 questions is not fully answered")
    page.get_by_role("button", name="Submit for marking").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")
    feedback = page.get_by_role("article").filter(has_text=NAMES)
    expect(feedback).to_contain_text("Your answer, not right")
    expect(feedback).to_contain_text("Near, but no.")
    expect(feedback).to_contain_text("Both ends.")
    assert Enrolment.objects.get().state == EnrolmentState.ACTIVE


def go_on_with_a_phone(phone):
    """The answer that was given on the first device is there on the second."""
    page = phone.go("/learn/")
    page.get_by_label("E-mail address").fill("lena@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Go on with the quiz").click()

    expect(question(page, NAMES).get_by_label("Atlas and coccyx")).to_be_checked()


def lose_the_network_for_a_while(learner):
    page = learner.page
    learner.expected.append("Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    learner.context.set_offline(True)
    choose(page, PELVIS, "Occiput")
    expect(state(page)).to_have_text(
        "Offline: kept in this browser, will be sent again"
    )
    assert saved() == 1

    learner.context.set_offline(False)
    expect(state(page)).to_have_text("Saved")
    assert saved() == 2


def saved():
    return Attempt.objects.get().items.filter(response__isnull=False).count()


def retake_and_pass(learner):
    page = learner.page
    page.get_by_role("link", name="Back to the quiz").click()
    page.get_by_role("button", name="Start a new attempt").click()
    choose(page, NAMES, "Sacrum and occiput")
    choose(page, PELVIS, "Sacrum")
    choose(page, PELVIS, "Ilium")
    choose(page, COCCYX, "True")
    page.get_by_role("button", name="Finish and submit").click()
    expect(learner.main()).to_contain_text("All 3 questions are answered.")
    page.get_by_role("button", name="Submit for marking").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    assert Enrolment.objects.get().state == EnrolmentState.COMPLETED


def print_the_record(learner, short):
    page = learner.page
    page.get_by_role("link", name="Record of completion").click()
    for words in ("Not CE credit", "Lena Learner", short.course.title):
        expect(learner.main()).to_contain_text(words)

    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")

    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_text("Not CE credit", exact=True)).to_be_visible()
    page.emulate_media(media="screen")
    return Enrolment.objects.get()


def find_the_row(admin, record):
    page = admin.go("/admin/")
    page.get_by_role("button", name="Reports").click()
    page.get_by_role("link", name="Completions").click()

    row = page.get_by_role("row").filter(has_text=str(record.uuid))
    expect(row).to_contain_text("Lena Learner")
    expect(row).to_contain_text("lena@example.org")

    with page.expect_download() as download:
        page.goto("/admin/reports/completions/")
        page.get_by_role("button", name="Actions").first.click()
        page.get_by_role("link", name="CSV").click()
    exported = download.value.path().read_text(encoding="utf-8-sig")
    [line] = csv.DictReader(io.StringIO(exported))
    assert line["Record ID"] == str(record.uuid)
    assert line["Name"] == "Lena Learner"
    assert line["Course"] == "Two ends of the spine"
    assert line["Score %"] == "100.0"
    assert line["Attempts"] == "2"
    assert line["State"] == "Completed"
