"""Enrolments in the admin: the listing, the page of one, and who may see them."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.users.models import UserProfile

from courses.domain import enrolment as enrolments
from courses.domain import progress, roles
from courses.models import Edition, Enrolment, ExportRecord, Progress
from quizzes.models import Attempt
from tests.counting import counted_queries
from tests.courses.factories import (
    NOW,
    freeze,
    make_admin,
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


def enrol(course, learner=None, at=NOW):
    return enrolments.enrol(learner=learner or make_learner(), course=course, at=at)


def page_of(client, enrolment):
    url = reverse("ce_enrolments:inspect", args=[enrolment.pk])
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def listing(client, **filters):
    response = client.get(reverse("ce_enrolments:index"), filters)
    assert response.status_code == 200
    return response.content.decode()


def many(course, count):
    """Enrolments of ``count`` learners, without going through the front door."""
    edition = course.editions.first()
    for _ in range(count):
        Enrolment.objects.create(
            learner=make_learner(),
            course=course,
            course_key=course.translation_key,
            course_title=course.title,
            edition=edition,
            enrolled_at=NOW,
        )


# --- the listing ----------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 500])
def test_listing_queries(client, officer, count):
    course, _lessons = make_small_course()
    many(course, count)
    listing(client)

    with counted_queries() as queries:
        listing(client)

    assert len(queries) <= 12, str(queries)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rivera", True),
        ("Ana Rivera", True),
        ("ana@ex", True),
        ("Rivera Ben", False),
        ("%", False),
        ("' OR 1=1 --", False),
        ("\x00", True),
    ],
)
def test_listing_is_searched_by_name_and_address(client, officer, query, found):
    course, _lessons = make_small_course()
    enrol(course, make_learner("ana@example.org"))

    assert ("ana@example.org" in listing(client, q=query)) is found


def test_listing_is_filtered_by_course_and_state(client, officer):
    one, _lessons = make_small_course(title="First steps")
    other, _lessons = make_small_course(title="Further steps")
    ana = enrol(one, make_learner("ana@example.org"))
    enrol(other, make_learner("ben@example.org"))
    gone = enrol(one, make_learner("cleo@example.org"))
    enrolments.withdraw(enrolment=gone, at=NOW, by=officer, reason="Asked to")

    html = listing(client, course=str(ana.course_key), state="active")

    assert "ana@example.org" in html
    assert "ben@example.org" not in html
    assert "cleo@example.org" not in html


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "nonsense"},
        {"course": "x' OR 1=1"},
        {"enrolled_at_from": "31-31-31"},
        {"enrolled_at_to": "9999-12-31"},
        {"enrolled_at_from": "0001-01-01"},
        {"enrolled_at_from": "2026-03-02", "enrolled_at_to": "2026-03-01"},
    ],
)
def test_filters_that_cannot_be_read_show_nobody(client, officer, filters):
    course, _lessons = make_small_course()
    enrol(course, make_learner("ana@example.org"))

    assert "ana@example.org" not in listing(client, **filters)


def test_listing_by_day_enrolled_in_the_officers_zone(client, officer):
    UserProfile.objects.create(user=officer, current_time_zone="America/New_York")
    course, _lessons = make_small_course()
    late = dt.datetime(2026, 3, 3, 3, 30, tzinfo=dt.UTC)  # 22:30 on the 2nd there
    enrol(course, make_learner("ana@example.org"), at=late)

    on_day = {"enrolled_at_from": "2026-03-02", "enrolled_at_to": "2026-03-02"}
    day_after = {"enrolled_at_from": "2026-03-03"}

    html = listing(client, **on_day)
    assert "ana@example.org" in html
    assert "2026-03-02 22:30" in html
    assert "America/New_York" in html
    assert "ana@example.org" not in listing(client, **day_after)


# --- the page of one ------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 20])
def test_page_queries(client, officer, size):
    course, lessons = make_small_course(lessons=size, minimum_minutes=5)
    enrolment = enrol(course)
    for lesson in lessons[:-1]:
        enrolments.waive(
            enrolment=enrolment,
            requirement=str(lesson.translation_key),
            seconds=60,
            reason="Read it on paper",
            at=NOW,
            by=officer,
        )
    page_of(client, enrolment)

    with counted_queries() as queries:
        page_of(client, enrolment)

    assert len(queries) <= 14, str(queries)  # eight of them are Wagtail's frame


def test_page_says_what_the_learner_reads(client, officer):
    course = make_course()
    module = make_module(course, "Pelvis")
    first = make_lesson(module, "The sacrum", minimum_minutes=5)
    make_lesson(module, "The ilium")
    make_quiz(module, "Pelvis quiz")
    freeze(course)
    enrolment = enrol(course)
    Progress.objects.create(
        enrolment=enrolment,
        requirement=str(first.translation_key),
        kind="lesson",
        title=first.title,
        started_at=NOW,
        active_seconds=150,
    )

    staff = page_of(client, enrolment)
    client.force_login(enrolment.learner)
    own = client.get(f"/learn/{enrolment.uuid}/").content.decode()

    for words in (
        "3 minutes of study left before it can be completed.",
        "Opens after “The sacrum”.",
        "Opens after “The sacrum” and 1 more.",
    ):
        assert words in staff
        assert words in own


def test_page_shows_time_waivers_grants_and_who_did_it(client, officer):
    course = make_course()
    module = make_module(course)
    lesson = make_lesson(module, "The sacrum", minimum_minutes=60)
    quiz = make_quiz(module, "Pelvis quiz")
    freeze(course)
    enrolment = enrol(course)
    common = {"enrolment": enrolment, "at": NOW, "by": officer}
    enrolments.waive(
        requirement=str(lesson.translation_key),
        seconds=600,
        reason="Read it on paper",
        **common,
    )
    enrolments.grant_attempt(
        requirement=str(quiz.translation_key), reason="The power failed", **common
    )

    html = page_of(client, enrolment)

    assert "10 minutes" in html
    assert html.count("Read it on paper") == 2  # among the waivers, and in the log
    assert html.count("The power failed") == 2
    assert "Olu Ade" in html


def test_page_links_attempts_for_those_who_may_see_them(client, officer):
    course, _lessons = make_small_course()
    enrolment = enrol(course)
    attempt = Attempt.objects.create(
        learner=enrolment.learner,
        scope=progress.scope_of(enrolment, "x"),
        quiz_title="Pelvis quiz",
        quiz_key="x",
        number=1,
        seed=1,
        rules={"schema": 1},
        started_at=NOW,
        submitted_at=NOW,
        score=3,
        max_score=4,
        fraction="0.75",
        passed=True,
    )
    other = enrol(course)
    link = reverse("quiz_attempts:inspect", args=[attempt.pk])

    html = page_of(client, enrolment)
    assert "75 %" in html
    assert link in html
    assert "Pelvis quiz" not in page_of(client, other)

    Group.objects.get(name="Records officers").permissions.filter(
        codename="view_attempt"
    ).first().group_set.clear()
    assert link not in page_of(client, enrolment)


def test_page_escapes_what_people_typed(client, officer):
    course, lessons = make_small_course(minimum_minutes=5)
    learner = make_learner(first_name="<script>alert(1)</script>")
    enrolment = enrol(course, learner)
    enrolments.waive(
        enrolment=enrolment,
        requirement=str(lessons[0].translation_key),
        seconds=60,
        reason="<img src=x onerror=alert(1)>",
        at=NOW,
        by=officer,
    )

    html = page_of(client, enrolment)

    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_page_of_an_enrolment_that_is_over_offers_no_act(client, officer):
    course, _lessons = make_small_course()
    enrolment = enrol(course)
    assert reverse("ce_enrolments:withdraw", args=[enrolment.pk]) in page_of(
        client, enrolment
    )

    enrolments.withdraw(enrolment=enrolment, at=NOW, by=officer, reason="Asked to")

    html = page_of(client, enrolment)
    assert reverse("ce_enrolments:withdraw", args=[enrolment.pk]) not in html
    assert reverse("ce_enrolments:waive_time", args=[enrolment.pk]) not in html


# --- editions and exports -------------------------------------------------------------


def test_an_edition_shows_its_requirements(client, officer):
    course = make_course(title="SOT Foundations")
    module = make_module(course, "Pelvis")
    make_lesson(module, "The sacrum", minimum_minutes=5)
    make_quiz(module, "Pelvis quiz", pass_mark=80)
    edition = freeze(course)

    index = client.get(reverse("ce_editions:index")).content.decode()
    html = client.get(reverse("ce_editions:inspect", args=[edition.pk]))

    assert "SOT Foundations" in index
    text = html.content.decode()
    for words in ("Pelvis", "The sacrum", "5 minutes", "80 %", edition.digest):
        assert words in text


def test_exports_are_listed_with_who_and_what(client, officer):
    ExportRecord.objects.create(
        exported_by=officer,
        started_at=NOW,
        report="completions",
        file_format="csv",
        filters={"state": "completed"},
        row_count=7,
        sha256="ab" * 32,
        finished_at=NOW,
    )

    index = client.get(reverse("ce_exports:index")).content.decode()
    record = ExportRecord.objects.get()
    html = client.get(reverse("ce_exports:inspect", args=[record.pk])).content.decode()

    assert "Olu Ade" in index
    assert "state: completed" in index
    assert "ab" * 32 in html


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("name", ["ce_editions", "ce_exports"])
def test_listings_of_editions_and_exports_queries(client, officer, name, count):
    for number in range(count):
        Edition.objects.create(
            course_key="0b0e7b9e-5a45-4a8d-9e1c-000000000000",
            number=number + 1,
            title="SOT Foundations",
            manifest={},
            digest=str(number),
            frozen_at=NOW,
        )
        ExportRecord.objects.create(
            exported_by=make_user(),
            started_at=NOW,
            report="completions",
            file_format="csv",
        )
    url = reverse(f"{name}:index")
    client.get(url)

    with counted_queries() as queries:
        assert client.get(url).status_code == 200

    assert len(queries) <= 12, str(queries)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("ce_enrolments", "edit/1/"),
        ("ce_enrolments", "delete/1/"),
        ("ce_enrolments", "new/"),
        ("ce_editions", "delete/1/"),
        ("ce_exports", "delete/1/"),
    ],
)
def test_records_have_no_pages_to_edit_or_delete_them(client, name, url):
    client.force_login(make_admin())
    base = reverse(f"{name}:index")

    assert client.get(base + url).status_code == 404


# --- who may ---------------------------------------------------------------------------


def addresses(enrolment):
    edition = enrolment.edition
    record = ExportRecord.objects.create(
        exported_by=make_user(),
        started_at=NOW,
        report="completions",
        file_format="csv",
    )
    return {
        "ce_enrolments:index": [],
        "ce_enrolments:index_results": [],
        "ce_enrolments:inspect": [enrolment.pk],
        "ce_enrolments:enrol": [],
        "ce_enrolments:withdraw": [enrolment.pk],
        "ce_enrolments:grant_attempt": [enrolment.pk],
        "ce_enrolments:waive_time": [enrolment.pk],
        "ce_enrolments:waive_requirement": [enrolment.pk],
        "ce_editions:index": [],
        "ce_editions:inspect": [edition.pk],
        "ce_exports:index": [],
        "ce_exports:inspect": [record.pk],
        "ce_completions:index": [],
        "ce_completions:results": [],
    }


SECRET = "ana.secret@example.org"


@pytest.mark.parametrize("group", ["Learners", "Instructors", "Clinical reviewers"])
def test_nobody_else_reads_a_record(client, group):
    course, _lessons = make_small_course()
    roles.create_roles()
    enrolment = enrol(course, make_learner(SECRET))
    user = make_user()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)

    for name, args in addresses(enrolment).items():
        for method in (client.get, client.post):
            response = method(reverse(name, args=args))
            if group != "Learners" and name.startswith("ce_editions"):
                continue  # what a course asks for is no secret from those who write it
            assert response.status_code in (302, 403), name
            assert SECRET not in response.content.decode()
    enrolment.refresh_from_db()
    assert enrolment.is_active


def test_somebody_signed_out_is_sent_to_sign_in(client):
    course, _lessons = make_small_course()
    enrolment = enrol(course, make_learner(SECRET))

    for name, args in addresses(enrolment).items():
        response = client.get(reverse(name, args=args))
        assert response.status_code == 302, name
        assert response["Location"].startswith("/accounts/")


def test_a_learner_does_not_get_into_their_own_record_that_way(client):
    course, _lessons = make_small_course()
    enrolment = enrol(course)
    client.force_login(enrolment.learner)

    response = client.get(reverse("ce_enrolments:inspect", args=[enrolment.pk]))

    assert response.status_code in (302, 403)


def test_menus_show_what_a_person_may_open(client, officer):
    home = reverse("wagtailadmin_home")
    html = client.get(home).content.decode()
    assert reverse("ce_enrolments:index") in html
    assert reverse("ce_completions:index") in html

    instructor = make_user()
    instructor.groups.add(Group.objects.get(name="Instructors"))
    client.force_login(instructor)
    html = client.get(home).content.decode()
    assert reverse("ce_enrolments:index") not in html
    assert reverse("ce_completions:index") not in html


def test_group_form_offers_the_staff_permissions(client):
    roles.create_roles()
    client.force_login(make_admin())
    group = Group.objects.get(name="Records officers")

    url = reverse("wagtailusers_groups:edit", args=[group.pk])
    html = client.get(url).content.decode()

    assert "Can enroll and withdraw learners" in html
    assert "Can see and export completion records" in html


def test_site_history_leads_to_the_enrolment(client, officer):
    course, _lessons = make_small_course()
    enrolment = enrol(course)
    enrolments.withdraw(enrolment=enrolment, at=NOW, by=officer, reason="Asked to")

    html = client.get(reverse("wagtailadmin_reports:site_history")).content.decode()

    assert reverse("ce_enrolments:inspect", args=[enrolment.pk]) in html
