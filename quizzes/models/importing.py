import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One file of questions that was read into a bank, as a whole, or is about to be.

    Until ``committed_at`` it is a preview: its file waits in ``ImportFile`` and no
    question exists. ``report`` (schema 1) is what the reader and the preview said::

        {"schema": 1, "encoding": name,
         "problems": [{"line": int or null, "item": int or null, "severity":
                       "changed" or "left_out", "message": str}],
         "twins": number of questions that ask what another asks,
         # once it is committed: how many were not wanted, and how many published
         "unwanted": int, "published": int,
         # once it is undone
         "deleted": int, "retired": int}

    ``count`` is how many questions can come in, and later how many came. Undoing deletes
    the drafts among them; the row stays and says who undid it and when.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=255)
    file_format = models.CharField(_("format"), max_length=20)
    digest = models.CharField(max_length=64, db_index=True)
    bank = models.ForeignKey(
        "ce_quizzes.Bank",
        verbose_name=_("bank"),
        on_delete=models.PROTECT,
        related_name="import_batches",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    committed_at = models.DateTimeField(_("imported"), null=True)
    count = models.PositiveIntegerField(_("questions"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    report = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                    committed_at__isnull=False,
                ),
                name="ce_quizzes_import_undone_by_somebody",
                violation_error_message=_("Only an import is undone, by somebody."),
            )
        ]

    def __str__(self):
        return self.file_name


class ImportFile(models.Model):
    """The file of an import that is not committed yet, compressed by zlib.

    In the database, since it holds answer keys and must have no address.
    """

    batch = models.OneToOneField(
        ImportBatch, on_delete=models.CASCADE, related_name="file"
    )
    content = models.BinaryField()

    wagtail_reference_index_ignore = True

    def __str__(self):
        return str(self.batch_id)
