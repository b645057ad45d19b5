"""Exports in the admin: what is lost is shown first, and who may have what."""

import json

import pytest
from wagtail.models import ModelLogEntry

from quizzes.enums import BankAccess, BankRole
from quizzes.models import BankMember, Question
from tests.quizzes.factories import (
    make_bank,
    make_draft,
    make_question,
    make_questions,
)

from .browsing import EXPORT, NEW, make_writer, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


def test_menu_and_list_lead_to_imports_and_exports(staff):
    page = staff.get("/admin/snippets/ce_quizzes/question/").content.decode()
    for url in ("/admin/quizzes/imports/", NEW, EXPORT):
        assert f'"{url}"' in page


def download(client, **data):
    return client.post(EXPORT, {"file_format": "shelf", "download": "shelf", **data})


def test_losses_are_shown_before_the_download(staff):
    hints = [{"type": "hint", "value": "<p>Look.</p>", "id": "h"}]
    question = make_question("short_text", hints=hints)
    draft = make_draft("numeric")

    page = staff.get(EXPORT, {"id": [question.pk, draft.pk]})
    assert "2 questions are chosen." in text_of(page)
    ids = f"{question.pk},{draft.pk}"
    assert f'value="{ids}"' in page.content.decode()

    page = text_of(staff.post(EXPORT, {"ids": ids, "file_format": "shelf"}))
    assert "A shelf holds no hints." in page
    assert "It was never published." in page
    assert not ModelLogEntry.objects.filter(action="ce_quizzes.export").exists()

    response = download(staff, ids=ids)
    assert response["Content-Type"] == "application/x-shelf"
    assert response["Content-Disposition"] == 'attachment; filename="questions.shelf"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"SHELF\n")
    (entry,) = ModelLogEntry.objects.filter(action="ce_quizzes.export")
    assert entry.object_id == str(question.pk)


def test_format_that_was_not_looked_at_is_shown_first(staff):
    question = make_question()

    page = download(staff, ids=str(question.pk), drafts="on")

    assert "Content-Disposition" not in page
    assert "everything that it says" in text_of(page)


def test_whole_bank_is_exported_without_what_is_retired(staff, bank):
    make_questions(2, bank=bank)
    gone = make_question("numeric", bank=bank)
    Question.objects.filter(pk=gone.pk).update(
        live=False, retired_at=gone.last_published_at
    )

    page = staff.post(EXPORT, {"bank": bank.pk, "file_format": "shelf"})
    assert "2 questions go into the file" in text_of(page)
    response = download(staff, bank=bank.pk)
    assert response["Content-Disposition"] == 'attachment; filename="pelvis.shelf"'
    assert len(json.loads(response.content[6:])["items"]) == 2


def test_nothing_to_write_is_said(staff):
    draft = make_draft()

    assert "There is nothing to be written." in text_of(download(staff, ids=draft.pk))


@pytest.mark.parametrize("key", ["aiken", "gift", "moodle_xml", "csv"])
def test_nothing_to_write_is_said_where_the_format_leaves_everything_out(staff, key):
    figure = make_question("label_figure")
    data = {"ids": figure.pk, "file_format": key}

    page = text_of(staff.post(EXPORT, data))
    assert "There is nothing to be written." in page
    assert "Download the file" not in page
    response = staff.post(EXPORT, {**data, "download": key})
    assert "There is nothing to be written." in text_of(response)
    assert not ModelLogEntry.objects.filter(action="ce_quizzes.export").exists()


@pytest.mark.parametrize(
    "data",
    [{"id": "x"}, {"ids": "1,,-2"}, {"id": "9" * 30}, {"bank": "x"}, {"bank": 0}],
)
def test_nonsense_is_not_there(staff, data):
    assert staff.get(EXPORT, data).status_code == 404


def test_question_of_a_closed_bank_is_not_there(staff):
    closed = make_bank("Closed")
    closed.access = BankAccess.MEMBERS
    closed.save()
    question = make_question(bank=closed)

    assert staff.get(EXPORT, {"id": question.pk}).status_code == 404
    assert download(staff, ids=question.pk).status_code == 404
    assert staff.get(EXPORT, {"bank": closed.pk}).status_code == 404
    assert "Closed" not in staff.get(EXPORT).content.decode()
    assert (
        staff.post(EXPORT, {"ids": question.pk, "file_format": "x"}).status_code == 404
    )


def test_reader_who_may_write_questions_exports(client):
    bank = make_bank("Read")
    bank.access = BankAccess.MEMBERS
    bank.save()
    question = make_question(bank=bank)
    reader = make_writer("change_question")
    BankMember.objects.create(bank=bank, person=reader, role=BankRole.READER)
    client.force_login(reader)

    assert download(client, ids=question.pk).status_code == 200
    assert client.get(NEW).status_code == 302  # may change, may not add
