"""What learners read of marks that were changed after their attempt was marked."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from quizzes import review_rules
from quizzes.domain import marking
from tests.counting import counted_queries
from tests.quizzes.factories import (
    item_of,
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
from tests.quizzes.regrades import (
    OPTIONS,
    make_attempt,
    make_exam,
    plan,
    regrade,
    rekey,
)

pytestmark = pytest.mark.django_db

WHY = "The key was wrong: the second option is right."


@pytest.fixture
def now():
    return timezone.now() - dt.timedelta(minutes=30)


@pytest.fixture
def admin():
    return make_admin(first_name="Mara", last_name="Marker")


def read(client, attempt):
    client.force_login(attempt.learner)
    return client.get(f"/quizzes/attempts/{attempt.uuid}/review/").content.decode()


def exam_with_attempt(now, *, chosen=1, **fields):
    (question, _other), quiz = make_exam(**fields)
    return question, make_attempt(quiz, [chosen, 0], at=now)


def test_nothing_is_said_where_nothing_changed(client, now):
    _question, attempt = exam_with_attempt(now)

    assert "changed" not in read(client, attempt)


def test_old_and_new_mark_with_the_reason(client, admin, now):
    question, attempt = exam_with_attempt(now)
    version = rekey(question, 1)
    regrade(plan("version", question, version), admin, reason=WHY, at=now)

    page = read(client, attempt)

    assert "A mark of this attempt was changed on" in page
    assert 'href="#question-1">question 1</a>' in page
    assert "The mark of this question was changed." in page
    assert "Mark before: 0." in page
    assert "Mark since then: 1." in page
    assert WHY in page
    assert "Marker" not in page


def test_corrected_key_is_shown(client, admin, now):
    question, attempt = exam_with_attempt(now, chosen=1)
    version = rekey(question, 1)
    regrade(plan("version", question, version), admin, at=now)

    row = client_rows(client, attempt)[0]

    said = {option["text"]: option["correct"] for option in row["question"]["options"]}
    assert said["Atlas and coccyx"] is True
    assert said["Sacrum and occiput"] is False


def test_key_as_asked_is_shown_where_the_options_are_others(client, admin, now):
    question, attempt = exam_with_attempt(now, chosen=1)
    version = rekey(question, 1, options=OPTIONS[:2])
    regrade(plan("version", question, version), admin, at=now)

    row = client_rows(client, attempt)[0]

    assert len(row["question"]["options"]) == 3
    assert row["points"] == 1


def client_rows(client, attempt):
    client.force_login(attempt.learner)
    url = f"/quizzes/attempts/{attempt.uuid}/review/"
    return client.get(url).context_data["rows"]


def test_question_left_out(client, admin, now):
    question, attempt = exam_with_attempt(now)
    regrade(plan("drop", question), admin, reason="Ambiguous.", at=now)

    page = read(client, attempt)

    assert "This question was left out of the score." in page
    assert "Left out of the score" in page
    assert "Ambiguous." in page
    assert "1 of 1 points" in page
    assert "100%" in page

    regrade(plan("version", question, question.current_version()), admin, at=now)
    assert "This question counts in the score again." in read(client, attempt)


def test_full_mark_for_everyone(client, admin, now):
    question, attempt = exam_with_attempt(now)
    regrade(plan("credit", question), admin, at=now)

    page = read(client, attempt)

    assert "Everyone got the full mark for this question." in page
    assert "Full mark for everyone" in page
    assert "Not right" not in page


@pytest.mark.parametrize("kind", ["version", "drop", "credit"])
@pytest.mark.parametrize(
    ("allowed", "score"), [(["score"], True), ([], False), (["response"], False)]
)
def test_hidden_marks_stay_hidden(client, admin, now, kind, allowed, score):
    review = review_rules.of(allowed)
    question, attempt = exam_with_attempt(now, review=review)
    version = rekey(question, 1) if kind == "version" else None
    regrade(plan(kind, question, version), admin, reason=WHY, at=now)

    page = read(client, attempt)

    assert "A mark of this attempt was changed on" in page
    assert ("100%" in page) is score
    for secret in (WHY, "Mark before", "Left out", "Everyone", '#question-1">q'):
        assert secret not in page


def test_mark_of_a_person_over_an_automatic_one(client, admin, now):
    _question, attempt = exam_with_attempt(now)
    marking.mark_by_hand(
        item=item_of(attempt),
        marker=admin,
        fraction=Decimal("0.5"),
        note="Half of it holds.",
        at=now,
    )

    page = read(client, attempt)

    assert "Mark since then: 0.50." in page
    assert page.count("Half of it holds.") == 1


def test_first_mark_of_an_essay_is_no_change(client, admin, now):
    quiz = make_quiz([make_question("essay"), make_question()], shuffle_questions=False)
    attempt = start(quiz, make_user(), at=now)
    first, second = items_of(attempt)
    save(first, {"text": "It moves too little."}, at=now)
    save(second, right(second), at=now)
    submit(attempt, at=now)
    mark = {"item": first, "marker": admin, "at": now}
    marking.mark_by_hand(**mark, fraction=Decimal("0.5"), note="Cite a study.")

    page = read(client, attempt)
    assert "Cite a study." in page
    assert "changed" not in page

    marking.mark_by_hand(**mark, fraction=Decimal(1), note="I overlooked one.")
    page = read(client, attempt)
    assert "Mark before: 0.50." in page
    assert page.count("I overlooked one.") == 1
    # The note of a mark that does not stand is not feedback.
    assert "Cite a study." not in page


def test_essay_left_out_is_not_called_wrong(client, admin, now):
    essay = make_question("essay")
    quiz = make_quiz([essay, make_question()], shuffle_questions=False)
    attempt = start(quiz, make_user(), at=now)
    save(items_of(attempt)[0], {"text": "It moves too little."}, at=now)
    submit(attempt, at=now)
    regrade(plan("drop", essay), admin, at=now)

    row = client_rows(client, attempt)[0]

    assert row["is_dropped"]
    assert (row["points"], row["changes"][0].old) == (None, None)
    assert "Waiting to be marked" not in read(client, attempt)


def test_certainty_shows_the_full_mark(client, admin, now):
    (question, _other), quiz = make_exam(behaviour="certainty")
    attempt = make_attempt(quiz, [1, 0], at=now, certainty=1)
    regrade(plan("credit", question), admin, at=now)

    assert client_rows(client, attempt)[0]["points"] == 1


def test_queries_of_the_result(client, admin, now):
    question, attempt = exam_with_attempt(now)
    read(client, attempt)
    with counted_queries() as before:
        client.get(f"/quizzes/attempts/{attempt.uuid}/review/")
    regrade(plan("version", question, rekey(question, 1)), admin, at=now)

    with counted_queries() as after:
        client.get(f"/quizzes/attempts/{attempt.uuid}/review/")

    assert len(before) == 4, before
    assert len(after) == 6, after
