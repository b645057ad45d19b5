"""What courses does when something happened elsewhere. Kept thin: fetch, call domain."""

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from courses.domain import editions, progress
from courses.models import CoursePage, LessonBody
from media.models import AbstractFigure, ClinicalReview, Reference, Video
from media.pages import Page
from quizzes.domain import queries
from quizzes.models import Question
from quizzes.signals import attempt_marked


@receiver(page_published, dispatch_uid="ce_courses_freeze_edition")
def freeze_edition(sender, instance, **kwargs):
    """Publishing a course freezes its requirements. Idempotent by their digest."""
    if isinstance(instance, CoursePage) and instance.live:
        editions.freeze(course=instance, at=timezone.now())


@receiver(
    [page_published, page_unpublished, page_slug_changed, post_page_move],
    dispatch_uid="ce_courses_addresses_changed",
)
def addresses_changed(sender, instance, **kwargs):
    editions.addresses_changed(instance)


@receiver(pre_delete, dispatch_uid="ce_courses_page_deleted")
def page_deleted(sender, instance, **kwargs):
    if issubclass(sender, Page):
        editions.addresses_changed(instance)


@receiver([published, unpublished], dispatch_uid="ce_courses_forget_bodies")
def forget_bodies_of(sender, instance, **kwargs):
    """A lesson shows figures, videos and questions as they are published."""
    if isinstance(instance, (AbstractFigure, Reference, Question, Video)):
        forget_bodies_using(instance)


@receiver(post_save, sender=ClinicalReview, dispatch_uid="ce_courses_forget_signed")
def forget_signed_body(sender, instance, **kwargs):
    """A lesson's body says who has signed it."""
    model = instance.content_type.model_class()
    if model is not None and issubclass(model, Page):
        LessonBody.objects.filter(lesson_id=int(instance.object_key)).delete()


def forget_bodies_using(instance) -> None:
    """Drop the stored bodies of lessons that embed ``instance``."""
    users = ReferenceIndex.get_references_to(instance).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    pks = users.values_list("object_id", flat=True)
    LessonBody.objects.filter(lesson_id__in=[int(pk) for pk in pks]).delete()


@receiver(attempt_marked, dispatch_uid="ce_courses_attempt_marked")
def attempt_was_marked(sender, attempt, at, **kwargs):
    """Inside the marking transaction: a failure here undoes the marking as well."""
    if progress.parse_scope(attempt.scope) is None:
        return
    result = queries.result_of_scope(attempt=attempt)
    progress.record_result(scope=attempt.scope, result=result, at=at)
