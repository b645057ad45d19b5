"""What the app does when Wagtail's workflows move on."""

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import task_approved

from .domain import review


@receiver(task_approved, dispatch_uid="ce_media.sign_approved_revision")
def sign_approved_revision(sender, instance, user=None, **kwargs):
    """Sign the revision that a clinical reviewer approved in a workflow.

    The approval without a person (a task that approved itself) signs nothing.
    """
    if user is None or not review.is_clinical_task(instance.task):
        return
    revision = instance.revision
    review.sign(
        obj=revision.content_object,
        revision=revision,
        reviewer=user,
        at=instance.finished_at or timezone.now(),
    )
