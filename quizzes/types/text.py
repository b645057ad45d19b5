"""Text of questions: what may be in it, and how answers are compared."""

import hashlib
import html
import re
import unicodedata
import uuid

import nh3
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import expand_db_html

from media.domain.markdown import ATTRIBUTES, SCHEMES, TAGS

STEM_FEATURES = ["bold", "italic", "superscript", "subscript", "ol", "ul"]

# What keyboards and word processors write for the same sign.
LOOK_ALIKES = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u2032": "'",
        "\u201c": '"', "\u201d": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
        "\u2212": "-",
    }
)  # fmt: skip


def stem_block() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(
        features=STEM_FEATURES, label=_("Question"), search_index=False
    )


def clean_html(value) -> str:
    """Return rich text as safe HTML, the same for the same text.

    Page links become addresses; everything that is only the editor's is dropped.
    """
    source = getattr(value, "source", value) or ""
    return nh3.clean(
        expand_db_html(source),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def plain(value: str) -> str:
    """Return HTML as one line of text."""
    spaced = re.sub(r"</(p|li|h[1-6]|div)>|<br\s*/?>", " ", value)
    return squeeze(html.unescape(nh3.clean(spaced, tags=set())))


def squeeze(value: str) -> str:
    """Return the text without spaces around it, and single ones inside."""
    return " ".join(value.split())


def count_words(value: str) -> int:
    """Return the number of words: what stands apart and holds a letter or digit."""
    return sum(any(map(str.isalnum, word)) for word in value.split())


def normalise(value: str, *, case_sensitive: bool = False) -> str:
    """Return the form in which two answers count as the same.

    Case (unless it matters), accents, kinds of quotes and hyphens, and spaces make no
    difference, nor does a full stop at the end.
    """
    text = unicodedata.normalize("NFKC", value).translate(LOOK_ALIKES)
    if not case_sensitive:
        text = text.casefold()
    decomposed = unicodedata.normalize("NFD", text)
    text = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return squeeze(unicodedata.normalize("NFC", text)).strip(" .")


def fingerprint(value: str) -> str:
    """Return a hash that is the same for texts of the same words; ``""`` for none.

    Case, accents, punctuation and spaces make no difference.
    """
    words = "".join(
        char if char.isalnum() else " " for char in normalise(value)
    ).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def stable_id(text: str, taken: set[str] | None = None) -> str:
    """Return an id for a text: the same on every load, apart from those ``taken``."""
    count = 0
    while True:
        seed = f"{text}\x00{count}" if count else text
        found = str(uuid.uuid5(uuid.NAMESPACE_OID, seed))
        if taken is None or found not in taken:
            if taken is not None:
                taken.add(found)
            return found
        count += 1


def list_items(values: list, texts: list[str]) -> list[dict]:
    """Return raw items of a ``ListBlock``, each with the stable id of its text."""
    taken: set[str] = set()
    return [
        {"type": "item", "value": value, "id": stable_id(text, taken)}
        for value, text in zip(values, texts, strict=True)
    ]
