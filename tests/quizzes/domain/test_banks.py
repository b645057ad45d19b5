"""Members of banks, and what banks let whom do."""

import pytest
from wagtail.log_actions import registry

from quizzes.domain import banks
from quizzes.domain.errors import MemberAlready, OwnerMissing
from quizzes.enums import BankAccess, BankRole
from quizzes.models import Bank, BankMember, Question
from tests.quizzes.factories import make_admin, make_bank, make_draft, make_user
from tests.quizzes.people import closed_bank, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user(first_name="Olga")


@pytest.fixture
def bank(owner):
    bank = closed_bank()
    banks.found(bank=bank, by=owner)
    return bank


def member(bank, person):
    return bank.members.get(person=person)


@pytest.mark.parametrize(
    ("access", "role", "reads", "writes", "owns"),
    [
        (BankAccess.MEMBERS, None, False, False, False),
        (BankAccess.MEMBERS, BankRole.READER, True, False, False),
        (BankAccess.MEMBERS, BankRole.WRITER, True, True, False),
        (BankAccess.MEMBERS, BankRole.OWNER, True, True, True),
        (BankAccess.READ, None, True, False, False),
        (BankAccess.READ, BankRole.WRITER, True, True, False),
        (BankAccess.WRITE, None, True, True, False),
        (BankAccess.WRITE, BankRole.READER, True, True, False),
    ],
)
def test_who_may_do_what(access, role, reads, writes, owns):
    bank, person = make_bank(), make_user()
    Bank.objects.filter(pk=bank.pk).update(access=access)
    if role:
        BankMember.objects.create(bank=bank, person=person, role=role)
    question = make_draft(bank=bank)

    assert banks.readable(person).exists() is reads
    assert banks.writable(person).exists() is writes
    assert banks.owned(person).exists() is owns
    assert banks.may_read(user=person, question=question) is reads
    assert banks.may_write(user=person, question=question) is writes


def test_whoever_may_look_at_all_questions_reads_and_writes_not():
    person = give(make_user(), banks.LOOK)
    question = make_draft(bank=closed_bank())

    assert list(banks.readable_questions(person)) == [question]
    assert banks.readable(person).count() == 1
    assert not banks.writable(person).exists()
    assert not banks.writable_questions(person).exists()


def test_whoever_manages_banks_owns_them_all():
    person = give(make_user(), banks.MANAGE)
    make_draft(bank=closed_bank())

    assert banks.owned(person).count() == banks.writable_questions(person).count() == 1


def test_somebody_whose_account_is_closed_reads_nothing(bank, owner):
    make_draft()
    owner.is_active = False

    assert not banks.readable(owner).exists()
    assert not banks.readable_questions(owner).exists()
    assert Question.objects.exists()


def test_an_owner_changes_roles_adds_and_takes_out(bank, owner):
    reader, leaves, new = make_user(), make_user(), make_user()
    for person in (reader, leaves):
        BankMember.objects.create(bank=bank, person=person, role=BankRole.READER)

    changed = banks.change_members(
        bank=bank,
        by=owner,
        roles={
            member(bank, owner).pk: BankRole.OWNER,
            member(bank, reader).pk: BankRole.WRITER,
            member(bank, leaves).pk: None,
        },
        added=[(new, BankRole.READER)],
    )

    assert changed is True
    roles = dict(bank.members.values_list("person", "role"))
    assert roles == {owner.pk: "owner", reader.pk: "writer", new.pk: "reader"}
    entry = registry.get_logs_for_instance(bank).get(action="ce_quizzes.bank_members")
    assert entry.user == owner
    assert [change[1:] for change in entry.data["changes"]] == [
        ["reader", "writer"],
        ["reader", ""],
        ["", "reader"],
    ]


def test_nothing_changed_is_nothing_logged(bank, owner):
    same = {member(bank, owner).pk: BankRole.OWNER}

    assert banks.change_members(bank=bank, by=owner, roles=same) is False
    assert not registry.get_logs_for_instance(bank).exists()


@pytest.mark.parametrize("role", [BankRole.WRITER, None])
def test_the_last_owner_stays(bank, owner, role):
    with pytest.raises(OwnerMissing):
        banks.change_members(bank=bank, by=owner, roles={member(bank, owner).pk: role})

    assert member(bank, owner).role == BankRole.OWNER


def test_an_owner_whose_account_is_closed_is_no_owner(bank, owner):
    gone = make_user(is_active=False)
    BankMember.objects.create(bank=bank, person=gone, role=BankRole.OWNER)

    with pytest.raises(OwnerMissing):
        banks.change_members(bank=bank, by=owner, roles={member(bank, owner).pk: None})


def test_whoever_manages_banks_may_take_out_the_last_owner(bank, owner):
    changed = banks.change_members(
        bank=bank, by=make_admin(), roles={member(bank, owner).pk: None}
    )

    assert changed is True
    assert not bank.members.exists()


def test_nobody_is_a_member_twice(bank, owner):
    with pytest.raises(MemberAlready) as caught:
        banks.change_members(
            bank=bank, by=owner, roles={}, added=[(owner, BankRole.READER)]
        )

    assert caught.value.person == owner
    assert member(bank, owner).role == BankRole.OWNER


def test_a_member_of_another_bank_is_out_of_reach(bank, owner):
    other = closed_bank("Other")
    banks.found(bank=other, by=make_user())

    changed = banks.change_members(
        bank=bank, by=owner, roles={other.members.get().pk: None}
    )

    assert changed is False
    assert other.members.count() == 1
