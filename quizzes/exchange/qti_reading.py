"""Reading QTI: a package with its manifest, or a single file, of any version."""

import posixpath
import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.types.text import squeeze

from . import html, qti2, qti12, qti_metadata
from .found import LeftOut
from .neutral import (
    MAX_ITEMS,
    Item,
    Package,
    Problem,
    Severity,
    UnreadableFile,
)
from .qti_archive import Archive, TooLarge, shown
from .qti_metadata import Metadata
from .qti_source import Source
from .qti_tree import NotWanted, first, read_parts
from .xml import Node, read_text

MANIFEST = "imsmanifest.xml"
MARKUP = (".xml", ".qti")
MAX_NAMED = 5
# Canvas writes the questions of a course twice; only these files hold all of them.
WHOLE = "non_cc_assessments/{}.xml.qti"
IN_PART = re.compile(r"(?:^|.*/)([\w-]+)/assessment_qti\.xml")


def read(content: bytes, *, is_package: bool) -> Package:
    """Return the questions of a file. Raises ``UnreadableFile``."""
    if is_package:
        archive = Archive(content)
        return _Reader(archive).package(archive)
    reader = _Reader(None)
    try:
        reader.file("", content)
    except NotWanted:
        raise UnreadableFile(_("The file is XML, but not that of QTI.")) from None
    return reader.done()


