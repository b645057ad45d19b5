import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from media.models.append_only import AppendOnlyModel
from quizzes.enums import RegradeKind


class Regrade(AppendOnlyModel):
    """Marks of one question that were changed together: what, by whom, and why.

    ``reason`` is shown to learners whose mark changed. ``picked`` (schema 1) is what
    the attempts were picked by::

        {"schema": 1, "quiz_key": str or null, "first_day": ISO day or null,
         "last_day": ISO day or null, "time_zone": name, "attempts": [pk, ...] or null}

    The counts are of attempts: looked at, with another score than before, and of those
    that came to pass or not to pass any more.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what"), max_length=10, choices=RegradeKind.choices)
    question = models.ForeignKey(
        "ce_quizzes.Question", on_delete=models.PROTECT, related_name="regrades"
    )
    question_version = models.ForeignKey(
        "ce_quizzes.QuestionVersion",
        verbose_name=_("version"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(_("reason"))
    picked = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    attempts = models.PositiveIntegerField(_("attempts"))
    changed = models.PositiveIntegerField(_("changed"))
    now_passed = models.PositiveIntegerField(_("now passed"))
    now_failed = models.PositiveIntegerField(_("now not passed"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="ce_quizzes_regrade_has_a_reason",
                violation_error_message=_("A regrade needs a reason."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=RegradeKind.VERSION, question_version__isnull=False
                )
                | (
                    ~models.Q(kind=RegradeKind.VERSION)
                    & models.Q(question_version__isnull=True)
                ),
                name="ce_quizzes_regrade_by_a_version",
                violation_error_message=_("Marking again needs a version to mark by."),
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.kind}"
