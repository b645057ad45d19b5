"""Home page, error pages, uploads."""

import pytest

from cms.models import HomePage

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("site")
def test_home_page(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "No course is published yet." in response.text
    assert "Not supported" in response.text
    assert response.text.count("<h1") == 1


@pytest.mark.usefixtures("site")
def test_home_page_words_are_escaped(client):
    home = HomePage.objects.get()
    home.title = "<script>alert(1)</script>"
    home.save_revision().publish()

    assert "<script>alert" not in client.get("/").text


@pytest.mark.usefixtures("site")
def test_not_found(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is no page at this address" in response.text


@pytest.mark.usefixtures("site")
def test_navigation_marks_where_one_is(client):
    courses = client.get("/courses/").text
    glossary = client.get("/learn/glossary/").text

    assert '<a href="/courses/" aria-current="page">' in courses
    assert '<a href="/learn/glossary/" aria-current="page">' in glossary
    assert '<a href="/learn/">' in glossary


def test_form_open_for_too_long(settings):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})

    assert response.status_code == 403
    assert "Please try that once more" in response.text


@pytest.mark.usefixtures("site")
def test_error_page_needs_nothing(client, monkeypatch):
    def broken(request, path):
        raise RuntimeError("on purpose")

    monkeypatch.setattr("cms.context.navigation", broken)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "Something is wrong on our side" in response.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/uploads/images/a.png", 200),
        ("/uploads/figures/a.png", 200),
        ("/uploads/documents/a.png", 404),
        ("/uploads/original_images/a.png", 404),
        ("/uploads/images/../documents/a.png", 404),
    ],
)
def test_only_renditions_are_served(client, settings, tmp_path, path, status):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "figures", "documents", "original_images"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(b"x")

    response = client.get(path)

    assert response.status_code == status
    if status == 200:
        response.close()
        assert response.headers["Content-Security-Policy"] == (
            "default-src 'none'; sandbox"
        )
