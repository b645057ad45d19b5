"""A question's content in words that its author reads: no JSON, no HTML, no ids."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

# What stands around the words of a tag, so that bold text does not read as plain text.
AROUND = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "sub": "~", "sup": "^",
}  # fmt: skip
BREAKS = {"p", "br", "ul", "ol", "li", "h2", "h3", "blockquote", "hr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._lists: list[int | None] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.text += "\n"
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.text += self._bullet()
        elif tag in ("h2", "h3"):
            self.text += "#" * int(tag[1]) + " "
        elif tag == "blockquote":
            self.text += "> "
        elif tag == "hr":
            self.text += "---\n"
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        self.text += AROUND.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        self.text += AROUND.get(tag, "")
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "a" and self._links:
            self.text += f" ({self._links.pop()})"
        if tag in BREAKS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data

    def _bullet(self) -> str:
        if not self._lists or (number := self._lists[-1]) is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number + 1}. "


def readable(html: str) -> str:
    """Return safe HTML as lines of text; what is bold, listed or linked still shows."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in reader.text.split("\n"))
    return "\n".join(line for line in lines if line)


def from_source(question_type: Any, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return ``content`` as a course file would hold it, with the editor's own labels.

    Rows of a list have the same label, one after the other. What is empty is left out.
    """
    blocks = question_type.block().child_blocks
    found: list[tuple[str, str]] = []
    for name, value in question_type.to_source(content, markdown=readable).items():
        block = blocks.get(name)
        if isinstance(value, list) and value:
            # Every child of a stream has the stream's own choice of kinds.
            row = getattr(block, "child_block", block)
            label = _row_label(name, block)
            found += [(label, _text(each, row)) for each in value]
        else:
            found.append((_label(name, block), _text(value, block)))
    return [(label, text) for label, text in found if text]


def _label(name: str, block: Any) -> str:
    label = getattr(block, "label", "")
    return str(label) if label else capfirst(name.replace("_", " "))


def _row_label(name: str, block: Any) -> str:
    row = getattr(getattr(block, "child_block", None), "meta", None)
    label = getattr(row, "label", None)
    return str(label) if label else _label(name, block)


def _text(value: Any, block: Any = None) -> str:
    """Return a value as text: a mapping as lines that each name what they say."""
    if value is None:
        return ""
    choices = _choices(block)
    key = str(value).lower() if isinstance(value, bool) else str(value)
    for known in (key, key.replace("-", "_")):
        if known in choices:
            return choices[known]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return "\n".join(_lines(value, block))
    if isinstance(value, list):
        row = getattr(block, "child_block", None)
        if not any(isinstance(each, Mapping) for each in value):
            return "; ".join(_text(each, row) for each in value)
        return "\n".join("• " + _text(each, row).replace("\n", ", ") for each in value)
    return str(value)


def _lines(value: Mapping[str, Any], block: Any) -> list[str]:
    """Return a line for each field; the first one, if it is text, without its name."""
    blocks = getattr(block, "child_blocks", {})
    kind = blocks.get(value.get("kind"))
    if kind is not None:
        # A row of several kinds begins with the one that it is.
        fields = {name: each for name, each in value.items() if name != "kind"}
        return [str(kind.label), *_named(fields, kind.child_blocks)]
    name, first = next(iter(value.items()), ("", None))
    if not isinstance(first, str) or not first or not blocks:
        return _named(value, blocks)
    rest = {key: each for key, each in value.items() if key != name}
    return [first, *_named(rest, blocks)]


def _named(fields: Mapping[str, Any], blocks: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, value in fields.items():
        if text := _text(value, blocks.get(name)):
            # What no block names is a name of the author's own, such as a unit.
            label = _label(name, blocks.get(name)) if blocks else name
            between = "\n" if "\n" in text else " "
            lines.append(f"{label}:{between}{text}")
    return lines


def _choices(block: Any) -> dict[str, str]:
    listed = getattr(getattr(block, "field", None), "choices", None) or ()
    return {
        str(key): str(label)
        for key, label in listed
        if key and not isinstance(label, list | tuple)
    }
