"""The course that ships with the project, read once for every test about it."""

from functools import cache
from pathlib import Path

from courses.curriculum import content
from courses.curriculum.reader import read_course

FOLDER = Path("courses/curriculum/sot")


@cache
def files():
    return read_course(FOLDER)


def lessons():
    """Return the lessons in the order of the course."""
    found = files()
    return [
        found.lessons[key] for module in found.course.modules for key in module.lessons
    ]


def blocks(lesson, kind):
    return [block for block in lesson.body if isinstance(block, kind)]


def figures_of(lesson):
    """Return the keys of the figures that stand in a lesson, in their order."""
    keys = []
    for block in lesson.body:
        if isinstance(block, content.FigurePlace):
            keys.append(block.figure)
        if isinstance(block, content.Procedure):
            keys += [step.figure for step in block.steps if step.figure]
    return keys


def appraisals_of(lesson):
    """Return every claim of a lesson with its verdict: blocks, and notes in prose."""
    found = [block.appraisal for block in blocks(lesson, content.Claim)]
    for prose in blocks(lesson, content.Prose):
        found += prose.notes
    return found


def checks_of(lesson):
    return [block.question for block in blocks(lesson, content.Check)]


def texts_of(lesson):
    """Return what the author says, piece by piece: not the claims that are appraised."""
    found = [lesson.summary]
    for block in lesson.body:
        match block:
            case content.Prose(text=text, notes=notes):
                found += [text, *(note.text for note in notes)]
            case content.Claim(appraisal=appraisal):
                found.append(appraisal.text)
            case content.FigurePlace(caption=caption):
                found.append(caption)
            case content.Procedure():
                found += [block.title, block.introduction, block.stop]
                for step in block.steps:
                    found += [step.title, step.text, step.caption, step.caution]
            case content.Callout(title=title, text=text):
                found += [title, text]
            case content.Table():
                found.append(block.caption)
                for row in (block.header, *block.rows):
                    found += row
    return [text for text in found if text]


def asked(*, tag):
    return [question for question in files().questions.values() if tag in question.tags]


def bank():
    """Return the questions that quizzes draw: neither checks nor drills of lessons."""
    return [
        question
        for question in files().questions.values()
        if not {"check", "lab"} & set(question.tags)
    ]
