from pathlib import Path

import pytest

from courses.curriculum import content
from courses.curriculum.problems import CourseFileErrors
from courses.curriculum.reader import read_course

ONE = "lessons/one.md"
ALL = "questions/all.yaml"
SOT = Path(__file__).parents[3] / "courses" / "curriculum" / "sot"


def problems(folder):
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder.path)
    return caught.value.problems


def test_read_course_reads_everything(folder):
    files = read_course(folder.path)

    assert files.course.key == "small"
    assert [module.key for module in files.course.modules] == ["m1", "m2"]
    assert files.course.modules[1].requires == ("m1",)
    assert sorted(files.lessons) == ["l-1", "l-2", "l-3"]
    assert sorted(files.questions) == ["q-1", "q-2", "q-3"]
    assert files.references["heese-1991"].pmid == "12345"
    assert files.figures["f01"].structures["items"][0]["anchor"] == [0.5, 0.25]
    assert files.lessons["l-1"].minimum_minutes == "2.5"
    assert [type(block).__name__ for block in files.lessons["l-1"].body] == [
        "Prose",
        "Prose",
        "FigurePlace",
        "Procedure",
        "Claim",
        "Callout",
        "Table",
        "Check",
        "References",
    ]
    note = files.lessons["l-1"].body[0].notes[0]
    assert (note.marker, note.verdict, note.level) == ("ends", "theory", 5)
    assert files.lessons["l-1"].body[4].appraisal.verdict == "not_supported"
    assert files.course.modules[0].quiz.sections == (
        content.Fixed(("q-1",)),
        content.Draw(1, "o-1", "", "drawn", 37),
    )


def test_read_course_takes_lists_from_several_files(folder):
    folder.write(
        "glossary-more.yaml", "- {key: ilium, term: Ilium, definition: A bone.}"
    )

    assert sorted(read_course(folder.path).terms) == ["ilium", "sacrum"]


def test_read_course_accepts_a_byte_order_mark_and_other_line_ends(folder):
    text = (folder.path / ONE).read_text().replace("\n", "\r\n")
    folder.write(ONE, b"\xef\xbb\xbf" + text.encode())

    assert read_course(folder.path).lessons["l-1"].title == "The two ends"


