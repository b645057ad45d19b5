"""A time is said in the learner's zone, whoever set it where; no two read the same."""

import datetime as dt
import zoneinfo

import pytest

from quizzes.views import quiz_rules
from tests.quizzes.factories import make_questions, make_quiz, make_user

pytestmark = pytest.mark.django_db
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "March 28, 2038, 5 p.m. (UTC)"),
        ("America/New_York", "March 28, 2038, 1 p.m. (America/New_York)"),
        ("Europe/Berlin", "March 28, 2038, 7 p.m. (Europe/Berlin)"),
        ("Asia/Kathmandu", "March 28, 2038, 10:45 p.m. (Asia/Kathmandu)"),
    ],
)
def test_closing_is_said_in_the_learners_zone(client, zone, text):
    """Seven in the evening in Berlin, on the day when clocks were moved there."""
    client.force_login(make_user(time_zone=zone))
    closes_at = dt.datetime(2038, 3, 28, 19, tzinfo=BERLIN)
    quiz = make_quiz(make_questions(1), closes_at=closes_at)

    page = client.get(quiz.url).content.decode()

    assert f"Closes {text}." in page


@pytest.mark.parametrize(
    ("zone", "change", "texts"),
    [
        (
            "Europe/Berlin",
            "2026-10-25T01:00:00+00:00",
            [
                "Oct. 25, 2026, 2:30 a.m. (Europe/Berlin, CEST)",
                "Oct. 25, 2026, 2:30 a.m. (Europe/Berlin, CET)",
            ],
        ),
        (
            "America/New_York",
            "2026-11-01T06:00:00+00:00",
            [
                "Nov. 1, 2026, 1:30 a.m. (America/New_York, EDT)",
                "Nov. 1, 2026, 1:30 a.m. (America/New_York, EST)",
            ],
        ),
    ],
)
def test_times_of_the_hour_that_comes_twice_are_told_apart(zone, change, texts):
    first = dt.datetime.fromisoformat(change) - dt.timedelta(minutes=30)

    with quiz_rules.timezone.override(zone):
        said = [quiz_rules.moment(first + dt.timedelta(hours=by)) for by in (0, 1)]

    assert said == texts
