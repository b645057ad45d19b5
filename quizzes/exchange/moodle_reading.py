"""Reading Moodle XML: its questions, in the words of this software."""

from django.utils.translation import gettext as _

from quizzes.types.text import squeeze

from . import html, moodle_types
from .found import LeftOut, decimal
from .moodle_source import Allowance, Source, is_true
from .moodle_tree import read_parts
from .neutral import (
    MAX_ITEMS,
    Item,
    Package,
    Problem,
    Severity,
    UnreadableFile,
)
from .xml import Node, read_text

# Tags of XML and of HTML in it: what the most questions may have, far above any file.
MAX_TAGS = 2_000_000

# What Moodle writes by itself, by its version; others were set by somebody.
PENALTIES = ("0", "0.1", "0.3333333", "1")
# Feedback that Moodle puts into every question, in its first language.
STANDARD_FEEDBACK = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
}
# The parts of Moodle's paths that only say which of its places is meant.
PLACES = {"$course$", "$module$", "$coursecat$", "$cat$", "$system$", "$user$"}

# Elements that are read, or that say nothing to a learner.
KNOWN = frozenset(
    [
        "name",
        "questiontext",
        "generalfeedback",
        "defaultgrade",
        "penalty",
        "hidden",
        "idnumber",
        "hint",
        "tags",
        "coursetags",
        "file",
        "image",
        "image_base64",
        "image_alt_text",
        "answer",
        "single",
        "shuffleanswers",
        "answernumbering",
        "showstandardinstruction",
        "correctfeedback",
        "partiallycorrectfeedback",
        "incorrectfeedback",
        "shownumcorrect",
        "correctresponsesfeedback",
        "usecase",
        "units",
        "unit",
        "unitgradingtype",
        "unitpenalty",
        "showunits",
        "unitsleft",
        "instructions",
        "subquestion",
        "responseformat",
        "responserequired",
        "responsefieldlines",
        "minwordlimit",
        "maxwordlimit",
        "attachments",
        "attachmentsrequired",
        "maxbytes",
        "filetypeslist",
        "graderinfo",
        "responsetemplate",
        "layouttype",
        "selecttype",
        "selectcount",
        "gradingtype",
        "showgrading",
        "numberingstyle",
        "logical",
        "studentsee",
        "selectoption",
        "dragbox",
        "stamp",
        "version",
        "length",
        "category",
        "qtype",
    ]
)


def read(content: bytes) -> Package:
    """Return the questions of a file. Raises ``UnreadableFile``."""
    text, encoding, problems = read_text(content)
    if text.count("<") + text.count("&lt;") > MAX_TAGS:
        raise UnreadableFile(_("The file holds more markup than any questions need."))
    reader = _Reader(list(problems))
    for thing, line in read_parts(text, root="quiz", part="question", take=reader.take):
        message = _("“%(thing)s” is no question and does not come in.")
        reader.problems.append(
            Problem(Severity.LEFT_OUT, message % {"thing": thing[:40]}, line=line)
        )
    return Package(tuple(reader.items), tuple(reader.problems), encoding)


