"""The suite on PostgreSQL (``TEST_DATABASE_URL`` names another server)."""

import os

import dj_database_url

from .sqlite import *  # noqa: F403

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
    )
}
