"""What course files say about a quiz beyond its questions, and the final quiz."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from courses.curriculum import exports, kinds, loader
from courses.curriculum.reader import read_course
from courses.domain import editions, enrolment
from courses.models import CoursePage, Edition, LoadedObject, Progress
from quizzes import review_rules
from quizzes.models import Attempt, Question, QuizPage
from tests.courses.factories import make_learner

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
COURSE = "course.yaml"

RULES = """\
      pass_mark: 75
      wait_minutes: 60
      time_limit_minutes: 45
      layout: section
      one_way: true
      behaviour: tries
      max_tries: 2
      try_cost: 50
      counting: last
      practice: true
      grace_seconds: 10
      on_expiry: discard
      review:
        during: []
        after: [score, mark]
"""
FINAL = """\
final:
  key: q-final
  title: Final
  pass_mark: 80
  sections:
    - title: A patient
      vignette: A nurse, *41*.
      figure: f01
      questions: [q-1]
    - draw: {count: 1, tag: drawn}
"""
EVERYTHING = [
    "response",
    "correctness",
    "mark",
    "feedback",
    "rationale",
    "answer",
    "score",
]


@pytest.fixture
def load(folder):
    def run(**options):
        return loader.load(files=read_course(folder.path), at=AT, **options)

    return run


@pytest.fixture
def with_final(folder):
    folder.replace(COURSE, "modules:\n", f"{FINAL}modules:\n")


def actions(plan, *wanted):
    return [(change.kind, change.key) for change in plan.of(*wanted)]


def quiz(key="q-m1"):
    return QuizPage.objects.get(slug=key)


def titles():
    return [page.title for page in CoursePage.objects.get().get_children()]


def test_load_sets_every_rule_of_a_quiz(load, folder):
    folder.replace(COURSE, "      pass_mark: 75\n", RULES)

    load()

    page = quiz()
    assert (page.wait_minutes, page.time_limit_minutes) == (60, 45)
    assert (page.layout, page.one_way, page.behaviour) == ("section", True, "tries")
    assert (page.max_tries, page.try_cost, page.counting) == (2, 50, "last")
    assert (page.practice, page.grace_seconds, page.on_expiry) == (True, 10, "discard")
    assert page.review == {
        "schema": 1,
        "during": [],
        "after": ["mark", "score"],
        "open": EVERYTHING,
        "closed": EVERYTHING,
    }
    page.full_clean()
    assert set(load().counts()) == {"unchanged"}


def test_a_quiz_without_rules_has_those_of_a_new_quiz(load):
    load()

    new = QuizPage()
    for name in kinds.QuizKind.later:
        assert getattr(quiz(), name) == getattr(new, name), name
    assert kinds.QuizKind.later["review"] == review_rules.default()


def test_what_was_loaded_before_the_rules_were_known_compares_as_before(load):
    """The digests on a site were taken without them."""
    load()

    said = kinds.QuizKind().export(quiz())
    asked = kinds.QuestionKind().export(Question.objects.get(key="q-1"))

    assert set(said) == {*kinds.QuizKind.fields}
    assert "vignette" not in said["sections"][0]["value"]
    assert set(asked) == {*kinds.QuestionKind.fields}
    record = LoadedObject.objects.get(kind="quiz", key="q-m1")
    assert record.digest == exports.digest({"live": True, **said})


def test_a_rule_set_on_the_site_survives(load, folder):
    load()
    page = quiz()
    page.time_limit_minutes = 20
    page.save_revision().publish()
    folder.replace(COURSE, "pass_mark: 75", "pass_mark: 80")

    assert actions(load(), "edited") == [("quiz", "q-m1")]
    assert (quiz().time_limit_minutes, quiz().pass_mark) == (20, 75)
    assert actions(load(force=["q-m1"]), "updated") == [("quiz", "q-m1")]
    assert (quiz().time_limit_minutes, quiz().pass_mark) == (None, 80)


def test_the_order_in_which_the_editor_lists_what_is_shown_is_no_edit(load):
    load()
    page = quiz()
    page.review = {
        name: items if name == "schema" else items[::-1]
        for name, items in page.review.items()
    }
    page.save_revision().publish()

    assert set(load().counts()) == {"unchanged"}


def test_opening_and_closing_stay_the_business_of_the_site(load, folder):
    load()
    page = quiz()
    page.opens_at = AT
    page.save_revision().publish()
    folder.replace(COURSE, "pass_mark: 75", "pass_mark: 80")

    assert actions(load(), "updated") == [("quiz", "q-m1")]
    assert (quiz().opens_at, quiz().pass_mark) == (AT, 80)


def test_load_gives_a_section_its_case(load, with_final):
    load()

    case, draw = quiz("q-final").sections
    assert case.value["title"] == "A patient"
    assert case.value["vignette"].source == "<p>A nurse, <em>41</em>.</p>"
    assert case.value["vignette_figure"].key == "f01"
    assert draw.value["vignette_figure"] is None
    assert set(load().counts()) == {"unchanged"}


def test_hints_are_loaded_compared_and_taken_away(load, folder):
    text = "      feedback: Yes.\n    - text: Occiput\n"
    hints = "  hints:\n    - It is *big*.\n    - It is low.\n"
    folder.replace("questions/all.yaml", text, text + hints)
    load()

    question = Question.objects.get(key="q-1")
    assert [hint.value.source for hint in question.hints] == [
        "<p>It is <em>big</em>.</p>",
        "<p>It is low.</p>",
    ]
    assert set(load().counts()) == {"unchanged"}

    folder.replace("questions/all.yaml", hints, "")
    assert actions(load(), "updated") == [("question", "q-1")]
    assert not Question.objects.get(key="q-1").hints


def test_the_final_stands_behind_the_modules(load, with_final):
    load()

    assert titles() == ["First", "Second", "Final"]
    manifest = Edition.objects.get().manifest
    assert [item["title"] for item in manifest["items"]] == ["Final"]
    assert set(load().counts()) == {"unchanged"}


def test_a_final_that_comes_later_is_created(load, folder):
    load()
    folder.replace(COURSE, "modules:\n", f"{FINAL}modules:\n")

    plan = load()

    assert actions(plan, "created") == [("quiz", "q-final")]
    assert actions(plan, "updated") == [("course", "small")]
    assert titles() == ["First", "Second", "Final"]
    assert set(load().counts()) == {"unchanged"}


def test_a_final_edited_or_moved_on_the_site_survives(load, folder, with_final):
    load()
    page = quiz("q-final")
    page.title = "Mine"
    page.save_revision().publish()
    page.move(CoursePage.objects.get().get_children().first(), pos="left")
    folder.replace(COURSE, "pass_mark: 80", "pass_mark: 85")

    plan = load()

    assert actions(plan, "edited") == [("quiz", "q-final"), ("course", "small")]
    assert titles() == ["Mine", "First", "Second"]
    plan = load(force=["q-final", "small"])
    assert actions(plan, "updated") == [("quiz", "q-final"), ("course", "small")]
    assert titles() == ["First", "Second", "Final"]
    assert set(load().counts()) == {"unchanged"}


def test_a_final_deleted_on_the_site_is_not_made_again(load, with_final):
    load()
    quiz("q-final").delete()

    assert actions(load(), "deleted") == [("quiz", "q-final")]
    assert titles() == ["First", "Second"]
    assert actions(load(force=["q-final"]), "created") == [("quiz", "q-final")]
    assert titles() == ["First", "Second", "Final"]


def test_a_deleted_course_takes_its_final_along(load, with_final):
    load()
    CoursePage.objects.get().delete()

    assert ("quiz", "q-final") in actions(load(), "deleted")
    assert not QuizPage.objects.exists()


def test_the_final_opens_once_every_lesson_and_quiz_is_complete(load, with_final):
    load()
    learner = make_learner()
    course = CoursePage.objects.get()
    edition = editions.newest_edition(course)
    row = enrolment.enrol(learner=learner, course=course, at=AT)
    client = Client()
    client.force_login(learner)
    address = quiz("q-final").get_url()
    todo = [item for module in edition.manifest["modules"] for item in module["items"]]
    assert len(todo) == 4

    for item in todo:
        refused = client.post(address)
        assert refused.status_code == 403
        assert "Opens after “" in refused.content.decode()
        assert not Attempt.objects.exists()
        Progress.objects.update_or_create(
            enrolment=row,
            requirement=item["key"],
            defaults={
                "kind": item["kind"],
                "title": item["title"],
                "started_at": AT,
                "completed_at": AT,
            },
        )

    assert client.post(address).status_code == 302
    assert Attempt.objects.get().learner == learner
