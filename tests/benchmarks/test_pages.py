"""A lesson page, an answer, a whole attempt: CPU time beside bare Django views."""

import itertools
import re

import pytest

from courses.models import LessonBody
from quizzes.models import Attempt
from tests.counting import counted_queries
from tests.quizzes.factories import fields_of, items_of, right, wrong

from .timing import compare as compare_by

pytestmark = pytest.mark.benchmark
ROUNDS = 25
QUESTIONS = 10


def compare(served, subject, reference, **more):
    return compare_by(subject, reference, clock=served.cpu, rounds=ROUNDS, **more)


def spread(compared):
    return (
        f"{compared.subject * 1000:.2f} ms against {compared.reference * 1000:.2f} ms; "
        f"half of the rounds {compared.lowest:.2f} to {compared.highest:.2f}"
    )


def start(world, server):
    """Begin or resume the attempt, as the learner's browser does; its address."""
    answer = server.post(world.quiz.url, {}, status=302)
    url = answer.headers["Location"]
    server.get(url)
    return url


def answers(url, pick):
    """What a learner sends to each question: fields by position."""
    attempt = Attempt.objects.get(uuid=re.search(r"[0-9a-f-]{36}", url)[0])
    return {
        item.position: fields_of(
            item.question_version.type,
            item.question_version.body,
            pick(item),
            item.prefix,
        )
        for item in items_of(attempt)
    }


def test_lesson_page(world, served, report):
    server = world.server
    url = world.lesson.url
    plain = f"/bench/page/{world.lesson.pk}/"
    mine = server.get(url)
    other = server.get(plain)
    stored = LessonBody.objects.get(pk=world.lesson.pk).html
    assert stored in mine.content.decode()
    assert stored in other.content.decode()
    with counted_queries() as queries:
        server.get(url)

    compared = compare(served, lambda: served.get(url), lambda: served.get(plain))

    report("lesson page: queries", len(queries), aim=6, must=8, unit="queries")
    report(
        "lesson page, against a bare view",
        compared.ratio,
        aim=2.5,
        must=4,
        remarks=spread(compared),
    )


def test_answer_saved(world, served, report):
    server = world.server
    url = start(world, server)
    attempt = Attempt.objects.get(uuid=re.search(r"[0-9a-f-]{36}", url)[0])
    choices = [
        i for i in items_of(attempt) if i.question_version.type == "single_choice"
    ]
    item, beside = choices[:2]
    body = item.question_version.body
    pages = itertools.cycle(
        fields_of("single_choice", body, pick(item), item.prefix)
        for pick in (right, wrong)
    )
    options = itertools.cycle(o["id"] for o in beside.question_version.body["options"])
    numbers, others = itertools.count(1), itertools.count(1)

    def save(through=served):
        number = {"position": item.position, "number": next(numbers)}
        through.post(f"{url}save/", {**number, **next(pages)})

    def bare():
        fields = {"number": next(others), "option": next(options)}
        served.post(f"/bench/answer/{beside.pk}/", fields)

    save(server)
    with counted_queries() as queries:
        save(server)
    compared = compare(served, save, bare)

    report("answer saved: queries", len(queries), aim=5, must=6, unit="queries")
    report(
        "answer saved, against a bare view",
        compared.ratio,
        aim=2,
        must=2.5,
        remarks=spread(compared),
    )


def test_whole_attempt(world, served, report):
    server = world.server
    plain = f"/bench/page/{world.lesson.pk}/"
    server.get(world.lesson.url)
    # Questions come in the author's order, so that one set of answers fits them all.
    begun = start(world, server)
    given = answers(begun, right)
    assert len(given) == QUESTIONS
    server.post(f"{begun}submit/", {}, status=302)

    def attempt(through=served):
        url = start(world, through)
        for position, fields in given.items():
            number = {"position": position, "number": 1}
            through.post(f"{url}save/", {**number, **fields})
        through.post(f"{url}submit/", {}, status=302)
        return through.get(f"{url}review/")

    # As many bare requests of the same kinds: four pages read, ten answers written. They
    # took 22 ms where 60 ms was set as the most, and 30 ms as the aim: 2.7x and 1.35x.
    mine = Attempt.objects.get(uuid=re.search(r"[0-9a-f-]{36}", begun)[0])
    single = [i for i in items_of(mine) if i.question_version.type == "single_choice"]
    option = single[0].question_version.body["options"][0]["id"]
    numbers = itertools.count(1_000_000)  # past those of other tests

    def bare():
        for _page in range(4):
            served.get(plain)
        for _answer in range(QUESTIONS):
            fields = {"number": next(numbers), "option": option}
            served.post(f"/bench/answer/{single[0].pk}/", fields)

    assert attempt(server).status == 200
    assert Attempt.objects.latest("started_at").fraction == 1
    with counted_queries() as queries:
        attempt(server)
    compared = compare(served, attempt, bare, times=(1, 1), warm=3)

    report("whole attempt: queries", len(queries), aim=80, must=100, unit="queries")
    report(
        "whole attempt, against as many bare requests",
        compared.ratio,
        aim=1.35,
        must=2.7,
        remarks=spread(compared),
    )
    report(
        "whole attempt: CPU",
        compared.least * 1000,
        aim=30,
        must=60,
        unit="ms",
        remarks=f"{QUESTIONS + 4} requests, best round; on a quiet machine only",
    )
