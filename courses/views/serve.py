"""The short way to a lesson page.

Wagtail finds a page by walking the tree, several queries a level. A lesson is found
here in one query, joined with its stored body, and handed to Wagtail's own ``serve`` as
the route that it would have found: hooks, restrictions and methods stay Wagtail's.
Whatever the short cut does not find (another site, another kind of page, a redirect,
an unpublished page) takes Wagtail's way.
"""

from django.utils import translation
from wagtail.models import Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from courses.models import LessonPage

# Read only by authors and schedules. Fields of every base page alone: a host's may lack
# others that Wagtail's own has (menus, search description), and may add some.
NOT_SHOWN = (
    "body",
    "minimum_minutes",
    "required",
    "draft_title",
    "first_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "has_unpublished_changes",
    "go_live_at",
    "expire_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
)


def serve(request, path):
    lesson = find_lesson(path)
    if lesson is not None:
        # The name under which Wagtail itself remembers a request's route; a test pins it.
        request._wagtail_route_for_request = RouteResult(lesson)
    return wagtail_serve(request, path)


def find_lesson(path: str) -> LessonPage | None:
    """The live lesson at an address, body deferred, or None. One query at most."""
    parts = [part for part in path.split("/") if part]
    root = _only_root()
    if root is None or len(parts) < 3:
        return None
    # The slug has an index, the path has none: both belong in the filter.
    rows = LessonPage.objects.filter(
        slug=parts[-1], url_path=f"{root}{'/'.join(parts)}/", live=True
    )
    rows = rows.select_related("stored_body").defer(*NOT_SHOWN).order_by()
    return next(iter(rows[:1]), None)


def _only_root() -> str | None:
    """Root path of the site, where there is just one (for the language in use)."""
    roots = Site.get_site_root_paths()
    if len(roots) > 1:
        language = translation.get_language()
        roots = [root for root in roots if root.language_code == language]
        if len({root.site_id for root in Site.get_site_root_paths()}) > 1:
            return None
    return roots[0].root_path if len(roots) == 1 else None
