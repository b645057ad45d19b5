"""An instructor looks after their bank: finds, tags, moves and retires questions."""

import pytest
from playwright.sync_api import expect

from quizzes.enums import BankRole
from quizzes.models import BankMember, Question
from tests.quizzes import factories as quizzes
from tests.quizzes.people import closed_bank, make_instructor

from .test_accessibility import AXE

pytestmark = pytest.mark.browser

# Wagtail's own page around it is Wagtail's.
FOUND = """async (place) => {
  const options = { resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run(place, options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].failureSummary}`);
}"""
LIST = "/admin/snippets/ce_quizzes/question/"


@pytest.fixture
def bank(site):
    return closed_bank("Spine")


@pytest.fixture
def page(bank, visit):
    person = make_instructor(bank, BankRole.OWNER, first_name="Olga", last_name="Ruiz")
    visitor = visit(person, width=1440)
    visitor.expected.append("")  # the admin's own scripts
    return visitor.go("/admin/")


def question(stem, **fields):
    return quizzes.make_question("true_false", {"stem": stem, "answer": True}, **fields)


def clean(page, place):
    expect(page.locator(place)).to_be_visible()
    page.evaluate(AXE)
    return page.evaluate(FOUND, place)


def tick(page, *stems):
    for stem in stems:
        row = page.get_by_role("row").filter(has_text=stem)
        row.get_by_role("checkbox").check()


def test_filter_tag_move_and_retire(page, bank):
    hard = question("Is it hard?", bank=bank, difficulty="hard")
    question("Is it easy?", bank=bank, difficulty="easy")
    question("Is it theirs?", bank=closed_bank("Theirs"))
    quizzes.make_bank("Pelvis")

    page.goto(LIST)
    expect(page.get_by_role("link", name="Is it easy?")).to_be_visible()
    expect(page.get_by_text("Is it theirs?")).to_have_count(0)
    assert clean(page, "#listing-results") == []
    page.get_by_role("button", name="Show filters").click()
    page.get_by_role("button", name="Difficulty").click()
    page.get_by_label("Difficulty").select_option("hard")
    expect(page.get_by_role("link", name="Is it easy?")).to_have_count(0)

    tick(page, "Is it hard?")
    page.get_by_role("link", name="Add tags to selected questions").click()
    expect(page.get_by_role("heading", name="Add tags")).to_be_visible()
    assert clean(page, "main") == []
    page.get_by_label("Tags").fill("exam")
    page.get_by_role("button", name="Add tags").click()
    expect(page.get_by_text("1 question changed.")).to_be_visible()

    tick(page, "Is it hard?")
    page.get_by_role("link", name="Move selected questions to another bank").click()
    page.get_by_label("Bank").select_option(label="Pelvis")
    assert clean(page, "main") == []
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text("1 question moved to “Pelvis”.")).to_be_visible()

    tick(page, "Is it hard?")
    # Wagtail's script finds the actions in the menu once it has opened.
    page.evaluate(
        """() => {
          window.opened = new Promise((done) =>
            document.addEventListener("w-dropdown:shown", () => done(true)));
        }"""
    )
    page.get_by_role("button", name="More", exact=True).click()
    page.evaluate("() => window.opened")
    page.get_by_role("link", name="Retire selected questions").click()
    page.get_by_label("Reason").fill("Out of date.")
    assert clean(page, "main") == []
    page.get_by_role("button", name="Retire").click()
    expect(page.get_by_text("1 question retired.")).to_be_visible()

    kept = Question.objects.get(pk=hard.pk)
    assert list(kept.tags.names()) == ["exam"]
    assert kept.bank.title == "Pelvis"
    assert (kept.live, kept.retired_at is None) == (False, False)
    page.goto(f"{LIST}?review=retired")
    expect(page.get_by_role("link", name="Is it hard?")).to_be_visible()
    assert clean(page, "#listing-results table") == []


def test_members_by_keyboard(page, bank):
    quizzes.make_user(email="col@example.org", first_name="Cora", last_name="Lee")

    page.goto(f"/admin/snippets/ce_quizzes/bank/members/{bank.pk}/")
    assert clean(page, "main") == []
    page.get_by_label("Add a person").fill("col@example.org")
    page.get_by_label("Who may").select_option("reader")
    page.get_by_label("Who may").press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Members changed.")).to_be_visible()
    expect(page.get_by_label("Cora Lee")).to_have_value("reader")
    assert BankMember.objects.filter(bank=bank).count() == 2


def test_a_reader_looks_at_a_question_and_finds_no_way_to_change_it(bank, visit):
    one = question("Only to look at?", bank=bank)
    visitor = visit(make_instructor(bank, BankRole.READER), width=1440)
    visitor.expected.append("")
    page = visitor.go(LIST)

    page.get_by_role("link", name="Only to look at?").click()

    expect(page).to_have_url(f"{visitor.site}{LIST}inspect/{one.pk}/")
    assert clean(page, "main") == []
    page.get_by_role("link", name="Solution").click()
    expect(page.get_by_text("Only to look at?").first).to_be_visible()
