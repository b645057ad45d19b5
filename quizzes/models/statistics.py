from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemStatistics(models.Model):
    """What first attempts say of one version of a question, as last computed.

    A copy for lists and filters; ``domain.analysis`` computes it and says by which
    formulas. ``None`` where the sample is too small to mean anything.
    """

    question_version = models.OneToOneField(
        "ce_quizzes.QuestionVersion",
        on_delete=models.CASCADE,
        related_name="statistics",
    )
    attempts = models.PositiveIntegerField(_("attempts"))
    facility = models.FloatField(_("facility"), null=True)
    discrimination = models.FloatField(_("discrimination"), null=True)
    point_biserial = models.FloatField(_("point-biserial correlation"), null=True)
    seconds = models.FloatField(_("median time in seconds"), null=True)
    computed_at = models.DateTimeField(_("computed"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item statistics")
        verbose_name_plural = _("item statistics")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(facility__isnull=True)
                | models.Q(facility__range=(0, 1)),
                name="ce_quizzes_statistics_facility_0_to_1",
                violation_error_message=_("A facility lies between 0 and 1."),
            )
        ]

    def __str__(self):
        return str(self.question_version_id)
