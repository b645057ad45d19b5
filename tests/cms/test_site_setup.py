"""manage.py setup and demo: a site from an empty database, any number of times."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from cms.accounts.models import User
from cms.management.commands import runserver
from cms.models import HomePage
from courses.models import CourseIndexPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_admin_in_the_environment(monkeypatch):
    monkeypatch.delenv("ADMIN_EMAIL", raising=False)
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)


def test_setup_makes_a_site(client, settings):
    settings.SITE_URL = "https://courses.example.org"

    call_command("setup", no_input=True)

    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name) == (
        "courses.example.org",
        443,
        "SOT Academy",
    )
    assert site.root_page.specific == HomePage.objects.get()
    assert "Welcome" not in list(Page.objects.values_list("title", flat=True))
    assert client.get("/courses/").status_code == 200
    assert {"Learners", "Instructors"} <= set(
        Group.objects.values_list("name", flat=True)
    )


def test_setup_again_keeps_what_editors_did(settings):
    call_command("setup", no_input=True)
    home = HomePage.objects.get()
    home.title = "Our own words"
    home.save_revision().publish()
    settings.SITE_URL = "http://localhost:9000"

    call_command("setup", no_input=True)

    assert HomePage.objects.get().title == "Our own words"
    assert Site.objects.get().port == 9000
    assert CourseIndexPage.objects.count() == 1


def test_setup_first_administrator(monkeypatch, client):
    monkeypatch.setenv("ADMIN_PASSWORD", "os-sacrum-et-occiput")

    call_command("setup", no_input=True, email="Ada@Example.org")
    call_command("setup", no_input=True, email="other@example.org")

    user = User.objects.get()
    assert (user.email, user.is_superuser) == ("ada@example.org", True)
    assert user.emailaddress_set.get().verified


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("ada", "os-sacrum-et-occiput", "is not an e-mail address"),
        ("ada@example.org", "", "ADMIN_PASSWORD is not set"),
        ("ada@example.org", "12345678", "too common"),
    ],
)
def test_setup_administrator_refused(monkeypatch, email, password, message):
    monkeypatch.setenv("ADMIN_PASSWORD", password)

    with pytest.raises(CommandError, match=message):
        call_command("setup", no_input=True, email=email)

    assert not User.objects.exists()


def test_setup_never_promotes_a_learner(monkeypatch, learner):
    monkeypatch.setenv("ADMIN_PASSWORD", "os-sacrum-et-occiput")

    with pytest.raises(CommandError, match="not an administrator"):
        call_command("setup", no_input=True, email=learner.email)


def test_demo_refuses_outside_local_settings(settings):
    settings.DEMO_ACCOUNTS = False

    with pytest.raises(CommandError, match="only the local settings"):
        call_command("demo")

    assert not User.objects.exists()


def test_demo_accounts_twice(settings, capsys):
    settings.DEMO_ACCOUNTS = True
    call_command("demo", accounts_only=True)
    User.objects.filter(email="learner@example.org").update(first_name="Renamed")

    call_command("demo", accounts_only=True)

    assert User.objects.count() == 5
    learner = User.objects.get(email="learner@example.org")
    assert learner.first_name == "Renamed"
    assert [group.name for group in learner.groups.all()] == ["Learners"]
    assert "sacrum-to-occiput" in capsys.readouterr().out


def test_server_ends_its_greeting_with_address_and_accounts(settings):
    settings.DEMO_ACCOUNTS = True
    out = io.StringIO()

    runserver.Command(stdout=out).on_bind(8001)

    greeting = out.getvalue()
    assert "learner@example.org" in greeting
    assert greeting.splitlines()[-1].startswith(f"{settings.SITE_NAME} runs on http://")
    assert "localhost:8001/" in greeting
