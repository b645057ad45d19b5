"""Tags by their names, found or made a few queries at a time."""

import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Lower
from taggit.models import Tag


def find_or_make(names: Iterable[str]) -> dict[str, Tag]:
    """Return the tag of each name by its casefolded form; none is made a second time.

    A tag that is written with other capitals is the same. At most three queries.
    """
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(name.casefold(), name)
    if not wanted:
        return {}
    lowered = [name.lower() for name in wanted.values()]
    known = Tag.objects.annotate(low=Lower("name")).filter(
        Q(name__in=wanted.values()) | Q(low__in=lowered)
    )
    found = {tag.name.casefold(): tag for tag in known.order_by("-pk")}
    new = [Tag(name=name) for low, name in wanted.items() if low not in found]
    _give_slugs(new)
    for tag in Tag.objects.bulk_create(new):
        found[tag.name.casefold()] = tag
    return found


def _give_slugs(tags: list[Tag]) -> None:
    if not tags:
        return
    for tag in tags:
        # A name without letters has no slug of its own.
        tag.slug = tag.slugify(tag.name)[:100] or f"tag-{uuid.uuid4().hex[:12]}"
    known = Tag.objects.filter(slug__in=[tag.slug for tag in tags])
    taken = set(known.values_list("slug", flat=True))
    for tag in tags:
        if tag.slug in taken:
            tag.slug = f"{tag.slug[:80]}-{uuid.uuid4().hex[:12]}"
        taken.add(tag.slug)
