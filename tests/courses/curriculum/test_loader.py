import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from courses.curriculum import loader
from courses.curriculum.plan import LoadError
from courses.curriculum.reader import read_course
from courses.models import (
    CourseIndexPage,
    CoursePage,
    Edition,
    GlossaryTerm,
    Instructor,
    LessonPage,
    LoadedObject,
    ModulePage,
)
from media.models import Figure, FigureVersion, Reference
from quizzes.domain import retiring, shelving
from quizzes.models import Objective, Question, QuestionVersion, QuizPage
from tests.courses.curriculum.test_reader import SOT
from tests.quizzes.factories import make_admin, make_bank

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ONE = "lessons/one.md"
ALL = "questions/all.yaml"


@pytest.fixture
def load(folder):
    def run(**options):
        return loader.load(files=read_course(folder.path), at=AT, **options)

    return run


def actions(plan, *wanted):
    return [(change.kind, change.key) for change in plan.of(*wanted)]


def lesson(key="l-1"):
    return LessonPage.objects.get(slug=key)


def fingerprint():
    """Return what would show that something was written."""
    return (
        list(Revision.objects.order_by("pk").values_list("pk", flat=True)),
        list(Page.objects.order_by("pk").values_list("pk", "path", "title")),
        list(LoadedObject.objects.order_by("pk").values()),
        Question.objects.count(),
        Figure.objects.count(),
        Reference.objects.count(),
        Edition.objects.count(),
    )


def test_load_makes_everything_live(load):
    plan = load()

    assert set(plan.counts()) == {"created"}
    course = CoursePage.objects.get()
    assert course.live
    assert course.get_parent().specific == CourseIndexPage.objects.get()
    assert [page.title for page in course.get_children()] == ["First", "Second"]
    first = ModulePage.objects.get(slug="m1")
    assert [page.slug for page in first.get_children()] == ["l-1", "l-2", "q-m1"]
    assert list(ModulePage.objects.get(slug="m2").prerequisites.all()) == [first]
    assert not Page.objects.filter(live=False).exists()
    assert not Page.objects.filter(has_unpublished_changes=True).exists()
    assert course.figure == Figure.objects.get(key="f01")
    assert course.introduction == "<p><strong>Welcome.</strong></p>"
    assert course.instructors.get().current_disclosure().text == "Nothing to disclose."


def test_load_fills_a_lesson(load):
    load()

    page = lesson()

    assert (page.title, page.minutes, page.minimum_seconds) == ("The two ends", 10, 150)
    assert list(page.objectives.all()) == [Objective.objects.get(key="o-1")]
    blocks = {block.block_type: block.value for block in page.body}
    assert [block.block_type for block in page.body] == [
        "prose",
        "prose",
        "figure",
        "procedure",
        "claim",
        "callout",
        "table",
        "check",
        "references",
    ]
    note = page.body[0].value["notes"][0]
    assert (note["marker"], note["verdict"], note["level"]) == ("ends", "theory", "5")
    assert note["references"][0] == Reference.objects.get(key="heese-1991")
    assert "[[sacrum]]" in page.body[0].value["text"].source
    assert blocks["figure"]["figure"].key == "f01"
    assert blocks["procedure"]["steps"][0]["figure"]["figure"].key == "f01"
    assert blocks["procedure"]["steps"][1]["figure"]["figure"] is None
    assert blocks["claim"]["verdict"] == "not_supported"
    assert blocks["table"]["table"].columns[0]["heading"] == "End"
    assert blocks["check"]["question"].key == "q-3"
    page.full_clean()


def test_load_freezes_versions_and_an_edition(load):
    load()

    assert QuestionVersion.objects.count() == 3
    assert FigureVersion.objects.count() == 1
    version = Question.objects.get(key="q-1").current_version()
    assert version.figure_version == Figure.objects.get(key="f01").current_version()
    assert version.content["references"][0]["key"] == "heese-1991"
    edition = Edition.objects.get()
    assert [len(module["items"]) for module in edition.manifest["modules"]] == [3, 1]
    assert edition.manifest["modules"][1]["requires"] == [
        edition.manifest["modules"][0]["key"]
    ]