class _Reader:
    """Takes the questions of one file after the other."""

    def __init__(self, archive: Archive | None) -> None:
        self.archive = archive
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.encoding = "utf-8"
        self.number = 0
        self.path = ""
        self.metadata: dict[str, Metadata] = {}
        self.resources: list[Node] = []
        self._category: list[tuple[int, str]] = []

    def package(self, archive: Archive) -> Package:
        rest: list[str] = []
        known = self._manifest(archive)
        paths = [path for path in archive if path.lower().endswith(MARKUP)]
        others = sorted(path for path in archive if path not in set(paths))
        order = [path for path in known if path in set(paths)]
        order += sorted(set(paths) - set(order))
        for path in order:
            if posixpath.basename(path) == MANIFEST:
                continue
            twin = IN_PART.fullmatch(path)
            if twin and archive.find(WHOLE.format(twin[1])):
                continue
            try:
                self.file(path, archive.read(path))
            except NotWanted:
                rest.append(path)
            except TooLarge:
                raise
            except UnreadableFile as error:
                message = _("“%(name)s” can’t be read: %(reason)s") % {
                    "name": shown(path),
                    "reason": error.message,
                }
                self._problem(Severity.LEFT_OUT, message, error.line)
        self._name_rest([*rest, *others])
        return self.done()

    def _manifest(self, archive: Archive) -> list[str]:
        """Return the files that the manifest names, in its order."""
        path = min(
            (path for path in archive if posixpath.basename(path) == MANIFEST),
            key=len,
            default=None,
        )
        if path is None:
            message = _("There is no list of its contents; all of its files were read.")
            self._problem(Severity.CHANGED, message)
            return []
        try:
            text, _encoding, problems = read_text(archive.read(path))
            self.problems += problems
            read_parts(text, lambda node, _outer: self.resources.append(node))
        except NotWanted:
            raise UnreadableFile(_("The package holds no questions.")) from None
        folder = posixpath.dirname(path)
        found: dict[str, None] = {}
        for node in self.resources:
            metadata = qti_metadata.read(node)
            named = [node.attributes.get("href", "")]
            named += [each.attributes.get("href", "") for each in node.all("file")]
            for address in dict.fromkeys(filter(None, named)):
                base = posixpath.join(folder, node.attributes.get("base", ""))
                where = archive.find(address, base)
                if where is None:
                    self._missing(address, node.line)
                elif where not in found:
                    found[where] = None
                    self.metadata.setdefault(where, metadata)
        return list(found)

    def _missing(self, address: str, line: int) -> None:
        # What lies on another server was never meant to be in the package.
        if "://" not in address[:20]:
            message = _("“%(name)s” is not in the package, though its list names it.")
            name = {"name": shown(address)}
            self._problem(Severity.LEFT_OUT, message % name, line)

    def _name_rest(self, paths: list[str]) -> None:
        """Say which files hold no questions, and were shown by none."""
        used = {item.picture.name for item in self.items if item.picture}
        rest = [path for path in paths if posixpath.basename(path) not in used]
        if rest:
            names = ", ".join(shown(path) for path in rest[:MAX_NAMED])
            message = ngettext(
                "%(count)s file of the package does not come in: %(names)s",
                "%(count)s files of the package do not come in: %(names)s",
                len(rest),
            ) % {"count": len(rest), "names": names}
            if len(rest) > MAX_NAMED:
                message += " …"
            self._problem(Severity.CHANGED, message)

    def file(self, path: str, content: bytes) -> None:
        """Take the questions of a file. Raises ``NotWanted``, ``UnreadableFile``."""
        text, encoding, problems = read_text(content)
        self.path = path
        self._category = []
        root = read_parts(text, self._take)
        self.problems += problems
        if encoding != "utf-8":
            self.encoding = encoding
        if root == "assessmentTest":
            message = _("The test “%(name)s” does not come in; its questions do.")
            self._problem(Severity.CHANGED, message % {"name": shown(path)})

    def done(self) -> Package:
        if not self.number:
            raise UnreadableFile(_("There is no question in the file."))
        return Package(tuple(self.items), tuple(self.problems), self.encoding)

    def _problem(
        self, severity: Severity, message: str, line: int | None = None
    ) -> None:
        self.problems.append(Problem(severity, message, line=line))

    def _take(self, node: Node, outer: list[Node]) -> None:
        if node.tag == "qtimetadata":
            said = qti12.metadata(node)
            if title := squeeze(said.get("bank_title", "")):
                self._category.append((len(outer), title))
        elif node.tag == "selection_ordering":
            if first(node, "sourcebank_ref"):
                self._elsewhere(node)
            elif node.child("selection") is not None:
                message = _("“%(name)s” drew some of its questions; now all come in.")
                name = {"name": _title(outer[-1:]) or shown(self.path)}
                self._problem(Severity.CHANGED, message % name, node.line)
        elif node.tag in {"sourcebank_ref", "itemref"}:
            self._elsewhere(node)
        else:
            self._take_item(node, outer)

    def _elsewhere(self, node: Node) -> None:
        message = _("Questions of another bank are named, but not in the file.")
        self._problem(Severity.LEFT_OUT, message, node.line)

    def _take_item(self, node: Node, outer: list[Node]) -> None:
        self.number += 1
        if self.number > MAX_ITEMS:
            raise TooLarge(
                _("The file has more than %(most)s questions.") % {"most": MAX_ITEMS},
                node.line,
            )
        folder = posixpath.dirname(self.path)
        source = Source(node, self.number, self.archive, folder)
        try:
            if node.is_cut:
                raise LeftOut(_("It has too many parts."))
            self.items.append(self._item(source, outer))
        except LeftOut as error:
            source.left_out(str(error))
            self.problems += source.problems
        else:
            self.problems += source.done()

    def _item(self, source: Source, outer: list[Node]) -> Item:
        node = source.node
        hints: tuple[str, ...] = ()
        category = ""
        if node.tag == "item":
            type_key, fields, rationale, hints, value = qti12.read(source)
            banks = [title for depth, title in self._category if depth <= len(outer)]
            category = "/".join(
                title.replace("/", "-")
                for title in dict.fromkeys([*banks, *_titles(outer)])
            )
        else:
            type_key, fields, rationale, value = qti2.read(source)
        picture = source.picture(value)
        name = squeeze(node.attributes.get("title", ""))
        if not html.plain(fields["stem"]):
            if not name:
                raise LeftOut(_("Its text is missing."))
            source.changed(_("It has no text; its name is asked instead."))
            fields = {**fields, "stem": html.from_plain(name)}
        metadata = self.metadata.get(self.path, Metadata())
        return Item(
            number=source.number,
            type_key=type_key,
            fields=fields,
            line=node.line,
            key=metadata.key,
            name=name,
            rationale=rationale,
            hints=hints,
            category=metadata.category or category,
            tags=metadata.tags,
            difficulty=metadata.difficulty,
            objective=metadata.objective,
            references=metadata.references,
            picture=picture,
        )


def _titles(outer: list[Node]) -> list[str]:
    return [
        title for each in outer if (title := squeeze(each.attributes.get("title", "")))
    ]


def _title(outer: list[Node]) -> str:
    return " ".join(_titles(outer))
