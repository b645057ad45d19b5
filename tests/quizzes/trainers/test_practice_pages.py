"""The learner's own page, the group's in the admin, and what practice leaves alone."""

import datetime as dt
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from courses.domain import enrolment as enrolments
from courses.models import Enrolment, Progress
from quizzes import cohorts
from quizzes.domain import checks
from quizzes.trainers.domain import practice
from quizzes.trainers.models import PracticeRun
from tests.counting import counted_queries
from tests.courses.factories import make_learner, make_small_course
from tests.quizzes.factories import make_admin, make_user

from .test_weak_spots import practise
from .toy import make_lab

pytestmark = pytest.mark.django_db
ADMIN = "/admin/practice/"
YESTERDAY = timezone.now() - dt.timedelta(days=1)


@pytest.fixture
def learner(client):
    user = make_learner()
    client.force_login(user)
    return user


@pytest.fixture
def version(toy):
    return make_lab().current_version()


@pytest.fixture
def instructor(client):
    user = make_user(is_staff=True)
    names = ("access_admin", "view_attempt")
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


# ---- the learner's ---------------------------------------------------------------------


def test_own_page_says_what_is_missed_and_where_to_practice(client, learner, version):
    practise(learner, [["left"]] * 3 + [[]] * 3, version=version, at=YESTERDAY)
    practise(make_user(), [["right"]] * 9, version=version, at=YESTERDAY)
    page = client.get("/practice/").content.decode()

    assert "Practiced 6 times" in page
    assert "The left side: missed in 3 of your last 6 cases." in page
    assert "The right side" not in page
    assert f'href="/practice/{checks.token_for(version)}/"' in page
    for mark in ("score", "percent", "%", "passed"):
        assert mark not in page.partition("<main")[2].partition("</main")[0].lower()


def test_own_page_is_quiet_about_few_cases(client, learner, version):
    assert "You have not practiced yet." in client.get("/practice/").content.decode()
    practise(learner, [["left"]], version=version, at=YESTERDAY)

    page = client.get("/practice/").content.decode()
    assert "Practiced once" in page
    assert "After 5 cases this page says" in page
    assert "The left side" not in page


def test_own_page_is_for_people_who_are_signed_in(client, toy):
    response = client.get("/practice/")

    assert response.status_code == 302
    assert "login" in response["Location"]


def test_my_learning_leads_to_it(client, learner):
    assert 'href="/practice/"' in client.get("/learn/").content.decode()


def test_practice_moves_no_progress_and_no_enrolment(client, learner, version):
    course, *_rest = make_small_course()
    enrolments.enrol(learner=learner, course=course, at=YESTERDAY)
    before = (list(Progress.objects.values()), list(Enrolment.objects.values()))
    url = f"/practice/{checks.token_for(version)}/"
    for side in ("left", "right"):
        data = {"case": "7", "uuid": uuid4(), f"check-{version.pk}-text": side}
        assert client.post(url, data).status_code == 200

    assert PracticeRun.objects.count() == 2
    after = (list(Progress.objects.values()), list(Enrolment.objects.values()))
    assert after == before


# ---- the group's -----------------------------------------------------------------------


def test_group_is_shown_with_shares_and_a_warning(client, instructor, version):
    practise(make_user(), [["left"], []], version=version, at=YESTERDAY)
    page = client.get(ADMIN).content.decode()

    assert "The left side" in page
    assert "50 %" in page
    assert "Few cases or few learners" in page


def test_group_is_narrowed_to_the_learners_of_a_course(client, instructor, version):
    (course, *_rest), learner = make_small_course(), make_learner()
    enrolments.enrol(learner=learner, course=course, at=YESTERDAY)
    practise(learner, [["left"]], version=version, at=YESTERDAY)
    practise(make_user(), [["right"]], version=version, at=YESTERDAY)
    (key,) = cohorts.cohorts_of(instructor)

    page = client.get(ADMIN, {"cohort": key}).content.decode()
    assert "The left side" in page
    assert "The right side" not in page
    day = (YESTERDAY - dt.timedelta(days=3)).date().isoformat()
    assert "Nobody has practiced" in client.get(ADMIN, {"until": day}).content.decode()
    page = client.get(ADMIN, {"trainer": "cranial_rhythm"}).content.decode()
    assert "Nobody has practiced" in page


@pytest.mark.parametrize(
    "data", [{"cohort": "courses:none"}, {"trainer": "x"}, {"since": "soon"}]
)
def test_bad_filter_is_said_and_gives_no_file(client, instructor, toy, data):
    page = client.get(ADMIN, data)

    assert page.status_code == 200
    assert "error-message" in page.content.decode()
    assert client.get(f"{ADMIN}practice.csv", data).status_code == 404


def test_file_says_the_same(client, instructor, version):
    practise(make_user(), [["left"], []], version=version, at=YESTERDAY)
    response = client.get(f"{ADMIN}practice.csv")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == [
        "Toy,,2,1,,,0.500,yes",
        "Toy,The left side,2,,1,0.500,,yes",
    ]
    assert client.get(f"{ADMIN}practice.exe").status_code == 404


def test_only_people_who_may_see_attempts_see_it(client, version):
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    # Wagtail leads people without the permission back to its front page.
    assert client.get(ADMIN).status_code == 302
    assert client.get(f"{ADMIN}practice.csv").status_code == 302
    client.force_login(make_admin())
    assert client.get(ADMIN).status_code == 200


def test_queries_do_not_grow_with_people(client, instructor, version):
    for _ in range(6):
        practise(make_user(), [["left"], []], version=version, at=YESTERDAY)
    client.get(ADMIN)

    with counted_queries() as queries:
        client.get(ADMIN)

    assert len(queries) <= 12, str(queries)


def test_run_of_a_trainer_that_is_gone_is_left_out(client, learner, toy):
    practice.record(
        learner=learner, uuid=uuid4(), trainer="gone", at=YESTERDAY, fraction=0
    )

    assert "You have not practiced yet." in client.get("/practice/").content.decode()
