"""What the catalogue and the course page show. Reads only."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from courses.models import CoursePage, Enrolment, Instructor, LessonPage, ModulePage
from quizzes.models import QuizPage

from . import access, progress
from .manifest import Standing
from .progress import State


@dataclass(frozen=True, slots=True)
class CourseCard:
    course: CoursePage
    modules: int
    lessons: int
    minutes: int
    enrolment: Enrolment | None


@dataclass(frozen=True, slots=True)
class Item:
    """A lesson or quiz of the course page; ``standing`` only for enrolled learners.

    ``says_why`` for the first of a list that is locked: the others wait for it.
    """

    page: Any
    is_quiz: bool
    minutes: int
    standing: Standing | None
    says_why: bool = False


@dataclass(frozen=True, slots=True)
class ModuleOverview:
    """A module; ``requires`` has the titles of those that come first.

    Where it waits for them, it says so itself, and its items needn't.
    """

    page: ModulePage
    items: tuple[Item, ...]
    requires: tuple[str, ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True, slots=True)
class CourseOverview:
    course: CoursePage
    modules: tuple[ModuleOverview, ...]
    items: tuple[Item, ...]
    objectives: tuple[str, ...]
    instructors: tuple[Instructor, ...]
    state: State | None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)


def cards(*, courses: list[CoursePage], learner: Any) -> list[CourseCard]:
    """One card per course, in four queries at most, however many there are."""
    paths = [course.path for course in courses]
    length = len(paths[0]) if paths else 0
    modules: dict[str, int] = defaultdict(int)
    lessons: dict[str, list[int]] = defaultdict(list)
    if courses:
        parent = paths[0][: -courses[0].steplen]
        inside = {"live": True, "path__startswith": parent}
        for path in ModulePage.objects.filter(**inside).values_list("path", flat=True):
            modules[path[:length]] += 1
        rows = LessonPage.objects.filter(**inside).values_list("path", "minutes")
        for path, minutes in rows:
            lessons[path[:length]].append(minutes)
    mine = {}
    if learner is not None and learner.is_authenticated:
        for row in Enrolment.objects.for_learner(learner).order_by("enrolled_at"):
            mine[row.course_key] = row
    return [
        CourseCard(
            course=course,
            modules=modules[course.path],
            lessons=len(lessons[course.path]),
            minutes=sum(lessons[course.path]),
            enrolment=mine.get(course.translation_key),
        )
        for course in courses
    ]


def courses_in(index: Any) -> list[CoursePage]:
    rows = CoursePage.objects.child_of(index).live().public().select_related("figure")
    return list(rows.order_by("path"))


def overview(*, course: CoursePage, learner: Any) -> CourseOverview:
    """Everything the course page shows; the number of queries is fixed."""
    state = None
    if learner is not None and learner.is_authenticated:
        enrolment = access.best_enrolment(learner=learner, path=course.path)
        state = progress.state_of(enrolment) if enrolment else None
    modules = list(ModulePage.objects.child_of(course).live().order_by("path"))
    titles = {module.pk: module.title for module in modules}
    requires = defaultdict(list)
    links = ModulePage.prerequisites.through.objects.filter(
        from_modulepage_id__in=titles
    )
    for one, other in links.values_list("from_modulepage_id", "to_modulepage_id"):
        if other in titles:
            requires[one].append(titles[other])

    lessons = list(
        LessonPage.objects.descendant_of(course).live().defer("body").order_by("path")
    )
    through = LessonPage.objectives.through.objects.filter(
        lessonpage_id__in=[lesson.pk for lesson in lessons]
    ).select_related("objective")
    texts = {row.lessonpage_id: row.objective.text for row in through.order_by("-pk")}
    quizzes = list(QuizPage.objects.descendant_of(course).live())
    items = defaultdict(list)
    for page in sorted([*lessons, *quizzes], key=lambda page: page.path):
        is_quiz = isinstance(page, QuizPage)
        key = str(page.translation_key)
        items[page.path[: -page.steplen]].append(
            Item(
                page=page,
                is_quiz=is_quiz,
                minutes=0 if is_quiz else page.minutes,
                standing=state.standings.get(key) if state else None,
            )
        )
    return CourseOverview(
        course=course,
        modules=tuple(
            ModuleOverview(
                page=module,
                items=_explained(items[module.path], waits=bool(requires[module.pk])),
                requires=tuple(requires[module.pk]),
            )
            for module in modules
        ),
        items=_explained(items[course.path]),
        objectives=tuple(texts[pk] for pk in (p.pk for p in lessons) if pk in texts),
        instructors=_instructors(course),
        state=state,
        counts={
            "modules": len(modules),
            "lessons": len(lessons),
            "quizzes": len(quizzes),
        },
    )


def _explained(items: list[Item], *, waits: bool = False) -> tuple[Item, ...]:
    """Let one item say why it is locked, unless the whole module waits."""
    locked = [
        n for n, item in enumerate(items) if item.standing and item.standing.is_locked
    ]
    if not locked or (waits and locked[0] == 0):
        return tuple(items)
    items[locked[0]] = replace(items[locked[0]], says_why=True)
    return tuple(items)


def _instructors(course: CoursePage) -> tuple[Instructor, ...]:
    people = list(course.instructors.all())
    found = Instructor.objects.filter(pk__in=[p.pk for p in people])
    return tuple(found.prefetch_related("disclosures"))
