"""Sign-up, sign-in, reset, profile."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from courses.domain import people

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "first_name": "Noor",
    "last_name": "Novak",
    "email": "Noor@Example.org",
    "password1": PASSWORD,
}


def test_sign_up_keeps_name_and_lower_case_address(client):
    response = client.post(reverse("account_signup"), SIGN_UP)

    user = User.objects.get()
    assert (user.first_name, user.last_name, user.email) == (
        "Noor",
        "Novak",
        "noor@example.org",
    )
    assert response.headers["Location"] == reverse("ce_courses:my-learning")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_sends_a_message_to_confirm(client, mailoutbox):
    client.post(reverse("account_signup"), SIGN_UP)

    (mail,) = mailoutbox
    assert mail.to == ["noor@example.org"]
    assert mail.subject == "Please confirm your address for SOT Academy"
    link = re.search(r"http://\S+", mail.body).group()
    assert client.post(link).status_code == 302
    assert User.objects.get().emailaddress_set.get().verified


@pytest.mark.parametrize("missing", ["first_name", "last_name", "email", "password1"])
def test_sign_up_incomplete(client, missing):
    response = client.post(reverse("account_signup"), {**SIGN_UP, missing: ""})

    assert "Please look at what is marked below." in response.text
    assert not User.objects.exists()


def test_sign_up_twice_says_what_to_do(client, learner):
    other = client.post(reverse("account_signup"), {**SIGN_UP, "email": learner.email})

    assert "There is an account with this address already" in other.text
    assert User.objects.count() == 1


def test_sign_up_twice_with_confirmed_addresses_tells_nobody(
    client, learner, mailoutbox, settings
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    other = client.post(reverse("account_signup"), {**SIGN_UP, "email": learner.email})

    assert other.headers["Location"] == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert mailoutbox[0].subject == "You have an account on SOT Academy"


def test_sign_in_by_address_in_any_case(client, learner):
    response = client.post(
        reverse("account_login"), {"login": "LENA@example.org", "password": PASSWORD}
    )

    assert response.headers["Location"] == reverse("ce_courses:my-learning")


def test_sign_in_returns_to_where_one_came_from(client, learner):
    response = client.post(
        reverse("account_login"),
        {"login": learner.email, "password": PASSWORD, "next": "/learn/glossary/"},
    )

    assert response.headers["Location"] == "/learn/glossary/"


def test_sign_in_never_leads_elsewhere(client, learner):
    response = client.post(
        reverse("account_login"),
        {"login": learner.email, "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert response.headers["Location"] == reverse("ce_courses:my-learning")


def test_sign_in_wrong(client, learner):
    response = client.post(
        reverse("account_login"), {"login": learner.email, "password": "wrong"}
    )

    assert response.status_code == 200
    assert "notice--stop" in response.text


def test_sign_in_tried_too_often(client, learner):
    for _try in range(12):
        response = client.post(
            reverse("account_login"), {"login": learner.email, "password": "wrong"}
        )

    good = {"login": learner.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), good).status_code != 302
    assert "Too many" in response.text or response.status_code == 429


def test_password_reset(client, learner, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": learner.email})
    link = re.search(r"http://\S+", mailoutbox[0].body).group()
    form = client.get(link, follow=True)
    new = "foramen-magnum-9"

    response = client.post(
        form.redirect_chain[-1][0], {"password1": new, "password2": new}
    )

    assert response.status_code == 302
    learner.refresh_from_db()
    assert learner.check_password(new)


def test_password_reset_link_works_once(client, learner, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": learner.email})
    link = re.search(r"http://\S+", mailoutbox[0].body).group()
    learner.set_password("changed-since-4")
    learner.save()

    response = client.get(link, follow=True)

    assert "This link has had its day" in response.text


def test_password_reset_for_unknown_address_looks_the_same(client, learner, mailoutbox):
    known = client.post(reverse("account_reset_password"), {"email": learner.email})
    other = client.post(reverse("account_reset_password"), {"email": "no@example.org"})

    assert (known.status_code, known.headers["Location"]) == (
        other.status_code,
        other.headers["Location"],
    )
    assert mailoutbox[1].subject == "Your question to SOT Academy"


def test_sign_out_needs_a_post(client, learner):
    client.force_login(learner)

    assert "What you have done so far is saved." in client.get("/accounts/logout/").text
    assert client.session["_auth_user_id"] == str(learner.pk)
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_inactive_person_is_told(client, learner):
    learner.is_active = False
    learner.save()

    response = client.post(
        reverse("account_login"),
        {"login": learner.email, "password": PASSWORD},
        follow=True,
    )

    assert "This account is closed" in response.text


def test_profile_saved(client, learner):
    client.force_login(learner)

    response = client.post(
        reverse("sot_site:profile"),
        {"first_name": "Lea", "last_name": "L.", "time_zone": "America/Chicago"},
        follow=True,
    )

    learner.refresh_from_db()
    assert (learner.first_name, learner.time_zone) == ("Lea", "America/Chicago")
    assert "Your profile is saved." in response.text


def test_profile_unknown_zone(client, learner):
    client.force_login(learner)

    response = client.post(
        reverse("sot_site:profile"),
        {"first_name": "Lea", "last_name": "L.", "time_zone": "Mars/Olympus"},
    )

    assert "field__error" in response.text
    learner.refresh_from_db()
    assert learner.time_zone == "UTC"


def test_profile_needs_sign_in(client):
    response = client.get(reverse("sot_site:profile"))

    assert response.headers["Location"].startswith("/accounts/login/?next=")


def test_times_in_the_zone_of_the_profile(client, learner, monkeypatch):
    from cms.accounts import views

    seen = []
    real = views.render

    def spy(*args, **kwargs):
        seen.append(timezone.get_current_timezone_name())
        return real(*args, **kwargs)

    monkeypatch.setattr(views, "render", spy)
    learner.time_zone = "Asia/Kolkata"
    learner.save()
    client.force_login(learner)

    client.get(reverse("sot_site:profile"))

    assert seen == ["Asia/Kolkata"]
    assert timezone.get_current_timezone_name() == "UTC"


def test_zone_that_left_the_machine_falls_back(client, learner):
    User.objects.filter(pk=learner.pk).update(time_zone="Gone/Zone")
    client.force_login(learner)

    response = client.get(reverse("sot_site:profile"))

    assert '<option value="Gone/Zone" selected>' in response.text


def test_closing_asks_the_office(client, learner, mailoutbox):
    client.force_login(learner)

    client.post(reverse("sot_site:close-account"))

    (mail,) = mailoutbox
    assert mail.to == ["office@example.org"]
    assert mail.reply_to == [learner.email]
    assert User.objects.get(pk=learner.pk).is_active


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
        "account_inactive",
    ],
)
def test_entrance_page_in_the_sites_look(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "site-header" in response.text


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "sot_site:profile",
        "sot_site:close-account",
    ],
)
def test_own_page_in_the_sites_look(client, learner, name):
    client.force_login(learner)

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "site-header" in response.text


@pytest.mark.usefixtures("site")
def test_user_bar_only_for_those_who_may(client, learner, admin):
    client.force_login(learner)
    assert "wagtail-userbar" not in client.get("/").text
    assert "Administration" not in client.get("/").text

    client.force_login(admin)
    assert "wagtail-userbar" in client.get("/").text
    assert "Administration" in client.get("/").text


def test_admin_sends_to_the_sites_sign_in(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"


def test_password_of_an_account_without_one(client, learner):
    learner.set_unusable_password()
    learner.save()
    client.force_login(learner)

    assert client.get(reverse("account_set_password")).status_code == 200


def test_person_made_anonymous_leaves_nothing_on_the_site(client, learner, admin):
    learner.time_zone = "Asia/Kolkata"
    learner.save()
    client.force_login(learner)

    people.anonymise(user=learner, by=admin, at=timezone.now())

    learner.refresh_from_db()
    assert (learner.get_full_name(), learner.time_zone) == ("", "UTC")
    assert not learner.emailaddress_set.exists()
    assert client.get(reverse("sot_site:profile")).status_code == 302  # signed out
