"""/healthz: what the site stands on, each by name."""

import pytest
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db


def test_everything_answers(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "cache": "ok", "storage": "ok"},
    }
    assert "no-store" in response.headers["Cache-Control"]


def test_storage_left_clean(client):
    client.get("/healthz")

    assert default_storage.listdir("")[1] == []


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("cms.health._database", "database"),
        ("cms.health._cache", "cache"),
        ("cms.health._storage", "storage"),
    ],
)
def test_one_fails_is_named_without_its_reason(
    client, monkeypatch, caplog, target, name
):
    def broken():
        raise OSError("password=hunter2")

    monkeypatch.setattr(target, broken)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"].pop(name) == "failing"
    assert "hunter2" not in response.text
    assert "hunter2" in caplog.text
