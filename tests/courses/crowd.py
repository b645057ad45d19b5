"""Many rows at once, for tests that look at what size costs."""

import uuid

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale

from courses.enums import EnrolmentState, RequirementKind
from courses.models import Edition, Enrolment, LessonPage, Progress
from media.pages import Page

from .factories import NOW, make_course, make_module


def add_lessons(count):
    """A course of so many live lessons, made without revisions or search entries."""
    course = make_course(title="The other course")
    module = make_module(course)
    kind = ContentType.objects.get_for_model(LessonPage)
    locale = Locale.objects.get(
        language_code=get_supported_content_language_variant("en-us")
    )
    pages = Page.objects.bulk_create(
        Page(
            path=Page._get_path(module.path, module.depth + 1, step),
            depth=module.depth + 1,
            numchild=0,
            title=f"Other lesson {step}",
            draft_title=f"Other lesson {step}",
            slug=f"other-{step}",
            url_path=f"{module.url_path}other-{step}/",
            content_type=kind,
            locale=locale,
            translation_key=uuid.uuid4(),
            live=True,
        )
        for step in range(1, count + 1)
    )
    # bulk_create does not know multi-table inheritance; this is what it would call.
    LessonPage._base_manager.all()._insert(
        [LessonPage(pk=page.pk, minutes=10) for page in pages],
        fields=LessonPage._meta.local_concrete_fields,
    )
    Page.objects.filter(pk=module.pk).update(numchild=count)
    return course


def add_enrolments(course, count, *, completed=False):
    """Enrol so many people on the course's newest edition, one lesson begun by each."""
    edition = Edition.objects.filter(course=course).order_by("-number").first()
    model = get_user_model()
    people = model.objects.bulk_create(
        [
            model(
                email=f"crowd-{course.pk}-{number}@example.org",
                password="!",
                first_name="Ana María",
                last_name=f"Rivera {number}",
            )
            for number in range(count)
        ],
        batch_size=5000,
    )
    frozen = {"active_seconds": 36_000, "score": "0.87500", "attempts": 3}
    state = {"state": EnrolmentState.COMPLETED, "completed_at": NOW, **frozen}
    enrolments = Enrolment.objects.bulk_create(
        [
            Enrolment(
                learner=person,
                course_id=course.pk,
                course_key=course.translation_key,
                course_title=course.title,
                edition=edition,
                enrolled_at=NOW,
                **(state if completed else {}),
            )
            for person in people
        ],
        batch_size=5000,
    )
    module = edition.manifest["modules"][0]
    first = module["items"][0]
    if not completed:
        Progress.objects.bulk_create(
            Progress(
                enrolment=enrolment,
                requirement=first["key"],
                kind=RequirementKind.LESSON,
                title=first["title"],
                started_at=NOW,
                active_seconds=60,
            )
            for enrolment in enrolments
        )
    return enrolments
