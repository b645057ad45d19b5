"""What the app does when something happened elsewhere: workflows, deletions."""

from functools import partial

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import task_approved

from .domain import review
from .models import Video


@receiver(task_approved, dispatch_uid="ce_media.sign_approved_revision")
def sign_approved_revision(sender, instance, user=None, **kwargs):
    """Sign the revision that a clinical reviewer approved in a workflow.

    Who approves in the editor saves what it shows first, as a draft of their own; that
    is published then, and signed in place of what was submitted. What anybody else
    saved meanwhile stays unsigned. The approval without a person (a task that approved
    itself) signs nothing.
    """
    if user is None or not review.is_clinical_task(instance.task):
        return
    revision = instance.revision
    newest = revision.content_object.revisions.order_by("-created_at", "-pk").first()
    if newest is not None and newest.user_id == user.pk:
        revision = newest
    review.sign(
        obj=revision.content_object,
        revision=revision,
        reviewer=user,
        at=instance.finished_at or timezone.now(),
    )


@receiver(pre_delete, sender=Video, dispatch_uid="ce_media.delete_video_files")
def delete_video_files(sender, instance, using, **kwargs):
    """Delete every file that the video or a revision of it names, once it is gone."""
    named = instance.revisions.values_list("content__file", flat=True)
    storage = instance.file.storage
    for name in {instance.file.name, *named} - {"", None}:
        transaction.on_commit(partial(storage.delete, name), using=using, robust=True)
