"""Limits, closings, waits and graces on the nights when clocks are changed.

Author, learner and site may each be in a zone of their own, and one of them may have
changed its clocks while the others have not: a time is a moment, a limit a duration.
"""

import ast
import datetime as dt
import inspect
import zoneinfo
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

import quizzes.domain
from quizzes.domain import accommodations, delivery, queries, reviewing
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import AttemptClosed, MustWait, NotOpenYet, QuizClosed
from quizzes.enums import AttemptState, ReviewMoment
from quizzes.models import Attempt, QuizPage, ResponseEvent
from quizzes.signals import attempt_marked
from tests.quizzes.factories import (
    item_of,
    make_admin,
    make_question,
    make_quiz,
    make_user,
    right,
    save,
    scope_of,
    start,
    submit,
    wrong,
)

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)

# The moments in 2026 at which clocks are moved, and where.
CHANGES = {
    "Berlin to summer": ("Europe/Berlin", "2026-03-29T01:00:00+00:00"),
    "Berlin to winter": ("Europe/Berlin", "2026-10-25T01:00:00+00:00"),
    "New York to summer": ("America/New_York", "2026-03-08T07:00:00+00:00"),
    "New York to winter": ("America/New_York", "2026-11-01T06:00:00+00:00"),
}
# Where the learner is; the site itself keeps UTC.
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]


@pytest.fixture(params=CHANGES)
def change(request):
    return dt.datetime.fromisoformat(CHANGES[request.param][1])


@pytest.fixture
def author(request, change):
    """The zone in which clocks are changed that night: the author's."""
    return zoneinfo.ZoneInfo(CHANGES[request.node.callspec.params["change"]][0])


@pytest.fixture(params=ZONES)
def zone(request):
    """The learner's zone, which is the active one while a page is served."""
    found = zoneinfo.ZoneInfo(request.param)
    with timezone.override(found):
        yield found


@pytest.fixture
def learner():
    return make_user()


def quiz_of(**fields):
    return make_quiz([make_question()], **fields)


def test_clocks_are_changed_at_these_moments(change, author):
    """What all the others rest on: an hour is left out, or comes twice."""
    before, after = ((change + by).astimezone(author) for by in (-SECOND, SECOND))

    assert abs(after.utcoffset() - before.utcoffset()) == HOUR


# Time limits


def test_limit_is_a_duration_across_the_change(change, author, zone, learner):
    quiz = quiz_of(time_limit_minutes=30, grace_seconds=20)
    begin = change - 10 * MINUTE

    attempt = start(quiz, learner, at=begin.astimezone(author))

    attempt.refresh_from_db()
    assert attempt.deadline == change + 20 * MINUTE
    last = attempt.deadline + 20 * SECOND
    save(item_of(attempt), right(item_of(attempt)), at=(last - SECOND).astimezone(zone))
    with pytest.raises(AttemptClosed):
        save(item_of(attempt), wrong(item_of(attempt)), at=last.astimezone(author))
    done = submit(attempt, at=last.astimezone(zone))
    assert (done.fraction, done.submitted_at) == (1, attempt.deadline)


def test_more_time_is_a_duration_across_the_change(change, author, zone, learner):
    quiz = quiz_of(time_limit_minutes=30)
    accommodations.grant(
        learner=learner,
        quiz=quiz,
        time_factor=Decimal("1.5"),
        reason="A letter.",
        granted_by=make_admin(),
        at=change - HOUR,
    )

    attempt = start(quiz, learner, at=(change - 10 * MINUTE).astimezone(author))

    attempt.refresh_from_db()
    assert attempt.deadline == change + 35 * MINUTE


def test_deadline_stands_whatever_the_zone_of_those_who_look(change, zone, learner):
    attempt = start(quiz_of(time_limit_minutes=30), learner, at=change - 10 * MINUTE)
    end = attempt.ends_at

    for name in ZONES:
        there = zoneinfo.ZoneInfo(name)
        before, after = (end - SECOND).astimezone(there), end.astimezone(there)
        assert attempt.state_at(before) == AttemptState.RUNNING
        assert attempt.state_at(after) == AttemptState.EXPIRED


# Opening and closing


def written(text, zone):
    """Return what the form of a quiz makes of a time that its author writes."""
    with timezone.override(zone):
        return QuizPage._meta.get_field("closes_at").formfield().clean(text)


def test_times_mean_what_the_authors_clock_shows(change, author, zone, learner):
    """Six in the morning is six in the morning, on whichever day it is written."""
    day = f"{change.astimezone(author):%Y-%m-%d}"
    opens, closes = written(f"{day} 06:00", author), written(f"{day} 07:00", author)
    quiz = quiz_of(opens_at=opens, closes_at=closes)
    moment = dt.datetime.fromisoformat(f"{day}T06:00").replace(tzinfo=author)

    with pytest.raises(NotOpenYet):
        start(quiz, learner, at=(moment - SECOND).astimezone(zone))
    attempt = start(quiz, learner, at=moment.astimezone(zone))
    with pytest.raises(QuizClosed):
        start(quiz, make_user(), at=(moment + HOUR).astimezone(zone))

    assert attempt.deadline == moment.astimezone(dt.UTC) + HOUR


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-03-29 02:30", "Europe/Berlin"),
        ("2026-10-25 02:30", "Europe/Berlin"),
        ("2026-03-08 02:30", "America/New_York"),
        ("2026-11-01 01:30", "America/New_York"),
    ],
)
def test_time_that_is_left_out_or_comes_twice_is_asked_for_again(text, zone):
    with pytest.raises(ValidationError, match="couldn’t be interpreted"):
        written(text, zoneinfo.ZoneInfo(zone))


