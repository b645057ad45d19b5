"""A save that comes a second time: at once, after a newer one, after the end."""

import pytest
from django.utils import timezone

from quizzes.models import Attempt, MarkEvent, ResponseEvent
from tests.quizzes.factories import make_question, make_quiz, make_user, start, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client):
    learner = make_user()
    client.force_login(learner)
    quiz = make_quiz([make_question("short_text")])
    return start(quiz, learner, at=timezone.now())


def send(client, attempt, number, text):
    return client.post(
        f"/quizzes/attempts/{attempt.uuid}/save/",
        {"position": 1, "number": number, "q1-text": text},
    )


def events():
    return list(ResponseEvent.objects.values_list("number", "response__text"))


def test_replayed_save_is_acknowledged_as_it_was(client, attempt):
    first = send(client, attempt, 1, "nutation")

    again = send(client, attempt, 1, "nutation")

    assert (again.status_code, again.json()) == (200, first.json())
    assert events() == [(1, "nutation")]


def test_number_replayed_with_another_answer_changes_nothing(client, attempt):
    send(client, attempt, 1, "nutation")

    forged = send(client, attempt, 1, "counternutation")

    assert (forged.status_code, forged.json()["error"]) == (409, "stale")
    assert forged.json()["response"] == {"text": "nutation"}
    assert events() == [(1, "nutation")]


@pytest.mark.parametrize("number", [1, 2])
def test_save_replayed_after_a_newer_one_changes_nothing(client, attempt, number):
    for newer, text in enumerate(["nutation", "torsion", "counternutation"], start=1):
        send(client, attempt, newer, text)
    before = events()

    late = send(client, attempt, number, before[number - 1][1])

    body = late.json()
    assert (late.status_code, body["error"], body["number"]) == (409, "stale", 3)
    assert body["response"] == {"text": "counternutation"}
    assert events() == before
    assert attempt.items.get().response == {"text": "counternutation"}


@pytest.mark.parametrize(("number", "text"), [(1, "nutation"), (2, "counternutation")])
def test_save_replayed_after_the_submission_changes_nothing(
    client, attempt, number, text
):
    """The one that counts already, and one that never arrived."""
    send(client, attempt, 1, "nutation")
    done = submit(attempt, at=timezone.now())

    late = send(client, attempt, number, text)

    assert (late.status_code, late.json()["error"]) == (409, "closed")
    assert late.json()["url"] == f"/quizzes/attempts/{attempt.uuid}/review/"
    assert events() == [(1, "nutation")]
    assert MarkEvent.objects.count() == 1
    after = Attempt.objects.get()
    assert (after.submitted_at, after.score) == (done.submitted_at, done.score)