# (file, what is replaced, what it becomes, the part whose line is named, the message)
SPOILT = [
    # YAML itself
    (ALL, "type: single-choice", "type: [single", "objective: o-1", "YAML"),
    (ALL, "  difficulty: easy", "  difficulty: easy\n  difficulty: hard", "hard", "twice"),
    ("glossary.yaml", "term: Sacrum", "term: *a", "term: *a", "YAML"),
    (
        "glossary.yaml",
        "term: Sacrum\n  latin: Os sacrum",
        "term: &a Sacrum\n  latin: *a",
        "term: &a",
        "Anchors and aliases",
    ),
    ("glossary.yaml", "term: Sacrum", "term: !!python/x Sacrum", "!!python", "Tags"),
    ("glossary.yaml", "- key: sacrum", "key: sacrum", "term:", "YAML"),
    ("course.yaml", "schema: 1", "schema: 2", "schema: 2", "schema 1"),
    ("course.yaml", "schema: 1\n", "", None, "“schema” is missing"),
    # unknown and missing fields
    ("course.yaml", "audience:", "audiance:", "audiance", "Was “audience” meant?"),
    ("course.yaml", "  questions: q", "  question: q", "question: q", "not a field"),
    ("course.yaml", "title: A small course\n", "", None, "“title” is missing"),
    (ALL, "  rationale: The sacrum is.\n", "", "key: q-1", "“rationale” is missing"),
    (ALL, "      feedback: Yes.", "      hint: Yes.", "hint", "not a field"),
    (ALL, "answer: 2", "answer: 2\n  options: []", "options: []", "not a field"),
    (ONE, "minutes: 10", "minuts: 10", "minuts", "not a field"),
    (ONE, "caption: The pelvis.", "kaption: The pelvis.", "kaption", "not a field"),
    ("figures.yaml", "latin: Os", "greek: Os", "greek", "not a field"),
    ("references.yaml", "finding:", "findings:", "findings", "Was “finding” meant?"),
    ("glossary.yaml", "definition:", "meaning:", "key: sacrum", "“definition” is missing"),
    # wrong types and values
    ("course.yaml", "in_order: true", "in_order: often", "often", "true or false"),
    ("course.yaml", "pass_mark: 75", "pass_mark: 101", "pass_mark", "between 0 and 100"),
    ("course.yaml", "pass_mark: 75", "pass_mark: high", "pass_mark", "whole number"),
    ("course.yaml", "disclosed_on: 2026-11-20", "disclosed_on: May", "May", "a date"),
    ("course.yaml", "disclosed_on: 2026-11-20", "disclosed_on: 2026-13-20", "13-20", "date"),
    ("course.yaml", "questions@example.org", "nobody", "nobody", "email"),
    ("course.yaml", "lessons: [l-1, l-2]", "lessons: l-1", "lessons: l-1", "is a list"),
    ("course.yaml", "requires: [m1]", "requires: [m1, m1]", "[m1, m1]", "twice"),
    ("course.yaml", "key: small", "key: Small Course", "Small Course", "is no key"),
    ("course.yaml", "title: First\n", "title: [First]\n", "[First]", "is text"),
    ("course.yaml", "{count: 1,", "{count: 0,", "count: 0", "between 1 and 200"),
    ("course.yaml", "- questions: [q-1]", "- questions: []", "questions: []", None),
    ("course.yaml", "pass_mark: 75", "wait_minutes: -1", "wait", "between 0 and"),
    ("course.yaml", "pass_mark: 75", "time_limit_minutes: 0", "time", "between 1 and"),
    ("course.yaml", "pass_mark: 75", "layout: book", "book", "all, section, question"),
    ("course.yaml", "pass_mark: 75", "behaviour: slow", "slow", "deferred, immediate"),
    ("course.yaml", "pass_mark: 75", "max_tries: 11", "tries", "between 1 and 10"),
    ("course.yaml", "pass_mark: 75", "try_cost: 101", "cost", "between 0 and 100"),
    ("course.yaml", "pass_mark: 75", "counting: worst", "worst", "best, last"),
    ("course.yaml", "pass_mark: 75", "practice: maybe", "maybe", "true or false"),
    ("course.yaml", "pass_mark: 75", "grace_seconds: 601", "grace", "between 0 and 600"),
    ("course.yaml", "pass_mark: 75", "on_expiry: wait", "wait", "submit, discard"),
    ("course.yaml", "pass_mark: 75", "one_way: true", "one_way", "needs “layout"),
    ("course.yaml", "pass_mark: 75", "review: all", "review", "Fields are expected"),
    ("course.yaml", "pass_mark: 75", "review: {later: []}", "later", "not a field"),
    ("course.yaml", "pass_mark: 75", "review: {open: mark}", "open", "is a list"),
    ("course.yaml", "pass_mark: 75", "review: {open: [tips]}", "tips", "“tips” is not one"),
    ("course.yaml", "pass_mark: 75", "review: {during: [score]}", "score", "“score” is not"),
    ("course.yaml", "pass_mark: 75", "opens_at: 2026-11-20", "opens_at", "not a field"),
    ("course.yaml", "- questions: [q-1]", "- {questions: [q-1], figure: f9}", "f9", "no figure"),
    ("course.yaml", "- questions: [q-1]", "- {questions: [q-1], vignette: 'a [[b]]'}", "vig", "not linked here"),
    ("course.yaml", "audience:", "final: {key: q-m1, title: Final, sections: [{questions: [q-1]}]}\naudience:", None, "stands for two things"),
    ("course.yaml", "audience:", "final: {key: end, title: Final, sections: [{draw: {count: 9}}]}\naudience:", "count: 9", "asks for 9 questions"),
    ("course.yaml", "audience:", "final: {key: end, title: Final, sections: []}\naudience:", "final", "needs questions or draws"),
    (ALL, "  answer: 2", "  answer: 2\n  hints: ['a [[b]]']", "hints", "not linked here"),
    (ALL, "  answer: 2", "  answer: 2\n  hints: [[a]]", "hints", "is text"),
    (ALL, "  answer: 2", f"  answer: 2\n  hints: [{', '.join('abcdefghij')}]", "hints", "at most 9"),
    (ALL, "type: numeric", "type: poem", "poem", "“poem” is not one of"),
    (ALL, "difficulty: medium", "difficulty: odd", "odd", "easy, medium, hard"),
    (ALL, "correct: true", "correct: perhaps", "perhaps", "options[1].correct"),
    (ALL, "      correct: true\n", "", "key: q-1", "Exactly one option"),
    (ALL, "answer: true", "answer: maybe", "maybe", "answer"),
    (ALL, "answer: 2", "answer: two", "two", "number"),
    (ALL, "level: 5", "level: 6", "level: 6", "between 1 and 5"),
    (ALL, "  verdict: theory\n", "", "level: 5", "verdict"),
    (ALL, "verdict: theory", "verdict: true", "verdict: true", "is text"),
    (ONE, "verdict: theory", "verdict: maybe", "verdict: maybe", "supported"),
    (ONE, "size: wide", "size: huge", "size: huge", "text, wide"),
    (ONE, "minimum_minutes: 2.5", "minimum_minutes: -1", "minimum", "between"),
    (ONE, "minimum_minutes: 2.5", "minimum_minutes: long", "minimum", "a number"),
    (ONE, ":::callout red-flag", ":::callout alarm", "alarm", "key-point, caution"),
    (ONE, "  - [Lower, Sacrum]", "  - [Lower]", "[Lower]", "1 cells; the header has 2"),
    (ONE, "  - [Lower, Sacrum]", "  - Lower", "- Lower", "a list of cells"),
    ("references.yaml", "kind: article", "kind: tweet", "tweet", "article, book"),
    ("references.yaml", 'doi: ""', "doi: 12/x", "12/x", "DOI"),
    ("references.yaml", "pmid: 12345", "pmid: PMC1", "PMC1", "number"),
    ("references.yaml", 'url: ""', "url: javascript:x", "javascript", "valid URL"),
    ("references.yaml", "year: 1991", "year: 19910", "19910", "between"),
    ("references.yaml", "checked: record", "checked: yes", "checked", "full-text"),
    ("figures.yaml", "side: midline", "side: up", "side: up", "right, left"),
    ("figures.yaml", "layer: bone", "layer: skin", "layer: skin", "ligament"),
    ("figures.yaml", "[0.5, 0.25]", "[50, 25]", "[50, 25]", "between 0 and 1"),
    # keys that lead nowhere
    (ONE, "objectives: [o-1]", "objectives: [o-9]", "o-9", "no objective “o-9”"),
    (ONE, "[[sacrum]]", "[[sacrm]]", "sacrm", "no glossary term “sacrm”"),
    (ONE, "[[sacrum|the bone]]", "[[]]", "with [[", "no glossary term"),
    (ONE, ":::figure f01", ":::figure f09", "f09", "no figure “f09”"),
    (ONE, "    figure: f01", "    figure: f09", "f09", "no figure “f09”"),
    (ONE, ":::check q-3", ":::check q-9", "q-9", "no question “q-9”"),
    (ONE, "keys: [heese-1991]", "keys: [hese-1991]", "hese", "Was “heese-1991” meant?"),
    (ONE, "references: [heese-1991]", "references: [x]", "[x]", "no reference “x”"),
    (ALL, "objective: o-1", "objective: o-9", "o-9", "no objective"),
    (ALL, "figure: f01", "figure: f09", "f09", "no figure"),
    (ALL, "references: [heese-1991]", "references: [x]", "[x]", "no reference"),
    ("course.yaml", "figure: f01", "figure: f09", "f09", "no figure"),
    ("course.yaml", "lessons: [l-3]", "lessons: [l-3, l-9]", "l-9", "no lesson “l-9”"),
    ("course.yaml", "requires: [m1]", "requires: [m9]", "m9", "no module “m9”"),
    ("course.yaml", "questions: [q-1]", "questions: [q-9]", "q-9", "no question"),
    ("course.yaml", "objective: o-1, tag", "objective: o-9, tag", "o-9", "no objective"),
    # directives
    (ONE, ":::check q-3", ":::quiz q-3", ":::quiz", "no directive “:::quiz”"),
    (ONE, ":::check q-3", ":::check", ":::check", "needs a key"),
    (ONE, ":::claim", ":::claim x", ":::claim", "takes nothing"),
    (ONE, ":::check q-3", "::: check q-3", "::: check", "is written"),
    (ONE, ":::check q-3\n:::", ":::check q-3", ":::check", "is not closed"),
    (ONE, ":::check q-3\n:::", ":::", None, "closes nothing"),
    (ONE, "keys: [heese-1991]\n:::", "keys: [heese-1991]", ":::references", "not closed"),
    (ONE, "caption: The pelvis.", "caption: [The", None, "YAML"),
    (ONE, ":::check q-3", ":::references\nkeys: [heese-1991]\n:::\n:::check q-3", ":::check", "stands last"),
    # markers and notes
    (ONE, "spine[^ends]", "spine[^other]", "spine[^other]", "has no “:::note other”"),
    (ONE, "spine[^ends]", "spine", ":::note", "no marker [^ends]"),
    (ONE, ":::note ends", ":::note The Ends", ":::note", "lower-case"),
    (ONE, "Reasoning, not", "Reasoning[^x], not", "Reasoning", "can only stand in"),
    (ONE, ":::callout red-flag", ":::note late\nclaim: A\nverdict: theory\nreferences: []\n:::\n:::callout red-flag", ":::note late", "follows the prose"),
    # Markdown
    (ONE, "## Two ends", "# Two ends", "# Two ends", "## or ###"),
    (ONE, "More prose", "![x](https://example.org/x.png) More prose", "![x]", ":::figure"),
    (ONE, "More prose", "<b>More</b> prose", "<b>", "HTML"),
    (ONE, "More prose", "[x](other.md) More prose", "other.md", "full address"),
    (ONE, "More prose", "    code\n\nMore prose", "    code", None),
    (ONE, "caption: The pelvis.", "caption: The [[sacrum]].", "caption: The [[", "plain text"),
    # a whole course
    ("course.yaml", "requires: []", "requires: [m2]", "key: m1", "by a circle"),
    ("course.yaml", "requires: []", "requires: [m1]", "key: m1", "by a circle"),
    ("course.yaml", "lessons: [l-3]", "lessons: [l-3, l-1]", "key: m2", "also in module"),
    ("course.yaml", "{count: 1,", "{count: 5,", "count: 5", "asks for 5 questions; 1 fit"),
    ("course.yaml", "tag: drawn}", "tag: check}", "tag: check", "asks for 1 questions; 0"),
    ("course.yaml", "key: q-m1", "key: m2", None, "stands for two things"),
    (ALL, "key: q-2", "key: q-1", "key: q-1", "is taken"),
    # drawings
    ("figures.yaml", "- key: f01", "- key: f01x", "f01x", "f01x.svg is missing"),
    ("figures.yaml", "key: sacrum", "key: coccyx", "coccyx", "no shape with the id “coccyx”"),
    ("figures/f01.svg", '<g id="sacrum">', '<g id="sacrum" onload="x">', "onload", "event handler"),
    ("figures/f01.svg", "</svg>", "", None, "XML"),
    ("figures.yaml", "  licence: CC", "  phases: [A]\n  licence: CC", "phases", "two names"),
    ("figures.yaml", "  licence: CC", "  phases: [A, B]\n  licence: CC", "phases", "second state"),
    ("figures/f01.svg", '<g id="sacrum">', '<g id="sacrum" data-to-transform="scale(2)">', "sacrum", "“transform” beside it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "part", "message"),
    [case for case in SPOILT if case[4] is not None],
    ids=lambda value: str(value)[:24].replace("\n", " "),
)
def test_read_course_names_file_and_line(folder, name, old, new, part, message):
    folder.replace(name, old, new)

    found = problems(folder)

    fitting = [one for one in found if message.lower() in one.message.lower()]
    assert fitting, found
    assert {one.path for one in fitting} == {name}
    if part is not None:
        lines = (folder.path / name).read_text().splitlines()
        assert any(part in lines[one.line - 1] for one in fitting), fitting


def test_read_course_asks_for_the_names_of_phases(folder):
    folder.replace(
        "figures/f01.svg", '<g id="sacrum">', '<g id="sacrum" data-to-opacity="0">'
    )

    [found] = problems(folder)

    assert "two states; “phases” names them" in found.message
    assert (found.path, found.line) == (
        "figures.yaml",
        folder.line("figures.yaml", "key: f01"),
    )


def test_read_course_lists_everything_at_once(folder):
    folder.replace(ALL, "type: numeric", "type: poem")
    folder.replace(ONE, ":::figure f01", ":::figure f09")
    folder.replace("course.yaml", "audience:", "audiance:")
    folder.replace("references.yaml", "kind: article", "kind: tweet")
    folder.replace("glossary.yaml", "term: Sacrum", "term: [")

    found = problems(folder)

    assert {one.path for one in found} >= {
        ALL,
        ONE,
        "course.yaml",
        "references.yaml",
        "glossary.yaml",
    }
    assert found == sorted(found)


def test_read_course_shows_problems_as_path_line_message(folder):
    folder.replace(ONE, ":::check q-3", ":::check q-9")

    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder.path)

    line = folder.line(ONE, ":::check q-9")
    assert str(caught.value) == f"{ONE}:{line}: There is no question “q-9”."


