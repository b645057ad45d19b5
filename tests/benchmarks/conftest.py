"""A site with production's settings, built once, and the table printed at the end."""

import importlib

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import (
    override_settings,
    setup_databases,
    teardown_databases,
)

from tests.serving import production

from . import table as tables
from . import world as worlds
from .served import Served


def pytest_collection_modifyitems(config, items):
    """Timings only run where they are asked for: they leave their rows behind."""
    if config.option.markexpr.strip() == "benchmark":
        return
    mine = [item for item in items if item.get_closest_marker("benchmark")]
    if mine:
        config.hook.pytest_deselected(items=mine)
        items[:] = [item for item in items if item not in mine]


def pytest_terminal_summary(terminalreporter):
    for line in tables.lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def database(django_db_blocker, tmp_path_factory):
    """A database that keeps what is written: real transactions, no roll-back."""
    if connection.vendor == "sqlite":
        # A file, as on a site, and so that another process can read it.
        name = tmp_path_factory.mktemp("database") / "bench.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        yield
        teardown_databases(made, verbosity=0)


# For as long as the timings run.
SECRET_KEY = "kJ8f-Qz3vN1xW7cR5tY9uB2mE4aS6dG0hL_pO-iUyTrEwQaZxSw"


@pytest.fixture(scope="session")
def environ(database, tmp_path_factory):
    """The environment of another process that works on the same database."""
    return {
        **production(connection.settings_dict, SECRET_KEY),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "BENCH_TEMPLATES": str(worlds.TEMPLATES),
        "BENCH_STATIC": str(tmp_path_factory.mktemp("static")),
    }


@pytest.fixture(scope="session")
def site(environ):
    """The same settings in this process, where queries are counted."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        production = importlib.import_module("tests.benchmarks.settings")
    names = ("MIDDLEWARE", "STORAGES", "STATIC_ROOT", "TEMPLATES", "ROOT_URLCONF")
    changed = override_settings(
        SECRET_KEY=production.SECRET_KEY,
        **{name: getattr(production, name) for name in names},
        # Brotli takes half a minute over what nobody measures here.
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=["js", "css", "svg", "txt", "map"],
    )
    with changed:
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.fixture(scope="session")
def world(site):
    return worlds.build()


@pytest.fixture(scope="session")
def served(world, environ, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "gunicorn.log"
    found = Served(environ, world.server.browser, log)
    yield found
    found.close()


@pytest.fixture
def report():
    return tables.add
