"""Answers that a person marks, in the admin."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from quizzes.domain import delivery
from quizzes.models import Attempt, MarkEvent
from tests.quizzes.factories import (
    items_of,
    make_admin,
    make_question,
    make_quiz,
    make_user,
    right,
    save,
    start,
    submit,
)
from tests.quizzes.people import closed_bank, give, make_instructor

pytestmark = pytest.mark.django_db

ANSWER = {"text": "Because nobody has shown that it can be felt."}


@pytest.fixture
def staff(client):
    client.user = make_admin(first_name="Mara", last_name="Marker")
    client.force_login(client.user)
    return client


@pytest.fixture
def attempt():
    """Submitted: a choice that software marked, an essay that waits."""
    learner = make_user(first_name="Beatriz", last_name="Osei")
    questions = [make_question(), make_question("essay")]
    attempt = start(
        make_quiz(questions, shuffle_questions=False), learner, at=timezone.now()
    )
    first, second = items_of(attempt)
    save(first, right(first), at=timezone.now())
    save(second, ANSWER, at=timezone.now())
    return delivery.submit(
        attempt_uuid=attempt.uuid, learner=learner, at=timezone.now()
    )


def url(item):
    return f"/admin/quiz_attempts/mark/{item.pk}/"


def seen(item):
    """What the page holds of the newest mark."""
    newest = item.mark_events.last()
    return {"seen": newest.pk if newest else 0}


def inspect(attempt):
    return f"/admin/quiz_attempts/inspect/{attempt.pk}/"


def levels(item, *chosen):
    """Return form data that chooses these levels (by number), one of each criterion."""
    criteria = item.question_version.body["rubric"]
    return {
        f"level-{criterion['id']}": criterion["levels"][number]["id"]
        for criterion, number in zip(criteria, chosen, strict=True)
    }


def test_attempt_leads_to_the_answer_that_waits(staff, attempt):
    _first, essay = items_of(attempt)

    record = staff.get(inspect(attempt)).content.decode()
    page = staff.get(url(essay)).content.decode()

    assert "Waiting to be marked" in record
    assert f'href="{url(essay)}"' in record
    for text in (ANSWER["text"], "Beatriz Osei", "Evidence", "Clarity", "too small"):
        assert text in page


def test_levels_of_the_rubric_make_the_mark_and_the_score(staff, attempt):
    _first, essay = items_of(attempt)

    response = staff.post(
        url(essay), {**levels(essay, 1, 0), "note": "Good sources."}, follow=True
    )

    essay.refresh_from_db()
    attempt.refresh_from_db()
    event = essay.mark_events.get()
    assert response.redirect_chain == [(inspect(attempt), 302)]
    assert (essay.fraction, event.marker, event.note) == (
        Decimal("0.75"),
        staff.user,
        "Good sources.",
    )
    assert (attempt.items_to_mark, attempt.fraction) == (0, Decimal("0.875"))


def test_level_is_missing(staff, attempt):
    _first, essay = items_of(attempt)
    data = levels(essay, 1, 0)
    data.popitem()

    page = staff.post(url(essay), data)

    assert "This field is required." in page.content.decode()
    assert not essay.mark_events.exists()


def test_level_of_another_question_is_refused(staff, attempt):
    _first, essay = items_of(attempt)
    data = dict.fromkeys(levels(essay, 1, 0), "forged")

    page = staff.post(url(essay), data)

    assert "Select a valid choice." in page.content.decode()
    assert not essay.mark_events.exists()


def test_correction_of_a_mark_needs_a_note(staff, attempt):
    choice, essay = items_of(attempt)
    staff.post(url(essay), levels(essay, 1, 1))

    refused = staff.post(url(choice), {"percent": "50", "note": ""})
    events = choice.mark_events.count()
    data = {"percent": "50", "note": "Two keys were right."}
    staff.post(url(choice), {**data, **seen(choice)})

    choice.refresh_from_db()
    attempt.refresh_from_db()
    assert "This field is required." in refused.content.decode()
    assert events == 1
    assert choice.fraction == Decimal("0.5")
    assert attempt.fraction == Decimal("0.75")
    assert choice.mark_events.count() == 2


def test_mark_that_was_not_seen_is_not_replaced(staff, attempt):
    choice, _essay = items_of(attempt)
    looked = seen(choice)
    assert (
        f'name="seen" value="{looked["seen"]}"'
        in staff.get(url(choice)).content.decode()
    )
    other = {"percent": "40", "note": "The first of us."}
    staff.post(url(choice), {**other, **looked})

    mine = {"percent": "90", "note": "The second of us."}
    refused = staff.post(url(choice), {**mine, **looked})
    text = refused.content.decode()

    choice.refresh_from_db()
    assert refused.status_code == 409
    assert "marked this answer in the meantime: 40%" in text
    assert f'name="seen" value="{seen(choice)["seen"]}"' in text
    assert choice.fraction == Decimal("0.4")

    staff.post(url(choice), {**mine, **seen(choice)})

    choice.refresh_from_db()
    assert choice.fraction == Decimal("0.9")


@pytest.mark.parametrize("percent", ["-1", "101", "x", "NaN", "Infinity", ""])
def test_percentage_that_can_not_be(staff, attempt, percent):
    choice, _essay = items_of(attempt)

    page = staff.post(url(choice), {"percent": percent, "note": "x"})

    assert page.status_code == 200
    assert choice.mark_events.count() == 1


def test_running_and_discarded_attempts_are_not_marked(staff):
    running = start(make_quiz([make_question()]), make_user(), at=timezone.now())
    (item,) = items_of(running)

    assert staff.get(url(item)).status_code == 404
    assert staff.get("/admin/quiz_attempts/mark/0/").status_code == 404
    Attempt.objects.filter(pk=running.pk).update(
        submitted_at=timezone.now(), discarded=True, score=0, fraction=0, passed=False
    )
    assert staff.post(url(item), {"percent": "100", "note": "x"}).status_code == 404
    assert not MarkEvent.objects.exists()


def test_permission_is_needed(client, attempt):
    _first, essay = items_of(attempt)
    person = make_user()
    for codename in ("access_admin", "view_attempt"):
        person.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(person)

    record = client.get(inspect(attempt)).content.decode()
    refused = client.post(url(essay), levels(essay, 1, 1))

    assert url(essay) not in record
    assert refused.status_code in (302, 403)
    assert not essay.mark_events.exists()

    person.user_permissions.add(Permission.objects.get(codename="add_markevent"))
    client.post(url(essay), levels(essay, 1, 1))
    assert essay.mark_events.count() == 1


def test_learner_waits_and_then_reads_the_note(client, staff, attempt):
    _first, essay = items_of(attempt)
    review = f"/quizzes/attempts/{attempt.uuid}/review/"
    client.force_login(attempt.learner)
    waiting = client.get(review).content.decode()
    client.force_login(staff.user)
    client.post(url(essay), {**levels(essay, 1, 1), "note": "Good sources."})
    client.force_login(attempt.learner)
    marked = client.get(review).content.decode()

    assert "1 answer is marked by a person." in waiting
    assert "%</span>" not in waiting
    assert "Its motion is too small" not in waiting
    assert "Passed" in marked
    assert "100%" in marked
    assert "Good sources." in marked


@pytest.mark.parametrize(("role", "may"), [(None, False), ("reader", True)])
def test_answers_to_questions_of_closed_banks_are_marked_by_readers(client, role, may):
    bank = closed_bank()
    question = make_question("essay", bank=bank)
    attempt = start(make_quiz([question]), make_user(), at=timezone.now())
    (essay,) = items_of(attempt)
    save(essay, ANSWER, at=timezone.now())
    submit(attempt, at=timezone.now())
    person = make_instructor(bank, role)
    person = give(person, "ce_quizzes.add_markevent", "ce_quizzes.view_attempt")
    client.force_login(person)

    assert (
        f'href="{url(essay)}"' in client.get(inspect(attempt)).content.decode()
    ) is (may)
    assert client.get(url(essay)).status_code == (200 if may else 404)
    response = client.post(url(essay), levels(essay, 1, 1))
    assert response.status_code == (302 if may else 404)
    assert essay.mark_events.exists() is may
