"""A question of Moodle while it is read: its texts, its files, and what is lost."""

import re
import urllib.parse
from collections.abc import Iterator

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from . import html
from .found import DATA, Found, LeftOut, safe_name
from .neutral import Picture, Problem
from .xml import Node

PLUGINFILE = "@@PLUGINFILE@@/"
# Markdown can be made so that reading it takes the square of its length.
MAX_MARKDOWN = 20_000
# How much of it a whole file may hold before the rest is taken as it is written.
MAX_ALL_MARKDOWN = 500_000


class Allowance:
    """What is left of the Markdown that one file may hold, in characters."""

    def __init__(self, left: int = MAX_ALL_MARKDOWN) -> None:
        self.left = left

    def take(self, size: int) -> bool:
        """Say whether so much more may be read, and count it."""
        if size > self.left:
            self.left = 0
            return False
        self.left -= size
        return True


class Source(Found):
    """A question element."""

    def __init__(
        self, node: Node, number: int, markdown: Allowance | None = None
    ) -> None:
        super().__init__(number, node.line)
        self.node = node
        self.markdown = markdown or Allowance()
        text = node.child("questiontext")
        self._pictures = {
            _key(
                f"{each.attributes.get('path', '')}/{each.attributes.get('name')}"
            ): each
            for each in (text.all("file") if text else [])
        }
        self._used: set[int] = set()
        self.format = text.attributes.get("format", "html") if text else "html"

    def done(self) -> tuple[Problem, ...]:
        """Return what happened to the question, with the files that nobody took."""
        for each in _walk(self.node):
            if each.tag == "file" and id(each) not in self._used:
                name = safe_name(each.attributes.get("name", ""))
                self.changed(
                    _("The file “%(name)s” does not come in.") % {"name": name}
                )
        return super().done()

    def html(self, node: Node | None) -> str:
        """Return the HTML of an element with a ``text``, as Moodle would show it."""
        if node is None:
            return ""
        text, written = node.value("text"), node.attributes.get("format", self.format)
        if written == "plain_text":
            return html.from_plain(text)
        if written == "moodle_auto_format":
            return re.sub(r"(?<!>)\n(?!\s*+<)", "<br>\n", text)
        if written == "wiki_like":
            self.drop(_("the marks of a wiki text"))
            return html.from_plain(text)
        if written == "markdown":
            if len(text) > MAX_MARKDOWN:
                raise LeftOut(_("A text of it, written in Markdown, is too long."))
            if not self.markdown.take(len(text)):
                self.changed(
                    _(
                        "The file holds so much Markdown that this text stays as it is "
                        "written, signs and all."
                    )
                )
                return html.from_plain(text)
            return str(MarkdownIt("commonmark", {"html": True}).render(text))
        return text

    def rich(self, node: Node | None) -> str:
        """Return the safe HTML of an element."""
        return self.safe(self.html(node))

    def plain(self, node: Node | None) -> str:
        """Return the text of an element, with its lines."""
        if node is None:
            return ""
        if node.attributes.get("format", self.format) == "plain_text":
            return node.value("text")
        return self.as_text(self.html(node))

    def line(self, node: Node | None) -> str:
        """Return the text of an element as one line."""
        return " ".join(self.plain(node).split())

    def picture(self, value: str) -> Picture | None:
        """Return the first picture in the question itself; names all others."""
        picture = None
        for token in html.tokens(value):
            if token.name == "img" and not token.is_end:
                found = self._picture(token.attributes, wanted=picture is None)
                picture = picture or found
        return picture or self._old_picture()

    def _picture(self, attributes: dict[str, str], *, wanted: bool) -> Picture | None:
        source = attributes.get("src", "").strip()
        alt = " ".join(attributes.get("alt", "").split())
        if not source.startswith(PLUGINFILE):
            return self._embedded(source, alt, wanted=wanted)
        path = source.removeprefix(PLUGINFILE).partition("?")[0]
        key = _key(urllib.parse.unquote(path))
        name, file = safe_name(key), self._pictures.get(key)
        if file is None:
            self.changed(
                _("The picture “%(name)s” is not in the file.") % {"name": name}
            )
        elif wanted:
            self._used.add(id(file))
            return self.decoded(name, file.text(), alt)
        return None

    def _embedded(self, source: str, alt: str, *, wanted: bool) -> Picture | None:
        if found := DATA.match(source):
            if wanted:
                text = source[found.end() :]
                return self.decoded(f"picture.{found[1].lower()}", text, alt)
            self.changed(_("Only the first picture of a question comes in."))
        elif source.startswith("data:"):
            self.decoded("picture.svg" if "svg" in source[:30] else "picture", "", "")
        else:
            self.changed(
                _("The picture at “%(address)s” is not in the file.")
                % {"address": source[:200]}
            )
        return None

    def _old_picture(self) -> Picture | None:
        """Return the picture in the way of Moodle 1.9: a name, and its bytes beside."""
        name = self.node.value("image")
        text = self.node.value("image_base64")
        if text:
            return self.decoded(safe_name(name), text, "")
        if name:
            self.changed(
                _("The picture “%(name)s” is not in the file.")
                % {"name": safe_name(name)}
            )
        return None


def is_true(text: str) -> bool:
    """Say whether Moodle takes a text for yes."""
    return text.strip().lower() not in {"", "0", "false"}


def _key(path: str) -> str:
    return "/".join(part for part in path.split("/") if part)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for each in node.elements():
        yield from _walk(each)
