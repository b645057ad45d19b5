"""Settings from the environment: each read once, typed, and refused by name.

Every function raises ``SettingError`` that names the variable, says what is expected and
never repeats the value: it may hold a password.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()


class SettingError(ImproperlyConfigured):
    """A variable of the environment is missing or can't be understood."""

    def __init__(self, name, expected):
        self.name = name
        super().__init__(f"{name}: {expected}")


def text(name, default=REQUIRED):
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is REQUIRED:
        raise SettingError(name, "is not set, and these settings need it.")
    return default


def flag(name, default=False):
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(name, "must be 1 or 0 (true, false, yes, no, on, off).")


def number(name, default, *, least=0):
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise SettingError(name, f"must be a whole number of at least {least}.")
    return int(value)


def choice(name, default, allowed):
    value = text(name, default)
    if value not in allowed:
        raise SettingError(name, f"must be one of {', '.join(allowed)}.")
    return value


def words(name, default):
    """A list, separated by commas."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or default


def site_url(name, default=REQUIRED):
    """An http or https address without a path; the slash at the end is taken off."""
    value = text(name, default).rstrip("/")
    expected = "must be an address like https://courses.example.org, without a path."
    parts = _split(name, value, expected)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise SettingError(name, expected)
    return value


def secret_key(name):
    value = text(name)
    if len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure"):
        raise SettingError(
            name,
            "must be at least 50 random characters. To make one: python3 -c "
            "'import secrets; print(secrets.token_urlsafe(64))'",
        )
    return value


def database(name, default):
    expected = (
        "must be like postgresql://user:password@host:5432/name "
        "or sqlite:////path/to/file.sqlite3."
    )
    value = text(name, default)
    if _split(name, value, expected).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise SettingError(name, expected)
    try:
        config = dj_database_url.parse(value)
    except ValueError as error:
        raise SettingError(name, expected) from error
    if not config["NAME"]:
        raise SettingError(name, expected)
    return config


def cache(name, default):
    """Settings of the default cache; whether it is shared is in its backend."""
    expected = "must be locmem:// or like redis://host:6379/0 (rediss:// for TLS)."
    value = text(name, default)
    parts = _split(name, value, expected)
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": value,
        }
    raise SettingError(name, expected)


def email(name, default):
    """``EMAIL_…`` settings as a dictionary, in Django 5.2's names."""
    expected = (
        "must be console://, like smtp://user:password@host:25, "
        "submission://user:password@host:587 (STARTTLS) "
        "or smtp://user:password@host:465/?ssl=True."
    )
    value = text(name, default)
    parts = _split(name, value, expected)
    if parts.scheme not in {"console", "smtp", "submission", "file", "dummy"}:
        raise SettingError(name, expected)
    if parts.scheme in {"smtp", "submission"} and not parts.hostname:
        raise SettingError(name, expected)
    unknown = set(parse_qs(parts.query)) - {"ssl", "tls", "timeout"}
    if unknown:
        raise SettingError(name, expected)
    config = dj_email_url.parse(value)
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}


def storage(name, default, *, local):
    """The folder for uploads: ``local`` for the default one, else ``file:///folder``."""
    expected = "must be local, or a folder like file:///srv/uploads."
    value = text(name, default)
    if value == "local":
        return local
    parts = _split(name, value, expected)
    folder = Path(unquote(parts.path))
    if parts.scheme != "file" or parts.netloc or len(folder.parts) < 2:
        raise SettingError(name, expected)
    return folder


def _split(name, value, expected):
    try:
        parts = urlsplit(value)
        _ = parts.port  # a port that is no number raises here
    except ValueError as error:
        raise SettingError(name, expected) from error
    return parts
