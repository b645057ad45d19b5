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
    SUBMITTED = "submitted", _("Waiting to be marked")
    MARKED = "marked", _("Marked")


class Layout(models.TextChoices):
    """How many questions stand on one page of an attempt."""

    ALL = "all", _("All on one page")
    SECTION = "section", _("One section per page")
    QUESTION = "question", _("One question per page")


class Behaviour(models.TextChoices):
    """When a question is marked, and what the learner may do then."""

    DEFERRED = "deferred", _("After submission")
    IMMEDIATE = "immediate", _("Each question, when the learner asks for it")
    TRIES = "tries", _("Each question, with several tries and hints")
    CERTAINTY = "certainty", _("After submission, with the learner’s certainty")


class Expiry(models.TextChoices):
    """What becomes of an attempt whose time is over."""

    SUBMIT = "submit", _("Mark what is saved")
    DISCARD = "discard", _("Discard the attempt")


class Counting(models.TextChoices):
    """Which of several attempts makes the result."""

    BEST = "best", _("The best attempt")
    LAST = "last", _("The last attempt")
    FIRST = "first", _("The first attempt")
    MEAN = "mean", _("The mean of all attempts")


class Certainty(models.IntegerChoices):
    """How certain the learner is of an answer."""

    LOW = 1, _("Not very certain")
    MIDDLE = 2, _("Fairly certain")
    HIGH = 3, _("Very certain")


class ReviewMoment(models.TextChoices):
    """When something of an attempt may be seen."""

    DURING = "during", _("During the attempt, once a question is settled")
    AFTER = "after", _("Right after submission")
    OPEN = "open", _("Later, while the quiz is open")
    CLOSED = "closed", _("After the quiz has closed")


class ReviewItem(models.TextChoices):
    """What of an attempt may be seen."""

    RESPONSE = "response", _("The answer given")
    CORRECTNESS = "correctness", _("Whether it was right")
    MARK = "mark", _("Its mark")
    FEEDBACK = "feedback", _("Feedback on the options chosen")
    RATIONALE = "rationale", _("Rationale")
    ANSWER = "answer", _("The right answer")
    SCORE = "score", _("The score of the attempt")


class MarkReason(models.TextChoices):
    """Why an item was given a mark."""

    SUBMITTED = "submitted", _("Submitted by the learner")
    EXPIRED = "expired", _("Time was over")
    REGRADED = "regraded", _("Marked again")
    MANUAL = "manual", _("Marked by a person")
    CHECKED = "checked", _("Checked during the attempt")
