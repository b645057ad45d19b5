"""Knowledge checks: questions that stand in a lesson and show their answer."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from quizzes.models import Question, QuestionVersion
from quizzes.types import showing

SIGNER = signing.Signer(salt="ce_quizzes.check")
NOTHING_CHOSEN = _("Please answer first, then check.")


def version_for(question: Question) -> QuestionVersion | None:
    """Return the version that a lesson shows now; ``None`` if unpublished."""
    if not question.live:
        return None
    return question.versions.select_related("figure_version").last()


def token_for(version: QuestionVersion) -> str:
    """Return the proof that this version was put into a lesson as a check."""
    return SIGNER.sign(str(version.pk))


def read_token(token: str) -> int:
    """Return the version's pk; raises ``signing.BadSignature`` for a forged token."""
    return int(SIGNER.unsign(token))


def order_of(version: QuestionVersion) -> list[str]:
    """Return an order of options that is the same for all who read the lesson."""
    return showing.fixed_order(
        type_key=version.type, content=version.content, seed=version.pk
    )


def asked(version: QuestionVersion) -> dict[str, Any]:
    """Return what a check's form needs. Holds no key and no feedback."""
    prefix = f"check-{version.pk}"
    return {
        "asked": showing.asked(
            type_key=version.type,
            content=version.content,
            order=order_of(version),
            prefix=prefix,
            figure=version.figure_version,
        ),
        "prefix": prefix,
        "token": token_for(version),
    }
