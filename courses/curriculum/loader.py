"""Course files put on the site: only what changed, and never over an editor's work.

What was loaded is remembered per object by the digest of what it said then
(``LoadedObject``). An object that says something else now was edited on the site: it
is left alone and reported. Everything happens in one transaction.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain import editions
from courses.models import LoadedObject
from media.svg import UnsafeSvg

from . import exports, kinds, places
from .plan import (
    CREATED,
    EDITED,
    LEFT_OUT,
    RETIRED,
    UNCHANGED,
    UPDATED,
    LoadError,
    Plan,
)


class _Rollback(Exception):
    """Ends a dry run."""


def load(*, files, at, force=(), parent="", dry_run=False):
    """Put a course on the site and return the plan of what was done.

    ``force`` names keys that are overwritten although they were edited on the site.
    ``parent`` is the slug of the course index; without it the only one is taken, or
    one is made below the home page. A dry run does the same and takes it all back.
    Raises ``LoadError`` when something can't be written; then nothing was.
    """
    loader = _Loader(files, at, frozenset(force))
    try:
        with transaction.atomic():
            loader.run(parent)
            if dry_run:
                raise _Rollback
    except _Rollback:
        pass
    return loader.plan


class _Loader:
    def __init__(self, files, at, force):
        self.files = files
        self.course = files.course
        self.at = at
        self.force = force
        self.plan = Plan()
        self.found = {}  # (kind, key) -> object on the site
        self.new_figures = set()
        self.records = {
            (record.kind, record.key): record
            for record in LoadedObject.objects.filter(course_key=self.course.key)
        }
        self.seen = set()

    # what kinds ask

    def find(self, kind, key):
        return self.found.get((kind, key))

    def get(self, kind, key):
        obj = self.find(kind, key)
        if obj is None:
            raise LoadError(
                _("The %(kind)s “%(key)s” is not on the site.")
                % {"kind": kind, "key": key}
            )
        return obj

    def pk(self, kind, key):
        return self.get(kind, key).pk

    # the order of things: nothing is written before what it points to

    def run(self, parent):
        files, course = self.files, self.course
        self._check_forced()
        self._all(kinds.ReferenceKind(), files.references.values())
        self._all(kinds.TermKind(), files.terms.values())
        self._all(kinds.ObjectiveKind(), course.objectives)
        self._all(kinds.InstructorKind(), course.instructors)
        self._all(kinds.BankKind(), [course])
        self._all(kinds.FigureKind(), files.figures.values())
        self._all(kinds.QuestionKind(), files.questions.values())
        self._pages(parent)
        self._left_out()

    def _check_forced(self):
        files, course = self.files, self.course
        known = {course.key, *files.lessons, *files.questions, *files.figures}
        known |= {*files.references, *files.terms}
        for entry in (*course.objectives, *course.instructors, *course.modules):
            known.add(entry.key)
        known |= {quiz.key for quiz in course.quizzes}
        if unknown := sorted(self.force - known):
            raise LoadError(
                _("The files have no key “%(keys)s”.") % {"keys": "”, “".join(unknown)}
            )

    def _all(self, kind, entries):
        for entry in entries:
            obj = self._recorded(kind, entry.key)
            obj = obj or kind.model.objects.filter(key=entry.key).first()
            self._one(kind, entry, obj)

    def _recorded(self, kind, key):
        record = self.records.get((kind.name, key))
        if record is None:
            return None
        return kind.model.objects.filter(pk=record.object_pk).first()

    def _one(self, kind, entry, obj):
        """Bring one object that has no children up to its entry."""
        is_new = obj is None
        draft = kind.new(entry) if is_new else kind.draft(obj)
        before = None if is_new else self._state(kind, draft, obj)
        kind.fill(draft, entry, self)
        after = self._state(kind, draft, None)
        again = kind.name == "question" and entry.figure in self.new_figures
        action = self._action(kind, entry.key, before, after, again=again)
        if action == EDITED and getattr(obj, "retired_at", None):
            action = RETIRED
        if action in (CREATED, UPDATED):
            self._write(kind, entry.key, draft)
            if kind.name == "figure":
                self.new_figures.add(entry.key)
        self._settle(kind, entry.key, draft if is_new else obj, action, after)

    def _state(self, kind, draft, obj, **more):
        """Return what the object says; unpublishing it on the site counts as an edit."""
        live = obj is None or getattr(obj, "live", True)
        return {"live": live, **kind.export(draft), **more}

    def _action(self, kind, key, before, after, *, again=False):
        if before is None:
            return CREATED
        if exports.alike(before, after):
            # What a question pins has a new version: it is published once more.
            return (
                UPDATED
                if again and not self._is_edited(kind, key, before)
                else UNCHANGED
            )
        if self._is_edited(kind, key, before) and key not in self.force:
            return EDITED
        return UPDATED

    def _is_edited(self, kind, key, before):
        record = self.records.get((kind.name, key))
        return record is None or record.digest != exports.digest(before)

    def _write(self, kind, key, draft):
        try:
            kind.write(draft)
        except (ValidationError, UnsafeSvg) as error:
            messages = getattr(error, "messages", None) or [str(error)]
            raise LoadError(
                f"{kind.name} “{key}”: {' '.join(map(str, messages))}"
            ) from error

    def _settle(self, kind, key, obj, action, after):
        """Remember the object, and what it said when it was last loaded."""
        self.found[kind.name, key] = obj
        self.seen.add((kind.name, key))
        self.plan.add(action, kind.name, key)
        if action in (EDITED, RETIRED):
            return
        record = self.records.get((kind.name, key))
        fingerprint = exports.digest(after)
        if (
            record is not None
            and record.digest == fingerprint
            and record.object_pk == str(obj.pk)
        ):
            return
        LoadedObject.objects.update_or_create(
            course_key=self.course.key,
            kind=kind.name,
            key=key,
            defaults={
                "digest": fingerprint,
                "content_type": ContentType.objects.get_for_model(
                    kind.model, for_concrete_model=False
                ),
                "object_pk": str(obj.pk),
                "loaded_at": self.at,
            },
        )

    def _pages(self, parent):
        places.Tree(self, parent).load()
        course = self.find("course", self.course.key)
        if course is not None and course.live:
            # Publishing the course froze it already, unless only a lesson changed.
            editions.freeze(course=course, at=self.at)

    def _left_out(self):
        for kind, key in sorted(set(self.records) - self.seen):
            self.plan.add(LEFT_OUT, kind, key)
