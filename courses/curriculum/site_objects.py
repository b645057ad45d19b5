"""The objects that a course uses, each read as the entry it could be loaded from."""

from django.utils.translation import gettext as _

from courses.models import GlossaryTerm, Instructor, LoadedObject
from media.figures import get_figure_model
from media.models import Reference
from quizzes import types
from quizzes.models import Bank, Objective, Question

from . import content, kinds
from .fields import KEY, MAX_KEY
from .site_bodies import SiteBody
from .unsaid import Notes

SNIPPETS = {
    "reference": Reference,
    "objective": Objective,
    "question": Question,
    "figure": get_figure_model(),
    "glossary term": GlossaryTerm,
    "instructor": Instructor,
}
PAGES = {"module", "lesson", "quiz"}


class SiteObjects:
    """Knows the key of each object, and reads it when something first points to it.

    ``objects`` has what was read by kind and key, ``entries`` what it says; ``None``
    for what can't go into files.
    """

    def __init__(self, course):
        self.notes = Notes()
        self.page = course
        kind = kinds.CourseKind.name
        record = LoadedObject.objects.filter(
            kind=kind, object_pk=str(course.pk)
        ).first()
        self.key = record.course_key if record else course.slug
        records = LoadedObject.objects.filter(course_key=self.key)
        self.records = {
            (record.kind, record.object_pk): record.key for record in records
        }
        self.bank = self._bank()
        self.objects = {}
        self.entries = {name: {} for name in SNIPPETS}

    # ---- keys --------------------------------------------------------------------------

    def _key(self, kind, obj, own):
        """Return the key of an object: that of the files, else its own if it can be."""
        key = self.records.get((kind, str(obj.pk)), own)
        if not KEY.fullmatch(key) or len(key) > MAX_KEY:
            fitting = "-".join(KEY.findall(key.lower()))[:MAX_KEY].strip("-") or "x"
            self.notes.add(
                kind,
                key,
                _("Its key can't stand in files: “%(key)s” does.") % {"key": fitting},
            )
            key = fitting
        wanted, number = key, 1
        while self.objects.get((kind, key), obj) != obj or self._is_page_key(
            kind, key, obj
        ):
            number += 1
            key = f"{wanted[: MAX_KEY - 4]}-{number}"
        if key != wanted:
            self.notes.add(
                kind,
                wanted,
                _("Its key is taken in the course: “%(key)s” stands for it.")
                % {"key": key},
            )
        self.objects[kind, key] = obj
        return key

    def _is_page_key(self, kind, key, obj):
        """Say whether another page of the course stands under the key."""
        if kind not in PAGES:
            return False
        others = (self.objects.get((other, key)) for other in PAGES)
        return any(other is not None and other != obj for other in others)

    def key_of(self, kind, pk, body):
        """Return the key of what a block points to; ``""`` for what can't be said."""
        obj = SNIPPETS[kind].objects.filter(pk=pk).first() if pk else None
        if obj is None:
            body.note(_("What it points to is gone (%(kind)s).") % {"kind": kind})
            return ""
        return self._use(kind, obj, body)

    def use_term(self, key, body):
        term = GlossaryTerm.objects.filter(key=key).first()
        if term is None:
            body.note(_("There is no glossary term “%(key)s”.") % {"key": key})
        else:
            self._use("glossary term", term, body)

    def _use(self, kind, obj, body=None):
        """Return the key of an object after reading it, or ``""`` after a note."""
        key = self._key(kind, obj, obj.key)
        if key not in self.entries[kind]:
            # In its place first: what is read may come back to it.
            self.entries[kind][key] = None
            draft = self._draft(kind, key, obj)
            read = getattr(self, f"_read_{kind.replace(' ', '_')}")
            self.entries[kind][key] = read(key, draft)
        if self.entries[kind][key] is None:
            if body is not None:
                body.note(
                    _("It needs the %(kind)s “%(key)s”, which can't go into files.")
                    % {"kind": kind, "key": key}
                )
            return ""
        return key

    def _draft(self, kind, key, obj):
        if not getattr(obj, "live", True):
            self.notes.add(kind, key, _("It isn't published; in files everything is."))
        elif getattr(obj, "has_unpublished_changes", False):
            self.notes.add(
                kind, key, _("Changes in it aren't published; the files hold them.")
            )
        if hasattr(obj, "get_latest_revision_as_object"):
            return obj.get_latest_revision_as_object()
        return obj

    def _bank(self):
        for (kind, pk), key in self.records.items():
            if kind == "bank" and key == self.key:
                return Bank.objects.filter(pk=pk).first()
        return Bank.objects.filter(key=self.key).first()

    # ---- snippets ----------------------------------------------------------------------

    def _read_reference(self, key, obj):
        names = kinds.ReferenceKind.plain
        return content.Reference(key, **{name: getattr(obj, name) for name in names})

    def _read_glossary_term(self, key, obj):
        return content.Term(key, obj.term, obj.latin, obj.definition)

    def _read_objective(self, key, obj):
        return content.Objective(key, obj.text)

    def _read_figure(self, key, obj):
        if not obj.svg:
            self.notes.add(
                "figure", key, _("It is an image; files hold drawings alone.")
            )
            return None
        if obj.collection.get_view_restrictions().exists():
            self.notes.add("figure", key, _("Its collection is private."))
        if tags := sorted(tag.name for tag in obj.tags.all()):
            self.notes.add(
                "figure", key, _("Its tags: %(tags)s.") % {"tags": ", ".join(tags)}
            )
        names = kinds.FigureKind.plain
        return content.Figure(key, **{name: getattr(obj, name) for name in names})

    def _read_instructor(self, key, obj):
        body = SiteBody("instructor", key, self, field="biography")
        rows = list(obj.disclosures.all())
        if len(rows) > 1:
            self.notes.add(
                "instructor", key, _("Of several disclosures the newest goes out.")
            )
        row = obj.current_disclosure()
        if row is None:
            self.notes.add("instructor", key, _("There is no disclosure."))
        return content.Instructor(
            key=key,
            name=obj.name,
            credentials=obj.credentials,
            biography=body.markdown(obj.biography),
            disclosure=row.text if row else "",
            disclosed_on=row.disclosed_on if row else None,
        )

    def _read_question(self, key, obj):
        body = SiteBody("question", key, self, field="body")
        raw = list(obj.body.get_prep_value()) if obj.body else []
        if not raw:
            body.note(_("It asks nothing."))
            return None
        try:
            question_type = types.get(raw[0]["type"])
        except LookupError as error:
            body.note(error)
            return None
        figure = ""
        if obj.figure_id:
            figure = self.key_of("figure", obj.figure_id, body)
        if question_type.asks_figure and not figure:
            body.note(_("It can't be asked without its figure, so it is left out."))
            return None
        objective = obj.objective
        if objective is None:
            body.note(_("It has no objective, which files need."))
        if obj.bank_id != (self.bank.pk if self.bank else None):
            self.notes.add(
                "question",
                key,
                _("It lies in another bank; files put it into that of the course."),
                name="bank",
            )
        rationale = SiteBody("question", key, self, field="rationale")
        hints = SiteBody("question", key, self, field="hints")
        references = [self._use("reference", one, body) for one in obj.references.all()]
        return content.Question(
            key=key,
            type_key=raw[0]["type"],
            value=raw[0]["value"],
            objective=self._use("objective", objective, body) if objective else "",
            difficulty=obj.difficulty,
            tags=tuple(sorted(tag.name for tag in obj.tags.all())),
            figure=figure,
            rationale=rationale.markdown(obj.rationale),
            references=tuple(sorted(references)),
            verdict=obj.verdict,
            level=obj.level,
            hints=hints.hints(obj.hints.get_prep_value()),
        )
