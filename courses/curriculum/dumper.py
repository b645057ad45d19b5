"""A course of the site as course files, proved to say the same.

What was written is read again as any course files are, and compared, object by object
and field by field, with what the site says. So whatever files can't say is known,
whether somebody thought of it or not.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from . import exports, kinds
from .problems import CourseFileErrors
from .reader import read_course
from .site_reading import SiteCourse
from .unsaid import Unsaid
from .writing import write_course

# What ``reader`` reads.
READ = (
    "course.yaml", "lessons/*.md", "questions/*.yaml", "figures*.yaml", "figures/*.svg",
    "references*.yaml", "glossary*.yaml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dump:
    """``files`` has the text of each file by its path; ``unsaid`` what is not in them."""

    files: dict[str, str]
    unsaid: list[Unsaid]


def dump(*, course):
    """Return the files of a course, and what they can't say. Writes nothing."""
    site = SiteCourse(course)
    files = write_course(site.files)
    with tempfile.TemporaryDirectory() as folder:
        save(files=files, folder=Path(folder))
        try:
            read = read_course(folder)
        except CourseFileErrors as error:
            for problem in error.problems:
                place = f"{problem.path}:{problem.line}"
                site.notes.found.append(Unsaid(place, problem.message))
        else:
            _compare(site, read)
    return Dump(files, site.notes.found)


def save(*, files, folder):
    """Write the files into a folder; every one of them is UTF-8.

    Other course files in the folder are deleted: they would be read as a part of the
    course. Whatever else lies there stays.
    """
    stale = [path for pattern in READ for path in folder.glob(pattern)]
    for path in stale:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


class _Found:
    """Stands for the loader: what every key of the files is on the site."""

    def __init__(self, site, read):
        self.site = site
        self.course = read.course

    def find(self, kind, key):
        return self.site.objects.get((kind, key))

    def get(self, kind, key):
        return self.site.bank if kind == "bank" else self.find(kind, key)

    def pk(self, kind, key):
        obj = self.get(kind, key)
        return obj.pk if obj is not None else None


def _compare(site, read):
    """Note every field that loading the files would change."""
    course = read.course
    found = _Found(site, read)
    everything = [
        (kinds.ReferenceKind(), read.references.values()),
        (kinds.TermKind(), read.terms.values()),
        (kinds.ObjectiveKind(), course.objectives),
        (kinds.InstructorKind(), course.instructors),
        (kinds.FigureKind(), read.figures.values()),
        (kinds.QuestionKind(), read.questions.values()),
        (kinds.LessonKind(), read.lessons.values()),
        (kinds.QuizKind(), course.quizzes),
        (kinds.ModuleKind(), course.modules),
        (kinds.CourseKind(), [course]),
    ]
    for kind, entries in everything:
        for entry in entries:
            obj = site.objects[kind.name, entry.key]
            before = kind.export(kind.draft(obj))
            draft = kind.draft(obj)
            kind.fill(draft, entry, found)
            after = kind.export(draft)
            for name in sorted({*before, *after}):
                spoken = (kind.name, entry.key, name) in site.notes.fields
                if not spoken and not exports.alike(before.get(name), after.get(name)):
                    site.notes.add(
                        kind.name,
                        entry.key,
                        _("Files say “%(field)s” otherwise than the site.")
                        % {"field": name},
                    )
