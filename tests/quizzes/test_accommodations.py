"""Accommodations in the admin: who grants them, and that they stay as they are."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data

from media.models.append_only import AppendOnlyError
from quizzes.domain import accommodations, queries
from quizzes.models import Accommodation
from tests.counting import counted_queries
from tests.quizzes.factories import (
    make_admin,
    make_questions,
    make_quiz,
    make_user,
    start,
)

pytestmark = pytest.mark.django_db

URL = "/admin/quiz_accommodations/"


@pytest.fixture
def staff(client):
    admin = make_admin(first_name="Olu", last_name="Officer")
    client.force_login(admin)
    client.user = admin
    return client


@pytest.fixture
def quiz():
    return make_quiz(make_questions(1))


def granted(learner, page, **fields):
    values = {
        "learner_name": learner.email,
        "quiz": page.pk,
        "time_factor": "1.5",
        "extra_attempts": "1",
        "opens_at": "",
        "closes_at": "2026-04-01 17:00",
        "reason": "Certificate of March 2.",
    }
    return nested_form_data({**values, **fields})


def grant(learner, quiz, **fields):
    values = {"time_factor": Decimal("1.5"), "reason": "Certificate of March 2."}
    return Accommodation.objects.create(
        learner=learner,
        quiz_key=quiz.quiz_key,
        quiz_title=quiz.title,
        granted_at=timezone.now(),
        **{**values, **fields},
    )


def test_staff_grant_with_a_reason(staff, quiz):
    learner = make_user()

    response = staff.post(f"{URL}new/", granted(learner, quiz), follow=True)

    row = Accommodation.objects.get()
    assert (row.learner, row.granted_by) == (learner, staff.user)
    assert (row.quiz_key, row.quiz_title) == (quiz.quiz_key, quiz.title)
    assert (row.time_factor, row.extra_attempts) == (Decimal("1.5"), 1)
    assert row.closes_at == dt.datetime(2026, 4, 1, 17, tzinfo=dt.UTC)
    assert "It holds for attempts that start from now on." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("learner_name", "nobody@example.org", "Nobody signs in with this name."),
        ("reason", "", "This field is required."),
        ("reason", "   ", "This field is required."),
        ("time_factor", "0.5", "greater than or equal to 1"),
        ("time_factor", "9", "less than or equal to 5"),
        ("extra_attempts", "-1", "greater than or equal to 0"),
        ("quiz", "", "This field is required."),
        ("opens_at", "2026-05-01 08:00", "It closes after it opens."),
    ],
)
def test_what_can_not_be_granted_is_said(staff, quiz, field, value, message):
    data = granted(make_user(), quiz, **{field: value})

    page = staff.post(f"{URL}new/", data)

    assert message in page.content.decode()
    assert not Accommodation.objects.exists()


def test_log_lists_everything_that_was_granted(staff, quiz):
    learner = make_user(first_name="Beatriz", last_name="Osei")
    grant(learner, quiz, granted_by=staff.user)
    grant(learner, quiz, time_factor=1, extra_attempts=2, reason="Taken back.")

    page = staff.get(URL).content.decode()

    assert page.count("Beatriz Osei") == 2
    for text in (
        "× 1.5",
        "+ 2",
        "Certificate of March 2.",
        "Taken back.",
        "Olu Officer",
    ):
        assert text in page


@pytest.mark.parametrize("action", ["edit/{pk}/", "delete/{pk}/"])
def test_nothing_that_was_granted_is_changed(staff, quiz, action):
    row = grant(make_user(), quiz)

    response = staff.post(f"{URL}{action.format(pk=row.pk)}", {"reason": "Forged"})

    assert response.status_code == 302
    assert Accommodation.objects.get().reason == "Certificate of March 2."


def test_form_is_filled_in_from_an_attempt(staff, quiz):
    learner = make_user()
    attempt = start(quiz, learner, at=timezone.now())

    page = staff.get(f"{URL}new/?attempt={attempt.pk}").content.decode()

    assert f'value="{learner.email}"' in page
    assert quiz.title in page


@pytest.mark.parametrize("value", ["", "x", "0", "99999999999999999999", "-1"])
def test_form_opens_whatever_the_address_says(staff, value):
    assert staff.get(f"{URL}new/?attempt={value}").status_code == 200


def test_permission_is_needed(client, quiz):
    person = make_user()
    learner = make_user()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    assert client.get(URL).status_code == 302
    assert client.post(f"{URL}new/", granted(learner, quiz)).status_code == 302
    assert not Accommodation.objects.exists()

    person.user_permissions.add(
        Permission.objects.get(codename="view_accommodation"),
    )
    assert client.get(URL).status_code == 200
    assert client.post(f"{URL}new/", granted(learner, quiz)).status_code == 302
    assert not Accommodation.objects.exists()

    person.user_permissions.add(Permission.objects.get(codename="add_accommodation"))
    client.post(f"{URL}new/", granted(learner, quiz))
    assert Accommodation.objects.count() == 1


def test_who_may_not_see_attempts_learns_nothing_from_the_form(client, quiz):
    person, learner = make_user(), make_user()
    for codename in ("access_admin", "add_accommodation"):
        person.user_permissions.add(Permission.objects.get(codename=codename))
    attempt = start(quiz, learner, at=timezone.now())
    client.force_login(person)

    page = client.get(f"{URL}new/?attempt={attempt.pk}").content.decode()

    assert learner.email not in page


@pytest.mark.parametrize("count", [1, 10])
def test_log_costs_the_same_for_few_and_many(staff, quiz, count):
    for _ in range(count):
        grant(make_user(), quiz, granted_by=staff.user)
    staff.get(URL)

    with counted_queries() as queries:
        staff.get(URL)

    assert len(queries) <= 10, queries


# Personal data


def test_reasons_of_one_person_are_forgotten_and_the_record_stays(staff, quiz):
    ana, ben = make_user(), make_user(first_name="Ben")
    for person in (ana, ana, ben):
        staff.post(f"{URL}new/", granted(person, quiz, reason="Epilepsy."))
    told = [
        row
        for row in Accommodation.objects.order_by("pk").values()
        if row.pop("reason") == "Epilepsy."
    ]

    accommodations.forget_reasons(learner=ana)
    accommodations.forget_reasons(learner=ana)

    reasons = dict(Accommodation.objects.values_list("pk", "reason"))
    assert list(reasons.values()).count("Epilepsy.") == 1
    assert reasons[Accommodation.objects.get(learner=ben).pk] == "Epilepsy."
    now = list(Accommodation.objects.order_by("pk").values())
    assert [{**row, "reason": ""} for row in now] == [
        {**row, "reason": ""} for row in told
    ]
    holds = queries.accommodation_for(learner=ana, quiz_key=quiz.quiz_key)
    assert (holds.time_factor, holds.granted_by) == (Decimal("1.5"), staff.user)
    page = staff.get(URL).content.decode()
    assert page.count("Epilepsy.") == 1


def test_nothing_else_of_an_accommodation_can_be_changed(quiz):
    row = grant(make_user(), quiz)
    rows = Accommodation.objects.filter(pk=row.pk)

    for change in (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(reason="Another."),
        lambda: rows.bulk_update([row], ["reason"]),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    assert rows.get().reason == "Certificate of March 2."
