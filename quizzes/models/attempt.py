import uuid
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from media.models.append_only import AppendOnlyModel
from quizzes.enums import AttemptState, Certainty, MarkReason

from .version import QuestionVersion


class Attempt(models.Model):
    """One learner's go at a quiz. What is asked, and by which rules, is frozen here.

    ``scope`` is the embedding app's opaque name for what the attempt counts for.
    Title and key of the quiz are copied in, so that the record outlives the page.
    ``rules`` (schema 2)::

        {"schema": 2, "pass_mark": 75, "max_attempts": 0, "wait_minutes": 0,
         "time_limit_minutes": null, "shuffle_questions": true,
         "shuffle_options": true, "layout": "all", "one_way": false,
         "behaviour": "deferred", "max_tries": 3, "try_cost": 33,
         "counting": "best", "closes_at": null, "on_expiry": "submit",
         "grace_seconds": 30, "time_factor": "1", "extra_attempts": 0,
         "review": as in review_rules,
         "sections": [{"id": block id, "items": number of items,
                       "case": true}]}        # left out where there is none

    ``closes_at`` is the learner's own; ``time_factor`` and ``extra_attempts`` are what
    was granted. The time limit is the quiz's: the deadline has the factor in it.

    Schema 1 had ``show_feedback`` (true or false) in place of what came with 2; it
    is read as one page, deferred, best attempt, no grace (``domain.rules``).

    ``page`` is the page that was reached. ``items_to_mark`` counts answers that wait
    for a person; until it is 0 there is no score. A ``discarded`` attempt ran out of
    time under that policy: nothing of it is marked and its score is 0. ``practice``
    never counts.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("learner"),
        on_delete=models.PROTECT,
        related_name="quiz_attempts",
    )
    scope = models.CharField(_("scope"), max_length=200)
    quiz = models.ForeignKey(
        "ce_quizzes.QuizPage",
        verbose_name=_("quiz"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="attempts",
    )
    quiz_title = models.CharField(_("quiz"), max_length=255)
    quiz_key = models.CharField(max_length=100, db_index=True)
    number = models.PositiveIntegerField(_("attempt"))
    seed = models.PositiveBigIntegerField()
    rules = models.JSONField()
    started_at = models.DateTimeField(_("started"))
    deadline = models.DateTimeField(_("deadline"), null=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    score = models.DecimalField(_("score"), max_digits=10, decimal_places=5, null=True)
    max_score = models.DecimalField(_("out of"), max_digits=10, decimal_places=5)
    fraction = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    passed = models.BooleanField(_("passed"), null=True)
    page = models.PositiveSmallIntegerField(default=1)
    items_to_mark = models.PositiveSmallIntegerField(_("to be marked"), default=0)
    discarded = models.BooleanField(_("discarded"), default=False)
    practice = models.BooleanField(_("practice"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "scope", "number"],
                name="ce_quizzes_attempt_number",
                violation_error_message=_(
                    "There is already an attempt of that number."
                ),
            ),
            models.UniqueConstraint(
                fields=["learner", "scope"],
                condition=models.Q(submitted_at__isnull=True),
                name="ce_quizzes_attempt_one_running",
                violation_error_message=_("An attempt is already in progress."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    submitted_at__isnull=True,
                    score__isnull=True,
                    fraction__isnull=True,
                    passed__isnull=True,
                )
                | models.Q(
                    submitted_at__isnull=False,
                    items_to_mark=0,
                    score__isnull=False,
                    fraction__isnull=False,
                    passed__isnull=False,
                )
                | models.Q(
                    submitted_at__isnull=False,
                    items_to_mark__gt=0,
                    score__isnull=True,
                    fraction__isnull=True,
                    passed__isnull=True,
                ),
                name="ce_quizzes_attempt_marked_as_a_whole",
                violation_error_message=_("An attempt is marked when it is submitted."),
            ),
            models.CheckConstraint(
                condition=models.Q(fraction__isnull=True)
                | models.Q(fraction__range=(0, 1)),
                name="ce_quizzes_attempt_fraction_0_to_1",
                violation_error_message=_("A score lies between nothing and all."),
            ),
            models.CheckConstraint(
                condition=models.Q(max_score__gt=0),
                name="ce_quizzes_attempt_max_score_positive",
                violation_error_message=_("An attempt needs something to be marked."),
            ),
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=True)
                | models.Q(deadline__gt=models.F("started_at")),
                name="ce_quizzes_attempt_deadline_after_start",
                violation_error_message=_("A deadline lies after the start."),
            ),
        ]

    def __str__(self):
        return gettext("%(quiz)s, attempt %(number)s") % {
            "quiz": self.quiz_title,
            "number": self.number,
        }

    def get_absolute_url(self):
        return reverse("ce_quizzes:attempt", args=[self.uuid])

    @property
    def ends_at(self):
        """Return until when answers on their way are taken: the deadline and grace."""
        if self.deadline is None:
            return None
        return self.deadline + timedelta(seconds=self.rules.get("grace_seconds", 0))

    def state_at(self, at):
        """Return where the attempt stands at a moment. Needs no job to be right.

        It runs through the grace, so that nobody closes it while answers arrive.
        """
        if self.submitted_at is not None:
            waits = self.items_to_mark > 0
            return AttemptState.SUBMITTED if waits else AttemptState.MARKED
        if self.ends_at is not None and at >= self.ends_at:
            return AttemptState.EXPIRED
        return AttemptState.RUNNING

    @property
    def percent(self):
        """Return the score in percent, to a hundredth, or ``None`` before marking."""
        if self.fraction is None:
            return None
        return (self.fraction * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def ended_by_clock(self):
        return (
            self.submitted_at is not None
            and self.deadline is not None
            and self.submitted_at >= self.deadline
        )


class AttemptItem(models.Model):
    """One question of an attempt, with the learner's current response and mark.

    ``option_order`` is what the type's ``order`` returned at the start. ``response``
    is what its ``read`` returned last, and ``response_number`` the client's number of
    that save; both equal the newest ``ResponseEvent``. ``fraction`` is the newest
    ``MarkEvent``'s. ``page`` and ``section`` (a number, see ``AttemptSection``) say
    where it stands. ``tries`` counts checks during the attempt; once ``settled_at`` is
    set no answer is taken any more. A ``dropped`` item counts neither in the score nor
    in the maximum (the newest ``MarkEvent`` says so, too). Only ``domain.delivery``,
    ``domain.marking`` and ``domain.regrading`` write here.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="items"
    )
    option_order = models.JSONField(default=list)
    max_mark = models.DecimalField(max_digits=8, decimal_places=3, default=1)
    response = models.JSONField(null=True)
    response_number = models.PositiveIntegerField(default=0)
    responded_at = models.DateTimeField(null=True)
    fraction = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    flagged = models.BooleanField(default=False)
    page = models.PositiveSmallIntegerField(default=1)
    section = models.PositiveSmallIntegerField(default=1)
    certainty = models.PositiveSmallIntegerField(null=True, choices=Certainty.choices)
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(default=False)

    # Not kept: that the newest mark is the full one for everyone. Only who reads the
    # mark events knows (``domain.marking.notice_credits``).
    credited = False

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt item")
        verbose_name_plural = _("attempt items")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="ce_quizzes_item_position"
            ),
            models.UniqueConstraint(
                fields=["attempt", "question_version"],
                name="ce_quizzes_item_question_once",
                violation_error_message=_("No question is asked twice in an attempt."),
            ),
            models.CheckConstraint(
                condition=models.Q(fraction__isnull=True)
                | models.Q(fraction__range=(0, 1)),
                name="ce_quizzes_item_fraction_0_to_1",
                violation_error_message=_("A mark lies between nothing and all."),
            ),
            models.CheckConstraint(
                condition=models.Q(max_mark__gt=0),
                name="ce_quizzes_item_max_mark_positive",
                violation_error_message=_("A question must be worth something."),
            ),
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.position}"

    @property
    def prefix(self):
        """Return what the names of this item's form fields begin with."""
        return f"q{self.position}"

    @property
    def body(self):
        """Return what the methods of the type take as ``content``: the case asked."""
        return self.body_by(self.question_version)

    def body_by(self, version):
        """Return the case that was asked as another version of the question has it."""
        return version.question_type.variant(version.body, self.option_order)

    @property
    def points(self):
        if self.fraction is None:
            return None
        return self.fraction * self.max_mark


