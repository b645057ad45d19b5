"""What a course on the site says, in the form that files are read in.

The inverse of ``loader``: every object becomes the entry that it could have been loaded
from. What files can't say is noted with its place. The drafts are read, as the loader
compares them, so that loading what was read here changes nothing.
"""

from dataclasses import replace

from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from courses.models import LessonPage, ModulePage
from quizzes.domain import drawing
from quizzes.models import Question, QuizPage

from . import content, kinds, length, quiz_rules
from .site_bodies import SiteBody
from .site_objects import SNIPPETS, SiteObjects

INSIDE = {"course": (ModulePage, QuizPage), "module": (LessonPage, QuizPage)}


class SiteCourse(SiteObjects):
    """Reads a course once; then ``files`` is what it says and ``objects`` where from."""

    def __init__(self, course):
        super().__init__(course)
        self.lessons = {}
        self.files = self._read()

    def _read(self):
        course = self._course()
        for kind, pk in sorted(self.records, key=self.records.get):
            obj = (
                SNIPPETS[kind].objects.filter(pk=pk).first()
                if kind in SNIPPETS
                else None
            )
            if obj is not None and kind != "instructor":
                self._use(kind, obj)
        self._restrictions()
        found = {
            kind: {key: entry for key, entry in sorted(entries.items()) if entry}
            for kind, entries in self.entries.items()
        }
        for kind, entries in self.entries.items():
            for key, entry in entries.items():
                if entry is None:
                    del self.objects[kind, key]
        lessons = {
            key: self._without_usual_minutes(lesson, found["question"])
            for key, lesson in self.lessons.items()
        }
        objectives = tuple(found["objective"].values())
        return content.CourseFiles(
            course(objectives), lessons, found["question"], found["figure"],
            found["reference"], found["glossary term"],
        )  # fmt: skip

    def _without_usual_minutes(self, lesson, questions):
        """Leave the minutes out where the formula gives the same."""
        bare = replace(lesson, minutes=None)
        usual = length.with_minutes(bare, questions)
        return bare if usual.minutes == lesson.minutes else lesson

    def _course(self):
        """Return what makes the course, once all its objectives are known."""
        key = self._key("course", self.page, self.page.slug)
        page = self._draft("course", key, self.page)
        self._page_notes("course", key, page)
        modules, final = self._inside(key)
        figure = ""
        if page.figure_id:
            body = SiteBody("course", key, self, field="figure")
            figure = self.key_of("figure", page.figure_id, body)
        instructors = [self._use("instructor", one) for one in page.instructors.all()]
        rich = {
            name: SiteBody("course", key, self, field=name).markdown(
                getattr(page, name)
            )
            for name in ("introduction", "evidence_policy", "completion_rule")
        }
        plain = {name: getattr(page, name) for name in kinds.CourseKind.plain}

        def course(objectives):
            return content.Course(
                key=key,
                introduction=rich["introduction"],
                evidence_policy=rich["evidence_policy"],
                completion=rich["completion_rule"],
                figure=figure,
                instructors=tuple(
                    self.entries["instructor"][one] for one in sorted(instructors)
                ),
                objectives=objectives,
                modules=modules,
                final=final,
                **plain,
            )

        return course

    def _inside(self, course_key):
        """Return the modules and the final quiz; what lies otherwise is noted."""
        modules, finals = [], []
        for page in self._children(self.page, "course", course_key):
            if isinstance(page, ModulePage):
                if finals:
                    self._other_order("course", course_key)
                modules.append(page)
            else:
                finals.append(page)
        keys = {page.pk: self._key("module", page, page.slug) for page in modules}
        read = tuple(self._module(page, keys) for page in modules)
        return read, self._one_quiz(finals, "course", course_key)

    def _children(self, page, kind, key):
        """Return the published pages of a kind that files know, in their order."""
        found = []
        for child in page.get_children().specific():
            if not isinstance(child, INSIDE[kind]):
                what = _("The page “%(page)s” has no form in course files.")
                self.notes.add(kind, key, what % {"page": child.title})
            elif not child.live:
                what = _("The page “%(page)s” isn't published and is left out.")
                self.notes.add(kind, key, what % {"page": child.title})
            else:
                found.append(child)
        return found

    def _other_order(self, kind, key):
        self.notes.add(kind, key, _("Its quiz stands last in course files."))

    def _one_quiz(self, pages, kind, key):
        quizzes = [self._quiz(page) for page in pages[:1]]
        for page in pages[1:]:
            what = _("One quiz stands here in files: “%(page)s” is left out.")
            self.notes.add(kind, key, what % {"page": page.title})
        return quizzes[0] if quizzes else None

    def _module(self, page, keys):
        key = keys[page.pk]
        draft = self._draft("module", key, page)
        self._page_notes("module", key, draft)
        lessons, quizzes = [], []
        for child in self._children(page, "module", key):
            if isinstance(child, LessonPage):
                if quizzes:
                    self._other_order("module", key)
                lessons.append(self._lesson(child))
            else:
                quizzes.append(child)
        requires = {module.pk for module in draft.prerequisites.all()}
        return content.Module(
            key=key,
            title=draft.title,
            summary=draft.summary,
            requires=tuple(name for pk, name in keys.items() if pk in requires),
            lessons=tuple(lessons),
            quiz=self._one_quiz(quizzes, "module", key),
            line=0,
        )

    def _lesson(self, page):
        key = self._key("lesson", page, page.slug)
        draft = self._draft("lesson", key, page)
        self._page_notes("lesson", key, draft)
        body = SiteBody("lesson", key, self, field="body")
        objectives = [
            self._use("objective", one, body) for one in draft.objectives.all()
        ]
        self.lessons[key] = content.Lesson(
            key=key,
            title=draft.title,
            summary=draft.summary,
            minutes=draft.minutes,
            minimum_minutes=f"{draft.minimum_minutes.normalize():f}",
            clinical=draft.clinical,
            objectives=tuple(sorted(objectives)),
            body=body.lesson(draft.body.get_prep_value()),
            path="",
        )
        return key

    def _quiz(self, page):
        key = self._key("quiz", page, page.slug)
        draft = self._draft("quiz", key, page)
        self._page_notes("quiz", key, draft)
        body = SiteBody("quiz", key, self, field="sections")
        bank = self.bank.pk if self.bank else None
        raw = draft.sections.get_prep_value()
        self._drawn(draft, body)
        plain = {name: getattr(draft, name) for name in kinds.QuizKind.plain}
        introduction = SiteBody("quiz", key, self, field="introduction")
        sections = body.sections(raw, bank=bank)
        if not sections:
            body.note(_("It asks nothing, so it is left out."))
            return None
        return content.Quiz(
            key=key,
            introduction=introduction.markdown(draft.introduction),
            rules=quiz_rules.of(draft),
            sections=sections,
            line=0,
            **plain,
        )

    def _drawn(self, quiz, body):
        """Read the questions that a draw may find: they are the course's too."""
        for plan in drawing.read_sections(quiz.sections):
            pool = plan.pool() if plan.count else []
            for question in Question.objects.filter(pk__in=pool).order_by("key"):
                self._use("question", question, body)

    def _page_notes(self, kind, key, page):
        for name in ("seo_title", "search_description"):
            if getattr(page, name, ""):
                verbose = page._meta.get_field(name).verbose_name
                self.notes.add(
                    kind, key, _("Files don't say its %(field)s.") % {"field": verbose}
                )

    def _restrictions(self):
        rows = PageViewRestriction.objects.filter(
            page__path__startswith=self.page.path
        ).select_related("page")
        for row in rows.order_by("page__path"):
            self.notes.add(
                "page",
                row.page.slug,
                _("It is private (%(how)s); loaded from files it is not.")
                % {"how": row.get_restriction_type_display()},
            )
