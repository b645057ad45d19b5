import pytest
from django.core.cache import cache

from cms import site_setup

PASSWORD = "lateral-sulcus-7"


@pytest.fixture(autouse=True)
def fresh_cache():
    """allauth counts tries in the cache; each test starts at none."""
    cache.clear()


@pytest.fixture
def site(db):
    site_setup.create_pages(site_name="SOT Academy", site_url="http://localhost:8000")


@pytest.fixture
def learner(db):
    return site_setup.create_person(
        email="lena@example.org",
        password=PASSWORD,
        first_name="Lena",
        last_name="Learner",
    )


@pytest.fixture
def admin(db):
    return site_setup.create_person(
        email="ada@example.org",
        password=PASSWORD,
        first_name="Ada",
        last_name="Admin",
        is_superuser=True,
        is_staff=True,
    )
