"""The question types that this site knows.

A host adds one with ``register(MyType())`` in its ``AppConfig.ready``. Everything
reads the registry when it is asked, nothing copies it.
"""

from django.core.exceptions import ImproperlyConfigured

from .base import QuestionType

_types: dict[str, QuestionType] = {}


def register(question_type: QuestionType) -> QuestionType:
    """Make a type known under its key. A key can be taken only once."""
    key = question_type.key
    if not key or not key.replace("_", "").isalnum() or key != key.lower():
        raise ImproperlyConfigured(f"“{key}” can't be the key of a question type.")
    if key in _types and type(_types[key]) is not type(question_type):
        raise ImproperlyConfigured(f"There is already a question type “{key}”.")
    _types[key] = question_type
    return question_type


def unregister(key: str) -> None:
    """Forget a type. Questions of it can't be shown any more; meant for tests."""
    del _types[key]


def get(key: str) -> QuestionType:
    """Return the type of a key; hyphens, as in course files, count as underscores."""
    try:
        return _types[key.replace("-", "_")]
    except KeyError:
        raise LookupError(f"There is no question type “{key}”.") from None


def all_types() -> list[QuestionType]:
    return list(_types.values())


def practice_only() -> list[str]:
    """Return the keys of the types that no quiz can ask."""
    return [key for key, found in _types.items() if found.practice_only]


def source_key(question_type: QuestionType) -> str:
    """Return the key as course files write it."""
    return question_type.key.replace("_", "-")
