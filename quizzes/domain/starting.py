"""Beginning an attempt: whether it may start, what it asks, and by which rules."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from django.db import IntegrityError, transaction

from quizzes.enums import Layout
from quizzes.models import Attempt, AttemptItem, AttemptSection, QuizPage
from quizzes.scopes import Scope

from . import closing, drawing, queries
from . import rules as attempt_rules
from .errors import NothingToAsk


def start(
    *, learner: Any, quiz: QuizPage, scope: Scope, at: datetime, rng: Random
) -> Attempt:
    """Return the learner's running attempt in the scope, or begin a new one.

    Resuming never uses up an attempt. An attempt that ran out of time is closed
    first, as its rules say. Two starts at once give one attempt. What the learner was
    granted (``Accommodation``) is in the rules. Raises ``NotOpenYet``,
    ``QuizClosed``, ``NoAttemptsLeft``, ``MustWait`` or ``NothingToAsk``.
    """
    where = queries.standing(learner=learner, quiz=quiz, scope=scope, at=at, light=True)
    if where.running is not None:
        return where.running
    if where.expired is not None:
        closing.close_expired(attempt=where.expired, at=at)
    if where.refusal is not None:
        raise where.refusal
    seed = rng.getrandbits(62)
    drawn = drawing.draw(
        sections=quiz.sections,
        rng=Random(seed),  # noqa: S311  the seed comes from the caller's source
        seen=queries.seen(learner=learner, scope_key=scope.key, practice=quiz.practice)
        if where.attempts and drawing.draws(quiz.sections)
        else None,
        shuffle_questions=quiz.shuffle_questions,
        shuffle_options=quiz.shuffle_options,
    )
    if not drawn.items:
        raise NothingToAsk
    # In UTC: sums of times with a zone are sums of what clocks on the wall show.
    started_at = at.astimezone(UTC)
    attempt = Attempt(
        learner=learner,
        scope=scope.key,
        quiz=quiz,
        quiz_title=quiz.title,
        quiz_key=quiz.quiz_key,
        number=max((attempt.number for attempt in where.attempts), default=0) + 1,
        seed=seed,
        rules=attempt_rules.of_quiz(
            quiz,
            sections=tuple(
                attempt_rules.Section(section.key, section.items, section.has_case)
                for section in drawn.sections
            ),
            pass_mark=where.pass_mark,
            closes_at=where.closes_at,
            time_factor=where.time_factor,
            extra_attempts=where.extra_attempts,
        ),
        started_at=started_at,
        deadline=attempt_rules.deadline(
            started_at=started_at,
            limit_minutes=quiz.time_limit_minutes,
            time_factor=where.time_factor,
            closes_at=where.closes_at if quiz.closing_ends_attempts else None,
        ),
        max_score=len(drawn.items),
        practice=quiz.practice,
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
            AttemptItem.objects.bulk_create(_items(attempt, drawn, quiz.layout))
            _freeze_cases(attempt, drawn)
    except IntegrityError:
        # Another tab was quicker: its attempt is the one.
        running = queries.running_attempt(learner=learner, scope_key=scope.key, at=at)
        if running is None:
            raise
        return running
    return attempt


def _items(attempt: Attempt, drawn: drawing.Draw, layout: str) -> list[AttemptItem]:
    return [
        AttemptItem(
            attempt=attempt,
            position=position,
            question_version=item.version,
            option_order=item.option_order,
            section=item.section_number,
            page=page_of(layout=layout, position=position, section=item.section_number),
        )
        for position, item in enumerate(drawn.items, start=1)
    ]


def page_of(*, layout: str, position: int, section: int) -> int:
    """Return the page that an item stands on; pages and positions count from 1."""
    return {Layout.SECTION: section, Layout.QUESTION: position}.get(Layout(layout), 1)


def _freeze_cases(attempt: Attempt, drawn: drawing.Draw) -> None:
    cases = [section for section in drawn.sections if section.has_case]
    if not cases:
        return
    figures = drawing.figures_of(cases)
    AttemptSection.objects.bulk_create(
        AttemptSection(
            attempt=attempt,
            number=section.number,
            title=section.title,
            vignette=section.vignette,
            figure_version=figures.get(section.figure),
        )
        for section in cases
    )
