"""The suite's default: the reference site on SQLite, whatever the environment says."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import SQLITE_OPTIONS, VAR

SECRET_KEY = "tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
SITE_NAME = "SOT Academy"
SITE_URL = "http://localhost:8000"
CONTACT_EMAIL = "office@example.org"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "test.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
