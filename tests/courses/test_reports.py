"""The completions report: what it shows, whom it counts, and what it exports."""

import csv
import datetime as dt
import hashlib
import io
import tracemalloc
import zipfile
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from courses.domain import completions, people, roles
from courses.exports import CsvExport, XlsxExport, harmless
from courses.models import Enrolment, ExportRecord, Progress
from tests.counting import counted_queries
from tests.courses.factories import (
    NOW,
    make_admin,
    make_learner,
    make_small_course,
    make_user,
)

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")
HEADER = [
    "Record ID",
    "Name",
    "E-mail",
    "Course",
    "Edition",
    "Enrolled (UTC)",
    "Completed (UTC)",
    "Active minutes",
    "Score %",
    "Attempts",
    "State",
]


@pytest.fixture
def officer(client):
    roles.create_roles()
    user = make_user(first_name="Olu", last_name="Ade")
    user.groups.add(Group.objects.get(name="Records officers"))
    client.force_login(user)
    return user


@pytest.fixture
def course(db):
    return make_small_course(title="SOT Foundations")[0]


def enrolment(course, learner=None, **fields):
    """A row as the domain leaves it; completed unless ``fields`` say otherwise."""
    values = {
        "state": "completed",
        "enrolled_at": NOW,
        "completed_at": NOW + dt.timedelta(days=2),
        "active_seconds": 24_750,
        "score": Decimal("0.87500"),
        "attempts": 3,
        **fields,
    }
    return Enrolment.objects.create(
        learner=learner or make_learner(),
        course=course,
        course_key=course.translation_key,
        course_title=course.title,
        edition=course.editions.first(),
        **values,
    )


def report(client, **filters):
    response = client.get(reverse("ce_completions:index"), filters)
    assert response.status_code == 200
    return response.content.decode()


def export(client, kind="csv", **filters):
    response = client.get(reverse("ce_completions:index"), {**filters, "export": kind})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data):
    return load_workbook(io.BytesIO(data)).active


def zone(user, name):
    UserProfile.objects.create(user=user, current_time_zone=name)


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


# --- CSV ------------------------------------------------------------------------------


def test_csv_has_what_an_auditor_asks_for(client, officer, course):
    row = enrolment(course, make_learner("ana@example.org"))

    data = export(client)

    assert data.startswith("\ufeff".encode())
    assert rows(data) == [
        HEADER,
        [
            str(row.uuid),
            "Ana Rivera",
            "ana@example.org",
            "SOT Foundations",
            str(row.edition.number),
            "2026-03-02T14:00:00+00:00",
            "2026-03-04T14:00:00+00:00",
            "412.5",
            "87.5",
            "3",
            "Completed",
        ],
    ]


def test_csv_times_are_in_the_zone_that_the_heading_names(client, officer, course):
    zone(officer, "America/New_York")
    enrolment(
        course,
        enrolled_at=dt.datetime(2026, 3, 8, 6, 30, tzinfo=dt.UTC),
        completed_at=dt.datetime(2026, 3, 8, 7, 30, tzinfo=dt.UTC),
    )

    header, line = rows(export(client))

    assert header[6] == "Completed (America/New_York)"
    assert line[5:7] == ["2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00"]


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://evil.example","Ana")',
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
    ],
)
def test_no_name_is_a_formula(client, officer, course, name):
    enrolment(course, make_learner(first_name=name, last_name=""))

    line = rows(export(client, "csv"))[1]
    cell = sheet(export(client, "xlsx"))["B2"]

    assert line[1] == f"'{name}"
    assert cell.data_type == "s"
    assert cell.value == name.replace("\r", "\n")  # XML has one kind of line end


def test_a_course_and_an_address_are_made_harmless_too(client, officer):
    course = make_small_course(title="=1+1 Course")[0]
    enrolment(course, make_learner("+ana@example.org"))

    line = rows(export(client))[1]

    assert line[2:4] == ["'+ana@example.org", "'=1+1 Course"]


@pytest.mark.parametrize("value", [-1, 0, 87.5, None, "", "Ana - Rivera"])
def test_harmless_leaves_what_is_harmless(value):
    assert harmless(value) == value


def test_csv_keeps_quotes_commas_lines_and_letters(client, officer, course):
    name = 'Zoë "Z", née\nŁuk 😀'
    enrolment(course, make_learner(first_name=name, last_name=""))

    assert rows(export(client))[1][1] == name


def test_csv_follows_the_filters(client, officer, course):
    enrolment(course, make_learner("ana@example.org"))
    enrolment(
        course,
        make_learner("ben@example.org"),
        completed_at=NOW + dt.timedelta(days=30),
    )

    data = export(client, completed_at_from="2026-03-04", completed_at_to="2026-03-04")

    assert [line[2] for line in rows(data)[1:]] == ["ana@example.org"]


def test_an_empty_export_has_its_heading(client, officer):
    assert rows(export(client)) == [HEADER]


