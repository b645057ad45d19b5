"""Questions on their way out of a bank: as neutral items, and as a file of a format."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from quizzes import types
from quizzes.exchange.neutral import (
    MAX_ITEMS,
    Format,
    Item,
    Picture,
    Problem,
    Severity,
    Written,
)
from quizzes.models import Question, QuestionVersion, freezing

from . import banks

ACTION = "ce_quizzes.export"
MAY = ("ce_quizzes.add_question", "ce_quizzes.change_question")
# What a figure's picture may weigh in a file.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Parcel:
    """The items of some questions, and what could not be packed."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    titles: dict[int, str] = field(default_factory=dict)


class TooMany(ValueError):
    """More questions than one file may hold (``MAX_ITEMS``)."""


def may_export(user: Any) -> bool:
    return user.is_active and any(user.has_perm(name) for name in MAY)


def exportable(user: Any) -> QuerySet[Question]:
    """Return the questions that a person may put into a file: of readable banks.

    Raises ``PermissionDenied`` for whoever may not write questions.
    """
    if not may_export(user):
        raise PermissionDenied
    return banks.readable_questions(user)


def items(questions: Iterable[Question], *, drafts: bool = False) -> Parcel:
    """Return questions as neutral items, in their order and numbered from 1.

    An item says what the newest published version says, or with ``drafts`` what the
    newest draft says. What was never published is left out unless drafts are wanted,
    and what can't be packed is named. Raises ``TooMany``.
    """
    found = list(questions)
    if len(found) > MAX_ITEMS:
        raise TooMany(len(found))
    prefetch_related_objects(found, "tagged_items__tag", "bank", "objective")
    contents = _drafts(found) if drafts else _published(found)
    packed: list[Item] = []
    problems: list[Problem] = []
    for number, question in enumerate(found, start=1):
        says = contents.get(question.pk)
        if says is None:
            message = (
                _("It is no whole question yet.")
                if drafts
                else _("It was never published.")
            )
            problems.append(Problem(Severity.LEFT_OUT, message, number))
            continue
        packed.append(_item(number, question, says, problems))
    titles = {number: str(found[number - 1]) for number in range(1, len(found) + 1)}
    return Parcel(tuple(packed), tuple(problems), titles)


def write(
    questions: Iterable[Question], *, known: Format, title: str, drafts: bool = False
) -> tuple[Written, Parcel]:
    """Return the file and what was packed; the file's problems hold those of packing."""
    parcel = items(questions, drafts=drafts)
    written = known.write(parcel.items, title=title)
    problems = [*parcel.problems, *written.problems]
    problems.sort(key=lambda problem: problem.item or 0)
    return Written(written.content, tuple(problems)), parcel


def record(
    *, questions: Sequence[Question], known: Format, by: Any, at: datetime
) -> None:
    """Note down in the log of each question that somebody took it along."""
    kind = ContentType.objects.get_for_model(Question)
    action = uuid.uuid4()
    entries = [
        ModelLogEntry(
            content_type=kind,
            object_id=str(question.pk),
            label=str(question),
            action=ACTION,
            data={"format": known.key},
            timestamp=at,
            uuid=action,
            user=by,
        )
        for question in questions
    ]
    ModelLogEntry.objects.bulk_create(entries, batch_size=CHUNK)


def file_name(title: str, known: Format) -> str:
    """Return a name that every system takes."""
    return f"{slugify(title)[:60] or 'questions'}.{known.extension}"


@dataclass(frozen=True, slots=True)
class _Says:
    """What a question says in one of its states."""

    type_key: str
    content: dict[str, Any]
    figure: Any
    tags: tuple[str, ...]
    difficulty: str
    objective: str


def _published(questions: list[Question]) -> dict[int, _Says]:
    """Return the newest version of each, also of those that are retired. One query."""
    ids = [question.pk for question in questions]
    newest = (
        QuestionVersion.objects.filter(question=OuterRef("question"))
        .order_by("-number")
        .values("pk")[:1]
    )
    rows: dict[int, QuestionVersion] = {}
    for start in range(0, len(ids), CHUNK):
        found = QuestionVersion.objects.filter(
            question__in=ids[start : start + CHUNK], pk=Subquery(newest)
        )
        rows |= {row.question_id: row for row in found.select_related("figure_version")}
    return {
        question.pk: _Says(
            rows[question.pk].type,
            rows[question.pk].content,
            rows[question.pk].figure_version,
            **_place(question),
        )
        for question in questions
        if question.pk in rows
    }


def _drafts(questions: list[Question]) -> dict[int, _Says]:
    """Return the newest drafts; what has no body yet, or no known type, has none."""
    found: dict[int, _Says] = {}
    prefetch_related_objects(questions, "latest_revision")
    for question in questions:
        draft: Any = question
        if question.latest_revision is not None:
            draft = question.with_content_json(question.latest_revision.content)
        if not draft.body or freezing.problems_of(
            draft, draft.body[0].block.question_type().content(draft.body[0].value)
        ):
            continue
        figure = draft.figure.current_version() if draft.figure_id else None
        found[question.pk] = _Says(
            draft.body[0].block_type,
            freezing.version_content(draft),
            figure,
            **_place(draft),
        )
    return found


def _place(question: Any) -> dict[str, Any]:
    return {
        "tags": tuple(sorted(row.tag.name for row in question.tagged_items.all())),
        "difficulty": question.difficulty,
        "objective": question.objective.key if question.objective else "",
    }


def _item(
    number: int, question: Question, says: _Says, problems: list[Problem]
) -> Item:
    content = says.content
    fields = types.get(says.type_key).to_source(content["body"], markdown=_as_it_is)
    return Item(
        number=number,
        type_key=says.type_key,
        fields=fields,
        key=question.key,
        name=question.title or question.key,
        rationale=content["rationale"],
        hints=tuple(content.get("hints", ())),
        category=question.bank.title.replace("/", "-") if question.bank else "",
        tags=says.tags,
        difficulty=says.difficulty,
        objective=says.objective,
        references=tuple(row["key"] for row in content["references"]),
        picture=_picture(number, says, problems),
    )


def _picture(number: int, says: _Says, problems: list[Problem]) -> Picture | None:
    """Return the picture of a figure's version; names of its parts stay here."""
    version = says.figure
    if version is None:
        return None
    name, alt = version.content["key"], version.content["alt"]
    if version.svg:
        return Picture(f"{name}.svg", version.svg.encode(), alt)
    extension = version.image_file.name.rsplit(".", maxsplit=1)[-1]
    try:
        with version.image_file.open("rb") as file:
            return Picture(f"{name}.{extension}", file.read(), alt)
    except OSError:
        message = _("The file of its picture is missing.")
        problems.append(Problem(Severity.LEFT_OUT, message, number))
        return None


def _as_it_is(html: str) -> str:
    return html
