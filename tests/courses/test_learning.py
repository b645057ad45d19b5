import pytest
from django.urls import reverse

from courses.domain import enrolment as enrolments
from courses.domain import progress
from courses.models import CoursePage, GlossaryTerm
from quizzes.models import Attempt
from tests.counting import counted_queries
from tests.courses.factories import (
    NOW,
    freeze,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_small_course,
)
from tests.quizzes.factories import make_objective

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = make_learner()
    client.force_login(learner)
    return learner


def enrol(learner, course):
    return enrolments.enrol(learner=learner, course=course, at=NOW)


def finish(enrolment, lessons):
    for lesson in lessons:
        progress.complete_lesson(
            enrolment=enrolment,
            requirement=str(lesson.translation_key),
            revision=None,
            at=NOW,
        )


# --- my learning ------------------------------------------------------------------------


def test_my_learning_empty_leads_to_the_catalogue(client, learner):
    page = client.get("/learn/").content.decode()

    assert "You are not taking a course" in page


def test_my_learning_signed_out(client):
    assert client.get("/learn/").status_code == 302


@pytest.mark.parametrize("size", [1, 8])
def test_my_learning_queries(client, learner, size):
    for _ in range(size):
        course, _lessons = make_small_course()
        enrol(learner, course)
    client.get("/learn/")

    with counted_queries() as queries:
        assert client.get("/learn/").status_code == 200

    assert len(queries) <= 7, str(queries)


def test_my_learning_shows_nobody_else(client, learner):
    course, _lessons = make_small_course(title="Somebody else's course")
    enrol(make_learner(), course)

    assert "Somebody else" not in client.get("/learn/").content.decode()


def test_my_learning_past_results(client, learner):
    course, lessons = make_small_course(title="Finished one")
    enrolment = enrol(learner, course)
    finish(enrolment, lessons)

    page = client.get("/learn/").content.decode()

    assert "Completed on March 2, 2026" in page
    assert reverse("ce_courses:record", args=[enrolment.uuid]) in page


def test_my_learning_course_unpublished_says_so(client, learner):
    course, _lessons = make_small_course()
    enrol(learner, course)
    course.unpublish()

    page = client.get("/learn/").content.decode()

    assert "The course is not open at the moment. Your progress is kept." in page


def test_my_learning_course_deleted_keeps_the_row(client, learner):
    course, lessons = make_small_course(title="Gone but kept")
    finish(enrol(learner, course), lessons)
    CoursePage.objects.get(pk=course.pk).delete()

    assert "Gone but kept" in client.get("/learn/").content.decode()


# --- continue ---------------------------------------------------------------------------


def test_continue_new_learner_goes_to_the_first_lesson(client, learner):
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(learner, course)

    response = client.get(reverse("ce_courses:continue", args=[enrolment.uuid]))

    assert response["Location"] == lesson.url


def test_continue_goes_to_the_lesson_left_last(client, learner):
    course, [_lesson, other] = make_small_course(in_order=False)
    enrolment = enrol(learner, course)
    client.post(
        reverse("ce_courses:beat"),
        {
            "enrolment": str(enrolment.uuid),
            "lesson": str(other.translation_key),
            "kind": "start",
        },
    )

    response = client.get(reverse("ce_courses:continue", args=[enrolment.uuid]))

    assert response["Location"] == other.url


def test_continue_goes_to_the_running_attempt(client, learner):
    course, [lesson, _other] = make_small_course()
    enrolment = enrol(learner, course)
    attempt = Attempt.objects.create(
        learner=learner,
        scope=progress.scope_of(enrolment, str(lesson.translation_key)),
        quiz_title="Quiz",
        quiz_key="x",
        number=1,
        seed=1,
        rules={"schema": 1},
        started_at=NOW,
        max_score=1,
    )

    response = client.get(reverse("ce_courses:continue", args=[enrolment.uuid]))

    assert response["Location"] == f"/quizzes/attempts/{attempt.uuid}/"


def test_continue_completed_goes_to_the_enrolment(client, learner):
    course, lessons = make_small_course()
    enrolment = enrol(learner, course)
    finish(enrolment, lessons)

    response = client.get(reverse("ce_courses:continue", args=[enrolment.uuid]))

    assert response["Location"] == reverse(
        "ce_courses:enrolment", args=[enrolment.uuid]
    )


@pytest.mark.parametrize("name", ["enrolment", "continue", "record"])
def test_someone_elses_enrolment_is_not_found(client, learner, name):
    course, _lessons = make_small_course()
    foreign = enrol(make_learner(), course)

    assert (
        client.get(reverse(f"ce_courses:{name}", args=[foreign.uuid])).status_code
        == 404
    )


# --- record -----------------------------------------------------------------------------


def test_record_before_completion_leads_back(client, learner):
    course, _lessons = make_small_course()
    enrolment = enrol(learner, course)

    response = client.get(reverse("ce_courses:record", args=[enrolment.uuid]))

    assert response.status_code == 302


def test_record_is_marked_as_no_credit_and_shows_the_present_name(client, learner):
    course, lessons = make_small_course()
    enrolment = enrol(learner, course)
    finish(enrolment, lessons)
    learner.first_name, learner.last_name = "Anabel", "<b>Rivera</b>"
    learner.save()

    page = client.get(
        reverse("ce_courses:record", args=[enrolment.uuid])
    ).content.decode()

    assert "Not CE credit" in page
    assert "Anabel &lt;b&gt;Rivera&lt;/b&gt;" in page
    assert str(enrolment.uuid) in page
    assert "(UTC)" in page


