"""What each directive of a lesson file holds: one method a directive."""

from django.utils.translation import gettext as _

from courses.enums import CalloutKind
from media.enums import FigureSize, Verdict

from . import content
from .fields import KEY, Fields
from .yaml_source import Node

VERDICTS = [value.replace("_", "-") for value in Verdict.values]


class Directives:
    """``_read_NAME`` takes the piece of the file and its fields, and adds a block.

    Whoever inherits it has ``problems``, ``uses``, ``blocks`` and ``markers``.
    """

    def _argument(self, piece, *, wanted):
        if wanted and not piece.argument:
            self.problems.add(
                piece.line,
                _("“:::%(name)s” needs a key behind it.") % {"name": piece.name},
            )
        elif not wanted and piece.argument:
            self.problems.add(
                piece.line,
                _("“:::%(name)s” takes nothing behind it.") % {"name": piece.name},
            )
        return piece.argument

    def _used_argument(self, piece, kind):
        key = self._argument(piece, wanted=True)
        if key:
            self.uses.note(kind, key, self.problems.path, piece.line)
        return key

    def _appraisal(self, fields, *, text_required, marker="", source=""):
        verdict = fields.choice("verdict", VERDICTS, required=True)
        return content.Appraisal(
            claim=fields.text("claim", required=True),
            verdict=verdict.replace("-", "_"),
            level=fields.optional_integer("level", low=1, high=5),
            references=tuple(fields.use_all("references", "reference", required=True)),
            text=fields.markdown("text", required=text_required),
            source=source,
            marker=marker,
        )

    def _read_note(self, piece, fields):
        marker = self._argument(piece, wanted=True)
        if marker and not KEY.fullmatch(marker):
            self.problems.add(
                piece.line,
                _("A marker has lower-case letters, digits and hyphens: %(marker)s.")
                % {"marker": marker},
            )
        note = self._appraisal(fields, text_required=False, marker=marker)
        if marker in self.markers:
            self.problems.add(
                piece.line,
                _("The note “%(marker)s” is already on line %(line)s.")
                % {"marker": marker, "line": self.markers[marker]},
            )
            return
        self.markers[marker] = piece.line
        if self.blocks and isinstance(self.blocks[-1], content.Prose):
            self.blocks[-1].notes.append(note)
        else:
            self.problems.add(
                piece.line, _("A note follows the prose that points to it.")
            )

    def _read_figure(self, piece, fields):
        self.blocks.append(
            content.FigurePlace(
                figure=self._used_argument(piece, "figure"),
                caption=fields.text("caption"),
                size=fields.choice("size", FigureSize.values, default="text"),
            )
        )

    def _read_procedure(self, piece, fields):
        self._argument(piece, wanted=False)
        steps = []
        for step in fields.mappings("steps", required=True):
            steps.append(
                content.Step(
                    title=step.text("title", required=True),
                    text=step.markdown("text", required=True),
                    figure=step.use("figure", "figure"),
                    caption=step.text("caption"),
                    caution=step.text("caution"),
                )
            )
            step.done()
        self.blocks.append(
            content.Procedure(
                title=fields.text("title", required=True),
                introduction=fields.markdown("introduction"),
                steps=tuple(steps),
                stop=fields.markdown("stop"),
            )
        )

    def _read_claim(self, piece, fields):
        self._argument(piece, wanted=False)
        appraisal = self._appraisal(
            fields, text_required=True, source=fields.text("source")
        )
        self.blocks.append(content.Claim(appraisal))

    def _read_callout(self, piece, fields):
        kind = self._argument(piece, wanted=True)
        if kind and kind not in CalloutKind.values:
            self.problems.add(
                piece.line,
                _("“%(kind)s” is not one of %(kinds)s.")
                % {"kind": kind, "kinds": ", ".join(CalloutKind.values)},
            )
        self.blocks.append(
            content.Callout(
                kind=kind,
                title=fields.text("title"),
                text=fields.markdown("text", required=True),
            )
        )

    def _read_table(self, piece, fields):
        self._argument(piece, wanted=False)
        caption = fields.text("caption", required=True)
        header = self._cells(fields, fields.items("header", required=True))
        rows = []
        for node in fields.items("rows", required=True):
            if not isinstance(node.value, list):
                self.problems.add(node.line, _("A row is a list of cells."))
                continue
            row = self._cells(fields, node.value)
            if len(row) != len(header):
                self.problems.add(
                    node.line,
                    _("This row has %(cells)s cells; the header has %(columns)s.")
                    % {"cells": len(row), "columns": len(header)},
                )
            rows.append(row)
        self.blocks.append(
            content.Table(
                caption, header, fields.truth("row_headers", default=False), tuple(rows)
            )
        )

    def _cells(self, fields, nodes):
        cells = []
        for node in nodes:
            cell = Fields(Node({"cell": node}, node.line), self.problems, self.uses)
            cells.append(cell.text("cell"))
        return tuple(cells)

    def _read_check(self, piece, _fields):
        self.blocks.append(content.Check(self._used_argument(piece, "question")))

    def _read_references(self, piece, fields):
        self._argument(piece, wanted=False)
        keys = fields.use_all("keys", "reference", required=True)
        self.blocks.append(content.References(tuple(keys)))