@pytest.mark.parametrize("name", ["course.yaml", ONE, ALL, "figures/f01.svg"])
def test_read_course_refuses_what_is_not_utf_8(folder, name):
    text = (folder.path / name).read_bytes()
    folder.write(name, text + "\nänd\n".encode("latin-1"))

    found = problems(folder)

    assert (name, text.count(b"\n") + 2, "The file is not UTF-8.") in [
        (one.path, one.line, one.message) for one in found
    ]


def test_read_course_needs_a_course_file(folder):
    folder.remove("course.yaml")

    assert str(problems(folder)[0]) == "course.yaml:1: There is no such file."


def test_read_course_reports_a_lesson_that_no_module_has(folder):
    folder.replace("course.yaml", "lessons: [l-1, l-2]", "lessons: [l-1]")

    assert [str(one) for one in problems(folder)] == [
        "lessons/two.md:1: No module has the lesson “l-2”."
    ]


def test_read_course_reports_a_drawing_without_an_entry(folder):
    folder.write("figures/f02.svg", "<svg/>")

    assert [(one.path, one.line) for one in problems(folder)] == [
        ("figures/f02.svg", 1)
    ]


def test_read_course_reports_two_lessons_with_one_key(folder):
    folder.replace("lessons/two.md", "key: l-2", "key: l-1")

    assert any("is taken" in one.message for one in problems(folder))


