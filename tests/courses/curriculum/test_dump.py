from datetime import UTC, datetime

import pytest
from django.db import transaction

from courses.curriculum import dumper, kinds, loader
from courses.curriculum.reader import read_course
from courses.models import (
    CoursePage,
)

from . import everything

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS = [
    kinds.ReferenceKind, kinds.TermKind, kinds.ObjectiveKind, kinds.InstructorKind,
    kinds.FigureKind, kinds.QuestionKind, kinds.LessonKind, kinds.QuizKind,
    kinds.ModuleKind, kinds.CourseKind,
]  # fmt: skip


@pytest.fixture(params=["small", "everything"])
def course_folder(request, folder):
    if request.param == "everything":
        for name, text in everything.files().items():
            folder.write(name, text)
    return folder.path


def load(path):
    return loader.load(files=read_course(path), at=AT)


def dump():
    return dumper.dump(course=CoursePage.objects.get())


def says():
    """Return what every object of every kind says."""
    found = {}
    for kind in KINDS:
        for obj in kind.model.objects.all():
            found[kind.name, str(obj)] = kind().export(kind().draft(obj))
    return found


def test_a_dump_loads_without_a_change(course_folder, tmp_path_factory):
    load(course_folder)
    before = says()

    made = dump()

    assert made.unsaid == []
    again = tmp_path_factory.mktemp("again")
    dumper.save(files=made.files, folder=again)
    assert set(load(again).counts()) == {"unchanged"}
    assert says() == before
    assert dump() == made


class _Undone(Exception):
    pass


def dumped_elsewhere(path):
    """Return the dump of a site of its own, on which nothing but ``path`` was loaded."""
    try:
        with transaction.atomic():
            load(path)
            made = dump()
            raise _Undone
    except _Undone:
        return made


def test_a_dump_loaded_on_an_empty_site_goes_out_the_same(
    course_folder, tmp_path_factory
):
    made = dumped_elsewhere(course_folder)
    assert not CoursePage.objects.exists()
    again = tmp_path_factory.mktemp("again")
    dumper.save(files=made.files, folder=again)

    assert dumped_elsewhere(again) == made
