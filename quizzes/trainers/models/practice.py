from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from media.models.append_only import AppendOnlyModel


class PracticeRun(AppendOnlyModel):
    """One case that a learner practised: what, when, how well. Never counts for credit.

    ``uuid`` comes from the browser, so that a run that is sent twice is kept once.
    ``trainer`` is the key of a question type; ``question_version`` and ``seed`` say
    which case it was (no question for what has none). ``missed`` lists the keys of
    topics that were got wrong. ``detail`` (schema 1) is the trainer's own::

        {"schema": 1, ...}      # see the trainer's type
    """

    uuid = models.UUIDField(unique=True)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("learner"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    trainer = models.CharField(_("trainer"), max_length=50)
    question_version = models.ForeignKey(
        "ce_quizzes.QuestionVersion",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    seed = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField(_("practised"))
    seconds = models.PositiveIntegerField(_("seconds"), null=True)
    fraction = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    missed = models.JSONField(default=list)
    detail = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("practice run")
        verbose_name_plural = _("practice runs")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["learner", "trainer", "-at"], name="ce_trainers_run_of_learner"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction__isnull=True)
                | models.Q(fraction__range=(0, 1)),
                name="ce_trainers_run_fraction_0_to_1",
                violation_error_message=_("A mark lies between nothing and all."),
            )
        ]

    def __str__(self):
        return f"{self.trainer}, {self.at:%Y-%m-%d}"
