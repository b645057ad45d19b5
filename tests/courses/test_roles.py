import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
)

from courses.domain import roles
from courses.models import CourseIndexPage, LessonPage
from media.domain.review import current_review
from media.models import Figure
from quizzes.models import Question
from tests.courses.factories import (
    make_admin,
    make_course,
    make_index,
    make_module,
    make_user,
)

pytestmark = pytest.mark.django_db

GROUPS = ["Learners", "Instructors", "Clinical reviewers", "Records officers"]


def member(client, group):
    user = make_user()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def permissions(group):
    found = Group.objects.get(name=group).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in found}


# --- creating -------------------------------------------------------------------------


def test_create_roles_names_what_it_made():
    make_index(title="All courses")

    made = roles.create_roles()

    assert made == [*GROUPS, "Clinical review", "permissions on “All courses”"]


def test_create_roles_twice_makes_nothing_more():
    make_index()
    roles.create_roles()
    before = (
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        Workflow.objects.count(),
        GroupApprovalTask.objects.count(),
        WorkflowPage.objects.count(),
    )

    assert roles.create_roles() == []
    assert before == (
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        Workflow.objects.count(),
        GroupApprovalTask.objects.count(),
        WorkflowPage.objects.count(),
    )


def test_create_roles_leaves_what_a_site_changed():
    roles.create_roles()
    officers = Group.objects.get(name="Records officers")
    officers.permissions.remove(Permission.objects.get(codename="waive_requirement"))
    officers.permissions.add(Permission.objects.get(codename="add_site"))
    Workflow.objects.filter(name="Clinical review").update(active=False)
    WorkflowContentType.objects.all().delete()

    roles.create_roles()

    assert "ce_courses.waive_requirement" not in permissions("Records officers")
    assert "wagtailcore.add_site" in permissions("Records officers")
    assert not Workflow.objects.get(name="Clinical review").active
    assert not WorkflowContentType.objects.exists()


def test_create_roles_covers_an_index_that_was_made_later():
    roles.create_roles()
    index = make_index(title="Later")

    assert roles.create_roles() == ["permissions on “Later”"]
    assert index.get_workflow().name == "Clinical review"


def test_create_roles_leaves_an_index_under_another_workflow_there():
    index = make_index()
    other = Workflow.objects.create(name="Their own")
    WorkflowPage.objects.create(page_id=index.pk, workflow=other)

    roles.create_roles()

    assert index.get_workflow() == other


def test_the_command_names_what_it_made(capsys):
    call_command("create_roles")
    first = capsys.readouterr().out

    call_command("create_roles")

    assert "Created Records officers" in first
    assert capsys.readouterr().out == ""


def test_figures_and_questions_take_the_workflow():
    roles.create_roles()

    assert Figure.get_default_workflow().name == "Clinical review"
    assert Question.get_default_workflow().name == "Clinical review"


# --- what each may do -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "status"),
    [
        ("Learners", 302),
        ("Instructors", 200),
        ("Clinical reviewers", 200),
        ("Records officers", 200),
    ],
)
def test_who_gets_into_the_admin(client, group, status):
    roles.create_roles()
    member(client, group)

    assert client.get(reverse("wagtailadmin_home")).status_code == status


def test_learners_hold_no_permission():
    roles.create_roles()

    assert permissions("Learners") == set()


def test_only_records_officers_touch_records():
    roles.create_roles()
    records = {
        "ce_courses.enrol_learner",
        "ce_courses.waive_requirement",
        "ce_courses.export_completions",
    }

    assert records <= permissions("Records officers")
    for group in ("Instructors", "Clinical reviewers"):
        assert not records & permissions(group)


def test_officers_grant_accommodations_and_instructors_mark():
    roles.create_roles()

    assert "ce_quizzes.add_accommodation" in permissions("Records officers")
    assert "ce_quizzes.add_markevent" in permissions("Instructors")
    assert "ce_quizzes.add_accommodation" not in permissions("Instructors")
    assert "ce_quizzes.add_markevent" not in permissions("Records officers")


