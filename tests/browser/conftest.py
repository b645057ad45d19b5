"""A site with a database of its own, and Chromium to visit it with.

The site runs in a thread of the test's process. Its database is a file, copied for each
test from the one that the suite migrated: threads then have connections of their own,
transactions are real, and nothing has to be cleaned up.
"""

import os
import shutil
import sqlite3

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright

from cms import site_setup
from courses.domain import outline

from .visitor import Visitor

# The machine may be busy with the other half of the suite.
expect.set_options(timeout=15_000)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def chromium_path():
    """Where Chromium is. Without it CI fails, and a person's machine skips."""
    path = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), None
    )
    if path is None:
        message = "There is no Chromium on this machine (CHROMIUM names one)."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    return path


# Playwright keeps an event loop running in this thread, and Django refuses to use the
# database beside one unless it is told to. Both end with this package, so that no other
# test sees them.
@pytest.fixture(scope="package")
def browser():
    path = chromium_path()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def migrated(tmp_path_factory, django_db_setup, django_db_blocker):
    """The suite's migrated database as a file."""
    path = tmp_path_factory.mktemp("browser") / "migrated.sqlite3"
    with django_db_blocker.unblock():
        connection = connections["default"]
        if connection.vendor != "sqlite":
            pytest.fail("The browser tests copy a file: run them on SQLite.")
        connection.ensure_connection()
        target = sqlite3.connect(path)
        connection.connection.backup(target)
        target.close()
    return path


class Server(ThreadedWSGIServer):
    def handle_error(self, request, client_address):
        """Nothing: Django answers for its own errors; the rest is browsers hanging up."""


class ServerThread(LiveServerThread):
    server_class = Server


@pytest.fixture(scope="package")
def server(migrated):
    thread = ServerThread("localhost", static_handler=StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def site(db, migrated, server, tmp_path, monkeypatch):
    """The reference site with its home page and an empty catalogue; its address."""
    path = shutil.copy(migrated, tmp_path / "site.sqlite3")
    suite = connections["default"]
    # Connections of the server's threads are made from the same settings.
    monkeypatch.setitem(suite.settings_dict, "NAME", str(path))
    connections["default"] = connections.create_connection("default")
    cache.clear()
    outline._KEPT.clear()
    site_setup.create_pages(site_name="SOT Academy", site_url=server)
    yield server
    connections["default"].close()
    connections["default"] = suite


@pytest.fixture
def visit(site, browser):
    """Makes visitors: ``visit(user, width=360)`` is somebody at a browser.

    Whatever went wrong in their consoles fails the test when it is over.
    """
    visitors = []

    def make(user=None, **options):
        visitor = Visitor(browser, site, **options)
        visitors.append(visitor)
        if user is not None:
            client = Client()
            client.force_login(user)
            visitor.take_session(client.cookies["sessionid"].value)
        return visitor

    yield make
    problems = [problem for visitor in visitors for problem in visitor.problems]
    for visitor in visitors:
        visitor.context.close()
    assert problems == []
