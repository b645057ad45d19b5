"""Who may open what: the one rule that pages, search, documents and checks all ask.

Courses and the course index are open to everyone. Modules, lessons and quizzes of a
course are open to its enrolled learners as their edition unlocks them, and, without
any record, to staff who may edit them.
"""

import enum
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
)
from wagtail.models import ReferenceIndex

from courses.enums import EnrolmentState
from courses.models import CoursePage, Enrolment, LessonPage, ModulePage
from media.pages import Page
from quizzes.models import QuizPage

from . import manifest, progress
from .manifest import Standing
from .progress import State


class Refusal(enum.StrEnum):
    SIGN_IN = "sign_in"
    ENROL = "enrol"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a person may open a page, why not, and what was read to find out.

    ``state`` is None for staff who look without being enrolled. ``standing`` is None
    where the learner's edition does not ask for the page.
    """

    refusal: Refusal | None = None
    state: State | None = None
    standing: Standing | None = None

    @property
    def allowed(self) -> bool:
        return self.refusal is None


GUARDED = (LessonPage, QuizPage, ModulePage)


def is_guarded(page: Any) -> bool:
    """Whether the page belongs to a course's inside. Quizzes elsewhere do not."""
    return isinstance(page, GUARDED) and course_path(page) is not None


def course_path(page: Any) -> str | None:
    """The tree path of the course a page lies in, without a query where possible.

    Where one is needed, the page object remembers the answer for as long as it stays
    in its place.
    """
    up = {LessonPage: 2, ModulePage: 1}.get(type(page))
    if up is not None:
        return page.path[: -up * page.steplen]
    place, found = getattr(page, "_ce_course_path", (None, None))
    if place != page.path:
        courses = CoursePage.objects.ancestor_of(page).values_list("path", flat=True)
        found = courses.first()
        page._ce_course_path = (page.path, found)
    return found


def with_course(pages: QuerySet) -> QuerySet:
    """Return pages that ``remember_course`` takes, with ``course_found`` on each."""
    above = CoursePage.objects.alias(
        below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(below__startswith=F("path"))
    return pages.annotate(course_found=Subquery(above.values("path")[:1]))


def remember_course(page: Any) -> str | None:
    """Return the path of the course of a page from ``with_course``; no query later."""
    page._ce_course_path = (page.path, page.course_found)
    return page.course_found


def best_enrolment(*, learner, path: str) -> Enrolment | None:
    """The enrolment that decides for the course at ``path``: active, else newest done."""
    # A learner has a few periods in a course at most: choosing here is quicker than
    # having the database sort them by state.
    rows = Enrolment.objects.for_learner(learner).filter(course__path=path)
    rows = rows.select_related("edition").order_by("-enrolled_at")
    kept = [row for row in rows if row.state != EnrolmentState.WITHDRAWN]
    active = (row for row in kept if row.is_active)
    return next(active, kept[0] if kept else None)


def decide(*, page: Any, user) -> Decision:
    """Decide on a module, lesson or quiz page for a person. At most two queries for a
    learner (three for a quiz); staff who are not enrolled cost their permissions."""
    if not user.is_authenticated:
        return Decision(refusal=Refusal.SIGN_IN)
    enrolment = best_enrolment(learner=user, path=course_path(page) or "")
    if enrolment is None:
        staff = page.permissions_for_user(user).can_edit()
        return Decision() if staff else Decision(refusal=Refusal.ENROL)
    state = progress.state_of(enrolment)
    standing = state.standings.get(str(page.translation_key))
    if standing is None or not standing.is_locked or enrolment.is_completed:
        return Decision(state=state, standing=standing)
    if page.permissions_for_user(user).can_edit():
        return Decision(state=state, standing=standing)
    return Decision(refusal=Refusal.LOCKED, state=state, standing=standing)


def openable_keys(*, learner) -> set[str]:
    """Requirement keys that the learner may open now, over all their enrolments."""
    if not learner.is_authenticated:
        return set()
    rows = Enrolment.objects.for_learner(learner).select_related("edition")
    rows = rows.exclude(state=EnrolmentState.WITHDRAWN).prefetch_related("progress")
    keys: set[str] = set()
    for enrolment in rows:
        keys |= _open_keys(enrolment)
    return keys


def _open_keys(enrolment: Enrolment) -> set[str]:
    read = manifest.read(enrolment.edition.manifest)
    standings = manifest.stand(read, enrolment.progress.all())
    return {
        key
        for key, standing in standings.items()
        if enrolment.is_completed or not standing.is_locked
    }


def may_open_document(*, document: Any, user: Any) -> bool:
    """Whether a person may fetch a document or a video, by where it is used.

    A document that only lessons use is as open as the lessons; one that is used by
    any other object, or by nothing, is left to Wagtail's own rules.
    """
    references = ReferenceIndex.get_references_to(document)
    users = references.values_list("base_content_type_id", "object_id").distinct()
    lesson_type = ContentType.objects.get_for_model(Page).pk
    pks = [int(pk) for content_type, pk in users if content_type == lesson_type]
    if len(pks) != len(users) or not pks:
        return True
    lessons = LessonPage.objects.filter(pk__in=pks)
    if lessons.count() != len(pks):
        return True
    return any(decide(page=lesson, user=user).allowed for lesson in lessons)
