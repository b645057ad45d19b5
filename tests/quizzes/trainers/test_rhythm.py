"""The cranial rhythm: in lessons alone, asked for no number, kept as practice."""

import json

import pytest
from django.test import Client
from wagtail.blocks.struct_block import StructBlockValidationError

from media.domain.markdown import to_html
from media.domain.plates import plate_of
from media.models import Figure
from quizzes import types
from quizzes.blocks import CheckBlock, FixedSectionBlock
from quizzes.domain import checks
from quizzes.trainers.models import PracticeRun
from quizzes.types import SourceError
from tests.quizzes.factories import make_user

from .toy import make_lab

SOURCE = {
    "stem": "Follow, then count.",
    "reported": [
        {"source": "One school", "says": "10 to 14"},
        {"source": "A study", "says": "about 6"},
    ],
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40">'
    '<rect id="bone" width="9" height="9" opacity="1" data-to-opacity="0"/></svg>'
)
RUN = {"kind": "follow", "pace": "10", "taps": "8", "error": "-0.12", "seconds": "48.2"}
UUID = "6f1c0b5e-0000-4000-8000-000000000009"


@pytest.fixture
def rhythm():
    return types.get("cranial_rhythm")


def value_of(rhythm, **changes):
    return rhythm.from_source({**SOURCE, **changes}, rich=to_html)


def content_of(rhythm, **changes):
    block = rhythm.block()
    return rhythm.content(block.to_python(value_of(rhythm, **changes)))


def make_figure(*, phases=("Flexion", "Extension")):
    named = {"phases": list(phases)} if phases else {}
    figure = Figure.objects.create(
        key="f12",
        title="Two phases",
        alt="A bone in two places.",
        description="A bone that moves.",
        credit="Drawing: the project.",
        svg=SVG if phases else SVG.replace(' data-to-opacity="0"', ""),
        structures={"schema": 1, "items": [], **named},
        live=False,
    )
    figure.save_revision().publish()
    figure.refresh_from_db()
    return figure


def make_rhythm(rhythm, **fields):
    return make_lab(
        "rhythm", "cranial_rhythm", value_of(rhythm), figure=make_figure(), **fields
    )


def test_course_file_comes_back_as_it_was(rhythm):
    content = content_of(rhythm)

    assert rhythm.problems(content) == []
    assert content["reported"] == SOURCE["reported"]
    assert rhythm.to_source(content, markdown=lambda _html: SOURCE["stem"]) == SOURCE
    assert value_of(rhythm) == value_of(rhythm)


@pytest.mark.parametrize(
    "reported",
    [None, [], "ten", [{"source": "One"}], [{"source": "", "says": "1", "x": 2}]],
)
def test_bad_course_file_says_what_is_wrong(rhythm, reported):
    with pytest.raises(SourceError):
        value_of(rhythm, reported=reported)


def test_one_source_is_no_disagreement(rhythm):
    content = content_of(rhythm, reported=SOURCE["reported"][:1])

    assert "two sources" in rhythm.problems(content)[0]


def test_nothing_is_answered_and_nothing_is_marked(rhythm):
    content = content_of(rhythm)

    assert rhythm.read(content, {"check-1-rate": "10"}, "check-1") is None
    assert rhythm.mark(content, None).fraction is None
    assert rhythm.correct(content) is None


@pytest.mark.django_db
def test_needs_a_figure_of_two_phases(rhythm):
    content = content_of(rhythm)
    assert "two phases" in rhythm.figure_problems(content, None)[0]
    still = plate_of(make_figure(phases=()))
    assert "two phases" in rhythm.figure_problems(content, still)[0]


@pytest.mark.django_db
def test_takes_a_figure_of_two_phases(rhythm):
    plate = plate_of(make_figure())

    assert rhythm.figure_problems(content_of(rhythm), plate) == []


@pytest.mark.django_db
def test_lesson_has_the_trainer_its_words_and_its_evidence(rhythm):
    question = make_rhythm(rhythm, rationale="<p>Weak evidence.</p>")
    block = CheckBlock()
    page = block.render(block.clean(block.to_python({"question": question.pk})))

    assert "<form" not in page
    assert "csrf" not in page
    assert "ce_trainers/rhythm.js" in page
    assert "A taught concept with weak evidence" in page
    assert "Goes back: counternutation" in page
    assert "Weak evidence." in page
    assert "10 to 14" in page


@pytest.mark.django_db
def test_no_quiz_can_ask_it(rhythm):
    block = FixedSectionBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"questions": [make_rhythm(rhythm).pk]}))


# ---- what is kept ----------------------------------------------------------------------


@pytest.fixture
def send(client, rhythm):
    version = make_rhythm(rhythm).current_version()
    learner = make_user()
    client.force_login(learner)
    token = checks.token_for(version)

    def post(**changes):
        data = {"token": token, "uuid": UUID, **RUN, **changes}
        return client.post("/practice/record/", data)

    post.learner, post.version = learner, version
    return post


@pytest.mark.django_db
def test_run_is_kept_once(send):
    assert send(seed="4294967295").json() == {"is_new": True}
    assert send().json() == {"is_new": False}

    run = PracticeRun.objects.get()
    assert (run.learner, run.question_version) == (send.learner, send.version)
    assert (run.trainer, run.seed, run.seconds) == ("cranial_rhythm", 4294967295, 48)
    assert (run.fraction, run.missed) == (None, [])
    kept = {"schema": 1, "kind": "follow", "pace": 10.0, "taps": 8, "error": -0.12}
    assert run.detail == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"token": "1:forged"},
        {"uuid": "no"},
        {"kind": "guess"},
        {"pace": "nan"},
        {"pace": "1e3"},
        {"pace": "0"},
        {"taps": "-1"},
        {"taps": "9999"},
        {"error": "inf"},
        {"error": ""},
        {"seconds": "-1"},
        {"seed": "x"},
    ],
)
def test_what_the_script_does_not_send_is_refused(send, changes):
    assert send(**changes).status_code == 400
    assert not PracticeRun.objects.exists()


@pytest.mark.django_db
def test_only_practice_without_an_answer_is_recorded_so(send, toy):
    other = checks.token_for(make_lab().current_version())

    assert send(token=other).status_code == 400


@pytest.mark.django_db
def test_visitors_get_no_name_and_leave_nothing(send, client):
    own = json.loads(client.get("/practice/record/").content)
    assert set(own) == {"uuid", "csrf"}
    client.logout()

    assert client.get("/practice/record/").json() == {}
    assert send().json() == {}
    assert not PracticeRun.objects.exists()
    assert Client(enforce_csrf_checks=True).post("/practice/record/").status_code == 403
