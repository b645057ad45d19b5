"""The pages of a course: made, moved and put in order as the files say."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Site

from courses.domain import roles
from courses.models import CourseIndexPage

from . import kinds
from .plan import CREATED, DELETED, EDITED, UPDATED, LoadError


@dataclass(slots=True)
class _Branch:
    """A page with children: what it said before anything was loaded beneath it."""

    kind: Any
    entry: Any
    page: Any
    is_new: bool
    items: list[str]
    before: dict[str, Any] | None = None
    action: str = ""
    after: dict[str, Any] | None = None


class Tree:
    """Loads the pages. The order of a page's children is part of what it says."""

    def __init__(self, site, parent):
        self.site = site
        self.parent = parent
        self.files = site.files

    def load(self):
        course = self.site.course
        items = [module.key for module in course.modules]
        items += [course.final.key] if course.final else []
        top = self._branch(kinds.CourseKind(), course, items)
        self._ensure(top, self._index)
        if top.page is None:
            for module in course.modules:
                self._gone(module)
            if course.final:
                self._gone_pages([(kinds.QuizKind(), course.final.key)])
            return
        branches = [self._module(module, top) for module in course.modules]
        # Prerequisites need every module to be there.
        for branch in branches:
            self._judge(branch)
        self._judge(top)
        for branch in branches:
            self._children(branch)
        for branch in branches:
            self._finish(branch)
        if course.final:
            self._leaf(kinds.QuizKind(), course.final, top)
        self._finish(top)

    def _branch(self, kind, entry, items):
        page = self.site._recorded(kind, entry.key)
        return _Branch(kind, entry, page, page is None, items)

    def _module(self, module, top):
        items = [*module.lessons, *([module.quiz.key] if module.quiz else [])]
        branch = self._branch(kinds.ModuleKind(), module, items)
        self._ensure(branch, lambda: top.page)
        return branch

    def _ensure(self, branch, parent):
        """Find or make the page of a branch; ``None`` when it was deleted on the site."""
        site, kind, key = self.site, branch.kind, branch.entry.key
        if branch.page is None:
            branch.page = self._adopted(kind, key, parent)
            branch.is_new = branch.page is None
        if branch.page is None and self._was_deleted(kind, key):
            return
        if branch.page is None:
            branch.page = kind.new(branch.entry)
            # Modules that it requires may not be there yet; they follow in `_judge`.
            kind.fill(branch.page, branch.entry, site)
            self._add(parent(), branch.page, kind, key)
        else:
            draft = kind.draft(branch.page)
            branch.before = site._state(
                kind, draft, branch.page, items=self._order(branch.page)
            )
        site.found[kind.name, key] = branch.page

    def _adopted(self, kind, key, parent):
        """Return a page that is there under the key without having been loaded."""
        if (kind.name, key) in self.site.records:
            return None
        if kind.name == "course" and not CourseIndexPage.objects.exists():
            return None
        return kind.model.objects.child_of(parent()).filter(slug=key).first()

    def _was_deleted(self, kind, key):
        """Say whether the page was loaded, then deleted on the site, and stays so."""
        site = self.site
        if (kind.name, key) not in site.records or key in site.force:
            return False
        site.seen.add((kind.name, key))
        site.plan.add(DELETED, kind.name, key)
        return True

    def _gone(self, module):
        """Report everything beneath a page that was deleted on the site."""
        entries = [(kinds.ModuleKind(), module.key)]
        entries += [(kinds.LessonKind(), key) for key in module.lessons]
        entries += [(kinds.QuizKind(), module.quiz.key)] if module.quiz else []
        self._gone_pages(entries)

    def _gone_pages(self, entries):
        for kind, key in entries:
            if (kind.name, key) not in self.site.seen:
                self.site.seen.add((kind.name, key))
                self.site.plan.add(DELETED, kind.name, key)

    def _add(self, parent, page, kind, key):
        try:
            parent.add_child(instance=page)
        except ValidationError as error:
            raise LoadError(
                f"{kind.name} “{key}”: {' '.join(error.messages)}"
            ) from error

    def _order(self, page):
        """Return the keys of the loaded pages beneath ``page``, in their order."""
        keys = {
            record.object_pk: key
            for (kind, key), record in self.site.records.items()
            if kind in ("module", "lesson", "quiz")
        }
        children = page.get_children().values_list("pk", flat=True)
        return [keys[str(pk)] for pk in children if str(pk) in keys]

    def _judge(self, branch):
        """Settle what happens to a branch before its children change its order."""
        if branch.page is None:
            return
        site, kind = self.site, branch.kind
        draft = branch.page if branch.is_new else kind.draft(branch.page)
        kind.fill(draft, branch.entry, site)
        branch.page = draft
        branch.after = site._state(kind, draft, None, items=self._wanted(branch))
        before = None if branch.is_new else branch.before
        branch.action = site._action(kind, branch.entry.key, before, branch.after)

    def _wanted(self, branch):
        """Return the order in the files, without pages that the site has deleted."""
        gone = set()
        for kind_name in _CHILDREN[branch.kind.name]:
            for key in branch.items:
                record = self.site.records.get((kind_name, key))
                if record is None or key in self.site.force:
                    continue
                model = _MODELS[kind_name]
                if not model.objects.filter(pk=record.object_pk).exists():
                    gone.add(key)
        return [key for key in branch.items if key not in gone]

    def _children(self, branch):
        if branch.page is None:
            self._gone(branch.entry)
            return
        for key in branch.entry.lessons:
            self._leaf(kinds.LessonKind(), self.files.lessons[key], branch)
        if branch.entry.quiz:
            self._leaf(kinds.QuizKind(), branch.entry.quiz, branch)

    def _leaf(self, kind, entry, branch):
        site, key = self.site, entry.key
        page = site._recorded(kind, key)
        if page is None:
            page = self._adopted(kind, key, lambda: branch.page)
        if page is None:
            if self._was_deleted(kind, key):
                return
            page = kind.new(entry)
            kind.fill(page, entry, site)
            self._add(branch.page, page, kind, key)
            site._write(kind, key, page)
            after = site._state(kind, page, None)
            site._settle(kind, key, page, CREATED, after)
            return
        site._one(kind, entry, page)
        if branch.action != EDITED and page.get_parent().pk != branch.page.pk:
            page.refresh_from_db()
            page.move(_fresh(branch.page), pos="last-child")

    def _finish(self, branch):
        if branch.page is None:
            return
        site, kind, key = self.site, branch.kind, branch.entry.key
        page = branch.page
        if branch.action in (CREATED, UPDATED):
            _refresh_place(page)
            site._write(kind, key, page)
        site._settle(kind, key, _fresh(page), branch.action, branch.after)
        if branch.action != EDITED:
            self._sort(page, branch.items, _CHILDREN[kind.name])

    def _sort(self, parent, keys, child_kinds):
        """Put the loaded children of a page in the order of ``keys``."""
        parent = _fresh(parent)
        wanted = []
        for key in keys:
            found = (self.site.find(kind, key) for kind in child_kinds)
            wanted += [page.pk for page in found if page is not None]
        children = list(parent.get_children().values_list("pk", flat=True))
        wanted = [pk for pk in wanted if pk in children]
        if [pk for pk in children if pk in wanted] == wanted:
            return
        for pk in wanted:
            page = parent.get_children().get(pk=pk)
            page.move(_fresh(parent), pos="last-child")

    @property
    def _index(self):
        return self._find_index

    def _find_index(self):
        """Return the page that courses lie under; made when the site has none."""
        indexes = CourseIndexPage.objects.all()
        if self.parent:
            indexes = indexes.filter(slug=self.parent)
        found = list(indexes[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise LoadError(
                _("There are several course indexes. Name one with --parent SLUG.")
            )
        if self.parent:
            raise LoadError(
                _("There is no course index with the slug “%(slug)s”.")
                % {"slug": self.parent}
            )
        home = Site.objects.filter(is_default_site=True).select_related("root_page")
        site = home.first()
        if site is None:
            raise LoadError(_("The site has no home page yet."))
        index = CourseIndexPage(title=_("Courses"), slug="courses", live=False)
        site.root_page.add_child(instance=index)
        index.save_revision().publish()
        roles.cover(index)
        return index


_CHILDREN = {"course": ("module", "quiz"), "module": ("lesson", "quiz")}
_MODELS = {
    kind.name: kind.model
    for kind in (kinds.ModuleKind, kinds.LessonKind, kinds.QuizKind)
}


def _fresh(page):
    return type(page).objects.get(pk=page.pk)


def _refresh_place(page):
    """Bring what the tree keeps about a page up to date; its content stays."""
    page.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
