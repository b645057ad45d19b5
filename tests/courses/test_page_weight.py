"""What a browser fetches for a lesson of words, compressed, the first time it comes."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.core.management import call_command

from courses.domain import enrolment as enrolments
from media.domain.markdown import to_html
from tests.courses.factories import NOW, make_learner, make_small_course

pytestmark = pytest.mark.django_db
LESSONS = Path(__file__).resolve().parents[2] / "courses/curriculum/sot/lessons"
KILOBYTE = 1000
MOST_BYTES = 60 * KILOBYTE
MOST_REQUESTS = 8
IMPORT = re.compile(r"""\b(?:import|from)\s*\(?\s*["']([^"']+)["']""")
MARKER = re.compile(r"\[\[(?:[^\]|]+\|)?([^\]|]+)\]\]|\[\^[^\]]+\]")
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")


@pytest.fixture
def collected(tmp_path, settings):
    """Static files as production serves them; the administration's are left out."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "cms.staticfiles.SiteStaticFilesStorage"},
    }
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "css", "svg"]
    settings.MIDDLEWARE = [
        "django.middleware.gzip.GZipMiddleware",
        *settings.MIDDLEWARE,
    ]
    ignored = ["wagtail*", "rest_framework*", "django_*", "admin*", "account*"]
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=ignored
    )
    return tmp_path


class Resources(HTMLParser):
    """Addresses of what a browser fetches with a page, in order."""

    def __init__(self):
        super().__init__()
        self.urls = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        wanted = {"stylesheet", "icon", "preload", "modulepreload"}
        if tag == "link" and wanted & set((found.get("rel") or "").split()):
            self.urls.append(found["href"])
        elif tag in {"script", "img", "source", "iframe"} and found.get("src"):
            self.urls.append(found["src"])


def closure(html, root):
    """Sizes by address of everything that the page leads a browser to fetch."""
    parser = Resources()
    parser.feed(html)
    waiting, sizes = list(parser.urls), {}
    while waiting:
        url = waiting.pop(0)
        if url in sizes or url.startswith(("data:", "#")):
            continue
        assert url.startswith("/static/"), f"{url} is fetched from elsewhere"
        content = (root / url.removeprefix("/static/")).read_bytes()
        sizes[url] = len(gzip.compress(content, 9, mtime=0))
        pattern = {".js": IMPORT, ".css": CSS_URL}.get(Path(url).suffix)
        if pattern:
            waiting += [urljoin(url, to) for to in pattern.findall(content.decode())]
    return sizes


def longest_lesson():
    """The words of the longest lesson that comes with the site, links taken out."""
    texts = [path.read_text().split("---\n", 2)[2] for path in LESSONS.glob("*.md")]
    return to_html(MARKER.sub(r"\1", max(texts, key=len)))


def test_lesson_without_pictures_is_light(client, collected):
    course, [lesson, _other] = make_small_course()
    lesson.body = [("prose", {"text": longest_lesson(), "notes": []})]
    lesson.save_revision().publish()
    learner = make_learner()
    enrolments.enrol(learner=learner, course=course, at=NOW)
    client.force_login(learner)

    response = client.get(lesson.url, headers={"accept-encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    page = len(response.content)
    sizes = closure(gzip.decompress(response.content).decode(), collected)
    told = {"page": page, **sizes}
    assert page + sum(sizes.values()) <= MOST_BYTES, told
    assert 1 + len(sizes) <= MOST_REQUESTS, told
    assert any("/site." in url for url in sizes), told
