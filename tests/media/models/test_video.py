"""A video is what its bytes say, and goes live with captions, transcript and credit."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from media.domain.usage import is_used
from media.domain.video import Passage, Track, captions_in, passages, player_of
from media.models import Video
from media.templatetags.ce_video import shown_language
from tests.courses.factories import make_admin, make_course, make_lesson, make_module
from tests.media.films import CAPTIONS, CHAPTERS, mp4, webm
from tests.media.models.test_figure import picture

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>" + bytes(100)


def captions(language="en", text=CAPTIONS, label=""):
    return ("captions", {"language": language, "label": label, "text": text})


def video(key="v01", **fields):
    """An unsaved video that could be published."""
    values = {
        "key": key,
        "title": "Two ends",
        "file": ContentFile(mp4(), name="My film.MP4"),
        "captions": [captions()],
        "chapters": CHAPTERS,
        "transcript": "[0:00] Ana: The sacrum carries the spine.",
        "credit": "Film: the project.",
        "licence": "CC BY 4.0",
        "live": False,
        **fields,
    }
    return Video(**values)


def publish(**fields):
    made = video(**fields)
    made.full_clean()
    made.save()
    made.save_revision().publish()
    made.refresh_from_db()
    return made


# ---- what is refused -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("film.mp4", HTML, "not a video"),
        ("film.mp4", b"MZ\x90\0" + bytes(200), "not a video"),
        ("film.mp4", b"", "is empty"),
        ("film.webm", mp4(), "content is MP4"),
        ("film.avi", mp4(), "MP4 or WebM"),
    ],
)
def test_file_that_is_no_video_is_refused(name, data, message):
    with pytest.raises(ValidationError) as refused:
        video(file=SimpleUploadedFile(name, data)).full_clean()

    assert list(refused.value.message_dict) == ["file"]
    assert message in refused.value.message_dict["file"][0]


def test_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.CE_MEDIA_VIDEO_MAX_BYTES = 100

    with pytest.raises(ValidationError) as refused:
        video(file=ContentFile(bytes(101), name="a.mp4")).full_clean()

    assert refused.value.message_dict == {
        "file": ["The file is larger than 100\xa0bytes. Export it smaller."]
    }


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        (
            {"captions": [captions(text="WEBVTT\n\n00:02.000 --> 00:01.000\nA")]},
            "captions",
            "Line 3",
        ),
        (
            {"captions": [captions(text=f"{CAPTIONS}<script>")]},
            "captions",
            "<script> can’t be used",
        ),
        ({"captions": [captions("en"), captions("EN")]}, "captions", "once"),
        ({"chapters": "0:00 Two ends"}, "chapters", "Line 1"),
        (
            {"chapters": "WEBVTT\n\n00:13.000 --> 00:14.000\nLate"},
            "chapters",
            "after the end of the video",
        ),
        ({"language": "english language"}, "language", "like en or pt-BR"),
        ({"language": "en\n"}, "language", "like en or pt-BR"),
        ({"credit": ""}, "credit", "blank"),
        ({"licence": ""}, "licence", "blank"),
    ],
)
def test_what_contradicts_itself_is_refused(fields, name, message):
    with pytest.raises(ValidationError) as refused:
        video(**fields).full_clean()

    assert list(refused.value.message_dict) == [name]
    assert message in refused.value.message_dict[name][0]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"captions": []}, "captions"),
        ({"transcript": " "}, "transcript"),
        ({"credit": ""}, "credit"),
        ({"licence": ""}, "licence"),
        ({"file": ""}, "file"),
    ],
)
def test_publishing_without_what_must_be_there_is_refused(fields, name):
    made = video(**fields)
    made.save()
    revision = made.save_revision(clean=False)

    with pytest.raises(ValidationError) as refused:
        revision.publish()

    assert list(refused.value.message_dict) == [name]
    assert not Video.objects.get(pk=made.pk).live


def test_film_without_anything_to_hear_needs_no_captions():
    assert publish(captions=[], no_speech=True).live


@pytest.mark.parametrize("name", ["file", "transcript", "credit", "licence"])
def test_database_refuses_a_live_video_without(name):
    with pytest.raises(IntegrityError), transaction.atomic():
        video(**{name: ""}, live=True).save()


# ---- what is kept --------------------------------------------------------------------


def test_length_is_read_and_the_name_is_our_own():
    made = publish(
        file=SimpleUploadedFile("../../Ünsafe name.MP4", mp4(length=2500)),
        chapters="",
        captions=[captions(text="WEBVTT\n\n00:01.000 --> 00:02.000\nA")],
    )

    assert made.duration == 2.5
    assert made.file.name.startswith("videos/v01-")
    assert made.file.name.endswith(".mp4")
    assert len(made.file.name) == len("videos/v01-.mp4") + 16


def test_length_stays_as_written_where_the_file_does_not_say_it():
    made = publish(file=ContentFile(webm(length=None), name="a.webm"), duration=30)

    assert made.duration == 30


def test_stored_file_is_not_read_again():
    made = publish()
    made.file.storage.delete(made.file.name)

    made.full_clean()


def test_draft_keeps_the_live_film(django_capture_on_commit_callbacks):
    made = publish()
    live = made.file.name
    made.file = ContentFile(webm(), name="new.webm")
    made.save_revision()

    assert Video.objects.get().file.name == live
    assert made.file.storage.exists(live)
    draft = made.get_latest_revision_as_object().file.name
    assert draft.endswith(".webm")

    with django_capture_on_commit_callbacks(execute=True):
        Video.objects.all().delete()
    assert not made.file.storage.exists(live)
    assert not made.file.storage.exists(draft)


def test_files_stay_when_a_deletion_is_undone(django_capture_on_commit_callbacks):
    made = publish()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        made.delete()
        transaction.set_rollback(True)

    assert made.file.storage.exists(Video.objects.get().file.name)


# ---- what is shown -------------------------------------------------------------------


def test_player_shows_what_is_live():
    player = player_of(publish(poster=picture(), captions=[captions(), captions("es")]))

    assert player.size == (40, 20)
    assert player.length == "0:12"
    assert player.content_type == "video/mp4"
    assert player.tracks == (Track("en", "English"), Track("es", "Español"))
    assert player.chapters == (
        Passage("Two ends", 0.0),
        Passage("What joins them", 5.0),
    )
    assert player.transcript == (Passage("Ana: The sacrum carries the spine.", 0.0),)


def test_draft_is_shown_to_nobody_but_its_preview():
    made = video()
    made.save()

    assert player_of(made) is None
    assert player_of(None) is None
    assert player_of(made, draft=True).is_draft


def test_draft_with_unfinished_chapters_is_shown_without():
    assert player_of(video(chapters="Two ends"), draft=True).chapters == ()


def test_passages_are_read_with_their_times():
    text = (
        "[0:05] One\nline.\r\n\r\nNo time [0:09] here.\n\n\n[1:00:02]Later.\n\n[0:07]"
    )

    assert passages(text) == [
        Passage("One line.", 5.0),
        Passage("No time [0:09] here."),
        Passage("Later.", 3602.0),
    ]


def test_captions_are_found_by_language_whatever_its_case():
    made = video(captions=[captions("pt-BR", CAPTIONS.replace("\n", "\r\n"))])

    assert captions_in(made, "pt-br") == CAPTIONS
    assert captions_in(made, "pt") is None


@pytest.mark.parametrize(
    ("tags", "page", "shown"),
    [
        (["de", "en"], "en-us", "en"),
        (["en-GB", "en-US"], "en-us", "en-US"),
        (["de"], "en-us", ""),
        (["de"], None, ""),
        ([], "en", ""),
    ],
)
def test_captions_of_the_pages_language_are_switched_on(tags, page, shown):
    assert shown_language([Track(tag, tag) for tag in tags], page) == shown


# ---- in the admin --------------------------------------------------------------------


@pytest.fixture
def editor(client):
    client.force_login(make_admin())
    return client


def url(name, *args):
    return reverse(Video.snippet_viewset.get_url_name(name), args=args)


def form(**fields):
    return {
        "title": "Two ends",
        "key": "v01",
        "file": SimpleUploadedFile("film.mp4", mp4()),
        "duration": "",
        "poster": "",
        "language": "en",
        "captions-count": "0",
        "chapters": "",
        "transcript": "",
        "credit": "Film: the project.",
        "licence": "CC BY 4.0",
        **fields,
    }


def test_upload_with_captions_is_published_with_a_transcript(editor):
    response = editor.post(
        url("add"),
        form(
            captions_file=SimpleUploadedFile("a.vtt", CAPTIONS.encode()),
            chapters_file=SimpleUploadedFile("c.vtt", CHAPTERS.encode()),
            **{"action-publish": "1"},
        ),
    )

    assert response.status_code == 302
    made = Video.objects.get()
    assert made.live
    assert made.duration == 12.5
    assert made.chapters == CHAPTERS
    assert captions_in(made, "en") == CAPTIONS
    assert made.transcript.startswith("[0:00] Ana: The sacrum carries the spine.")


def test_uploaded_captions_replace_those_of_their_language_only(editor):
    made = publish(captions=[captions(), captions("es")])
    new = "WEBVTT\n\n00:01.000 --> 00:02.000\nNew\n"
    blocks = {
        "captions-count": "2",
        **{
            f"captions-{number}-{name}": value
            for number, language in enumerate(["en", "es"])
            for name, value in {
                "deleted": "",
                "order": str(number),
                "type": "captions",
                "id": "",
                "value-language": language,
                "value-label": "",
                "value-text": CAPTIONS,
            }.items()
        },
    }
    data = form(captions_file=SimpleUploadedFile("a.vtt", new.encode()), **blocks)
    del data["file"]

    response = editor.post(url("edit", made.pk), {**data, "action-publish": "1"})

    assert response.status_code == 302
    made.refresh_from_db()
    assert captions_in(made, "en") == new
    assert captions_in(made, "es") == CAPTIONS.strip()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Add captions"),
        ({"file": SimpleUploadedFile("a.mp4", HTML)}, "not a video"),
        ({"captions_file": SimpleUploadedFile("a.vtt", b"1\n")}, "Line 1: The first"),
        ({"captions_file": SimpleUploadedFile("a.vtt", b"\xff\xfe")}, "not UTF-8"),
        ({"no_speech": "on"}, "Write the transcript"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_the_form(editor, fields, message):
    response = editor.post(url("add"), form(**fields, **{"action-publish": "1"}))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Video.objects.exists()


def test_draft_may_be_unfinished(editor):
    bare = form(credit="", licence="")
    del bare["file"]

    assert editor.post(url("add"), bare).status_code == 302
    made = Video.objects.get()
    assert (made.live, bool(made.file)) == (False, False)
    assert "not here yet" in made.make_preview_request().content.decode()


def test_edit_view_opens_without_autosave_and_names_the_file(editor):
    made = publish()

    response = editor.get(url("edit", made.pk))

    assert response.context["autosave_enabled"] is False
    assert made.file.name.rpartition("/")[2] in response.content.decode()


def test_preview_asks_for_the_draft(editor):
    html = publish().make_preview_request().content.decode()

    assert "/videos/v01/captions/en.vtt?draft" in html
    assert " style=" not in html


def test_videos_are_listed_and_searched(editor):
    publish()

    assert "Two ends" in editor.get(url("list"), {"q": "ends"}).content.decode()


# ---- in use --------------------------------------------------------------------------


def lesson_with(made):
    lesson = make_lesson(make_module(make_course()))
    lesson.body = [("video", {"video": made, "caption": "Notice the sacrum."})]
    lesson.save_revision().publish()
    return lesson


def test_video_that_a_lesson_shows_stays(editor):
    made = publish()
    lesson = lesson_with(made)

    response = editor.post(url("delete", made.pk), follow=True)

    assert "is in use" in response.content.decode()
    assert lesson.title in response.content.decode()
    assert is_used(Video.objects.get()) is True


def test_video_that_nothing_shows_can_be_deleted(editor):
    editor.post(url("delete", publish().pk))

    assert not Video.objects.exists()


def test_lesson_follows_its_video(editor):
    made = publish()
    lesson = lesson_with(made)
    assert 'aria-label="Video: Two ends"' in editor.get(lesson.url).content.decode()

    made.title = "One column"
    made.save_revision().publish()
    assert 'aria-label="Video: One column"' in editor.get(lesson.url).content.decode()

    made.unpublish()
    html = editor.get(lesson.url).content.decode()
    assert "ce-video" not in html
    assert "ce_media/video.js" not in html
