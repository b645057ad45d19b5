"""How each kind of thing in course files becomes an object of the site."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from courses.models import (
    CoursePage,
    Disclosure,
    GlossaryTerm,
    Instructor,
    LessonPage,
    ModulePage,
)
from media.domain.markdown import to_html
from media.figures import get_figure_model
from media.models import Reference
from quizzes.domain import shelving
from quizzes.enums import BankAccess
from quizzes.models import Bank, Objective, Question, QuizPage

from . import exports, quiz_rules
from .bodies import Body


class Kind:
    """Fills an object from an entry, says what it says, and writes it down.

    ``fields`` are compared; ``plain`` of them are taken from the entry as they are.
    ``later`` came into course files after objects had been loaded without them: what
    says no more than its default there is left out, so that those compare as before.
    """

    name = ""
    model = None
    plain: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    later: Mapping[str, Any] = {}

    def new(self, entry):
        return self.model(key=entry.key)

    def draft(self, obj):
        """Return the state that an editor would see and change."""
        return obj

    def fill(self, obj, entry, site):
        for name in self.plain:
            setattr(obj, name, getattr(entry, name))

    def export(self, obj):
        return {
            name: value
            for name, value in self.says(obj).items()
            if name not in self.later or value != self.later[name]
        }

    def says(self, obj):
        return exports.export(obj, (*(self.fields or self.plain), *self.later))

    def write(self, obj):
        obj.full_clean()
        obj.save()


class PublishedKind(Kind):
    """Has drafts and revisions; publishing freezes what has versions."""

    def new(self, entry):
        return self.model(key=entry.key, live=False)

    def draft(self, obj):
        return obj.get_latest_revision_as_object()

    def write(self, obj):
        if obj.pk is None:
            obj.full_clean()
            obj.save()
        obj.save_revision().publish()


class ReferenceKind(Kind):
    name = "reference"
    model = Reference
    plain = (
        "kind", "authors", "title", "source", "year", "locator", "doi", "pmid", "url",
        "checked", "finding",
    )  # fmt: skip


class TermKind(Kind):
    name = "glossary term"
    model = GlossaryTerm
    plain = ("term", "latin", "definition")


class ObjectiveKind(Kind):
    name = "objective"
    model = Objective
    plain = ("text",)


class BankKind(Kind):
    """The shelf of the course's questions; its entry is the course.

    A new one is open to everyone who writes questions: files know no persons.
    """

    name = "bank"
    model = Bank
    plain = ("title",)

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        if obj.pk is None:
            obj.access = BankAccess.WRITE


class FigureKind(PublishedKind):
    name = "figure"
    model = get_figure_model()
    plain = (
        "title", "alt", "description", "credit", "licence", "structures", "svg",
    )  # fmt: skip
    fields = (*plain, "image")

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        obj.image = None


class InstructorKind(Kind):
    name = "instructor"
    model = Instructor
    plain = ("name", "credentials")
    fields = (*plain, "biography")

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        obj.biography = to_html(entry.biography)
        obj.wanted_disclosure = (entry.disclosure, entry.disclosed_on)

    def export(self, obj):
        return {
            **super().export(obj),
            "disclosure": exports.comparable(
                getattr(obj, "wanted_disclosure", None) or self._disclosure(obj)
            ),
        }

    def write(self, obj):
        super().write(obj)
        if obj.wanted_disclosure != self._disclosure(obj):
            text, disclosed_on = obj.wanted_disclosure
            row = Disclosure(instructor=obj, text=text, disclosed_on=disclosed_on)
            row.full_clean()
            row.save()

    def _disclosure(self, obj):
        row = obj.current_disclosure() if obj.pk else None
        return (row.text, row.disclosed_on) if row else None


class QuestionKind(PublishedKind):
    name = "question"
    model = Question
    plain = ("difficulty", "verdict", "level")
    fields = (
        *plain, "bank", "body", "objective", "tags", "figure", "rationale", "references",
    )  # fmt: skip
    later: Mapping[str, Any] = {"hints": []}

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        obj.bank = site.get("bank", site.course.key)
        body = Body(entry.key, site.pk)
        obj.body = json.dumps(body.question(entry))
        obj.hints = json.dumps(body.hints(entry))
        obj.objective = site.get("objective", entry.objective)
        obj.figure = site.get("figure", entry.figure) if entry.figure else None
        obj.rationale = to_html(entry.rationale)
        obj.tags.set(entry.tags)
        obj.references.set([site.get("reference", key) for key in entry.references])
        obj.clean()

    def write(self, obj):
        """A bank is no part of a revision: a question that moved is put back."""
        moved = obj.pk is not None
        super().write(obj)
        if moved:
            shelving.move(questions=[obj], bank=obj.bank, by=None)


class PageKind(PublishedKind):
    """A page. Its slug is its key when it is made; later the slug is the site's."""

    def new(self, entry):
        return self.model(slug=entry.key, live=False)

    def write(self, obj):
        obj.save_revision().publish()


class LessonKind(PageKind):
    name = "lesson"
    model = LessonPage
    plain = ("title", "summary", "minutes", "clinical")
    fields = (*plain, "minimum_minutes", "required", "body", "objectives")

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        obj.minimum_minutes = Decimal(entry.minimum_minutes)
        obj.required = True
        obj.body = json.dumps(Body(entry.key, site.pk).lesson(entry))
        obj.objectives.set([site.get("objective", key) for key in entry.objectives])


class QuizKind(PageKind):
    name = "quiz"
    model = QuizPage
    plain = (
        "title", "pass_mark", "max_attempts", "shuffle_questions", "shuffle_options",
    )  # fmt: skip
    fields = (*plain, "introduction", "sections")
    later = quiz_rules.DEFAULTS

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        obj.introduction = to_html(entry.introduction)
        bank = site.pk("bank", site.course.key)
        obj.sections = json.dumps(Body(entry.key, site.pk).quiz(entry, bank=bank))
        for name, value in entry.rules.items():
            setattr(obj, name, value)

    def says(self, obj):
        # The editor may list what learners see in another order: it says the same.
        return {**super().says(obj), "review": quiz_rules.of(obj)["review"]}


class ModuleKind(PageKind):
    name = "module"
    model = ModulePage
    plain = ("title", "summary")
    fields = (*plain, "prerequisites")

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        # A module that an editor deleted can't be required any more.
        found = (site.find("module", key) for key in entry.requires)
        obj.prerequisites.set([module for module in found if module is not None])


class CourseKind(PageKind):
    name = "course"
    model = CoursePage
    plain = (
        "title", "summary", "audience", "in_order", "contact_questions",
        "contact_complaints", "contact_accommodation",
    )  # fmt: skip
    fields = (
        *plain, "introduction", "figure", "completion_rule", "evidence_policy",
        "instructors",
    )  # fmt: skip

    def fill(self, obj, entry, site):
        super().fill(obj, entry, site)
        obj.introduction = to_html(entry.introduction)
        obj.completion_rule = to_html(entry.completion)
        obj.evidence_policy = to_html(entry.evidence_policy)
        obj.figure = site.get("figure", entry.figure) if entry.figure else None
        obj.instructors.set(
            [site.get("instructor", one.key) for one in entry.instructors]
        )
