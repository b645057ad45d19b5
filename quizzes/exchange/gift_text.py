"""Texts in GIFT: escapes, formats and weights."""

import html as entities
import re
from dataclasses import dataclass
from decimal import Decimal

from media.domain.markdown import to_html

from . import html

FORMATS = ("moodle", "html", "plain", "markdown")
# Markdown beyond this length is taken as plain text: nobody writes it by hand.
MOST_MARKDOWN = 10_000

# An escaped sign becomes a control character, which no file holds any more, and NUL:
# two for two, so that every offset stays what it was in the file.
SIGNS = ":#={}~n\\"
ESCAPED = re.compile(r"\\([:#={}~n\\])")
STAND_INS = {sign: f"{chr(number)}\x00" for number, sign in enumerate(SIGNS, start=1)}
MEANINGS = str.maketrans(
    {
        **{chr(number): sign for number, sign in enumerate(SIGNS, start=1)},
        chr(SIGNS.index("n") + 1): "\n",
        "\x00": None,
    }
)
AS_WRITTEN = str.maketrans(
    {
        **{chr(number): f"\\{sign}" for number, sign in enumerate(SIGNS, start=1)},
        "\x00": None,
    }
)
ESCAPES = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\#=~{}:"}, "\n": "\\n", "\r": None}
)

ARROW = "->"
WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:[.,][0-9]{0,10})?)%")
WEIGHT_LIKE = re.compile(r"%-*[0-9]")


def protect(text: str) -> str:
    """Return the text with escaped signs out of the way; its length stays."""
    return ESCAPED.sub(lambda found: STAND_INS[found[1]], text)


def unprotect(text: str) -> str:
    """Return what a protected text says."""
    return text.translate(MEANINGS)


def as_written(text: str) -> str:
    """Return a protected text as it stands in the file."""
    return text.translate(AS_WRITTEN)


def escape(text: str) -> str:
    return text.translate(ESCAPES)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a question and the format that it is in."""

    value: str
    format: str = "moodle"

    @property
    def rich(self) -> str:
        """The text as HTML that stems may hold."""
        return html.clean(self.raw)

    @property
    def plain(self) -> str:
        """The text with its lines."""
        if self.format == "plain":
            return self.value
        return html.plain(self.raw, paragraphs=True)

    @property
    def line(self) -> str:
        return " ".join(self.plain.split())

    @property
    def raw(self) -> str:
        """The text as the HTML that it stands for, clean or not."""
        if self.format == "html":
            return self.value
        if self.format == "plain":
            return html.from_plain(self.value)
        if self.format == "markdown":
            if len(self.value) > MOST_MARKDOWN:
                return html.from_plain(self.value)
            return to_html(self.value)
        paragraphs = re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "</p><p>", self.value)
        return paragraphs.replace("\n", "<br>")

    def lost(self, *, as_text: bool = False) -> tuple[str, ...]:
        if self.format in {"plain", "markdown"}:
            return ()
        return html.lost(self.value, as_text=as_text)


def formatted(piece: str, default: str) -> Text:
    """Return the text of a protected piece, which may begin with its format."""
    piece = piece.strip()
    known = default
    if piece.startswith("["):
        name, closed, _rest = piece[1:20].partition("]")
        if closed and name in FORMATS:
            known, piece = name, piece[len(name) + 2 :]
    return Text(unprotect(piece).strip(), known)


def weighted(piece: str) -> tuple[Decimal | None, str]:
    """Return the percent that a protected answer begins with, if any, and the rest."""
    piece = piece.strip()
    if found := WEIGHT.match(piece):
        return Decimal(found[1].replace(",", ".")), piece[found.end() :].strip()
    return None, piece


def write_html(value: str) -> str:
    """Return HTML of a question whose format is HTML, as it stands in a file."""
    value = value.lstrip()
    if value.startswith("["):
        value = f"&#91;{value[1:]}"
    return escape(value)


def write_text(value: str, *, exactly: bool = True) -> str:
    """Return plain text of a question whose format is HTML.

    Where an arrow would part halves of a pair, text can't be written ``exactly``: in
    HTML it loses needless spaces.
    """
    one_line = "\n" not in value
    written = (
        entities.escape(value, quote=False) if one_line else html.from_plain(value)
    )
    exactly = exactly or ARROW not in value
    if exactly and html.plain(written, paragraphs=True) != value:
        return f"[plain]{escape(value)}"
    if WEIGHT_LIKE.match(written):
        written = f"&#37;{written[1:]}"
    return write_html(written)


def write_answer(value: str) -> str:
    """Return an answer to be written by the learner: it has no format."""
    return f"{'[plain]' if value.startswith('[') else ''}{escape(value)}"


def write_weight(percent: Decimal) -> str:
    rounded = f"{percent:.5f}".rstrip("0").rstrip(".")
    return f"%{rounded}%"
