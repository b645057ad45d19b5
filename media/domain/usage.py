"""Whether a figure or reference may be deleted, and why not."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from wagtail.models import ReferenceIndex

from media.models import Figure, FigureVersion


def is_used(obj: Any) -> bool:
    """Say whether a page, block or snippet shows or cites ``obj``."""
    return ReferenceIndex.get_references_to(obj).exists()


def is_pinned(figure: Figure) -> bool:
    """Say whether records rest on a version of ``figure``, so that it has to stay."""
    versions = FigureVersion.objects.filter(figure=figure)
    collector = Collector(using=versions.db)
    try:
        collector.collect(versions)
    except ProtectedError:
        return True
    return False
