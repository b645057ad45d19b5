"""What would become of the questions of a file: one row for each, before anything is kept.

Nothing from a file is trusted: rich text keeps the tags that authors have, all else is
text, and a question comes in only if it could be published as it stands.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from media.models import Reference
from quizzes import types
from quizzes.blocks import PRACTICE_TAGS, HintsBlock
from quizzes.enums import Difficulty
from quizzes.exchange.neutral import Item, Package, Problem, Severity
from quizzes.models import Bank, Objective, Question
from quizzes.types import SourceError
from quizzes.types.text import fingerprint, plain, stable_id

from . import banks
from .import_pictures import Lightbox, Photo, PictureRefused
from .scrubbing import scrubbed

# What authors can write in a stem; in a rationale there are links, too.
RICH_TAGS = {"p", "br", "strong", "b", "em", "i", "sub", "sup", "ul", "ol", "li"}
SCHEMES = {"http", "https", "mailto"}
MAX_HINTS = HintsBlock().meta.max_num
MAX_TAG = 100
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Twin:
    """Something that asks the same words: on the site, or earlier in the file."""

    title: str
    question_id: int | None = None
    bank: str = ""
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What would become of one item.

    ``question`` is not saved, and ``None`` if the item can't come in; ``problems`` say
    why, and what else is changed or left out. Whatever ``must_stay_draft`` is not
    published with the others.
    """

    item: Item
    label: str
    question: Question | None
    body: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    photo: Photo | None = None
    must_stay_draft: bool = False
    twins: tuple[Twin, ...] = ()
    problems: tuple[Problem, ...] = ()


