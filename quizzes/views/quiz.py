"""A quiz's own page: what to expect, past attempts, and the way in."""

import random

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from quizzes.domain import delivery, drawing, queries, reviewing
from quizzes.domain import rules as attempt_rules
from quizzes.domain.errors import (
    MustWait,
    NoAttemptsLeft,
    NothingToAsk,
    NotOpenYet,
    QuizClosed,
    StartRefused,
)
from quizzes.enums import ReviewItem
from quizzes.models import QuizMixin
from quizzes.scopes import Scope
from quizzes.types import showing

from . import quiz_rules

RANDOM = random.SystemRandom()


def scope_of(request: HttpRequest, quiz: QuizMixin) -> Scope:
    """Return the scope that the embedding app set, else the quiz's own."""
    return getattr(request, "quiz_scope", None) or Scope(key=quiz.default_scope_key)


def serve(request: HttpRequest, quiz: QuizMixin) -> HttpResponse:
    """Show the quiz (GET), or start or resume an attempt (POST)."""
    if request.method == "POST":
        return _start(request, quiz)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _page(request, quiz)


def _start(request, quiz):
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        attempt = delivery.start(
            learner=request.user,
            quiz=quiz,
            scope=scope_of(request, quiz),
            at=timezone.now(),
            rng=RANDOM,
        )
    except StartRefused as refusal:
        return _page(request, quiz, refusal=refusal, status=409)
    return redirect(attempt)


def _page(request, quiz, *, refusal=None, status=200):
    context = {**quiz.get_context(request), "scope": scope_of(request, quiz)}
    standing = None
    if request.user.is_authenticated:
        context.update(_standing(request, quiz))
        standing = context["standing"]
    context.update(intro_context(quiz, standing))
    if standing is None:
        context["sign_in_url"] = redirect_to_login(request.get_full_path()).url
    if refusal is not None:
        context.update(refusal_context(refusal))
    response = TemplateResponse(
        request, quiz.get_template(request), context, status=status
    )
    add_never_cache_headers(response)
    return response


def _standing(request, quiz):
    at = timezone.now()
    scope = scope_of(request, quiz)
    standing = queries.standing(learner=request.user, quiz=quiz, scope=scope, at=at)
    if standing.expired is not None:
        delivery.close_expired(attempt=standing.expired, at=at)
        standing = queries.standing(learner=request.user, quiz=quiz, scope=scope, at=at)
    return {
        "standing": standing,
        "past": _past(standing, at),
        "running_until": quiz_rules.moment(standing.running.deadline)
        if standing.running and standing.running.deadline
        else "",
        **refusal_context(standing.refusal if not standing.running else None),
    }


def _past(standing, at):
    """Return the submitted attempts, with their scores where those may be seen."""
    return [
        {
            "attempt": attempt,
            "shows_score": ReviewItem.SCORE
            in reviewing.visible(attempt, attempt_rules.read(attempt.rules), at),
            "counts": attempt == standing.result.attempt and len(standing.attempts) > 1,
        }
        for attempt in standing.attempts
        if attempt.submitted_at is not None
    ]


def intro_context(quiz: QuizMixin, standing: queries.Standing | None = None) -> dict:
    """Return what a quiz's page says of its rules, to the learner or to anybody.

    While an attempt runs these are the rules that it was started with, whatever became
    of the quiz; but how many attempts there are, the quiz says now.
    """
    running = standing.running if standing else None
    terms = (
        quiz_rules.of_attempt(running)
        if running
        else quiz_rules.of_quiz(quiz, standing)
    )
    return {
        "question_count": sum(section.items for section in terms.rules.sections),
        "practice": terms.practice,
        "pass_mark": terms.rules.pass_mark,
        "limit": quiz_rules.limit(terms.rules),
        "topics": quiz_rules.topics(terms, to_learner=standing is not None),
    }


def refusal_context(refusal: StartRefused | None) -> dict:
    """Return flags for the template, which has the words."""
    return {
        "no_attempts_left": refusal if isinstance(refusal, NoAttemptsLeft) else None,
        "must_wait": quiz_rules.moment(refusal.until)
        if isinstance(refusal, MustWait)
        else "",
        "not_open_yet": quiz_rules.moment(refusal.opens_at)
        if isinstance(refusal, NotOpenYet)
        else "",
        "quiz_closed": quiz_rules.moment(refusal.closes_at)
        if isinstance(refusal, QuizClosed)
        else "",
        "nothing_to_ask": isinstance(refusal, NothingToAsk),
        "refused": refusal is not None,
    }


def serve_preview(request: HttpRequest, quiz: QuizMixin, mode_name: str):
    """Show an author the page, or the questions as a learner would get them."""
    drawn = drawing.draw(
        sections=quiz.sections,
        rng=random.Random(0),  # noqa: S311  a preview should not change by itself
        shuffle_questions=False,
        shuffle_options=quiz.shuffle_options,
    )
    context = {
        **quiz.get_context(request),
        **intro_context(quiz),
        "scope": Scope(key=quiz.default_scope_key),
        "preview": True,
        "shortages": drawn.shortages,
    }
    template = quiz.get_template(request)
    if mode_name == "questions":
        template = "ce_quizzes/quiz_questions_preview.html"
        context["asked"] = asked_from_draw(drawn)
    return TemplateResponse(request, template, context)


def asked_from_draw(drawn: drawing.Draw) -> list[dict]:
    """Return the contexts of drawn questions that nobody has answered."""
    return [
        {
            **showing.asked(
                type_key=item.version.type,
                content=item.version.content,
                order=item.option_order,
                prefix=f"q{position}",
                figure=item.version.figure_version,
            ),
            "position": position,
        }
        for position, item in enumerate(drawn.items, start=1)
    ]
