"""HTML of other systems: brought to what stems may hold, or to text, and what is lost.

Built anew from its tokens: only tags of ``KEPT``, without attributes, and escaped text
ever come out. Goes through a text once, so none is slow, however it is nested.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .html_names import BLOCKS, BOOLEANS, DROPPED, INLINE, KNOWN, LISTS, WORDS, named
from .text import CONTROL

# Deeper lists are flattened: nobody can follow them, and parsers grow slow.
MAX_DEPTH = 5

# Each quote and each "<" leads on, so no text is gone through more than three times.
TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+(?::[a-zA-Z0-9]++)?)"
    r"(?P<attributes>(?:\s(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*+)?/?)>"
    r"|<(?P<declared>!DOCTYPE|\?xml)[^<>]*>"
    r"|(?P<comment><!--)",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
# The standard library refuses to read numbers of thousands of digits.
LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
SPACE = re.compile(r"[ \t\n\r\f]+")
FORMULA = re.compile(r"\\\(|\\\[|\$\$")

RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text, unescaped, or a tag by its name in small letters."""

    text: str = ""
    name: str = ""
    is_end: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def clean(value: str) -> str:
    """Return safe HTML of paragraphs, lists and the inline tags that stems have.

    The same for the same text: text outside of a paragraph gets one, empty elements
    and needless spaces go. ``clean`` of its own result changes nothing.
    """
    builder = _Builder()
    for token in tokens(value):
        builder.take(token)
    return builder.done()


def plain(value: str, *, paragraphs: bool = False) -> str:
    """Return the text of HTML, with a line for each paragraph, item and ``<br>``.

    With ``paragraphs`` an empty line parts those, as ``from_plain`` reads it. Raised
    and lowered digits stay apart from the others: 10² is not 102.
    """
    parts: list[str] = []
    for token in tokens(clean(value)):
        if token.name in {"sub", "sup"}:
            parts.append(f"\x00{'/' if token.is_end else ''}{token.name}\x00")
        elif token.name == "p":
            parts.append("\n\n")
        elif token.name in BLOCKS or token.name == "br":
            parts.append("\n")
        elif not token.name:
            parts.append(SPACE.sub(" ", token.text))
    text = re.sub(r" ?\n ?", "\n", _shift("".join(parts)))
    text = re.sub(r"\n\n+", "\n\n" if paragraphs else "\n", text)
    return text.strip()


def line(value: str) -> str:
    """Return the text of HTML as one line without needless spaces."""
    return " ".join(plain(value).split())


def lost(value: str, *, as_text: bool = False) -> tuple[str, ...]:
    """Return what ``clean`` drops, in words: "a table", "a picture".

    With ``as_text`` what ``plain`` drops. Each is named once, in order of appearance.
    """
    found: dict[str, None] = {}
    for token in tokens(value):
        if not token.name:
            if FORMULA.search(token.text):
                found["formula"] = None
        elif not token.is_end:
            found.update(
                dict.fromkeys(named(token.name, token.attributes, as_text=as_text))
            )
    return tuple(str(WORDS[key]) for key in found)


