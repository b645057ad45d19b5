"""Taking an import back, as long as nobody built on it.

Drafts are deleted; what was published is retired, since versions are never deleted. If
any of its questions was changed or used, nothing is done, and every reason is named.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Min
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision, WorkflowState
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import unpublished

from media.models import ClinicalReview
from media.people import display_name
from quizzes.models import AttemptItem, ImportBatch, Question, QuizPage

from . import import_pictures, importing
from .import_plan import CHUNK

ACTION = "ce_quizzes.import_undo"
# What may be in a question's log without anybody having changed it.
HARMLESS = {
    "ce_quizzes.import",
    "ce_quizzes.export",
    "ce_media.clinical_review",  # said in other words
    "wagtail.publish",
    "wagtail.unpublish",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question can't be taken back, as a sentence about it."""

    question_id: int
    title: str
    message: str


class UndoRefused(Exception):
    """Somebody built on the import. ``reasons``: everything that stands against it."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(f"{len(reasons)} reasons")
        self.reasons = reasons


class NothingToUndo(Exception):
    """The import was never committed, or is undone already."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many questions were deleted, and how many retired."""

    deleted: int
    retired: int


@transaction.atomic
def undo(*, batch: ImportBatch, by: Any, at: datetime) -> Undone:
    """Take all questions of an import back, or none.

    Raises ``UndoRefused``, ``NothingToUndo`` and ``BankClosed``.
    """
    importing.refuse_bank(user=by, bank=batch.bank)
    row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if row.committed_at is None or row.undone_at is not None:
        raise NothingToUndo
    questions = list(
        Question.objects.select_for_update(of=("self",))
        .filter(import_batch=row)
        .order_by("pk")
    )
    if reasons := reasons_against(batch=row, questions=questions):
        raise UndoRefused(reasons)
    published = set(
        Question.objects.filter(import_batch=row, versions__isnull=False).values_list(
            "pk", flat=True
        )
    )
    kept = [question for question in questions if question.pk in published]
    drafts = [question for question in questions if question.pk not in published]
    _retire(kept, by, at, row)
    _delete(drafts, by, at, row)
    import_pictures.remove_figures(row)
    undone = Undone(deleted=len(drafts), retired=len(kept))
    row.undone_at, row.undone_by = at, by
    row.report |= {"deleted": undone.deleted, "retired": undone.retired}
    row.save(update_fields=["undone_at", "undone_by", "report"])
    batch.refresh_from_db()
    return undone


def reasons_against(
    *, batch: ImportBatch, questions: list[Question] | None = None
) -> list[Reason]:
    """Return everything that keeps an import from being undone, question by question."""
    if questions is None:
        questions = list(Question.objects.filter(import_batch=batch).order_by("pk"))
    titles = {question.pk: str(question) for question in questions}
    found: list[tuple[int, str]] = []
    ids = list(titles)
    for start in range(0, len(ids), CHUNK):
        portion = ids[start : start + CHUNK]
        for kind in (_placed, _asked, _signed, _in_review, _edited, _logged):
            found += kind(portion)
    found += _in_drafts_of_quizzes(set(ids))
    found += [
        (question.pk, _("It was moved to another bank."))
        for question in questions
        if question.bank_id != batch.bank_id
    ]
    order = {pk: index for index, pk in enumerate(ids)}
    unique = dict.fromkeys(sorted(found, key=lambda pair: order[pair[0]]))
    return [Reason(pk, titles[pk], message) for pk, message in unique]


def _placed(ids: list[int]) -> Iterator[tuple[int, str]]:
    """Pages and other objects that name the questions."""
    rows = ReferenceIndex.objects.filter(
        to_content_type=_question_type(), to_object_id__in=list(map(str, ids))
    ).values_list("to_object_id", "base_content_type", "object_id")
    places = set(rows)
    names: dict[tuple[int, str], str] = {}
    for type_id in {place[1] for place in places}:
        kind = ContentType.objects.get_for_id(type_id)
        model = kind.model_class()
        if model is None:
            continue
        wanted = {place[2] for place in places if place[1] == type_id}
        for obj in model._base_manager.filter(pk__in=wanted):
            names[type_id, str(obj.pk)] = f"{obj}"
    for question, type_id, object_id in sorted(places):
        message = _("“%(place)s” asks it.")
        name = names.get((type_id, object_id), object_id)
        yield int(question), message % {"place": name}


def _in_drafts_of_quizzes(ids: set[int]) -> Iterator[tuple[int, str]]:
    """Quizzes that name them in a draft: the index knows only what is saved as live."""
    kind = _question_type().pk
    drafts = QuizPage.objects.filter(has_unpublished_changes=True)
    for quiz in drafts.select_related("latest_revision"):
        if quiz.latest_revision is None:
            continue
        draft = quiz.get_latest_revision_as_object()
        for (
            type_id,
            object_id,
            *_path,
        ) in ReferenceIndex._extract_references_from_object(draft):
            if type_id == kind and int(object_id) in ids:
                message = _("“%(place)s” asks it.") % {"place": quiz}
                yield int(object_id), message


