"""What becomes of answers when network, server, clock or another tab come between.

The plain cases, one answer and one cut, are in ``test_attempt.py``.
"""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Attempt, AttemptItem, MarkEvent, ResponseEvent
from tests.quizzes import factories as quizzes

pytestmark = pytest.mark.browser

SAVED = "[data-save-status].status--good"
STATUS = "[data-save-status]"
OFFLINE = "Offline: kept in this browser, will be sent again"
FAILED = "Failed to load resource"


@pytest.fixture
def learner(site):
    return quizzes.make_user()


def begin(learner, *keys, at=None, **rules):
    made = [quizzes.make_question(key) for key in keys]
    quiz = quizzes.make_quiz(made, shuffle_questions=False, **rules)
    return quizzes.start(quiz, learner, at=at or timezone.now())


def url_of(attempt, rest=""):
    return f"/quizzes/attempts/{attempt.uuid}/{rest}"


def responses(attempt):
    rows = AttemptItem.objects.filter(attempt=attempt).order_by("position")
    return list(rows.values_list("response", flat=True))


def answer(page, position=1):
    return page.locator(f"#question-{position}").get_by_label("Your answer")


def saved(page):
    expect(page.locator(SAVED)).to_contain_text("Saved")


def test_browser_closed_offline_sends_all_that_it_kept_when_it_is_opened(
    learner, visit
):
    attempt = begin(learner, "single_choice", "matching", "ordering", "short_text")
    visitor = visit(learner)
    visitor.expected.append(FAILED)
    page = visitor.go(url_of(attempt))
    visitor.context.set_offline(True)
    page.locator("#question-1 label.option").nth(1).click()
    page.get_by_label("Category I", exact=True).select_option("Supine")
    page.locator("#question-3 [data-move='1']").first.click()
    answer(page, 4).fill("counternutation")
    expect(page.locator(STATUS)).to_have_text(OFFLINE)
    shown = form_of(page)
    kept = visitor.context.storage_state()
    visitor.context.close()
    assert responses(attempt) == [None] * 4

    later = visit(storage_state=kept)
    page = later.go(url_of(attempt))

    saved(page)
    expect(page.locator("[data-answered-count]")).to_have_text("3")
    assert sorted(form_of(page)) == sorted(shown)
    assert all(responses(attempt))
    assert responses(attempt)[3] == {"text": "counternutation"}
    assert page.evaluate("Object.keys(localStorage)") == []


def form_of(page):
    return page.evaluate(
        """() => [...new FormData(document.querySelector("form[data-attempt]"))]
          .filter(([name]) => /^q\\d+-(?!number)/.test(name))"""
    )


@pytest.mark.parametrize("trouble", ["502", "cut off", "not an answer"])
def test_server_in_trouble_is_asked_again(learner, visit, trouble):
    attempt = begin(learner, "short_text")
    visitor = visit(learner)
    visitor.expected.append(FAILED)
    page = visitor.go(url_of(attempt))
    failed = []

    def fail(route):
        if len(failed) == 2:
            return route.continue_()
        failed.append(route.request.post_data)
        if trouble == "cut off":
            return route.abort("connectionreset")
        # What a proxy sends whose server is gone; some say so with 200.
        status = 502 if trouble == "502" else 200
        return route.fulfill(status=status, body="<h1>Back soon</h1>")

    page.route("**/save/", fail)
    answer(page).fill("counternutation")

    expect(page.locator(STATUS)).to_have_text(OFFLINE)
    saved(page)
    assert failed[0] == failed[1]
    assert responses(attempt) == [{"text": "counternutation"}]
    assert ResponseEvent.objects.count() == 1


def test_answers_changed_while_a_save_is_on_its_way_arrive_in_order(learner, visit):
    attempt = begin(learner, "short_text")
    page = visit(learner).go(url_of(attempt))
    held, sent = [], []

    def hold_the_first(route):
        sent.append(route.request.post_data)
        held.append(route) if len(sent) == 1 else route.continue_()

    page.route("**/save/", hold_the_first)

    with page.expect_request("**/save/"):
        answer(page).fill("nutation")
    answer(page).fill("counternutation")
    page.wait_for_timeout(1_000)
    assert len(sent) == 1
    held[0].continue_()

    saved(page)
    assert len(sent) == 2
    events = ResponseEvent.objects.order_by("number").values_list("number", "response")
    assert list(events) == [(1, {"text": "nutation"}), (2, {"text": "counternutation"})]