def test_an_instructor_writes_and_submits_but_does_not_publish(client):
    course = make_course()
    module = make_module(course)
    roles.create_roles()
    user = member(client, "Instructors")
    url = reverse(
        "wagtailadmin_pages:add", args=["ce_courses", "lessonpage", module.pk]
    )
    form = {
        "title": "The sacrum",
        "slug": "the-sacrum",
        "summary": "",
        "body-count": "0",
        "minutes": "10",
        "minimum_minutes": "0",
        "required": "on",
        "clinical": "on",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }

    client.post(url, {**form, "action-publish": "1"})
    lesson = LessonPage.objects.get(slug="the-sacrum")
    assert not lesson.live
    rights = lesson.permissions_for_user(user)
    assert rights.can_edit()
    assert not rights.can_publish()

    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    client.post(edit, {**form, "action-submit": "1"})
    assert lesson.current_workflow_state.workflow.name == "Clinical review"


def test_a_reviewer_approves_which_publishes_and_signs(client):
    course = make_course()
    module = make_module(course)
    roles.create_roles()
    lesson = LessonPage(title="The sacrum", slug="the-sacrum", live=False)
    module.add_child(instance=lesson)
    lesson.save_revision()
    author = make_user()
    lesson.get_workflow().start(lesson, author)
    reviewer = member(client, "Clinical reviewers")
    task = lesson.current_workflow_task_state

    client.post(
        reverse(
            "wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", task.pk]
        ),
        {"comment": ""},
    )

    lesson.refresh_from_db()
    assert lesson.live
    assert current_review(lesson).reviewer == reviewer


def test_an_instructor_submits_a_figure_and_a_reviewer_publishes_it():
    roles.create_roles()

    assert "ce_media.publish_figure" not in permissions("Instructors")
    assert "ce_media.change_figure" in permissions("Instructors")
    assert "ce_media.publish_figure" in permissions("Clinical reviewers")


def test_an_instructor_uploads_and_chooses_images_and_documents():
    roles.create_roles()

    held = GroupCollectionPermission.objects.filter(group__name="Instructors")

    assert set(held.values_list("permission__codename", flat=True)) == {
        "add_image",
        "choose_image",
        "add_document",
        "choose_document",
    }


# --- an index that comes later --------------------------------------------------------


def is_covered(index):
    kinds = GroupPagePermission.objects.filter(page_id=index.pk)
    return (
        index.get_workflow().name == "Clinical review"
        and kinds.filter(group__name="Instructors").exists()
    )


def test_a_new_site_has_its_catalogue_under_the_workflow():
    call_command("setup", no_input=True)

    assert is_covered(CourseIndexPage.objects.get())


def test_an_index_made_in_the_admin_is_under_the_workflow(client):
    roles.create_roles()
    client.force_login(make_admin())
    root = Site.objects.get(is_default_site=True).root_page
    url = reverse(
        "wagtailadmin_pages:add", args=["ce_courses", "courseindexpage", root.pk]
    )

    client.post(
        url,
        {
            "title": "All courses",
            "slug": "all-courses",
            "introduction": "null",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        },
    )

    assert is_covered(CourseIndexPage.objects.get())


COURSE = """
schema: 1
key: tiny
title: A tiny course
summary: One lesson.
contact:
  questions: a@example.org
  complaints: a@example.org
  accommodation: a@example.org
objectives: [{key: o-1, text: Name it.}]
modules: [{key: m1, title: One, lessons: [l-1]}]
"""
LESSON = """---
key: l-1
title: The sacrum
summary: What it is.
objectives: [o-1]
---

A bone.
"""


def test_a_loaded_course_brings_its_index_under_the_workflow(tmp_path):
    roles.create_roles()
    (tmp_path / "lessons").mkdir()
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "lessons" / "1.md").write_text(LESSON)

    call_command("load_course", str(tmp_path), stdout=io.StringIO())

    assert is_covered(CourseIndexPage.objects.get())
