"""Rich text turned back into the Markdown of course files: the inverse of ``to_html``.

Knows the tags that rich text may hold, and nothing of where it stands. What is read
again gives the same HTML, whoever made it: where Markdown would read a sign as its own,
the sign is escaped, and where it would not see emphasis, a neighbour is written as an
entity.
"""

import re
import string
import textwrap
from dataclasses import dataclass
from itertools import pairwise

from .markdown_lines import WIDTH, escape, escaped_starts, wrapped
from .markdown_tree import BLOCKS, INLINE, Element, parse

TERM = re.compile(r"\[\[([a-z0-9-]+)(\|[^\[\]<>]+)?\]\]")
MARK = re.compile(r"\[\^[a-z0-9-]+\]")

ADDRESSES = ("http://", "https://", "mailto:")

ENTITY = re.compile(r"&(?=#?\w+;)")
TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


def to_markdown(html: str, *, terms: bool = True, marks: bool = True) -> str:
    """Return Markdown that ``to_html`` turns into ``html``; lines of about ``WIDTH``.

    ``terms`` and ``marks`` pass glossary terms and claim markers through as they are;
    without, the same words are written so that they are neither. What Markdown can't
    say (``unsayable`` names it) is written as the text in it.
    """
    return _Writer(terms=terms, marks=marks).blocks(parse(html).children)


def unsayable(html: str) -> list[str]:
    """Return what of the rich text has no Markdown: tags, and links within the site."""
    found: list[str] = []

    def look(element: Element) -> None:
        for child in element.elements:
            if child.tag == "a":
                address = child.attributes.get("href", "")
                if not address.lower().startswith(ADDRESSES):
                    kind = child.attributes.get("linktype", "") or address
                    found.append(f"<a {kind}>".replace(" >", ">"))
            elif child.tag not in BLOCKS | INLINE:
                found.append(f"<{child.tag}>")
            look(child)

    look(parse(html))
    return found


class _Writer:
    def __init__(self, *, terms: bool, marks: bool) -> None:
        self.terms = terms
        self.marks = marks

    # ---- blocks ------------------------------------------------------------------------

    def blocks(
        self,
        children: "list[Element | str]",
        *,
        tight: bool = False,
        width: int = WIDTH,
    ) -> str:
        """Return children as blocks; between those of a tight list no line is empty."""
        written: list[str] = []
        before = ""
        for element in _grouped(children):
            text = self._block(element, before, width)
            if text or element.tag == "li":
                written.append(text)
                # Two lists in a row are told apart by their signs.
                again = before == element.tag and element.tag in ("ul", "ol")
                before = f"{element.tag} again" if again else element.tag
        return ("\n" if tight else "\n\n").join(written)

    def _block(self, element: Element, before: str, width: int) -> str:
        if element.tag in ("h2", "h3"):
            sign = "#" * int(element.tag[1])
            line = self._inline(element).replace("\\\n", "<br>")
            return f"{sign} {re.sub(r'(#+)$', escape, line)}".strip()
        if element.tag == "hr":
            return "***"
        if element.tag == "blockquote":
            inner = self.blocks(element.children, width=width - 2)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        if element.tag in ("ul", "ol"):
            return self._list(element, width, other=before == element.tag)
        return wrapped(escaped_starts(self._inline(element)), width)

    def _list(self, element: Element, width: int, *, other: bool) -> str:
        items = [child for child in element.elements if child.tag == "li"]
        loose = any(child.tag == "p" for item in items for child in item.elements)
        written = []
        for number, item in enumerate(items, start=1):
            sign = ("*" if other else "-") if element.tag == "ul" else f"{number}"
            sign += ("" if element.tag == "ul" else ")" if other else ".") + " "
            inner = self.blocks(item.children, tight=not loose, width=width - len(sign))
            indented = textwrap.indent(inner, " " * len(sign))
            written.append((sign + indented[len(sign) :]).rstrip(" "))
        return ("\n\n" if loose else "\n").join(written)

    # ---- inline ------------------------------------------------------------------------

    def _inline(self, element: Element) -> str:
        pieces: list[_Piece] = []
        self._pieces(element.children, pieces, parent="")
        _strip(pieces)
        return _joined(pieces)

    def _pieces(
        self, children: "list[Element | str]", pieces: "list[_Piece]", *, parent: str
    ) -> None:
        for child in children:
            if isinstance(child, str):
                self._text(child, pieces)
            elif child.tag in ("strong", "em"):
                if child.children:
                    self._emphasis(child, pieces, parent)
            elif child.tag == "br":
                pieces.append(_Piece("<br>", kind="break"))
            elif child.tag == "code":
                pieces.append(_Piece(_code(child)))
            elif child.tag in ("sub", "sup"):
                pieces.append(_Piece(f"<{child.tag}>"))
                self._pieces(child.children, pieces, parent="")
                pieces.append(_Piece(f"</{child.tag}>"))
            elif child.tag == "a" and child.attributes.get(
                "href", ""
            ).lower().startswith(ADDRESSES):
                if pieces and pieces[-1].char == "!":
                    pieces[-1].text = "\\!"
                pieces.append(_Piece("["))
                text: list[_Piece] = []
                self._pieces(child.children, text, parent="")
                for piece in text:
                    piece.text = "\\]" if piece.char == "]" else piece.text
                pieces += text
                pieces.append(_Piece(f"]({_address(child.attributes['href'])})"))
            else:
                self._pieces(child.children, pieces, parent=parent)

    def _emphasis(self, element: Element, pieces: "list[_Piece]", parent: str) -> None:
        before = pieces[-1].text[-1:] if pieces and pieces[-1].kind == "sign" else ""
        sign = "_" if "*" in (before, parent) else "*"
        text = sign * (2 if element.tag == "strong" else 1)
        pieces.append(_Piece(text, kind="sign", opens=True))
        self._pieces(element.children, pieces, parent=sign)
        pieces.append(_Piece(text, kind="sign"))

    def _text(self, text: str, pieces: "list[_Piece]") -> None:
        if text[:1] == "\n" and pieces and pieces[-1].kind == "break":
            # The renderer ends the line after a break; it shows nothing.
            pieces[-1].text, text = "\\\n", text[1:]
        text = re.sub(r"[ \t]*[\n\r\f]+[ \t]*", " ", text)
        start = 0
        for match in self._marked(text):
            pieces += _plain(text[start : match.start()])
            inside, first = match[0], not pieces
            if inside.startswith("[["):
                pieces += [_Piece("[["), *_plain(inside[2:-2]), _Piece("]]")]
            else:
                pieces.append(_Piece(inside))
            start = match.end()
            after = text[start : start + 1]
            if after == "(" or (after == ":" and first):
                # Behind brackets these would make a link, or define one.
                pieces.append(_Piece(f"\\{after}", char=after))
                start += 1
        pieces += _plain(text[start:])

    def _marked(self, text: str) -> "list[re.Match[str]]":
        found = [*TERM.finditer(text)] if self.terms else []
        found += [*MARK.finditer(text)] if self.marks else []
        return sorted(found, key=lambda match: match.start())


