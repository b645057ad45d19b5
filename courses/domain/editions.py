"""Freezing what a course asks for."""

import hashlib
import json
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from courses.models import CoursePage, Edition, LessonPage, ModulePage
from media.pages import Page
from quizzes.models import QuizPage


def build_manifest(course: CoursePage) -> dict[str, Any]:
    """What the live pages beneath ``course`` ask for, in the shape ``Edition`` stores.

    Five queries, however large the course. Pages that are not live are left out.
    """
    modules = list(ModulePage.objects.child_of(course).live().order_by("path"))
    keys = {module.pk: str(module.translation_key) for module in modules}
    requires = defaultdict(list)
    links = ModulePage.prerequisites.through.objects.filter(
        from_modulepage_id__in=keys
    ).order_by("pk")
    for one, other in links.values_list("from_modulepage_id", "to_modulepage_id"):
        if other in keys:
            requires[one].append(keys[other])

    items = defaultdict(list)
    lessons = LessonPage.objects.descendant_of(course).live().defer("body")
    quizzes = QuizPage.objects.descendant_of(course).live()
    for page in sorted([*lessons, *quizzes], key=lambda page: page.path):
        items[page.path[: -page.steplen]].append(_item(page))
    return {
        "schema": 1,
        "title": course.title,
        "in_order": course.in_order,
        "modules": [
            {
                "key": keys[module.pk],
                "title": module.title,
                "requires": requires[module.pk],
                "items": items[module.path],
            }
            for module in modules
        ],
        "items": items[course.path],
    }


def _item(page: LessonPage | QuizPage) -> dict[str, Any]:
    data: dict[str, Any] = {"key": str(page.translation_key), "title": page.title}
    if isinstance(page, LessonPage):
        return data | {
            "kind": "lesson",
            "required": page.required,
            "minutes": page.minutes,
            "minimum_seconds": page.minimum_seconds,
            "pass_mark": None,
        }
    return data | {
        "kind": "quiz",
        "required": True,
        "minutes": 0,
        "minimum_seconds": 0,
        "pass_mark": str(page.pass_mark),
    }


def digest(manifest: dict[str, Any]) -> str:
    text = json.dumps(
        manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def freeze(*, course: CoursePage, at) -> Edition:
    """The edition of the course as it is now; a new one only if something changed.

    Locks the course row, so two publishers give one number each.
    """
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    manifest = build_manifest(course)
    fingerprint = digest(manifest)
    newest = newest_edition(course)
    if newest is not None and newest.digest == fingerprint:
        return newest
    return Edition.objects.create(
        course=course,
        course_key=course.translation_key,
        number=newest.number + 1 if newest else 1,
        title=course.title,
        manifest=manifest,
        digest=fingerprint,
        frozen_at=at,
    )


def newest_edition(course: CoursePage) -> Edition | None:
    rows = Edition.objects.filter(course_key=course.translation_key)
    return rows.order_by("-number").first()


def edition_to_enrol_on(*, course: CoursePage, at) -> Edition:
    """The newest edition; frozen now where publishing did not get to it."""
    return newest_edition(course) or freeze(course=course, at=at)


def addresses_changed(page: Page) -> None:
    """Tells every process that titles or addresses in the page's course changed.

    Covers editions of courses above the page, and of courses beneath it.
    """
    steps = range(page.steplen, len(page.path) + 1, page.steplen)
    above = [page.path[:step] for step in steps]
    Edition.objects.filter(
        Q(course__path__in=above) | Q(course__path__startswith=page.path)
    ).update(outline_stamp=F("outline_stamp") + 1)