def top_blocks(value: str) -> list[str]:
    """Return the paragraphs and lists of clean HTML, one by one."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"<(/?)(?:p|ul|ol)>", value):
        depth += -1 if found[1] else 1
        if not depth:
            parts.append(value[start : found.end()])
            start = found.end()
    return parts


def from_plain(value: str) -> str:
    """Return text as HTML: an empty line parts paragraphs, a line end breaks a line."""
    paragraphs = re.split(r"\n[ \t]*(?:\n[ \t]*)+", value.strip())
    return clean(
        "".join(
            f"<p>{'<br>'.join(html.escape(row) for row in paragraph.split(chr(10)))}</p>"
            for paragraph in paragraphs
        )
    )


def has_tags(value: str) -> bool:
    """Say whether a text holds tags, and so was meant as HTML."""
    return any(token.name for token in tokens(value))


def tokens(value: str) -> Iterator[Token]:
    """Yield the tags and texts of HTML. What only looks like a tag is text.

    "a <b" and "#include <stdio.h>" lose nothing. Comments and the insides of scripts
    and styles are left out.
    """
    position, last_comment = 0, value.rfind("-->")
    for found in _tags(value, last_comment):
        start, end, token = found
        if start > position:
            yield Token(text=_unescape(value[position:start]))
        position = end
        if token is not None:
            yield token
    if position < len(value):
        yield Token(text=_unescape(value[position:]))


def _tags(value: str, last_comment: int) -> Iterator[tuple[int, int, Token | None]]:
    position = 0
    lower = None
    while found := TAG.search(value, position):
        position = found.end()
        if found["comment"]:
            if position <= last_comment:
                position = value.find("-->", position) + len("-->")
                yield found.start(), position, None
            continue
        if found["declared"]:
            yield found.start(), position, None
            continue
        name = found["name"].lower()
        attributes = _attributes(name, found["attributes"])
        if attributes is None:
            # It may hold a real tag: "a <b and <i>c</i>".
            position = found.start() + 1
            continue
        is_end = bool(found["end"])
        token = Token(name=name, is_end=is_end, attributes=attributes)
        if name in DROPPED and not is_end:
            lower = lower or value.lower()
            close = (
                lower.find(f"</{name}", position) if len(lower) == len(value) else -1
            )
            position = len(value) if close < 0 else close
        yield found.start(), position, token


def _attributes(name: str, text: str) -> dict[str, str] | None:
    """Return the attributes of a tag; ``None`` if it is none, as in "a <b and c> d"."""
    if name not in KNOWN and ":" not in name:
        return None
    if not text.strip(" \t\n\r\f/"):
        return {}
    rest = ATTRIBUTE.sub(" ", text).replace("/", " ").lower().split()
    if not BOOLEANS.issuperset(rest):
        return None
    return {
        key.lower(): html.unescape(LONG_NUMBER.sub("", one or two or three))
        for key, one, two, three in ATTRIBUTE.findall(text)
    }


def _unescape(text: str) -> str:
    return CONTROL.sub("", html.unescape(LONG_NUMBER.sub("\ufffd", text)))


def _shift(text: str) -> str:
    """Return text with what stands between marks of ``plain`` raised or lowered."""
    result = []
    for index, part in enumerate(re.split(r"\x00(su[bp])\x00(.*?)\x00/\1\x00", text)):
        if index % 3 == 0:
            result.append(part)
        elif index % 3 == 1:
            kind = part
        else:
            table, sign = (RAISED, "^") if kind == "sup" else (LOWERED, "_")
            known = part and all(ord(char) in table for char in part)
            result.append(part.translate(table) if known else f"{sign}({part})")
    return re.sub(r"\x00/?su[bp]\x00", "", "".join(result))


@dataclass(slots=True)
class _List:
    tag: str
    is_open: bool = False
    has_item: bool = False


class _Builder:
    """Writes tags only when text comes for them, so that nothing is empty."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.lists: list[_List] = []
        self.too_deep = 0
        self.counts: Counter[str] = Counter()
        self.wanted: list[str] = []
        self.open: list[str] = []
        self.in_paragraph = False
        self.begun = False
        self.breaks = 0
        self.space = False

    def take(self, token: Token) -> None:
        name = token.name
        if not name:
            self.text(token.text)
        elif name in INLINE:
            self.inline(name, is_end=token.is_end)
        elif name in LISTS:
            self.list(name, is_end=token.is_end)
        elif name == "li":
            self.end_item() if self.lists else self.boundary()
        elif name == "br":
            self.breaks += self.begun
        elif name in {"td", "th"}:
            if self.begun and not token.is_end:
                self.text(" | ")
        elif name in BLOCKS:
            self.boundary()

    def text(self, value: str) -> None:
        if not self.begun and not value.strip():
            return
        words = SPACE.sub(" ", value)
        if words.startswith(" "):
            self.space, words = True, words[1:]
        if not words:
            return
        if not self.begun:
            self.begin()
        if self.breaks:
            self.out.append("<br>" * min(self.breaks, 2))
        elif self.space and self.out[-1] not in {"<p>", "<li>"}:
            self.out.append(" ")
        self.breaks = 0
        for name in self.wanted[len(self.open) :]:
            self.out.append(f"<{name}>")
            self.open.append(name)
        self.space = words.endswith(" ")
        escaped = html.escape(words.removesuffix(" "), quote=False)
        self.out.append(escaped.replace("\xa0", "&nbsp;"))

    def begin(self) -> None:
        self.begun = True
        self.breaks, self.space = 0, False
        if not self.lists:
            self.out.append("<p>")
            self.in_paragraph = True
        for each in self.lists:
            if not each.is_open:
                self.out.append(f"<{each.tag}>")
                each.is_open = True
            if not each.has_item:
                self.out.append("<li>")
                each.has_item = True

    def inline(self, name: str, *, is_end: bool) -> None:
        if not is_end:
            self.counts[name] += 1
            if self.counts[name] == 1:
                self.wanted.append(name)
        elif self.counts[name]:
            self.counts[name] -= 1
            if not self.counts[name]:
                index = self.wanted.index(name)
                self.close(index)
                del self.wanted[index]

    def close(self, index: int = 0) -> None:
        """Close the inline tags from that one on; text to come opens them anew."""
        while len(self.open) > index:
            self.out.append(f"</{self.open.pop()}>")

    def boundary(self) -> None:
        if self.lists and self.begun:
            self.close()
            self.breaks = max(self.breaks, 1)
        else:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        self.close()
        if self.in_paragraph:
            self.out.append("</p>")
        self.in_paragraph = self.begun = False

    def list(self, name: str, *, is_end: bool) -> None:
        if is_end:
            if self.too_deep:
                self.too_deep -= 1
            elif self.lists:
                self.end_item()
                each = self.lists.pop()
                if each.is_open:
                    self.out.append(f"</{each.tag}>")
        elif len(self.lists) == MAX_DEPTH:
            self.too_deep += 1
        else:
            self.end_paragraph()
            self.lists.append(_List(name))

    def end_item(self) -> None:
        self.end_paragraph()
        if self.lists[-1].has_item:
            self.out.append("</li>")
            self.lists[-1].has_item = False

    def done(self) -> str:
        self.end_paragraph()
        self.too_deep = 0
        while self.lists:
            self.list(self.lists[-1].tag, is_end=True)
        return "".join(self.out)
