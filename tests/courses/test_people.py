import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from courses.domain import enrolment as enrolments
from courses.domain import people
from courses.models import Enrolment, ExportRecord
from courses.signals import person_anonymised
from media.people import display_name
from quizzes.models import Accommodation
from tests.courses.factories import (
    NOW,
    make_admin,
    make_learner,
    make_small_course,
    make_user,
)

pytestmark = pytest.mark.django_db


def enrol(learner, by=None, course=None):
    course = course or make_small_course()[0]
    reason = "Asked by phone" if by else ""
    return enrolments.enrol(
        learner=learner, course=course, at=NOW, by=by, reason=reason
    )


def anonymise(user, by=None):
    people.anonymise(user=user, by=by or make_admin(), at=NOW)
    user.refresh_from_db()
    return user


# --- finding by address ---------------------------------------------------------------


def test_find_by_address_in_any_case_and_each_person_once():
    ana = make_learner("ana@example.org")

    found = people.find([" Ana@Example.org ", "ana@example.org"])

    assert found.people == (ana,)
    assert found.is_clean


def test_find_names_what_cannot_be_used():
    make_learner("gone@example.org", is_active=False)
    ben = make_learner("ben@example.org")

    found = people.find(["nobody@example.org", "gone@example.org", "ben@example.org"])

    assert found.people == (ben,)
    assert found.unknown == ("nobody@example.org",)
    assert found.inactive == ("gone@example.org",)
    assert not found.is_clean


@pytest.mark.parametrize("count", [1, 50])
def test_find_costs_one_query(count, django_assert_num_queries):
    addresses = [make_learner().email for _ in range(count)]

    with django_assert_num_queries(1):
        assert len(people.find(addresses).people) == count


# --- anonymising ----------------------------------------------------------------------


def test_anonymising_takes_the_person_off_and_keeps_the_record():
    ana = make_learner("ana@example.org", is_staff=True)
    ana.groups.add(Group.objects.create(name="Somewhere"))
    ana.user_permissions.add(Permission.objects.get(codename="access_admin"))
    enrolment = enrol(ana)

    anonymise(ana)

    assert ana.get_full_name() == ""
    assert ana.email == f"former-user-{ana.pk}@removed.invalid"
    assert not ana.has_usable_password()
    assert not ana.is_active
    assert not ana.is_staff
    assert not ana.is_superuser
    assert not ana.groups.exists()
    assert not ana.user_permissions.exists()
    assert Enrolment.objects.get(learner=ana) == enrolment
    assert display_name(ana) == f"former-user-{ana.pk}"


def test_anonymising_closes_the_session(client):
    ana = make_learner()
    client.force_login(ana)

    anonymise(ana)

    assert client.get("/learn/").status_code == 302


def test_anonymising_is_logged_without_the_name():
    ana = make_learner("ana@example.org")
    officer = make_admin()
    enrol(ana, by=officer)

    anonymise(ana, by=officer)

    entry = ModelLogEntry.objects.get(action="ce_courses.anonymise")
    assert entry.user == officer
    assert entry.timestamp == NOW
    labels = " ".join(ModelLogEntry.objects.values_list("label", flat=True))
    assert "Ana" not in labels
    assert "ana@" not in labels
    assert ModelLogEntry.objects.filter(
        action="ce_courses.enrol", label__startswith="former-user"
    ).exists()


def test_anonymising_leaves_log_entries_of_others():
    officer = make_admin()
    other = make_learner(first_name="Ben", last_name="Okafor")
    enrol(other, by=officer)
    ana = make_learner()
    enrol(ana, by=officer)

    anonymise(ana, by=officer)

    kind = ContentType.objects.get_for_model(Enrolment)
    labels = ModelLogEntry.objects.filter(content_type=kind).values_list("label")
    assert any("Ben Okafor" in label for (label,) in labels)


def test_anonymising_removes_the_picture():
    ana = make_learner()
    profile = UserProfile.objects.create(user=ana)
    profile.avatar.save("ana.png", ContentFile(b"x"))
    storage, name = profile.avatar.storage, profile.avatar.name

    anonymise(ana)

    assert not storage.exists(name)
    assert not UserProfile.objects.filter(user=ana).exists()


def test_anonymising_twice_changes_nothing_more():
    ana = make_learner()
    first = anonymise(ana).email

    assert anonymise(ana).email == first


