"""QTI: questions as the standards of 1EdTech write them, alone or in packages.

Read are 1.2, also as Canvas writes it, 2.1, 2.2 and 3.0; written is 3.0. See
https://www.imsglobal.org/spec/qti/v3p0/impl for what its elements mean.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from . import qti_reading, qti_writing
from .neutral import Item, Package, Written
from .qti_archive import BEGINS

ROOTS = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:questestinterop|assessmentItem|qti-assessment-item)[\s/>]"
)
OTHERS = re.compile(
    rb"^PK\x03\x04.{26}(?:\[Content_Types\]|mimetype|xl/|word/)", re.DOTALL
)


class Qti:
    """See ``neutral.Format``."""

    key = "qti"
    label: Any = gettext_lazy("QTI (packages and files)")
    extension = "zip"
    content_type = "application/zip"
    can_read = True
    can_write = True

    def matches(self, head: bytes, name: str) -> bool:
        if head.startswith(BEGINS):
            return not OTHERS.match(head)
        return bool(ROOTS.search(head[:8192].replace(b"\x00", b"")))

    def read(self, content: bytes) -> Package:
        return qti_reading.read(content, is_package=content.startswith(b"PK"))

    def write(self, items: Iterable[Item], *, title: str) -> Written:
        return qti_writing.write(items, title=title)


FORMAT = Qti()
