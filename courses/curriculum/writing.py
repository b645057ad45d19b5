"""Course files written: the inverse of ``reader``, from what it returns.

Fields stand in the order in which docs/course-files.md names them; what may be left out
is, where it says no more than leaving it out. The same course always gives the same
text.
"""

import datetime
from collections.abc import Mapping

from media.domain.markdown_writing import to_markdown
from quizzes import types

from . import content, kinds, outline, quiz_rules
from .lesson_writing import write_lesson
from .yaml_writing import Inline, Rows, write


def write_course(files):
    """Return the text of each file by its path in the folder."""
    found = {"course.yaml": write(_course(files.course))}
    for key, lesson in files.lessons.items():
        found[f"lessons/{key}.md"] = write_lesson(lesson)
    for name, questions in _shelves(files).items():
        found[f"questions/{name}.yaml"] = write([_question(one) for one in questions])
    lists = {
        "figures": [_figure(one) for one in files.figures.values()],
        "references": [_reference(one) for one in files.references.values()],
        "glossary": [_term(one) for one in files.terms.values()],
    }
    found |= {f"{name}.yaml": write(rows) for name, rows in lists.items() if rows}
    for key, figure in files.figures.items():
        found[f"figures/{key}.svg"] = figure.svg.strip() + "\n"
    return found


def _said(fields, **usual):
    """Return the fields without those that are empty, or as ``usual``."""
    return {
        name: value
        for name, value in fields.items()
        if value not in (None, "", [], ())
        and (name not in usual or value != usual[name])
    }


def _course(course):
    contact = {
        "questions": course.contact_questions,
        "complaints": course.contact_complaints,
        "accommodation": course.contact_accommodation,
    }
    return {
        "schema": outline.SCHEMA,
        "key": course.key,
        "title": course.title,
        "summary": course.summary,
        **_said(
            {
                "introduction": course.introduction,
                "audience": course.audience,
                "evidence_policy": course.evidence_policy,
                "completion": course.completion,
                "figure": course.figure,
            }
        ),
        "in_order": course.in_order,
        **({"contact": _said(contact)} if any(contact.values()) else {}),
        **_said({"instructors": [_instructor(one) for one in course.instructors]}),
        **_said(
            {
                "objectives": [
                    {"key": one.key, "text": one.text} for one in course.objectives
                ]
            }
        ),
        "modules": [_module(module) for module in course.modules],
        **({"final": _quiz(course.final)} if course.final else {}),
    }


def _instructor(one):
    return {
        "key": one.key,
        "name": one.name,
        "credentials": one.credentials,
        **_said({"biography": one.biography}),
        "disclosure": one.disclosure,
        "disclosed_on": one.disclosed_on,
    }


def _module(module):
    return {
        "key": module.key,
        "title": module.title,
        **_said({"summary": module.summary, "requires": list(module.requires)}),
        "lessons": list(module.lessons),
        **({"quiz": _quiz(module.quiz)} if module.quiz else {}),
    }


def _quiz(quiz):
    rules = quiz_rules.told(quiz.rules)
    if "review" in rules:
        usual = quiz_rules.DEFAULTS["review"]
        rules["review"] = {
            moment: items
            for moment, items in rules["review"].items()
            if items != usual[moment]
        }
    return {
        "key": quiz.key,
        "title": quiz.title,
        **_said({"introduction": quiz.introduction}),
        "pass_mark": quiz.pass_mark,
        "max_attempts": quiz.max_attempts,
        "shuffle_questions": quiz.shuffle_questions,
        "shuffle_options": quiz.shuffle_options,
        **rules,
        "sections": [_section(section) for section in quiz.sections],
    }


def _section(section):
    case = {
        "title": section.case.title,
        "vignette": section.case.vignette,
        "figure": section.case.figure,
    }
    if isinstance(section, content.Fixed):
        return {**_said(case), "questions": list(section.questions)}
    draw = {
        "count": section.count,
        "objective": section.objective,
        "difficulty": section.difficulty,
        "tag": section.tag,
    }
    return {**_said(case), "draw": Inline(_said(draw))}


def _shelves(files):
    """Return the questions by the file they stand in: that of their module.

    A question stands with the first module that asks it, else with the first that
    teaches its objective, else with the course.
    """
    asking, teaching = {}, {}
    for module in files.course.modules:
        for key in module.lessons:
            lesson = files.lessons[key]
            for block in lesson.body:
                if isinstance(block, content.Check):
                    asking.setdefault(block.question, module.key)
            for objective in lesson.objectives:
                teaching.setdefault(objective, module.key)
        for section in module.quiz.sections if module.quiz else ():
            for key in getattr(section, "questions", ()):
                asking.setdefault(key, module.key)
    names = [module.key for module in files.course.modules] + [files.course.key]
    shelves = {name: [] for name in names}
    for key, question in files.questions.items():
        usual = teaching.get(question.objective, files.course.key)
        shelves[asking.get(key, usual)].append(question)
    return {name: questions for name, questions in shelves.items() if questions}


def _question(question):
    question_type = types.get(question.type_key)
    body = question_type.content(question_type.block().to_python(question.value))
    own = question_type.to_source(body, markdown=to_markdown)
    del own["stem"]
    if isinstance(own.get("reviewed_on"), str):
        own["reviewed_on"] = datetime.date.fromisoformat(own["reviewed_on"])
    return {
        "key": question.key,
        "type": types.source_key(question_type),
        "objective": question.objective,
        "difficulty": question.difficulty,
        **_said({"tags": list(question.tags)}),
        # Terms are linked in lessons alone.
        "stem": to_markdown(body["stem"], terms=False, marks=False),
        **_said(
            {
                "figure": question.figure,
                "rationale": question.rationale,
                "hints": Rows(question.hints),
                "references": list(question.references),
                "verdict": question.verdict.replace("_", "-"),
                "level": question.level,
            }
        ),
        **_plain(own),
    }


def _plain(value):
    """Return what a type gives with lists and mappings that YAML is written from."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _figure(figure):
    known = figure.structures
    return {
        "key": figure.key,
        **_said({name: known.get(name) for name in ("view", "position")}),
        "title": figure.title,
        "alt": figure.alt,
        "description": figure.description,
        "credit": figure.credit,
        "licence": figure.licence,
        **_said(
            {
                "phases": known.get("phases"),
                "structures": [_structure(item) for item in known["items"]],
            }
        ),
    }


def _structure(item):
    return {
        "key": item["key"],
        "label": item["label"],
        **_said({"latin": item.get("latin")}),
        "side": item["side"],
        "layer": item["layer"],
        **_said(
            {
                "text": item.get("text"),
                "anchor": item.get("anchor"),
                "label-at": item.get("label_at"),
                "emphasis": item.get("emphasis"),
            }
        ),
    }


def _reference(reference):
    names = ("key", *kinds.ReferenceKind.plain)
    fields = {name: getattr(reference, name) for name in names}
    must = ("key", "kind", "title", "checked")
    return {name: value for name, value in fields.items() if value or name in must}


def _term(term):
    return {
        "key": term.key,
        "term": term.term,
        **_said({"latin": term.latin}),
        "definition": term.definition,
    }
