"""Questions as neutral items, and as files."""

import base64

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry
from wagtail.rich_text import RichText

from media.models import Reference
from quizzes import types
from quizzes.domain import exporting
from quizzes.exchange import formats
from quizzes.models import Question
from tests.counting import counted_queries
from tests.media.photographs import photo
from tests.quizzes import pelvis
from tests.quizzes.factories import (
    AT,
    EVERY_SOURCE,
    make_bank,
    make_draft,
    make_objective,
    make_question,
    make_questions,
    make_user,
    publish,
    reword,
)

from .uploading import bring_in, commit, item, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
TYPES = [key for key in EVERY_SOURCE if not types.get(key).asks_figure]


def packed(question, **values):
    (found,) = exporting.items([question], **values).items
    return found


@pytest.mark.parametrize("type_key", TYPES)
def test_what_is_exported_and_imported_is_the_same_question(bank, author, type_key):
    reference = Reference.objects.create(
        key="doe-2020", kind="article", authors="Doe J", title="Bones", year=2020
    )
    question = make_draft(
        type_key,
        tags=["safety", "history"],
        bank=bank,
        difficulty="hard",
        objective=make_objective(),
        rationale="<p>As <b>Doe</b> says.</p>",
        hints=[{"type": "hint", "value": "<p>Look down.</p>", "id": "h"}],
    )
    question.references.set([reference])
    publish(question)

    written, parcel = exporting.write([question], known=formats.get("shelf"), title="x")
    batch = upload(content=written.content, bank=make_bank(), by=author)
    commit(batch, include_duplicates=True, publish=True)

    again = Question.objects.get(import_batch=batch)
    assert parcel.problems == ()
    mine, theirs = question.current_version(), again.current_version()
    # A shelf has no hints, and says so.
    assert {**theirs.content, "hints": mine.content["hints"]} == mine.content
    assert [problem.message for problem in written.problems] == [
        "A shelf holds no hints."
    ]
    assert set(again.tags.names()) == {"safety", "history", "Pelvis"}
    for name in ("difficulty", "objective", "title", "fingerprint"):
        assert getattr(again, name) == getattr(question, name)


def test_published_version_is_taken_and_the_draft_only_if_asked_for(author):
    question = make_question("short_text")
    reword(question, "A better question?").save_revision(clean=False)
    question.refresh_from_db()

    assert "better" not in packed(question).fields["stem"]
    assert "better" in packed(question, drafts=True).fields["stem"]


def test_unpublished_and_unfinished_questions_are_named():
    draft = make_draft("numeric")
    unfinished = make_draft("short_text")
    unfinished.body[0].value["stem"] = RichText("")
    unfinished.save_revision(clean=False)
    empty = Question.objects.create(key="empty", live=False)

    published = exporting.items([draft, make_question("numeric")])
    assert [found.number for found in published.items] == [2]
    assert [found.message for found in published.problems] == [
        "It was never published."
    ]
    drafts = exporting.items(
        list(Question.objects.filter(pk__in=[draft.pk, unfinished.pk, empty.pk])),
        drafts=True,
    )
    assert len(drafts.items) == 1
    assert {found.message for found in drafts.problems} == {
        "It is no whole question yet."
    }


def test_picture_goes_along_and_comes_back(bank, author):
    encoded = base64.b64encode(photo("PNG")).decode()
    batch = bring_in(
        item(picture=["a.png", encoded, "Two squares."]),
        bank=bank,
        by=author,
        publish=True,
    )
    question = Question.objects.get(import_batch=batch)

    picture = packed(question).picture

    assert picture.alt == "Two squares."
    assert picture.name.endswith(".png")
    assert picture.content.startswith(b"\x89PNG")


def test_drawing_goes_along_as_svg():
    found = packed(make_question("label_figure", figure=pelvis.make_pelvis()))

    assert found.picture.name.endswith(".svg")
    assert b"<svg" in found.picture.content


def test_picture_whose_file_is_gone_is_named(bank, author):
    encoded = base64.b64encode(photo("PNG")).decode()
    bring_in(item(picture=["a.png", encoded, "x"]), bank=bank, by=author, publish=True)
    version = Question.objects.get().current_version().figure_version
    version.image_file.storage.delete(version.image_file.name)

    parcel = exporting.items(Question.objects.all())

    assert parcel.items[0].picture is None
    assert parcel.problems[0].message == "The file of its picture is missing."


def test_too_many_are_refused(monkeypatch):
    monkeypatch.setattr(exporting, "MAX_ITEMS", 1)
    with pytest.raises(exporting.TooMany):
        exporting.items(make_questions(2))


def test_packing_costs_the_same_for_few_and_many(bank):
    made = make_questions(30, bank=bank, tags=["a"])

    with counted_queries() as queries:
        exporting.items(Question.objects.filter(pk__in=[one.pk for one in made]))

    assert len(queries) <= 7, queries


def test_only_who_writes_questions_exports_and_only_readable_ones(bank):
    with pytest.raises(PermissionDenied):
        exporting.exportable(make_user())


def test_export_is_logged(author):
    questions = make_questions(2)
    exporting.record(questions=questions, known=formats.get("shelf"), by=author, at=AT)

    entries = ModelLogEntry.objects.filter(action="ce_quizzes.export")
    assert {entry.object_id for entry in entries} == {str(q.pk) for q in questions}
    assert {entry.data["format"] for entry in entries} == {"shelf"}
    assert {entry.user for entry in entries} == {author}


def test_names_of_files_are_plain():
    shelf = formats.get("shelf")
    assert exporting.file_name("Pelvis / „Käse“", shelf) == "pelvis-kase.shelf"
    assert exporting.file_name("///", shelf) == "questions.shelf"
