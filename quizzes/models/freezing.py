"""How a published question becomes an immutable version."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from media.domain import plates
from quizzes.types import text


def freeze(question):
    """Keep what ``question`` says now as its next version, and return the version.

    Nothing new is kept when the newest version has the same digest. Raises
    ``ValidationError`` for a question that can't be asked. Call it inside the
    transaction that publishes, with the question's row locked.
    """
    figure_version = question.figure.current_version() if question.figure_id else None
    if question.figure_id and figure_version is None:
        raise ValidationError(
            gettext("The figure “%(figure)s” must be published before the question.")
            % {"figure": question.figure}
        )
    content = version_content(question)
    question_type = question.body[0].block.question_type()
    if problems := problems_of(question, content["body"]):
        raise ValidationError(problems)
    digest = version_digest(content=content, figure_version=figure_version)
    newest = question.current_version()
    if newest is not None and newest.digest == digest:
        return newest
    return question.versions.create(
        number=newest.number + 1 if newest else 1,
        digest=digest,
        type=question_type.key,
        content=content,
        figure_version=figure_version,
        published_at=question.last_published_at,
    )


def version_content(question):
    """Return the content of a version, as ``QuestionVersion`` describes it."""
    if not question.body:
        raise ValidationError(
            gettext("A question needs a body before it is published.")
        )
    block = question.body[0]
    question_type = block.block.question_type()
    hints = [text.clean_html(hint.value) for hint in question.hints]
    return {
        "schema": 1,
        # Only where there are some: questions from before hints keep their digest.
        **({"hints": hints} if hints else {}),
        "body": question_type.with_figure(
            question_type.content(block.value), plate_of(question)
        ),
        "rationale": text.clean_html(question.rationale),
        "verdict": question.verdict,
        "level": question.level,
        "references": [
            {
                "key": reference.key,
                "citation": reference.plain(),
                "link": reference.link,
            }
            for reference in sorted(
                question.references.all(), key=lambda found: found.key
            )
        ],
    }


def plate_of(question):
    """Return the plate of the figure version that would be pinned now, or ``None``.

    There is none for a type that doesn't ask about its figure, but only shows it.
    """
    if not question.figure_id or not question.body[0].block.question_type().asks_figure:
        return None
    return plates.plate_of(question.figure.current_version())


def problems_of(question, body):
    """Return what keeps ``question``, whose type made ``body``, from being asked."""
    question_type = question.body[0].block.question_type()
    return question_type.problems(body) + figure_problems_of(question)


def figure_problems_of(question):
    """Return what keeps ``question`` from being asked about its figure."""
    question_type = question.body[0].block.question_type()
    plate = plate_of(question)
    body = question_type.content(question.body[0].value)
    return question_type.figure_problems(question_type.with_figure(body, plate), plate)


def version_digest(*, content, figure_version):
    """Return the hash of what a version shows, the same on every machine."""
    canonical = json.dumps(
        {
            "content": content,
            "figure": figure_version.digest if figure_version else None,
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
