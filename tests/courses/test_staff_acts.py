"""What staff do to enrolments in the admin, each time with a reason."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.domain import enrolment as enrolments
from courses.domain import progress, roles
from courses.models import AttemptGrant, CoursePage, Enrolment, Waiver
from tests.courses.factories import (
    NOW,
    freeze,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_quiz,
    make_small_course,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    roles.create_roles()
    user = make_user(first_name="Olu", last_name="Ade")
    user.groups.add(Group.objects.get(name="Records officers"))
    client.force_login(user)
    return user


@pytest.fixture
def enrolment(db):
    """On a course of one lesson with five minutes, and a quiz."""
    course = make_course(title="SOT Foundations")
    module = make_module(course)
    make_lesson(module, "The sacrum", minimum_minutes=5)
    make_quiz(module, "Pelvis quiz")
    freeze(course)
    return enrolments.enrol(learner=make_learner(), course=course, at=NOW)


def keys(enrolment):
    """Requirement keys of the lesson and the quiz."""
    return list(progress.state_of(enrolment).standings)


def act(client, name, enrolment, **data):
    url = reverse(f"ce_enrolments:{name}", args=[enrolment.pk])
    return client.post(url, {"reason": "Asked by phone", **data}, follow=True)


def enroll(client, course, addresses, reason="Asked by phone"):
    return client.post(
        reverse("ce_enrolments:enrol"),
        {"course": course.pk, "addresses": addresses, "reason": reason},
        follow=True,
    )


def logged(enrolment):
    entries = ModelLogEntry.objects.for_instance(enrolment)
    return [(e.action, e.user, e.data["reason"]) for e in entries]


# --- enrolling ------------------------------------------------------------------------


def test_enrolling_by_address_is_logged_with_the_reason(client, officer):
    course, _lessons = make_small_course(title="SOT Foundations")
    ana, ben = make_learner("ana@example.org"), make_learner("ben@example.org")

    response = enroll(client, course, "Ana@Example.org, ben@example.org\n")

    rows = Enrolment.objects.order_by("pk")
    assert [row.learner for row in rows] == [ana, ben]
    expected = [("ce_courses.enrol", officer, "Asked by phone")]
    assert logged(rows[0]) == expected
    assert logged(rows[1]) == expected
    assert "2 people enrolled in “SOT Foundations”." in response.content.decode()


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        ("ana@example.org nobody@example.org", "Nobody has an account with"),
        ("ana@example.org closed@example.org", "The account is closed"),
        ("ana@example.org not-an-address", "Not an e-mail address"),
        ("ana@example.org ' OR 1=1 --", "Not an e-mail address"),
        ("", "required"),
        (" , ;\n", "required"),
        ("x" * 30_000, "20000"),
    ],
)
def test_an_address_that_cannot_be_used_enrols_nobody(
    client, officer, addresses, words
):
    course, _lessons = make_small_course()
    make_learner("ana@example.org")
    make_learner("closed@example.org", is_active=False)

    response = enroll(client, course, addresses)

    assert not Enrolment.objects.exists()
    text = response.content.decode()
    assert words in text
    assert "Nothing was changed." in text


def test_more_addresses_than_a_request_should_take(client, officer):
    course, _lessons = make_small_course()
    addresses = " ".join(f"p{n}@example.org" for n in range(201))

    response = enroll(client, course, addresses)

    assert "at most 200 addresses" in response.content.decode()


def test_what_was_typed_is_still_there_after_an_error(client, officer):
    course, _lessons = make_small_course()

    response = enroll(client, course, "nobody@example.org", reason="By phone, 2 March")

    text = response.content.decode()
    assert text.count("nobody@example.org") >= 2
    assert "By phone, 2 March" in text


def test_enrolling_needs_a_reason(client, officer):
    course, _lessons = make_small_course()
    make_learner("ana@example.org")

    enroll(client, course, "ana@example.org", reason="   ")

    assert not Enrolment.objects.exists()


def test_enrolling_somebody_again_changes_nothing(client, officer, enrolment):
    response = enroll(client, enrolment.course, enrolment.learner.email)

    assert Enrolment.objects.count() == 1
    text = response.content.decode()
    assert "1 person was enrolled already." in text
    assert "enrolled in" not in text


def test_an_unpublished_course_is_not_offered(client, officer):
    course, _lessons = make_small_course()
    CoursePage.objects.get(pk=course.pk).unpublish()
    make_learner("ana@example.org")

    enroll(client, course, "ana@example.org")

    assert not Enrolment.objects.exists()


# --- withdrawing ----------------------------------------------------------------------


def test_withdrawing_is_logged(client, officer, enrolment):
    act(client, "withdraw", enrolment)

    enrolment.refresh_from_db()
    assert enrolment.state == "withdrawn"
    assert logged(enrolment) == [("ce_courses.withdraw", officer, "Asked by phone")]


def test_withdrawing_needs_a_reason(client, officer, enrolment):
    response = act(client, "withdraw", enrolment, reason=" ")

    enrolment.refresh_from_db()
    assert enrolment.is_active
    assert "required" in response.content.decode()


def test_looking_at_a_form_changes_nothing(client, officer, enrolment):
    for name in ("withdraw", "grant_attempt", "waive_time", "waive_requirement"):
        url = reverse(f"ce_enrolments:{name}", args=[enrolment.pk])
        assert client.get(url).status_code == 200

    enrolment.refresh_from_db()
    assert enrolment.is_active
    assert logged(enrolment) == []


# --- granting and waiving -------------------------------------------------------------


def test_granting_an_attempt(client, officer, enrolment):
    _lesson, quiz = keys(enrolment)

    act(client, "grant_attempt", enrolment, requirement=quiz)

    grant = AttemptGrant.objects.get()
    assert (grant.requirement, grant.granted_by) == (quiz, officer)
    assert logged(enrolment) == [
        ("ce_courses.grant_attempt", officer, "Asked by phone")
    ]


def test_waiving_time(client, officer, enrolment):
    lesson, _quiz = keys(enrolment)

    act(client, "waive_time", enrolment, requirement=lesson, minutes="3")

    waiver = Waiver.objects.get()
    assert (waiver.kind, waiver.seconds) == ("time", 180)
    assert progress.state_of(enrolment).standings[lesson].seconds_left == 120


@pytest.mark.parametrize("minutes", ["", "0", "-5", "10001", "1e9", "five"])
def test_waiving_no_or_impossible_minutes(client, officer, enrolment, minutes):
    lesson, _quiz = keys(enrolment)

    response = act(client, "waive_time", enrolment, requirement=lesson, minutes=minutes)

    assert response.status_code == 200
    assert not Waiver.objects.exists()


def test_waiving_the_last_requirement_completes_the_course(client, officer, enrolment):
    for key in keys(enrolment):
        act(client, "waive_requirement", enrolment, requirement=key)

    enrolment.refresh_from_db()
    assert enrolment.is_completed
    assert len(logged(enrolment)) == 2


@pytest.mark.parametrize(
    ("name", "which"),
    [("grant_attempt", 0), ("waive_time", 1)],
)
def test_an_act_on_the_wrong_kind(client, officer, enrolment, name, which):
    key = keys(enrolment)[which]

    response = act(client, name, enrolment, requirement=key, minutes="3")

    assert "Nothing was changed." in response.content.decode()
    assert not (Waiver.objects.exists())
    assert not (AttemptGrant.objects.exists())


def test_an_act_on_a_requirement_of_another_course(client, officer, enrolment):
    _course, (lesson, _other) = make_small_course(minimum_minutes=5)

    act(client, "waive_requirement", enrolment, requirement=str(lesson.translation_key))

    assert not Waiver.objects.exists()


def test_waiving_what_is_waived_already(client, officer, enrolment):
    lesson, _quiz = keys(enrolment)
    act(client, "waive_requirement", enrolment, requirement=lesson)

    act(client, "waive_requirement", enrolment, requirement=lesson)

    assert Waiver.objects.count() == 1


def test_a_link_beside_a_lesson_chooses_it(client, officer, enrolment):
    lesson, _quiz = keys(enrolment)
    url = reverse("ce_enrolments:waive_requirement", args=[enrolment.pk])

    html = client.get(url, {"requirement": lesson}).content.decode()

    assert f'<option value="{lesson}" selected>' in html


@pytest.mark.parametrize(
    "name", ["withdraw", "grant_attempt", "waive_time", "waive_requirement"]
)
def test_an_act_that_comes_too_late(client, officer, enrolment, name):
    lesson, quiz = keys(enrolment)
    enrolments.withdraw(enrolment=enrolment, at=NOW, by=officer, reason="Asked to")

    response = act(
        client,
        name,
        enrolment,
        requirement=quiz if name == "grant_attempt" else lesson,
        minutes="3",
    )

    assert "not in progress any more" in response.content.decode()
    assert len(logged(enrolment)) == 1


def test_an_act_on_nobody(client, officer):
    assert client.get("/admin/enrollments/99999/withdraw/").status_code == 404


def test_a_form_from_elsewhere_is_refused(officer, enrolment):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    url = reverse("ce_enrolments:withdraw", args=[enrolment.pk])

    assert strict.post(url, {"reason": "Forged"}).status_code == 403


# --- each permission for itself -------------------------------------------------------


@pytest.mark.parametrize(
    ("codename", "allowed"),
    [
        ("enrol_learner", {"enrol", "withdraw"}),
        ("waive_requirement", {"grant_attempt", "waive_time", "waive_requirement"}),
        ("export_completions", set()),
    ],
)
def test_each_permission_opens_its_own_acts(client, enrolment, codename, allowed):
    clerk = make_user()
    names = ["access_admin", codename]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(clerk)

    opened = set()
    for name in ("withdraw", "grant_attempt", "waive_time", "waive_requirement"):
        url = reverse(f"ce_enrolments:{name}", args=[enrolment.pk])
        if client.get(url).status_code == 200:
            opened.add(name)
    if client.get(reverse("ce_enrolments:enrol")).status_code == 200:
        opened.add("enrol")

    assert opened == allowed
    page = reverse("ce_enrolments:inspect", args=[enrolment.pk])
    html = client.get(page).content.decode()
    for name in ("withdraw", "grant_attempt", "waive_time", "waive_requirement"):
        link = reverse(f"ce_enrolments:{name}", args=[enrolment.pk])
        assert (link in html) is (name in allowed)
