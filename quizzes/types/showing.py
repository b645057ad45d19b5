"""What templates get of a question: while it is asked, and after it was marked."""

from random import Random
from typing import Any

from . import registry
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
    question = question_type.present(content["body"], order, response)
    return {
        **_with_figure(question_type, question, content["body"], figure),
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
    body: Content = content["body"]
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


def preview(
    *, type_key: str, content: dict[str, Any], figure: Any, plate: Any, mode: str
) -> dict[str, Any]:
    """Return the context of an author's preview in one of its three modes.

    ``plate`` is what a version that were frozen now would know of the figure.
    """
    question_type = registry.get(type_key)
    body = content["body"]
    order = fixed_order(type_key=type_key, content=content, seed=0)
    shared = {
        "type_key": type_key,
        "content": content,
        "order": order,
        "prefix": "preview",
        "figure": figure,
    }
    problems = question_type.problems(body)
    problems += question_type.figure_problems(body, plate)
    if problems or mode == "":
        return {"asked": asked(**shared), "problems": problems}
    response = question_type.correct(body) if mode == "solution" else None
    return {"reviewed": reviewed(**shared, response=response)}
