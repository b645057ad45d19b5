"""Whether a figure, video or reference may be deleted, and what rests on it."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from wagtail.models import ReferenceIndex

from media.models import AbstractFigure, FigureVersion


def is_used(obj: Any) -> bool:
    """Say whether a page, block, snippet or record rests on ``obj``."""
    return ReferenceIndex.get_references_to(obj).exists() or bool(holders(obj))


def holders(obj: Any) -> list[Any]:
    """Return the rows whose keys keep ``obj`` from being deleted.

    A figure's own versions do not count, because they go with it; what holds one of
    them does (a question that was published with the figure).
    """
    found = _protected(obj)
    if isinstance(obj, AbstractFigure):
        found = [row for row in found if not isinstance(row, FigureVersion)]
        found += _protected(*FigureVersion.objects.filter(figure=obj))
    return found


def _protected(*objects: Any) -> list[Any]:
    if not objects:
        return []
    collector = Collector(using=objects[0]._state.db)
    try:
        collector.collect(list(objects))
    except ProtectedError as error:
        return list(error.protected_objects)
    return []
