"""Imports in the admin: pages, choices, progress, and who may see what."""

import asyncio
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.domain import import_commit, importing
from quizzes.enums import BankAccess, BankRole
from quizzes.exchange.neutral import MAX_BYTES, UnreadableFile
from quizzes.models import BankMember, ImportBatch, Question
from quizzes.views import import_stream
from tests.counting import counted_queries
from tests.quizzes.factories import (
    make_bank,
    make_question,
    make_quiz,
)

from .browsing import EXPORT, NEW, make_writer, text_of
from .shelf import shelf_of
from .uploading import bring_in, item, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


def address(name, batch):
    return reverse(f"ce_quizzes_admin:{name}", args=[batch.uuid])


def sent(content, name="questions.shelf", content_type="application/x-shelf"):
    return SimpleUploadedFile(name, content, content_type=content_type)


def test_file_is_uploaded_looked_over_and_brought_in(staff, bank):
    content = shelf_of(item(stem="One?"), item("numeric", category="Sacrum"))

    response = staff.post(NEW, {"file": sent(content), "bank": bank.pk}, follow=True)
    batch = ImportBatch.objects.get()
    assert response.redirect_chain == [(address("import_preview", batch), 302)]
    page = text_of(response)
    for part in ("Question 1", "One?", "line 2", "8", "Tolerance", "becomes the tag"):
        assert part in page
    assert not Question.objects.exists()

    response = staff.post(address("import_commit", batch), follow=True)
    assert response.redirect_chain == [(address("import_batch", batch), 302)]
    assert Question.objects.filter(live=False).count() == 2
    assert "One?" in text_of(response)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (sent(b"\x00\x01"), "no file of a format that this site reads"),
        (sent(b""), "The file is empty."),
        (sent(b"SHELF\n{"), "Line 2: The shelf is broken."),
        (
            sent(b"\x00PNG", "questions.shelf", "text/plain"),
            "no file of a format that this site reads",
        ),
        (None, "This field is required."),
    ],
)
def test_file_that_cannot_be_read_is_refused_kindly(staff, bank, file, message):
    data = {"bank": bank.pk, **({"file": file} if file else {})}

    response = staff.post(NEW, data)

    assert response.status_code == 200
    assert message in text_of(response)
    assert not ImportBatch.objects.exists()


def test_what_the_browser_says_of_a_file_decides_nothing(staff, bank):
    """Neither its name nor its type: what is inside does."""
    content = shelf_of(item())
    data = {"file": sent(content, "photo.png", "image/png"), "bank": bank.pk}

    response = staff.post(NEW, data)

    assert response.status_code == 302
    assert ImportBatch.objects.get().file_format == "shelf"


def test_large_file_is_refused_before_it_is_read(staff, bank, shelf, monkeypatch):
    monkeypatch.setattr(shelf, "matches", None)
    file = sent(b"SHELF\n" + bytes(25 * 2**20))
    assert file.size > MAX_BYTES

    response = staff.post(NEW, {"file": file, "bank": bank.pk})

    assert "The file is larger than 20 MB." in text_of(response)
    assert not ImportBatch.objects.exists()


def test_any_unreadable_file_is_answered_kindly(staff, bank, shelf, monkeypatch):
    def explode(content):
        raise UnreadableFile("It unpacks to far too much.")

    monkeypatch.setattr(shelf, "read", explode)
    response = staff.post(NEW, {"file": sent(b"SHELF\n[]"), "bank": bank.pk})

    assert "It unpacks to far too much." in text_of(response)


def test_file_that_was_readable_once_is_answered_kindly(
    staff, bank, writer, shelf, monkeypatch
):
    batch = upload(item(), bank=bank, by=writer)

    def explode(content):
        raise UnreadableFile("Not any more.")

    monkeypatch.setattr(shelf, "read", explode)
    page = staff.get(address("import_preview", batch), follow=True)
    assert "Not any more." in text_of(page)
    page = staff.post(address("import_commit", batch), follow=True)
    assert "Not any more." in text_of(page)


def test_format_can_be_chosen(staff, bank):
    data = {"file": sent(b"no shelf"), "bank": bank.pk, "file_format": "shelf"}

    assert "This is no shelf." in text_of(staff.post(NEW, data))


def test_only_writable_banks_are_offered_and_taken(staff, bank):
    closed = make_bank("Closed")
    closed.access = BankAccess.READ
    closed.save()

    page = staff.get(NEW).content.decode()
    assert ">Pelvis<" in page
    assert "Closed" not in page

    response = staff.post(NEW, {"file": sent(shelf_of(item())), "bank": closed.pk})
    assert response.status_code == 200
    assert not ImportBatch.objects.exists()


