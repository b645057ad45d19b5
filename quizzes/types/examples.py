"""Answers to look at a question by: one that is wrong, and one worth a part.

They are made from the right answer, whatever the type: something in it is exchanged for
something else that the question offers, or left out, until the type's own mark says what
was looked for. Authors see them in previews; nobody is marked by them.
"""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import chain, combinations
from typing import Any

from django.utils.translation import gettext as _

from .base import RIGHT, WRONG, Content, QuestionType, Response

# How many are tried; a question has many more wrong answers than need to be seen.
MOST_TRIED = 300


def wrong(question_type: QuestionType, content: Content, order: list[str]) -> Response:
    """Return an answer that is worth nothing, ``None`` if none was found."""
    return _find(question_type, content, order, lambda fraction: fraction == WRONG)


def partly(question_type: QuestionType, content: Content, order: list[str]) -> Response:
    """Return an answer that is worth a part of the mark, ``None`` if none was found."""
    return _find(
        question_type, content, order, lambda fraction: WRONG < fraction < RIGHT
    )


def _find(question_type, content, order, is_wanted) -> Response:
    right = question_type.correct(content)
    if right is None:
        return None
    candidates = chain(
        question_type.mistakes(content), _candidates(content, order, right)
    )
    for number, response in enumerate(candidates):
        if number == MOST_TRIED:
            break
        try:
            if not question_type.fits(content, response):
                continue
            fraction = question_type.mark(content, response).fraction
        except (LookupError, TypeError, ValueError):
            # What was made up is no answer at all to this question.
            continue
        if fraction is not None and is_wanted(fraction):
            return response
    return None


def _candidates(content: Content, order: list[str], right: Any) -> Iterator[Any]:
    places = list(_leaves(right))
    others = {path: _others(content, order, right, path) for path in places}
    yield from _turned(right)
    for way in range(3):
        changed = _copy(right)
        for path in places:
            if listed := others[path]:
                _put(changed, path, listed[way % len(listed)])
        yield changed
    for count in range(1, len(places)):
        for some in combinations(places, count):
            changed = _copy(right)
            for path in some:
                if others[path]:
                    _put(changed, path, others[path][0])
            yield changed
    for path in places:
        for other in others[path]:
            changed = _copy(right)
            _put(changed, path, other)
            yield changed


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the ways to what is chosen or written in a response."""
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif value != "":
        yield path


def _others(
    content: Content, order: list[str], right: Any, path: tuple[Any, ...]
) -> list[Any]:
    """Return what could stand at the end of ``path`` instead."""
    value = _get(right, path)
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, list):
        if any(isinstance(each, float) for each in value):
            return [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
        known = _ids(content, value[0]) if value else []
        rest = [key for key in known if key not in value]
        fewer = [value[:-1]] if len(value) > 1 else []
        return [*([rest[:1]] if rest else []), *fewer, [*value, *rest[:1]]]
    if isinstance(value, int):
        siblings = _get(right, path[:-1])
        return [each for each in siblings.values() if each != value]
    known = _ids(content, value) or (list(order) if value in order else [])
    if known:
        return [key for key in known if key != value]
    return _texts(content, value)


def _texts(content: Content, written: str) -> list[str]:
    """Return what else could be written: what the question lists, or nonsense."""
    listed = [
        str(each.get("text") or each.get("low"))
        for each in _mappings(content)
        if "worth" in each
    ]
    try:
        return [*listed, str(Decimal(written) + 1000)]
    except InvalidOperation:
        return [*listed, _("something else")]


def _ids(content: Any, key: Any) -> list[str]:
    """Return the ids of the list in ``content`` that ``key`` is chosen from."""
    values = content.values() if isinstance(content, dict) else content
    if isinstance(content, list):
        ids = [each.get("id") for each in content if isinstance(each, dict)]
        if key in ids:
            return ids
    for each in values:
        if isinstance(each, dict | list) and (found := _ids(each, key)):
            return found
    return []


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    values = value.values() if isinstance(value, dict) else value
    for each in values if isinstance(value, dict | list) else ():
        yield from _mappings(each)


def _turned(right: Any) -> Iterator[Any]:
    """Yield the response with what is chosen in its mapping the other way round."""
    for key, value in right.items():
        if not isinstance(value, dict) or len(value) < 2:
            continue
        if all(isinstance(each, str | int) for each in value.values()):
            for turned in (
                list(value.values())[::-1],
                [*list(value.values())[1:], next(iter(value.values()))],
            ):
                yield {**right, key: dict(zip(value, turned, strict=True))}


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _get(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    _get(value, path[:-1])[path[-1]] = new
