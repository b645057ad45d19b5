"""What every page of the site has in its context."""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Place(NamedTuple):
    """An entry of the navigation; ``current`` is a value of ``aria-current`` or empty."""

    label: str
    url: str
    current: str = ""


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        "site_nav": navigation(request.path),
    }


def navigation(path):
    """The site's places, the one that a path lies in marked."""
    places = _places(get_language(), get_script_prefix())
    # The longest address that the path begins with: /learn/search/ is not "My learning".
    inside = [place.url for place in places if path.startswith(place.url)]
    here = max(inside, key=len, default=None)
    current = "page" if here == path else "true"
    return tuple(
        place._replace(current=current) if place.url == here else place
        for place in places
    )


@lru_cache(maxsize=32)
def _places(language, prefix):
    return (
        Place(_("Courses"), "/courses/"),
        Place(_("My learning"), reverse("ce_courses:my-learning")),
        Place(_("Glossary"), reverse("ce_courses:glossary")),
        Place(_("Search"), reverse("ce_courses:search")),
    )