class AttemptSection(AppendOnlyModel):
    """What stands above the questions of a section: the case that they share.

    Kept only for sections that have one; ``number`` counts all sections of the
    attempt. ``vignette`` is safe HTML as it was when the attempt started.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="sections"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255, blank=True)
    vignette = models.TextField(blank=True)
    figure_version = models.ForeignKey(
        "ce_media.FigureVersion",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt section")
        verbose_name_plural = _("attempt sections")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], name="ce_quizzes_attempt_section_number"
            )
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.number}"


class ResponseEvent(AppendOnlyModel):
    """One accepted save. The current response of an item is its newest event's."""

    item = models.ForeignKey(
        AttemptItem, on_delete=models.PROTECT, related_name="response_events"
    )
    number = models.PositiveIntegerField()
    response = models.JSONField(null=True)
    certainty = models.PositiveSmallIntegerField(null=True, choices=Certainty.choices)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("response event")
        verbose_name_plural = _("response events")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], name="ce_quizzes_response_event_number"
            )
        ]

    def __str__(self):
        return f"{self.item_id}/{self.number}"


class MarkEvent(AppendOnlyModel):
    """One mark given to an item: by whom, on which version, why. The newest counts.

    ``marker`` is empty when the software marked. ``response_number`` tells which
    response was marked; 0 is an item that was never answered. Marks that were changed
    together name their ``regrade``, which holds the reason.
    """

    item = models.ForeignKey(
        AttemptItem, on_delete=models.PROTECT, related_name="mark_events"
    )
    fraction = models.DecimalField(max_digits=6, decimal_places=5)
    response_number = models.PositiveIntegerField()
    question_version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=MarkReason.choices)
    note = models.TextField(blank=True)
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    regrade = models.ForeignKey(
        "ce_quizzes.Regrade",
        null=True,
        on_delete=models.PROTECT,
        related_name="mark_events",
    )
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mark event")
        verbose_name_plural = _("mark events")
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction__range=(0, 1)),
                name="ce_quizzes_mark_event_fraction_0_to_1",
                violation_error_message=_("A mark lies between nothing and all."),
            )
        ]

    def __str__(self):
        return f"{self.item_id}: {self.fraction}"
