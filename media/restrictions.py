"""Who may see a page at all, by Wagtail's own view restrictions."""

from django.db.models import Q
from wagtail.models import PageViewRestriction


class RestrictionsInOneQuery:
    """``get_view_restrictions`` by path instead of by ancestors: one query, not two."""

    def get_view_restrictions(self):
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        paths = [self.path[:step] for step in steps]
        return PageViewRestriction.objects.filter(
            Q(page__path__in=paths) | Q(page__aliases__path__in=paths)
        ).distinct()
