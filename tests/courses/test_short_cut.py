"""The short way to quizzes; that of lessons is in ``test_lesson_page``."""

import pytest
from wagtail.models import PageViewRestriction

from courses.domain import enrolment as enrolments
from tests.counting import counted_queries
from tests.courses.factories import (
    NOW,
    freeze,
    make_course,
    make_index,
    make_learner,
    make_lesson,
    make_module,
    make_quiz,
)
from tests.quizzes.factories import make_questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.force_login(learner)
    return learner


def make_course_quiz(learner):
    course = make_course()
    quiz = make_quiz(make_module(course), questions=make_questions(1))
    freeze(course)
    enrolments.enrol(learner=learner, course=course, at=NOW)
    return quiz


def walks(queries):
    return [sql for sql in queries if '"wagtailcore_site"' in sql]


def test_quiz_of_a_course_is_found_at_once(client, learner):
    quiz = make_course_quiz(learner)
    client.get(quiz.url)

    with counted_queries() as queries:
        response = client.get(quiz.url)

    assert quiz.title in response.content.decode()
    assert walks(queries) == []


def test_quiz_and_its_course_are_found_in_one_query_when_it_is_started(client, learner):
    quiz = make_course_quiz(learner)
    client.get(quiz.url)

    with counted_queries() as queries:
        response = client.post(quiz.url)

    assert response.status_code == 302
    pages = [sql for sql in queries if f"'{quiz.slug}'" in sql]
    assert len(pages) == 1, pages
    assert '"ce_quizzes_quizpage"' in pages[0]
    assert sum('FROM "ce_courses_coursepage"' in sql for sql in queries) == 1


def test_posting_to_a_lesson_finds_the_lesson(client, learner):
    course = make_course()
    lesson = make_lesson(make_module(course))
    freeze(course)
    enrolments.enrol(learner=learner, course=course, at=NOW)
    client.get(lesson.url)

    with counted_queries() as queries:
        response = client.post(lesson.url)

    assert lesson.title in response.content.decode()
    assert walks(queries) == []


def test_quiz_elsewhere_takes_wagtails_way(client, learner):
    """Its parents may give ``route()`` a meaning of their own."""
    quiz = make_quiz(make_quiz(make_index()))

    with counted_queries() as queries:
        response = client.get(quiz.url)

    assert quiz.title in response.content.decode()
    assert walks(queries) != []


def test_quiz_unpublished_is_gone(client, learner):
    quiz = make_course_quiz(learner)
    quiz.unpublish()

    assert client.get(quiz.url).status_code == 404


def test_quiz_not_enrolled_is_closed(client, learner):
    quiz = make_course_quiz(make_learner())

    assert client.get(quiz.url).status_code == 403


def test_quiz_restricted_course_asks_for_the_password(client, learner):
    quiz = make_course_quiz(learner)
    PageViewRestriction.objects.create(
        page=quiz.get_parent().get_parent(),
        restriction_type=PageViewRestriction.PASSWORD,
        password="prone",
    )

    assert 'name="password"' in client.get(quiz.url).content.decode()
