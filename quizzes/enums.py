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
    DROPPED = "dropped", _("Left out of the score")
    CREDITED = "credited", _("Full mark for everyone")


class RegradeKind(models.TextChoices):
    """What a regrade does to the marks of a question."""

    VERSION = "version", _("Mark again by a version")
    DROP = "drop", _("Leave the question out of the score")
    CREDIT = "credit", _("Give everyone the full mark")


class Kept(models.TextChoices):
    """Why a regrade leaves the mark of an answer as it is."""

    OTHER_TYPE = "other_type", _("The version is a question of another type.")
    UNREADABLE = (
        "unreadable",
        _("The version can’t be answered so: what was chosen is not in it."),
    )
    NEEDS_PERSON = "needs_person", _("Only a person can mark this answer.")
    BY_PERSON = "by_person", _("A person gave this mark; it stands.")
    ONLY_QUESTION = (
        "only_question",
        _("Nothing else counts in this attempt, so it can’t be left out."),
    )


class BankAccess(models.TextChoices):
    """What a bank is open to for those who are no members of it."""

    MEMBERS = "members", _("Members only")
    READ = "read", _("Everyone may look, and ask its questions in quizzes")
    WRITE = "write", _("Everyone may write in it, too")


class BankRole(models.TextChoices):
    """What a member may do with a bank; each may do all that stands above."""

    READER = "reader", _("Look, ask, and export")
    WRITER = "writer", _("Write, import, retire")
    OWNER = "owner", _("Say who its members are")


class ReviewState(models.TextChoices):
    """Where a question stands between its author and its learners."""

    DRAFT = "draft", _("Draft")
    AWAITING = "awaiting", _("Awaiting clinical review")
    SIGNED = "signed", _("Signed")
    RETIRED = "retired", _("Retired")


class Judgement(models.TextChoices):
    """What the statistics of a question's newest version say of it."""

    EASY = "easy", _("Too easy (more than 90% right)")
    HARD = "hard", _("Too hard (less than 30% right)")
    LOW = "low", _("Low discrimination (below 0.2)")
    NEGATIVE = "negative", _("Negative discrimination")
    NONE = "none", _("No statistics yet")


class ChangeKind(models.TextChoices):
    """What became of something that a question says, from one version to another."""

    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    UNSEEN = "unseen", _("Not visible")
