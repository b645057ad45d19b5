import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from courses.curriculum import dumper, kinds, length, loader
from courses.curriculum.reader import read_course
from courses.models import CourseIndexPage, CoursePage, LessonPage
from media.models import Figure, Video
from quizzes.models import Question
from tests.courses.curriculum.test_reader import SOT
from tests.courses.factories import (
    make_course,
    make_lesson,
    make_module,
    make_quiz,
    make_small_course,
)
from tests.quizzes.factories import make_question

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


def make_image():
    return get_image_model().objects.create(
        title="Photo", file=get_test_image_file(size=(40, 30))
    )


def make_video():
    return Video.objects.create(key="film", title="Film", no_speech=True, live=False)


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


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("dump_course", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def unsaid():
    return [str(one) for one in dump().unsaid]


def edit(obj, name, change):
    """Change raw blocks as an editor might, and publish."""
    raw = list(getattr(obj, name).get_prep_value())
    change(raw)
    setattr(obj, name, json.dumps(raw))
    obj.save_revision().publish()


def lesson(key="l-1"):
    return LessonPage.objects.get(slug=key)


def test_what_files_can_not_say_is_named_with_its_place(folder, tmp_path_factory):
    load(folder.path)
    image = Figure.objects.create(
        key="photo",
        title="Photo",
        alt="A photo.",
        description="A photo.",
        credit="Photo: the project.",
        image=make_image(),
    )
    video = make_video()
    link = '<p>See <a linktype="page" id="3">there</a>.</p>'

    def change(raw):
        raw.insert(2, {"type": "video", "value": {"video": video.pk, "caption": ""}})
        place = {"figure": image.pk, "caption": "", "size": "text"}
        raw.insert(3, {"type": "figure", "value": place})
        raw[6]["value"]["text"] = link

    edit(lesson(), "body", change)
    page = lesson("l-2")
    page.required = False
    page.search_description = "Found by this."
    page.save_revision().publish()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    lesson("l-3").unpublish()
    question = Question.objects.get(key="q-2")
    question.difficulty = "hard"
    question.save_revision()

    assert unsaid() == [
        "lesson l-1, block 3 (video): A block of this kind has no form in course files.",
        "figure photo: It is an image; files hold drawings alone.",
        "lesson l-1, block 4 (figure): It needs the figure “photo”, which can't go into "
        "files.",
        "lesson l-1, block 7 (claim): “<a page>” can't be written in Markdown.",
        "lesson l-2: Files don't say its meta description.",
        "question q-2: Changes in it aren't published; the files hold them.",
        "module m2: The page “Another” isn't published and is left out.",
        "page l-2: It is private (Private, accessible to any logged-in users); loaded "
        "from files it is not.",
        "lesson l-2: Files say “required” otherwise than the site.",
    ]
    to = tmp_path_factory.mktemp("to") / "course"
    with pytest.raises(CommandError, match="can't say 9 things"):
        run(to)
    assert not to.exists()
    _out, err = run(to, "--partial")
    assert err.count("\n") == 9
    assert "difficulty: hard" in (to / "questions" / "m1.yaml").read_text()
    assert sorted(read_course(to).lessons) == ["l-1", "l-2"]


def test_an_image_that_a_question_asks_about_takes_the_question_along(folder):
    for name, text in everything.files().items():
        folder.write(name, text)
    load(folder.path)
    figure = Figure.objects.get(key="table-asked")
    figure.svg, figure.image = "", make_image()
    figure.structures = {
        **figure.structures,
        "items": [
            {
                **item,
                "shape": {
                    "type": "rect",
                    "x": 0.1,
                    "y": 0.1,
                    "width": 0.1,
                    "height": 0.1,
                },
            }
            for item in figure.structures["items"]
        ],
    }
    figure.save_revision().publish()
    key = Question.objects.get(type_key="block_placement").key

    made = dump()

    assert [str(one) for one in made.unsaid if key in str(one)] == [
        f"question {key}: It needs the figure “table-asked”, which can't go into files.",
        f"question {key}: It can't be asked without its figure, so it is left out.",
        next(
            str(one)
            for one in made.unsaid
            if f"It needs the question “{key}”" in str(one)
        ),
    ]
    assert not any(key in text for text in made.files.values())


def test_what_an_editor_wrote_goes_out_as_well(folder, tmp_path_factory):
    """Rich text as the editor makes it, quotes as they were typed, other block ids."""
    load(folder.path)

    def change(raw):
        raw[0]["value"]["text"] = (
            '<h2 data-block-key="a">It\'s "so"</h2><p data-block-key="b">1. <b>a </b>b<br/>'
            "c [[sacrum]][^ends]: <i>x</i></p><ul><li>a<ul><li>b</li></ul></li></ul>"
            '<p data-block-key="c"></p>'
        )
        raw[6]["value"]["table"]["rows"][0]["values"] = ["1.50", "2026-01-01"]

    edit(lesson(), "body", change)
    made = dump()
    assert made.unsaid == []
    again = tmp_path_factory.mktemp("again")
    dumper.save(files=made.files, folder=again)

    assert set(load(again).counts()) == {"unchanged"}


def named(page, slug):
    page.slug = slug
    page.save_revision().publish()
    return page


def test_a_course_that_was_made_on_the_site_goes_out(tmp_path_factory):
    course = make_course(title="By hand", slug="by_hand")
    module = named(make_module(course), "one")
    named(make_quiz(module, questions=[make_question(key="Asked_1")]), "same")
    named(make_lesson(module), "after")
    named(make_quiz(course, questions=[make_question(key="asked-2")]), "same")
    named(make_quiz(course, title="Spare"), "spare")

    made = dump()

    assert [str(one) for one in made.unsaid] == [
        "course by_hand: Its key can't stand in files: “by-hand” does.",
        "module one: Its quiz stands last in course files.",
        "question Asked_1: Its key can't stand in files: “asked-1” does.",
        "question asked-1: It has no objective, which files need.",
        "quiz same: Its key is taken in the course: “same-2” stands for it.",
        "question asked-2: It has no objective, which files need.",
        "course by-hand: One quiz stands here in files: “Spare” is left out.",
        # What the files lack is said as it is of any course files.
        "course.yaml:4: “summary” is empty.",
        "lessons/after.md:7: “summary” is empty.",
        "lessons/after.md:9: The lesson has no body.",
        "questions/by-hand.yaml:1: “rationale” is missing.",
        "questions/by-hand.yaml:3: “objective” is empty.",
        "questions/one.yaml:1: “rationale” is missing.",
        "questions/one.yaml:3: “objective” is empty.",
    ]


def test_command_writes_a_folder_that_loads(folder, tmp_path_factory):
    load(folder.path)
    to = tmp_path_factory.mktemp("to")

    out, _err = run(to, "--course", "small")

    assert out == f"A small course: 9 files in {to}.\n"
    assert read_course(to).course.key == "small"
    with pytest.raises(CommandError, match="holds files"):
        run(to)


def test_command_replaces_the_course_files_of_a_folder_when_forced(folder):
    load(folder.path)
    folder.write("README.md", "Kept.")
    before = read_course(folder.path)

    run(folder.path, "--force")

    assert sorted(path.name for path in folder.path.rglob("*.*")) == [
        "README.md",
        "course.yaml",
        "f01.svg",
        "figures.yaml",
        "glossary.yaml",
        "l-1.md",
        "l-2.md",
        "l-3.md",
        "m1.yaml",
        "references.yaml",
    ]
    assert sorted(read_course(folder.path).lessons) == sorted(before.lessons)


def test_command_refuses_a_file_as_a_folder(folder):
    with pytest.raises(CommandError, match="is no folder"):
        run(folder.path / "course.yaml")


def test_command_needs_the_name_of_one_course(folder, tmp_path):
    with pytest.raises(CommandError, match="no such course"):
        run(tmp_path / "to")
    load(folder.path)
    make_small_course(index=CourseIndexPage.objects.get())
    with pytest.raises(CommandError, match="several"):
        run(tmp_path / "to")
    with pytest.raises(CommandError, match="no such course"):
        run(tmp_path / "to", "--course", "other")
    run(tmp_path / "to", "--course", "small")


def test_minutes_are_left_out_where_the_formula_gives_them(folder):
    load(folder.path)
    usual = length.with_minutes(
        replace(read_course(folder.path).lessons["l-2"], minutes=None), {}
    ).minutes
    assert usual != 5

    assert "\nminutes: 5\n" in dump().files["lessons/l-2.md"]
    page = lesson("l-2")
    page.minutes = usual
    page.save_revision().publish()
    assert "minutes" not in dump().files["lessons/l-2.md"]


@pytest.mark.slow
def test_the_sot_course_goes_out_and_comes_back(tmp_path):
    load(SOT)

    made = dump()

    assert made.unsaid == []
    dumper.save(files=made.files, folder=tmp_path)
    assert set(load(tmp_path).counts()) == {"unchanged"}


@pytest.mark.slow
def test_the_sot_course_goes_out_of_another_site_the_same(tmp_path):
    made = dumped_elsewhere(SOT)
    dumper.save(files=made.files, folder=tmp_path)

    assert dumped_elsewhere(tmp_path).files == made.files
