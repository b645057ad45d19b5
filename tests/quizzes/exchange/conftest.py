import pytest

from quizzes.exchange import formats
from tests.quizzes.factories import (
    make_admin,
    make_bank,
)

from .browsing import make_writer
from .shelf import Shelf


@pytest.fixture
def shelf():
    known = formats.register(Shelf())
    yield known
    formats.unregister(known.key)


@pytest.fixture
def bank(db):
    return make_bank("Pelvis")


@pytest.fixture
def author(db):
    return make_admin()


@pytest.fixture
def writer(bank):
    return make_writer()


@pytest.fixture
def staff(client, writer):
    client.force_login(writer)
    return client
