from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from media.models.append_only import AppendOnlyModel, AppendOnlyQuerySet

# Neutral in every language, and not empty: a row without a reason is no evidence.
REASON_REMOVED = "[…]"


class AccommodationQuerySet(AppendOnlyQuerySet):
    def remove_reasons(self):
        """Overwrite the reasons, and nothing else: the one change that rows can have.

        A reason may tell of somebody's health, so it goes when the person's name goes.
        That something was granted, what, when and by whom stays.
        """
        return models.QuerySet.update(self, reason=REASON_REMOVED)


class Accommodation(AppendOnlyModel):
    """What one learner is granted on one quiz, with the reason. The newest row counts.

    Rows are added, never changed, so they are the log of what was granted, by whom
    and when; only ``remove_reasons`` takes reasons away, for good. Empty times leave
    those of the quiz. It holds for attempts that start after it was granted.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("learner"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    quiz_key = models.CharField(max_length=100, db_index=True)
    quiz_title = models.CharField(_("quiz"), max_length=255)
    time_factor = models.DecimalField(
        _("time factor"),
        max_digits=3,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1.5 gives half as much time again."),
    )
    extra_attempts = models.PositiveSmallIntegerField(_("more attempts"), default=0)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    granted_at = models.DateTimeField(_("granted"))

    objects = AccommodationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        ordering = ["-granted_at", "-pk"]
        indexes = [models.Index(fields=["learner", "quiz_key"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time_factor__range=(1, 5)),
                name="ce_quizzes_accommodation_time_factor_1_to_5",
                violation_error_message=_("A time factor lies between 1 and 5."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="ce_quizzes_accommodation_has_a_reason",
                violation_error_message=_("An accommodation needs a reason."),
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="ce_quizzes_accommodation_closes_after_it_opens",
                violation_error_message=_("It closes after it opens."),
            ),
        ]

    def __str__(self):
        return gettext("%(learner)s: %(quiz)s") % {
            "learner": self.learner,
            "quiz": self.quiz_title,
        }
