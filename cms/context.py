"""What every page of the site has in its context."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        # Lazy: a fragment that is rendered without the frame asks for nothing.
        "site_nav": SimpleLazyObject(lambda: navigation(request.path)),
    }


def navigation(path):
    """The site's places, the one that a path lies in marked."""
    places = [
        (_("Courses"), "/courses/"),
        (_("My learning"), reverse("ce_courses:my-learning")),
        (_("Glossary"), reverse("ce_courses:glossary")),
        (_("Search"), reverse("ce_courses:search")),
    ]
    # The longest address that the path begins with: /learn/search/ is not "My learning".
    inside = [url for _label, url in places if path.startswith(url)]
    here = max(inside, key=len, default=None)
    return [
        {
            "label": label,
            "url": url,
            "current": (url == here) and ("page" if url == path else "true"),
        }
        for label, url in places
    ]
