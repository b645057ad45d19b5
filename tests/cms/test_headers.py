"""Headers that keep pages to what they need."""

import pytest
from django.urls import reverse

from media.models import Reference

pytestmark = pytest.mark.django_db

PAGES = ["/", "/accounts/login/", "/accounts/signup/", "/learn/glossary/", "/nowhere/"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", PAGES)
def test_site_has_strict_policy(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", PAGES)
def test_page_has_nothing_inline(client, path):
    html = client.get(path).text

    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert "<script>" not in html


def test_admin_has_looser_policy(client, admin):
    client.force_login(admin)

    policy = client.get(reverse("wagtailadmin_home")).headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy


def test_preview_is_strict_and_may_stand_in_the_editor(client, admin):
    client.force_login(admin)
    reference = Reference.objects.create(key="a", title="A trial")
    name = Reference.snippet_viewset.get_url_name("preview_on_edit")
    address = reverse(name, args=[reference.pk])
    client.post(address, {"key": "a", "title": "A trial", "kind": "article"})

    policy = client.get(address).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy


def test_other_headers(client):
    headers = client.get("/accounts/login/").headers

    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