def test_anonymising_removes_the_reasons_of_accommodations():
    ana, ben = make_learner(), make_learner()
    for person in (ana, ben):
        Accommodation.objects.create(
            learner=person,
            quiz_key="a-quiz",
            quiz_title="A quiz",
            reason="Epilepsy.",
            extra_attempts=2,
            granted_at=NOW,
        )

    anonymise(ana)

    row = Accommodation.objects.get(learner=ana)
    assert "Epilepsy" not in row.reason
    assert (row.extra_attempts, row.granted_at) == (2, NOW)
    assert Accommodation.objects.get(learner=ben).reason == "Epilepsy."


def test_an_error_in_a_receiver_undoes_it():
    ana = make_learner("ana@example.org")

    def refuse(sender, user, at, **kwargs):
        raise RuntimeError("The mailing list is down.")

    person_anonymised.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            people.anonymise(user=ana, by=make_admin(), at=NOW)
    finally:
        person_anonymised.disconnect(refuse)

    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    assert ana.is_active


# --- deleting in the admin ------------------------------------------------------------


@pytest.fixture
def admin(client):
    admin = make_admin()
    client.force_login(admin)
    return admin


def delete_url(user):
    return reverse("wagtailusers_users:delete", args=[user.pk])


def bulk_url(*users):
    url = reverse(
        "wagtail_bulk_action",
        args=[users[0]._meta.app_label, users[0]._meta.model_name, "delete"],
    )
    ids = "&".join(f"id={user.pk}" for user in users)
    return f"{url}?next={reverse('wagtailusers_users:index')}&{ids}"


def test_deleting_a_learner_says_what_happens_instead(client, admin):
    ana = make_learner()
    enrol(ana)

    page = client.get(delete_url(ana)).content.decode()

    assert "Remove personal data" in page
    ana.refresh_from_db()
    assert ana.is_active


def test_deleting_a_learner_anonymises(client, admin):
    ana = make_learner("ana@example.org")
    enrol(ana)

    response = client.post(delete_url(ana), follow=True)

    ana.refresh_from_db()
    assert not ana.is_active
    assert ana.email.endswith("@removed.invalid")
    assert "kept" in response.content.decode()
    assert Enrolment.objects.filter(learner=ana).exists()


def test_deleting_somebody_without_records_deletes(client, admin):
    ben = make_user()

    client.post(delete_url(ben))

    assert not type(ben).objects.filter(pk=ben.pk).exists()


def test_deleting_an_officer_whose_acts_are_on_record_anonymises(client, admin):
    officer = make_user()
    ExportRecord.objects.create(
        exported_by=officer, started_at=NOW, report="completions", file_format="csv"
    )

    client.post(delete_url(officer))

    officer.refresh_from_db()
    assert not officer.is_active


def test_deleting_needs_the_permission(client):
    clerk = make_user()
    clerk.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(clerk)
    ana = make_learner()
    enrol(ana)

    response = client.post(delete_url(ana))

    assert response.status_code == 302
    ana.refresh_from_db()
    assert ana.is_active


def test_bulk_deleting_anonymises_those_with_records_and_deletes_the_rest(
    client, admin
):
    ana, ben = make_learner(), make_user()
    enrol(ana)

    response = client.post(bulk_url(ana, ben), follow=True)

    ana.refresh_from_db()
    assert not ana.is_active
    assert not type(ben).objects.filter(pk=ben.pk).exists()
    assert response.status_code == 200
    text = response.content.decode()
    assert "1 user has been deleted" in text
    assert "1 account with records was anonymized" in text


def test_bulk_deleting_only_people_with_records_says_nothing_of_deleting(client, admin):
    ana, cleo = make_learner(), make_learner()
    enrol(ana)
    enrol(cleo)

    text = client.post(bulk_url(ana, cleo), follow=True).content.decode()

    assert "2 accounts with records were anonymized" in text
    assert "deleted" not in text
    assert type(ana).objects.filter(pk__in=[ana.pk, cleo.pk]).count() == 2


def test_a_renamed_learner_keeps_the_record_under_the_new_name():
    ana = make_learner()
    enrolment = enrol(ana)

    ana.last_name = "Okafor"
    ana.save()

    assert "Ana Okafor" in str(Enrolment.objects.get(pk=enrolment.pk))
