"""Whether what this site stands on answers: database, cache, storage."""

import logging
import uuid

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request):
    """200 when everything answers, else 503 with the name of what doesn't.

    Reasons go to the log only: the answer can be read by anyone.
    """
    answers = {
        "database": _answers("database", _database),
        "cache": _answers("cache", _cache),
        "storage": _answers("storage", _storage),
    }
    healthy = all(answers.values())
    return JsonResponse(
        {
            "status": "ok" if healthy else "failing",
            "checks": {
                name: "ok" if answer else "failing" for name, answer in answers.items()
            },
        },
        status=200 if healthy else 503,
    )


def _answers(name, check):
    try:
        check()
    except Exception:
        # Whatever it is, it does not answer.
        logger.exception("Health check failed: %s", name)
        return False
    return True


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _cache():
    key, value = "sot_site.healthz", uuid.uuid4().hex
    cache.set(key, value, timeout=30)
    if cache.get(key) != value:
        raise RuntimeError("The cache did not give back what it was given.")


def _storage():
    name = default_storage.save(f"healthz-{uuid.uuid4().hex}", ContentFile(b"ok"))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"ok":
                raise RuntimeError("The storage did not give back what it was given.")
    finally:
        default_storage.delete(name)
