"""Words with a fixed meaning that the courses app stores."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", _("In progress")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequirementKind(models.TextChoices):
    LESSON = "lesson", _("Lesson")
    QUIZ = "quiz", _("Quiz")


class WaiverKind(models.TextChoices):
    """What a member of staff let a learner off."""

    TIME = "time", _("Study time")
    REQUIREMENT = "requirement", _("Whole requirement")


class CalloutKind(models.TextChoices):
    KEY_POINT = "key-point", _("Key point")
    CAUTION = "caution", _("Caution")
    RED_FLAG = "red-flag", _("Red flag")
