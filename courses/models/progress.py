"""Where an enrolment stands on a requirement, and the time that was believed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.enums import RequirementKind
from media.models.append_only import AppendOnlyError

from .enrolment import Enrolment


class ProgressQuerySet(models.QuerySet):
    def delete(self):
        raise AppendOnlyError("Progress is never deleted.")


class Progress(models.Model):
    """One requirement of one enrolment. Made when the learner first opens it.

    ``waived_seconds`` and ``waived_at`` repeat what the ``Waiver`` rows say, so that a
    page needs no further query. ``best_fraction`` and ``attempts`` are of quizzes: the
    result by what counts there (best, last, first or mean), and how many attempts
    went into it.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="progress")
    requirement = models.CharField(max_length=36)
    kind = models.CharField(max_length=8, choices=RequirementKind.choices)
    title = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    active_seconds = models.PositiveIntegerField(default=0)
    waived_seconds = models.PositiveIntegerField(default=0)
    waived_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    best_fraction = models.DecimalField(
        max_digits=6, decimal_places=5, null=True, blank=True
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    revision_seen = models.PositiveBigIntegerField(null=True, blank=True)

    objects = ProgressQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "requirement"],
                name="ce_courses_progress_requirement_unique",
                violation_error_message=_("There is progress for this requirement."),
            ),
            models.CheckConstraint(
                condition=Q(best_fraction__isnull=True)
                | Q(best_fraction__gte=0, best_fraction__lte=1),
                name="ce_courses_progress_fraction_range",
                violation_error_message=_("A fraction lies between 0 and 1."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None or self.waived_at is not None


class ActiveInterval(models.Model):
    """A stretch of time in which one learner studied one requirement.

    Extended beat by beat while ``is_open``; ``visit`` is the page view that beat last. A learner has one open interval at most,
    which is also the row that is locked, so their intervals never overlap, whatever
    the number of tabs and devices.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="ce_active_intervals"
    )
    progress = models.ForeignKey(Progress, models.PROTECT, related_name="intervals")
    start = models.DateTimeField()
    end = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    visit = models.CharField(max_length=36, blank=True, default="")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("active interval")
        verbose_name_plural = _("active intervals")
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(is_open=True),
                name="ce_courses_interval_one_open",
                violation_error_message=_("This learner has an open interval."),
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="ce_courses_interval_forwards",
                violation_error_message=_("An interval ends after its start."),
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "end"], name="ce_courses_interval_end")
        ]

    def __str__(self):
        return f"{self.start:%Y-%m-%d %H:%M:%S} – {self.end:%H:%M:%S}"