class Planner:
    """Plans the items of one package. Asks the database when it is made, not by row."""

    def __init__(self, *, package: Package, bank: Bank, user: Any) -> None:
        self.package = package
        self.bank = bank
        self.items = [_safe(item) for item in package.items]
        self.lightbox = Lightbox()
        self.prints = {item.number: _print(item) for item in self.items}
        self.first: dict[str, Item] = {}
        for item in self.items:
            self.first.setdefault(self.prints[item.number], item)
        self.twins = self._twins(user)
        self.objectives = _by_key(Objective, (item.objective for item in self.items))
        named = (key for item in self.items for key in item.references)
        self.references = _by_key(Reference, named)

    def rows(self, items: Iterable[Item] | None = None) -> Iterator[Row]:
        """Return the rows of ``items``, all of the package without them."""
        for item in self.items if items is None else items:
            yield self.row(item)

    def row(self, item: Item) -> Row:
        notes: list[Problem] = []
        try:
            question_type = types.get(item.type_key)
        except LookupError:
            message = _("This site has no questions of the type “%(type)s”.") % {
                "type": item.type_key
            }
            return Row(item, item.type_key, None, problems=(_out(item, message),))
        label = str(question_type.label)
        question = Question(
            bank=self.bank,
            difficulty=self._difficulty(item, notes),
            objective=self._objective(item, notes),
            hints=self._hints(item, notes),
            rationale=rich(item.rationale, links=True),
            live=False,
        )
        try:
            body = fill(question, item)
        except SourceError as error:
            why = [f"{name}: {text}" for name, text in error.problems]
            return self._refused(item, label, why)
        except ValidationError as error:
            block = question_type.block()
            return self._refused(item, label, _messages(error, block))
        if figure_problems := question_type.figure_problems(body, None):
            return self._refused(item, label, figure_problems)
        photo, must_stay_draft = self._photo(item, notes)
        return Row(
            item=item,
            label=label,
            question=question,
            body=body,
            tags=self._tags(item, notes),
            references=self._references(item, notes),
            photo=photo,
            must_stay_draft=must_stay_draft,
            twins=self._twins_of(item),
            problems=tuple(notes),
        )

    def _refused(self, item: Item, label: str, why: Iterable[str]) -> Row:
        """Return the row of an item that can't come in, with every reason."""
        problems = tuple(_out(item, message) for message in why)
        return Row(item, label, None, problems=problems)

    def _difficulty(self, item: Item, notes: list[Problem]) -> str:
        if item.difficulty in Difficulty.values:
            return item.difficulty
        if item.difficulty:
            message = _("The difficulty “%(name)s” is not known here; it is “medium”.")
            notes.append(_changed(item, message % {"name": item.difficulty}))
        return Difficulty.MEDIUM

    def _objective(self, item: Item, notes: list[Problem]) -> Objective | None:
        found = self.objectives.get(item.objective)
        if item.objective and found is None:
            message = _("There is no objective with the key “%(key)s” on this site.")
            notes.append(_left(item, message % {"key": item.objective}))
        return found

    def _references(self, item: Item, notes: list[Problem]) -> tuple[Reference, ...]:
        found = {}
        for key in item.references:
            if key in self.references:
                found[key] = self.references[key]
            else:
                message = _("There is no reference with the key “%(key)s” here.")
                notes.append(_left(item, message % {"key": key}))
        return tuple(found.values())

    def _hints(self, item: Item, notes: list[Problem]) -> list[dict[str, Any]]:
        hints = [found for hint in item.hints if (found := rich(hint))]
        if len(hints) > MAX_HINTS:
            message = _(
                "A question has %(most)s hints at most; the others are left out."
            )
            notes.append(_left(item, message % {"most": MAX_HINTS}))
            hints = hints[:MAX_HINTS]
        taken: set[str] = set()
        return [
            {"type": "hint", "value": hint, "id": stable_id(hint, taken)}
            for hint in hints
        ]

    def _tags(self, item: Item, notes: list[Problem]) -> tuple[str, ...]:
        """Return the tags, and the last part of the category as one of them."""
        wanted = [*item.tags, *self._category(item)]
        found: dict[str, str] = {}
        for tag in wanted:
            name = " ".join(tag.split())
            if len(name) > MAX_TAG:
                name = name[:MAX_TAG].strip()
                message = _("The tag “%(tag)s” is cut short.")
                notes.append(_changed(item, message % {"tag": name}))
            if name:
                found.setdefault(name.casefold(), name)
        return tuple(found.values())

    def _category(self, item: Item) -> list[str]:
        """Return the tag that a category becomes; said once for all, in ``remarks``."""
        last = _last(item.category)
        unwanted = ("", self.bank.title.strip().casefold(), *PRACTICE_TAGS)
        return [] if last.casefold() in unwanted else [last]

    @property
    def remarks(self) -> list[Problem]:
        """What is to be said about the file as a whole: what becomes of categories."""
        found = []
        for category, item in {one.category: one for one in self.items[::-1]}.items():
            words = {"category": category}
            if tags := self._category(item):
                words["tag"] = tags[0][:MAX_TAG]
                message = _("The category “%(category)s” becomes the tag “%(tag)s”.")
                severity = Severity.CHANGED
            elif _last(category).casefold() in PRACTICE_TAGS:
                message = _(
                    "The category “%(category)s” is left out: as a tag it would keep "
                    "its questions for practice in lessons."
                )
                severity = Severity.LEFT_OUT
            else:
                continue
            found.append(Problem(severity, message % words, line=item.line))
        return found[::-1]

    def _photo(self, item: Item, notes: list[Problem]) -> tuple[Photo | None, bool]:
        if item.picture is None:
            return None, False
        name = Truncator(item.picture.name or _("without a name")).chars(80)
        try:
            photo = self.lightbox.look(item.picture)
        except PictureRefused as error:
            message = _("The picture “%(name)s” is left out: %(reason)s.")
            words = {"name": name, "reason": str(error).rstrip(".")}
            # It may be what the question is about: nobody is asked without a look.
            notes.append(_left(item, message % words))
            return None, True
        if photo.alt:
            return photo, False
        message = _(
            "The picture “%(name)s” needs a description. The question comes in as a "
            "draft, and so does its figure."
        )
        notes.append(_changed(item, message % {"name": name}))
        return photo, True

    def _twins(self, user: Any) -> dict[str, list[Twin]]:
        """Return what asks the same, among the questions that a person may see."""
        wanted = sorted({value for value in self.prints.values() if value})
        found: dict[str, list[Twin]] = {}
        for start in range(0, len(wanted), CHUNK):
            asked = banks.readable_questions(user).filter(
                fingerprint__in=wanted[start : start + CHUNK]
            )
            values = asked.order_by("pk").values_list(
                "fingerprint", "title", "pk", "bank__title"
            )
            for value, title, pk, bank in values:
                found.setdefault(value, []).append(Twin(title, pk, bank or ""))
        return found

    def _twins_of(self, item: Item) -> tuple[Twin, ...]:
        value = self.prints[item.number]
        if not value:
            return ()
        found = list(self.twins.get(value, ()))
        first = self.first[value]
        if first.number != item.number:
            found.append(Twin(_title(first), item=first.number))
        return tuple(found)


