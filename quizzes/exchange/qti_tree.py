"""XML of QTI in all its versions, read question by question in one vocabulary.

QTI 3 writes ``qti-simple-choice``, QTI 2 ``simpleChoice``; both are read as the latter,
and without their namespaces: some files mix them.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from .neutral import UnreadableFile
from .xml import Node, feed

MAX_DEPTH = 100
# In one question, and in a whole file.
MAX_ELEMENTS = 20_000
MAX_ALL = 1_500_000

# The elements to be held whole, by that with which a file begins.
WANTED = {
    "questestinterop": {
        "item", "qtimetadata", "selection_ordering", "sourcebank_ref", "itemref",
    },
    "assessmentItem": {"assessmentItem"},
    "assessmentTest": set(),
    "manifest": {"resource"},
}  # fmt: skip
# Names a grammar for other programs, or says what elements there are, but brings
# nothing into the text. What does, is refused.
HARMLESS = re.compile(
    r"\s*+(?:<\?[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+"
    r"(<!DOCTYPE\s++[\w:.-]++(?:\s++(?:SYSTEM|PUBLIC\s++(?:\"[^\"]*+\"|'[^']*+'))"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?)?\s*+(?:\[(?:(?!<!ENTITY)[^\]%])*+\]\s*+)?>)",
    re.DOTALL,
)
# Some programs write them in small letters, as HTML would be.
NAMES = {
    name.lower(): name
    for name in (
        "choiceInteraction", "simpleChoice", "orderInteraction", "matchInteraction",
        "simpleMatchSet", "simpleAssociableChoice", "associateInteraction",
        "gapMatchInteraction", "gapText", "textEntryInteraction", "inlineChoice",
        "inlineChoiceInteraction", "extendedTextInteraction", "responseIdentifier",
    )
}  # fmt: skip


class NotWanted(Exception):
    """The file is XML of another kind."""


class _Target:
    def __init__(self, take: Callable[[Node, list[Node]], None]) -> None:
        self.take = take
        self.line: Callable[[], int] = lambda: 0
        self.wanted: set[str] = set()
        self.root = ""
        self.outer: list[Node] = []
        self.stack: list[Node] = []
        self.count = self.all = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, is_qti = _name(tag)
        line = self.line()
        self.all += 1
        if self.all > MAX_ALL:
            raise UnreadableFile(_("The file has too many parts."), line)
        if len(self.outer) + len(self.stack) >= MAX_DEPTH:
            raise UnreadableFile(_("The file is nested too deep."), line)
        if not self.root:
            if name not in WANTED:
                raise NotWanted(name)
            self.root, self.wanted = name, WANTED[name]
        node = Node(name, dict(_attributes(attributes, is_qti=is_qti)), line)
        if not self.stack and name not in self.wanted:
            self.outer.append(node)
            return
        self.count = self.count + 1 if self.stack else 1
        if self.count > MAX_ELEMENTS:
            self.stack[0].is_cut = True
        elif self.stack:
            self.stack[-1].add(node)
        self.stack.append(node)

    def data(self, text: str) -> None:
        if self.stack and not self.stack[0].is_cut:
            self.stack[-1].add(text)

    def end(self, _tag: str) -> None:
        if not self.stack:
            self.outer.pop()
            return
        node = self.stack.pop()
        if not self.stack:
            self.take(node, self.outer)


def read_parts(text: str, take: Callable[[Node, list[Node]], None]) -> str:
    """Call ``take`` with each part of an XML text, and with what it stands in.

    The latter without its contents, the outermost first. Returns the name of the first
    element. Raises ``NotWanted``, and ``UnreadableFile`` for what is no XML or not safe.
    """
    target = _Target(take)
    if found := HARMLESS.match(text):
        blank = "\n" * found[1].count("\n")
        text = text[: found.start(1)] + blank + text[found.end(1) :]
    feed(text, target)
    return target.root


def _name(tag: str) -> tuple[str, bool]:
    local = tag.rpartition("}")[2]
    if not local.startswith("qti-"):
        return NAMES.get(local.lower(), local), False
    return _camel(local.removeprefix("qti-")), True


def _attributes(
    attributes: dict[str, str], *, is_qti: bool
) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        local = name.rpartition("}")[2]
        own = is_qti and not local.startswith(("data-", "aria-"))
        yield (_camel(local) if own else NAMES.get(local, local)), value


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def walk(node: Node) -> Iterator[Node]:
    """Yield an element and all in it, in the order of the file."""
    yield node
    for each in node.elements():
        yield from walk(each)


def first(node: Node, *tags: str) -> Node | None:
    """Return the first element of one of these names, however deep."""
    return next((each for each in walk(node) if each.tag in tags), None)


def every(node: Node | None, *tags: str) -> list[Node]:
    return [each for each in walk(node) if each.tag in tags] if node else []
