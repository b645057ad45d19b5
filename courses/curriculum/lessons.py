"""One lesson file: front matter, then prose with directives."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import content
from .directives import Directives
from .fields import Fields
from .prose import check_markdown, find_marks, line_at
from .yaml_source import Node, parse

OPENING = re.compile(r"^:::([A-Za-z-]+)(?:[ \t]+(.*?))?[ \t]*$")
CLOSING = re.compile(r"^:::[ \t]*$")


@dataclass(slots=True)
class _Piece:
    """A stretch of the file: prose (no name) or a directive with its body."""

    line: int
    name: str = ""
    argument: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self):
        return "\n".join(self.lines)


def read_lesson(text, problems, uses):
    """Return the lesson, or ``None`` when not even its key can be read."""
    head, body, body_line = _split(text, problems)
    if head is None:
        return None
    node = parse(head, problems, first_line=2)
    if node is None:
        return None
    fields = Fields(node, problems, uses)
    lesson = content.Lesson(
        key=fields.key(),
        title=fields.text("title", required=True, max_length=255),
        summary=fields.text("summary", required=True, max_length=400),
        minutes=fields.optional_integer("minutes", low=1, high=600),
        minimum_minutes=_minimum_minutes(fields),
        clinical=fields.truth("clinical", default=True),
        objectives=tuple(fields.use_all("objectives", "objective", required=True)),
        body=tuple(_Body(problems, uses).read(body, body_line)),
        path=problems.path,
    )
    fields.done()
    return lesson if lesson.key else None


def _split(text, problems):
    lines = text.split("\n")
    if lines[0].strip() != "---":
        problems.add(1, _("A lesson begins with front matter between lines of “---”."))
        return None, "", 1
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            head = "\n".join(lines[1 : number - 1])
            return head, lines[number:], number + 1
    problems.add(1, _("The front matter has no closing “---”."))
    return None, "", 1


def _minimum_minutes(fields):
    node = fields.get("minimum_minutes")
    if node is None or node.value is None:
        return "0"
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        fields.problem("minimum_minutes", _("“minimum_minutes” is a number."))
        return "0"
    if not 0 <= node.value < 1000:
        fields.problem(
            "minimum_minutes", _("“minimum_minutes” lies between 0 and 999.")
        )
        return "0"
    return node.raw


class _Body(Directives):
    def __init__(self, problems, uses):
        self.problems = problems
        self.uses = uses
        self.blocks = []
        self.markers = {}

    def read(self, lines, first_line):
        for piece in self._pieces(lines, first_line):
            if piece.name:
                self._directive(piece)
            else:
                self._prose(piece)
        if not self.blocks:
            self.problems.add(first_line, _("The lesson has no body."))
        for block in self.blocks:
            if isinstance(block, content.Prose):
                self._check_marks(block)
        return self.blocks

    def _pieces(self, lines, first_line):
        piece = _Piece(first_line)
        for number, line in enumerate(lines, start=first_line):
            inside = bool(piece.name)
            opening = OPENING.match(line)
            if inside and CLOSING.match(line):
                yield piece
                piece = _Piece(number + 1)
            elif opening:
                if inside:
                    self.problems.add(
                        piece.line,
                        _("“:::%(name)s” is not closed with “:::”.")
                        % {"name": piece.name},
                    )
                yield piece
                piece = _Piece(number, opening[1], (opening[2] or "").strip())
            elif line.startswith(":::"):
                message = (
                    _("This “:::” closes nothing.")
                    if CLOSING.match(line)
                    else _("A directive is written “:::name” or “:::name KEY”.")
                )
                self.problems.add(number, message)
            else:
                piece.lines.append(line)
        if piece.name:
            self.problems.add(
                piece.line,
                _("“:::%(name)s” is not closed with “:::”.") % {"name": piece.name},
            )
        yield piece

    def _prose(self, piece):
        text = piece.text.strip("\n")
        if not text.strip():
            return
        blank = len(piece.text) - len(piece.text.lstrip("\n"))
        line = piece.line + blank
        check_markdown(
            text, problems=self.problems, uses=self.uses, first_line=line, marks=True
        )
        self.blocks.append(content.Prose(text.strip(), line))

    def _check_marks(self, prose):
        notes = {note.marker for note in prose.notes}
        marks = set()
        for marker, position in find_marks(prose.text):
            marks.add(marker)
            if marker not in notes:
                self.problems.add(
                    line_at(prose.text, position, prose.line),
                    _("The marker [^%(marker)s] has no “:::note %(marker)s” below it.")
                    % {"marker": marker},
                )
        for note in prose.notes:
            if note.marker not in marks:
                self.problems.add(
                    self.markers[note.marker],
                    _("The prose above has no marker [^%(marker)s].")
                    % {"marker": note.marker},
                )

    def _directive(self, piece):
        method = getattr(self, f"_read_{piece.name.replace('-', '_')}", None)
        if method is None:
            self.problems.add(
                piece.line,
                _("There is no directive “:::%(name)s”.") % {"name": piece.name},
            )
            return
        if self.blocks and isinstance(self.blocks[-1], content.References):
            self.problems.add(piece.line, _("“:::references” stands last."))
        node = parse(piece.text, self.problems, first_line=piece.line + 1)
        if node is None:
            return
        if node.value is None:
            node = Node({}, piece.line)
        node.line = piece.line
        fields = Fields(node, self.problems, self.uses)
        method(piece, fields)
        fields.done()