@dataclass(slots=True)
class _Piece:
    """Something written; ``char`` is the character that it stands for, if it is one."""

    text: str
    char: str = ""
    kind: str = "text"
    opens: bool = False


def _grouped(children: "list[Element | str]") -> list[Element]:
    """Return the block elements; what stands between them is a paragraph of its own."""
    found: list[Element] = []
    loose: list[Element | str] = []
    for child in [*children, Element("hr")]:
        if isinstance(child, str) or child.tag not in BLOCKS:
            loose.append(child)
            continue
        if isinstance(loose[-1:] and loose[-1], str):
            loose[-1] = re.sub(r"\s*\n\s*$", "", str(loose[-1]))
        if isinstance(loose[:1] and loose[0], str):
            loose[0] = re.sub(r"^\s*\n\s*", "", str(loose[0]))
        if any(not isinstance(part, str) or part.strip() for part in loose):
            found.append(Element("p", children=loose))
        loose = []
        found.append(child)
    return found[:-1]


def _plain(text: str) -> "list[_Piece]":
    """Return each character of a text, escaped where it would not stand for itself."""
    escaped: set[int] = set()
    for pattern in (ENTITY, TAG_LIKE, UNDERSCORE):
        escaped |= {match.start() for match in pattern.finditer(text)}
    pieces = []
    for place, char in enumerate(text):
        shown = char
        if char in "\\*`[\"'" or place in escaped:
            shown = f"\\{char}"
        elif char == "^" and text[place - 1 : place] == "[":
            shown = "\\^"
        elif char == "\xa0":
            shown = "&nbsp;"
        elif char.isspace() and char != " ":
            shown = f"&#{ord(char)};"
        pieces.append(_Piece(shown, char=char))
    return pieces


def _strip(pieces: "list[_Piece]") -> None:
    """Keep spaces that Markdown would take away at the ends of a line."""
    for ends in (pieces, pieces[::-1]):
        for piece in ends:
            if piece.char != " ":
                break
            piece.text = "&#32;"
    for one, other in pairwise(pieces):
        if one.kind == "break" and other.char == " ":
            other.text = "&#32;"
        if other.kind == "break" and one.char == " ":
            one.text = "&#32;"


def _joined(pieces: "list[_Piece]") -> str:
    """Return the pieces as one line, with emphasis that Markdown sees as such."""
    text = ""
    # What is hidden for one sign may be what another one stood beside.
    while text != (text := "".join(piece.text for piece in pieces)):
        _show_signs(pieces)
    return text


def _show_signs(pieces: "list[_Piece]") -> None:
    """Write neighbours of signs as entities where Markdown would not see the signs."""
    for place, piece in enumerate(pieces):
        if piece.kind != "sign":
            continue
        step = 1 if piece.opens else -1
        inside = _neighbour(pieces, place, step)
        outside = _neighbour(pieces, place, -step)
        if inside is not None and inside.char.isspace():
            inside.text = f"&#{ord(inside.char)};"
        hidden = inside is None or not _is_word(inside)
        if (
            outside is not None
            and _may_stick(outside)
            and (hidden or "_" in piece.text)
        ):
            outside.text = f"&#{ord(outside.char)};"
            # What stood inside a word doesn't any more.
            beyond = _neighbour(pieces, place, -2 * step)
            if beyond is not None and beyond.char == "_":
                beyond.text = "\\_"


def _neighbour(pieces: "list[_Piece]", place: int, step: int) -> "_Piece | None":
    place += step
    return pieces[place] if 0 <= place < len(pieces) else None


def _is_word(piece: _Piece) -> bool:
    return len(piece.text) == 1 and piece.char.isalnum()


def _may_stick(piece: _Piece) -> bool:
    """Say whether Markdown may see neither a space nor punctuation there."""
    char = piece.char if len(piece.text) == 1 else ""
    return bool(char) and not char.isspace() and char not in string.punctuation


def _code(element: Element) -> str:
    text = "".join(child for child in element.children if isinstance(child, str))
    fence = "`"
    while fence in text:
        fence += "`"
    space = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{fence}{space}{text}{space}{fence}" if text else ""


def _address(href: str) -> str:
    address = ENTITY.sub("&amp;", href)
    return f"<{address}>" if re.search(r"[()\s]", address) else address
