"""Courses for visitors to study."""

from dataclasses import dataclass

from courses.enums import CalloutKind
from courses.models import (
    CourseIndexPage,
    CoursePage,
    GlossaryTerm,
    Instructor,
    LessonPage,
)
from media.enums import Verdict
from media.models import Figure, Reference
from quizzes.models import QuizPage
from tests.courses import factories as courses
from tests.quizzes import factories as quizzes

PROSE = (
    "<p>The sacrum carries the spine; the occiput rests on it. The name of the "
    "technique joins these two ends of one column.</p>"
)


def text(html):
    return ("prose", {"text": html, "notes": []})


@dataclass
class Short:
    """One module of one lesson and one quiz."""

    course: CoursePage
    lesson: LessonPage
    quiz: QuizPage


def make_short_course(*, minimum_minutes=0, types=("single_choice",), body=()):
    course = courses.make_course(
        index=CourseIndexPage.objects.get(),
        title="Two ends of the spine",
        summary="Sacrum and occiput, and what joins them.",
        audience="Students of chiropractic",
    )
    module = courses.make_module(course, "First looks")
    lesson = courses.make_lesson(
        module,
        "Sacrum and occiput",
        minimum_minutes=minimum_minutes,
        body=list(body) or [text(PROSE)],
    )
    quiz = courses.make_quiz(
        module,
        "What was learned",
        questions=[quizzes.make_question(key) for key in types],
    )
    courses.freeze(course)
    return Short(course, lesson, quiz)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240">'
    '<path d="M60 200H420" fill="none" stroke="var(--fig-outline)" stroke-width="3"/>'
    '<circle id="sacrum" cx="240" cy="120" r="76" fill="var(--fig-bone-2)" '
    'stroke="var(--fig-outline)" stroke-width="3"/>'
    '<text x="330" y="70" font-size="20" fill="var(--fig-structure)">Sacrum</text></svg>'
)


def make_figure():
    sacrum = {
        "key": "sacrum",
        "label": "Sacrum",
        "latin": "Os sacrum",
        "side": "midline",
        "layer": "bone",
        "text": "Carries the spine.",
        "anchor": [0.5, 0.5],
    }
    figure = Figure.objects.create(
        key="sacrum",
        title="The sacrum",
        alt="The sacrum above a line.",
        description="The sacrum stands above a line, which is the table.",
        credit="Drawing: the project.",
        svg=SVG,
        structures={"schema": 1, "items": [sacrum]},
        live=False,
    )
    figure.save_revision().publish()
    figure.refresh_from_db()
    return figure


def every_block(figure, reference):
    """A lesson's body with a block of every type, and marks of every kind."""
    GlossaryTerm.objects.create(
        key="sacrum", term="Sacrum", latin="Os sacrum", definition="The foundation."
    )
    appraised = {
        "claim": "Sacrum and occiput influence each other.",
        "verdict": "theory",
        "level": "5",
        "references": [reference],
        "text": "<p>Reasoned, not measured.</p>",
    }
    shown = {"figure": figure, "caption": "What to notice.", "size": "text"}
    steps = [
        {
            "title": "Settle the patient",
            "text": "<p>Supine, arms at the sides.</p>",
            "figure": {**shown, "caption": ""},
            "caution": "Don't pull on the legs.",
        },
        {
            "title": "Compare the malleoli",
            "text": "<p>Look from the foot of the table.</p>",
            "figure": {"figure": None, "caption": "", "size": "text"},
            "caution": "",
        },
    ]
    callouts = [
        ("callout", {"kind": kind, "title": "A title", "text": "<p>Some words.</p>"})
        for kind in CalloutKind.values
    ]
    claims = [
        ("claim", {**appraised, "verdict": verdict, "source": "A seminar"})
        for verdict in Verdict.values
    ]
    check = quizzes.make_question("true_false", tags=["check"], figure=figure)
    return [
        (
            "prose",
            {
                "text": "<h2>Two ends</h2><p>The [[sacrum]] carries the spine[^ends]. "
                '<a href="https://example.org/">More of it</a>.</p>'
                "<h3>Lists</h3><ul><li>One</li><li>Two</li></ul>"
                "<ol><li>First</li><li>Second</li></ol>",
                "notes": [{**appraised, "marker": "ends"}],
            },
        ),
        ("figure", shown),
        ("figure", {**shown, "size": "wide"}),
        (
            "procedure",
            {
                "title": "Checking leg length",
                "introduction": "<p>Before any block is placed.</p>",
                "steps": steps,
                "stop": "<p>Stop when pain rises.</p>",
            },
        ),
        *claims,
        *callouts,
        (
            "table",
            {
                "caption": "Where the blocks go",
                "row_headers": True,
                "table": {
                    "columns": [
                        {"type": "text", "heading": "Category"},
                        {"type": "text", "heading": "Position of the patient"},
                    ],
                    "rows": [{"values": ["I", "Prone"]}, {"values": ["II", "Supine"]}],
                },
            },
        ),
        ("check", {"question": check}),
        ("references", {"references": [reference]}),
    ]


def make_reference():
    return Reference.objects.create(
        key="one",
        authors="Author A",
        title="Title of the publication",
        source="Journal",
        year=2020,
        locator="1(2):3-4",
        doi="10.1000/182",
        checked="record",
    )


def make_rich_course():
    """A short course that has something of everything; two objectives, an instructor."""
    figure, reference = make_figure(), make_reference()
    short = make_short_course(
        types=quizzes.TYPE_KEYS, body=every_block(figure, reference)
    )
    teacher = Instructor.objects.create(
        key="ian", name="Ian Instructor", credentials="DC", biography="<p>Teaches.</p>"
    )
    teacher.disclosures.create(disclosed_on="2026-01-05")
    course, lesson = short.course, short.lesson
    course.figure = figure
    course.introduction = "<p>What this is about.</p>"
    course.evidence_policy = "<p>Each claim with its level.</p>"
    course.contact_complaints = "complaints@example.org"
    course.contact_accommodation = "access@example.org"
    course.instructors.set([teacher])
    course.save_revision().publish()
    lesson.objectives.set(
        [quizzes.make_objective(), quizzes.make_objective("Compare.")]
    )
    lesson.save_revision().publish()
    return short
