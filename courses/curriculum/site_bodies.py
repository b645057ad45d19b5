"""The raw form of StreamFields turned back into what course files say.

The inverse of ``bodies``: what it makes of the result is what stood here.
"""

from django.utils.translation import gettext as _

from courses.markers import note_markers, term_keys
from media.domain.markdown_writing import to_markdown, unsayable

from . import content


class SiteBody:
    """Reads the blocks of one object; ``site`` knows the key of what a block points to.

    ``site`` has ``key_of(kind, pk, place)``, which returns ``""`` and notes why for
    what can't go into files, and ``notes``.
    """

    def __init__(self, kind, key, site, *, field):
        self.kind = kind
        self.key = key
        self.site = site
        self.field = field
        self.part = ""

    def note(self, what):
        self.site.notes.add(self.kind, self.key, what, part=self.part, name=self.field)

    def markdown(self, html, *, terms=False, marks=False):
        """Return rich text as Markdown; terms in it are used by the course."""
        for what in unsayable(html):
            self.note(_("“%(what)s” can't be written in Markdown.") % {"what": what})
        if terms:
            for key in sorted(term_keys(html)):
                self.site.use_term(key, self)
        return to_markdown(html, terms=terms, marks=marks)

    def keys(self, kind, items):
        found = (self.site.key_of(kind, pk, self) for pk in values(items))
        return tuple(key for key in found if key)

    def lesson(self, raw):
        blocks = []
        for number, block in enumerate(raw, start=1):
            self.part = f"block {number} ({block['type']})"
            read = getattr(self, f"_{block['type']}", None)
            if read is None:
                self.note(_("A block of this kind has no form in course files."))
                continue
            found = read(block["value"])
            if found is None:
                continue
            self._check_place(blocks, found)
            blocks.append(found)
        self.part = ""
        return tuple(blocks)

    def _check_place(self, blocks, found):
        before = blocks[-1] if blocks else None
        if isinstance(before, content.References):
            self.note(_("References stand last in course files."))
        if (
            isinstance(found, content.Prose)
            and isinstance(before, content.Prose)
            and not before.notes
        ):
            self.note(_("Two texts in a row become one in course files."))

    def _prose(self, value):
        text = self.markdown(value["text"], terms=True, marks=True)
        notes = [self._appraisal(note) for note in values(value.get("notes"))]
        if not text and not notes:
            return None
        marks = note_markers(value["text"])
        for note in notes:
            if note.marker not in marks:
                self.note(
                    _("The text has no marker [^%(marker)s].") % {"marker": note.marker}
                )
        return content.Prose(text, 0, notes)

    def _appraisal(self, value):
        return content.Appraisal(
            claim=value["claim"],
            verdict=value["verdict"],
            level=int(value["level"]) if value.get("level") else None,
            references=self.keys("reference", value["references"]),
            text=self.markdown(value.get("text") or "", terms=True),
            source=value.get("source") or "",
            marker=value.get("marker") or "",
        )

    def _claim(self, value):
        return content.Claim(self._appraisal(value))

    def _figure(self, value):
        key = self.site.key_of("figure", value["figure"], self)
        if not key:
            return None
        return content.FigurePlace(key, value["caption"] or "", value["size"])

    def _procedure(self, value):
        steps = []
        for step in values(value["steps"]):
            figure = step["figure"]
            key = ""
            if figure and figure["figure"]:
                key = self.site.key_of("figure", figure["figure"], self)
            steps.append(
                content.Step(
                    title=step["title"],
                    text=self.markdown(step["text"], terms=True),
                    figure=key,
                    caption=(figure or {}).get("caption") or "",
                    caution=step["caution"] or "",
                )
            )
        return content.Procedure(
            title=value["title"],
            introduction=self.markdown(value["introduction"] or "", terms=True),
            steps=tuple(steps),
            stop=self.markdown(value["stop"] or "", terms=True),
        )

    def _callout(self, value):
        return content.Callout(
            value["kind"],
            value["title"] or "",
            self.markdown(value["text"], terms=True),
        )

    def _table(self, value):
        table = value["table"] or {"columns": [], "rows": []}
        return content.Table(
            caption=value["caption"],
            header=tuple(column["heading"] for column in table["columns"]),
            row_headers=bool(value["row_headers"]),
            rows=tuple(tuple(row["values"]) for row in table["rows"]),
        )

    def _check(self, value):
        key = self.site.key_of("question", value["question"], self)
        return content.Check(key) if key else None

    def _references(self, value):
        return content.References(self.keys("reference", value["references"]))

    def hints(self, raw):
        return tuple(self.markdown(hint["value"]) for hint in raw)

    def sections(self, raw, *, bank):
        sections = []
        for number, block in enumerate(raw, start=1):
            self.part = f"section {number}"
            case = self._case(block["value"])
            if block["type"] == "fixed":
                keys = self.keys("question", block["value"]["questions"])
                if not keys:
                    self.note(_("None of its questions can go into course files."))
                    continue
                sections.append(content.Fixed(keys, case))
            else:
                sections.append(self._draw(block["value"], case, bank))
        self.part = ""
        return tuple(sections)

    def _case(self, value):
        figure = value.get("vignette_figure")
        return content.Case(
            title=value.get("title") or "",
            vignette=self.markdown(value.get("vignette") or ""),
            figure=self.site.key_of("figure", figure, self) if figure else "",
        )

    def _draw(self, value, case, bank):
        if value.get("bank") != bank:
            self.note(
                _("It draws from another bank; course files know that of the course.")
            )
        objective = value.get("objective")
        return content.Draw(
            count=value["count"],
            objective=self.site.key_of("objective", objective, self)
            if objective
            else "",
            difficulty=value.get("difficulty") or "",
            tag=value.get("tag") or "",
            line=0,
            case=case,
        )


def values(items):
    """Return what a raw list block holds."""
    return [item["value"] for item in items or []]
