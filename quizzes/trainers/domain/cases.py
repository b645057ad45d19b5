"""The cases of a trainer: one for each seed, and its mirror image."""

from dataclasses import dataclass
from random import Random
from typing import Any

from quizzes.models import QuestionVersion
from quizzes.trainers.types.base import TrainerType
from quizzes.types import showing
from quizzes.types.base import Response

# Seeds are typed into addresses and kept in a column of 63 bits.
SEED_DIGITS = 10


class NoMirrorImage(ValueError):
    """A mirrored case was asked of a trainer, or a case, that has none."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a question: the same seed always gives the same one."""

    version: QuestionVersion
    seed: int
    order: list[str]
    is_mirrored: bool
    has_mirror: bool

    @property
    def body(self) -> dict[str, Any]:
        """Return what the methods of the type take as ``content``."""
        return self.version.question_type.variant(self.version.body, self.order)


def case_of(*, version: QuestionVersion, seed: int, is_mirrored: bool = False) -> Case:
    """Return the case of a seed. The one of the version's key is the lesson's own.

    Raises ``NoMirrorImage``.
    """
    trainer: TrainerType = version.question_type
    order = trainer.order(version.body, Random(seed))  # noqa: S311  no secret
    mirror = trainer.mirrored(version.body, order)
    if is_mirrored and mirror is None:
        raise NoMirrorImage
    return Case(
        version=version,
        seed=seed,
        order=mirror if is_mirrored and mirror is not None else order,
        is_mirrored=is_mirrored,
        has_mirror=mirror is not None,
    )


def reviewed(*, case: Case, response: Response, prefix: str) -> dict[str, Any]:
    """Return the context of a case that was answered, with everything about it."""
    return showing.reviewed(
        type_key=case.version.type,
        content=case.version.content,
        order=case.order,
        prefix=prefix,
        response=response,
        figure=case.version.figure_version,
    )
