"""Queries of a learner's and an officer's pages, on a small site and on a large one.

Session and user are in the counts, savepoints are not; bodies and outlines are warm.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.domain import enrolment as enrolments
from courses.domain import roles
from courses.models import Progress
from quizzes.models import Attempt
from tests.counting import counted_queries
from tests.courses.crowd import add_enrolments, add_lessons
from tests.courses.factories import (
    NOW,
    freeze,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_quiz,
)
from tests.quizzes.factories import fields_of, items_of, make_questions, right

pytestmark = pytest.mark.django_db


@dataclass
class Site:
    lessons: list[Any]
    quiz: Any
    enrolment: Any
    learner: Any


@pytest.fixture(params=[(10, 1), (500, 1000)], ids=["small", "large"])
def site(request):
    """So many lessons on the site, ten of them in the learner's own course."""
    lessons, people = request.param
    course = make_course(in_order=False)
    module = make_module(course)
    own = [make_lesson(module) for _ in range(10)]
    quiz = make_quiz(module, questions=make_questions(3))
    freeze(course)
    if lessons > len(own):
        add_lessons(lessons - len(own))
    add_enrolments(course, people - 1)
    learner = make_learner()
    enrolment = enrolments.enrol(learner=learner, course=course, at=NOW)
    return Site(own, quiz, enrolment, learner)


@pytest.fixture
def browser(client, site):
    client.force_login(site.learner)
    return client


def count(most, call):
    """Call twice, as only the first is cold, and hold the second to the budget."""
    call()
    with counted_queries() as queries:
        response = call()
    assert response.status_code == 200
    assert len(queries) <= most, str(queries)


def test_lesson_page(browser, site):
    count(6, lambda: browser.get(site.lessons[4].url))


def test_heartbeat(browser, site):
    lesson = str(site.lessons[4].translation_key)
    data = {"enrolment": str(site.enrolment.uuid), "lesson": lesson}
    beat = reverse("ce_courses:beat")
    browser.post(beat, {**data, "kind": "start"})

    count(5, lambda: browser.post(beat, data))


def test_answer_saved(browser, site):
    url = browser.post(site.quiz.url)["Location"]
    items = items_of(Attempt.objects.get(learner=site.learner))
    numbers = iter(range(1, 10))

    def save():
        number = next(numbers)
        item = items[number]
        version = item.question_version
        fields = fields_of(version.type, version.body, right(item), item.prefix)
        data = {"position": item.position, "number": number, **fields}
        return browser.post(f"{url}save/", data)

    count(5, save)


def test_attempt_started(browser, site):
    browser.post(site.quiz.url)
    Attempt.objects.update(submitted_at=NOW, score=0, fraction=0, passed=False)

    with counted_queries() as queries:
        browser.post(site.quiz.url)

    assert Attempt.objects.count() == 2
    assert len(queries) <= 11, str(queries)


def test_attempt_submitted_and_reviewed(browser, site):
    # The first makes the row that holds the result.
    for number, most in (1, 13), (2, 11):
        url = browser.post(site.quiz.url)["Location"]
        with counted_queries() as queries:
            browser.post(f"{url}submit/")

        recorded = Progress.objects.get(requirement=site.quiz.translation_key)
        assert recorded.attempts == number
        assert len(queries) <= most, str(queries)
    count(5, lambda: browser.get(f"{url}review/"))


def test_my_learning(browser, site):
    count(7, lambda: browser.get(reverse("ce_courses:my-learning")))


def test_completions_report(client, site):
    roles.create_roles()
    officer = make_learner()
    officer.groups.add(Group.objects.get(name="Records officers"))
    client.force_login(officer)

    count(12, lambda: client.get(reverse("ce_completions:index")))
