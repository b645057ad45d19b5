"""Which tests another database or another Django can tell nothing new about.

``make test`` runs every test once, on SQLite. The leg on PostgreSQL leaves out what asks
no database, and the one on a newer Django what only takes text apart or does sums.

And: a test that empties the database leaves it as migrations left it.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from pytest_django.plugin import blocking_manager_key

# Every test has the fixtures that only set a database up.
DATABASE = {"db", "transactional_db", "empty_database"}
TEXT_ALONE = (
    "media/svg/",
    "courses/curriculum/test_conventions",
    "courses/curriculum/test_shipped",
    *(
        f"quizzes/exchange/test_{name}"
        for name in ("aiken", "csv", "gift", "html", "moodle", "qti", "text")
    ),
)
# What asks no database, and yet depends on the version of Django or Wagtail.
FRAMEWORK = ("/tests/cms/", "/tests/hosts/", "/tests/test_architecture.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        path = item.path.as_posix()
        asks = DATABASE & set(getattr(item, "fixturenames", ()))
        if not asks and item.get_closest_marker("django_db") is None:
            item.add_marker("no_database")
            if not any(part in path for part in FRAMEWORK):
                item.add_marker("text_alone")
        if any(f"/tests/{part}" in path for part in TEXT_ALONE):
            item.add_marker("text_alone")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Put back what migrations wrote, after a test that flushed it.

    pytest-django runs such tests last, but a worker that has run its own may take over
    others from a slower one: they need the root page and the content types. After the
    last test of all the test database is gone, and the connection is to another one.
    """
    result = yield
    marker = item.get_closest_marker("django_db")
    flushed = marker is not None and marker.kwargs.get("transaction")
    if flushed and nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(
                connection._test_serialized_contents
            )
            ContentType.objects.clear_cache()
    return result