@pytest.mark.parametrize("text", ["", "prose", "---\nkey: l-2\n"])
def test_read_course_refuses_a_lesson_without_front_matter(folder, text):
    folder.write("lessons/two.md", text)

    assert ("lessons/two.md", 1) in [(one.path, one.line) for one in problems(folder)]


def test_read_course_refuses_a_lesson_without_body(folder):
    text = (folder.path / "lessons/two.md").read_text().replace("Some prose.", "")
    folder.write("lessons/two.md", text)

    assert [one.message for one in problems(folder)] == ["The lesson has no body."]


@pytest.mark.parametrize(
    "text",
    [
        "- " * 3000 + "x",
        "[" * 5000,
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "\x00",
        "- - x\n- {}\n- 3\n- null",
    ],
)
def test_read_course_survives_hostile_yaml(folder, text):
    folder.write("glossary.yaml", text)

    assert any(one.path == "glossary.yaml" for one in problems(folder))


def test_read_course_never_leaves_the_folder(folder):
    folder.replace("figures.yaml", "- key: f01", "- key: ../../f01")

    assert any("is no key" in one.message for one in problems(folder))


def test_the_sot_course_reads_without_a_problem():
    files = read_course(SOT)

    assert len(files.lessons) >= 10
    assert len(files.figures) >= 9


ON_A_FIGURE = """
- key: q-4
  type: find-structure
  objective: o-1
  difficulty: easy
  stem: Where is it?
  rationale: There.
  figure: f01
  mode: part
  parts:
    - {part: sacrum, correct: true}
    - {part: coccyx}
"""


def test_read_course_reports_parts_that_the_figure_does_not_have(folder):
    text = (folder.path / ALL).read_text()
    folder.write(ALL, text + ON_A_FIGURE)

    assert [str(one) for one in problems(folder)] == [
        f"{ALL}:{folder.line(ALL, '  parts:')}: The figure has no part “coccyx”. "
        "Its parts are: sacrum."
    ]


def test_read_course_reports_a_question_on_a_figure_without_one(folder):
    text = (folder.path / ALL).read_text()
    folder.write(ALL, text + ON_A_FIGURE.replace("  figure: f01\n", ""))

    assert "asks about a figure" in str(problems(folder)[0])


def test_read_course_reports_a_missing_figure_of_a_question_once(folder):
    text = (folder.path / ALL).read_text()
    folder.write(ALL, text + ON_A_FIGURE.replace("figure: f01", "figure: f77"))

    assert ["no figure “f77”" in one.message for one in problems(folder)] == [True]
