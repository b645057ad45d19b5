"""More text than a form may hold is answered with what to do about it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from media.models import Figure
from tests.media.conftest import SVG

pytestmark = pytest.mark.django_db
LARGE = f"<svg>{'x' * 20_000_000}</svg>"


@pytest.fixture
def editor():
    user = get_user_model().objects.create_superuser(
        email="e@example.org", password="x"
    )
    # As a browser does it: the form is read for its token before any view sees it.
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


@pytest.mark.parametrize("content_type", ["multipart", "urlencoded"])
def test_a_drawing_of_twenty_megabytes_that_was_pasted(editor, content_type):
    address = reverse(Figure.snippet_viewset.get_url_name("add"))
    editor.get(address)  # leaves the cookie of the token

    if content_type == "multipart":
        response = editor.post(address, {"title": "x", "svg": LARGE})
    else:
        response = editor.post(
            address,
            f"title=x&svg={LARGE}",
            content_type="application/x-www-form-urlencoded",
        )

    assert response.status_code == 413
    html = response.content.decode()
    assert "Nothing was changed. Go back in your browser" in html
    assert not Figure.objects.exists()


def test_a_drawing_a_little_too_large_keeps_the_form(client):
    user = get_user_model().objects.create_superuser(
        email="e@example.org", password="x"
    )
    client.force_login(user)
    large = SVG.replace("</svg>", f"<desc>{'x' * 2_000_000}</desc></svg>")

    response = client.post(
        reverse(Figure.snippet_viewset.get_url_name("add")),
        {"title": "The pelvis", "key": "f01", "svg": large, "action-publish": "1"},
    )

    assert response.status_code == 200
    assert "The drawing is larger than 2 MB." in response.content.decode()
    assert not Figure.objects.exists()


def test_any_other_bad_request_is_answered_without_the_site(client):
    response = client.get("/", headers={"host": "not a host"})

    assert response.status_code == 400
    assert b"Bad Request" in response.content
