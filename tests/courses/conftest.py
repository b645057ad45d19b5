import pytest
from django.core.cache import cache

from courses.domain import outline


@pytest.fixture(autouse=True)
def _fresh_caches():
    """What one test kept must not answer for the next."""
    cache.clear()
    outline._KEPT.clear()
