"""The short way to a lesson or a quiz of a course.

Wagtail finds a page by walking the tree, several queries a level. A lesson is found
here in one query, joined with its stored body, a quiz in one with its course (after the
lesson's, unless something is posted, as only quizzes take it), and handed to Wagtail's own ``serve`` as the route that it would have found: hooks, restrictions and
methods stay Wagtail's. Whatever the short cut does not find (another site, another kind
of page, a redirect, an unpublished page) takes Wagtail's way.
"""

from django.utils import translation
from wagtail.models import Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from courses.domain import access
from courses.models import LessonPage
from quizzes.models import QuizPage

# Read only by authors and schedules. Fields of every base page alone: a host's may lack
# others that Wagtail's own has (menus, search description), and may add some.
NOT_SHOWN = (
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
NOT_SHOWN_OF_LESSONS = (*NOT_SHOWN, "body", "minimum_minutes", "required")


def serve(request, path):
    page = find(path, quiz_first=request.method == "POST")
    if page is not None:
        # The name under which Wagtail itself remembers a request's route; a test pins it.
        request._wagtail_route_for_request = RouteResult(page)
    return wagtail_serve(request, path)


def find(path: str, *, quiz_first: bool = False) -> LessonPage | QuizPage | None:
    """The live lesson at an address, body deferred, or the course's quiz, or None."""
    parts = [part for part in path.split("/") if part]
    root = _only_root()
    if root is None or len(parts) < 3:
        return None
    # The slug has an index, the path has none: both belong in the filter.
    here = {"slug": parts[-1], "url_path": f"{root}{'/'.join(parts)}/", "live": True}
    if quiz_first:
        return _quiz(here) or _lesson(here)
    return _lesson(here) or _quiz(here)


def _lesson(here) -> LessonPage | None:
    lessons = LessonPage.objects.select_related("stored_body")
    return _first(lessons.defer(*NOT_SHOWN_OF_LESSONS).filter(**here))


def _quiz(here) -> QuizPage | None:
    quizzes = access.with_course(QuizPage.objects.defer(*NOT_SHOWN))
    quiz = _first(quizzes.filter(**here))
    # A quiz elsewhere may lie beneath pages that give ``route()`` a meaning.
    return quiz if quiz is not None and access.remember_course(quiz) else None


def _first(rows):
    return next(iter(rows.order_by()[:1]), None)


def _only_root() -> str | None:
    """Root path of the site, where there is just one (for the language in use)."""
    roots = Site.get_site_root_paths()
    if len(roots) > 1:
        language = translation.get_language()
        roots = [root for root in roots if root.language_code == language]
        if len({root.site_id for root in Site.get_site_root_paths()}) > 1:
            return None
    return roots[0].root_path if len(roots) == 1 else None
