"""Clinical review: who has signed what, and what still waits for a signature.

A signature belongs to one revision. Publishing a change makes another revision live,
which nobody has signed yet; nothing has to be reset.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log

from media.models import ClinicalReview
from media.people import display_name

REVIEWERS = "Clinical reviewers"


def sign(*, obj: Any, revision: Any, reviewer: Any, at: datetime) -> ClinicalReview:
    """Record that ``reviewer`` approved ``revision`` of ``obj``, and log it.

    Signing the same revision again returns the signature that is there. Whether the
    person may review is the caller's question.
    """
    with transaction.atomic():
        signed = _reviews(obj).filter(revision_pk=revision.pk, reviewer=reviewer)
        if existing := signed.first():
            return existing
        review = ClinicalReview(
            content_type=obj.get_base_content_type(),
            object_key=str(obj.pk),
            revision=revision,
            revision_pk=revision.pk,
            reviewer=reviewer,
            reviewer_name=display_name(reviewer),
            reviewed_at=at,
        )
        review.save()
        log(
            instance=obj,
            action="ce_media.clinical_review",
            user=reviewer,
            revision=revision,
        )
    return review


def carry_over(*, obj: Any, signed: int | None, revision: Any) -> None:
    """Keep the signatures under the revision ``signed`` for ``revision``, too.

    For a revision that shows readers the same, to the letter, as the signed one: name
    and time stay those of the signature, and nothing is logged as a new one. Whether
    both are the same is the caller's question.
    """
    if signed is None or signed == revision.pk:
        return
    there = set(
        _reviews(obj).filter(revision_pk=revision.pk).values_list("reviewer", flat=True)
    )
    for review in _reviews(obj).filter(revision_pk=signed).order_by("pk"):
        if review.reviewer_id in there:
            continue
        ClinicalReview(
            content_type=review.content_type,
            object_key=review.object_key,
            revision=revision,
            revision_pk=revision.pk,
            reviewer=review.reviewer,
            reviewer_name=review.reviewer_name,
            reviewed_at=review.reviewed_at,
        ).save()


def current_review(obj: Any) -> ClinicalReview | None:
    """Return the newest signature under the live revision, or ``None``."""
    if obj.pk is None or not obj.live or obj.live_revision_id is None:
        return None
    return _reviews(obj).filter(revision_pk=obj.live_revision_id).first()


def is_awaiting_review(obj: Any) -> bool:
    """Say whether what readers see now carries no signature."""
    return current_review(obj) is None


def is_clinical_task(task: Any) -> bool:
    """Say whether a workflow task is one that clinical reviewers approve."""
    groups = getattr(task.specific, "groups", None)
    return groups is not None and groups.filter(name=REVIEWERS).exists()


def may_review(user: Any) -> bool:
    """Say whether ``user`` is a clinical reviewer."""
    return Group.objects.filter(name=REVIEWERS, user=user).exists()


def _reviews(obj: Any) -> Any:
    return ClinicalReview.objects.filter(
        content_type=obj.get_base_content_type(), object_key=str(obj.pk)
    )
