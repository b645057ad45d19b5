"""The groups of the course platform, and the workflow that clinical content takes.

Everything here only adds, and only what is not there at all: a group, workflow or
page that a site already set up is the site's, whatever the site made of it since.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from courses.models import CourseIndexPage
from media.domain.review import REVIEWERS
from media.figures import get_figure_model
from media.models import Video
from quizzes.models import Question

LEARNERS = "Learners"
INSTRUCTORS = "Instructors"
RECORDS_OFFICERS = "Records officers"
WORKFLOW = "Clinical review"


def _on_figures(*acts: str) -> tuple[str, ...]:
    opts = get_figure_model()._meta
    names = (get_permission_codename(act, opts) for act in acts)
    return tuple(f"{opts.app_label}.{name}" for name in names)


ADMIN = "wagtailadmin.access_admin"
WRITING = (
    *_on_figures("add", "change"),
    *("ce_media.add_video", "ce_media.change_video"),
    *("ce_media.add_reference", "ce_media.change_reference"),
    *("ce_quizzes.add_question", "ce_quizzes.change_question"),
    *("ce_quizzes.add_objective", "ce_quizzes.change_objective"),
    *("ce_quizzes.add_bank", "ce_quizzes.change_bank"),
    *("ce_courses.add_glossaryterm", "ce_courses.change_glossaryterm"),
    *("ce_courses.add_instructor", "ce_courses.change_instructor"),
    *("ce_courses.add_disclosure", "ce_courses.change_disclosure"),
    "ce_courses.view_edition",
    # Essays are marked by those who write the questions, and mistakes in questions put
    # right by them.
    *("ce_quizzes.view_attempt", "ce_quizzes.add_markevent"),
    *("ce_quizzes.view_regrade", "ce_quizzes.add_regrade"),
)
REVIEWING = (
    *_on_figures("change", "publish"),
    *("ce_media.change_video", "ce_media.publish_video"),
    *("ce_quizzes.change_question", "ce_quizzes.publish_question"),
    # Whatever bank a question lies in, what learners are asked is theirs to see.
    "ce_quizzes.view_question",
    "ce_courses.view_edition",
)
RECORDS = (
    "ce_courses.enrol_learner",
    "ce_courses.waive_requirement",
    "ce_courses.export_completions",
    "ce_courses.view_enrolment",
    "ce_courses.view_edition",
    "ce_courses.view_exportrecord",
    "ce_quizzes.view_attempt",
    *("ce_quizzes.view_accommodation", "ce_quizzes.add_accommodation"),
)
PERMISSIONS: dict[str, tuple[str, ...]] = {
    LEARNERS: (),
    INSTRUCTORS: (ADMIN, *WRITING),
    REVIEWERS: (ADMIN, *REVIEWING),
    RECORDS_OFFICERS: (ADMIN, *RECORDS),
}
# Instructors submit; what goes live has passed a clinical reviewer, who publishes by
# approving. (Wagtail asks the approver for permission to publish.)
PAGES: dict[str, tuple[str, ...]] = {
    INSTRUCTORS: ("add", "change"),
    REVIEWERS: ("change", "publish"),
}


@transaction.atomic
def create_roles() -> list[str]:
    """Create what is missing of groups and workflow; return the names of it.

    Course indexes that none of the roles has a permission on are opened to them and
    put under the workflow; so the call is worth repeating after an index was made.
    """
    made = [name for name in PERMISSIONS if _create_group(name)]
    if _create_workflow():
        made.append(WORKFLOW)
    for index in CourseIndexPage.objects.order_by("path"):
        if cover(index):
            made.append(_("permissions on “%(title)s”") % {"title": index.title})
    return made


def cover(index: Any) -> bool:
    """Open a course index to the roles and put it under the workflow.

    Does nothing for an index that a role has a permission on already, and leaves out
    roles and a workflow that the site does without. Says whether it did anything.
    """
    groups = {group.name: group for group in Group.objects.filter(name__in=PAGES)}
    held = GroupPagePermission.objects.filter(page_id=index.pk, group__name__in=PAGES)
    if not groups or held.exists():
        return False
    for name, group in groups.items():
        for kind in PAGES[name]:
            GroupPagePermission.objects.create(
                group=group, page_id=index.pk, permission_type=kind
            )
    workflow = Workflow.objects.filter(name=WORKFLOW, active=True).first()
    if workflow is not None:
        WorkflowPage.objects.get_or_create(
            page_id=index.pk, defaults={"workflow": workflow}
        )
    return True


def _create_group(name: str) -> bool:
    group, made = Group.objects.get_or_create(name=name)
    if not made:
        return False
    group.permissions.set(_permissions(PERMISSIONS[name]))
    if name == INSTRUCTORS:
        _open_library(group)
    return True


def _open_library(group: Group) -> None:
    """Let a group add images and documents, whatever the host's models of them are."""
    root = Collection.get_first_root_node()
    models = []
    if apps.is_installed("wagtail.images"):
        models.append(get_image_model())
    if apps.is_installed("wagtail.documents"):
        models.append(get_document_model())
    for model in models if root is not None else ():
        kind = ContentType.objects.get_for_model(model)
        names = [get_permission_codename(act, model._meta) for act in ("add", "choose")]
        for permission in Permission.objects.filter(
            content_type=kind, codename__in=names
        ):
            GroupCollectionPermission.objects.create(
                group=group, collection=root, permission=permission
            )


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        label, codename = name.split(".")
        wanted |= Q(content_type__app_label=label, codename=codename)
    return list(Permission.objects.filter(wanted))


def _create_workflow() -> bool:
    """One task: a clinical reviewer approves. Also for figures, videos and questions."""
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW)
    if not made:
        return False
    task = GroupApprovalTask.objects.create(name=WORKFLOW)
    task.groups.add(Group.objects.get(name=REVIEWERS))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for model in (get_figure_model(), Video, Question):
        WorkflowContentType.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(model),
            defaults={"workflow": workflow},
        )
    return True
