"""The question types, one file each, and the contract they share."""

from .base import (
    InvalidResponse,
    Mark,
    QuestionBlock,
    QuestionType,
    SourceError,
)
from .registry import all_types, get, practice_only, register, source_key, unregister

__all__ = [
    "InvalidResponse",
    "Mark",
    "QuestionBlock",
    "QuestionType",
    "SourceError",
    "all_types",
    "get",
    "practice_only",
    "register",
    "source_key",
    "unregister",
]
