"""What a question needs while it is written as QTI 3, and what can't be said."""

import html as entities
import re
import urllib.parse
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from . import html
from .found import safe_name
from .neutral import Item, Problem, Severity
from .text import CONTROL

SCORE, FEEDBACK, RATIONALE = "SCORE", "FEEDBACK", "RATIONALE"


def element(tag: str, inner: str = "", *, text: str = "", **named: Any) -> str:
    """Return an element; ``response_identifier`` names ``response-identifier``."""
    attributes = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{entities.escape(tidy(str(value)))}"'
        for name, value in named.items()
    )
    inner = inner or entities.escape(tidy(text), quote=False)
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def tidy(text: str) -> str:
    """Return a text without the characters that XML does not know."""
    return CONTROL.sub("", text).encode("utf-8", "replace").decode()


def xhtml(value: str) -> str:
    """Return clean HTML as XML."""
    return tidy(html.clean(value)).replace("<br>", "<br/>").replace("&nbsp;", "&#160;")


def base(value: object, kind: str) -> str:
    return element("qti-base-value", text=str(value), base_type=kind)


def variable(name: str) -> str:
    return element("qti-variable", identifier=name)


def correct(name: str) -> str:
    return element("qti-correct", identifier=name)


def setting(outcome: str, value: str) -> str:
    return element("qti-set-outcome-value", value, identifier=outcome)


def chain(branches: Iterable[tuple[str, str]]) -> str:
    """Return rules of which the first counts whose condition holds."""
    parts = [
        element(
            "qti-response-else-if" if index else "qti-response-if", condition + then
        )
        for index, (condition, then) in enumerate(branches)
    ]
    return element("qti-response-condition", "".join(parts)) if parts else ""


class Draft:
    """Writes one question. Collects its parts, and what QTI can't say of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.declarations: list[str] = []
        self.outcomes: list[str] = []
        self.rules: list[str] = []
        # Says all of the rules, where nothing is said to answers.
        self.template = ""
        self.most: Decimal | int = 1
        self.is_marked_by_person = False
        # The outcome that shows a feedback, its name, and what it says.
        self.feedback: list[tuple[str, str, str]] = []
        # The outcomes that show feedback, and how much of it each may show.
        self.shown: dict[str, str] = {}
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

    def rich(self, value: str) -> str:
        """Return HTML as XML; names what it loses."""
        for thing in html.lost(value):
            if thing != _("a formula"):
                self.drop(thing)
        return xhtml(value)

    def declare(
        self,
        name: str,
        cardinality: str,
        base_type: str,
        *,
        right: Sequence[str] = (),
        mapping: str = "",
    ) -> None:
        values = "".join(element("qti-value", text=each) for each in right)
        inner = element("qti-correct-response", values) if values else ""
        self.declarations.append(
            element(
                "qti-response-declaration",
                inner + mapping,
                identifier=name,
                cardinality=cardinality,
                base_type=base_type,
            )
        )

    def tell(self, response: str, identifier: str, text: str) -> str:
        """Take a feedback; return the rule that shows it. ``""`` if there is none."""
        if not text:
            return ""
        outcome = feedback_of(response)
        self.shown.setdefault(outcome, "single")
        self.feedback.append((outcome, identifier, xhtml(html.from_plain(text))))
        return setting(outcome, base(identifier, "identifier"))

    def tell_choices(
        self,
        response: str,
        choices: Sequence[tuple[str, Any]],
        cardinality: str = "single",
    ) -> None:
        """Take the feedback of choices: each that is chosen shows that of its name."""
        told = [
            self.tell(response, name, each.get("feedback", ""))
            for name, each in choices
        ]
        if any(told):
            outcome = feedback_of(response)
            self.shown[outcome] = cardinality
            self.rules.append(setting(outcome, variable(response)))

    def picture_path(self) -> str:
        picture = self.item.picture
        if picture is None:
            return ""
        return f"pictures/{self.item.number}/{safe_name(tidy(picture.name))}"

    def picture_address(self) -> str:
        return urllib.parse.quote(self.picture_path())

    def stem(self) -> str:
        """Return the question itself with its picture."""
        inner = self.rich(self.item.fields["stem"])
        if self.item.picture is not None:
            address = f"../{self.picture_address()}"
            alt = " ".join(self.item.picture.alt.split())
            inner += element("p", element("img", src=address, alt=alt))
        return element("div", inner)


def feedback_of(response: str) -> str:
    """Return the outcome that shows what is said to a response: it has its own."""
    return response.replace("RESPONSE", FEEDBACK)


NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
