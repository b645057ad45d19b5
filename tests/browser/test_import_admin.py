"""A file of questions from its upload to the end of its story, as an instructor sees it."""

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from quizzes.models import ImportBatch, Question
from tests.quizzes import factories as quizzes

from .test_accessibility import AXE
from .test_quiz_admin import FOUND

pytestmark = pytest.mark.browser

GIFT = b"""$CATEGORY: Anatomy/Sacrum

::Two ends:: Which two bones does the name of the technique join? {
  =Sacrum and occiput # Both ends.
  ~Atlas and coccyx # Near, but no.
  ~Ilium and temporal
}

::Below:: The coccyx lies below the sacrum. {T}

::Three:: How many bones make up the hip bone? {#3:0}

::Empty:: What a question without an answer is {}
"""
OTHER = b"::Nod:: What is the forward nodding of the sacrum called? {=nutation}\n"


def gift(name, content):
    return {"name": name, "mimeType": "text/plain", "buffer": content}


@pytest.fixture
def author(site):
    person = quizzes.make_user(first_name="Ines", last_name="Fuentes")
    person.user_permissions.add(
        *Permission.objects.filter(
            codename__in=[
                "access_admin",
                "add_question",
                "change_question",
                "publish_question",
            ]
        )
    )
    return person


@pytest.fixture
def visitor(visit, author):
    quizzes.make_bank("Pelvis")
    found = visit(author, width=1440)
    found.expected.append("")  # the admin's own scripts
    return found


def upload(page, name, content):
    page.goto("/admin/quizzes/imports/new/")
    page.get_by_label("File").set_input_files(gift(name, content))
    page.get_by_role("button", name="Upload and look it over").click()
    expect(heading(page)).to_contain_text(name)


def heading(page):
    return page.locator("header h1")


def axe(page):
    page.evaluate(AXE)
    # Wagtail's own page around it is Wagtail's.
    assert page.evaluate(FOUND, "main .nice-padding") == []


def test_file_is_looked_over_brought_in_used_and_can_then_not_be_undone(visitor):
    page = visitor.go("/admin/quizzes/imports/new/")
    axe(page)
    upload(page, "sacrum.gift", GIFT)

    expect(page.get_by_text("Both ends.")).to_be_visible()
    expect(page.get_by_text("becomes the tag “Sacrum”").first).to_be_visible()
    axe(page)
    assert Question.objects.count() == 0

    page.get_by_label("Leave question 2 out").check()
    page.get_by_label("Publish them at once").check()
    page.get_by_role("button", name="Import the questions").click()
    expect(heading(page)).to_contain_text("Import of")
    axe(page)
    batch = ImportBatch.objects.get()
    titles = [question.title for question in Question.objects.filter(live=True)]
    assert "Which two bones does the name of the technique join?" in titles
    assert "The coccyx lies below the sacrum." not in titles

    quiz = quizzes.make_quiz(list(Question.objects.filter(type_key="numeric")))
    page.get_by_role("link", name="Undo this import").click()
    expect(page.get_by_text("can’t be undone")).to_be_visible()
    expect(page.get_by_text(f"“{quiz.title}” asks it.")).to_be_visible()
    axe(page)
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_another_import_is_undone_by_keyboard(visitor):
    page = visitor.go("/admin/quizzes/imports/")
    upload(page, "nod.gift", OTHER)
    page.get_by_role("button", name="Import the questions").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Undo this import").focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("Nobody has changed or used the 1 question")
    ).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Undo this import").focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("The import is undone: 1 question is gone.")
    ).to_be_visible()
    assert not Question.objects.exists()

    page.goto("/admin/quizzes/imports/")
    expect(page.get_by_text("Undone on")).to_be_visible()
    axe(page)


def test_progress_moves_and_a_refusal_is_said_in_place(visitor):
    page = visitor.go("/admin/quizzes/imports/")
    upload(page, "nod.gift", OTHER)
    form = page.locator("[data-import]")
    # What the server says line by line is shown as it comes.
    page.evaluate(
        """() => {
          const lines = ['{"done": 100, "total": 400, "said": "100 of 400"}\\n',
                         '{"error": "Somebody was faster."}\\n'];
          window.fetch = async () => new Response(new ReadableStream({
            async start(controller) {
              const encoder = new TextEncoder();
              controller.enqueue(encoder.encode(lines[0].slice(0, 9)));
              controller.enqueue(encoder.encode(lines[0].slice(9)));
              await new Promise((done) => { window.goOn = done; });
              controller.enqueue(encoder.encode(lines[1]));
              controller.close();
            },
          }), { headers: { "Content-Type": "application/x-ndjson" } });
        }"""
    )
    page.get_by_role("button", name="Import the questions").click()
    bar = form.locator("progress")
    expect(form.get_by_role("status")).to_have_text("100 of 400")
    assert bar.evaluate("bar => bar.value / bar.max") == 0.25
    expect(page.get_by_role("button", name="Import the questions")).to_be_disabled()
    axe(page)

    page.evaluate("window.goOn()")
    expect(form.get_by_role("alert")).to_have_text("Somebody was faster.")
    expect(bar).to_be_hidden()
    expect(page.get_by_role("button", name="Import the questions")).to_be_focused()


def test_lost_connection_is_said(visitor):
    page = visitor.go("/admin/quizzes/imports/")
    upload(page, "nod.gift", OTHER)
    page.route("**/commit/", lambda route: route.abort())
    page.get_by_role("button", name="Import the questions").click()

    expect(page.get_by_role("alert")).to_contain_text("The connection was lost.")
    assert not Question.objects.exists()


def test_import_without_scripts(visit, author):
    quizzes.make_bank("Pelvis")
    visitor = visit(author, width=1280, java_script_enabled=False)
    page = visitor.go("/admin/quizzes/imports/new/")
    upload(page, "nod.gift", OTHER)
    page.get_by_role("button", name="Import the questions").click()

    expect(heading(page)).to_contain_text("Import of")
    assert Question.objects.count() == 1


def test_export_shows_losses_and_downloads(visitor):
    hints = [{"type": "hint", "value": "<p>Look.</p>", "id": "h"}]
    question = quizzes.make_question("short_text", hints=hints)
    page = visitor.go(f"/admin/quizzes/export/?id={question.pk}")
    page.get_by_label("Aiken").check()
    page.get_by_role("button", name="See what the format can’t say").click()
    expect(page.get_by_text("Aiken has single choice only.")).to_be_visible()
    axe(page)

    page.get_by_label("GIFT").check()
    page.get_by_role("button", name="See what the format can’t say").click()
    expect(
        page.get_by_role("heading", name="In a file of the format GIFT")
    ).to_be_visible()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename == "questions.gift"


@pytest.mark.parametrize("width", [320, 768])
def test_preview_fits_narrow_windows(visit, author, width):
    quizzes.make_bank("Pelvis")
    visitor = visit(author, width=width)
    visitor.expected.append("")
    page = visitor.go("/admin/quizzes/imports/new/")
    upload(page, "sacrum.gift", GIFT)

    widest = page.evaluate("document.documentElement.scrollWidth")
    assert widest <= width
