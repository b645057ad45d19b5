"""The picture of an exam: a figure of the site, found by its key."""

import pytest

from quizzes.trainers.types.sorter_words import EXAMS
from quizzes.trainers.views import exam
from tests.browser.test_placement import SOT, make_figure
from tests.counting import counted_queries
from tests.quizzes.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    client.force_login(make_user())
    return client


def test_picture_of_an_exam_is_the_figure_of_its_key(learner):
    figure = make_figure("f13")

    with counted_queries() as queries:
        answer = learner.get("/practice/exams/heel-tension/")
    picture = learner.get(answer["Location"])

    assert answer.status_code == 302
    assert figure.current_version().digest in answer["Location"]
    assert "private" in answer["Cache-Control"]
    assert picture["Content-Type"] == "image/svg+xml"
    assert len(queries) == 3  # session, user, figure


@pytest.mark.parametrize("key", ["red-flags", "no-such-exam"])
def test_there_is_no_picture_of_what_has_no_figure(learner, key):
    assert learner.get(f"/practice/exams/{key}/").status_code == 404


def test_site_without_the_figure_shows_nothing(learner):
    answer = learner.get("/practice/exams/heel-tension/")

    assert answer.status_code == 200
    assert answer.content.decode() == exam.NOTHING


def test_figure_that_is_not_published_is_not_shown(learner):
    make_figure("f13").unpublish()

    answer = learner.get("/practice/exams/heel-tension/")

    assert answer.content.decode() == exam.NOTHING


def test_strangers_are_asked_to_sign_in(client):
    make_figure("f13")

    answer = client.get("/practice/exams/heel-tension/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_every_picture_is_in_the_course():
    wanted = {row.figure for row in EXAMS.values() if row.figure}

    assert wanted == {"f13", "f13b", "f16", "f18"}
    assert all((SOT / f"figures/{key}.svg").is_file() for key in wanted)
