from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnlyModel


class ClinicalReview(AppendOnlyModel):
    """A clinical reviewer's signature under one revision of a page or snippet.

    Rows are only ever added. The reviewer's name is copied in and the revision's
    number kept beside the key, so that a signature outlives both.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_key = models.CharField(max_length=255)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision_pk = models.PositiveBigIntegerField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewer_name = models.CharField(max_length=255)
    reviewed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("clinical review")
        verbose_name_plural = _("clinical reviews")
        ordering = ["-reviewed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["content_type", "object_key", "revision_pk"],
                name="ce_media_review_object",
            )
        ]

    def __str__(self):
        return f"{self.reviewer_name}, {self.reviewed_at:%Y-%m-%d}"