class _Reader:
    """Takes the questions of a file one by one."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.items: list[Item] = []
        self.category = ""
        self.number = 0
        self.markdown = Allowance()

    def take(self, node: Node) -> None:
        kind = node.attributes.get("type", "").strip()
        if kind == "category":
            self._take_category(node)
            return
        self.number += 1
        if self.number > MAX_ITEMS:
            raise UnreadableFile(
                _("The file has more than %(most)s questions.") % {"most": MAX_ITEMS},
                node.line,
            )
        source = Source(node, self.number, self.markdown)
        try:
            self.items.append(_item(source, kind, self.category))
        except LeftOut as error:
            source.left_out(str(error))
            self.problems += source.problems
        else:
            self.problems += source.done()

    def _take_category(self, node: Node) -> None:
        path = said.said() if (said := node.child("category")) else ""
        # A slash in a name is written twice.
        parts = [squeeze(part) for part in path.replace("//", "\x00").split("/")]
        while parts and (parts[0] in PLACES or parts[0] == "top" or not parts[0]):
            parts.pop(0)
        self.category = "/".join(part for part in parts if part)
        if "\x00" in self.category:
            self.category = self.category.replace("\x00", "-")
            self._category_changed(node, _("A slash in its name became a hyphen."))
        if html.plain(node.value("info", "text")):
            self._category_changed(node, _("Its description does not come in."))

    def _category_changed(self, node: Node, what: str) -> None:
        message = _("Category “%(category)s”: %(what)s") % {
            "category": self.category,
            "what": what,
        }
        self.problems.append(Problem(Severity.CHANGED, message, line=node.line))


def _item(source: Source, kind: str, category: str) -> Item:
    """Return a question. Raises ``LeftOut``."""
    node = source.node
    if node.is_cut:
        raise LeftOut(_("It has too many parts."))
    if kind == "description":
        raise LeftOut(_("It is a description, which asks nothing."))
    if kind not in moodle_types.READERS:
        raise LeftOut(
            _("Questions of the type “%(type)s” can’t be asked here.")
            % {"type": kind[:40]}
        )
    name = squeeze(said.said() if (said := node.child("name")) else "")
    if html.has_tags(name):
        name = html.line(name)
    value = source.html(node.child("questiontext"))
    picture = source.picture(value)
    type_key, fields = moodle_types.READERS[kind](source, value)
    if "stem" not in fields:
        stem = source.stem(value)
        if not html.plain(stem):
            if not name:
                raise LeftOut(_("Its text is missing."))
            stem = html.from_plain(name)
            source.changed(_("It has no text; its name is asked instead."))
        fields = {"stem": stem, **fields}
    _notice(source)
    return Item(
        number=source.number,
        type_key=type_key,
        fields=fields,
        line=node.line,
        key=node.value("idnumber"),
        name=name,
        rationale=source.rich(node.child("generalfeedback")),
        hints=_hints(source),
        category=category,
        tags=_tags(node),
        picture=picture,
    )


def _hints(source: Source) -> tuple[str, ...]:
    found = []
    for node in source.node.all("hint"):
        # Moodle 1.9 wrapped it once more.
        hint = source.rich(node.child("hintcontent") or node)
        if hint:
            found.append(hint)
        if node.value("options") or any(
            node.child(each) for each in ("shownumcorrect", "clearwrong")
        ):
            source.drop(_("what a hint shows besides its text"))
    return tuple(found)


def _tags(node: Node) -> tuple[str, ...]:
    found = [
        squeeze(tag.said())
        for part in ("tags", "coursetags")
        for each in node.all(part)
        for tag in each.all("tag")
    ]
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _notice(source: Source) -> None:
    """Name what Moodle knows of the question, and questions here don't."""
    node = source.node
    grade = decimal(node.value("defaultgrade", default="1") or "1")
    if grade != 1:
        source.drop(
            _("its points (%(points)s)") % {"points": _short(node, "defaultgrade")}
        )
    penalty = decimal(node.value("penalty", default="0") or "0")
    if penalty is None or all(
        abs(penalty - decimal(each)) > decimal("0.005") for each in PENALTIES
    ):
        source.drop(
            _("the penalty for each try (%(penalty)s)")
            % {"penalty": _short(node, "penalty")}
        )
    if is_true(node.value("hidden")):
        source.changed(_("It was hidden in the other system."))
    for part in ("correct", "partiallycorrect", "incorrect"):
        feedback = source.line(node.child(f"{part}feedback"))
        if feedback and feedback not in STANDARD_FEEDBACK:
            source.drop(_("feedback to the answer as a whole"))
    for each in node.elements():
        if each.tag not in KNOWN:
            source.drop(f"“{each.tag[:40]}”")


def _short(node: Node, tag: str) -> str:
    """Return a number as Moodle writes it, without needless zeros."""
    text = node.value(tag)[:20]
    return text.rstrip("0").rstrip(".") if "." in text else text