def test_writer_without_a_bank_is_told(client):
    client.force_login(make_writer())

    assert "You may not write in any bank." in text_of(client.get(NEW))


def test_template_is_downloaded_and_can_be_uploaded(staff, bank):
    url = "/admin/quizzes/imports/template/csv/"
    assert f'href="{url}"' in staff.get(NEW).content.decode()

    response = staff.get(url)
    assert 'filename="template.csv"' in response["Content-Disposition"]
    staff.post(NEW, {"file": sent(response.content, "my.csv"), "bank": bank.pk})

    batch = ImportBatch.objects.get()
    assert (batch.file_format, batch.left_out) == ("csv", 0)
    assert batch.count > 1
    for key in ("shelf", "no-such"):
        assert staff.get(url.replace("csv", key)).status_code == 404


def test_old_uploads_go_when_a_new_one_comes(staff, bank, writer):
    old = upload(item(), bank=bank, by=writer)  # in March

    staff.post(NEW, {"file": sent(shelf_of(item())), "bank": bank.pk})

    assert old not in ImportBatch.objects.all()
    assert ImportBatch.objects.count() == 1


def test_waiting_files_of_one_person_are_limited_in_words(staff, bank, writer):
    for _each in range(importing.MAX_WAITING):
        last = upload(item(), bank=bank, by=writer, at=timezone.now())
    form = {"file": sent(shelf_of(item())), "bank": bank.pk}
    response = staff.post(NEW, form)
    assert "20 of your files wait for a decision already." in text_of(response)
    assert ImportBatch.objects.count() == importing.MAX_WAITING

    staff.post(address("import_discard", last))
    response = staff.post(NEW, {**form, "file": sent(shelf_of(item()))})
    assert response.status_code == 302


def test_choices_survive_turning_the_page(staff, bank, writer):
    items = [item(stem=f"Stem {number}!") for number in range(1, 61)]
    batch = upload(*items, bank=bank, by=writer)
    preview = address("import_preview", batch)

    page = staff.post(
        preview, {"page": "2", "skip": ["3", "7"], "skipped": "", "publish": "on"}
    )
    text = page.content.decode()
    assert 'name="skipped" value="3,7"' in text
    assert "Stem 51!" in text
    assert "Stem 50!" not in text

    page = staff.post(preview, {"page": "1", "skip": ["55"], "skipped": "3,7"})
    text = page.content.decode()
    assert 'name="skipped" value="55"' in text
    assert re.search(r'name="skip" value="3" checked', text)
    assert not re.search(r'name="skip" value="4" checked', text)

    staff.post(address("import_commit", batch), {"skip": ["3", "7"], "skipped": "55"})
    assert Question.objects.count() == 57


@pytest.mark.parametrize(
    "data", [{"page": "x"}, {"page": "99"}, {"skip": ["-1", "9" * 30, "\x00"]}]
)
def test_nonsense_in_choices_does_no_harm(staff, bank, writer, data):
    batch = upload(item(), bank=bank, by=writer)

    assert staff.post(address("import_preview", batch), data).status_code == 200
    assert staff.post(address("import_commit", batch), data).status_code == 302
    assert Question.objects.count() == 1


def test_duplicates_and_publishing_are_choices(client, bank, author):
    client.force_login(author)
    make_question("short_text", bank=bank)
    batch = upload(item(), bank=bank, by=author)

    page = text_of(client.get(address("import_preview", batch)))
    assert "Asked already" in page
    client.post(
        address("import_commit", batch),
        {"include_duplicates": "on", "publish": "on"},
    )

    assert Question.objects.get(import_batch=batch).live


def test_import_of_nothing_is_refused(staff, bank, writer):
    make_question("short_text", bank=bank)
    batch = upload(item(), bank=bank, by=writer)

    page = staff.post(address("import_commit", batch), follow=True)

    assert "No question is left to come in" in text_of(page)
    batch.refresh_from_db()
    assert batch.committed_at is None


def test_publishing_is_not_offered_to_who_may_not_and_refused(staff, bank, writer):
    batch = upload(item(), bank=bank, by=writer)
    assert (
        'name="publish"'
        not in staff.get(address("import_preview", batch)).content.decode()
    )

    page = staff.post(address("import_commit", batch), {"publish": "on"}, follow=True)

    assert "You may not publish questions." in text_of(page)
    assert not Question.objects.exists()


