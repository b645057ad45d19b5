"""Pictures of questions: looked at like any upload, and made into figures."""

import base64
import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.images import get_image_model

from media.figures import get_figure_model
from media.models import FigureVersion
from quizzes.domain import import_commit, import_pictures, import_undo, importing
from quizzes.models import Question
from tests.counting import counted_queries
from tests.media.photographs import MAKER, photo
from tests.quizzes.factories import AT

from .uploading import bring_in, commit, item, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
SVG = HEAD + b'<rect width="4" height="4"/></svg>'


def with_picture(content, name="bone.jpg", alt="A bone.", **values):
    return item(picture=[name, base64.b64encode(content).decode(), alt], **values)


def files_in(folder=""):
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    found = [f"{folder}/{name}" for name in names]
    return sorted(
        found
        + [one for name in folders for one in files_in(f"{folder}/{name}".strip("/"))]
    )


def row_of(batch):
    (row,) = importing.preview(batch=batch, by=batch.by).rows
    return row


def test_picture_becomes_a_published_figure_without_metadata(bank, author):
    content = photo("JPEG", orientation=6)
    assert MAKER.encode() in content

    bring_in(with_picture(content), bank=bank, by=author, publish=True)

    question = Question.objects.get()
    figure = question.figure
    assert (figure.live, figure.alt, figure.title) == (True, "A bone.", "A bone.")
    assert "questions.shelf" in figure.credit
    assert figure.licence == "Not stated"
    version = question.current_version().figure_version
    assert version.figure == figure
    with figure.image.open_file() as file:
        assert MAKER.encode() not in file.read()
    assert figure.image.uploaded_by_user == author


def test_same_picture_is_kept_once(bank, author):
    content = photo("PNG")
    batch = upload(
        with_picture(content, "a.png", stem="One?"),
        with_picture(content, "b.png", stem="Two?"),
        bank=bank,
        by=author,
    )
    commit(batch)

    assert get_figure_model().objects.count() == get_image_model().objects.count() == 1
    assert len({question.figure_id for question in Question.objects.all()}) == 1


def test_picture_without_description_stays_a_draft_with_its_question(bank, author):
    batch = upload(with_picture(photo("PNG"), alt=" "), bank=bank, by=author)
    assert "needs a description" in row_of(batch).problems[0].message

    commit(batch, publish=True)

    question = Question.objects.get()
    assert (question.live, question.figure.live) == (False, False)
    assert not FigureVersion.objects.exists()


def test_name_of_the_file_decides_nothing(bank, author):
    bring_in(
        with_picture(photo("PNG"), "../../../x/../evil.php\x00.exe"),
        bank=bank,
        by=author,
    )

    image = get_image_model().objects.get()
    assert image.filename.endswith(".png")
    assert "php" not in image.filename.rsplit(".", 1)[-1]
    assert ".." not in image.file.name


def bomb():
    """A picture of a few kB that unpacks to 400 megapixels."""
    file = io.BytesIO()
    Image.new("1", (20_000, 20_001)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"GIF89a but no more", "no picture that can be read"),
        (b"<html><script>alert(1)</script></html>", "no picture that can be read"),
        (photo("PNG")[:-40], "can't be read to its end"),
        (b"\xff" * (10 * 2**20 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_picture_is_left_out_and_the_question_stays_a_draft(
    bank, author, content, reason
):
    batch = upload(with_picture(content), bank=bank, by=author)
    assert reason in row_of(batch).problems[0].message

    commit(batch, publish=True)

    question = Question.objects.get()
    assert question.figure is None
    assert question.live is False


def test_picture_that_unpacks_to_far_too_much_is_left_out(bank, author):
    content = bomb()
    assert len(content) < 100_000

    row = row_of(upload(with_picture(content), bank=bank, by=author))

    assert row.photo is None
    assert row.question is not None


def test_pictures_of_a_file_have_a_limit_together(bank, author, monkeypatch):
    monkeypatch.setattr(import_pictures, "MAX_PIXELS_IN_ALL", 120 * 80)
    other = io.BytesIO()
    Image.new("RGB", (10, 10)).save(other, "PNG")
    batch = upload(
        with_picture(photo("PNG"), stem="One?"),
        with_picture(other.getvalue(), stem="Two?"),
        bank=bank,
        by=author,
    )
    first, second = importing.preview(batch=batch, by=author).rows

    assert first.photo is not None
    assert "too large together" in second.problems[0].message


def test_drawing_is_cleaned_and_comes_in(bank, author):
    bring_in(with_picture(SVG, "a.svg"), bank=bank, by=author, publish=True)

    figure = Question.objects.get().figure
    assert figure.live
    assert "<rect" in figure.svg
    assert figure.image is None


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + b"&a;</svg>",
        HEAD + b"<script>alert(1)</script></svg>",
        HEAD + b'<rect width="4" height="4" onclick="x()"/></svg>',
        b"<svg \xff\xfe",
    ],
)
def test_unsafe_drawing_is_left_out(bank, author, content):
    row = row_of(upload(with_picture(content, "a.svg"), bank=bank, by=author))

    assert row.photo is None
    assert "is left out" in row.problems[0].message


def test_rollback_leaves_no_file_behind(bank, author, monkeypatch):
    monkeypatch.setattr(import_commit, "PORTION", 1)
    batch = upload(
        with_picture(photo("PNG"), stem="One?"), item(stem="Two?"), bank=bank, by=author
    )
    before = files_in()

    steps = import_commit.steps(batch=batch, by=author, at=AT, publish=True)
    next(steps)
    next(steps)
    assert len(files_in()) > len(before)
    steps.close()

    assert files_in() == before
    assert not get_image_model().objects.exists()


def test_undo_takes_figures_and_files_along(
    bank, author, settings, tmp_path, django_capture_on_commit_callbacks
):
    # Wagtail deletes an image's file through another object of the same storage.
    backend = "django.core.files.storage.FileSystemStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    before = files_in()
    batch = bring_in(with_picture(photo("PNG")), bank=bank, by=author)
    assert files_in() != before

    with django_capture_on_commit_callbacks(execute=True):
        import_undo.undo(batch=batch, by=author, at=AT)

    assert not get_figure_model().objects.exists()
    assert not get_image_model().objects.exists()
    assert files_in() == before


def test_undo_keeps_the_figure_of_what_is_only_retired(bank, author):
    batch = bring_in(with_picture(photo("PNG")), bank=bank, by=author, publish=True)

    import_undo.undo(batch=batch, by=author, at=AT)

    assert Question.objects.get().figure.live


def test_undo_keeps_a_figure_that_others_use(bank, author):
    batch = bring_in(with_picture(photo("PNG")), bank=bank, by=author)
    figure = Question.objects.get().figure
    other = Question(key="other", figure=figure, live=False)
    other.save()

    import_undo.undo(batch=batch, by=author, at=AT)

    assert get_figure_model().objects.get() == figure


def test_pictures_cost_by_the_picture_and_not_by_the_question(bank, author):
    content = photo("PNG")
    items = [with_picture(content, stem=f"Question {n}?") for n in range(50)]
    batch = upload(*items, bank=bank, by=author)

    with counted_queries() as queries:
        commit(batch)

    assert len(queries) <= 100, len(queries)