def test_closing_ends_an_attempt_that_began_before_the_change(
    change, author, zone, learner
):
    quiz = quiz_of(
        closes_at=(change + 20 * MINUTE).astimezone(author),
        time_limit_minutes=60,
        grace_seconds=0,
    )

    attempt = start(quiz, learner, at=(change - 10 * MINUTE).astimezone(zone))

    attempt.refresh_from_db()
    assert attempt.deadline == change + 20 * MINUTE
    save(item_of(attempt), right(item_of(attempt)), at=change + 20 * MINUTE - SECOND)
    with pytest.raises(AttemptClosed):
        save(item_of(attempt), wrong(item_of(attempt)), at=change + 20 * MINUTE)


def test_closing_kept_with_the_attempt_is_the_same_moment(
    change, author, zone, learner
):
    closes = change + 20 * MINUTE
    attempt = start(
        quiz_of(closes_at=closes.astimezone(author), closing_ends_attempts=False),
        learner,
        at=change - 10 * MINUTE,
    )
    attempt = submit(attempt, at=change - 5 * MINUTE)
    rules = attempt_rules.read(Attempt.objects.get().rules)

    def moment_at(at):
        return reviewing.moment(attempt, rules, at.astimezone(zone))

    assert rules.closes_at == closes
    assert moment_at(closes - SECOND) == ReviewMoment.OPEN
    assert moment_at(closes) == ReviewMoment.CLOSED


# Waiting


def test_wait_is_a_duration_across_the_change(change, author, zone, learner):
    quiz = quiz_of(wait_minutes=30)
    begin = (change - 10 * MINUTE).astimezone(author)
    submit(start(quiz, learner, at=begin), at=begin)
    end = change + 20 * MINUTE

    with pytest.raises(MustWait) as refused:
        start(quiz, learner, at=(end - SECOND).astimezone(zone))

    assert refused.value.until == end
    assert start(quiz, learner, at=end.astimezone(zone)).number == 2


def test_wait_counts_from_a_deadline_that_nobody_saw(change, author, zone, learner):
    quiz = quiz_of(wait_minutes=30, time_limit_minutes=15)
    start(quiz, learner, at=(change - 20 * MINUTE).astimezone(author))
    end = change + 25 * MINUTE

    with pytest.raises(MustWait) as refused:
        start(quiz, learner, at=(end - SECOND).astimezone(zone))

    assert refused.value.until == end
    assert start(quiz, learner, at=end.astimezone(zone)).number == 2


# Nobody looks


@pytest.mark.parametrize("later", [MINUTE, dt.timedelta(days=200)])
@pytest.mark.parametrize("look", ["start", "submit", "close"])
def test_attempt_that_ran_out_unseen_ends_at_its_deadline(change, learner, later, look):
    """Whoever looks first, and however late: at the same moment, with the same score."""
    told = []

    def receive(sender, attempt, at, **kwargs):
        told.append((attempt.pk, attempt.submitted_at, at))

    quiz = quiz_of(time_limit_minutes=30)
    attempt = start(quiz, learner, at=change - 10 * MINUTE)
    save(item_of(attempt), right(item_of(attempt)), at=change - MINUTE)
    deadline, at = change + 20 * MINUTE, change + 20 * MINUTE + later
    where = queries.standing(
        learner=learner, quiz=quiz, scope=scope_of(quiz), at=deadline + later
    )
    assert (where.running, where.expired) == (None, attempt)

    attempt_marked.connect(receive)
    try:
        if look == "start":
            assert start(quiz, learner, at=at).number == 2
        elif look == "submit":
            submit(attempt, at=at)
        else:
            delivery.close_expired(attempt=attempt, at=at)
    finally:
        attempt_marked.disconnect(receive)

    attempt.refresh_from_db()
    assert attempt.submitted_at == deadline
    assert (attempt.fraction, attempt.ended_by_clock) == (1, True)
    assert told == [(attempt.pk, deadline, at)]


# Whose clock


def test_answers_have_the_servers_time(client, learner):
    client.force_login(learner)
    attempt = start(quiz_of(), learner, at=timezone.now())
    item = item_of(attempt)
    option = right(item)["option"]
    before = timezone.now()

    response = client.post(
        f"/quizzes/attempts/{attempt.uuid}/save/",
        {
            "position": 1,
            "number": 1,
            "q1-option": option,
            "at": "2001-01-01T00:00:00Z",
            "saved_at": "2001-01-01T00:00:00Z",
        },
        headers={"Date": "Mon, 01 Jan 2001 00:00:00 GMT"},
    )

    assert response.status_code == 200
    assert before <= ResponseEvent.objects.get().at <= timezone.now()


CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic"}


def test_domain_looks_at_no_clock():
    """The moment comes in as ``at``, so that no two steps of one deed disagree."""
    folder = Path(inspect.getfile(quizzes.domain)).parent
    modules = sorted(folder.glob("*.py"))
    calls = [
        f"{path.name}: {ast.unparse(node)}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in CLOCKS
    ]

    assert len(modules) > 10
    assert calls == []


@pytest.mark.parametrize(
    "name",
    ["start", "save", "save_form", "turn", "check", "flag", "submit", "close_expired"],
)
def test_delivery_must_be_told_the_time(name):
    parameter = inspect.signature(getattr(delivery, name)).parameters["at"]

    assert parameter.default is inspect.Parameter.empty
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
