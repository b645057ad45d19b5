"""A question of a marked-up file while it is read: what is changed and what is lost."""

import base64
import binascii
import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import html
from .neutral import MAX_PICTURE, Picture, Problem, Severity

PICTURES = {"avif", "gif", "jpeg", "jpg", "png", "webp"}
DATA = re.compile(r"data:image/(\w{1,10});base64,")
MAX_NAMED = 20
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,2})?", re.IGNORECASE)
# Longer numbers, and greater ones, measure nothing.
MAX_DIGITS = 60
MAX_EXPONENT = 20


class LeftOut(Exception):
    """The question can't be said here; says why to the person who imports."""


class Found:
    """Collects what is changed and what is dropped on the way."""

    def __init__(self, number: int, line: int) -> None:
        self.number, self.where = number, line
        self.problems: list[Problem] = []
        self._dropped: dict[str, None] = {}
        self._said: set[str] = set()

    def changed(self, message: str) -> None:
        """Name something that does not come in as it was; the same only once."""
        if message not in self._said:
            self._said.add(message)
            if len(self._said) <= MAX_NAMED:
                self.problems.append(self._problem(Severity.CHANGED, message))

    def drop(self, thing: str) -> None:
        """Name something, in words, that does not come in at all."""
        self._dropped[thing] = None

    def left_out(self, reason: str) -> None:
        self.problems = [self._problem(Severity.LEFT_OUT, reason)]

    def done(self) -> tuple[Problem, ...]:
        """Return what happened to the question."""
        if (more := len(self._said) - MAX_NAMED) > 0:
            message = ngettext(
                "%(count)s more thing of it changes.",
                "%(count)s more things of it change.",
                more,
            )
            message %= {"count": more}
            self.problems.append(self._problem(Severity.CHANGED, message))
        if self._dropped:
            things = ", ".join(self._dropped)
            message = _("These do not come in: %(things)s.") % {"things": things}
            self.problems.append(self._problem(Severity.CHANGED, message))
            self._dropped.clear()
        return tuple(self.problems)

    def _problem(self, severity: Severity, message: str) -> Problem:
        return Problem(severity, message, item=self.number, line=self.where)

    def safe(self, value: str) -> str:
        """Return safe HTML, as stems may hold it."""
        for thing in html.lost(value):
            self.drop(thing)
        return html.clean(value)

    def as_text(self, value: str) -> str:
        for thing in html.lost(value, as_text=True):
            self.drop(thing)
        return html.plain(value)

    def stem(self, value: str) -> str:
        """Return the safe HTML of the question itself, without its pictures."""
        drawn = any(token.name in {"svg", "canvas"} for token in html.tokens(value))
        for thing in html.lost(value):
            # What ``picture`` does not take it names one by one.
            if thing != _("a picture") or drawn:
                self.drop(thing)
        return html.clean(value)

    def decoded(self, name: str, text: str, alt: str) -> Picture | None:
        """Return the picture that a text of base64 holds; ``None`` if it is none."""
        said = {"name": name, "most": MAX_PICTURE // 2**20}
        if name.rpartition(".")[2].lower() not in PICTURES:
            message = _("“%(name)s” is no picture of a kind that can be shown here.")
            self.changed(message % said)
            return None
        packed = "".join(text.split())
        if len(packed) // 4 * 3 > MAX_PICTURE + 3:
            message = _("The picture “%(name)s” is larger than %(most)s MB.")
            self.changed(message % said)
            return None
        try:
            content = base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            self.changed(_("The picture “%(name)s” is damaged.") % said)
            return None
        return Picture(name, content, alt)


def decimal(text: str) -> Decimal | None:
    """Return the number that a text is, with a point or a comma; ``None`` if none."""
    tidy = text.strip()
    if len(tidy) > MAX_DIGITS or not tidy.isascii() or not NUMBER.fullmatch(tidy):
        return None
    found = Decimal(tidy.replace(",", "."))
    return found if abs(found.adjusted()) <= MAX_EXPONENT else None


def safe_name(path: str) -> str:
    """Return the last part of a path, as a file may be called."""
    name = re.split(r"[/\\]", path)[-1]
    kept = "".join(char for char in name if char.isprintable()).strip(". ")
    stem, dot, extension = kept.rpartition(".")
    return f"{stem[-80:]}{dot}{extension[-10:]}" if stem else kept[-90:] or "picture"