def test_load_fills_a_quiz(load):
    load()

    quiz = QuizPage.objects.get()

    fixed, draw = quiz.sections
    assert [question.key for question in fixed.value["questions"]] == ["q-1"]
    assert (draw.value["count"], draw.value["tag"]) == (1, "drawn")
    assert draw.value["bank"].key == "small"
    assert quiz.pass_mark == 75


def test_load_twice_changes_nothing(load):
    load()
    before = fingerprint()

    plan = load()

    assert set(plan.counts()) == {"unchanged"}
    assert fingerprint() == before


def test_load_of_a_changed_lesson_makes_one_revision(load, folder):
    load()
    count = Revision.objects.count()
    folder.replace(ONE, "More prose", "Much more prose")

    plan = load()

    assert actions(plan, "updated", "created") == [("lesson", "l-1")]
    assert Revision.objects.count() == count + 1
    assert "Much more prose" in lesson().body[1].value["text"].source
    assert lesson().live


def test_a_dry_run_writes_nothing_and_says_the_same(load, folder):
    before = fingerprint()

    planned = load(dry_run=True)

    assert fingerprint() == before
    assert planned.changes == load().changes


def test_an_edited_lesson_survives_the_next_load(load, folder):
    load()
    page = lesson()
    page.title = "My own title"
    page.save_revision().publish()
    folder.replace(ONE, "More prose", "Much more prose")

    plan = load()

    assert actions(plan, "edited") == [("lesson", "l-1")]
    assert lesson().title == "My own title"
    assert "Much more" not in lesson().body[1].value["text"].source


def test_an_edited_draft_survives_too(load, folder):
    load()
    page = lesson()
    page.title = "Draft title"
    page.save_revision()
    folder.replace(ONE, "More prose", "Much more prose")

    plan = load()

    assert actions(plan, "edited") == [("lesson", "l-1")]
    assert lesson().get_latest_revision_as_object().title == "Draft title"


def test_a_retired_question_is_reported_and_stays_retired(load, folder):
    load()
    question = Question.objects.get(key="q-1")
    admin = make_admin()
    retiring.retire(question=question, by=admin, reason="Out of date.", at=AT)

    plan = load()

    question.refresh_from_db()
    assert actions(plan, "retired") == [("question", "q-1")]
    assert actions(plan, "edited") == actions(plan, "updated") == []
    assert (question.live, question.retired_at) == (False, AT)

    plan = load(force=["q-1"])

    question.refresh_from_db()
    assert actions(plan, "updated") == [("question", "q-1")]
    assert (question.live, question.retired_at) == (True, None)
    assert question.versions.count() == 1


def test_a_moved_question_is_left_in_its_bank_until_it_is_forced_back(load, folder):
    load()
    question = Question.objects.get(key="q-1")
    ours, theirs = question.bank, make_bank("Theirs")
    shelving.move(questions=[question], bank=theirs, by=make_admin())

    assert actions(load(), "edited") == [("question", "q-1")]
    question.refresh_from_db()
    assert question.bank == theirs

    assert actions(load(force=["q-1"]), "updated") == [("question", "q-1")]
    question.refresh_from_db()
    assert question.bank == ours
    assert actions(load(), "updated") == []


def test_force_overwrites_the_named_object_alone(load, folder):
    load()
    for key in ("l-1", "l-2"):
        page = lesson(key)
        page.title = "My own title"
        page.save_revision().publish()

    plan = load(force=["l-1"])

    assert actions(plan, "updated") == [("lesson", "l-1")]
    assert actions(plan, "edited") == [("lesson", "l-2")]
    assert (lesson("l-1").title, lesson("l-2").title) == (
        "The two ends",
        "My own title",
    )
    assert actions(load(), "edited") == [("lesson", "l-2")]


def test_force_of_an_unknown_key_is_refused(load):
    with pytest.raises(LoadError, match="nonsense"):
        load(force=["nonsense"])

    assert not CoursePage.objects.exists()


