"""The rows of the completions report, and the record of who took them out."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db.models import (
    Avg,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.enums import EnrolmentState, RequirementKind
from courses.models import Edition, Enrolment, ExportRecord, Progress

from . import people

REPORT = "completions"
TENTH = Decimal("0.1")


def rows() -> QuerySet[Enrolment]:
    """Every enrolment with its time, score and attempts, latest completion first.

    A completed enrolment has them frozen; for others they are what stands so far.
    """
    mine = Progress.objects.filter(enrolment=OuterRef("pk")).order_by()
    sums = mine.values("enrolment").annotate(
        seconds=Sum("active_seconds"), tries=Sum("attempts")
    )
    taken = mine.filter(kind=RequirementKind.QUIZ, best_fraction__isnull=False)
    means = taken.values("enrolment").annotate(mean=Avg("best_fraction"))
    whole = IntegerField()
    return Enrolment.objects.annotate(
        seconds=Coalesce(
            "active_seconds", Subquery(sums.values("seconds")), 0, output_field=whole
        ),
        tries=Coalesce(
            "attempts", Subquery(sums.values("tries")), 0, output_field=whole
        ),
        result=Coalesce(
            "score",
            Subquery(means.values("mean")),
            output_field=DecimalField(max_digits=6, decimal_places=5),
        ),
    ).order_by(F("completed_at").desc(nulls_last=True), "-enrolled_at", "-pk")


def days(
    *, first: dt.date | None, last: dt.date | None, zone: dt.tzinfo, field: str
) -> dict[str, dt.datetime]:
    """Look-ups for a moment that falls on the days from ``first`` to ``last``.

    Both days count, from their midnight to the next in ``zone``, so a day on which
    the clocks change has 23 or 25 hours.
    """
    found = {}
    if first is not None:
        found[f"{field}__gte"] = dt.datetime.combine(first, dt.time.min, zone)
    if last is not None:
        after = last + dt.timedelta(days=1)
        found[f"{field}__lt"] = dt.datetime.combine(after, dt.time.min, zone)
    return found


def courses() -> list[tuple[str, str]]:
    """Key and newest title of each course that ever had an edition, by title."""
    found = dict(Edition.objects.order_by("number").values_list("course_key", "title"))
    return sorted(
        ((str(key), title) for key, title in found.items()), key=lambda row: row[1]
    )


def header(zone: dt.tzinfo) -> list[str]:
    """Headings of the exported columns; those of times name the zone."""
    named = {"zone": str(zone)}
    return [
        _("Record ID"),
        _("Name"),
        _("E-mail"),
        _("Course"),
        _("Edition"),
        _("Enrolled (%(zone)s)") % named,
        _("Completed (%(zone)s)") % named,
        _("Active minutes"),
        _("Score %"),
        _("Attempts"),
        _("State"),
    ]


Line = tuple[str, str, str, str, int, str, str, float, float | None, int, str]


def lines(found: QuerySet[Enrolment], *, zone: dt.tzinfo) -> Iterator[Line]:
    """The rows as exported, read in portions: memory does not grow with their number.

    Times are ISO 8601 with offset in ``zone``. Minutes and score are cut after one
    decimal, never rounded up: 74.96 % must not read as 75 %.
    """
    names = people.name_fields()
    states = {value: str(label) for value, label in EnrolmentState.choices}
    columns = [
        "uuid",
        f"learner__{people.address_field()}",
        "course_title",
        "edition__number",
        "enrolled_at",
        "completed_at",
        "seconds",
        "result",
        "tries",
        "state",
        *(f"learner__{name}" for name in names),
    ]
    return _lines(found.values_list(*columns), states, _in_zone(zone))


def _lines(
    rows_read: Any, states: dict[str, str], moment: Callable[[dt.datetime], str]
) -> Iterator[Line]:
    for row in rows_read.iterator(chunk_size=2000):
        (uuid, address, course, edition, enrolled, completed) = row[:6]
        (seconds, result, tries, state) = row[6:10]
        yield (
            str(uuid),
            " ".join(filter(None, row[10:])),
            address or "",
            course,
            edition,
            moment(enrolled),
            moment(completed) if completed else "",
            minutes(seconds),
            percent(result),
            tries,
            states[state],
        )


def minutes(seconds: int) -> float:
    """Minutes, cut after one decimal."""
    return seconds // 6 / 10


def percent(fraction: Decimal | None) -> float | None:
    """Percent, cut after one decimal; None where nothing was taken."""
    if fraction is None:
        return None
    return float((fraction * 100).quantize(TENTH, rounding=ROUND_FLOOR))


def _in_zone(zone: dt.tzinfo) -> Callable[[dt.datetime], str]:
    def moment(value: dt.datetime) -> str:
        return value.astimezone(zone).isoformat(timespec="seconds")

    return moment


def start_export(
    *, by: Any, at: dt.datetime, file_format: str, filters: Mapping[str, Any]
) -> ExportRecord:
    """Note down and log an export before its first byte leaves."""
    record = ExportRecord.objects.create(
        exported_by=by,
        started_at=at,
        report=REPORT,
        file_format=file_format,
        filters=dict(filters),
    )
    data = {"format": file_format, "filters": dict(filters)}
    log(record, "ce_courses.export", user=by, data=data, timestamp=at)
    return record


def finish_export(
    *, record: ExportRecord, row_count: int, sha256: str, at: dt.datetime
) -> None:
    """Note down that the last byte was handed over."""
    record.row_count = row_count
    record.sha256 = sha256
    record.finished_at = at
    record.save(update_fields=["row_count", "sha256", "finished_at"])


def recorded(
    chunks: Iterable[bytes],
    *,
    record: ExportRecord,
    totals: Callable[[], tuple[int, str]],
    clock: Callable[[], dt.datetime],
) -> Iterator[bytes]:
    """Pass the bytes on; after the last, finish the record with ``totals``.

    An export that breaks off on the way keeps its record unfinished.
    """
    yield from chunks
    row_count, sha256 = totals()
    finish_export(record=record, row_count=row_count, sha256=sha256, at=clock())
