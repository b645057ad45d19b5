import pytest

from quizzes.exchange import formats
from tests.quizzes.factories import make_admin, make_bank

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