def test_saving_untouched_in_the_editor_is_no_edit(load):
    load()
    page = lesson()
    raw = list(page.body.get_prep_value())
    text = raw[0]["value"]["text"]
    text = text.replace("<h2>", '<h2 data-block-key="a1b2c">').replace(
        "<p>", '<p data-block-key="x">'
    )
    raw[0]["value"]["text"] = text.replace(">\n<", "><")
    raw[0]["id"] = "another"
    raw[3]["value"]["steps"][0]["value"]["text"] = (
        '<p data-block-key="y">Stand <i>still</i>.</p>'
    )
    page.body = json.dumps(raw)
    page.save_revision().publish()

    assert set(load().counts()) == {"unchanged"}


def save_sections(**case):
    """Save the quiz as the editor does, with every field of its sections there."""
    quiz = QuizPage.objects.get()
    raw = list(quiz.sections.get_prep_value())
    empty = {"title": "", "vignette": "", "vignette_figure": None}
    for section in raw:
        section["value"] = {**empty, **section["value"], **case}
    quiz.sections = json.dumps(raw)
    quiz.save_revision().publish()


def test_saving_a_quiz_untouched_in_the_editor_is_no_edit(load, folder):
    load()
    save_sections()
    assert set(load().counts()) == {"unchanged"}
    folder.replace("course.yaml", "pass_mark: 75", "pass_mark: 80")

    plan = load()

    assert actions(plan, "updated") == [("quiz", "q-m1")]
    assert QuizPage.objects.get().pass_mark == 80


def test_case_added_to_a_quiz_on_the_site_is_an_edit_and_survives(load):
    load()
    save_sections(vignette="<p>A nurse, 41.</p>")

    plan = load()

    assert actions(plan, "edited") == [("quiz", "q-m1")]
    section = QuizPage.objects.get().sections[0]
    assert section.value["vignette"].source == "<p>A nurse, 41.</p>"


def test_an_unpublished_lesson_stays_unpublished(load, folder):
    load()
    lesson("l-2").unpublish()
    folder.replace("lessons/two.md", "Some prose", "Other prose")

    plan = load()

    assert actions(plan, "edited") == [("lesson", "l-2")]
    assert lesson("l-2").live is False


def test_a_lesson_deleted_on_the_site_is_not_made_again(load):
    load()
    lesson("l-2").delete()

    plan = load()

    assert actions(plan, "deleted") == [("lesson", "l-2")]
    assert not LessonPage.objects.filter(slug="l-2").exists()
    assert actions(load(force=["l-2"]), "created") == [("lesson", "l-2")]
    children = ModulePage.objects.get(slug="m1").get_children()
    assert [page.slug for page in children] == ["l-1", "l-2", "q-m1"]


def test_a_module_deleted_on_the_site_takes_its_lessons_along(load):
    load()
    ModulePage.objects.get(slug="m1").delete()

    plan = load()

    assert sorted(actions(plan, "deleted")) == [
        ("lesson", "l-1"),
        ("lesson", "l-2"),
        ("module", "m1"),
        ("quiz", "q-m1"),
    ]
    assert ModulePage.objects.get().slug == "m2"


def test_a_course_deleted_on_the_site_is_not_made_again(load):
    load()
    CoursePage.objects.get().delete()

    plan = load()

    assert ("course", "small") in actions(plan, "deleted")
    assert not CoursePage.objects.exists()
    assert "created" not in plan.counts()


def test_what_is_no_longer_in_the_files_is_reported_and_stays(load, folder):
    load()
    folder.replace("course.yaml", "lessons: [l-1, l-2]", "lessons: [l-1]")
    folder.remove("lessons/two.md")

    plan = load()

    assert actions(plan, "left out") == [("lesson", "l-2")]
    assert lesson("l-2").live