def fill(question: Any, item: Item) -> dict[str, Any]:
    """Give a question the body of an item and return its content.

    Raises ``SourceError`` or ``ValidationError`` for what could not be published.
    """
    question_type = types.get(item.type_key)
    value = question_type.from_source(item.fields, rich=rich)
    question.body = [{"type": question_type.key, "value": value, "id": "body"}]
    (bound,) = question.body
    bound.block.clean(bound.value)
    question.clean()
    return question_type.content(bound.value)


def rich(value: str, *, links: bool = False) -> str:
    """Return HTML of a file as rich text; what is no markup stands in a paragraph.

    Only tags that authors have are left, and no attribute but the address of a link.
    """
    kept = nh3.clean(
        value,
        tags=RICH_TAGS | ({"a"} if links else set()),
        attributes={"a": {"href"}} if links else {},
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()
    if not plain(kept):
        return ""
    if kept.startswith(("<p>", "<ul>", "<ol>")):
        return kept
    return f"<p>{kept}</p>"


def left_out(package: Package, rows: Iterable[Row]) -> set[int]:
    """Return the numbers of the questions that can't come in."""
    named = {problem.item for problem in package.problems if problem.item is not None}
    numbers = {item.number for item in package.items}
    return (named - numbers) | {row.item.number for row in rows if row.question is None}


def _safe(item: Item) -> Item:
    return scrubbed(item)


def _print(item: Item) -> str:
    return fingerprint(plain(str(item.fields.get("stem") or "")))


def _title(item: Item) -> str:
    return Truncator(plain(str(item.fields.get("stem") or ""))).chars(120)


def _last(category: str) -> str:
    return category.rsplit("/", maxsplit=1)[-1].strip()


def _by_key(model: Any, keys: Iterable[str]) -> dict[str, Any]:
    wanted = sorted({key for key in keys if key})
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = model.objects.filter(key__in=wanted[start : start + CHUNK])
        found |= {row.key: row for row in rows}
    return found


def _changed(item: Item, message: str) -> Problem:
    return Problem(Severity.CHANGED, message, item.number, item.line)


def _left(item: Item, message: str) -> Problem:
    return Problem(Severity.LEFT_OUT, message, item.number, item.line)


def _out(item: Item, why: str) -> Problem:
    message = _("The question can't come in: %(reason)s") % {"reason": why}
    return _left(item, message)


def _messages(error: Any, block: Any, path: str = "") -> list[str]:
    """Return what is wrong with a block's value, each with the field that it is about."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        return [_at(path, text) for text in error.messages]
    found = [
        _at(path, text)
        for each in error.non_block_errors.as_data()
        for text in each.messages
    ]
    pairs = inner.items() if isinstance(inner, Mapping) else enumerate(inner)
    for name, each in pairs:
        if each is None:
            continue
        if isinstance(name, str):
            child = block.child_blocks[name]
            where = str(child.label)
        else:
            child, where = block.child_block, str(name + 1)
        found += _messages(each, child, f"{path} {where}".strip())
    return found


def _at(path: str, text: str) -> str:
    return f"{path}: {text}" if path else text
