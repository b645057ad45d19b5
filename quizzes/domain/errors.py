"""Why something was refused. Messages for people are made where they are shown."""

from quizzes.types import InvalidResponse


class AttemptClosed(Exception):
    """The attempt is over: submitted, or past its deadline."""

    def __init__(self, attempt):
        super().__init__(f"attempt {attempt.uuid} is over")
        self.attempt = attempt


class StaleSave(Exception):
    """A newer answer is on the server already; it stands. ``item`` holds it."""

    def __init__(self, item):
        super().__init__(f"item {item.position} is at number {item.response_number}")
        self.item = item


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


class NothingToAsk(StartRefused):
    """No question of the quiz is published."""


__all__ = [
    "AttemptClosed",
    "InvalidResponse",
    "MustWait",
    "NoAttemptsLeft",
    "NothingToAsk",
    "StaleSave",
    "StartRefused",
]
