"""The site's style: one file, nothing left to import."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from cms.staticfiles import joined

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = sorted(
    str(path.relative_to(folder))
    for app in ("media", "quizzes", "quizzes/trainers", "courses")
    for folder in [ROOT / app / "static"]
    for path in folder.glob("ce_*/*.css")
    if not path.name.startswith("admin")
)


@pytest.fixture
def collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    # Brotli takes half a minute over Wagtail's scripts, and changes nothing here.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "css", "svg", "txt", "map"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "cms.staticfiles.SiteStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_collected_stylesheet_is_whole(collected):
    (file,) = [path for path in collected.glob("site.*.css") if path.name != "site.css"]
    css = file.read_text()

    assert "@import" not in css
    for part in ("--fig-bone-1", ".notice__title", ".site-header", ".home-plate"):
        assert part in css
    assert css.count("{") == css.count("}")


def test_every_component_is_in_the_site_stylesheet():
    source = (ROOT / "cms" / "static" / "site.css").read_text()

    assert [name for name in COMPONENTS if f'url("{name}")' not in source] == []


def test_no_physical_sides_in_style():
    physical = re.compile(
        r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)\b"
        r"|text-align: (left|right)|float: (left|right)"
    )
    files = [
        *ROOT.glob("*/static/ce_*/*.css"),
        *ROOT.glob("*/*/static/ce_*/*.css"),
        *ROOT.glob("cms/static/**/*.css"),
    ]

    assert [path.name for path in files if physical.search(path.read_text())] == []


def test_missing_import_is_named():
    with pytest.raises(ImproperlyConfigured, match="no such file"):
        joined('@import url("gone.css");', {}.get("x", _missing))


def test_relative_url_is_refused():
    with pytest.raises(ImproperlyConfigured, match="no relative url"):
        joined('@import url("a.css");', lambda name: "a { background: url(b.png) }")


def _missing(name):
    raise ImproperlyConfigured(f"{name}: no such file")
