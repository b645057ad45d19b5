"""A session is put together by mouse, by touch, by keyboard and without script: all alike."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import AttemptItem
from quizzes.trainers.types import procedure_rules as rules
from tests.quizzes import factories as quizzes
from tests.quizzes.trainers.test_procedure import SOURCE

from .test_accessibility import look_at, report

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
PAIN = "It hurts more."


@pytest.fixture
def begin(site, visit):
    """Opens an attempt whose only question is a drill in which the pain rises."""

    def make(**options):
        learner = quizzes.make_user()
        question = quizzes.make_question("procedure_check", SOURCE)
        attempt = quizzes.start(
            quizzes.make_quiz([question]), learner, at=timezone.now()
        )
        freeze_case(attempt)
        visitor = visit(learner, **options)
        return visitor, visitor.go(f"/quizzes/attempts/{attempt.uuid}/")

    return make


def freeze_case(attempt):
    """Let the attempt ask the case of rising pain, its actions from last to first."""
    item = attempt.items.select_related("question_version").get()
    body = item.question_version.body
    event = next(each for each in body["events"] if each["text"] == PAIN)
    actions = [*body["steps"], *event["answers"][:3], *body["distractors"][:2]]
    order = ["short:left", f"event:{event['id']}"]
    order += [action["id"] for action in reversed(actions)]
    AttemptItem.objects.filter(pk=item.pk).update(option_order=order)


def item():
    return AttemptItem.objects.select_related("question_version", "attempt").get()


def expert():
    """Return what an expert does in the case of the attempt: ids and words."""
    actions = rules.in_session(item().body["actions"])
    return [action["id"] for action in actions], [a["text"] for a in actions]


def saved(page):
    expect(page.locator("[data-save-status].status--good")).to_contain_text("Saved")
    page.wait_for_timeout(600)
    return item().response


def session(page):
    return page.locator("[data-steps] [data-text]")


def button(page, name, text):
    return page.get_by_role("button", name=name.format(text), exact=True)


def by_mouse(page, text):
    button(page, "Add “{}”", text).click()


def by_touch(page, text):
    button(page, "Add “{}”", text).tap()


def by_key(page, text):
    button(page, "Add “{}”", text).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("way", "options"), [(by_mouse, {}), (by_touch, PHONE), (by_key, {})]
)
def test_the_same_session_in_every_way(begin, way, options):
    _visitor, page = begin(**options)
    ids, texts = expert()

    for text in texts:
        way(page, text)

    expect(session(page)).to_have_text(texts)
    assert saved(page) == {"steps": ids}
    page.reload()
    expect(session(page)).to_have_text(texts)


def test_the_same_session_without_script(begin):
    _visitor, page = begin(java_script_enabled=False)
    ids, texts = expert()

    for place, text in enumerate(texts, start=1):
        page.get_by_label(f"Number of “{text}”", exact=True).select_option(str(place))
    expect(page.get_by_text(PAIN)).to_be_visible()
    page.get_by_role("button", name="Save").first.click()

    assert item().response == {"steps": ids}
    first = page.locator("[data-actions] [data-text]").first
    expect(first).to_have_text(texts[0])


def test_what_happens_is_read_where_it_happens(begin):
    _visitor, page = begin()

    expect(page.get_by_text(PAIN)).to_be_hidden()
    by_mouse(page, "Re-check")

    expect(page.locator("[data-steps]").get_by_text(PAIN)).to_be_visible()
    status = page.locator("[data-procedure] [data-status]")
    expect(status).to_have_text(
        f"“Re-check” is now step 1 of your session. Then this happens: {PAIN}"
    )
    button(page, "Remove “{}”", "Re-check").click()
    expect(page.get_by_text(PAIN)).to_be_hidden()
    expect(status).to_have_text("“Re-check” is out of your session.")


def test_steps_are_moved_and_taken_out_by_keyboard_and_the_focus_stays(begin):
    _visitor, page = begin()
    for text in ("Record", "Ask for consent", "Wait"):
        by_key(page, text)

    button(page, "Move “{}” up", "Wait").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(session(page)).to_have_text(["Wait", "Record", "Ask for consent"])
    # It can't go further up, so the other button has the focus.
    expect(button(page, "Move “{}” down", "Wait")).to_be_focused()
    button(page, "Remove “{}”", "Record").focus()
    page.keyboard.press("Enter")

    expect(session(page)).to_have_text(["Wait", "Ask for consent"])
    expect(button(page, "Remove “{}”", "Ask for consent")).to_be_focused()
    texts = {action["id"]: action["text"] for action in item().body["actions"]}
    assert [texts[key] for key in saved(page)["steps"]] == ["Wait", "Ask for consent"]


@pytest.mark.parametrize("options", [{}, PHONE])
def test_steps_are_dragged(begin, options):
    _visitor, page = begin(**options)
    for text in ("Record", "Ask for consent", "Wait"):
        by_key(page, text)
    saved(page)
    handles = page.locator("[data-steps] [data-handle]")
    handles.nth(2).scroll_into_view_if_needed()
    start, end = handles.nth(2).bounding_box(), handles.nth(0).bounding_box()
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2

    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 11):
        page.mouse.move(x, y + (end["y"] - 10 - y) * part / 10)
    page.mouse.up()

    expect(session(page)).to_have_text(["Wait", "Record", "Ask for consent"])
    texts = {action["id"]: action["text"] for action in item().body["actions"]}
    assert [texts[key] for key in saved(page)["steps"]] == [
        "Wait",
        "Record",
        "Ask for consent",
    ]


def test_holding_on_although_it_hurts_is_told_first_and_kindly(begin):
    _visitor, page = begin(**PHONE)
    _ids, texts = expert()
    for text in [*texts, "Ask the patient to hold on"]:
        by_touch(page, text)
    saved(page)
    page.get_by_role("button", name="Finish and submit").tap()
    page.get_by_role("button", name="Submit for marking").tap()

    notice = page.locator(".drill-review .notice--stop")
    expect(notice).to_contain_text("No points: the patient’s safety comes first")
    expect(notice.get_by_role("listitem").first).to_contain_text("Pain is a sign.")
    assert item().attempt.fraction == 0


def test_clean_for_axe_open_and_reviewed(begin):
    visitor, page = begin(reduced_motion="reduce")
    by_key(page, "Re-check")
    found = look_at(visitor)
    page.get_by_role("button", name="Finish and submit").click()
    page.get_by_role("button", name="Submit for marking").click()
    found += look_at(visitor)

    report(found)
