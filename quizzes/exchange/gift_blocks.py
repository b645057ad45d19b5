"""The questions of a GIFT file as pieces of text, before anybody reads their answers."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise, zip_longest

from django.utils.translation import gettext as _

from .gift_text import as_written, protect
from .neutral import MAX_ITEMS
from .notes import LeftOut, check_count

CATEGORY = "$CATEGORY:"
ID = re.compile(r"\[id:((?:\\\]|[^\]\n])++)\]")
TAG = re.compile(r"\[tag:((?:\\\]|[^\]\n<>])++)\]")
# Moodle's own comment holds the name of the question, which can be anything.
HEADER = re.compile(r"// question: \d+ +name:")
AFTER_END = re.compile(r"[ \t]*\n")
NOT_SPACE = re.compile(r"\S")
MOST_ANSWERS = 200
# Some hold a category or nothing but comments.
MOST_PARAGRAPHS = 4 * MAX_ITEMS


@dataclass(frozen=True, slots=True)
class Block:
    """A protected piece of the file, where it begins, and the comments in it."""

    text: str
    start: int
    comments: str = ""

    def cut(self, length: int) -> "Block":
        """Return what follows the first so many characters, and spaces."""
        begin = _skip(self.text, length)
        return replace(self, text=self.text[begin:], start=self.start + begin)

    @property
    def key(self) -> str:
        found = ID.search(self.comments)
        return found[1].replace("\\]", "]").strip() if found else ""

    @property
    def tags(self) -> tuple[str, ...]:
        tags = (tag.replace("\\]", "]").strip() for tag in TAG.findall(self.comments))
        return tuple(dict.fromkeys(tag for tag in tags if tag))


@dataclass(frozen=True, slots=True)
class Category:
    """The questions after this belong to a category."""

    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it stands between braces: what marks it, its text, where it is."""

    sign: str
    text: str
    start: int


def blocks(text: str) -> Iterator[Block | Category]:
    """Yield what stands between empty lines, comments blanked out.

    An empty line between braces parts nothing. Questions that follow each other
    without one are parted where a line ends with a brace.
    """
    found = list(islice(_paragraphs(text), MOST_PARAGRAPHS + 1))
    if len(found) > MOST_PARAGRAPHS:
        check_count(len(found), text.count("\n", 0, found[-1].start) + 1)
    for block in _joined(found):
        yield from _questions(block)


def category_path(written: str) -> str:
    """Return a category without what Moodle puts before each: "$course$/top"."""
    path = as_written(written).strip()
    head, _slash, rest = path.partition("/")
    if len(head) > 2 and head.startswith("$") and head.endswith("$"):
        path = rest.strip()
    head, _slash, rest = path.partition("/")
    return rest.strip() if head.strip() == "top" else path


def answers(text: str, start: int, signs: str) -> list[Answer]:
    """Return the answers of a protected text, each of which begins with a sign."""
    if sum(map(text.count, signs)) > MOST_ANSWERS:
        raise LeftOut(
            _("There are more than %(most)s answers.") % {"most": MOST_ANSWERS}, start
        )
    marks, _strays = _marks(text, signs)
    edges = [*marks, len(text)]
    found = [
        Answer(text[begin], text[begin + 1 : end], start + begin)
        for begin, end in pairwise(edges)
    ]
    if text[: edges[0]].strip():
        found.insert(0, Answer("", text[: edges[0]], start))
    # "~=" is one mark, not an empty answer before another.
    return [
        answer
        for answer, following in zip_longest(found, found[1:])
        if answer.sign != "~"
        or answer.text
        or following is None
        or following.sign != "="
    ]


def stray_signs(text: str, start: int, signs: str) -> list[int]:
    """Return where signs stand that ``answers`` takes for a part of a text."""
    return [start + stray for stray in _marks(text, signs)[1]]


def _marks(text: str, signs: str) -> tuple[list[int], list[int]]:
    """Return where signs begin answers, and where they are part of one.

    Where answers stand on lines of their own, a sign right behind a letter, as in
    "header=True", begins none. Elsewhere every sign does.
    """
    found = [each.start() for each in re.finditer(f"[{signs}]", text)]
    rows = re.findall(f"^[ \t]*[{signs}]", text, re.MULTILINE)
    strays = [at for at in found if at and not _may_begin(text[at - 1], signs)]
    if len(rows) < 2 or len(strays) > len(rows):
        return found, []
    return sorted(set(found) - set(strays)), strays


def _may_begin(before: str, signs: str) -> bool:
    return before.isspace() or before in signs


def _paragraphs(text: str) -> Iterator[Block]:
    """Yield what stands between empty lines, offsets as in the file."""
    lines: list[str] = []
    comments: list[str] = []
    begin = position = 0
    for full_line in chain(io.StringIO(text, newline="\n"), [""]):
        line = full_line.removesuffix("\n")
        stripped = line.strip()
        if not stripped:
            if lines:
                yield Block(protect("\n".join(lines)), begin, "\n".join(comments))
            lines, comments = [], []
        else:
            if not lines:
                begin = position
            is_comment = stripped.startswith("//")
            lines.append(" " * len(line) if is_comment else line)
            if is_comment and not HEADER.match(stripped):
                comments.append(stripped)
        position += len(line) + 1


def _joined(found: list[Block]) -> Iterator[Block]:
    index = 0
    while index < len(found):
        block = found[index]
        last = _closing(found, index)
        if last > index:
            parts = [block.text]
            for before, after in pairwise(found[index : last + 1]):
                gap = after.start - before.start - len(before.text)
                parts += ["\n" * gap, after.text]
            block = replace(block, text="".join(parts))
        yield block
        index = last + 1


def _closing(found: list[Block], index: int) -> int:
    """Return the index of the block that closes the brace left open in this one."""
    if not _is_open(found[index].text):
        return index
    for later in range(index + 1, len(found)):
        text = found[later].text
        opens, closes = text.find("{"), text.find("}")
        if opens >= 0 and (closes < 0 or opens < closes):
            return index
        if closes >= 0:
            return later
    return index


def _is_open(text: str) -> bool:
    return text.rfind("{") > text.rfind("}")


def _questions(block: Block) -> Iterator[Block | Category]:
    text, position = block.text, _skip(block.text, 0)
    last_open = text.rfind("{")
    while position < len(text):
        if text.startswith(CATEGORY, position):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            yield Category(category_path(text[position + len(CATEGORY) : end]))
        else:
            end = _end(text, position, last_open)
            piece = text[position:end].rstrip()
            yield replace(block, text=piece, start=block.start + position)
        position = _skip(text, end)


def _end(text: str, position: int, last_open: int) -> int:
    """Return where the question that begins there ends."""
    end = text.find("}", position) + 1
    if not end:
        return len(text)
    after = AFTER_END.match(text, end)
    if after and (
        last_open >= end or text.startswith(("::", CATEGORY), _skip(text, end))
    ):
        return end
    return len(text)


def _skip(text: str, position: int) -> int:
    found = NOT_SPACE.search(text, position)
    return found.start() if found else len(text)
