"""Texts with gaps of any version of QTI, and what a question with one gap is."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.gaps import MOST

from . import html
from .found import LeftOut
from .qti_source import SLOT, Source

Gap = dict[str, Any]
TYPES = {"text": "short_text", "number": "numeric"}


def asked(
    source: Source, value: str, gaps: Sequence[Gap], *, before: str | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the type and the fields of a text with slots for ``gaps``.

    ``before`` is the question itself, where a file parts it from the text. A single
    gap behind all of the text makes a question of its own.
    """
    text = source.stem(value)
    if before is None and len(gaps) == 1 and gaps[0]["kind"] in TYPES:
        stem = _alone(text)
        if stem is not None:
            kind, fields = gaps[0]["kind"], dict(gaps[0])
            del fields["kind"]
            fields.pop("weight", None)
            return TYPES[kind], {"stem": html.clean(stem), **fields}
    if "[[" in text:
        source.changed(_("“[[” became “[ [”: it would mark a gap."))
        text = text.replace("[[", "[ [")
    return "fill_in_blanks", _fields(source, text, gaps, before)


def _alone(text: str) -> str | None:
    """Return a text without its only slot, if that stands at its very end."""
    found = SLOT.search(text)
    if found is None or html.line(text[found.end() :]):
        return None
    stem = text[: found.start()] + text[found.end() :]
    # "The atlas is ___" asks with its end; so does a slot in a line of its own.
    return stem if html.line(stem) else None


def _fields(
    source: Source, text: str, gaps: Sequence[Gap], before: str | None
) -> dict[str, Any]:
    if len(gaps) > MOST:
        raise LeftOut(_("There are more than %(most)s gaps.") % {"most": MOST})
    order = list(dict.fromkeys(int(found[1]) for found in SLOT.finditer(text)))
    if len(order) != len(gaps) or any(not 0 < number <= len(gaps) for number in order):
        raise LeftOut(_("A gap of it does not stand in its text."))
    seen: set[str] = set()

    def numbered(found: Any) -> str:
        if found[1] in seen:
            return "…"
        seen.add(found[1])
        return f"[[{order.index(int(found[1])) + 1}]]"

    if len(SLOT.findall(text)) > len(gaps):
        source.changed(_("A gap that stood in the text twice stands there once."))
    text = SLOT.sub(numbered, text)
    stem = source.stem(before) if before is not None else ""
    if before is None:
        stem, text = _divided(text)
    if not stem:
        stem = f"<p>{_('Fill in the blanks.')}</p>"
        source.changed(_("It begins with “Fill in the blanks.” now."))
    return {
        "stem": stem,
        "text": text,
        "gaps": [gaps[number - 1] for number in order],
    }


def _divided(text: str) -> tuple[str, str]:
    """Return the paragraphs before the first that has a gap, and the rest."""
    blocks = html.top_blocks(text)
    first = next(index for index, block in enumerate(blocks) if "[[" in block)
    return "".join(blocks[:first]), "".join(blocks[first:])
