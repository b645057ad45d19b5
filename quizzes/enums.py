"""The fixed vocabularies of questions, attempts and marks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class AttemptState(models.TextChoices):
    """Where an attempt stands; worked out from its times whenever it is read."""

    RUNNING = "running", _("In progress")
    EXPIRED = "expired", _("Time is over")
    MARKED = "marked", _("Marked")


class MarkReason(models.TextChoices):
    """Why an item was given a mark."""

    SUBMITTED = "submitted", _("Submitted by the learner")
    EXPIRED = "expired", _("Time was over")
    REGRADED = "regraded", _("Marked again")
    MANUAL = "manual", _("Marked by a person")
