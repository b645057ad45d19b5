"""What templates get of a question: while it is asked, and after it was marked."""

from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import examples, registry
from .base import Content, QuestionType, Response


def asked(
    *,
    type_key: str,
    content: dict[str, Any],
    order: list[str],
    prefix: str,
    response: Response = None,
    figure: Any = None,
) -> dict[str, Any]:
    """Return the context of a question that is open. Holds no key and no feedback."""
    question_type = registry.get(type_key)
    body = question_type.variant(content["body"], order)
    question = question_type.present(body, order, response)
    return {
        **_with_figure(question_type, question, body, figure),
        "question_template": question_type.template,
        "prefix": prefix,
    }


def reviewed(
    *,
    type_key: str,
    content: dict[str, Any],
    order: list[str],
    prefix: str,
    response: Response,
    figure: Any = None,
) -> dict[str, Any]:
    """Return the context of a question that was marked, with everything about it."""
    question_type = registry.get(type_key)
    body: Content = question_type.variant(content["body"], order)
    mark = question_type.mark(body, response)
    question = question_type.review(body, order, response)
    return {
        **_with_figure(question_type, question, body, figure),
        "question_template": question_type.review_template,
        "prefix": prefix,
        "mark": mark,
        "answered": response is not None,
        "correct_summary": question_type.summary(body, question_type.correct(body)),
        "rationale": content["rationale"],
        "verdict": content["verdict"],
        "level": content["level"],
        "references": content["references"],
    }


def _with_figure(
    question_type: QuestionType, question: dict[str, Any], body: Content, figure: Any
) -> dict[str, Any]:
    """Return the question and the figure above it, or the one that it is about."""
    if not question_type.asks_figure:
        return {"question": question, "figure": figure}
    drawing = {"figure": figure, "tokens": question_type.tokens(body)}
    return {"question": {**question, "drawing": drawing}, "figure": None}


def fixed_order(*, type_key: str, content: dict[str, Any], seed: int) -> list[str]:
    """Return an order that is the same for everyone, as knowledge checks have it."""
    rng = Random(seed)  # noqa: S311  not a secret: it only has to repeat itself
    return registry.get(type_key).order(content["body"], rng)


# What an author may look at. The empty one is what Wagtail shows first.
MODES = {
    "": gettext_lazy("As a learner sees it"),
    "hints": gettext_lazy("With tries and hints"),
    "right": gettext_lazy("Answered right"),
    "wrong": gettext_lazy("Answered wrong"),
    "partly": gettext_lazy("Answered partly right"),
    "answered": gettext_lazy("Not answered, after submission"),
    "solution": gettext_lazy("Solution"),
    "printed": gettext_lazy("As printed"),
}


def preview(
    *, type_key: str, content: dict[str, Any], figure: Any, plate: Any, mode: str
) -> dict[str, Any]:
    """Return the context of an author's preview in one of ``MODES``.

    ``plate`` is what a version that were frozen now would know of the figure. What is
    unfinished is shown as it is asked, with ``problems`` that say what is missing. Where
    the question has no such answer, ``says`` tells why. ``author`` is what only authors
    see: the type's ``template`` for it and the ``content``.
    """
    question_type = registry.get(type_key)
    body = content["body"]
    if question_type.author_template and mode != "printed":
        author = {"template": question_type.author_template, "content": body}
    else:
        author = None
    problems = question_type.problems(body)
    problems += question_type.figure_problems(body, plate)
    shared: dict[str, Any] = {
        "type_key": type_key,
        "content": content,
        "prefix": "preview",
        "figure": figure,
    }
    if problems:
        return {"problems": problems, "author": author, **_unfinished(shared)}
    order = fixed_order(type_key=type_key, content=content, seed=0)
    shared["order"] = order
    if mode in ("", "printed"):
        is_printed = mode == "printed"
        return {"asked": asked(**shared), "is_printed": is_printed, "author": author}
    case = question_type.variant(body, order)
    response, says = _example(question_type, case, order, mode)
    if mode == "hints":
        row = _tried(question_type, case, response, content.get("hints", []))
        shown = {**asked(**shared, response=response), **row}
        return {"asked": shown, "row": row, "says": says}
    return {"reviewed": reviewed(**shared, response=response), "says": says}


def _unfinished(shared: dict[str, Any]) -> dict[str, Any]:
    """Return a draft as it would be asked, if there is enough of it."""
    try:
        order = fixed_order(
            type_key=shared["type_key"], content=shared["content"], seed=0
        )
        return {"asked": asked(**shared, order=order)}
    except (LookupError, TypeError, ValueError):
        return {}


def _example(
    question_type: QuestionType, case: Content, order: list[str], mode: str
) -> tuple[Response, str]:
    """Return the answer that a preview shows, and why there is none."""
    right = question_type.correct(case)
    if mode == "answered":
        return None, ""
    if right is None:
        return None, _("A person marks this question; no answer is right by itself.")
    if mode in ("right", "solution"):
        return right, ""
    if mode == "partly":
        found = examples.partly(question_type, case, order)
        says = _("No answer to this question is worth only a part of the mark.")
    else:
        found = examples.wrong(question_type, case, order)
        says = _("No wrong answer to this question was found.")
    return found, "" if found is not None else says


def _tried(
    question_type: QuestionType, case: Content, response: Response, hints: list[str]
) -> dict[str, Any]:
    """Return what the page says after a wrong try, with all hints."""
    used = max(len(hints), 1)
    mark = question_type.mark(case, response)
    return {
        "can_check": True,
        "position": 1,
        "tries": True,
        "tries_left": 1,
        "try_cost": 0,
        "used": used,
        "hints": hints,
        "told": {"fraction": mark.fraction or 0, "feedback": mark.feedback}
        if response is not None
        else None,
    }
