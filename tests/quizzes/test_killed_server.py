"""A server that dies in the middle of saves has kept every one it acknowledged.

gunicorn serves the site with production's settings. Four learners' browsers answer as
fast as they can, one save after the other each; again and again the process that
answers them is killed, without a chance to finish anything.
"""

import http.client
import itertools
import json
import os
import random
import signal
import sqlite3
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from quizzes.models import AttemptItem, ResponseEvent
from tests.quizzes.factories import make_questions, make_quiz, make_user, start
from tests.serving import Gunicorn, browser_headers, production

KILLS = 100
LEARNERS = 4
QUESTIONS = 5
SECRET_KEY = "kJ8f-Qz3vN1xW7cR5tY9uB2mE4aS6dG0hL_pO-iUyTrEwQaZxSw"

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        not Path("/proc/self/task").exists(), reason="finds processes in Linux' /proc"
    ),
]


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A database that other processes can open: on SQLite the suite's one as a file."""
    suite = connections["default"]
    if suite.vendor != "sqlite":
        yield suite.settings_dict
        return
    path = tmp_path / "site.sqlite3"
    suite.ensure_connection()
    target = sqlite3.connect(path)
    suite.connection.backup(target)
    target.close()
    monkeypatch.setitem(suite.settings_dict, "NAME", str(path))
    connections["default"] = connections.create_connection("default")
    yield suite.settings_dict
    connections["default"].close()
    connections["default"] = suite


class Learner(threading.Thread):
    """Answers one question after the other, each anew in every round.

    As the script of the page does it: an answer that was not acknowledged is sent again
    under the same number. ``acknowledged`` is what the server said that it has.
    """

    def __init__(self, server, attempt, session_key):
        super().__init__(daemon=True)
        self.server = server
        self.attempt = attempt
        self.headers = {
            **browser_headers(session_key),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection = server.connect()
        self.stopped = threading.Event()
        self.acknowledged = {}
        self.cut = 0
        self.refused = []

    def run(self):
        for number in itertools.count(1):
            for position in range(1, QUESTIONS + 1):
                while not self.delivered(position, number):
                    if self.stopped.is_set() or self.refused:
                        self.connection.close()
                        return
                    time.sleep(0.005)

    def delivered(self, position, number):
        text = f"answer {number} to question {position}"
        fields = {"position": position, "number": number, f"q{position}-text": text}
        url = f"/quizzes/attempts/{self.attempt.uuid}/save/"
        if self.stopped.is_set():
            return False
        try:
            self.connection.request("POST", url, urlencode(fields), self.headers)
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.cut += 1
            return False
        told = json.loads(body) if response.status == 200 else {}
        if (told.get("number"), told.get("response")) != (number, {"text": text}):
            self.refused.append((response.status, body[:300]))
            return False
        self.acknowledged[self.attempt.pk, position, number] = text
        return True


def kept():
    """What the database has, as ``Learner.acknowledged`` has it."""
    rows = ResponseEvent.objects.values_list(
        "item__attempt", "item__position", "number", "response"
    )
    return {tuple(key): response["text"] for *key, response in rows}


def wait_for(condition, learners, *, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert not [learner.refused for learner in learners if learner.refused]
        assert time.monotonic() < end, "the server does not come back"
        time.sleep(0.002)


def kill_again_and_again(server, learners, rng):
    """Kill the process that answers; after each time compare all that was acknowledged."""
    for _ in range(KILLS):
        before = [len(learner.acknowledged) for learner in learners]
        wait_for(
            lambda before=before: all(
                len(learner.acknowledged) > count
                for learner, count in zip(learners, before, strict=True)
            ),
            learners,
        )
        time.sleep(rng.uniform(0, 0.05))
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        known = {
            key: text
            for found in learners
            for key, text in found.acknowledged.copy().items()
        }
        assert known.items() <= kept().items()
        wait_for(lambda worker=worker: server.workers() not in ([worker], []), learners)


@pytest.mark.parametrize(
    "vendor",
    [
        pytest.param("sqlite", marks=pytest.mark.slow),
        pytest.param("postgresql", marks=pytest.mark.postgres),
    ],
)
def test_killed_server_has_kept_every_acknowledged_answer(
    vendor, database, settings, tmp_path
):
    if connection.vendor != vendor:
        pytest.skip(f"runs on {vendor}")
    settings.SECRET_KEY = SECRET_KEY
    quiz = make_quiz(make_questions(QUESTIONS, "short_text"))
    server = Gunicorn(
        production(database, SECRET_KEY),
        tmp_path / "gunicorn.log",
        *("--preload", "--workers", "1", "--keep-alive", "60"),
        app="tests.warm_wsgi",
    )
    learners = []
    try:
        for _ in range(LEARNERS):
            client = Client()
            client.force_login(user := make_user())
            attempt = start(quiz, user, at=timezone.now())
            session_key = client.cookies["sessionid"].value
            learners.append(Learner(server, attempt, session_key))
        for learner in learners:
            learner.start()
        kill_again_and_again(server, learners, random.Random(4))
    finally:
        for learner in learners:
            learner.stopped.set()
        for learner in learners:
            learner.join(timeout=60)
        server.close()

    acknowledged = {}
    for learner in learners:
        assert learner.refused == []
        acknowledged |= learner.acknowledged
    found = kept()
    assert acknowledged.items() <= found.items()
    # A save that was cut off is there as a whole or not at all.
    for item in AttemptItem.objects.all():
        key = (item.attempt_id, item.position, item.response_number)
        assert item.response == {"text": found[key]}
        assert (*key[:2], item.response_number + 1) not in found
    # Without saves under way there is nothing to lose.
    assert sum(learner.cut for learner in learners) >= KILLS
