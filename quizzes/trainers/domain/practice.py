"""Keeping what was practised. Nothing here counts: progress and credit know none of it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from quizzes.trainers.models import PracticeRun
from quizzes.types.base import Response

from .cases import Case

SCHEMA = 1
# A case that was open for longer was left lying; how long it took is not known.
LONGEST = 4 * 60 * 60


def record(
    *,
    learner: Any,
    uuid: UUID,
    trainer: str,
    at: dt.datetime,
    version: Any = None,
    seed: int | None = None,
    seconds: int | None = None,
    fraction: Any = None,
    missed: tuple[str, ...] = (),
    detail: dict[str, Any] | None = None,
) -> bool:
    """Keep one run; say whether it is new. The same ``uuid`` is kept once.

    ``seconds`` come from the browser: what can't be is left out.
    """
    if seconds is not None and not 0 <= seconds <= LONGEST:
        seconds = None
    try:
        with transaction.atomic():
            PracticeRun.objects.create(
                uuid=uuid,
                learner=learner,
                trainer=trainer,
                question_version=version,
                seed=seed,
                at=at,
                seconds=seconds,
                fraction=fraction,
                missed=list(missed),
                detail={"schema": SCHEMA, **(detail or {})},
            )
    except IntegrityError:
        if not PracticeRun.objects.filter(uuid=uuid).exists():
            raise
        return False
    return True


def record_case(
    *,
    learner: Any,
    uuid: UUID,
    case: Case,
    response: Response,
    at: dt.datetime,
    seconds: int | None = None,
) -> bool:
    """Keep how well a case was answered; say whether it is new."""
    trainer = case.version.question_type
    body = case.body
    return record(
        learner=learner,
        uuid=uuid,
        trainer=trainer.key,
        version=case.version,
        seed=case.seed,
        at=at,
        seconds=seconds,
        fraction=trainer.mark(body, response).fraction,
        missed=tuple(trainer.missed(body, response)),
        detail={"mirrored": case.is_mirrored},
    )
