"""The completions report as CSV and XLSX: what a file holds, and the record of it."""

import datetime as dt
import hashlib
import io
import tracemalloc
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from courses.domain import completions, people
from courses.exports import CsvExport, XlsxExport, harmless
from courses.models import Enrolment, ExportRecord
from tests.courses.factories import (
    NOW,
    make_learner,
    make_small_course,
)

from .reported import enrolment, export, rows, zone

pytestmark = pytest.mark.django_db
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


def sheet(data):
    return load_workbook(io.BytesIO(data)).active


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
