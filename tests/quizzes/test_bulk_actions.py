"""What an instructor does to several questions of their bank at once."""

import pytest
from django.urls import reverse

from media.domain.review import current_review, sign
from quizzes.bulk_actions import bulk_url
from quizzes.enums import BankRole
from quizzes.models import Question
from tests.quizzes.factories import (
    AT,
    make_admin,
    make_bank,
    make_draft,
    make_question,
    make_questions,
)
from tests.quizzes.people import closed_bank, make_instructor

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/snippets/ce_quizzes/question/"
BULK = "/admin/bulk/ce_quizzes/question/"


@pytest.fixture
def bank():
    return closed_bank()


@pytest.fixture
def writer(client, bank):
    person = make_instructor(bank, BankRole.WRITER)
    client.force_login(person)
    return person


def act(client, action, questions, data=None, *, page=QUESTIONS):
    url = bulk_url(action, questions, next_url=page)
    return client.post(url, data or {}, follow=True).content.decode()


def fresh(question):
    return Question.objects.get(pk=question.pk)


def test_tags_are_added_and_taken_away_and_the_signature_stays(client, bank, writer):
    questions = make_questions(2, bank=bank)
    for question in questions:
        sign(
            obj=question,
            revision=question.live_revision,
            reviewer=make_admin(),
            at=AT,
        )

    page = act(client, "tag", questions, {"tags": "exam, “safety”"})
    assert "2 questions changed." in page
    question = fresh(questions[0])
    assert sorted(question.tags.names()) == ["exam", "“safety”"]
    assert current_review(question) is not None

    tag = question.tags.get(name="exam")
    act(client, "untag", questions, {"tags": [tag.pk]})
    assert list(fresh(questions[1]).tags.names()) == ["“safety”"]


def test_only_tags_that_the_questions_have_can_be_taken_away(client, bank, writer):
    ours = make_question(bank=bank, tags=["ours"])
    theirs = make_question(bank=closed_bank(), tags=["SECRET"])

    page = client.get(bulk_url("untag", [ours, theirs])).content.decode()

    assert "ours" in page
    assert "SECRET" not in page


def test_questions_move_to_a_bank_in_which_one_may_write(client, bank, writer):
    open_bank = make_bank("Open bank")
    questions = make_questions(2, bank=bank)

    page = act(client, "move", questions, {"bank": open_bank.pk})

    assert "2 questions moved to “Open bank”." in page
    assert {fresh(question).bank for question in questions} == {open_bank}


def test_drafts_are_sent_to_review(client, bank, writer):
    draft = make_draft(bank=bank)
    draft.save_revision()

    page = act(client, "submit", [draft])

    assert "1 question sent to review." in page
    assert fresh(draft).workflow_in_progress


def test_questions_are_retired_with_a_reason_and_restored(client, bank, writer):
    question = make_question(bank=bank)

    refused = act(client, "retire", [question], {"reason": "  "})
    assert "This field is required." in refused
    assert fresh(question).live

    page = act(client, "retire", [question], {"reason": "Out of date."})
    assert "1 question retired." in page
    assert fresh(question).retired_at is not None
    assert (
        "Out of date." in client.get(f"{QUESTIONS}edit/{question.pk}/").content.decode()
    )

    page = act(client, "restore", [question])
    assert "1 question restored as a draft." in page
    assert fresh(question).retired_at is None


def test_questions_that_one_only_reads_are_named_and_left_alone(client, bank, writer):
    ours = make_question(bank=bank)
    source = {"stem": "Only to look at?", "answer": True}
    readable = closed_bank("Readable")
    readable.access = "read"
    readable.save()
    theirs = make_question("true_false", source, bank=readable)

    page = client.get(bulk_url("tag", [ours, theirs])).content.decode()
    act(client, "tag", [ours, theirs], {"tags": "mine"})

    assert "You may not change these; they are left alone:" in page
    assert "Only to look at?" in page.partition("left alone")[2]
    assert list(fresh(ours).tags.names()) == ["mine"]
    assert not fresh(theirs).tags.exists()


def test_all_means_all_pages_of_the_list_as_it_was_filtered(client, bank, writer):
    hard = make_questions(2, bank=bank, difficulty="hard")
    easy = make_question(bank=bank, difficulty="easy")

    client.post(
        f"{BULK}tag/?id=all&next={QUESTIONS}%3Fdifficulty%3Dhard", {"tags": "found"}
    )

    assert [fresh(question).tags.count() for question in (*hard, easy)] == [1, 1, 0]


def test_nothing_is_done_with_a_filter_that_says_nothing(client, bank, writer):
    question = make_question(bank=bank)

    response = client.post(
        f"{BULK}tag/?id=all&next={QUESTIONS}%3Fdifficulty%3Dnonsense", {"tags": "x"}
    )

    assert response.status_code == 404
    assert not fresh(question).tags.exists()


@pytest.mark.parametrize("ids", ["", "?id=", "?id=x", "?id=0", "?id=99999"])
def test_an_action_on_nothing_is_not_found(client, writer, ids):
    assert client.get(f"{BULK}tag/{ids}").status_code == 404


def test_an_unknown_next_address_leads_nowhere_else(client, bank, writer):
    question = make_question(bank=bank)

    response = client.post(
        bulk_url("submit", [question], next_url="https://evil.example/"), {}
    )

    assert response.status_code == 302
    assert not response["Location"].startswith("https://evil")


def test_the_editor_says_that_a_question_is_retired(client, bank, writer):
    question = make_question(bank=bank)
    edit = f"{QUESTIONS}edit/{question.pk}/"
    said = "This question is retired and asked in no new attempt."

    assert said not in client.get(edit).content.decode()
    act(client, "retire", [question], {"reason": "Old."})
    assert said in client.get(edit).content.decode()


def test_everything_listed_is_exported_however_much_it_is(client, bank, writer):
    hard = make_questions(60, bank=bank, difficulty="hard")
    make_question(bank=bank, difficulty="easy")
    make_question(bank=closed_bank(), difficulty="hard")
    names = ("ce_quizzes", "question", "export")
    url = reverse("wagtail_bulk_action", args=names)
    shown = {"id": "all", "next": f"{QUESTIONS}?difficulty=hard"}

    response = client.get(url, shown)
    assert len(response["Location"]) < 200
    page = client.get(response["Location"])
    assert "60 questions are chosen." in page.content.decode()
    # Whoever makes them easy meanwhile takes nothing out of the file.
    Question.objects.filter(pk=hard[0].pk).update(difficulty="easy")
    form = {"ids": page.context["ids"], "file_format": "gift", "download": "gift"}
    file = client.post(response["Location"], form)
    assert file.content.count(b"::") == 2 * 60


def test_export_of_an_empty_list_is_not_there(client, bank, writer):
    make_question(bank=closed_bank())
    assert client.get("/admin/quizzes/export/?listed=q%3Dnothing").status_code == 404


def test_export_goes_on_with_the_readable_ones(client, bank, writer):
    question, hidden = make_question(bank=bank), make_question(bank=closed_bank())

    response = client.get(bulk_url("export", [question, hidden]))

    assert response.status_code == 302
    export = reverse("ce_quizzes_admin:export")
    assert response["Location"] == f"{export}?id={question.pk}"


def test_a_published_question_is_not_deleted_in_bulk_either(client):
    client.force_login(make_admin())
    question = make_question()

    page = act(client, "delete", [question])

    assert Question.objects.filter(pk=question.pk).exists()
    assert "You can retire it instead." in page
