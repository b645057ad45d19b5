"""Where a question stands in its bank: the bank itself, and tags.

Neither is part of what learners are asked, so neither needs another revision, another
version or another clinical review. The bank is the row's alone; tags stand in revisions
as well, so the revisions that somebody may still edit or publish are changed with them.
Everything is logged on the question.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from taggit.models import Tag
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState

from quizzes.models import Bank, Question, QuestionTag


@transaction.atomic
def move(*, questions: Iterable[Question], bank: Bank | None, by: Any) -> int:
    """Put questions into ``bank``, or into none, and return how many were elsewhere.

    Whether ``by`` may write in both banks is the caller's question.
    """
    moved = 0
    for question in _locked(questions):
        if question.bank_id == (bank.pk if bank else None):
            continue
        left = str(question.bank or "")
        question.bank = bank
        question.save(update_fields=["bank"])
        log(
            instance=question,
            action="ce_quizzes.move",
            user=by,
            data={"left": left, "bank": str(bank or "")},
        )
        moved += 1
    return moved


def add_tags(*, questions: Iterable[Question], names: Sequence[str], by: Any) -> int:
    """Give questions tags and return how many did not have all of them.

    A tag that is there already, in whatever capitals, is taken as it is.
    """
    return _retag(questions, names, by, adds=True)


def remove_tags(*, questions: Iterable[Question], names: Sequence[str], by: Any) -> int:
    """Take tags from questions and return how many had one of them."""
    return _retag(questions, names, by, adds=False)


@transaction.atomic
def _retag(
    questions: Iterable[Question], names: Sequence[str], by: Any, *, adds: bool
) -> int:
    tags = _tags(names, make=adds)
    changed = 0
    for question in _locked(questions) if tags else ():
        rows = {
            row.tag_id: row.pk
            for row in QuestionTag.objects.filter(content_object=question)
        }
        touched = _retag_row(question, tags, rows, adds=adds)
        for revision in _open_revisions(question):
            touched |= _retag_revision(revision, tags, rows, adds=adds)
        if not touched:
            continue
        log(
            instance=question,
            action="ce_quizzes.tag" if adds else "ce_quizzes.untag",
            user=by,
            data={"tags": [tag.name for tag in tags]},
        )
        changed += 1
    return changed


def _tags(names: Sequence[str], *, make: bool) -> list[Tag]:
    found = {}
    for name in names:
        tag = Tag.objects.filter(name__iexact=name).order_by("pk").first()
        if tag is None and make:
            tag = Tag.objects.create(name=name)
        if tag is not None:
            found[tag.pk] = tag
    return list(found.values())


def _retag_row(
    question: Question, tags: list[Tag], rows: dict[int, int], *, adds: bool
) -> bool:
    """Change the tags of the row, and ``rows`` (row by tag) with them."""
    if adds:
        missing = [tag for tag in tags if tag.pk not in rows]
        for tag in missing:
            row = QuestionTag.objects.create(content_object=question, tag=tag)
            rows[tag.pk] = row.pk
        return bool(missing)
    gone = [tag.pk for tag in tags if tag.pk in rows]
    QuestionTag.objects.filter(content_object=question, tag__in=gone).delete()
    for pk in gone:
        del rows[pk]
    return bool(gone)


def _retag_revision(
    revision: Revision, tags: list[Tag], rows: dict[int, int], *, adds: bool
) -> bool:
    """Change the tags in a revision's content; its number and time stay."""
    items = revision.content.get("tagged_items", [])
    wanted = {tag.pk for tag in tags}
    if adds:
        there = {item["tag"] for item in items}
        question = revision.content["pk"]
        changed = items + [
            {"pk": rows[pk], "tag": pk, "content_object": question}
            for pk in sorted(wanted - there)
        ]
    else:
        changed = [item for item in items if item["tag"] not in wanted]
    if changed == items:
        return False
    revision.content["tagged_items"] = changed
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    return True


def _locked(questions: Iterable[Question]) -> list[Question]:
    """Return the rows as they are now, locked in one order so that nobody waits twice."""
    pks = [question.pk for question in questions]
    return list(
        Question.objects.select_for_update(of=("self",))
        .filter(pk__in=pks)
        .select_related("bank")
        .order_by("pk")
    )


def _open_revisions(question: Question) -> list[Revision]:
    """Return the revisions that may still be edited or published, or are published."""
    kind = ContentType.objects.get_for_model(Question)
    waiting = TaskState.objects.filter(
        workflow_state__base_content_type=kind,
        workflow_state__object_id=str(question.pk),
        status=TaskState.STATUS_IN_PROGRESS,
    ).values("revision")
    return list(
        question.revisions.filter(
            Q(pk__in=[question.latest_revision_id, question.live_revision_id])
            | Q(pk__in=waiting)
            | Q(approved_go_live_at__isnull=False)
        )
    )