def test_time_that_runs_out_offline_leaves_the_grace_to_the_last_answer(learner, visit):
    almost = timezone.now() - dt.timedelta(seconds=50)
    attempt = begin(
        learner, "short_text", at=almost, time_limit_minutes=1, grace_seconds=60
    )
    visitor = visit(learner)
    visitor.expected.append(FAILED)
    page = visitor.go(url_of(attempt))
    visitor.context.set_offline(True)
    answer(page).fill("counternutation")
    expect(page.locator("[data-timer]")).to_contain_text("Time is over", timeout=20_000)
    page.wait_for_timeout(2_000)
    assert responses(attempt) == [None]

    visitor.context.set_offline(False)

    page.wait_for_url("**/review/", timeout=30_000)
    event = ResponseEvent.objects.get()
    assert attempt.deadline < event.at < attempt.ends_at
    assert Attempt.objects.get().score == 1


def test_answer_that_comes_after_the_end_is_refused_and_the_result_says_so(
    learner, visit
):
    attempt = begin(learner, "short_text", time_limit_minutes=10, grace_seconds=0)
    visitor = visit(learner)
    visitor.expected.append(FAILED)
    page = visitor.go(url_of(attempt))
    visitor.context.set_offline(True)
    answer(page).fill("counternutation")
    expect(page.locator(STATUS)).to_have_text(OFFLINE)
    # While this browser was away, all of the time went by.
    past = timezone.now() - dt.timedelta(minutes=11)
    Attempt.objects.update(started_at=past, deadline=past + dt.timedelta(minutes=10))

    visitor.context.set_offline(False)

    page.wait_for_url("**/review/")
    expect(page.get_by_text("Time was over on")).to_be_visible()
    expect(page.get_by_text("You did not answer this question.")).to_be_visible()
    assert responses(attempt) == [None]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_stale_tab_of_the_same_browser_overwrites_nothing(learner, visit):
    attempt = begin(learner, "short_text", "numeric")
    visitor = visit(learner)
    visitor.expected.append(FAILED)
    stale = visitor.go(url_of(attempt))
    fresh = visitor.context.new_page()
    fresh.goto(url_of(attempt))
    answer(fresh).fill("counternutation")
    saved(fresh)

    # What the other tab has not touched, this one may answer.
    answer(stale, 2).fill("8")
    saved(stale)
    answer(stale).fill("nutation")

    expect(stale.locator("#question-1 [data-conflict]")).to_be_visible()
    assert responses(attempt)[0] == {"text": "counternutation"}
    assert responses(attempt)[1]["text"] == "8"
    stale.get_by_role("button", name="Show that newer answer").click()
    expect(answer(stale)).to_have_value("counternutation")
    assert ResponseEvent.objects.count() == 2


def test_answer_that_another_tab_kept_meanwhile_is_not_dropped(learner, visit):
    page = visit(learner).go(url_of(begin(learner, "short_text")))

    kept = page.evaluate("""async () => {
      const { Store } = await import("/static/ce_quizzes/store.js");
      const [mine, theirs] = [new Store("twice"), new Store("twice")];
      mine.set(1, { number: 1, entries: [] });
      theirs.set(1, { number: 2, entries: [] });
      mine.remove(1, 1);
      const after = mine.get(1)?.number;
      theirs.remove(1, 2);
      return [after, mine.get(1) ?? null];
    }""")

    assert kept == [2, None]


def test_submitting_in_two_tabs_gives_one_result(learner, visit):
    attempt = begin(learner, "short_text")
    visitor = visit(learner)
    page = visitor.go(url_of(attempt))
    answer(page).fill("counternutation")
    saved(page)
    other = visitor.context.new_page()
    for tab in (page, other):
        tab.goto(url_of(attempt, "submit/"))

    for tab in (page, other):
        tab.get_by_role("button", name="Submit for marking").click()
        tab.wait_for_url("**/review/")

    assert page.locator("h1").inner_text() == other.locator("h1").inner_text()
    assert Attempt.objects.get().score == 1
    assert MarkEvent.objects.count() == 1


@pytest.mark.parametrize("wrong_by", [dt.timedelta(hours=7), dt.timedelta(days=-400)])
def test_clock_of_the_browser_changes_nothing(learner, visit, wrong_by):
    attempt = begin(learner, "short_text", time_limit_minutes=30)
    visitor = visit(learner)
    visitor.context.clock.install(time=timezone.now() + wrong_by)
    page = visitor.go(url_of(attempt))

    expect(page.locator("[data-timer]")).to_have_text(
        re.compile(r"Time left (30:00|29:\d\d)")
    )
    before = timezone.now()
    answer(page).fill("counternutation")

    saved(page)
    assert before <= ResponseEvent.objects.get().at <= timezone.now()