def _asked(ids: list[int]) -> Iterator[tuple[int, str]]:
    rows = (
        AttemptItem.objects.filter(question_version__question__in=ids)
        .order_by()
        .values_list("question_version__question")
        .annotate(count=Count("attempt", distinct=True))
    )
    for pk, count in rows:
        message = ngettext(
            "It was asked in %(count)s attempt.",
            "It was asked in %(count)s attempts.",
            count,
        )
        yield pk, message % {"count": count}


def _signed(ids: list[int]) -> Iterator[tuple[int, str]]:
    rows = ClinicalReview.objects.filter(
        content_type=_question_type(), object_key__in=list(map(str, ids))
    )
    for key, name in rows.values_list("object_key", "reviewer_name"):
        yield int(key), _("%(name)s signed its clinical review.") % {"name": name}


def _in_review(ids: list[int]) -> Iterator[tuple[int, str]]:
    waiting = WorkflowState.objects.active().filter(
        base_content_type=_question_type(), object_id__in=list(map(str, ids))
    )
    for key in waiting.values_list("object_id", flat=True):
        yield int(key), _("It waits for its review.")


def _edited(ids: list[int]) -> Iterator[tuple[int, str]]:
    """Any revision after the first, and any that is planned to go live."""
    rows = Revision.objects.filter(
        base_content_type=_question_type(), object_id__in=list(map(str, ids))
    )
    first = set(
        rows.order_by()
        .values_list("object_id")
        .annotate(Min("pk"))
        .values_list("pk__min")
    )
    for revision in rows.select_related("user").order_by("pk").defer("content"):
        key = int(revision.object_id)
        if (revision.pk,) not in first:
            yield key, _by_whom(_("Edited"), revision.user, revision.created_at)
        if revision.approved_go_live_at:
            yield key, _("It is planned to be published.")


def _logged(ids: list[int]) -> Iterator[tuple[int, str]]:
    """What else was done to them: moved, tagged, locked, retired."""
    rows = ModelLogEntry.objects.filter(
        content_type=_question_type(), object_id__in=list(map(str, ids))
    ).exclude(action__in=HARMLESS)
    rows = rows.exclude(action__startswith="wagtail.workflow")
    # Its revision says so already.
    rows = rows.exclude(action="wagtail.edit", revision__isnull=False)
    for entry in rows.select_related("user"):
        formatter = registry.get_formatter(entry)
        label = str(formatter.label) if formatter else entry.action
        yield int(entry.object_id), _by_whom(label, entry.user, entry.timestamp)


def _by_whom(what: str, user: Any, at: datetime) -> str:
    values = {
        "what": what,
        "name": display_name(user) if user else _("somebody"),
        "date": date_format(localtime(at), "DATETIME_FORMAT"),
    }
    # No full stop: the time may end with one.
    return _("%(what)s by %(name)s, %(date)s") % values


def _retire(
    questions: list[Question], by: Any, at: datetime, batch: ImportBatch
) -> None:
    live = [question for question in questions if question.live]
    for question in questions:
        question.live = False
        question.live_revision = None
        question.has_unpublished_changes = True
        question.retired_at = at
    Question.objects.bulk_update(
        questions,
        ["live", "live_revision", "has_unpublished_changes", "retired_at"],
        batch_size=CHUNK,
    )
    _log(questions, by, at, batch, deleted=False)
    for question in live:
        unpublished.send(sender=Question, instance=question)


def _delete(
    questions: list[Question], by: Any, at: datetime, batch: ImportBatch
) -> None:
    _log(questions, by, at, batch, deleted=True)
    ids = [question.pk for question in questions]
    for start in range(0, len(ids), CHUNK):
        portion = ids[start : start + CHUNK]
        # Nothing refers to them: that would be a reason against. What they refer to is
        # forgotten at once instead of question by question.
        ReferenceIndex.objects.filter(
            base_content_type=_question_type(), object_id__in=list(map(str, portion))
        ).delete()
        with disable_reference_index_auto_update():
            Question.objects.filter(pk__in=portion).delete()


def _log(
    questions: Iterable[Question],
    by: Any,
    at: datetime,
    batch: ImportBatch,
    *,
    deleted: bool,
) -> None:
    action = uuid.uuid4()
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=_question_type(),
                object_id=str(question.pk),
                label=str(question),
                action=ACTION,
                data={"file": batch.file_name, "batch": str(batch.uuid)},
                timestamp=at,
                uuid=action,
                user=by,
                content_changed=True,
                deleted=deleted,
            )
            for question in questions
        ]
    )


def _question_type() -> ContentType:
    return ContentType.objects.get_for_model(Question)
