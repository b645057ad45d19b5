"""What trainers are on top of question types: they say what a learner keeps missing."""

from collections.abc import Mapping
from typing import Any

from quizzes.types.base import Content, QuestionType, Response


class TrainerType(QuestionType):
    """A question type whose cases are made from a seed, for practice without end.

    ``order`` draws the seed of one asking and freezes it; ``variant`` makes the case of
    it. ``topics`` names what can be got wrong, by a key that never changes its meaning;
    ``missed`` says which of them a response got wrong. Practice is counted by these.
    """

    varies = True
    practice_view = "ce_trainers:practice"
    topics: Mapping[str, Any] = {}

    def mirrored(self, content: Content, order: list[str]) -> list[str] | None:
        """Return what freezes the mirror image of a case; ``None`` if it has none.

        ``content`` is the question's, ``order`` what ``order`` drew of it.
        """
        return None

    def missed(self, content: Content, response: Response) -> tuple[str, ...]:
        """Return the keys of ``topics`` that the response got wrong, each once."""
        raise NotImplementedError