def test_nothing_of_a_file_reaches_the_page_uncleaned(staff, bank, writer):
    bad = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    hostile = item(
        "single_choice",
        fields={
            "stem": f"Which? {bad}",
            "options": [
                {"text": f"a {bad}", "correct": True, "feedback": bad},
                {"text": "b"},
            ],
        },
        name=f"name {bad}",
        rationale=f"why {bad}",
        hints=[f"hint {bad}"],
        tags=[f"t {bad}"],
        category=f"c {bad}",
        difficulty=bad,
        objective=bad,
        references=[bad],
        picture=[f"{bad}.png", "", bad],
    )
    unknown = item(f"type{bad}")
    problems = [["left_out", bad, 3, 3]]
    batch = upload(
        hostile,
        unknown,
        bank=bank,
        by=writer,
        problems=problems,
        file_name=f"{bad}.shelf".replace("/", ""),
    )

    pages = [
        staff.get(address("import_preview", batch)),
        staff.get("/admin/quizzes/imports/"),
        staff.post(address("import_commit", batch), follow=True),
        staff.get(address("import_undo", batch)),
    ]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<img src=x" not in text
        assert "<script>alert" not in text


def test_same_file_again_is_told_with_its_import(staff, bank, writer):
    done = bring_in(item(), bank=bank, by=writer)
    again = upload(item(), bank=bank, by=writer)

    page = staff.get(address("import_preview", again))

    assert "The same file was imported into this bank on" in text_of(page)
    assert address("import_batch", done) in page.content.decode()


def test_committed_file_has_no_preview_any_more(staff, bank, writer):
    done = bring_in(item(), bank=bank, by=writer)

    response = staff.get(address("import_preview", done))
    assert response.url == address("import_batch", done)
    page = staff.post(address("import_commit", done), follow=True)
    assert "imported already" in text_of(page)
    assert Question.objects.count() == 1


def test_file_is_thrown_away(staff, bank, writer):
    batch = upload(item(), bank=bank, by=writer)

    page = staff.post(address("import_discard", batch), follow=True)

    assert "is thrown away" in text_of(page)
    assert not ImportBatch.objects.exists()


def test_import_is_undone_after_a_question(staff, bank, writer):
    batch = bring_in(item(), item("numeric"), bank=bank, by=writer)

    page = text_of(staff.get(address("import_undo", batch)))
    assert "Nobody has changed or used the 2 questions" in page
    page = text_of(staff.post(address("import_undo", batch), follow=True))

    assert "The import is undone: 2 questions are gone." in page
    assert "Deleted: 2. Retired: 0." in page
    assert not Question.objects.exists()
    assert staff.get(address("import_undo", batch)).status_code == 404


def test_undo_is_refused_with_every_reason(client, bank, author):
    client.force_login(author)
    batch = bring_in(item(), bank=bank, by=author, publish=True)
    quiz = make_quiz(list(Question.objects.all()))

    for page in (
        client.get(address("import_undo", batch)),
        client.post(address("import_undo", batch)),
    ):
        assert "can’t be undone" in text_of(page)
        assert f"“{quiz.title}” asks it." in text_of(page)
    assert Question.objects.get().live


# Progress


def lines_of(response):
    joined = b"".join(response.streaming_content)
    return [json.loads(line) for line in joined.splitlines()]


def test_progress_is_streamed_to_who_asks_for_it(staff, bank, writer, monkeypatch):
    monkeypatch.setattr(import_commit, "PORTION", 2)
    items = [item(stem=f"Question {number}?") for number in range(5)]
    batch = upload(*items, bank=bank, by=writer)

    response = staff.post(
        address("import_commit", batch), headers={"accept": import_stream.LINES}
    )
    lines = lines_of(response)

    assert response["X-Accel-Buffering"] == "no"
    assert [line["done"] for line in lines[:-1]] == [0, 2, 4, 5]
    assert lines[1]["said"] == "2 of 5 questions looked at"
    assert lines[-1] == {"url": address("import_batch", batch)}
    assert Question.objects.count() == 5


def test_refusal_is_streamed_in_words(staff, bank, writer):
    done = bring_in(item(), bank=bank, by=writer)

    response = staff.post(
        address("import_commit", done), headers={"accept": import_stream.LINES}
    )

    (line,) = lines_of(response)
    assert "imported already" in line["error"]


