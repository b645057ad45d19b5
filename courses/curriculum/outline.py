"""The course file: the course, its modules, quizzes, people and objectives."""

from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from quizzes.enums import Difficulty

from . import content, quiz_rules
from .fields import Fields

SCHEMA = 1


def read_course(node, problems, uses):
    fields = Fields(node, problems, uses)
    schema = fields.integer("schema")
    if schema and schema != SCHEMA:
        fields.problem(
            "schema", _("This version reads schema %(schema)s.") % {"schema": SCHEMA}
        )
    contact = fields.mapping("contact")
    emails = {
        name: contact.checked_text(name, EmailValidator())
        for name in ("questions", "complaints", "accommodation")
    }
    contact.done()
    course = content.Course(
        key=fields.key(),
        title=fields.text("title", required=True, max_length=255),
        summary=fields.text("summary", required=True, max_length=400),
        introduction=fields.markdown("introduction", terms=False),
        audience=fields.text("audience"),
        evidence_policy=fields.markdown("evidence_policy", terms=False),
        completion=fields.markdown("completion", terms=False),
        figure=fields.use("figure", "figure"),
        in_order=fields.truth("in_order", default=True),
        contact_questions=emails["questions"],
        contact_complaints=emails["complaints"],
        contact_accommodation=emails["accommodation"],
        instructors=tuple(map(_read_instructor, fields.mappings("instructors"))),
        objectives=tuple(map(_read_objective, fields.mappings("objectives"))),
        modules=tuple(map(_read_module, fields.mappings("modules", required=True))),
        # It stands behind the modules: learners reach it once all are complete.
        final=_read_quiz_of(fields, "final"),
    )
    fields.done()
    return course


def _read_instructor(fields):
    instructor = content.Instructor(
        key=fields.key(),
        name=fields.text("name", required=True, max_length=200),
        credentials=fields.text("credentials", max_length=200),
        biography=fields.markdown("biography", terms=False),
        disclosure=fields.text("disclosure", required=True),
        disclosed_on=fields.date("disclosed_on"),
    )
    fields.done()
    return instructor


def _read_objective(fields):
    objective = content.Objective(
        key=fields.key(), text=fields.text("text", required=True, max_length=500)
    )
    fields.done()
    return objective


def _read_module(fields):
    module = content.Module(
        key=fields.key(),
        title=fields.text("title", required=True, max_length=255),
        summary=fields.text("summary", max_length=400),
        requires=tuple(fields.use_all("requires", "module")),
        lessons=tuple(fields.use_all("lessons", "lesson", required=True)),
        quiz=_read_quiz_of(fields, "quiz"),
        line=fields.line,
    )
    fields.done()
    return module


def _read_quiz_of(fields, name):
    return None if fields.get(name) is None else _read_quiz(fields.mapping(name))


def _read_quiz(fields):
    quiz = content.Quiz(
        key=fields.key(),
        title=fields.text("title", required=True, max_length=255),
        introduction=fields.markdown("introduction", terms=False),
        pass_mark=fields.integer("pass_mark", default=75, low=0, high=100),
        max_attempts=fields.integer("max_attempts", default=0, low=0, high=1000),
        shuffle_questions=fields.truth("shuffle_questions", default=True),
        shuffle_options=fields.truth("shuffle_options", default=True),
        rules=quiz_rules.read(fields),
        sections=tuple(
            filter(None, map(_read_section, fields.mappings("sections", required=True)))
        ),
        line=fields.line,
    )
    if not quiz.sections:
        fields.problem("sections", _("A quiz needs questions or draws."))
    fields.done()
    return quiz


def _read_section(fields):
    section = None
    if "draw" in fields.data and "questions" in fields.data:
        fields.problems.add(
            fields.line, _("A section has either “questions” or “draw”.")
        )
    case = content.Case(
        title=fields.text("title", max_length=255),
        vignette=fields.markdown("vignette", terms=False),
        figure=fields.use("figure", "figure"),
    )
    if "draw" in fields.data:
        draw = fields.mapping("draw")
        section = content.Draw(
            count=draw.integer("count", low=1, high=200),
            objective=draw.use("objective", "objective"),
            difficulty=draw.choice("difficulty", Difficulty.values),
            tag=draw.text("tag", max_length=100),
            line=draw.line,
            case=case,
        )
        draw.done()
    else:
        section = content.Fixed(
            tuple(fields.use_all("questions", "question", required=True)), case
        )
    fields.get("questions")
    fields.done()
    return section
