"""GIFT, the text format of Moodle.

Of what GIFT can say in more than one way, questions are written as Moodle writes them:
every text is HTML, tags and the key stand in comments.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from . import aiken
from .gift_reading import read
from .gift_writing import write
from .neutral import Item, Package, UnreadableFile, Written
from .text import decode

ANSWERS = re.compile(r"(?<!\\)\{\s*+(?:[=~#}]|T|F|\w)")
MARKS = re.compile(r"^\s*+(?:::|\$CATEGORY:|// question:)", re.MULTILINE)


class Gift:
    key = "gift"
    label = _("GIFT (Moodle text)")
    extension = "gift"
    content_type = "text/plain"
    can_read = True
    can_write = True

    def matches(self, head: bytes, name: str) -> bool:
        if name.lower().endswith((".gift", ".gift.txt")):
            return True
        if name.lower().endswith((".csv", ".tsv", ".xml", ".zip")):
            return False
        try:
            text, _encoding, _problems = decode(head)
        except UnreadableFile:
            return False
        if text.lstrip().startswith(("<", "PK")):
            return False
        if MARKS.search(text):
            return True
        # Formulas in such a file have braces too.
        return bool(ANSWERS.search(text)) and not aiken.looks_like(text)

    def read(self, content: bytes) -> Package:
        return read(content)

    def write(self, items: Iterable[Item], *, title: str) -> Written:
        return write(items, title=title)


FORMAT = Gift()
