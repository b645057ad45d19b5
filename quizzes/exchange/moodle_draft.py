"""What a question needs while it is written as Moodle XML, and what can't be said."""

import base64
import html as entities
import re
import urllib.parse
from fractions import Fraction

from django.utils.translation import gettext as _

from .found import safe_name
from .moodle_source import PLUGINFILE
from .neutral import Item, Problem, Severity
from .text import CONTROL

# The only parts of a mark that Moodle takes, as it writes them; each may be negative.
GRADES = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40",
    "33.33333", "30", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10",
    "5", "0",
)  # fmt: skip


def element(tag: str, inner: str = "", *, text: str = "", **attributes: str) -> str:
    """Return an element with ``inner`` XML or with a ``text``, on lines of its own."""
    named = "".join(
        f' {name}="{entities.escape(value)}"' for name, value in attributes.items()
    )
    begin = f"\n{inner}" if inner else cdata(text)
    return f"<{tag}{named}>{begin}</{tag}>\n"


def cdata(text: str) -> str:
    """Return a text for XML: as it is, or in a CDATA where it holds markup."""
    kept = CONTROL.sub("", text)
    if not re.search(r"[&<>]", kept):
        return kept
    return "<![CDATA[" + kept.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def rich(tag: str, value: str, inner: str = "", **attributes: str) -> str:
    """Return an element that holds HTML."""
    return element(
        tag, element("text", text=value) + inner, **attributes, format="html"
    )


def plain(tag: str, value: str, inner: str = "", **attributes: str) -> str:
    """Return an element that holds text without markup."""
    return element(
        tag, element("text", text=value) + inner, **attributes, format="plain_text"
    )


class Draft:
    """Writes one question. Collects what Moodle can't say of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self._problems: list[Problem] = []
        self._dropped: dict[str, None] = {}

    def changed(self, message: str) -> None:
        problem = Problem(Severity.CHANGED, message, item=self.item.number)
        if problem not in self._problems:
            self._problems.append(problem)

    def drop(self, thing: str) -> None:
        self._dropped[thing] = None

    def done(self) -> list[Problem]:
        if self._dropped:
            things = ", ".join(self._dropped)
            self.changed(_("These can’t be said: %(things)s.") % {"things": things})
        return self._problems

    def image(self) -> str:
        """Return the HTML that shows the picture of the question, if it has one."""
        picture = self.item.picture
        if picture is None:
            return ""
        source = PLUGINFILE + urllib.parse.quote(safe_name(picture.name))
        return f'<p><img src="{source}" alt="{entities.escape(picture.alt)}"></p>'

    def file(self) -> str:
        picture = self.item.picture
        if picture is None:
            return ""
        return element(
            "file",
            text=base64.b64encode(picture.content).decode(),
            name=safe_name(picture.name),
            path="/",
            encoding="base64",
        )

    def grade(self, worth: Fraction, what: str) -> str:
        """Return the nearest part of a mark that Moodle knows, in percent."""
        best = min(GRADES, key=lambda grade: abs(Fraction(grade) - abs(worth)))
        if abs(Fraction(best) - abs(worth)) > Fraction(1, 1000):
            self.changed(
                _("“%(text)s” is worth %(grade)s%%, not %(worth)s%%.")
                % {
                    "text": what[:80],
                    "grade": best,
                    "worth": f"{float(abs(worth)):.5g}",
                }
            )
        return f"-{best}" if worth < 0 and best != "0" else best

    def answer(self, text: str, fraction: str, feedback: str, inner: str = "") -> str:
        said = plain("feedback", feedback)
        return plain("answer", text, said + inner, fraction=fraction)
