import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache

from courses.domain import outline, roles
from tests.courses.factories import (
    make_small_course,
    make_user,
)


@pytest.fixture(autouse=True)
def _fresh_caches():
    """What one test kept must not answer for the next."""
    cache.clear()
    outline._KEPT.clear()


@pytest.fixture
def officer(client):
    roles.create_roles()
    user = make_user(first_name="Olu", last_name="Ade")
    user.groups.add(Group.objects.get(name="Records officers"))
    client.force_login(user)
    return user


@pytest.fixture
def course(db):
    return make_small_course(title="SOT Foundations")[0]
