"""Boring objects for tests of courses: real pages in a real tree, real learners."""

import datetime as dt
import itertools

from django.contrib.auth import get_user_model
from wagtail.models import Site

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from media.pages import Page
from quizzes.models import QuizPage

NOW = dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def minutes(count):
    return dt.timedelta(minutes=count)


def seconds(count):
    return dt.timedelta(seconds=count)


def make_user(email=None, **fields):
    number = next(_numbers)
    email = email or f"person{number}@example.org"
    return get_user_model().objects.create_user(email=email, password="pass", **fields)


def make_learner(email=None, **fields):
    return make_user(email, **{"first_name": "Ana", "last_name": "Rivera", **fields})


def make_admin(email=None, **fields):
    return make_user(email, is_staff=True, is_superuser=True, **fields)


def publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_index(title="Courses"):
    root = Site.objects.get(is_default_site=True).root_page
    parent = Page.objects.get(pk=root.pk)
    return publish(
        parent, CourseIndexPage(title=title, slug=f"courses-{next(_numbers)}")
    )


def make_lesson(module, title=None, **fields):
    number = next(_numbers)
    defaults = {"title": title or f"Lesson {number}", "slug": f"lesson-{number}"}
    defaults |= {"minutes": 10, "minimum_minutes": 0}
    return publish(module, LessonPage(**{**defaults, **fields}))


def make_module(course, title=None, *, after=(), **fields):
    number = next(_numbers)
    module = ModulePage(
        title=title or f"Module {number}", slug=f"module-{number}", **fields
    )
    course.add_child(instance=module)
    module.prerequisites.set(after)
    module.save_revision().publish()
    module.refresh_from_db()
    return module


def make_quiz(parent, title=None, *, questions=(), **fields):
    """A quiz page; without ``questions`` it is a requirement that nobody can take."""
    number = next(_numbers)
    quiz = QuizPage(title=title or f"Quiz {number}", slug=f"quiz-{number}", **fields)
    if questions:
        quiz.sections = [("fixed", {"questions": list(questions)})]
    return publish(parent, quiz)


def make_course(*, index=None, title=None, **fields):
    """A course page without modules; publish it again to freeze what was added."""
    number = next(_numbers)
    defaults = {
        "title": title or f"Course {number}",
        "slug": f"course-{number}",
        "contact_questions": "questions@example.org",
    }
    return publish(index or make_index(), CoursePage(**{**defaults, **fields}))


def freeze(course):
    """Publish the course again, as its author does when the requirements are there."""
    course = CoursePage.objects.get(pk=course.pk)
    course.save_revision().publish()
    return course.editions.order_by("-number").first()


def make_small_course(*, lessons=2, minimum_minutes=0, **fields):
    """One module of ``lessons`` lessons, frozen. Returns course and lessons."""
    course = make_course(**fields)
    module = make_module(course)
    made = [
        make_lesson(module, minimum_minutes=minimum_minutes) for _ in range(lessons)
    ]
    freeze(course)
    return course, made
