"""The completions report: what it shows, whom it counts, and who may see it."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from courses.domain import completions
from courses.models import ExportRecord, Progress
from tests.counting import counted_queries
from tests.courses.factories import (
    NOW,
    make_admin,
    make_learner,
    make_small_course,
    make_user,
)

from .reported import enrolment, export, rows, zone

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")


def report(client, **filters):
    response = client.get(reverse("ce_completions:index"), filters)
    assert response.status_code == 200
    return response.content.decode()


# --- the page -------------------------------------------------------------------------


def test_report_shows_a_completion(client, officer, course):
    row = enrolment(course, make_learner("ana@example.org"))

    html = report(client)

    for words in (
        "Ana Rivera",
        "ana@example.org",
        "SOT Foundations",
        "2026-03-04 14:00",
        "Completed (UTC)",
        "412.5",
        "87.5",
        str(row.uuid),
    ):
        assert words in html
    assert reverse("ce_enrolments:inspect", args=[row.pk]) in html


@pytest.mark.parametrize("count", [1, 60])
def test_report_queries(client, officer, course, count):
    for _ in range(count):
        enrolment(course)
    report(client)

    with counted_queries() as queries:
        report(client)

    assert len(queries) <= 12, str(queries)


def test_report_is_in_the_menu_of_reports(client, officer):
    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("ce_completions:index") in html


def test_report_filters_by_course_and_state(client, officer, course):
    other = make_small_course(title="Further steps")[0]
    enrolment(course, make_learner("ana@example.org"))
    enrolment(other, make_learner("ben@example.org"))
    enrolment(
        course,
        make_learner("cleo@example.org"),
        state="active",
        completed_at=None,
        active_seconds=None,
        score=None,
        attempts=None,
    )

    html = report(client, course=str(course.translation_key), state="completed")

    assert "ana@example.org" in html
    assert "ben@example.org" not in html
    assert "cleo@example.org" not in html


def test_report_offers_courses_whose_page_is_gone(client, officer, course):
    enrolment(course)
    course.delete()

    assert "SOT Foundations</option>" in report(client)


@pytest.mark.parametrize(
    "filters",
    [
        {"completed_at_from": "yesterday"},
        {"completed_at_from": "2026-03-05", "completed_at_to": "2026-03-01"},
        {"completed_at_to": "9999-12-31"},
        {"completed_at_from": "0001-01-01"},
        {"state": "graduated"},
        {"course": "1 OR 1=1"},
    ],
)
def test_filters_that_cannot_be_read_show_and_export_nothing(
    client, officer, course, filters
):
    enrolment(course, make_learner("ana@example.org"))

    assert "ana@example.org" not in report(client, **filters)
    response = client.get(
        reverse("ce_completions:index"), {**filters, "export": "csv"}, follow=True
    )
    assert "nothing exported" in response.content.decode()
    assert not ExportRecord.objects.exists()


# --- days -----------------------------------------------------------------------------


def test_days_are_those_of_the_person_who_asks(client, officer, course):
    zone(officer, "America/New_York")
    late = dt.datetime(2026, 3, 3, 4, 59, 59, tzinfo=dt.UTC)  # 23:59:59 on the 2nd
    enrolment(course, make_learner("ana@example.org"), completed_at=late)

    inside = report(
        client, completed_at_from="2026-03-02", completed_at_to="2026-03-02"
    )
    outside = report(client, completed_at_from="2026-03-03")

    assert "ana@example.org" in inside
    assert "America/New_York" in inside
    assert "ana@example.org" not in outside


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (dt.date(2026, 3, 7), 24),
        (dt.date(2026, 3, 8), 23),  # clocks go forward in New York
        (dt.date(2026, 11, 1), 25),  # and back
    ],
)
def test_a_day_on_which_the_clocks_change(day, hours):
    found = completions.days(first=day, last=day, zone=NEW_YORK, field="at")

    length = found["at__lt"].astimezone(dt.UTC) - found["at__gte"].astimezone(dt.UTC)
    assert length == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-03-08T04:59:59Z", False),
        ("2026-03-08T05:00:00Z", True),
        ("2026-03-09T03:59:59Z", True),
        ("2026-03-09T04:00:00Z", False),
    ],
)
def test_both_ends_of_a_short_day(course, moment, inside):
    enrolment(course, completed_at=dt.datetime.fromisoformat(moment))
    day = dt.date(2026, 3, 8)

    found = completions.days(first=day, last=day, zone=NEW_YORK, field="completed_at")

    assert completions.rows().filter(**found).exists() is inside


# --- numbers --------------------------------------------------------------------------


def test_an_enrolment_in_progress_shows_what_stands_so_far(client, officer, course):
    row = enrolment(
        course,
        state="active",
        completed_at=None,
        active_seconds=None,
        score=None,
        attempts=None,
    )
    for number, (kind, seconds, fraction) in enumerate(
        [
            ("lesson", 90, None),
            ("quiz", 0, "0.5"),
            ("quiz", 0, "0.9"),
            ("quiz", 0, None),
        ]
    ):
        Progress.objects.create(
            enrolment=row,
            requirement=str(number),
            kind=kind,
            title="-",
            started_at=NOW,
            active_seconds=seconds,
            attempts=2 if fraction else 0,
            best_fraction=fraction,
        )

    line = rows(export(client))[1]

    assert line[6:] == ["", "1.5", "70.0", "4", "In progress"]


def test_frozen_numbers_are_not_worked_out_again(client, officer, course):
    row = enrolment(course)
    Progress.objects.create(
        enrolment=row,
        requirement="x",
        kind="lesson",
        title="-",
        started_at=NOW,
        active_seconds=999_999,
        attempts=99,
    )

    assert rows(export(client))[1][7:10] == ["412.5", "87.5", "3"]


@pytest.mark.parametrize(
    ("fraction", "percent"),
    [("0.74960", 74.9), ("0.75000", 75.0), ("0.99999", 99.9), ("1", 100.0)],
)
def test_a_score_is_never_rounded_up(fraction, percent):
    assert completions.percent(Decimal(fraction)) == percent


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0.0), (5, 0.0), (59, 0.9), (60, 1.0), (24_755, 412.5)]
)
def test_minutes_are_never_rounded_up(seconds, minutes):
    assert completions.minutes(seconds) == minutes


# --- who may --------------------------------------------------------------------------


def clerk(client, *codenames):
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)


@pytest.mark.parametrize("query", [{}, {"export": "csv"}, {"export": "xlsx"}])
@pytest.mark.parametrize(
    "codenames",
    [
        (),
        ("export_completions",),  # without the admin
        ("access_admin", "enrol_learner", "waive_requirement", "view_enrolment"),
    ],
)
def test_without_the_permission_nothing_leaks(client, course, codenames, query):
    enrolment(course, make_learner("ana.secret@example.org"))
    clerk(client, *codenames)

    for name in ("ce_completions:index", "ce_completions:results"):
        response = client.get(reverse(name), query)
        assert response.status_code in (302, 403)
        assert "ana.secret" not in response.content.decode()
    assert not ExportRecord.objects.exists()


def test_a_learner_in_a_script_gets_403(client, course):
    row = enrolment(course)
    clerk(client, "access_admin")

    response = client.get(
        reverse("ce_completions:index"),
        {"export": "csv"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert response.status_code == 403
    assert str(row.uuid) not in response.content.decode()


def test_an_administrator_may(client, course):
    enrolment(course)
    client.force_login(make_admin())

    assert len(rows(export(client))) == 2
