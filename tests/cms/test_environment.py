"""Settings from the environment: typed, and refused by name."""

from pathlib import Path

import pytest

from cms.settings import environment as env

WRONG = [
    (env.database, ["mysql://host/name"]),
    (env.database, ["postgresql://user:secret@host:port/name"]),
    (env.database, ["postgresql://user:secret@host"]),
    (env.cache, ["memcached://secret@host"]),
    (env.cache, ["redis://"]),
    (env.email, ["pop3://user:secret@host"]),
    (env.email, ["smtp://"]),
    (env.email, ["smtp://user:secret@host/?sssl=1"]),
]


@pytest.mark.parametrize(("read", "values"), WRONG)
def test_url_wrong_names_the_variable_and_keeps_the_secret(monkeypatch, read, values):
    monkeypatch.setenv("SOME_URL", values[0])

    with pytest.raises(env.SettingError, match=r"^SOME_URL: must be ") as error:
        read("SOME_URL", "unused")

    assert "secret" not in str(error.value)


def test_database_sqlite_file(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/site.sqlite3")

    config = env.database("DATABASE_URL", "unused")

    assert (config["ENGINE"], config["NAME"]) == (
        "django.db.backends.sqlite3",
        "/srv/site.sqlite3",
    )


def test_database_postgresql(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:pw@db.example.org:6432/sot")

    config = env.database("DATABASE_URL", "unused")

    assert [config[key] for key in ("ENGINE", "HOST", "PORT", "USER", "NAME")] == [
        "django.db.backends.postgresql",
        "db.example.org",
        6432,
        "ann",
        "sot",
    ]


def test_email_with_starttls(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "submission://me%40x.org:p%2Fw@mail.x.org:587")

    config = env.email("EMAIL_URL", "unused")

    assert config["EMAIL_USE_TLS"] is True
    assert config["EMAIL_HOST_USER"] == "me@x.org"
    assert config["EMAIL_HOST_PASSWORD"] == "p/w"


@pytest.mark.parametrize("value", ["maybe", "2"])
def test_flag_wrong(monkeypatch, value):
    monkeypatch.setenv("PLAIN_HTTP", value)

    with pytest.raises(env.SettingError, match="PLAIN_HTTP: must be 1 or 0"):
        env.flag("PLAIN_HTTP")


@pytest.mark.parametrize("value", ["courses.example.org", "ftp://x", "https://x.org/a"])
def test_site_url_wrong(monkeypatch, value):
    monkeypatch.setenv("SITE_URL", value)

    with pytest.raises(env.SettingError, match="SITE_URL: must be an address"):
        env.site_url("SITE_URL")


def test_site_url_without_its_slash(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://x.org/")

    assert env.site_url("SITE_URL") == "https://x.org"


@pytest.mark.parametrize("value", ["s3://bucket", "/srv/uploads", "file://host/x"])
def test_storage_unknown(monkeypatch, value):
    monkeypatch.setenv("STORAGE", value)

    with pytest.raises(env.SettingError, match="STORAGE: must be local, or a folder"):
        env.storage("STORAGE", "local", local=Path("var"))


def test_storage_folder(monkeypatch):
    monkeypatch.setenv("STORAGE", "file:///srv/site%20uploads")

    assert env.storage("STORAGE", "local", local=Path("var")) == Path(
        "/srv/site uploads"
    )


@pytest.mark.parametrize(
    "value", ["short", "a" * 60, "django-insecure-" + "xyzab" * 12]
)
def test_secret_key_weak(monkeypatch, value):
    monkeypatch.setenv("SECRET_KEY", value)

    with pytest.raises(env.SettingError, match="SECRET_KEY: must be at least 50"):
        env.secret_key("SECRET_KEY")


def test_text_missing_and_required(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)

    with pytest.raises(env.SettingError, match="SITE_URL: is not set"):
        env.text("SITE_URL")


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "٣"])
def test_number_wrong(monkeypatch, value):
    monkeypatch.setenv("HSTS_SECONDS", value)

    with pytest.raises(env.SettingError, match="HSTS_SECONDS: must be a whole number"):
        env.number("HSTS_SECONDS", 0)


def test_choice_wrong(monkeypatch):
    monkeypatch.setenv("EMAIL_VERIFICATION", "sometimes")

    with pytest.raises(env.SettingError, match="must be one of none, optional"):
        env.choice("EMAIL_VERIFICATION", "none", ["none", "optional"])
