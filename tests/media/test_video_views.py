"""A film is sent in parts, to whoever may see the lesson that shows it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.urls import reverse
from wagtail import hooks

from courses.domain import enrolment as enrolments
from media.models import Video
from media.views import ranges
from tests.courses.factories import NOW, make_admin, make_learner, make_small_course
from tests.media.films import CAPTIONS, mp4, webm
from tests.media.models.test_video import captions, publish, video

pytestmark = pytest.mark.django_db
FILM = mp4()
SIZE = len(FILM)


@pytest.fixture(autouse=True)
def _files_on_disk(settings, tmp_path):
    storage = "django.core.files.storage.FileSystemStorage"
    default = {"BACKEND": storage, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def film(made, name=None):
    name = name or made.file.name.rpartition("/")[2]
    return reverse("ce_media:video-file", kwargs={"key": made.key, "name": name})


def vtt(made, language="en"):
    names = {"key": made.key, "language": language}
    return reverse("ce_media:video-captions", kwargs=names)


def fetch(client, address, **headers):
    response = client.get(address, headers=headers)
    # The client closes the answer when it was read; closing it here would end the
    # database connection that the test's transaction lives in.
    body = b"".join(response.streaming_content) if response.streaming else b""
    return response, body


# ---- parts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=10-", 10, SIZE - 1),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
        (f"bytes=10-{SIZE * 9}", 10, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
    ],
)
def test_part_is_sent(client, wanted, first, last):
    response, body = fetch(client, film(publish()), range=wanted)

    assert response.status_code == 206
    assert body == FILM[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(len(body))
    assert response["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    "wanted",
    [
        f"bytes={SIZE}-",
        f"bytes={SIZE}-{SIZE + 5}",
        "bytes=-0",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=٣-",
        f"bytes={'9' * 40}-",
        "bytes=",
    ],
)
def test_part_that_is_not_there_is_refused(client, wanted):
    response, body = fetch(client, film(publish()), range=wanted)

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert body == b""


@pytest.mark.parametrize("wanted", ["", "lines=0-5", "bytes=0-1,5-6"])
def test_whole_film_is_sent(client, wanted):
    response, body = fetch(
        client, film(publish()), **({"range": wanted} if wanted else {})
    )

    assert response.status_code == 200
    assert body == FILM
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(SIZE)
    assert "Content-Range" not in response


def test_long_part_is_sent_bit_by_bit(client, monkeypatch):
    monkeypatch.setattr(ranges, "MOST_AT_ONCE", 100)
    monkeypatch.setattr(ranges, "CHUNK", 30)

    response, body = fetch(client, film(publish()), range="bytes=10-")

    assert response["Content-Range"] == f"bytes 10-109/{SIZE}"
    assert body == FILM[10:110]


def test_part_of_another_film_is_not_mixed_in(client):
    address = film(publish())
    etag = fetch(client, address)[0]["ETag"]

    same, _body = fetch(client, address, range="bytes=5-", if_range=etag)
    other, body = fetch(client, address, range="bytes=5-", if_range='"other"')

    assert same.status_code == 206
    assert (other.status_code, body) == (200, FILM)


def test_film_that_is_known_is_not_sent_again(client):
    address = film(publish())
    etag = fetch(client, address)[0]["ETag"]

    response, _body = fetch(client, address, if_none_match=etag)

    assert response.status_code == 304


def test_head_says_how_large_it_is(client):
    response = client.head(film(publish()))

    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    response.close()


def test_film_is_never_compressed_on_the_way(client, settings):
    settings.MIDDLEWARE = [
        "django.middleware.gzip.GZipMiddleware",
        *settings.MIDDLEWARE,
    ]

    response, body = fetch(
        client, film(publish()), range="bytes=0-", accept_encoding="gzip"
    )

    assert response["Content-Encoding"] == "identity"
    assert body == FILM


def test_film_is_looked_at_and_never_run(client):
    response, _body = fetch(client, film(publish()))

    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")


def test_storage_elsewhere_is_asked_for_an_address(client, monkeypatch):
    made = publish()
    monkeypatch.setattr(FileSystemStorage, "path", Storage.path)

    response = client.get(film(made))

    assert response.status_code == 302
    assert response["Location"] == made.file.url


# ---- who may -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["..", "other.mp4", "v01.html", "%2e%2e%2fsecret.mp4", "..%2f..%2fa.mp4"]
)
def test_other_names_are_not_found(client, tmp_path, name):
    (tmp_path / "secret.mp4").write_bytes(b"secret")
    made = publish()
    client.force_login(make_admin())

    response = client.get(film(made).rpartition("/")[0] + f"/{name}")

    assert response.status_code == 404


def test_film_whose_file_is_lost_is_not_found(client):
    made = publish()
    made.file.storage.delete(made.file.name)

    assert client.get(film(made)).status_code == 404


def test_only_editors_fetch_a_draft(client):
    made = video(captions=[captions()])
    made.save()
    assert client.get(film(made)).status_code == 404
    assert client.get(vtt(made)).status_code == 404

    client.force_login(make_admin())
    made.save_revision()

    assert fetch(client, film(made))[1] == FILM
    assert client.get(vtt(made), {"draft": ""}).text == CAPTIONS
    assert client.get(vtt(made)).status_code == 404


def test_only_editors_fetch_the_film_of_a_draft_revision(client):
    made = publish()
    made.file = ContentFile(webm(), name="new.webm")
    made.captions = [captions("es")]
    made.save_revision()
    new = made.get_latest_revision_as_object().file.name.rpartition("/")[2]
    made.refresh_from_db()

    assert client.get(film(made, new)).status_code == 404
    assert client.get(vtt(made, "es"), {"draft": ""}).status_code == 404
    client.force_login(make_admin())
    response, body = fetch(client, film(made, new))
    assert (response["Content-Type"], body) == ("video/webm", webm())
    assert client.get(vtt(made, "es"), {"draft": ""}).status_code == 200


@pytest.fixture
def locked():
    """A video that only the second, locked lesson of a course shows."""
    course, [_first, second] = make_small_course()
    made = publish()
    second.body = [("video", {"video": made, "caption": ""})]
    second.save_revision().publish()
    return course, made


def test_film_of_a_lesson_is_closed_to_strangers(client, locked):
    _course, made = locked

    assert client.get(film(made)).status_code == 403
    assert client.get(vtt(made)).status_code == 403


def test_film_of_a_locked_lesson_is_closed_to_the_learner(client, locked):
    course, made = locked
    learner = make_learner()
    enrolments.enrol(learner=learner, course=course, at=NOW)
    client.force_login(learner)

    assert client.get(film(made)).status_code == 403


def test_film_of_an_open_lesson_is_sent(client, locked):
    course, made = locked
    learner = make_learner()
    enrolment = enrolments.enrol(learner=learner, course=course, at=NOW)
    enrolment.edition.manifest["in_order"] = False
    type(enrolment.edition).objects.update(manifest=enrolment.edition.manifest)
    client.force_login(learner)

    assert fetch(client, film(made))[1] == FILM
    assert client.get(vtt(made)).text == CAPTIONS


def test_site_answers_in_its_own_way(client):
    from django.http import HttpResponse

    made = publish()

    def ask(found, request):
        return HttpResponse(f"No {found.key}", status=402)

    with hooks.register_temporarily("ce_media_before_serve_video", ask):
        response = client.get(film(made))

    assert (response.status_code, response.text) == (402, "No v01")


# ---- captions ------------------------------------------------------------------------


def test_captions_are_sent_as_webvtt(client):
    made = publish()

    response = client.get(vtt(made, "EN"))

    assert response.text == CAPTIONS
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    again = client.get(vtt(made), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert client.get(vtt(made, "de")).status_code == 404


def test_unpublished_video_is_not_found(client):
    made = publish()
    made.unpublish()

    assert client.get(film(made)).status_code == 404
    assert client.get(vtt(made)).status_code == 404
    assert Video.objects.exists()