# --- course page --------------------------------------------------------------------------


def test_course_page_shows_what_a_board_asks_for(client):
    course = make_course(
        title="Blocks",
        summary="A summary",
        audience="Students",
        evidence_policy="<p>Each claim with its level.</p>",
        contact_complaints="complaints@example.org",
        contact_accommodation="access@example.org",
    )
    make_lesson(make_module(course, "Module one"), "Lesson one", minutes=12)
    freeze(course)

    page = client.get(course.url).content.decode()

    for text in (
        "A summary",
        "Students",
        "Each claim with its level.",
        "questions@example.org",
        "complaints@example.org",
        "access@example.org",
        "Module one",
        "Lesson one",
        "12 minutes of study",
        "No approval for continuing-education credit is recorded",
        "Sign in to enroll",
    ):
        assert text in page, text


def test_course_page_says_once_why_things_are_locked(client, learner):
    course = make_course()
    first = make_module(course, "The bones")
    for title in ("Sacrum", "Ilium", "Occiput"):
        make_lesson(first, title)
    second = make_module(course, "The blocks", after=[first])
    make_lesson(second, "Wedges")
    make_lesson(second, "Tables")
    freeze(course)
    enrol(learner, course)

    page = client.get(course.url).content.decode()

    assert page.count("Opens after") == 1
    assert "Opens after “Sacrum”." in page
    assert page.count("After: The bones") == 1


@pytest.mark.parametrize(("count", "folded"), [(12, False), (13, True)])
def test_course_page_folds_many_objectives(client, count, folded):
    course = make_course()
    module = make_module(course)
    for number in range(count):
        lesson = make_lesson(module)
        lesson.objectives.add(make_objective(f"Name part {number}."))
        lesson.save()

    page = client.get(course.url).content.decode()

    assert page.count("<li>Name part ") == count
    assert (f"All {count} objectives" in page) is folded


def test_enrol_by_button_leads_to_the_first_lesson(client, learner):
    course, [lesson, _other] = make_small_course()

    response = client.post(reverse("ce_courses:enrol", args=[course.pk]), follow=True)

    assert response.request["PATH_INFO"] == lesson.url
    assert learner.ce_enrolments.count() == 1


def test_enrol_by_link_is_refused(client, learner):
    course, _lessons = make_small_course()

    assert client.get(reverse("ce_courses:enrol", args=[course.pk])).status_code == 405


def test_enrol_in_an_unpublished_course_is_not_found(client, learner):
    course, _lessons = make_small_course()
    course.unpublish()

    response = client.post(reverse("ce_courses:enrol", args=[course.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize("size", [1, 6])
def test_course_page_queries(client, learner, size):
    course = make_course()
    for _ in range(size):
        make_lesson(make_module(course))
    freeze(course)
    enrol(learner, course)
    client.get(course.url)

    with counted_queries() as queries:
        client.get(course.url)

    assert len(queries) <= 24, str(queries)


# --- search -------------------------------------------------------------------------------


def search(client, query):
    response = client.get(reverse("ce_courses:search"), {"q": query})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        '"unclosed',
        "a AND",
        "NEAR(",
        "*",
        "-",
        "col:umn",
        "(((",
        "sacr* OR 1=1; --",
        "%",
        "_",
        "\\",
        "a\x00b",
        "& | !",
        "<->",
        "é" * 5000,
        "{}[]^~",
        "' OR '1'='1",
    ],
)
def test_search_special_characters_are_only_words(client, query):
    GlossaryTerm.objects.create(key="sacrum", term="Sacrum", definition="A bone.")

    search(client, query)


def test_search_finds_terms_by_latin_and_courses(client):
    GlossaryTerm.objects.create(
        key="sacrum", term="Sacrum", latin="Os sacrum", definition="A bone."
    )
    make_course(title="Sacrum and occiput")

    page = search(client, "sacrum")

    assert "A bone." in page
    assert "Sacrum and occiput" in page


def test_search_lessons_only_those_that_are_open(client, learner):
    course, [lesson, other] = make_small_course()
    foreign_course, [foreign, _more] = make_small_course()
    for page, title in ((lesson, "Wedge open"), (other, "Wedge locked")):
        page.title = title
        page.save_revision().publish()
    foreign.title = "Wedge foreign"
    foreign.save_revision().publish()
    enrol(learner, course)

    page = search(client, "wedge")

    assert "Wedge open" in page
    assert "Wedge locked" not in page
    assert "Wedge foreign" not in page
    assert foreign_course.live


def test_search_signed_out_finds_no_lesson(client):
    _course, [lesson, _other] = make_small_course()
    lesson.title = "Wedge hidden"
    lesson.save_revision().publish()

    assert "Wedge hidden" not in search(client, "wedge")


def test_glossary_lists_terms_by_letter(client):
    GlossaryTerm.objects.create(key="sacrum", term="Sacrum", definition="A bone.")

    page = client.get(reverse("ce_courses:glossary")).content.decode()

    assert 'id="letter-S"' in page
    assert 'id="sacrum"' in page


def test_catalogue_shows_the_learners_state(client, learner):
    course, _lessons = make_small_course(title="Mine")
    enrol(learner, course)

    page = client.get(course.get_parent().url).content.decode()

    assert "In progress" in page
