"""What a learner's browser does with an attempt: saving, losing the network, coming back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.blocks import CheckBlock
from quizzes.models import Attempt, AttemptItem, ResponseEvent
from tests.quizzes import factories as quizzes

pytestmark = pytest.mark.browser

SAVED = "[data-save-status].status--good"
# The order of the questions in the tests of whole attempts.
FIRST_SEVEN = quizzes.TYPE_KEYS[:7]
OFFLINE = "Offline: kept in this browser, will be sent again"


@pytest.fixture
def learner(site):
    return quizzes.make_user()


def begin(learner, *keys, at=None, **rules):
    made = [quizzes.make_question(key) for key in keys]
    quiz = quizzes.make_quiz(made, shuffle_questions=False, **rules)
    return quizzes.start(quiz, learner, at=at or timezone.now())


def open_attempt(visitor, attempt):
    return visitor.go(f"/quizzes/attempts/{attempt.uuid}/")


def response_of(attempt, position=1):
    return AttemptItem.objects.get(attempt=attempt, position=position).response


def saved(page):
    expect(page.locator(SAVED)).to_contain_text("Saved")


@pytest.mark.parametrize("key", quizzes.EVERY_SOURCE)
@pytest.mark.parametrize("way", ["mouse", "touch", "keyboard"])
def test_every_type_is_answered_and_saved_within_two_seconds(learner, visit, key, way):
    attempt = begin(learner, key)
    phone = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
    page = open_attempt(visit(learner, **phone if way == "touch" else {}), attempt)
    answer = {"mouse": by_mouse, "touch": by_touch, "keyboard": by_keyboard}[way]

    with page.expect_response("**/save/", timeout=2_000) as caught:
        answer(page, key)

    assert caught.value.status == 200
    saved(page)
    assert response_of(attempt) is not None
    shown = form_of(page)
    page.reload()
    assert sorted(form_of(page)) == sorted(shown)


def by_mouse(page, key):
    if key == "ordering":
        page.locator("[data-move='1']").first.click()
        return
    if key == "procedure_check":
        page.locator("[data-do='add']").first.click()
        return
    field = first_field(page)
    if field.get_attribute("type") in ("radio", "checkbox"):
        page.locator("label.option:visible").first.click()
    elif field.evaluate("field => field.matches('select')"):
        field.select_option(index=1)
    else:
        field.fill("8")


def by_touch(page, key):
    if key == "ordering":
        page.locator("[data-move='1']").first.tap()
        return
    if key == "procedure_check":
        page.locator("[data-do='add']").first.tap()
        return
    field = first_field(page)
    if field.get_attribute("type") in ("radio", "checkbox"):
        page.locator("label.option:visible").first.tap()
    elif field.evaluate("field => field.matches('select')"):
        field.tap()  # opens the phone's own list
        field.select_option(index=1)
    else:
        field.tap()
        page.keyboard.type("8")


def by_keyboard(page, key):
    if key == "ordering":
        page.locator("[data-move='1']").first.focus()
        page.keyboard.press("Enter")
        return
    if key == "procedure_check":
        page.locator("[data-do='add']").first.focus()
        page.keyboard.press("Enter")
        return
    field = first_field(page)
    field.focus()
    if field.get_attribute("type") in ("radio", "checkbox"):
        page.keyboard.press("Space")
    elif field.evaluate("field => field.matches('select')"):
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.type("8")


def first_field(page):
    """The first field of the question; every type has some that work without script.

    What only changes how a figure is seen has no name, and is never sent.
    """
    return page.locator(
        "[data-question] :is(input:not([type=hidden]), select, textarea)[name^='q1-']"
    ).first


def form_of(page):
    return page.evaluate(
        """() => [...new FormData(document.querySelector("form[data-attempt]"))]
          .filter(([name]) => name.startsWith("q"))"""
    )


def test_answer_given_offline_is_kept_and_sent_when_the_network_is_back(learner, visit):
    attempt = begin(learner, "single_choice", "short_text")
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)

    visitor.context.set_offline(True)
    page.locator("label.option").nth(1).click()
    expect(page.locator("[data-save-status]")).to_have_text(OFFLINE)
    page.get_by_label("Your answer").fill("counternutation")
    page.wait_for_timeout(1_500)
    assert not ResponseEvent.objects.exists()

    visitor.context.set_offline(False)

    saved(page)
    assert response_of(attempt, 2) == {"text": "counternutation"}
    assert response_of(attempt, 1) is not None
    assert ResponseEvent.objects.count() == 2


def test_answer_survives_a_page_that_was_closed_offline(learner, visit):
    attempt = begin(learner, "short_text")
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    visitor.context.set_offline(True)
    page.get_by_label("Your answer").fill("counternutation")
    expect(page.locator("[data-save-status]")).to_have_text(OFFLINE)
    page.close()

    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    page = open_attempt(visitor, attempt)

    expect(page.get_by_label("Your answer")).to_have_value("counternutation")
    saved(page)
    assert response_of(attempt) == {"text": "counternutation"}
    assert page.evaluate("Object.keys(localStorage)") == []


def test_lost_acknowledgement_is_not_a_second_answer(learner, visit):
    """The server has it, the browser never heard: the same number is sent again."""
    attempt = begin(learner, "short_text")
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/save/", lose)
    page.get_by_label("Your answer").fill("counternutation")

    saved(page)
    assert lost == [200]
    assert ResponseEvent.objects.count() == 1


def test_two_devices_disagree_and_the_learner_decides(learner, visit):
    attempt = begin(learner, "short_text")
    first, second = visit(learner), visit(learner)
    for visitor in (first, second):
        visitor.expected.append("Failed to load resource")
    one, two = open_attempt(first, attempt), open_attempt(second, attempt)

    two.get_by_label("Your answer").fill("counternutation")
    saved(two)
    one.get_by_label("Your answer").fill("nutation")
    expect(one.locator("[data-conflict]")).to_be_visible()
    assert response_of(attempt) == {"text": "counternutation"}

    one.get_by_role("button", name="Keep the answer shown here").click()
    saved(one)
    assert response_of(attempt) == {"text": "nutation"}

    two.get_by_label("Your answer").fill("something else")
    expect(two.locator("[data-conflict]")).to_be_visible()
    two.get_by_role("button", name="Show that newer answer").click()
    expect(two.get_by_label("Your answer")).to_have_value("nutation")
    assert response_of(attempt) == {"text": "nutation"}


def test_attempt_is_resumed_on_another_device(learner, visit):
    attempt = begin(learner, *FIRST_SEVEN)
    page = open_attempt(visit(learner), attempt)
    page.locator("#question-1 label.option").nth(1).click()
    page.locator("#question-5 [data-move='1']").first.click()
    page.locator("#question-7").get_by_label("Your answer").fill("nutation")
    saved(page)
    page.wait_for_function(
        "document.querySelector('[data-answered-count]').textContent === '3'"
    )
    shown = form_of(page)

    other = open_attempt(visit(learner, width=360), attempt)

    assert sorted(form_of(other)) == sorted(shown)
    expect(other.locator("[data-answered-count]")).to_have_text("3")


def test_unreadable_number_is_explained_beside_the_question(learner, visit):
    attempt = begin(learner, "numeric")
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)

    page.get_by_label("Your answer").fill("eight")
    expect(page.locator("[data-problem]")).to_have_text(
        "Please write a number, such as 7.5."
    )
    page.get_by_label("Your answer").fill("8")

    saved(page)
    expect(page.locator("[data-problem]")).to_be_hidden()
    assert response_of(attempt) == {"text": "8", "unit": "hours"}


def test_signed_out_in_another_tab_keeps_the_answer_here(learner, visit):
    attempt = begin(learner, "short_text")
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    visitor.context.clear_cookies(name="sessionid")

    page.get_by_label("Your answer").fill("counternutation")
    expect(page.locator("[data-save-status]")).to_contain_text("Signed out")

    client = Client()
    client.force_login(learner)
    visitor.take_session(client.cookies["sessionid"].value)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    saved(page)
    assert response_of(attempt) == {"text": "counternutation"}


def test_attempt_submitted_elsewhere_leads_to_its_result(learner, visit):
    attempt = begin(learner, "short_text")
    visitor = visit(learner)
    visitor.expected.append("Failed to load resource")
    page = open_attempt(visitor, attempt)
    client = Client()
    client.force_login(learner)
    client.post(f"/quizzes/attempts/{attempt.uuid}/submit/")

    page.get_by_label("Your answer").fill("counternutation")

    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")


def test_time_runs_out_and_what_was_saved_is_marked(learner, visit):
    almost = timezone.now() - dt.timedelta(seconds=52)
    attempt = begin(learner, "short_text", at=almost, time_limit_minutes=1)
    page = open_attempt(visit(learner), attempt)

    expect(page.locator("[data-timer]")).to_contain_text("Time left 0:0")
    page.get_by_label("Your answer").fill("counternutation")
    saved(page)

    page.wait_for_url("**/review/", timeout=20_000)
    expect(page.get_by_text("Time was over on")).to_be_visible()
    assert Attempt.objects.get().score == 1


def test_ordering_by_buttons_and_by_place_is_marked_the_same(learner, visit):
    attempt = begin(learner, "ordering")
    page = open_attempt(visit(learner), attempt)
    items = ["Occiput", "Atlas", "Sacrum", "Coccyx"]

    for place, item in enumerate(items, start=1):
        page.get_by_label(f"Place of “{item}”").select_option(str(place))
    saved(page)
    by_place = response_of(attempt)

    page.get_by_role("button", name="Move “Atlas” up").click()
    page.get_by_role("button", name="Move “Atlas” down").click()
    saved(page)

    rows = page.locator(".ordering__text").all_inner_texts()
    assert [row.strip() for row in rows] == items
    page.wait_for_function(
        "document.querySelector('[data-save-status]').matches('.status--good')"
    )
    assert response_of(attempt) == by_place
    expect(page.locator("[data-ordering-status]")).to_have_text(
        "Atlas is now at place 2"
    )


def test_submitting_asks_once_and_names_what_is_open(learner, visit):
    attempt = begin(learner, "single_choice", "short_text")
    page = open_attempt(visit(learner), attempt)
    page.locator("label.option").first.click()

    page.get_by_role("button", name="Finish and submit").click()

    expect(page.get_by_text("1 of 2 questions is not fully answered.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Question 2").click()
    expect(page.locator("#question-2")).to_be_in_viewport()
    assert response_of(attempt) is not None


def test_whole_attempt_works_without_script(learner, visit):
    attempt = begin(learner, *FIRST_SEVEN)
    page = open_attempt(visit(learner, java_script_enabled=False), attempt)

    page.locator("#question-1 input").first.check()
    page.locator("#question-2 input").first.check()
    page.locator("#question-3").get_by_label("True").check()
    page.get_by_label("Category II", exact=True).select_option("Supine")
    for place, item in enumerate(["Occiput", "Atlas", "Sacrum", "Coccyx"], start=1):
        page.get_by_label(f"Place of “{item}”").select_option(str(place))
    page.locator("#question-6").get_by_label("Your answer").fill("480 minutes")
    page.locator("#question-7").get_by_label("Your answer").fill("Counternutation")
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    page.get_by_role("button", name="Finish and submit").click()
    page.get_by_role("button", name="Submit for marking").click()

    expect(page.get_by_text("of 7 points")).to_be_visible()
    fractions = dict(AttemptItem.objects.values_list("position", "fraction"))
    assert [fractions[position] for position in (3, 5, 6, 7)] == [1, 1, 1, 1]


def test_knowledge_check_is_answered_in_place(site, visit):
    question = quizzes.make_question(rationale="<p>The rationale.</p>")
    block = CheckBlock()
    quiz = quizzes.make_quiz([question])
    html = block.render(block.to_python({"question": question.pk}))
    page = visit().go(quiz.url)
    page.evaluate(
        """(html) => {
          const main = document.querySelector("main");
          main.innerHTML = html;
          for (const old of main.querySelectorAll("script")) {
            const script = document.createElement("script");
            script.type = "module";
            script.src = old.src;
            old.replaceWith(script);
          }
        }""",
        html,
    )
    page.wait_for_timeout(500)

    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Please answer first, then check.")).to_be_visible()
    page.get_by_label("Sacrum and occiput").check()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("The rationale.")).to_be_visible()
    expect(page.get_by_text("Your answer, right")).to_be_visible()
    page.get_by_role("button", name="Answer again").click()

    expect(page.get_by_label("Sacrum and occiput")).to_be_visible()
    expect(page.get_by_text("The rationale.")).to_be_hidden()
    assert not Attempt.objects.exists()
