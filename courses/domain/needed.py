"""Whether learners still need a page, so that it can't be deleted yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from courses.enums import EnrolmentState
from courses.models import Edition, Enrolment, LessonPage, Progress
from quizzes.models import QuizPage

from . import manifest


@dataclass(frozen=True, slots=True)
class Need:
    """A lesson or quiz that active enrolments on one edition have yet to finish."""

    title: str
    edition: Edition
    requirement: str
    enrolments: tuple[Enrolment, ...]


def still_needed(pages: Iterable[Any]) -> list[Need]:
    """What active enrolments need of the pages and of everything beneath them.

    Needed is what the learner's own edition requires and the learner has neither
    finished nor been let off. Unpublished pages count: the learner would need them
    again. The number of queries grows with the editions in use, not with the learners.
    """
    paths = _paths(pages)
    courses = {
        path[:end]
        for path in paths.values()
        for end in range(LessonPage.steplen, len(path), LessonPage.steplen)
    }
    editions = (
        Edition.objects.filter(
            course__path__in=courses, enrolments__state=EnrolmentState.ACTIVE
        )
        .select_related("course")
        .distinct()
        .order_by("title", "number")
    )
    needs: list[Need] = []
    for edition in editions:
        if edition.course is None:
            continue
        within = edition.course.path
        read = manifest.read(edition.manifest)
        asked = [
            item
            for item in read.requirements()
            if item.required and paths.get(item.key, "").startswith(within)
        ]
        if asked:
            needs += _missing(edition, asked)
    return needs


def _paths(pages: Iterable[Any]) -> dict[str, str]:
    """Tree paths of the lessons and quizzes at and beneath the pages, by key."""
    beneath = Q(pk__in=[])
    for page in pages:
        beneath |= Q(path__startswith=page.path)
    found: dict[str, str] = {}
    for model in (LessonPage, QuizPage):
        rows = model.objects.filter(beneath).values_list("translation_key", "path")
        found |= {str(key): path for key, path in rows}
    return found


def _missing(edition: Edition, asked: list[manifest.Requirement]) -> list[Need]:
    active = Enrolment.objects.active().filter(edition=edition)
    active = list(active.select_related("learner").order_by("enrolled_at"))
    done = set(
        Progress.objects.filter(
            Q(completed_at__isnull=False) | Q(waived_at__isnull=False),
            enrolment__edition=edition,
            enrolment__state=EnrolmentState.ACTIVE,
            requirement__in=[item.key for item in asked],
        ).values_list("enrolment_id", "requirement")
    )
    needs = []
    for item in asked:
        waiting = tuple(row for row in active if (row.pk, item.key) not in done)
        if waiting:
            needs.append(Need(item.title, edition, item.key, waiting))
    return needs
