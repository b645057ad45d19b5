"""What course files say, read and checked. Keys point from one thing to another.

Text fields hold what stands in the file; ``html`` is made when the course is loaded.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reference:
    key: str
    kind: str
    authors: str
    title: str
    source: str
    year: int | None
    locator: str
    doi: str
    pmid: str
    url: str
    checked: str
    finding: str


@dataclass(frozen=True, slots=True)
class Term:
    key: str
    term: str
    latin: str
    definition: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``svg`` is clean; ``structures`` has the shape of ``media.structures``."""

    key: str
    title: str
    alt: str
    description: str
    credit: str
    licence: str
    structures: dict[str, Any]
    svg: str


@dataclass(frozen=True, slots=True)
class Objective:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """``value`` is the raw value of the type's block."""

    key: str
    type_key: str
    value: dict[str, Any]
    objective: str
    difficulty: str
    tags: tuple[str, ...]
    figure: str
    rationale: str
    references: tuple[str, ...]
    verdict: str
    level: int | None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A claim with its verdict and level; ``marker`` for a margin note."""

    claim: str
    verdict: str
    level: int | None
    references: tuple[str, ...]
    text: str
    source: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    text: str
    line: int
    notes: list[Appraisal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FigurePlace:
    figure: str
    caption: str
    size: str


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    text: str
    figure: str
    caption: str
    caution: str


@dataclass(frozen=True, slots=True)
class Procedure:
    title: str
    introduction: str
    steps: tuple[Step, ...]
    stop: str


@dataclass(frozen=True, slots=True)
class Claim:
    appraisal: Appraisal


@dataclass(frozen=True, slots=True)
class Callout:
    kind: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    header: tuple[str, ...]
    row_headers: bool
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Check:
    question: str


@dataclass(frozen=True, slots=True)
class References:
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """``minutes`` is ``None`` until what the lesson holds was measured."""

    key: str
    title: str
    summary: str
    minutes: int | None
    minimum_minutes: str
    clinical: bool
    objectives: tuple[str, ...]
    body: tuple[Any, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Case:
    """What stands above the questions of a section, which share it."""

    title: str = ""
    vignette: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    count: int
    objective: str
    difficulty: str
    tag: str
    line: int
    case: Case = Case()


@dataclass(frozen=True, slots=True)
class Fixed:
    questions: tuple[str, ...]
    case: Case = Case()


@dataclass(frozen=True, slots=True)
class Quiz:
    """``rules`` has a value for each of ``quiz_rules.DEFAULTS``."""

    key: str
    title: str
    introduction: str
    pass_mark: int
    max_attempts: int
    shuffle_questions: bool
    shuffle_options: bool
    rules: dict[str, Any]
    sections: tuple[Fixed | Draw, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Module:
    key: str
    title: str
    summary: str
    requires: tuple[str, ...]
    lessons: tuple[str, ...]
    quiz: Quiz | None
    line: int


@dataclass(frozen=True, slots=True)
class Instructor:
    key: str
    name: str
    credentials: str
    biography: str
    disclosure: str
    disclosed_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Course:
    key: str
    title: str
    summary: str
    introduction: str
    audience: str
    evidence_policy: str
    completion: str
    figure: str
    in_order: bool
    contact_questions: str
    contact_complaints: str
    contact_accommodation: str
    instructors: tuple[Instructor, ...]
    objectives: tuple[Objective, ...]
    modules: tuple[Module, ...]
    final: Quiz | None

    @property
    def quizzes(self) -> list[Quiz]:
        """The quizzes of the modules in order, then the final one."""
        found = [module.quiz for module in self.modules]
        return [quiz for quiz in (*found, self.final) if quiz is not None]


@dataclass(frozen=True, slots=True)
class CourseFiles:
    """Everything in a folder, checked: every key that is used is there."""

    course: Course
    lessons: dict[str, Lesson]
    questions: dict[str, Question]
    figures: dict[str, Figure]
    references: dict[str, Reference]
    terms: dict[str, Term]
