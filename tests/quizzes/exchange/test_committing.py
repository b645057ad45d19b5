"""Bringing a file's questions in: as if written by hand, all or none."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from taggit.models import Tag
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend
from wagtail.signals import published

from media.domain import review
from media.models import Reference
from quizzes import types
from quizzes.domain import import_commit, import_writer, importing, versions
from quizzes.models import ImportFile, Question, QuestionVersion
from tests.counting import counted_queries
from tests.quizzes.factories import (
    AT,
    EVERY_SOURCE,
    make_bank,
    make_draft,
    make_objective,
    make_question,
    make_quiz,
    make_user,
    start,
)

from .uploading import bring_in, commit, item, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

TYPES = [key for key in EVERY_SOURCE if not types.get(key).asks_figure]


def numbered(count, **values):
    return [
        item(stem=f"Question {number}?", **values) for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("type_key", TYPES)
def test_imported_question_says_what_one_written_by_hand_says(bank, author, type_key):
    by_hand = make_question(type_key, rationale="<p>So.</p>", bank=make_bank())
    batch = upload(item(type_key, rationale="<p>So.</p>"), bank=bank, by=author)
    commit(batch, include_duplicates=True, publish=True)
    question = Question.objects.exclude(pk=by_hand.pk).get()
    version = question.current_version()
    assert version.digest == by_hand.current_version().digest
    assert version.content == by_hand.current_version().content
    for name in ("title", "type_key", "fingerprint", "live"):
        assert getattr(question, name) == getattr(by_hand, name)


def test_draft_has_its_revision_place_and_log(bank, author):
    objective = make_objective()
    reference = Reference.objects.create(
        key="doe-2020", kind="article", authors="Doe J", title="Bones", year=2020
    )
    Tag.objects.create(name="Safety", slug="safety")
    full = item(
        key="sacrum-1",
        tags=["safety", "New"],
        category="Anatomy/Sacrum",
        difficulty="hard",
        objective=objective.key,
        references=["doe-2020"],
        hints=["Look down."],
        rationale="Because.",
    )

    batch = bring_in(full, bank=bank, by=author)

    question = Question.objects.get()
    assert (question.key, question.bank, question.author) == ("sacrum-1", bank, author)
    assert (question.live, question.has_unpublished_changes) == (False, True)
    assert question.import_batch == batch
    assert question.objective == objective
    assert list(question.references.all()) == [reference]
    assert sorted(question.tags.names()) == ["New", "Sacrum", "Safety"]
    assert not question.versions.exists()
    revision = question.latest_revision
    assert (revision.user, revision.created_at) == (author, AT)
    draft = question.get_latest_revision_as_object()
    assert sorted(draft.tags.names()) == ["New", "Sacrum", "Safety"]
    assert list(draft.references.all()) == [reference]
    assert draft.rationale == "<p>Because.</p>"
    assert [str(hint.value.source) for hint in draft.hints] == ["<p>Look down.</p>"]
    (entry,) = ModelLogEntry.objects.for_instance(question)
    assert (entry.action, entry.user) == ("ce_quizzes.import", author)
    assert entry.data["file"] == "questions.shelf"


def test_revision_and_indexes_are_those_of_a_saved_question(bank, author):
    objective = make_objective()
    batch = upload(item(tags=["a"], objective=objective.key), bank=bank, by=author)
    commit(batch)
    question = Question.objects.get()
    index = "to_object_id", "to_content_type", "model_path"
    before = sorted(
        ReferenceIndex.get_references_for_object(question).values_list(*index)
    )
    assert search("backward") == [question]

    draft = question.get_latest_revision_as_object()
    # As in any revision, its own id was not known yet.
    content = {**draft.serializable_data(), "latest_revision": None}
    assert content == question.latest_revision.content
    draft.save_revision().publish()

    after = sorted(
        ReferenceIndex.get_references_for_object(question).values_list(*index)
    )
    assert before == after
    assert before


def search(text):
    return list(get_search_backend().search(text, Question))


def test_draft_is_edited_and_published_as_any_other(bank, author):
    bring_in(item(), bank=bank, by=author)
    question = Question.objects.get()

    question.get_latest_revision_as_object().save_revision().publish()

    question.refresh_from_db()
    assert question.live
    assert question.current_version().number == 1
    quiz = make_quiz([question])
    assert start(quiz, make_user()).items.count() == 1


def test_published_question_awaits_review_and_is_asked(bank, author):
    heard = []

    def hear(instance, revision, **_more):
        heard.append((instance.pk, revision.pk))

    published.connect(hear)
    try:
        bring_in(*numbered(3), bank=bank, by=author, publish=True)
    finally:
        published.disconnect(hear)

    questions = list(Question.objects.order_by("pk"))
    assert [question.live for question in questions] == [True] * 3
    assert all(review.is_awaiting_review(question) for question in questions)
    assert heard == [(found.pk, found.live_revision_id) for found in questions]
    first = questions[0]
    assert first.live_revision == first.latest_revision
    assert (first.first_published_at, first.last_published_at) == (AT, AT)
    assert first.has_unpublished_changes is False
    assert set(versions.newest([q.pk for q in questions])) == {q.pk for q in questions}
    actions = [entry.action for entry in ModelLogEntry.objects.for_instance(first)]
    assert sorted(actions) == ["ce_quizzes.import", "wagtail.publish"]
    quiz = make_quiz(draws=[{"count": 3, "bank": bank.pk}])
    assert start(quiz, make_user()).items.count() == 3


def test_publishing_again_keeps_the_version(bank, author):
    bring_in(item(hints=["Look."], rationale="So."), bank=bank, by=author, publish=True)
    question = Question.objects.get()

    question.get_latest_revision_as_object().save_revision().publish()

    assert [version.number for version in question.versions.all()] == [1]


def test_only_who_may_publish_publishes(bank):
    writer = make_user()
    batch = upload(item(), bank=bank, by=writer)

    with pytest.raises(PermissionDenied):
        commit(batch, publish=True)
    assert not Question.objects.exists()

    writer.user_permissions.add(Permission.objects.get(codename="publish_question"))
    writer = type(writer).objects.get(pk=writer.pk)
    commit(batch, by=writer, publish=True)
    assert Question.objects.get().live


def test_chosen_items_and_duplicates_stay_out(bank, author):
    make_question("numeric", bank=bank)
    batch = upload(
        *numbered(4), item("numeric"), item(stem="question 1"), bank=bank, by=author
    )

    commit(batch, skip={2, 4})

    titles = list(
        Question.objects.filter(import_batch=batch).values_list("title", flat=True)
    )
    assert sorted(titles) == ["Question 1?", "Question 3?"]
    assert batch.count == 2
    assert batch.report["unwanted"] == 4


def test_duplicates_come_in_when_they_are_wanted(bank, author):
    batch = upload(item(), item(), bank=bank, by=author)

    commit(batch, include_duplicates=True)

    assert Question.objects.count() == 2
    assert len({question.key for question in Question.objects.all()}) == 2


def test_key_that_is_taken_is_given_to_nobody_else(bank, author):
    make_draft(key="mine")
    batch = upload(
        item(key="mine"),
        item("numeric", key="mine"),
        item("essay", key="ä ö"),
        item("true_false", name="The coccyx!"),
        item(stem="??", fields={**EVERY_SOURCE["short_text"], "stem": "…"}),
        bank=bank,
        by=author,
    )
    commit(batch, include_duplicates=True)

    keys = sorted(Question.objects.filter(import_batch=batch).values_list("key"))
    assert len(keys) == len(set(keys)) == 5
    assert ("the-coccyx",) in keys
    assert ("question",) in keys
    assert ("mine",) not in keys


def test_committed_only_once_and_the_file_is_gone(bank, author):
    batch = bring_in(item(), bank=bank, by=author)

    assert batch.committed_at == AT
    assert not ImportFile.objects.exists()
    with pytest.raises(importing.ImportClosed):
        commit(batch)
    assert Question.objects.count() == 1


def kept_rows():
    models = (Question, QuestionVersion, Revision, ModelLogEntry, ReferenceIndex, Tag)
    return [model.objects.count() for model in models]


def test_error_in_the_middle_takes_everything_back(bank, author, monkeypatch):
    monkeypatch.setattr(import_commit, "PORTION", 2)
    batch = upload(*numbered(6, tags=["x"]), bank=bank, by=author)
    before = kept_rows()
    write = import_writer.Writer.write

    def break_down(self, rows):
        if self.questions:
            raise RuntimeError("The disk is full.")
        write(self, rows)

    monkeypatch.setattr(import_writer.Writer, "write", break_down)
    with pytest.raises(RuntimeError):
        commit(batch, publish=True)

    assert kept_rows() == before
    batch.refresh_from_db()
    assert batch.committed_at is None

    monkeypatch.setattr(import_writer.Writer, "write", write)
    commit(batch)
    assert Question.objects.count() == 6


def test_nobody_listening_takes_everything_back(bank, author, monkeypatch):
    monkeypatch.setattr(import_commit, "PORTION", 2)
    batch = upload(*numbered(6), bank=bank, by=author)
    before = kept_rows()

    steps = import_commit.steps(batch=batch, by=author, at=AT, publish=True)
    seen = [next(steps), next(steps)]
    assert Question.objects.count() == 2
    steps.close()

    assert [(step.done, step.total) for step in seen] == [(0, 6), (2, 6)]
    assert kept_rows() == before
    assert ImportFile.objects.filter(batch=batch).exists()


def test_progress_is_told_to_the_end(bank, author, monkeypatch):
    monkeypatch.setattr(import_commit, "PORTION", 2)
    heard = []
    batch = upload(*numbered(5), bank=bank, by=author)

    commit(batch, progress=heard.append)

    assert [step.done for step in heard] == [0, 2, 4, 5]


def test_key_that_somebody_else_takes_meanwhile_is_a_clash(bank, author, monkeypatch):
    batch = upload(*numbered(2), bank=bank, by=author)
    monkeypatch.setattr(
        import_writer.Writer,
        "_give_keys",
        lambda self, pairs: [setattr(question, "key", "x") for question, _ in pairs],
    )
    with pytest.raises(import_commit.ImportClash):
        commit(batch)
    assert not Question.objects.exists()


@pytest.mark.parametrize("publish", [False, True])
def test_import_costs_far_less_than_five_queries_a_question(bank, author, publish):
    rich = {"tags": ["a", "b"], "category": "x/y", "hints": ["z"], "rationale": "r"}
    batch = upload(*numbered(200, **rich), bank=bank, by=author)

    with counted_queries() as queries:
        commit(batch, publish=publish)

    assert Question.objects.count() == 200
    # Receivers of ``published`` ask once or twice for each question.
    assert len(queries) / 200 <= (2.5 if publish else 0.5), len(queries)


def test_many_tags_cost_no_more(bank, author):
    items = [item(stem=f"Q {n}?", tags=[f"tag {n}", "TAG 1"]) for n in range(100)]
    batch = upload(*items, bank=bank, by=author)

    with counted_queries() as queries:
        commit(batch)

    assert Tag.objects.count() == 100
    assert len(queries) < 60, len(queries)
