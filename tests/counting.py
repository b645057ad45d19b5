"""Counting queries as the budgets count them: without transaction control."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


class Counted(list):
    def __str__(self):
        return "\n".join(f"{n}. {sql}" for n, sql in enumerate(self, 1))


@contextmanager
def counted_queries():
    """Collects the SQL of real queries; savepoints and transactions don't count."""
    found = Counted()
    with CaptureQueriesContext(connection) as captured:
        yield found
    for query in captured.captured_queries:
        sql = query["sql"]
        if not sql.upper().startswith(CONTROL):
            found.append(sql)