def test_the_order_of_lessons_follows_the_files(load, folder):
    load()
    folder.replace("course.yaml", "lessons: [l-1, l-2]", "lessons: [l-2, l-1]")

    plan = load()

    assert actions(plan, "updated") == [("module", "m1")]
    children = ModulePage.objects.get(slug="m1").get_children()
    assert [page.slug for page in children] == ["l-2", "l-1", "q-m1"]
    assert Edition.objects.count() == 2
    assert set(load().counts()) == {"unchanged"}


def test_an_order_changed_on_the_site_is_kept(load, folder):
    load()
    lesson("l-2").move(lesson("l-1"), pos="left")
    folder.replace("course.yaml", "summary: The first module.", "summary: Other.")

    plan = load()

    assert actions(plan, "edited") == [("module", "m1")]
    children = ModulePage.objects.get(slug="m1").get_children()
    assert [page.slug for page in children] == ["l-2", "l-1", "q-m1"]


def test_a_lesson_moves_to_another_module(load, folder):
    load()
    folder.replace("course.yaml", "lessons: [l-1, l-2]", "lessons: [l-1]")
    folder.replace("course.yaml", "lessons: [l-3]", "lessons: [l-2, l-3]")

    load()

    children = ModulePage.objects.get(slug="m2").get_children()
    assert [page.slug for page in children] == ["l-2", "l-3"]
    assert not Page.find_problems()[0]
    assert set(load().counts()) == {"unchanged"}


def test_a_new_module_stands_where_the_files_put_it(load, folder):
    load()
    folder.write(
        "lessons/four.md",
        (folder.path / "lessons/three.md").read_text().replace("l-3", "l-4"),
    )
    folder.replace(
        "course.yaml",
        "  - key: m2\n",
        "  - key: m3\n    title: Between\n    lessons: [l-4]\n  - key: m2\n",
    )

    load()

    titles = [page.title for page in CoursePage.objects.get().get_children()]
    assert titles == ["First", "Between", "Second"]
    assert set(load().counts()) == {"unchanged"}


def test_a_changed_figure_gives_its_questions_a_new_version(load, folder):
    load()
    folder.replace("figures/f01.svg", "M10 10", "M11 11")

    plan = load()

    assert actions(plan, "updated") == [("figure", "f01"), ("question", "q-1")]
    version = Question.objects.get(key="q-1").current_version()
    assert version.number == 2
    assert version.figure_version.number == 2


def test_a_changed_question_keeps_its_first_version(load, folder):
    load()
    folder.replace(ALL, "The occiput is above.", "The occiput is on top.")

    load()

    versions = Question.objects.get(key="q-2").versions.order_by("number")
    assert [version.content["body"]["stem"] for version in versions] == [
        "<p>The occiput is above.</p>",
        "<p>The occiput is on top.</p>",
    ]


def test_tags_and_references_of_a_question_can_be_taken_away(load, folder):
    load()
    folder.replace(ALL, "  tags: [fixed]\n", "")
    folder.replace(ALL, "  references: [heese-1991]\n", "")

    load()

    question = Question.objects.get(key="q-1")
    assert (question.tags.count(), question.references.count()) == (0, 0)
    assert set(load().counts()) == {"unchanged"}


def test_an_edited_reference_and_term_survive(load, folder):
    load()
    Reference.objects.update(title="My title")
    GlossaryTerm.objects.update(term="Os sacrum")
    folder.replace("references.yaml", "A biography", "Another biography")

    plan = load()

    assert actions(plan, "edited") == [
        ("reference", "heese-1991"),
        ("glossary term", "sacrum"),
    ]
    assert Reference.objects.get().title == "My title"


def test_an_object_that_was_there_before_is_adopted_or_left_alone(load, folder):
    Reference.objects.create(key="heese-1991", title="Made by hand")
    GlossaryTerm.objects.create(
        key="sacrum",
        term="Sacrum",
        latin="Os sacrum",
        definition="The bone at the base of the spine.",
    )

    plan = load()

    assert actions(plan, "edited") == [("reference", "heese-1991")]
    assert actions(plan, "unchanged") == [("glossary term", "sacrum")]
    assert Reference.objects.get().title == "Made by hand"


