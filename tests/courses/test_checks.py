import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import clear_url_caches, include, path
from wagtail import urls as wagtail_urls

from courses import checks


class Urls:
    """Stands in for a URL module."""

    def __init__(self, *patterns):
        self.urlpatterns = list(patterns)


@pytest.fixture
def site():
    """Returns a function that asks the checks of a site with some addresses."""

    def ask(*patterns, **settings):
        with override_settings(ROOT_URLCONF=Urls(*patterns), **settings):
            clear_url_caches()
            return [found.id for found in checks.check_addresses()]

    yield ask
    clear_url_caches()


OURS = [
    path("learn/", include("courses.urls")),
    path("quizzes/", include("quizzes.urls")),
    path("library/", include("media.urls")),
]
PAGES = path("", include(wagtail_urls))
SIGN_IN = {"WAGTAIL_FRONTEND_LOGIN_URL": "/learn/"}


def test_the_reference_site_is_silent():
    call_command("check", "--fail-level", "WARNING")


def test_missing_addresses_are_errors(site):
    assert site(PAGES, WAGTAIL_FRONTEND_LOGIN_URL="/accounts/login/") == [
        "ce_courses.E001",
        "ce_courses.E002",
        "ce_courses.E004",
        "ce_courses.W001",
        "ce_courses.W002",
    ]


def test_the_long_way_to_lessons_is_a_warning(site):
    assert site(*OURS, PAGES, **SIGN_IN) == ["ce_courses.W001"]


def test_a_site_without_pages_needs_no_short_way(site):
    assert site(*OURS, **SIGN_IN) == []


@pytest.mark.parametrize("address", ["/nowhere/", "no-such-name"])
def test_a_sign_in_page_that_is_not_there(site, address):
    found = site(*OURS, WAGTAIL_FRONTEND_LOGIN_URL=address)

    assert found == ["ce_courses.W002"]


def test_a_sign_in_page_in_the_page_tree(site):
    found = site(*OURS, PAGES, WAGTAIL_FRONTEND_LOGIN_URL="/welcome/sign-in/")

    assert found == ["ce_courses.W001"]


def test_a_sign_in_page_on_another_server(site):
    away = "https://id.example.org/login"

    assert site(*OURS, WAGTAIL_FRONTEND_LOGIN_URL=away) == []


def test_naive_times_are_an_error():
    assert checks.check_time_zones() == []
    with override_settings(USE_TZ=False):
        assert [e.id for e in checks.check_time_zones()] == ["ce_courses.E003"]


@pytest.mark.parametrize(
    ("vendor", "options", "expected"),
    [
        ("sqlite", {}, ["ce_courses.W003"]),
        ("sqlite", {"transaction_mode": "DEFERRED"}, ["ce_courses.W003"]),
        ("sqlite", {"transaction_mode": "IMMEDIATE"}, []),
        ("postgresql", {}, []),
    ],
)
def test_sqlite_that_starts_transactions_late(monkeypatch, vendor, options, expected):
    class Connection:
        settings_dict = {"OPTIONS": options}

    Connection.vendor = vendor
    monkeypatch.setattr(checks, "connections", {"default": Connection})

    found = checks.check_sqlite(databases=["default"])

    assert [warning.id for warning in found] == expected
