"""Moodle XML, read question by question.

Only one question is held at a time, so a file needs no more memory than its largest
question.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from .neutral import UnreadableFile
from .xml import Node, feed

# Far more than any question has.
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000
MAX_LINES_NAMED = 10


class _Target:
    """Builds each ``part`` of the ``root`` and hands it on as soon as it is whole."""

    def __init__(self, root: str, part: str, take: Callable[[Node], None]) -> None:
        self.root, self.part, self.take = root, part, take
        self.line: Callable[[], int] = lambda: 0
        self.stack: list[Node] = []
        self.depth = self.count = 0
        self.others: list[tuple[str, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        line = self.line()
        if self.depth == 1 and tag != self.root:
            raise UnreadableFile(
                _("The file is XML, but not that of Moodle: it begins with “%(tag)s”.")
                % {"tag": tag[:40]},
                line,
            )
        if self.depth > MAX_DEPTH:
            raise UnreadableFile(_("The file is nested too deep."), line)
        if self.depth == 2 and tag != self.part:
            self.others.append((tag, line))
            del self.others[MAX_LINES_NAMED:]
        if self.stack or (self.depth == 2 and tag == self.part):
            node = Node(tag, attributes, line)
            self.count = self.count + 1 if self.stack else 1
            if self.count > MAX_ELEMENTS:
                self.stack[0].is_cut = True
            elif self.stack:
                self.stack[-1].add(node)
            self.stack.append(node)

    def data(self, text: str) -> None:
        if self.stack:
            self.stack[-1].add(text)
        elif self.depth == 1 and text.strip():
            # It is handed on whole, when what comes behind it is read.
            begun = text[: len(text) - len(text.lstrip())]
            line = self.line() - text.count("\n") + begun.count("\n")
            self.others.append((text.strip()[:40], line))
            del self.others[MAX_LINES_NAMED:]

    def end(self, _tag: str) -> None:
        self.depth -= 1
        if self.stack:
            node = self.stack.pop()
            if not self.stack:
                self.take(node)


def read_parts(
    text: str, *, root: str, part: str, take: Callable[[Node], None]
) -> list[tuple[str, int]]:
    """Call ``take`` with each element ``part`` below the ``root`` of an XML text.

    Returns what else stands there, with its line. Raises ``UnreadableFile`` for what
    is no such XML or not safe; ``take`` may have been called by then.
    """
    target = _Target(root, part, take)
    feed(text, target)
    return target.others