def test_broken_connection_takes_everything_back(staff, bank, writer, monkeypatch):
    monkeypatch.setattr(import_commit, "PORTION", 1)
    items = [item(stem=f"Question {number}?") for number in range(5)]
    batch = upload(*items, bank=bank, by=writer)

    response = staff.post(
        address("import_commit", batch), headers={"accept": import_stream.LINES}
    )
    stream = iter(response.streaming_content)
    next(stream), next(stream), next(stream)
    assert Question.objects.count() == 2
    # The end of a request closes its connection; this one is the test's.
    monkeypatch.setattr(request_finished, "send", lambda **_said: [])
    response.close()

    assert not Question.objects.exists()
    batch.refresh_from_db()
    assert batch.committed_at is None


def test_asynchronous_server_streams_the_same(bank, monkeypatch):
    """The lines are made in the request's own thread, where its transaction lives."""
    monkeypatch.setattr(import_commit, "PORTION", 1)
    closed = []

    def steps():
        try:
            for done in range(3):
                yield import_commit.Progress(done, 2)
        finally:
            closed.append(True)

    async def read(most):
        found = []
        stream = import_stream._awaited(import_stream._lines(steps(), "/done/"))
        async for line in stream:
            found.append(json.loads(line))
            if len(found) == most:
                break
        await stream.aclose()
        return found

    whole = asyncio.run(read(9))
    assert [line.get("done") for line in whole] == [0, 1, 2, None]
    assert whole[-1] == {"url": "/done/"}
    broken = asyncio.run(read(2))
    assert len(broken) == 2
    assert closed == [True, True]


# Who may see what


@pytest.mark.parametrize(
    "name",
    [
        "import_preview",
        "import_commit",
        "import_discard",
        "import_batch",
        "import_undo",
    ],
)
@pytest.mark.parametrize("committed", [False, True])
def test_import_of_somebody_else_is_not_there(client, bank, writer, name, committed):
    make = bring_in if committed else upload
    batch = make(item(), bank=bank, by=writer)
    client.force_login(make_writer())

    for method in (client.get, client.post):
        response = method(address(name, batch))
        assert response.status_code in (404, 405)
    assert client.get(
        address(name, batch).replace(str(batch.uuid), "0" * 8)
    ).status_code
    assert Question.objects.count() == committed


def test_owner_of_the_bank_sees_imports_but_no_uploads(client, bank, writer):
    done = bring_in(item(), bank=bank, by=writer)
    waiting = upload(item("numeric"), bank=bank, by=writer)
    owner = make_writer()
    BankMember.objects.create(bank=bank, person=owner, role=BankRole.OWNER)
    client.force_login(owner)

    page = client.get("/admin/quizzes/imports/").content.decode()
    assert address("import_batch", done) in page
    assert address("import_preview", waiting) not in page
    assert client.get(address("import_preview", waiting)).status_code == 404
    assert client.get(address("import_batch", done)).status_code == 200


def test_who_lost_the_bank_lost_the_import(staff, bank, writer):
    batch = bring_in(item(), bank=bank, by=writer)
    bank.access = BankAccess.MEMBERS
    bank.save()

    for name in ("import_batch", "import_undo"):
        assert staff.get(address(name, batch)).status_code == 404
    assert (
        "questions.shelf" not in staff.get("/admin/quizzes/imports/").content.decode()
    )


@pytest.mark.parametrize("url", ["/admin/quizzes/imports/", NEW, EXPORT])
def test_pages_are_for_who_writes_questions(client, url):
    client.force_login(make_writer("view_attempt"))
    assert client.get(url).status_code == 302  # back to the admin's home, with a word
    client.logout()
    assert client.get(url).status_code == 302


def test_forms_need_their_token(bank, writer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(writer)
    batch = upload(item(), bank=bank, by=writer)
    urls = [
        NEW,
        EXPORT,
        *(
            address(name, batch)
            for name in ("import_preview", "import_commit", "import_discard")
        ),
    ]

    for url in urls:
        assert strict.post(url).status_code == 403
    assert not Question.objects.exists()
    assert ImportBatch.objects.count() == 1


def test_preview_costs_the_same_for_few_and_many(staff, bank, writer):
    counts = []
    for count in (2, 50):
        items = [item(stem=f"{count} {n}?", tags=["a"]) for n in range(count)]
        batch = upload(*items, bank=bank, by=writer)
        staff.get(address("import_preview", batch))
        with counted_queries() as queries:
            staff.get(address("import_preview", batch))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 22, queries
