"""Practice: case after case of a trainer that stands in a lesson."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client

from quizzes.blocks import CheckBlock
from quizzes.domain import checks
from quizzes.models import Attempt, ResponseEvent
from quizzes.trainers.domain import cases
from quizzes.trainers.models import PracticeRun
from tests.quizzes.factories import make_question, make_user

from .toy import OTHER, make_lab

pytestmark = pytest.mark.django_db
PART = {"X-Requested-With": "fetch"}


@pytest.fixture
def version(toy):
    return make_lab().current_version()


@pytest.fixture
def url(version):
    return f"/practice/{checks.token_for(version)}/"


@pytest.fixture
def learner(client):
    user = make_user()
    client.force_login(user)
    return user


def side_of(version, seed, **options):
    return cases.case_of(version=version, seed=seed, **options).body["side"]


def post(client, version, url, *, side, case="7", **data):
    prefix = f"check-{version.pk}"
    fields = {"case": case, f"{prefix}-text": side, **data}
    return client.post(url, fields, headers=PART)


def test_check_in_a_lesson_goes_to_the_practice_view(version, url):
    block = CheckBlock()
    page = block.render(block.to_python({"question": version.question_id}))

    assert f'method="get" action="{url}"' in page
    assert f'name="case" value="{version.pk}"' in page
    assert "csrfmiddlewaretoken" not in page
    assert "uuid" not in page
    assert page == block.render(block.to_python({"question": version.question_id}))


def test_other_checks_go_where_they_went():
    question = make_question()
    block = CheckBlock()
    page = block.render(block.to_python({"question": question.pk}))

    assert 'action="/quizzes/check/"' in page
    assert "data-practice" not in page


def test_without_a_case_there_is_a_fresh_one(client, url):
    seeds = set()
    for _ in range(3):
        response = client.get(url)
        assert response.status_code == 302
        address = urlsplit(response["Location"])
        assert address.path == url
        seeds.add(parse_qs(address.query)["case"][0])
        assert client.get(response["Location"]).status_code == 200

    assert len(seeds) == 3


def test_a_seed_is_always_the_same_case_and_the_versions_own_is_the_lessons(
    client, version, url
):
    page = client.get(url, {"case": "7"}, headers=PART).content.decode()
    stem = cases.case_of(version=version, seed=7).body["stem"]

    assert stem in page
    assert stem in client.get(url, {"case": "7"}).content.decode()
    lesson = checks.asked(version)["asked"]["question"]["stem"]
    assert lesson == cases.case_of(version=version, seed=version.pk).body["stem"]
    own = {"case": str(version.pk)}
    assert lesson in client.get(url, own).content.decode()


def test_mirror_image_turns_the_sides(client, version, url):
    data = {"case": "7", "mirrored": "1"}
    page = client.get(url, data).content.decode()

    assert "mirror" in page
    assert side_of(version, 7, is_mirrored=True) == OTHER[side_of(version, 7)]
    assert 'name="mirrored" value="1"' in page


def test_getting_changes_nothing(client, learner, version, url):
    answer = {f"check-{version.pk}-text": side_of(version, 7)}
    page = client.get(url, {"case": "7", **answer}).content.decode()

    assert f'value="{side_of(version, 7)}"' in page
    assert "data-check-answer" not in page
    assert not PracticeRun.objects.exists()


def test_answer_shows_the_review_and_keeps_a_run(client, learner, version, url):
    side = OTHER[side_of(version, 7)]
    uuid = "6f1c0b5e-0000-4000-8000-000000000001"
    page = post(client, version, url, side=side, uuid=uuid, seconds="12")
    text = page.content.decode()

    assert "data-check-answer" in text
    assert "Not right" in text
    assert f"{url}?case=7&amp;mirrored=1" in text
    run = PracticeRun.objects.get()
    assert str(run.uuid) == uuid
    assert (run.learner, run.trainer, run.question_version) == (learner, "toy", version)
    assert (run.seed, run.fraction, run.seconds) == (7, Decimal(0), 12)
    assert run.missed == [side_of(version, 7)]
    assert run.detail == {"schema": 1, "mirrored": False}
    assert not Attempt.objects.exists()
    assert not ResponseEvent.objects.exists()


def test_answer_to_a_mirrored_case_is_marked_as_such(client, learner, version, url):
    side = side_of(version, 7, is_mirrored=True)
    text = post(client, version, url, side=side, mirrored="1").content.decode()

    assert "Right" in text
    run = PracticeRun.objects.get()
    assert (run.fraction, run.missed) == (1, [])
    assert run.detail["mirrored"] is True


def test_run_that_is_sent_twice_is_kept_once(client, learner, version, url):
    uuid = "6f1c0b5e-0000-4000-8000-000000000002"
    for side in ("left", "right"):
        assert post(client, version, url, side=side, uuid=uuid).status_code == 200

    assert PracticeRun.objects.count() == 1


def test_run_of_somebody_else_is_not_touched(client, learner, version, url):
    uuid = "6f1c0b5e-0000-4000-8000-000000000003"
    post(client, version, url, side="left", uuid=uuid)
    other = Client()
    other.force_login(make_user())
    post(other, version, url, side="left", uuid=uuid)

    assert PracticeRun.objects.get().learner == learner


def test_visitors_practise_and_nothing_is_kept(client, version, url):
    text = post(client, version, url, side="left").content.decode()

    assert "data-check-answer" in text
    assert "not signed in" in text
    assert not PracticeRun.objects.exists()


@pytest.mark.parametrize(
    ("side", "says"),
    [("", "Please answer first, then check."), ("up", "Left or right, please.")],
)
def test_what_is_no_answer_says_so_and_keeps_nothing(
    client, learner, version, url, side, says
):
    part = post(client, version, url, side=side).content.decode()

    assert says in part
    assert "data-check-answer" not in part
    assert not PracticeRun.objects.exists()
    page = client.post(url, {"case": "7", f"check-{version.pk}-text": side})
    assert says in page.content.decode()


@pytest.mark.parametrize("case", ["", "x", "-1", "1" * 11, "٣", "7.0"])
def test_bad_case_gets_404(client, learner, version, url, case):
    assert client.get(url, {"case": case}).status_code == 404
    assert post(client, version, url, side="left", case=case).status_code == 404
    assert not PracticeRun.objects.exists()


@pytest.mark.parametrize("seconds", ["", "-3", "x", "999999", "1e3"])
def test_impossible_time_is_left_out(client, learner, version, url, seconds):
    post(client, version, url, side="left", seconds=seconds, uuid="no uuid")

    assert PracticeRun.objects.get().seconds is None


def test_forged_tokens_and_other_questions_get_404(client, toy):
    other = make_question().current_version()
    for token in ("1", "1:forged", signing.Signer().sign("1"), checks.token_for(other)):
        assert client.get(f"/practice/{token}/", {"case": "1"}).status_code == 404


def test_posts_from_elsewhere_are_refused(version, url):
    strict = Client(enforce_csrf_checks=True)

    assert post(strict, version, url, side="left").status_code == 403


def test_page_is_kept_nowhere(client, version, url):
    response = client.get(url, {"case": "7"})

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert "X-Requested-With" in response["Vary"]


def test_mirror_of_what_has_none_gets_404(client, version, url, toy, monkeypatch):
    monkeypatch.setattr(type(toy), "mirrored", lambda self, content, order: None)

    assert client.get(url, {"case": "7", "mirrored": "1"}).status_code == 404
    text = post(client, version, url, side="left").content.decode()
    assert "Mirrored" not in text
