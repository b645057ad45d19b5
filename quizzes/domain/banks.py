"""Who may do what with the questions of a bank.

Model permissions say who may write questions at all; a bank says with which of them.
Members have their role, everyone else what the bank is open to. Whoever may manage all
banks (``ce_quizzes.manage_banks``, superusers) is an owner everywhere, and whoever may
look at all questions (``ce_quizzes.view_question``, clinical reviewers) reads every bank.
A question in no bank is open to everyone who may write questions.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from wagtail.log_actions import log

from quizzes.enums import BankAccess, BankRole
from quizzes.models import Bank, BankMember, Question

from .errors import MemberAlready, OwnerMissing

MANAGE = "ce_quizzes.manage_banks"
LOOK = "ce_quizzes.view_question"
READING = (BankRole.READER, BankRole.WRITER, BankRole.OWNER)
WRITING = (BankRole.WRITER, BankRole.OWNER)
OWNING = (BankRole.OWNER,)


def readable(user: Any) -> QuerySet[Bank]:
    """Return the banks whose questions a person may see, ask and export."""
    if user.is_active and user.has_perm(LOOK):
        return Bank.objects.all()
    return _banks(user, READING, (BankAccess.READ, BankAccess.WRITE))


def writable(user: Any) -> QuerySet[Bank]:
    """Return the banks in which a person may write, import, move and retire."""
    return _banks(user, WRITING, (BankAccess.WRITE,))


def owned(user: Any) -> QuerySet[Bank]:
    """Return the banks whose members a person may choose."""
    return _banks(user, OWNING, ())


def readable_questions(user: Any) -> QuerySet[Question]:
    """Return the questions that a person may see: of readable banks, or of none."""
    if user.is_active and user.has_perm(LOOK):
        return Question.objects.all()
    return _questions(user, readable(user))


def writable_questions(user: Any) -> QuerySet[Question]:
    """Return the questions that a person may change: of writable banks, or of none."""
    return _questions(user, writable(user))


def with_may_write(questions: QuerySet[Question], user: Any) -> QuerySet[Question]:
    """Add ``may_write``: whether a person may change each question."""
    if user.has_perm(MANAGE):
        return questions.annotate(may_write=Value(True))
    inside = Q(bank__in=writable(user).order_by().values("pk"))
    return questions.annotate(
        may_write=ExpressionWrapper(
            Q(bank__isnull=True) | inside, output_field=BooleanField()
        )
    )


def may_read(*, user: Any, question: Question) -> bool:
    return _holds(readable(user), question)


def may_write(*, user: Any, question: Question) -> bool:
    return _holds(writable(user), question)


def found(*, bank: Bank, by: Any) -> None:
    """Make ``by`` an owner of a new bank, so that it is never without one."""
    BankMember.objects.create(bank=bank, person=by, role=BankRole.OWNER)


@transaction.atomic
def change_members(
    *,
    bank: Bank,
    by: Any,
    roles: Mapping[int, str | None],
    added: Iterable[tuple[Any, str]] = (),
) -> bool:
    """Give members of a bank other roles, take them out, and add new ones; log it.

    ``roles`` maps numbers of members (``BankMember``) to a ``BankRole``, or to ``None``
    for those who leave; ``added`` are persons with their role. Says whether anything
    changed. Raises ``MemberAlready`` with the person, and ``OwnerMissing`` if nobody
    would own the bank any more and ``by`` may not manage all banks.
    """
    # Two owners who remove each other at the same time must not both succeed.
    Bank.objects.select_for_update().get(pk=bank.pk)
    members = {
        member.pk: member
        for member in bank.members.select_related("person").order_by("pk")
    }
    changes = []
    for pk, role in roles.items():
        member = members.get(pk)
        if member is None or member.role == role:
            continue
        changes.append([str(member.person), member.role, role or ""])
        if role is None:
            member.delete()
        else:
            member.role = BankRole(role)
            member.save(update_fields=["role"])
    for person, role in added:
        new, made = BankMember.objects.get_or_create(
            bank=bank, person=person, defaults={"role": BankRole(role)}
        )
        if not made:
            raise MemberAlready(person)
        changes.append([str(person), "", new.role])
    if not changes:
        return False
    owners = bank.members.filter(role__in=OWNING, person__is_active=True)
    if not owners.exists() and not by.has_perm(MANAGE):
        raise OwnerMissing
    log(
        instance=bank,
        action="ce_quizzes.bank_members",
        user=by,
        data={"changes": changes},
    )
    return True


def _banks(
    user: Any, roles: tuple[BankRole, ...], open_to_all: tuple[BankAccess, ...]
) -> QuerySet[Bank]:
    if not user.is_active:
        return Bank.objects.none()
    if user.has_perm(MANAGE):
        return Bank.objects.all()
    # A subquery and no join: a person is a member once, and counts stay right.
    mine = Bank.objects.filter(members__person=user, members__role__in=roles)
    return Bank.objects.filter(
        Q(access__in=open_to_all) | Q(pk__in=mine.order_by().values("pk"))
    )


def _questions(user: Any, banks: QuerySet[Bank]) -> QuerySet[Question]:
    if not user.is_active:
        return Question.objects.none()
    if user.has_perm(MANAGE):
        return Question.objects.all()
    inside = banks.order_by().values("pk")
    return Question.objects.filter(Q(bank=None) | Q(bank__in=inside))


def _holds(banks: QuerySet[Bank], question: Question) -> bool:
    return question.bank_id is None or banks.filter(pk=question.bank_id).exists()
