"""XML of untrusted files, with the line of every element.

Nothing of a document type is taken: no entity, no external file.
"""

import codecs
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser
from django.utils.translation import gettext as _

from .neutral import MAX_BYTES, Problem, UnreadableFile
from .text import MARKS, decode

DECLARED = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
# Besides UTF-8 and UTF-16, which need no declaration.
ENCODINGS = re.compile(
    r"iso8859-\d+|cp125\d|koi8-[rut]|mac-\w+|gb2312|gbk|gb18030|big5|euc_(jp|kr)|"
    r"shift_jis|cp932|cp949|tis-620"
)
# What expat says of a file that ends too early.
UNFINISHED = {3, 5, 20}
UNDEFINED_ENTITY = 11
# Elements of HTML that have no end.
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"}


@dataclass(slots=True)
class Node:
    """An element: what is in it is text and elements, in the order of the file."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    parts: list["str | Node"] = field(default_factory=list)
    by_tag: dict[str, list["Node"]] = field(default_factory=dict)
    # Something of it was not kept, because there is too much.
    is_cut: bool = False

    def add(self, part: "str | Node") -> None:
        self.parts.append(part)
        if isinstance(part, Node):
            self.by_tag.setdefault(part.tag, []).append(part)

    def all(self, tag: str) -> "list[Node]":
        return self.by_tag.get(tag, [])

    def child(self, *path: str) -> "Node | None":
        """Return the first element at a path below this one."""
        found: Node | None = self
        for tag in path:
            if found is None:
                return None
            found = next(iter(found.all(tag)), None)
        return found

    def elements(self) -> "Iterator[Node]":
        return (each for each in self.parts if isinstance(each, Node))

    def text(self) -> str:
        """Return the text in it. Elements that stand in the text are read as HTML."""
        return "".join(
            each if isinstance(each, str) else each.markup() for each in self.parts
        ).strip()

    def value(self, *path: str, default: str = "") -> str:
        """Return the text of the first element at a path."""
        found = self.child(*path)
        return default if found is None else found.text()

    def said(self) -> str:
        """Return the text of its ``text``, or its own where a file leaves that away."""
        return self.value("text") if self.all("text") else self.text()

    def markup(self) -> str:
        """Return the element as HTML, as it stood in the file without a CDATA."""
        inner = "".join(
            html.escape(each, quote=False) if isinstance(each, str) else each.markup()
            for each in self.parts
        )
        attributes = "".join(
            f' {name}="{html.escape(value)}"' for name, value in self.attributes.items()
        )
        if self.tag in VOID and not inner:
            return f"<{self.tag}{attributes}>"
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>"


class Target(Protocol):
    """Takes the elements of a file; ``line`` is set to what tells where it stands."""

    line: Callable[[], int]

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def data(self, text: str) -> None: ...

    def end(self, tag: str) -> None: ...


def feed(text: str, target: Target) -> None:
    """Hand each element of an XML text to a ``target``.

    Raises ``UnreadableFile`` for what is no XML or not safe; some of it may have been
    handed on by then.
    """
    begun = text.lstrip()
    before = text[: len(text) - len(begun)].count("\n")
    # The text was decoded; what the file says of its encoding no longer counts.
    parser = XMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    target.line = lambda: before + parser.parser.CurrentLineNumber
    try:
        parser.feed(begun.encode())
        parser.close()
    except DefusedXmlException:
        raise UnreadableFile(
            _("The file has a document type, which is not safe to read.")
        ) from None
    except ParseError as error:
        raise UnreadableFile(_complaint(error), before + error.position[0]) from None


def _complaint(error: ParseError) -> str:
    if error.code in UNFINISHED:
        return _("The file ends before it is complete.")
    if error.code == UNDEFINED_ENTITY:
        return _("The file uses a name for a character that XML does not know.")
    return _("The file is no well-formed XML.")


def read_text(content: bytes) -> tuple[str, str, tuple[Problem, ...]]:
    """Return the text of an XML file, how it was read, and what was changed in it.

    UTF-8 and UTF-16 are known by themselves. If it is neither, the encoding that the
    file declares counts, if it can be read by that. Raises ``UnreadableFile`` for what is too large or no text.
    """
    declared = DECLARED.match(content[:400])
    marked = any(content.startswith(mark) for mark, _encoding in MARKS)
    if declared and not marked and len(content) <= MAX_BYTES:
        try:
            known = codecs.lookup(declared[1].decode()).name
            if ENCODINGS.fullmatch(known) and not _is_utf8(content):
                text, _read, problems = decode(content.decode(known).encode())
                return text, known, problems
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)


def _is_utf8(content: bytes) -> bool:
    """Say whether bytes beyond ASCII are UTF-8: hardly any other text is by chance."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not content.isascii()
