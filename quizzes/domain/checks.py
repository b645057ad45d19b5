"""Knowledge checks: questions that stand in a lesson and show their answer."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from quizzes.models import Question, QuestionVersion
from quizzes.types import showing
from quizzes.types.base import Response

SIGNER = signing.Signer(salt="ce_quizzes.check")
NOTHING_CHOSEN = _("Please answer first, then check.")


def version_for(question: Question) -> QuestionVersion | None:
    """Return the version that a lesson shows now.

    ``None`` if it is unpublished, or if a person marks it: a form that asks by its
    address must not take a long text.
    """
    if not question.live:
        return None
    version = question.versions.select_related("figure_version").last()
    return None if version is None or is_by_person(version) else version


def is_by_person(version: QuestionVersion) -> bool:
    return version.question_type.rubric(version.body) is not None


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


def asked(
    version: QuestionVersion,
    *,
    order: list[str] | None = None,
    response: Response = None,
) -> dict[str, Any]:
    """Return what a check's form needs. Holds no key and no feedback.

    Without an ``order`` it is the case that all who read the lesson get, which is the
    one of the seed ``case``.
    """
    prefix = f"check-{version.pk}"
    return {
        "asked": showing.asked(
            type_key=version.type,
            content=version.content,
            order=order_of(version) if order is None else order,
            prefix=prefix,
            response=response,
            figure=version.figure_version,
        ),
        "prefix": prefix,
        "token": token_for(version),
        "case": version.pk,
        "practice_view": version.question_type.practice_view,
        "practice_only": version.question_type.practice_only,
        "about": _about(version) if version.question_type.practice_only else None,
    }


def _about(version: QuestionVersion) -> dict[str, Any]:
    """Return what is known of the matter, where no answer waits to be given first."""
    names = ("rationale", "verdict", "level", "references")
    return {name: version.content[name] for name in names}
