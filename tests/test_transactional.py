"""Tests that leave the transaction must put the database back as they found it."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def markers():
    """Every ``django_db(transaction=True, ...)`` in the tests, with its arguments."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") == "django_db"
            ):
                arguments = {
                    word.arg: ast.unparse(word.value) for word in node.keywords
                }
                if arguments.get("transaction") == "True":
                    yield path.relative_to(TESTS).as_posix(), arguments


def test_transactional_tests_restore_what_migrations_made():
    """Without it Wagtail's root pages are gone for the next test in the process."""
    found = list(markers())

    assert found
    assert [
        where for where, said in found if said.get("serialized_rollback") != "True"
    ] == []
