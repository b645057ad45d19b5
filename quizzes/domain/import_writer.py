"""Writing many questions at once, each as if it had been written by hand.

Rows are written many at a time, and say the same as if every question had been saved,
revised and published alone: first revision, version, log entry, tags, search index and
index of references. Model signals of saving are not sent; ``published`` is.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.text import slugify
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import published

from quizzes.models import (
    ImportBatch,
    Question,
    QuestionReference,
    QuestionTag,
    QuestionVersion,
    freezing,
)

from . import import_pictures, tagging
from .import_plan import CHUNK, Row

ACTION = "ce_quizzes.import"
MAX_KEY = 80


class Writer:
    """Writes rows for planned questions, a portion at a time."""

    def __init__(
        self, batch: ImportBatch, by: Any, at: datetime, publish: bool, stored: list
    ) -> None:
        self.batch, self.by, self.at = batch, by, at
        self.publish = publish
        self.stored = stored
        self.action = uuid.uuid4()
        self.type = ContentType.objects.get_for_model(Question)
        self.questions: list[Question] = []
        self.published: list[tuple[Question, Revision]] = []
        self.tags: dict[str, Any] = {}
        self.figures: dict[tuple[str, str], tuple[Any, Any]] = {}

    def write(self, rows: list[Row]) -> None:
        pairs = [(row.question, row) for row in rows if row.question is not None]
        if not pairs:
            return
        for question, row in pairs:
            self._prepare(question, row)
        self._give_keys(pairs)
        questions = [question for question, _row in pairs]
        self.tags = tagging.find_or_make(name for row in rows for name in row.tags)
        Question.objects.bulk_create(questions)
        self._relate(pairs)
        revisions = self._revise(questions)
        if self.publish:
            live = [
                (question, revision)
                for (question, row), revision in zip(pairs, revisions, strict=True)
                if not row.must_stay_draft
            ]
            self._freeze(live)
            self.published += live
        self._point(questions, revisions)
        self._log(questions)
        self.questions += questions

    def index(self) -> None:
        """Make the questions found, and tell others of those that were published."""
        self._refer()
        for start in range(0, len(self.questions), CHUNK):
            portion = self.questions[start : start + CHUNK]
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(Question, portion)
        for question, revision in self.published:
            published.send(sender=Question, instance=question, revision=revision)

    def _point(self, questions: list[Question], revisions: list[Revision]) -> None:
        """Write down which revision is the newest, and which is live."""
        ids = [revision.pk for revision in revisions]
        # The range keeps a database that knows nothing yet of so many new rows from
        # going through all revisions there are, for each question.
        mine = Revision.objects.filter(
            pk__range=(min(ids), max(ids)),
            base_content_type=self.type,
            object_id=Cast(OuterRef("pk"), CharField()),
        )
        newest = Subquery(mine.values("pk")[:1])
        live = [question.pk for question in questions if question.live]
        drafts = [question.pk for question in questions if not question.live]
        Question.objects.filter(pk__in=drafts).update(latest_revision=newest)
        Question.objects.filter(pk__in=live).update(
            latest_revision=newest,
            live_revision=newest,
            live=True,
            has_unpublished_changes=False,
            first_published_at=self.at,
            last_published_at=self.at,
        )

    def _prepare(self, question: Question, row: Row) -> None:
        question.author = self.by
        question.import_batch = self.batch
        question.has_unpublished_changes = True
        if row.photo is not None:
            question.figure = self._figure(row.photo)[0]
        question.tagged_items.set([])
        question.references.set(row.references)

    def _figure(self, photo: import_pictures.Photo) -> tuple[Any, Any]:
        """Return figure and version of a picture; one for all that show the same."""
        same = (photo.digest, photo.alt)
        if same not in self.figures:
            self.figures[same] = import_pictures.make_figure(
                photo=photo,
                batch=self.batch,
                number=len(self.figures) + 1,
                by=self.by,
                stored=self.stored,
            )
        return self.figures[same]

    def _give_keys(self, pairs: list[tuple[Question, Row]]) -> None:
        """Give each its own key if that is free, else one that nobody else has."""
        wanted = {row.item.number: _key(question, row) for question, row in pairs}
        known = Question.objects.filter(key__in=set(wanted.values()))
        taken = set(known.values_list("key", flat=True))
        for question, row in pairs:
            key = wanted[row.item.number]
            if key in taken:
                key = f"{key}-{self.batch.uuid.hex[:8]}-{row.item.number}"
            taken.add(key)
            question.key = key

    def _relate(self, pairs: list[tuple[Question, Row]]) -> None:
        tagged, cited = [], []
        for question, row in pairs:
            rows = [
                QuestionTag(tag=self.tags[name.casefold()], content_object=question)
                for name in row.tags
            ]
            question.tagged_items.set(rows)
            tagged += rows
            cited += [
                QuestionReference(question=question, reference=reference)
                for reference in row.references
            ]
        QuestionTag.objects.bulk_create(tagged)
        QuestionReference.objects.bulk_create(cited)

    def _revise(self, questions: list[Question]) -> list[Revision]:
        revisions = [
            Revision(
                content_type=self.type,
                base_content_type=self.type,
                object_id=str(question.pk),
                created_at=self.at,
                user=self.by,
                object_str=str(question),
                content=question.serializable_data(),
            )
            for question in questions
        ]
        Revision.objects.bulk_create(revisions)
        for question, revision in zip(questions, revisions, strict=True):
            question.latest_revision = revision
        return revisions

    def _freeze(self, live: list[tuple[Question, Revision]]) -> None:
        """Publish: make live what the revisions say, and freeze its first version."""
        versions = []
        figure_versions = {
            figure.pk: version for figure, version in self.figures.values() if version
        }
        for question, revision in live:
            question.live = True
            question.has_unpublished_changes = False
            question.live_revision = revision
            question.first_published_at = question.last_published_at = self.at
            content = freezing.version_content(question)
            figure_version = figure_versions.get(question.figure_id)
            versions.append(
                QuestionVersion(
                    question=question,
                    number=1,
                    digest=freezing.version_digest(
                        content=content, figure_version=figure_version
                    ),
                    type=question.type_key,
                    content=content,
                    figure_version=figure_version,
                    published_at=self.at,
                )
            )
        QuestionVersion.objects.bulk_create(versions)

    def _log(self, questions: list[Question]) -> None:
        file = {"file": self.batch.file_name, "batch": str(self.batch.uuid)}
        entries = []
        for question in questions:
            shared = {
                "content_type": self.type,
                "object_id": str(question.pk),
                "label": str(question),
                "timestamp": self.at,
                "user": self.by,
                "uuid": self.action,
                "revision": question.latest_revision,
            }
            entries.append(
                ModelLogEntry(action=ACTION, data=file, content_changed=True, **shared)
            )
            if question.live:
                entries.append(ModelLogEntry(action="wagtail.publish", **shared))
        ModelLogEntry.objects.bulk_create(entries)

    def _refer(self) -> None:
        """Note down what the questions refer to, as saving each of them would."""
        found = []
        for question in self.questions:
            references = set(ReferenceIndex._extract_references_from_object(question))
            found += [
                ReferenceIndex(
                    content_type=self.type,
                    base_content_type=self.type,
                    object_id=str(question.pk),
                    to_content_type_id=type_id,
                    to_object_id=object_id,
                    model_path=model_path,
                    content_path=content_path,
                    content_path_hash=ReferenceIndex._get_content_path_hash(
                        content_path
                    ),
                )
                for type_id, object_id, model_path, content_path in references
            ]
        ReferenceIndex.objects.bulk_create(found, batch_size=CHUNK)


def _key(question: Question, row: Row) -> str:
    """Return the key that the file gives, else one made of what is asked."""
    given = slugify(row.item.key)[:MAX_KEY].strip("-")
    name = slugify(row.item.name or question.title)[:50].strip("-")
    return given or name or "question"
