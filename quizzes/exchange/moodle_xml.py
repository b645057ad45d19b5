"""Moodle XML: how Moodle, and much that works with it, writes questions.

Written after what Moodle itself reads and writes (its ``question/format/xml``), from
version 1.9 to 4.5. There is no schema of it.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from . import moodle_reading, moodle_writing
from .neutral import Item, Package, Written

BEGINS = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")


class MoodleXml:
    """See ``neutral.Format``."""

    key = "moodle_xml"
    label: Any = gettext_lazy("Moodle XML")
    extension = "xml"
    content_type = "application/xml"
    can_read = True
    can_write = True

    def matches(self, head: bytes, name: str) -> bool:
        narrow = head[:8192].replace(b"\x00", b"")
        return bool(BEGINS.match(narrow) and re.search(rb"<quiz[\s/>]", narrow))

    def read(self, content: bytes) -> Package:
        return moodle_reading.read(content)

    def write(self, items: Iterable[Item], *, title: str) -> Written:
        return moodle_writing.write(items)


FORMAT = MoodleXml()
