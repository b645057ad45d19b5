"""Which tests another database or another Django can tell nothing new about.

``make test`` runs every test once, on SQLite. The leg on PostgreSQL leaves out what asks
no database, and the one on a newer Django what only takes text apart or does sums.
"""

import pytest

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
