"""Wagtail's user administration with a user that has no username."""

import pytest

from cms.accounts.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

FIELDS = {
    "email": "New@Example.org",
    "first_name": "Nia",
    "last_name": "New",
    "time_zone": "Europe/Berlin",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_list(client, admin, learner):
    client.force_login(admin)

    assert learner.email in client.get("/admin/users/").text


def test_add(client, admin):
    client.force_login(admin)

    response = client.post("/admin/users/new/", FIELDS)

    assert response.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.last_name, user.time_zone) == ("New", "Europe/Berlin")


def test_add_address_in_use(client, admin, learner):
    client.force_login(admin)

    response = client.post("/admin/users/new/", {**FIELDS, "email": "LENA@example.org"})

    assert response.status_code == 200
    assert User.objects.count() == 2


def test_edit(client, admin, learner):
    client.force_login(admin)
    fields = {**FIELDS, "email": learner.email, "is_active": "on"}

    response = client.post(f"/admin/users/edit/{learner.pk}/", fields)

    assert response.status_code == 302
    learner.refresh_from_db()
    assert learner.get_full_name() == "Nia New"


def test_search(client, admin, learner):
    client.force_login(admin)

    assert learner.email in client.get("/admin/users/?q=Lena").text
