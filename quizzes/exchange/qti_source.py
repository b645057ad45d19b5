"""A question of a QTI package while it is read: its texts, its pictures, its feedback."""

import html as entities
import re

from django.utils.translation import gettext as _

from . import html
from .found import DATA, PICTURES, Found, safe_name
from .html_names import KNOWN
from .neutral import MAX_PICTURE, Picture
from .qti_archive import Archive, shown
from .xml import VOID, Node

# Where Canvas and Common Cartridges keep what questions show.
BASES = re.compile(r"(?:\$|%24)(?:IMS-CC-FILEBASE|CANVAS_OBJECT_REFERENCE)(?:\$|%24)/?")
PLACES = ("", "web_resources", "Uploaded Media")
# Stand for a gap while the text around it is cleaned; nobody's text holds them.
BEGIN, END = "\ue000", "\ue001"
OWN = str.maketrans("", "", BEGIN + END)
SLOT = re.compile(f"{BEGIN}([0-9]{{1,6}}){END}")
# Drawings without their parts, which are no HTML.
DRAWN = {"svg", "canvas"}


class Source(Found):
    """A question; ``archive`` is what it came in, ``folder`` where in it."""

    def __init__(
        self, node: Node, number: int, archive: Archive | None = None, folder: str = ""
    ) -> None:
        super().__init__(number, node.line)
        self.node, self.archive, self.folder = node, archive, folder

    def line(self, value: str) -> str:
        """Return the text of HTML as one line; a formula or a link is named as lost."""
        return " ".join(self.as_text(value).split())

    def lines(self, value: str) -> str:
        """Return the text of HTML with its paragraphs and lines."""
        for thing in html.lost(value, as_text=True):
            self.drop(thing)
        return html.plain(value, paragraphs=True)

    def picture(self, value: str) -> Picture | None:
        """Return the first picture in a text; names all others."""
        picture = None
        for token in html.tokens(value):
            if token.is_end or token.name not in {"img", "object", "embed"}:
                continue
            attributes = token.attributes
            source = attributes.get("src") or attributes.get("data") or ""
            kind = attributes.get("type", "")
            if token.name != "img" and not kind.startswith("image/"):
                continue
            if "equation_image" in attributes.get("class", ""):
                self.drop(_("a formula"))
                continue
            alt = " ".join(attributes.get("alt", "").split())
            found = self._picture(source.strip(), alt, wanted=picture is None)
            picture = picture or found
        return picture

    def _picture(self, source: str, alt: str, *, wanted: bool) -> Picture | None:
        if found := DATA.match(source):
            if wanted:
                name = f"picture.{found[1].lower()}"
                return self.decoded(name, source[found.end() :], alt)
            self.changed(_("Only the first picture of a question comes in."))
            return None
        path = self._find(source)
        name = safe_name(path or "")
        if path is None or self.archive is None:
            message = _("The picture at “%(address)s” is not in the file.")
            self.changed(message % {"address": shown(source) if source else "?"})
        elif not wanted:
            self.changed(_("Only the first picture of a question comes in."))
        elif name.rpartition(".")[2].lower() not in PICTURES | {"svg"}:
            message = _("“%(name)s” is no picture of a kind that can be shown here.")
            self.changed(message % {"name": name})
        elif self.archive.size(path) > MAX_PICTURE:
            message = _("The picture “%(name)s” is larger than %(most)s MB.")
            self.changed(message % {"name": name, "most": MAX_PICTURE // 2**20})
        elif content := self.archive.read(path):
            return Picture(name, content, alt)
        else:
            self.changed(_("The picture “%(name)s” is damaged.") % {"name": name})
        return None

    def _find(self, source: str) -> str | None:
        if self.archive is None or not source or "://" in source[:20]:
            return None
        address = BASES.sub("", source)
        places = (self.folder,) if address == source else PLACES
        for place in places:
            if path := self.archive.find(address, place):
                return path
        return None


def markup(node: Node, inner: str | None = None) -> str:
    """Return an element as HTML, around ``inner`` if it is given.

    Only tags of HTML are written; of others, only what is in them.
    """
    tag = node.tag.lower()
    inner = content(node) if inner is None else inner
    if tag not in KNOWN:
        return inner
    attributes = "".join(
        f' {name}="{entities.escape(value)}"'
        for name, value in node.attributes.items()
        if re.fullmatch(r"[a-zA-Z][\w:.-]*", name, re.ASCII)
    )
    if tag in VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{'' if tag in DRAWN else inner}</{tag}>"


def content(node: Node) -> str:
    """Return what is in an element as HTML."""
    return "".join(
        text(each) if isinstance(each, str) else markup(each) for each in node.parts
    )


def text(value: str) -> str:
    """Return text as HTML."""
    return entities.escape(value.translate(OWN), quote=False)


def slot(number: int) -> str:
    """Return what stands in HTML for a gap."""
    return f"{BEGIN}{number}{END}"
