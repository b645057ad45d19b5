"""Attempts with pages, a way, checks, certainty, flags and time, in a learner's browser."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.domain import delivery
from quizzes.models import Attempt, AttemptItem, ResponseEvent
from tests.quizzes import factories as quizzes
from tests.quizzes.sections import hinted, make_sections

from .building import make_figure
from .test_accessibility import TWO_VIEWS, look_at, report

pytestmark = pytest.mark.browser

SAVED = "[data-save-status].status--good"
CASE = {"title": "Mrs. K.", "vignette": "<p>Her low back hurts for three weeks.</p>"}


@pytest.fixture
def learner(site):
    return quizzes.make_user()


def start(quiz, learner, at=None):
    return quizzes.start(quiz, learner, at=at or timezone.now())


def open_attempt(visitor, attempt, query=""):
    return visitor.go(f"/quizzes/attempts/{attempt.uuid}/{query}")


def item_of(attempt, position):
    return AttemptItem.objects.get(attempt=attempt, position=position)


def saved(page):
    expect(page.locator(SAVED)).to_contain_text("Saved")


def kept(page):
    """What this browser still keeps, unsent."""
    return page.evaluate("Object.keys(localStorage)")


def wait_until_nothing_is_kept(page):
    for _ in range(100):
        if not kept(page):
            return
        page.wait_for_timeout(100)
    pytest.fail("The browser still keeps answers.")


def two_sections(**rules):
    first = [quizzes.make_question(), quizzes.make_question("true_false")]
    second = [quizzes.make_question("short_text")]
    return make_sections(first, second, cases={1: CASE}, layout="section", **rules)


# Pages and ways


@pytest.mark.parametrize("script", [True, False])
def test_one_way_by_section_asks_once_before_a_page_is_left(learner, visit, script):
    attempt = start(two_sections(one_way=True), learner)
    visitor = visit(learner, java_script_enabled=script)
    page = open_attempt(visitor, attempt)
    assert "nodding backward" not in page.content()
    expect(page.get_by_text("Her low back hurts")).to_be_visible()
    page.get_by_label("Sacrum and occiput").check()

    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text("1 question on this page is not")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Question 2").click()
    expect(page.get_by_label("Sacrum and occiput")).to_be_checked()
    page.get_by_label("True").check()
    page.get_by_role("button", name="Next page").click()

    expect(page.get_by_text("nodding backward")).to_be_visible()
    expect(page.get_by_text("Her low back hurts")).to_have_count(0)
    expect(page.get_by_role("button", name="Previous page")).to_have_count(0)
    attempt.refresh_from_db()
    assert attempt.page == 2
    assert item_of(attempt, 1).response is not None
    assert item_of(attempt, 2).response == {"answer": True}
    page.goto(f"/quizzes/attempts/{attempt.uuid}/?page=1")
    expect(page.get_by_text("nodding backward")).to_be_visible()


def test_free_way_goes_back_and_forth_by_the_list_of_questions(learner, visit):
    attempt = start(two_sections(), learner)
    page = open_attempt(visit(learner), attempt)

    page.get_by_role("button", name="Question 3").click()
    expect(page.locator("#question-3")).to_be_in_viewport()
    page.get_by_label("Your answer").fill("counternutation")
    page.get_by_role("button", name="Previous page").click()

    expect(page.get_by_text("Her low back hurts")).to_be_visible()
    entry = page.locator("[data-question-entry='3']")
    expect(entry.get_by_text("answered")).to_be_visible()
    expect(page.locator("[data-answered-count]")).to_have_text("1")
    assert item_of(attempt, 3).response == {"text": "counternutation"}


# The queue of the browser over pages


def test_answer_that_was_not_saved_goes_along_when_the_page_is_turned(learner, visit):
    attempt = start(two_sections(), learner)
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    page.route("**/save/", lambda route: route.abort())
    page.get_by_label("Sacrum and occiput").check()
    expect(page.locator("[data-save-status]")).to_contain_text("Offline")

    page.unroute("**/save/")
    page.get_by_role("button", name="Next page").click()

    expect(page.get_by_text("nodding backward")).to_be_visible()
    wait_until_nothing_is_kept(page)
    assert item_of(attempt, 1).response == quizzes.right(item_of(attempt, 1))


@pytest.mark.parametrize("one_way", [True, False])
def test_answer_kept_offline_is_sent_from_another_page(learner, visit, one_way):
    attempt = start(two_sections(one_way=one_way, behaviour="certainty"), learner)
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    visitor.context.set_offline(True)
    page.get_by_label("Sacrum and occiput").check()
    page.locator("#question-1").get_by_label("Very certain", exact=False).last.check()
    expect(page.locator("[data-save-status]")).to_contain_text("Offline")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("[data-announce]")).to_contain_text("You are offline.")
    page.close()
    delivery.turn(
        attempt_uuid=attempt.uuid, learner=learner, to_page=2, at=timezone.now()
    )

    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    page = open_attempt(visitor, attempt, "" if one_way else "?page=2")

    expect(page.get_by_text("nodding backward")).to_be_visible()
    wait_until_nothing_is_kept(page)
    item = item_of(attempt, 1)
    if one_way:
        # Its page was left before it arrived: that is said, and nothing changed.
        expect(page.locator("[data-save-status]")).to_contain_text(
            "question 1 arrived too late"
        )
        assert item.response is None
    else:
        saved(page)
        assert item.response == quizzes.right(item)
        assert (item.certainty, ResponseEvent.objects.get().certainty) == (3, 3)


def test_answer_of_another_page_that_was_answered_elsewhere_waits_for_a_choice(
    learner, visit
):
    attempt = start(two_sections(), learner)
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    visitor.context.set_offline(True)
    page.get_by_label("Sacrum and occiput").check()
    expect(page.locator("[data-save-status]")).to_contain_text("Offline")
    page.close()
    quizzes.save(
        quizzes.items_of(attempt)[0],
        quizzes.wrong(item_of(attempt, 1)),
        at=timezone.now(),
    )

    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    page = open_attempt(visitor, attempt, "?page=2")
    expect(page.locator("[data-save-status]")).to_contain_text("question 1")
    page.get_by_role("button", name="Question 1").click()
    page.get_by_role("button", name="Keep the answer shown here").click()

    saved(page)
    assert item_of(attempt, 1).response == quizzes.right(item_of(attempt, 1))


# Checks


def tries_quiz(**rules):
    question = hinted("Think of both ends.", "One is a bone of the skull.")
    return quizzes.make_quiz([question], behaviour="tries", **rules)


def test_tries_with_hints_by_keyboard(learner, visit):
    attempt = start(tries_quiz(), learner)
    page = open_attempt(visit(learner), attempt)

    page.get_by_label("Ilium and temporal").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check question 1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Think of both ends.")).to_be_visible()
    expect(page.get_by_text("2 tries left.")).to_be_visible()
    expect(page.locator("[data-outcome]")).to_be_focused()
    assert "bone of the skull" not in page.content()
    assert "Near, but no" not in page.content()

    page.get_by_label("Sacrum and occiput").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check question 1").focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-outcome]")).to_contain_text("Right")
    expect(page.locator("[data-outcome]")).to_be_focused()
    expect(page.get_by_text("Both ends.", exact=True)).to_be_visible()
    expect(
        page.locator("[data-question-entry='1']").get_by_text("settled")
    ).to_be_visible()
    item = item_of(attempt, 1)
    assert (item.tries, item.settled_at is not None) == (2, True)
    assert str(item.fraction) == "0.67000"


def test_tries_without_script(learner, visit):
    attempt = start(tries_quiz(max_tries=2), learner)
    page = open_attempt(visit(learner, java_script_enabled=False), attempt)

    page.get_by_role("button", name="Check question 1").click()
    expect(page.get_by_text("it was not checked")).to_be_visible()
    page.get_by_label("Atlas and coccyx").check()
    page.get_by_role("button", name="Check question 1").click()
    expect(page.get_by_text("Near, but no.")).to_be_visible()
    expect(page.get_by_text("This is the last try.")).to_be_visible()
    page.get_by_label("Ilium and temporal").check()
    page.get_by_role("button", name="Check question 1").click()

    expect(page.locator("[data-outcome]")).to_contain_text("Not right")
    expect(page.get_by_text("Right answer")).to_be_visible()
    assert item_of(attempt, 1).settled_at is not None


def test_check_of_an_open_question_costs_nothing(learner, visit):
    attempt = start(tries_quiz(), learner)
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)

    page.get_by_role("button", name="Check question 1").click()

    expect(page.get_by_text("Please answer the whole question first")).to_be_visible()
    assert item_of(attempt, 1).tries == 0


def test_immediate_check_keeps_the_figure_in_place(learner, visit):
    question = quizzes.make_question(figure=make_figure())
    attempt = start(quizzes.make_quiz([question], behaviour="immediate"), learner)
    page = open_attempt(visit(learner), attempt)
    page.locator("[data-question-figure]").evaluate("figure => { figure.mine = true; }")

    page.get_by_label("Sacrum and occiput").check()
    page.get_by_role("button", name="Check question 1").click()

    expect(page.locator("[data-outcome]")).to_contain_text("Right")
    assert page.locator("[data-question-figure]").evaluate("figure => figure.mine")
    expect(page.get_by_role("button", name=re.compile("Check"))).to_have_count(0)


def test_question_checked_in_another_window_is_shown_settled(learner, visit):
    quiz = quizzes.make_quiz([quizzes.make_question()], behaviour="immediate")
    attempt = start(quiz, learner)
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    item = quizzes.items_of(attempt)[0]
    quizzes.save(item, quizzes.wrong(item), at=timezone.now())
    delivery.check(
        attempt_uuid=attempt.uuid, learner=learner, position=1, at=timezone.now()
    )

    page.get_by_label("Sacrum and occiput").check()

    expect(page.locator("[data-outcome]")).to_contain_text("Not right")
    assert kept(page) == []


# Certainty, flags


def test_certainty_is_saved_like_an_answer(learner, visit):
    quiz = quizzes.make_quiz([quizzes.make_question()], behaviour="certainty")
    attempt = start(quiz, learner)
    page = open_attempt(visit(learner), attempt)
    page.get_by_label("Sacrum and occiput").check()

    page.get_by_role("radio", name="Fairly certain").focus()
    page.keyboard.press("Space")

    saved(page)
    page.reload()
    expect(page.get_by_role("radio", name="Fairly certain")).to_be_checked()
    assert item_of(attempt, 1).certainty == 2


@pytest.mark.parametrize("script", [True, False])
def test_flag_is_set_and_taken(learner, visit, script):
    attempt = start(quizzes.make_quiz(quizzes.make_questions(2)), learner)
    page = open_attempt(visit(learner, java_script_enabled=script), attempt)
    button = page.get_by_role("button", name="Flag question 2")
    mark = page.locator("[data-question-entry='2']").get_by_text("flagged")

    button.focus()
    page.keyboard.press("Enter")
    expect(mark).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert item_of(attempt, 2).flagged is True

    button.focus()
    page.keyboard.press("Enter")
    expect(mark).to_be_hidden()
    assert item_of(attempt, 2).flagged is False


def test_enter_in_a_field_saves_and_leads_nowhere(learner, visit):
    attempt = start(quizzes.make_quiz([quizzes.make_question("short_text")]), learner)
    page = open_attempt(visit(learner), attempt)

    page.get_by_label("Your answer").fill("counternutation")
    page.keyboard.press("Enter")

    saved(page)
    assert page.url.endswith(f"{attempt.uuid}/")
    assert Attempt.objects.get().submitted_at is None


# Time


def almost(seconds, minutes=1):
    return timezone.now() - dt.timedelta(minutes=minutes, seconds=-seconds)


def test_last_minutes_are_announced(learner, visit):
    for minutes, text in ((5, "Five minutes left."), (1, "One minute left.")):
        quiz = quizzes.make_quiz(quizzes.make_questions(1), time_limit_minutes=minutes)
        page = open_attempt(visit(learner), start(quiz, learner))

        expect(page.locator("[data-announce]")).to_have_text(text)


def test_answer_on_its_way_when_time_runs_out_arrives_in_the_grace(learner, visit):
    quiz = quizzes.make_quiz(
        [quizzes.make_question("short_text")], time_limit_minutes=1, grace_seconds=30
    )
    attempt = start(quiz, learner, at=almost(12))
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    page.route("**/save/", lambda route: route.abort())
    page.get_by_label("Your answer").fill("counternutation")
    expect(page.locator("[data-announce]")).to_contain_text(
        "Time is over", timeout=25_000
    )

    page.unroute("**/save/")

    page.wait_for_url("**/review/", timeout=25_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    assert Attempt.objects.get().score == 1


def test_attempt_that_must_be_submitted_in_time_is_not_submitted_by_the_page(
    learner, visit
):
    quiz = quizzes.make_quiz(
        [quizzes.make_question("short_text")],
        time_limit_minutes=1,
        grace_seconds=4,
        on_expiry="discard",
    )
    attempt = start(quiz, learner, at=almost(8))
    page = open_attempt(visit(learner), attempt)

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Time is over", timeout=25_000
    )
    page.wait_for_timeout(4_500)
    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Discarded")
    assert Attempt.objects.get().discarded is True


# Every state, for axe


def test_every_state_of_an_attempt(learner, visit):
    visitor = visit(learner, reduced_motion="reduce")
    case = {**CASE, "vignette_figure": make_figure().pk}
    first = [quizzes.make_question(), quizzes.make_question("true_false")]
    quiz = make_sections(
        first,
        [quizzes.make_question("short_text")],
        cases={1: case},
        layout="section",
        one_way=True,
        time_limit_minutes=60,
        wait_minutes=5,
        max_attempts=3,
        closes_at=timezone.now() + dt.timedelta(days=1),
        on_expiry="discard",
    )
    found = look_at(visitor, quiz.url, views=TWO_VIEWS)
    attempt = start(quiz, learner)
    address = f"/quizzes/attempts/{attempt.uuid}/"
    delivery.flag(
        attempt_uuid=attempt.uuid,
        learner=learner,
        position=1,
        flagged=True,
        at=timezone.now(),
    )
    found += look_at(visitor, address)
    found += look_at(visitor, f"{address}turn/", views=TWO_VIEWS)
    found += look_at(visitor, f"{address}submit/", views=TWO_VIEWS)
    found += look_at(visitor, quiz.url, views=TWO_VIEWS)

    tries = start(tries_quiz(layout="question"), learner)
    item = quizzes.items_of(tries)[0]
    quizzes.save(item, quizzes.wrong(item), at=timezone.now())
    for answer in (quizzes.wrong, quizzes.right):
        item.refresh_from_db()
        quizzes.save(item, answer(item), at=timezone.now())
        delivery.check(
            attempt_uuid=tries.uuid, learner=learner, position=1, at=timezone.now()
        )
        found += look_at(visitor, f"/quizzes/attempts/{tries.uuid}/")

    certain = start(
        quizzes.make_quiz(quizzes.make_questions(1), behaviour="certainty"), learner
    )
    found += look_at(visitor, f"/quizzes/attempts/{certain.uuid}/")
    report(found)


def test_every_state_of_a_result(learner, visit):
    visitor = visit(learner, reduced_motion="reduce")
    found = []
    hidden = {
        "schema": 1,
        "during": [],
        "after": ["response", "correctness", "mark"],
        "open": ["response", "correctness", "mark"],
        "closed": ["score", "answer", "feedback", "rationale"],
    }
    soon = timezone.now() + dt.timedelta(days=1)
    for quiz, answer in (
        (quizzes.make_quiz([quizzes.make_question("essay")]), {"text": "A few words."}),
        (quizzes.make_quiz(quizzes.make_questions(1), practice=True), None),
        (
            quizzes.make_quiz(
                [quizzes.make_question(key) for key in quizzes.TYPE_KEYS],
                review=hidden,
                closes_at=soon,
            ),
            None,
        ),
    ):
        attempt = start(quiz, learner)
        for item in quizzes.items_of(attempt):
            quizzes.save(item, answer or quizzes.wrong(item), at=timezone.now())
        delivery.submit(attempt_uuid=attempt.uuid, learner=learner, at=timezone.now())
        found += look_at(visitor, f"/quizzes/attempts/{attempt.uuid}/review/")
        found += look_at(visitor, quiz.url, views=TWO_VIEWS)
    late = quizzes.make_quiz(
        quizzes.make_questions(1), time_limit_minutes=1, on_expiry="discard"
    )
    attempt = start(late, learner, at=timezone.now() - dt.timedelta(minutes=9))
    found += look_at(visitor, f"/quizzes/attempts/{attempt.uuid}/review/")
    report(found)
