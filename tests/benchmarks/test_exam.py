"""300 learners in one exam: how long a save takes, and whether any is lost."""

import os

import pytest
from django.utils import timezone

from quizzes.models import AttemptItem, ResponseEvent
from tests.quizzes.factories import make_questions, make_quiz, make_user, start
from tests.serving import Gunicorn, browser_headers

from . import crowd
from .server import open_session

pytestmark = pytest.mark.benchmark
LEARNERS = int(os.environ.get("BENCH_LEARNERS", "300"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
EVERY = 10


@pytest.fixture(scope="module")
def exam(world, environ, tmp_path_factory):
    """gunicorn with as many workers and threads as ``make serve`` has."""
    log = tmp_path_factory.mktemp("log") / "exam.log"
    server = Gunicorn(environ, log)
    yield server
    server.close()


@pytest.fixture(scope="module")
def learners(world):
    quiz = make_quiz(make_questions(10, "short_text"), time_limit_minutes=60)
    found = []
    for _ in range(LEARNERS):
        user = make_user()
        attempt = start(quiz, user, at=timezone.now())
        found.append(crowd.Learner(attempt, browser_headers(open_session(user))))
    return found


def lost(learners):
    """Return what was acknowledged and is not there, by event or as current answer."""
    acknowledged = {
        key: text for found in learners for key, text in found.acknowledged.items()
    }
    attempts = [learner.attempt.pk for learner in learners]
    rows = ResponseEvent.objects.filter(item__attempt__in=attempts).values_list(
        "item__attempt", "item__position", "number", "response"
    )
    events = {tuple(key): response["text"] for *key, response in rows}
    rows = AttemptItem.objects.filter(attempt__in=attempts).values_list(
        "attempt", "position", "response_number"
    )
    current = {(attempt, position): number for attempt, position, number in rows}
    return [
        key
        for key, text in acknowledged.items()
        if events.get(key) != text or current[key[:2]] < key[2]
    ]


def test_everybody_saves_every_ten_seconds(exam, learners, report):
    crowd.steadily(exam.port, learners, every=EVERY, seconds=EVERY / 2)

    load = crowd.steadily(exam.port, learners, every=EVERY, seconds=SECONDS)

    busy = f"load average {os.getloadavg()[0]:.1f}"
    name = f"{LEARNERS} learners, each saving every {EVERY} s"
    saves = f"{len(load.latencies)} saves, {load.rate:.0f} a second; {busy}"
    assert load.errors[:5] == []
    assert lost(learners) == []
    report(
        f"{name}: half are answered in",
        load.percentile(50) * 1000,
        aim=50,
        must=250,
        unit="ms",
        remarks=saves,
    )
    report(
        "the same: 95 of 100 are answered in",
        load.percentile(95) * 1000,
        aim=250,
        must=500,
        unit="ms",
        remarks=f"99 of 100: {load.percentile(99) * 1000:.0f} ms, "
        f"the slowest {load.latencies[-1] * 1000:.0f} ms; no error, none lost",
    )


def test_as_many_saves_as_it_takes(exam, learners, report):
    some = learners[:16]

    load = crowd.hard(exam.port, some, seconds=15)

    assert load.errors[:5] == []
    assert lost(some) == []
    report(
        "milliseconds from one save to the next, 16 at once",
        1000 / load.rate,
        aim=10,
        must=33,
        unit="ms",
        remarks=f"{load.rate:.0f} saves a second, 95 of 100 in "
        f"{load.percentile(95) * 1000:.0f} ms; no error, none lost; "
        f"load average {os.getloadavg()[0]:.1f}",
    )