def test_a_person_who_was_renamed_or_closed_is_still_in_it(client, officer, course):
    ana, ben = make_learner("ana@example.org"), make_learner("ben@example.org")
    for learner in (ana, ben):
        enrolment(course, learner)
    ana.last_name, ana.is_active = "Okafor", False
    ana.save()
    people.anonymise(user=ben, by=officer, at=NOW)

    names = {line[1]: line[2] for line in rows(export(client))[1:]}

    assert names == {
        "Ana Okafor": "ana@example.org",
        "": f"former-user-{ben.pk}@removed.invalid",
    }


# --- XLSX -----------------------------------------------------------------------------


def test_xlsx_equals_csv_with_numbers_as_numbers(client, officer, course):
    row = enrolment(course, make_learner("ana@example.org"))

    cells = [list(row) for row in sheet(export(client, "xlsx")).values]
    lines = rows(export(client, "csv"))

    assert cells[0] == lines[0]
    assert cells[1][:4] == lines[1][:4]
    assert cells[1][4] == row.edition.number
    assert cells[1][5:7] == lines[1][5:7]
    assert cells[1][7:10] == [412.5, 87.5, 3]


def test_xlsx_without_a_score_leaves_the_cell_empty(client, officer, course):
    enrolment(course, score=None)

    assert sheet(export(client, "xlsx"))["I2"].value is None


def test_xlsx_survives_characters_that_no_sheet_can_hold(client, officer, course):
    enrolment(course, make_learner(first_name="A\x01n\x0ba", last_name="\ufffe"))

    data = export(client, "xlsx")

    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert sheet(data)["B2"].value.startswith("Ana")


# --- the record of an export ----------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_recorded_and_logged(client, officer, course, kind):
    enrolment(course)
    enrolment(course)

    data = export(
        client,
        kind,
        state="completed",
        course=str(course.translation_key),
        completed_at_from="2026-03-01",
    )

    record = ExportRecord.objects.get()
    assert record.exported_by == officer
    assert record.file_format == kind
    assert record.row_count == 2
    assert record.sha256 == hashlib.sha256(data).hexdigest()
    assert record.finished_at >= record.started_at
    assert record.filters == {
        "course": str(course.translation_key),
        "state": "completed",
        "completed_from": "2026-03-01",
        "time_zone": "UTC",
    }
    entry = ModelLogEntry.objects.get(action="ce_courses.export")
    assert entry.user == officer
    assert entry.object_id == str(record.pk)
    assert entry.data == {"format": kind, "filters": record.filters}


def test_an_export_that_breaks_off_stays_unfinished(client, officer, course):
    enrolment(course)

    response = client.get(reverse("ce_completions:index"), {"export": "csv"})
    next(iter(response.streaming_content))
    for (
        close
    ) in response._resource_closers:  # what the server does, short of the signal
        close()

    record = ExportRecord.objects.get()
    assert record.finished_at is None
    assert record.row_count is None
    assert record.sha256 == ""
    assert ModelLogEntry.objects.filter(action="ce_courses.export").exists()


def test_an_export_is_kept_by_nobody_on_the_way(client, officer):
    response = client.get(reverse("ce_completions:index"), {"export": "csv"})

    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert b"".join(response.streaming_content)


def test_an_export_in_an_unknown_format_is_the_page(client, officer):
    response = client.get(reverse("ce_completions:index"), {"export": "pdf"})

    assert response.status_code == 200
    assert not ExportRecord.objects.exists()


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


# --- size -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CsvExport, XlsxExport])
def test_memory_does_not_grow_with_the_rows(kind):
    line = ("7b1c", "Ana Rivera", "ana@example.org", 1, 412.5, None)

    def peak(count):
        tracemalloc.start()
        try:
            for _chunk in kind(
                ["a", "b", "c", "d", "e", "f"], (line for _ in range(count))
            ):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)

    assert peak(8_000) < peak(2_000) + 1_000_000


@pytest.mark.parametrize("count", [1, 2_500])
def test_an_export_reads_in_one_query(course, count, django_assert_num_queries):
    learners = type(make_learner()).objects.bulk_create(
        type(make_learner())(email=f"bulk{n}@example.org") for n in range(count)
    )
    edition = course.editions.first()
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=learner,
            course=course,
            course_key=course.translation_key,
            course_title=course.title,
            edition=edition,
            enrolled_at=NOW,
        )
        for learner in learners
    )

    with django_assert_num_queries(1):
        found = list(completions.lines(completions.rows(), zone=dt.UTC))

    assert len(found) == count


@pytest.mark.parametrize("query", [{}, {"export": "csv"}, {"export": "xlsx"}])
def test_a_learner_ends_at_403(client, course, query):
    row = enrolment(course)
    client.force_login(row.learner)

    response = client.get(reverse("ce_completions:index"), query, follow=True)

    assert response.status_code == 403
    assert str(row.uuid) not in response.content.decode()
    assert not ExportRecord.objects.exists()
