"""Reading GIFT: a question's name, text and feedback; its answers tell the type."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from . import gift_answers, html
from .gift_blocks import Block, Category, blocks
from .gift_text import Text, formatted, unprotect
from .neutral import Item, Package
from .notes import LeftOut, Notes, check_count, check_length
from .text import Lines, decode

GENERAL = "####"
BLANK = "_____"
GAP = "[[1]]"
DOUBLE = re.compile(r"\[(?=\[)")
BRACE = re.compile("[{}]")


def read(content: bytes) -> Package:
    text, encoding, problems = decode(content)
    reader = _Reader(Lines(text), Notes(problems))
    for found in blocks(text):
        if isinstance(found, Category):
            reader.category = found.path
        else:
            reader.take(found)
    return reader.notes.package(reader.items, encoding)


class _Reader:
    def __init__(self, lines: Lines, notes: Notes) -> None:
        self.lines = lines
        self.notes = notes
        self.items: list[Item] = []
        self.number = 0
        self.category = ""

    def take(self, block: Block) -> None:
        self.number += 1
        line = self.lines.at(block.start)
        check_count(self.number, line)
        try:
            self.items.append(self._item(block, line))
        except LeftOut as reason:
            if reason.offset is not None:
                line = self.lines.at(reason.offset)
            self.notes.left_out(reason.message, self.number, line)

    def _item(self, block: Block, line: int) -> Item:
        check_length(block.text, block.start)
        name, body = _name(block)
        before, inside, after, start = _parts(body)
        # Moodle takes the last "####" for the general feedback.
        inside, _separator, general = (
            inside.rpartition(GENERAL) if GENERAL in inside else (inside, "", "")
        )
        default = formatted(before + after, "moodle").format
        rationale = formatted(general, default)
        self.notes.lost(rationale.lost(), self.number, line)
        answers = gift_answers.Answers(
            self.notes, self.number, self.lines, default, inside, start
        )
        type_key, fields = answers.read()
        if after.strip() not in {"", "?"} and type_key in gift_answers.GAP_KINDS:
            asked = self._gap_text(before, after, default)
            type_key, fields = "fill_in_blanks", _gap(asked, type_key, fields)
        else:
            blank = BLANK if after.strip() not in {"", "?"} else ""
            asked = formatted(before + blank + after, default)
            fields = {"stem": self._stem(asked, block), **fields}
        self.notes.lost(asked.lost(), self.number, line)
        extra = "".join(html.from_plain(each) for each in answers.to_rationale)
        return Item(
            number=self.number,
            type_key=type_key,
            fields=fields,
            line=line,
            key=block.key,
            name=name,
            rationale=rationale.rich + extra,
            category=self.category,
            tags=block.tags,
        )

    def _stem(self, asked: Text, block: Block) -> str:
        if stem := asked.rich:
            return stem
        raise LeftOut(_("There is no text to the answers."), block.start)

    def _gap_text(self, before: str, after: str, default: str) -> Text:
        if "[[" in before + after:
            self.notes.changed(
                _("“[[” means a gap here, and became “[ [”."), self.number
            )
            before, after = (DOUBLE.sub("[ ", part) for part in (before, after))
        return formatted(f"{before}{GAP}{after}", default)


def _gap(asked: Text, type_key: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a text with one gap, whose first paragraphs say what to do."""
    parts = html.top_blocks(asked.rich)
    at = next((index for index, part in enumerate(parts) if GAP in part), None)
    if at is None or sum(part.count("[[") for part in parts) > 1:
        raise LeftOut(_("The place of the gap is not in the text."))
    return {
        "stem": "".join(parts[:at]) or f"<p>{_('Fill in the gap.')}</p>",
        "text": "".join(parts[at:]),
        "gaps": [{"kind": gift_answers.GAP_KINDS[type_key], **fields}],
    }


def _name(block: Block) -> tuple[str, Block]:
    if not block.text.startswith("::"):
        return "", block
    end = block.text.find("::", 2)
    if end < 0:
        return "", block
    name = " ".join(unprotect(block.text[2:end]).split())
    return name, block.cut(end + 2)


def _parts(block: Block) -> tuple[str, str, str, int]:
    """Return the text before, in and after the braces, and where the inside begins."""
    text = block.text
    begin, end = text.find("{"), text.find("}")
    if begin < 0 and end < 0:
        raise LeftOut(_("This is a text without a question."), block.start)
    if begin < 0 or end < begin:
        raise LeftOut(
            _("A brace is missing. In a text, write \\{ and \\}."), block.start
        )
    again = BRACE.search(text, begin + 1, end) or BRACE.search(text, end + 1)
    if again:
        raise LeftOut(
            _("There is more than one pair of braces. In a text, write \\{ and \\}."),
            block.start + again.start(),
        )
    return text[:begin], text[begin + 1 : end], text[end + 1 :], block.start + begin + 1
