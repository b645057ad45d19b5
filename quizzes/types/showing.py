"""What templates get of a question: while it is asked, and after it was marked."""

from random import Random
from typing import Any

from . import registry
from .base import Content, Response


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
    return {
        "question": question_type.present(content["body"], order, response),
        "question_template": question_type.template,
        "prefix": prefix,
        "figure": figure,
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
    return {
        "question": question_type.review(body, order, response),
        "question_template": question_type.review_template,
        "prefix": prefix,
        "figure": figure,
        "mark": mark,
        "answered": response is not None,
        "correct_summary": question_type.summary(body, question_type.correct(body)),
        "rationale": content["rationale"],
        "verdict": content["verdict"],
        "level": content["level"],
        "references": content["references"],
    }


def fixed_order(*, type_key: str, content: dict[str, Any], seed: int) -> list[str]:
    """Return an order that is the same for everyone, as knowledge checks have it."""
    rng = Random(seed)  # noqa: S311  not a secret: it only has to repeat itself
    return registry.get(type_key).order(content["body"], rng)


def preview(
    *, type_key: str, content: dict[str, Any], figure: Any, mode: str
) -> dict[str, Any]:
    """Return the context of an author's preview in one of its three modes."""
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
    if question_type.problems(body) or mode == "":
        return {"asked": asked(**shared), "problems": question_type.problems(body)}
    response = question_type.correct(body) if mode == "solution" else None
    return {"reviewed": reviewed(**shared, response=response)}
