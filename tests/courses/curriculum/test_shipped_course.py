"""The starter course is whole: everything there is reachable, used, and in its place."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from courses.curriculum import content

from . import shipped

# The figures that the plan of the curriculum gives each lesson.
PLANNED = {
    "l-1-1": "f01 f02", "l-1-2": "f03", "l-1-3": "f04", "l-1-4": "f29",
    "l-2-1": "f05 f06", "l-2-2": "f07 f10b", "l-2-3": "f08 f09", "l-2-4": "f11",
    "l-3-1": "f10 f12", "l-3-2": "f12 f10b", "l-3-3": "f29 f30",
    "l-4-1": "f31", "l-4-2": "f13b f17", "l-4-3": "f13 f14 f15", "l-4-4": "f16 f18",
    "l-5-1": "f19", "l-5-2": "f21", "l-5-3": "f18 f24",
    "l-6-1": "f20", "l-6-2": "f19 f22", "l-6-3": "f21 f23", "l-6-4": "f24 f25",
    "l-7-1": "f04 f25", "l-7-2": "f17 f26", "l-7-3": "f27", "l-7-4": "f28",
    "l-8-1": "f31", "l-8-2": "f30", "l-8-3": "f32", "l-8-4": "f32b",
}  # fmt: skip
BLOCKING = {"l-6-2", "l-6-3", "l-6-4", "l-7-2"}
SAFETY = {"l-4-1", "l-8-1"}
PROCEDURES = {
    # lesson: what must be there as a procedure, with a drill beside it
    "l-4-1": "screening and consent",
    "l-6-2": "Category I",
    "l-6-3": "Category II",
    "l-6-4": "Category III",
    "l-7-1": "the flow of a session",
    "l-7-2": "low back, four steps",
}
ROWS = 46
LESSONS = {lesson.key: lesson for lesson in shipped.lessons()}


def test_course_has_the_planned_parts():
    found = shipped.files()

    assert len(found.course.modules) == 8
    assert set(LESSONS) == set(PLANNED)
    assert len(found.figures) == 35
    assert len(found.terms) >= 120
    assert all(module.quiz for module in found.course.modules)


@pytest.mark.parametrize("key", PLANNED)
def test_lesson_has_its_figures(key):
    assert set(PLANNED[key].split()) <= set(shipped.figures_of(LESSONS[key]))


@pytest.mark.parametrize("key", PLANNED)
def test_lesson_opens_with_words_and_is_broken_up_and_closes(key):
    lesson = LESSONS[key]

    assert isinstance(lesson.body[0], content.Prose)
    assert not lesson.body[0].text.startswith("#")
    assert isinstance(lesson.body[-1], content.References)
    assert isinstance(lesson.body[-2], content.Callout)
    assert lesson.body[-2].kind == "key-point"
    assert shipped.blocks(lesson, content.Table)
    assert len(shipped.checks_of(lesson)) >= 2
    assert all(block.caption for block in shipped.blocks(lesson, content.FigurePlace))


@pytest.mark.parametrize("key", PLANNED)
def test_clinical_lesson_appraises_its_claims(key):
    lesson = LESSONS[key]
    found = shipped.appraisals_of(lesson)

    assert found or not lesson.clinical
    assert all(appraisal.references for appraisal in found)


@pytest.mark.parametrize("key", PLANNED)
def test_lesson_lists_what_it_cites(key):
    lesson = LESSONS[key]
    cited = {ref for found in shipped.appraisals_of(lesson) for ref in found.references}
    listed = lesson.body[-1].keys

    assert cited <= set(listed)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("key", PROCEDURES)
def test_procedure_has_its_drill(key):
    lesson = LESSONS[key]
    drills = {
        shipped.files().questions[check].type_key for check in shipped.checks_of(lesson)
    }

    assert shipped.blocks(lesson, content.Procedure)
    assert "procedure_check" in drills


# ---- reachable and used ----------------------------------------------------------------


def test_every_figure_stands_in_a_lesson():
    used = {key for lesson in LESSONS.values() for key in shipped.figures_of(lesson)}

    assert set(shipped.files().figures) - used == set()


def test_every_reference_is_cited():
    cited = {
        ref
        for question in shipped.files().questions.values()
        for ref in question.references
    }
    for lesson in LESSONS.values():
        cited |= set(lesson.body[-1].keys)

    assert set(shipped.files().references) - cited == set()


def test_every_term_is_linked_in_a_lesson():
    linked = set()
    for lesson in LESSONS.values():
        for text in shipped.texts_of(lesson):
            linked |= set(re.findall(r"\[\[([a-z0-9-]+)", text))

    assert set(shipped.files().terms) - linked == set()


def test_every_question_is_asked():
    """By a draw or by name in a quiz, or exactly once in a lesson."""
    checks = Counter(
        key for lesson in LESSONS.values() for key in shipped.checks_of(lesson)
    )
    asked, drawn = set(), set()
    quizzes = [module.quiz for module in shipped.files().course.modules]
    for quiz in [*quizzes, shipped.files().course.final]:
        for section in quiz.sections:
            if isinstance(section, content.Fixed):
                asked |= set(section.questions)
            else:
                drawn.add(section.objective)

    for question in shipped.files().questions.values():
        if {"check", "lab"} & set(question.tags):
            assert checks[question.key] == 1, question.key
        else:
            assert question.key in asked or question.objective in drawn, question.key
            assert not checks[question.key], question.key


def test_every_objective_belongs_to_one_lesson():
    named = Counter(key for lesson in LESSONS.values() for key in lesson.objectives)

    assert set(named) == {
        objective.key for objective in shipped.files().course.objectives
    }
    assert set(named.values()) == {1}


def test_lessons_that_are_named_are_there():
    titles = {lesson.title for lesson in LESSONS.values()}
    for lesson in LESSONS.values():
        for text in shipped.texts_of(lesson):
            for name in re.findall(r"\blessons? \*([^*]+)\*", " ".join(text.split())):
                assert name in titles, (lesson.key, name)


def test_addresses_and_identifiers_have_their_form():
    for reference in shipped.files().references.values():
        assert not reference.doi or re.fullmatch(r"10\.\d{4,9}/\S+", reference.doi), (
            reference.key
        )
        assert not reference.pmid or reference.pmid.isdigit(), reference.key
        assert not reference.url or re.match("https?://", reference.url), reference.key
        assert reference.checked, reference.key


# ---- safety comes first ----------------------------------------------------------------


def required_before(module):
    """Return the keys of all modules that must be complete before ``module``."""
    modules = {one.key: one for one in shipped.files().course.modules}
    found, todo = set(), list(module.requires)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += modules[key].requires
    return found


@pytest.mark.parametrize("key", sorted(BLOCKING))
def test_safety_is_complete_before_blocking(key):
    modules = shipped.files().course.modules
    [module] = [one for one in modules if key in one.lessons]
    before = {
        lesson
        for one in modules
        if one.key in required_before(module)
        for lesson in one.lessons
    }

    assert before >= SAFETY


def test_nothing_lets_learners_place_blocks_before_the_blocking_lessons():
    for lesson in LESSONS.values():
        types = {
            shipped.files().questions[key].type_key for key in shipped.checks_of(lesson)
        }
        assert "block_placement" not in types or lesson.key in BLOCKING, lesson.key


# ---- the topics of the source texts ----------------------------------------------------


def coverage():
    return yaml.safe_load((Path(__file__).parent / "coverage.yaml").read_text())


def test_every_topic_of_the_sources_has_its_place():
    assert {entry["row"] for entry in coverage()} == set(range(1, ROWS + 1))


@pytest.mark.parametrize("entry", coverage(), ids=lambda e: f"{e['row']}-{e['lesson']}")
def test_topic_is_treated_where_it_should_be(entry):
    path = shipped.FOLDER / LESSONS[entry["lesson"]].path

    assert entry["phrase"] in path.read_text()
