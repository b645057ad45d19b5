"""Deleting and unpublishing what learners are in the middle of."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.domain import enrolment as enrolments
from courses.domain import progress, roles
from courses.domain.needed import still_needed
from courses.models import (
    CoursePage,
    Disclosure,
    Edition,
    Enrolment,
    Instructor,
    LessonPage,
)
from media.pages import Page
from tests.courses.factories import (
    NOW,
    freeze,
    make_admin,
    make_course,
    make_learner,
    make_lesson,
    make_module,
    make_quiz,
    make_small_course,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    admin = make_admin()
    client.force_login(admin)
    return admin


def enrol(course, **fields):
    return enrolments.enrol(learner=make_learner(**fields), course=course, at=NOW)


def finish(enrolment, *lessons):
    for lesson in lessons:
        progress.complete_lesson(
            enrolment=enrolment,
            requirement=str(lesson.translation_key),
            revision=None,
            at=NOW,
        )


def waive(enrolment, lesson, by):
    enrolments.waive(
        enrolment=enrolment,
        requirement=str(lesson.translation_key),
        seconds=None,
        reason="Was there in person",
        at=NOW,
        by=by,
    )


def delete_url(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def delete(client, page):
    confirm = {"confirm_site_name": "SOT Academy"}
    return client.post(delete_url(page), confirm, follow=True)


def bulk_url(*pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"{url}?next={reverse('wagtailadmin_explore_root')}&{ids}"


def exists(page):
    return Page.objects.filter(pk=page.pk).exists()


# --- a page that is needed ------------------------------------------------------------


def test_a_required_lesson_cannot_be_deleted_while_a_learner_needs_it(client, admin):
    course, (lesson, _other) = make_small_course()
    enrolment = enrol(course, first_name="Ana", last_name="Rivera")

    response = client.post(delete_url(lesson))

    assert response.status_code == 409
    assert exists(lesson)
    text = response.content.decode()
    assert "1 learner still needs it" in " ".join(text.split())
    assert reverse("ce_enrolments:inspect", args=[enrolment.pk]) in text
    assert "Ana Rivera" in text
    assert reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]) in text


def test_the_delete_button_says_so_before_anything_is_asked(client, admin):
    course, (lesson, _other) = make_small_course()
    enrol(course)

    assert client.get(delete_url(lesson)).status_code == 409


@pytest.mark.parametrize("level", ["course", "module", "index"])
def test_neither_can_anything_above_it(client, admin, level):
    course, (lesson, _other) = make_small_course()
    enrol(course)
    above = {
        "course": course,
        "module": lesson.get_parent(),
        "index": course.get_parent(),
    }[level]

    delete(client, above)

    assert exists(lesson)
    assert exists(above)


def test_a_required_quiz_cannot_be_deleted_either(client, admin):
    course = make_course()
    quiz = make_quiz(course)
    freeze(course)
    enrol(course)

    delete(client, quiz)

    assert exists(quiz)


def test_an_unpublished_lesson_is_still_needed(client, admin):
    course, (lesson, _other) = make_small_course()
    enrol(course)
    lesson.unpublish()

    delete(client, lesson)

    assert exists(lesson)


def test_several_pages_at_once_are_refused_as_a_whole(client, admin):
    course, (lesson, other) = make_small_course()
    enrolment = enrol(course)
    finish(enrolment, lesson)

    response = client.post(bulk_url(lesson, other))

    assert response.status_code == 409
    assert exists(lesson)
    assert exists(other)


def test_somebody_without_access_to_records_reads_no_names(client):
    course, (lesson, _other) = make_small_course()
    roles.create_roles()
    reviewer = make_user()
    reviewer.groups.add(Group.objects.get(name="Clinical reviewers"))
    client.force_login(reviewer)
    enrolment = enrol(course, first_name="Ana", last_name="Rivera")

    response = client.post(delete_url(lesson))

    text = response.content.decode()
    assert response.status_code == 409
    assert "1 learner" in text
    assert "Ana" not in text
    assert reverse("ce_enrolments:inspect", args=[enrolment.pk]) not in text


def test_the_way_out_is_to_waive(client, admin):
    course, (lesson, _other) = make_small_course()
    enrolment = enrol(course)
    waive(enrolment, lesson, admin)

    delete(client, lesson)

    assert not exists(lesson)


def test_one_learner_who_needs_it_is_enough(client, admin):
    course, (lesson, _other) = make_small_course()
    first, _second = enrol(course), enrol(course)
    finish(first, lesson)

    needs = still_needed([lesson])

    assert [len(need.enrolments) for need in needs] == [1]
    assert delete(client, lesson).status_code == 409


# --- a page that is not needed --------------------------------------------------------


def test_after_learners_finished_it_goes_and_the_records_stay(client, admin):
    course, lessons = make_small_course(title="SOT Foundations")
    enrolment = enrol(course)
    finish(enrolment, *lessons)
    client.get(f"/learn/{enrolment.uuid}/")

    delete(client, course)

    assert not exists(course)
    enrolment.refresh_from_db()
    assert enrolment.is_completed
    assert enrolment.course is None
    assert enrolment.course_title == "SOT Foundations"
    assert Edition.objects.filter(pk=enrolment.edition_id).exists()


def test_the_record_is_shown_after_every_page_went(client, admin):
    course, lessons = make_small_course(title="SOT Foundations")
    enrolment = enrol(course)
    finish(enrolment, *lessons)
    delete(client, course)

    staff = client.get(reverse("ce_enrolments:inspect", args=[enrolment.pk]))
    client.force_login(enrolment.learner)
    own = client.get(f"/learn/{enrolment.uuid}/")
    record = client.get(f"/learn/{enrolment.uuid}/record/")

    for response in (staff, own, record):
        assert response.status_code == 200
        assert "SOT Foundations" in response.content.decode()


def test_an_optional_lesson_can_be_deleted(client, admin):
    course = make_course()
    module = make_module(course)
    make_lesson(module)
    optional = make_lesson(module, required=False)
    freeze(course)
    enrol(course)

    delete(client, optional)

    assert not exists(optional)


def test_a_lesson_that_nobody_studies_can_be_deleted(client, admin):
    _course, (lesson, _other) = make_small_course()

    delete(client, lesson)

    assert not exists(lesson)


def test_a_withdrawn_learner_needs_nothing(client, admin):
    course, (lesson, _other) = make_small_course()
    enrolment = enrol(course)
    enrolments.withdraw(enrolment=enrolment, at=NOW, by=admin, reason="Moved away")

    delete(client, lesson)

    assert not exists(lesson)


def test_a_lesson_that_came_after_the_learner_enrolled_can_be_deleted(client, admin):
    course, (lesson, _other) = make_small_course()
    enrol(course)
    later = make_lesson(lesson.get_parent().specific)
    freeze(course)

    delete(client, later)

    assert not exists(later)


def test_a_learner_of_another_course_is_no_reason(client, admin):
    _course, (lesson, _other) = make_small_course()
    elsewhere, _lessons = make_small_course()
    enrol(elsewhere)

    delete(client, lesson)

    assert not exists(lesson)


@pytest.mark.parametrize("learners", [1, 10])
def test_asking_costs_the_same_for_many_learners(learners, django_assert_num_queries):
    course, (lesson, _other) = make_small_course()
    for _ in range(learners):
        enrol(course)

    with django_assert_num_queries(5):
        assert len(still_needed([lesson])[0].enrolments) == learners


# --- unpublishing ---------------------------------------------------------------------


def test_a_course_is_unpublished_in_mid_study_and_nothing_is_lost(client, admin):
    course, (lesson, other) = make_small_course()
    enrolment = enrol(course)
    finish(enrolment, lesson)

    client.post(
        reverse("wagtailadmin_pages:unpublish", args=[course.pk]),
        {"include_descendants": "on"},
    )

    assert not CoursePage.objects.get(pk=course.pk).live
    enrolment.refresh_from_db()
    assert enrolment.is_active
    assert progress.state_of(enrolment).share == (1, 2)
    client.force_login(enrolment.learner)
    assert client.get(f"/learn/{enrolment.uuid}/").status_code == 200

    for page in [course, other.get_parent(), lesson, other]:
        fresh = Page.objects.get(pk=page.pk).specific
        fresh.save_revision().publish()
    finish(enrolment, LessonPage.objects.get(pk=other.pk))
    assert Enrolment.objects.get(pk=enrolment.pk).is_completed


# --- instructors ----------------------------------------------------------------------


def test_an_instructor_whom_a_course_names_is_kept(client, admin):
    course, _lessons = make_small_course()
    named = Instructor.objects.create(key="doe", name="J. Doe")
    Disclosure.objects.create(instructor=named, disclosed_on=NOW.date())
    course.instructors.add(named)
    course.save()
    url = reverse(Instructor.snippet_viewset.get_url_name("delete"), args=[named.pk])

    text = client.post(url, follow=True).content.decode()

    assert Instructor.objects.filter(pk=named.pk).exists()
    assert course.title in text


def test_an_instructor_whom_no_course_names_can_be_deleted(client, admin):
    other = Instructor.objects.create(key="roe", name="R. Roe")
    url = reverse(Instructor.snippet_viewset.get_url_name("delete"), args=[other.pk])

    client.post(url)

    assert not Instructor.objects.filter(pk=other.pk).exists()
