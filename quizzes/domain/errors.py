"""Why something was refused. Messages for people are made where they are shown."""

from quizzes.types import InvalidResponse


class AttemptClosed(Exception):
    """It is too late: submitted, or past its deadline.

    Within the grace only saves and the submission are taken; everything else is
    refused with this error although the attempt is not closed yet.
    """

    def __init__(self, attempt):
        super().__init__(f"attempt {attempt.uuid} is over")
        self.attempt = attempt


class StaleSave(Exception):
    """A newer answer is on the server already; it stands. ``item`` holds it."""

    def __init__(self, item):
        super().__init__(f"item {item.position} is at number {item.response_number}")
        self.item = item


class PageLeft(Exception):
    """In a one-way attempt: not on the page where the learner is (``attempt.page``)."""

    def __init__(self, attempt):
        super().__init__(f"attempt {attempt.uuid} is at page {attempt.page}")
        self.attempt = attempt


class PageNotReached(PageLeft):
    """The page lies ahead: pages of a one-way attempt come one after the other."""


class NoSuchPage(Exception):
    """The attempt has no page of that number."""


class ItemSettled(Exception):
    """The question was checked and is decided; its answer stands. ``item`` holds it."""

    def __init__(self, item):
        super().__init__(f"item {item.position} is settled")
        self.item = item


class CheckRefused(Exception):
    """The question can't be checked now; a subclass may say why."""


class AnswerIncomplete(CheckRefused):
    """There is no whole answer yet; checking it would only cost a try."""


class InvalidMark(ValueError):
    """A person's mark that can't be taken: out of range, or nothing to be marked."""


class MarkedMeanwhile(Exception):
    """The answer has another mark than the marker saw; ``event`` is the newest."""

    def __init__(self, event):
        super().__init__(f"item {event.item_id} is at mark event {event.pk}")
        self.event = event


class OwnerMissing(Exception):
    """A bank would be left without an owner."""


class MemberAlready(Exception):
    """``person`` is a member of the bank already."""

    def __init__(self, person):
        super().__init__(f"{person} is a member already")
        self.person = person


class RegradeRefused(Exception):
    """Marks are not changed; a subclass says why."""


class PreviewOutdated(RegradeRefused):
    """Something that the preview rests on has changed since; look again."""


class NothingChanges(RegradeRefused):
    """Not a single mark would become another one."""


class StartRefused(Exception):
    """A new attempt can't be started now."""


class NoAttemptsLeft(StartRefused):
    def __init__(self, *, allowed):
        super().__init__(f"all {allowed} attempts are used")
        self.allowed = allowed


class MustWait(StartRefused):
    def __init__(self, *, until):
        super().__init__(f"not before {until:%Y-%m-%d %H:%M %Z}")
        self.until = until


class NotOpenYet(StartRefused):
    def __init__(self, *, opens_at):
        super().__init__(f"opens {opens_at:%Y-%m-%d %H:%M %Z}")
        self.opens_at = opens_at


class QuizClosed(StartRefused):
    def __init__(self, *, closes_at):
        super().__init__(f"closed {closes_at:%Y-%m-%d %H:%M %Z}")
        self.closes_at = closes_at


class NothingToAsk(StartRefused):
    """No question of the quiz is published."""


__all__ = [
    "AnswerIncomplete",
    "AttemptClosed",
    "CheckRefused",
    "InvalidMark",
    "InvalidResponse",
    "ItemSettled",
    "MarkedMeanwhile",
    "MemberAlready",
    "MustWait",
    "NoAttemptsLeft",
    "NoSuchPage",
    "NotOpenYet",
    "NothingChanges",
    "NothingToAsk",
    "OwnerMissing",
    "PageLeft",
    "PageNotReached",
    "PreviewOutdated",
    "QuizClosed",
    "RegradeRefused",
    "StaleSave",
    "StartRefused",
]
