"""What an embedding app says of the quiz page that it lets a learner open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """What attempts count for, set as ``request.quiz_scope`` before the page serves.

    ``key`` is opaque here. ``extra_attempts`` come on top of the quiz's own limit
    and of what the learner was granted (``Accommodation``).
    ``pass_mark`` (percent) replaces the quiz's own where the learner's record asks for
    another one. ``back_url`` leads back to where the learner came from.
    """

    key: str
    extra_attempts: int = 0
    pass_mark: int | None = None
    back_url: str = ""
    back_label: str = ""
