"""Publishing freezes versions: one per change that goes live, and none besides."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from media.models import Reference
from media.models.append_only import AppendOnlyError
from quizzes.models import Question, QuestionVersion
from quizzes.models import freezing as freezing_module
from tests.media.conftest import figure
from tests.quizzes.factories import (
    SOURCES,
    TYPE_KEYS,
    body_value,
    make_draft,
    make_question,
    publish,
    reword,
)

pytestmark = pytest.mark.django_db


def numbers(question):
    return list(question.versions.values_list("number", flat=True))


@pytest.mark.parametrize("key", TYPE_KEYS)
def test_publish_freezes_what_the_type_makes_of_its_block(key):
    question = make_question(
        key, rationale="<p>Because.</p>", verdict="theory", level=5
    )

    version = question.current_version()

    assert version.number == 1
    assert version.type == key
    assert version.body["stem"] == f"<p>{SOURCES[key]['stem']}</p>"
    assert version.content["rationale"] == "<p>Because.</p>"
    assert (version.content["verdict"], version.content["level"]) == ("theory", 5)
    assert question.title == SOURCES[key]["stem"]


def test_saving_a_draft_freezes_nothing():
    question = make_draft()

    question.save_revision()
    question.save_revision()

    assert numbers(question) == []


def test_publishing_again_unchanged_freezes_nothing():
    question = make_question()

    publish(question)
    question.live_revision.publish()

    assert numbers(question) == [1]


def test_change_of_what_is_asked_freezes_the_next_version():
    question = make_question()

    publish(reword(question))

    assert numbers(question) == [1, 2]
    assert question.current_version().body["stem"] == "<p>Another question?</p>"
    assert question.versions.first().body["stem"] != "<p>Another question?</p>"


def test_change_of_place_in_the_bank_freezes_nothing():
    question = make_question()

    question.difficulty = "hard"
    question.tags.add("new")
    publish(question)

    assert numbers(question) == [1]


def test_outer_block_id_and_editor_keys_make_no_version():
    question = make_question()
    value = body_value("single_choice")
    value["stem"] = value["stem"].replace("<p>", '<p data-block-key="a1b2c">')

    question.body = [{"type": "single_choice", "value": value, "id": "another"}]
    publish(question)

    assert numbers(question) == [1]


def test_unpublish_and_republish_freeze_nothing():
    question = make_question()

    question.unpublish()
    publish(question)

    assert numbers(question) == [1]


def test_schedule_of_a_question_never_live_freezes_when_its_time_comes():
    question = make_draft()
    question.go_live_at = timezone.now() + dt.timedelta(days=1)
    revision = question.save_revision()
    revision.publish()
    question.refresh_from_db()
    assert question.live is False
    assert numbers(question) == []

    revision.refresh_from_db()
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)

    question.refresh_from_db()
    assert question.live is True
    assert numbers(question) == [1]


def test_schedule_of_a_live_question_freezes_when_its_time_comes():
    question = make_question()
    reword(question).go_live_at = timezone.now() + dt.timedelta(days=1)
    revision = question.save_revision()
    revision.publish()
    assert numbers(question) == [1]

    revision.refresh_from_db()
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)

    assert numbers(question) == [1, 2]


def test_freezing_that_fails_leaves_the_old_version_live(monkeypatch):
    question = make_question()
    revision = reword(question).save_revision()

    def fail(question):
        raise RuntimeError("disk full")

    monkeypatch.setattr(freezing_module, "freeze", fail)
    with pytest.raises(RuntimeError):
        revision.publish()

    live = Question.objects.get(pk=question.pk)
    assert live.title == SOURCES["single_choice"]["stem"]
    assert live.latest_revision_id == revision.pk
    assert numbers(question) == [1]


def test_version_pins_the_figure_and_a_new_drawing_makes_a_new_version():
    plate = figure()
    plate.save()
    plate.save_revision().publish()
    question = make_question(figure=plate)
    assert question.current_version().figure_version == plate.current_version()

    plate.refresh_from_db()
    plate.alt = "Another sentence."
    plate.save_revision().publish()
    question.refresh_from_db()
    publish(question)

    assert numbers(question) == [1, 2]
    assert question.current_version().figure_version.number == 2
    assert question.versions.first().figure_version.number == 1


def test_question_with_an_unpublished_figure_is_not_published():
    plate = figure()
    plate.save()
    question = make_draft(figure=plate)

    with pytest.raises(ValidationError, match="must be published before"):
        publish(question)

    question.refresh_from_db()
    assert question.live is False


def test_version_keeps_the_citation_when_the_reference_changes():
    reference = Reference.objects.create(
        key="heese-1991", authors="Heese N", title="Viewpoint", year=1991
    )
    question = make_draft()
    question.references.set([reference])
    question.save()
    publish(question)

    reference.title = "Another title"
    reference.save()

    (cited,) = question.current_version().content["references"]
    assert cited == {
        "key": "heese-1991",
        "citation": "Heese N. Viewpoint. 1991.",
        "link": "",
    }


def test_reference_in_use_cannot_be_deleted():
    reference = Reference.objects.create(key="r", title="R")
    question = make_draft()
    question.references.set([reference])
    question.save()

    with pytest.raises(models.ProtectedError):
        reference.delete()


def test_published_question_cannot_be_deleted():
    question = make_question()

    with pytest.raises(models.ProtectedError):
        question.delete()


def test_draft_can_be_deleted():
    question = make_draft()

    question.delete()

    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda version: version.save(),
        lambda version: version.delete(),
        lambda version: QuestionVersion.objects.update(number=2),
        lambda version: QuestionVersion.objects.all().delete(),
        lambda version: QuestionVersion.objects.bulk_update([version], ["number"]),
        lambda version: version.question.versions.all().delete(),
    ],
)
def test_version_is_never_changed_or_deleted(forbidden):
    version = make_question().current_version()

    with pytest.raises(AppendOnlyError):
        forbidden(version)

    assert QuestionVersion.objects.get() == version


def test_two_versions_cannot_have_one_number():
    version = make_question().current_version()

    with pytest.raises(IntegrityError), transaction.atomic():
        version.question.versions.create(
            number=1,
            digest="x",
            type=version.type,
            content=version.content,
            published_at=version.published_at,
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"level": 3}, "A level of evidence needs a verdict."),
        ({"level": 6, "verdict": "theory"}, "Value 6 is not a valid choice."),
    ],
)
def test_level_and_verdict_go_together(fields, message):
    with pytest.raises(ValidationError, match=message):
        make_draft(**fields)


def test_question_that_cannot_be_asked_is_not_published():
    question = make_draft()
    value = body_value("single_choice")
    value["options"] = value["options"][1:]
    question.body = [{"type": "single_choice", "value": value, "id": "b"}]
    question.save_revision()

    with pytest.raises(ValidationError, match="Exactly one option must be right"):
        publish(question)

    assert Question.objects.get(pk=question.pk).live is False
    assert numbers(question) == []


def test_question_without_a_body_is_not_published():
    question = make_draft()
    question.body = []
    question.save()

    with pytest.raises(ValidationError):
        publish(question)


def test_answers_cannot_be_found_by_searching():
    question = make_question("short_text")
    backend = get_search_backend()

    assert list(backend.search("backward", Question)) == [question]
    assert list(backend.search("counternutation", Question)) == []
    indexed = {field.field_name for field in Question.get_search_fields()}
    assert "body" not in indexed
