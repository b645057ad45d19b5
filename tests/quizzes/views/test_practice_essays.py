"""Essays in practice: nobody marks them, and every page says so."""

import pytest
from django.utils import timezone

from quizzes import review_rules
from quizzes.domain import delivery
from quizzes.enums import ReviewItem
from tests.quizzes.factories import (
    items_of,
    make_admin,
    make_question,
    make_quiz,
    make_user,
    right,
    save,
    start,
)

pytestmark = pytest.mark.django_db

ANSWER = {"text": "Because nobody has shown it."}
SAMPLE = "too small to be felt"


def submitted(learner, *, practice=True, **rules):
    questions = [make_question(), make_question("essay")]
    quiz = make_quiz(questions, shuffle_questions=False, practice=practice, **rules)
    attempt = start(quiz, learner, at=timezone.now())
    first, second = items_of(attempt)
    save(first, right(first), at=timezone.now())
    save(second, ANSWER, at=timezone.now())
    return delivery.submit(
        attempt_uuid=attempt.uuid, learner=learner, at=timezone.now()
    )


def pages(client, attempt):
    result = client.get(f"/quizzes/attempts/{attempt.uuid}/review/").content.decode()
    quiz = client.get(attempt.quiz.get_url()).content.decode()
    return result, quiz


@pytest.fixture
def learner(client):
    user = make_user()
    client.force_login(user)
    return user


def test_result_of_practice_says_that_the_essay_is_not_marked(client, learner):
    result, quiz = pages(client, submitted(learner))

    assert "1 answer is not marked: in practice only the software marks." in result
    assert "All others: 1 of 1 points." in result
    assert "Nobody marks this answer here. Compare it with the sample" in result
    assert SAMPLE in result
    assert "Not marked" in quiz
    for page in (result, quiz):
        assert "Waiting to be marked" not in page
        assert "A person marks" not in page


def test_result_of_an_exam_still_waits_without_the_sample(client, learner):
    result, quiz = pages(client, submitted(learner, practice=False))

    for page in (result, quiz):
        assert "Waiting to be marked" in page
        assert SAMPLE not in page
        assert "Not marked" not in page


ALL = set(ReviewItem.values)


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        (ALL, True),
        ({ReviewItem.ANSWER.value}, True),
        (ALL - {ReviewItem.FEEDBACK.value}, True),
        (ALL - {ReviewItem.ANSWER.value}, False),
        ({ReviewItem.RESPONSE.value, ReviewItem.SCORE.value}, False),
    ],
)
def test_sample_is_shown_where_the_matrix_allows_the_answer(
    client, learner, items, shown
):
    attempt = submitted(learner, review=review_rules.of(sorted(items)))

    result, _quiz = pages(client, attempt)

    assert (SAMPLE in result) is shown
    assert ("Evidence" in result) is shown
    assert ("Compare it with the sample answer" in result) is shown
    assert "Nobody marks this answer here." in result
    assert ("All others:" in result) is (ReviewItem.SCORE in items)


def test_admin_does_not_ask_for_a_mark_of_practice(client):
    attempt = submitted(make_user())
    client.force_login(make_admin())
    essay = items_of(attempt)[1]

    record = client.get(f"/admin/quiz_attempts/inspect/{attempt.pk}/").content.decode()
    listed = client.get("/admin/quiz_attempts/").content.decode()
    asked = client.get(f"/admin/quiz_attempts/mark/{essay.pk}/")

    assert "practice is not marked by a person" in record
    assert "/mark/" not in record
    assert "Not marked (practice)" in listed
    assert "Waiting to be marked" not in record + listed
    assert asked.status_code == 404