def test_a_new_disclosure_is_added_to_the_old_one(load, folder):
    load()
    folder.replace("course.yaml", "Nothing to disclose.", "Sells wedges.")
    folder.replace("course.yaml", "2026-11-20", "2026-12-01")

    load()

    instructor = Instructor.objects.get()
    assert instructor.disclosures.count() == 2
    assert instructor.current_disclosure().text == "Sells wedges."
    assert set(load().counts()) == {"unchanged"}


def test_two_courses_share_what_has_the_same_key(load, folder):
    load()
    folder.replace("course.yaml", "key: small", "key: other")

    plan = load()

    assert CoursePage.objects.count() == 2
    assert Reference.objects.count() == 1
    # The questions would change their bank: they stay the first course's.
    assert {kind for kind, _key in actions(plan, "edited")} == {"question"}


def test_nothing_is_half_loaded_when_something_can_not_be_written(load, folder):
    load()
    before = fingerprint()
    folder.replace(ONE, "More prose", "Much more prose")
    folder.replace("course.yaml", "title: Second", f"title: {'x' * 255}")
    files = read_course(folder.path)
    object.__setattr__(files.course.modules[1], "title", "x" * 300)

    with pytest.raises(LoadError, match="m2"):
        loader.load(files=files, at=AT)

    assert fingerprint() == before
    assert "Much more" not in lesson().body[1].value["text"].source


def test_a_slug_that_is_taken_is_said_and_nothing_loaded(load, folder):
    load()
    folder.replace("course.yaml", "key: small", "key: other")
    taken = CoursePage(title="Taken", slug="other")
    CourseIndexPage.objects.get().add_child(instance=taken)

    plan = load()

    assert ("course", "other") in actions(plan, "edited")
    assert CoursePage.objects.get(slug="other").title == "Taken"


def test_several_course_indexes_need_a_parent(load):
    home = Page.objects.get(depth=2)
    for slug in ("one", "two"):
        home.add_child(instance=CourseIndexPage(title=slug, slug=slug))

    with pytest.raises(LoadError, match="--parent"):
        load()
    with pytest.raises(LoadError, match="three"):
        load(parent="three")
    load(parent="two")

    assert CoursePage.objects.get().get_parent().slug == "two"


def run(*arguments):
    out = StringIO()
    call_command("load_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_command_prints_the_plan(folder):
    dry = run(folder.path, "--dry-run")
    assert not CoursePage.objects.exists()
    loaded = run(folder.path)
    again = run(folder.path)

    assert "+ lesson l-1: created" in dry
    assert dry.endswith("Dry run, nothing was written. A small course: 16 created.\n")
    assert loaded.endswith("A small course: 16 created.\n")
    assert again == "A small course: 16 unchanged.\n"


def test_command_says_what_was_left_alone(folder):
    run(folder.path)
    Reference.objects.update(title="My title")

    assert (
        "! reference heese-1991: edited on the site, left alone "
        "(--force heese-1991 overwrites it)"
    ) in run(folder.path)
    assert "~ reference heese-1991: updated" in run(
        folder.path, "--force", "heese-1991"
    )


def test_command_lists_every_problem_and_loads_nothing(folder):
    folder.replace(ONE, ":::check q-3", ":::check q-9")
    folder.replace(ALL, "type: numeric", "type: essay")

    with pytest.raises(CommandError) as caught:
        run(folder.path)

    assert "2 problems" in str(caught.value)
    assert f"{ONE}:" in str(caught.value)
    assert f"{ALL}:" in str(caught.value)
    assert not CoursePage.objects.exists()
    assert not Reference.objects.exists()


@pytest.mark.slow
def test_the_sot_course_loads_and_a_second_load_changes_nothing():
    files = read_course(SOT)

    first = loader.load(files=files, at=AT)
    before = fingerprint()
    second = loader.load(files=files, at=AT)

    assert set(first.counts()) == {"created"}
    assert set(second.counts()) == {"unchanged"}
    assert fingerprint() == before
    assert LessonPage.objects.live().count() == len(files.lessons)
    assert QuestionVersion.objects.count() == len(files.questions)
