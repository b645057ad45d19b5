"""One learner on one edition, and what staff granted them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import EnrolmentState, WaiverKind
from media.models.append_only import AppendOnlyError, AppendOnlyModel


class EnrolmentQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=EnrolmentState.ACTIVE)

    def for_learner(self, learner):
        return self.filter(learner=learner)

    def delete(self):
        raise AppendOnlyError("Enrolments are never deleted.")


class Enrolment(models.Model):
    """Survives every page: title and edition are its own, the page link may go.

    ``active_seconds``, ``score`` and ``attempts`` are frozen at completion and None
    before. ``score`` is the mean of the best fraction of each required quiz (0-1).
    ``uuid`` is the record id that exports and addresses show.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="ce_enrolments",
        verbose_name=_("learner"),
    )
    course = models.ForeignKey(
        "ce_courses.CoursePage",
        models.SET_NULL,
        null=True,
        related_name="enrolments",
        verbose_name=_("course"),
    )
    course_key = models.UUIDField(db_index=True)
    course_title = models.CharField(_("course title"), max_length=255)
    edition = models.ForeignKey(
        "ce_courses.Edition",
        models.PROTECT,
        related_name="enrolments",
        verbose_name=_("edition"),
    )
    period = models.PositiveSmallIntegerField(_("period"), default=1)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=EnrolmentState.choices,
        default=EnrolmentState.ACTIVE,
    )
    enrolled_at = models.DateTimeField(_("enrolled at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    last_requirement = models.CharField(max_length=36, blank=True, default="")
    active_seconds = models.PositiveIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    attempts = models.PositiveIntegerField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["-enrolled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"],
                condition=Q(state=EnrolmentState.ACTIVE),
                name="ce_courses_enrolment_one_active",
                violation_error_message=_(
                    "This person is enrolled in the course already."
                ),
            ),
            models.UniqueConstraint(
                fields=["learner", "course_key", "period"],
                name="ce_courses_enrolment_period_unique",
                violation_error_message=_("This person has this period already."),
            ),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.COMPLETED, completed_at__isnull=False)
                | (~Q(state=EnrolmentState.COMPLETED) & Q(completed_at__isnull=True)),
                name="ce_courses_enrolment_completed_has_date",
                violation_error_message=_(
                    "A completed enrollment has a completion date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=EnrolmentState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=EnrolmentState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="ce_courses_enrolment_withdrawn_has_date",
                violation_error_message=_("A withdrawn enrollment has a date."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "completed_at"], name="ce_courses_enr_report")
        ]

    def __str__(self):
        return f"{self.learner} – {self.course_title}"

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("Enrolments are never deleted.")

    @property
    def is_active(self):
        return self.state == EnrolmentState.ACTIVE

    @property
    def is_completed(self):
        return self.state == EnrolmentState.COMPLETED


class Waiver(AppendOnlyModel):
    """Time or a whole requirement that staff let a learner off, with the reason."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="waivers")
    requirement = models.CharField(max_length=36)
    kind = models.CharField(max_length=12, choices=WaiverKind.choices)
    seconds = models.PositiveIntegerField(default=0)
    reason = models.TextField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["granted_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="ce_courses_waiver_has_reason",
                violation_error_message=_("A waiver needs a reason."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.reason}"


class AttemptGrant(AppendOnlyModel):
    """One more attempt at a quiz than its rules allow, with the reason."""

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="attempt_grants"
    )
    requirement = models.CharField(max_length=36)
    reason = models.TextField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("granted attempt")
        verbose_name_plural = _("granted attempts")
        ordering = ["granted_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="ce_courses_grant_has_reason",
                violation_error_message=_("A granted attempt needs a reason."),
            )
        ]

    def __str__(self):
        return self.reason
