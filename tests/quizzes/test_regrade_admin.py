"""Regrading in the admin: choosing, looking, doing, and the record."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from quizzes.domain import marking
from quizzes.enums import BankAccess, BankRole
from quizzes.models import BankMember, MarkEvent, Regrade
from tests.counting import counted_queries
from tests.quizzes.factories import (
    item_of,
    make_admin,
    make_bank,
    make_quiz,
    make_user,
)
from tests.quizzes.regrades import make_attempt, make_exam, plan, regrade, rekey

pytestmark = pytest.mark.django_db

NEW = "/admin/quizzes/regrades/new/"
PREVIEW = "/admin/quizzes/regrades/preview/"
LIST = "/admin/quizzes/regrades/"
WHY = "The second option is right."


def make_staff(*codenames):
    user = make_user(is_staff=True, first_name="Mara", last_name="Marker")
    names = ["access_admin", *codenames]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def staff(client):
    client.user = make_staff("add_regrade", "add_markevent", "view_attempt")
    client.force_login(client.user)
    return client


@pytest.fixture
def exam():
    (question, _other), quiz = make_exam()
    now = timezone.now() - dt.timedelta(hours=1)
    attempts = [make_attempt(quiz, [chosen, 0], at=now) for chosen in (0, 1)]
    return question, quiz, attempts


def show(client, **fields):
    return client.get(PREVIEW, fields)


def digest_of(page):
    return page.context_data["found"].digest


def test_question_is_searched_for(staff, exam):
    question, _quiz, _attempts = exam

    page = staff.get(NEW, {"q": question.key}).content.decode()

    assert f"question={question.pk}" in page
    assert "No question was found." in staff.get(NEW, {"q": "zzz"}).content.decode()
    assert staff.get(NEW, {"q": "\x00", "p": "x"}).status_code == 200


def test_form_offers_versions_and_quizzes(staff, exam):
    question, quiz, _attempts = exam
    rekey(question, 1)

    page = staff.get(NEW, {"question": question.pk}).content.decode()

    assert "Version 2, published" in page
    assert "Version 1, published" in page
    assert quiz.title in page


def test_preview_then_commit_then_record(staff, exam):
    question, _quiz, (lucky, unlucky) = exam
    version = rekey(question, 1)
    asked = {"question": question.pk, "kind": "version", "version": version.pk}

    page = show(staff, **asked)
    text = page.content.decode()

    assert "Now passes" in text
    assert "Now does not pass" in text
    assert "stays completed" in text
    assert "Change 2 marks" in text
    assert not Regrade.objects.exists()

    data = {"digest": digest_of(page), "reason": WHY}
    url = page.wsgi_request.get_full_path()
    done = staff.post(url, data, follow=True)

    record = Regrade.objects.get()
    assert done.redirect_chain == [(f"{LIST}{record.pk}/", 302)]
    assert (record.reason, record.by, record.changed) == (WHY, staff.user, 2)
    text = done.content.decode()
    assert WHY in text
    assert "Mark again by version 2" in text
    assert "2 attempts have another score now." in text
    unlucky.refresh_from_db()
    assert unlucky.passed
    lucky.refresh_from_db()
    assert not lucky.passed
    assert WHY in staff.get(LIST).content.decode()

    # A double click: the second one is told, and nothing is done twice.
    again = staff.post(url, data)
    assert "Nothing was changed" in again.content.decode()
    assert Regrade.objects.count() == 1


def test_outdated_preview_keeps_the_reason(staff, exam):
    question, quiz, _attempts = exam
    asked = {"question": question.pk, "kind": "credit"}
    page = show(staff, **asked)
    make_attempt(quiz, [1, 0], at=timezone.now() - dt.timedelta(minutes=5))

    again = staff.post(
        page.wsgi_request.get_full_path(), {"digest": digest_of(page), "reason": WHY}
    )

    text = again.content.decode()
    assert "Please look again" in text
    assert WHY in text
    assert "Change 2 marks" in text
    assert not Regrade.objects.exists()
    staff.post(
        page.wsgi_request.get_full_path(), {"digest": digest_of(again), "reason": WHY}
    )
    assert Regrade.objects.get().changed == 2


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_reason_is_required(staff, exam, reason):
    question, _quiz, _attempts = exam
    page = show(staff, question=question.pk, kind="credit")

    again = staff.post(
        page.wsgi_request.get_full_path(),
        {"digest": digest_of(page), "reason": reason},
    )

    assert again.status_code == 200
    assert again.context_data["reason_form"].errors["reason"]
    assert not Regrade.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "everything"},
        {"kind": "version", "version": ""},
        {"kind": "version", "version": "999999"},
        {"kind": "credit", "first_day": "yesterday"},
        {"kind": "credit", "last_day": "9999-12-31"},
        {"kind": "credit", "first_day": "0001-01-01"},
        {"kind": "credit", "first_day": "2026-03-03", "last_day": "2026-03-02"},
        {"kind": "credit", "attempt": "x"},
        {"kind": "credit", "attempt": "99999999999999999999999999"},
        {},
    ],
)
def test_what_can_not_be_done_is_said(staff, exam, wrong):
    question, _quiz, _attempts = exam
    asked = {"question": question.pk, **wrong}

    page = show(staff, **asked)

    assert page.status_code == 200
    assert page.context_data["form"].errors
    assert "found" not in page.context_data
    sent = staff.post(page.wsgi_request.get_full_path(), {"digest": "x", "reason": "y"})
    assert sent.status_code == 200
    assert not Regrade.objects.exists()


@pytest.mark.parametrize("asked", ["", "x", "0", "-1", "9" * 40, "٣"])
def test_no_such_question_is_not_found(staff, asked):
    assert staff.get(PREVIEW, {"question": asked, "kind": "drop"}).status_code == 404


def test_quiz_that_never_asked_has_no_attempts(staff, exam):
    question, _quiz, _attempts = exam

    page = show(staff, question=question.pk, kind="drop", quiz_key="no-such-quiz")

    assert "No submitted attempt was asked this question" in page.content.decode()


def test_only_chosen_attempts(staff, exam):
    question, _quiz, (_lucky, unlucky) = exam
    page = staff.get(NEW, {"question": question.pk, "attempt": unlucky.pk})
    assert f'name="attempt" value="{unlucky.pk}"' in page.content.decode()

    page = show(staff, question=question.pk, kind="drop", attempt=unlucky.pk)

    assert page.context_data["found"].attempts == 1


def test_only_question_can_not_be_dropped_and_words_say_so(staff):
    (question,), quiz = make_exam(1)
    make_attempt(quiz, [1], at=timezone.now())

    text = show(staff, question=question.pk, kind="drop").content.decode()

    assert "Nothing else counts in this attempt" in text
    assert "No mark would become another one." in text
    assert "Change the marks" not in text


def test_without_the_permission_nothing_is_shown(client, exam):
    question, _quiz, _attempts = exam
    client.force_login(make_staff("view_attempt", "change_question", "add_markevent"))

    for url in (LIST, NEW, PREVIEW, f"{LIST}1/"):
        assert client.get(url, {"question": question.pk}).status_code == 302
    assert client.post(f"{PREVIEW}?question={question.pk}&kind=drop").status_code == 302


@pytest.mark.parametrize(
    ("access", "role", "reaches"),
    [
        (BankAccess.MEMBERS, None, False),
        (BankAccess.READ, None, False),
        (BankAccess.WRITE, None, True),
        (BankAccess.MEMBERS, BankRole.READER, False),
        (BankAccess.MEMBERS, BankRole.WRITER, True),
        (BankAccess.MEMBERS, BankRole.OWNER, True),
    ],
)
def test_only_questions_of_writable_banks(staff, exam, access, role, reaches):
    question, _quiz, (attempt, _other) = exam
    bank = make_bank()
    bank.access = access
    bank.save()
    question.bank = bank
    question.save()
    if role:
        BankMember.objects.create(bank=bank, person=staff.user, role=role)
    regrade(plan("credit", question), make_admin(), at=timezone.now())
    record = Regrade.objects.get()
    status = 200 if reaches else 404
    asked = {"question": question.pk, "kind": "drop"}

    assert staff.get(NEW, asked).status_code == status
    assert show(staff, **asked).status_code == status
    assert staff.post(f"{PREVIEW}?question={question.pk}&kind=drop").status_code == (
        status
    )
    assert staff.get(f"{LIST}{record.pk}/").status_code == status
    for page in (staff.get(LIST), staff.get(NEW)):
        assert (question.key in page.content.decode()) is (
            reaches and page.wsgi_request.path == NEW
        )
    assert ("The key was wrong." in staff.get(LIST).content.decode()) is reaches
    inspect = staff.get(f"/admin/quiz_attempts/inspect/{attempt.pk}/")
    assert (f"regrades/new/?question={question.pk}&" in inspect.content.decode()) is (
        reaches
    )


def test_attempt_page_leads_to_marks_and_regrades(staff, exam):
    question, _quiz, (attempt, _other) = exam
    regrade(plan("drop", question), make_admin(), at=timezone.now())

    text = staff.get(f"/admin/quiz_attempts/inspect/{attempt.pk}/").content.decode()

    assert "Left out of the score" in text
    assert f"regrades/new/?question={question.pk}&amp;attempt={attempt.pk}" in text
    assert f"/admin/quiz_attempts/mark/{item_of(attempt).pk}/" in text


def test_every_mark_is_told_where_one_is_corrected(staff, exam):
    question, _quiz, (_lucky, unlucky) = exam
    item = item_of(unlucky)
    url = f"/admin/quiz_attempts/mark/{item.pk}/"
    assert staff.post(url, {"percent": "50", "note": ""}).status_code == 200
    assert MarkEvent.objects.filter(item=item).count() == 1
    seen = MarkEvent.objects.get(item=item).pk
    staff.post(url, {"percent": "50", "note": "Half of it holds.", "seen": seen})
    regrade(plan("drop", question), make_admin(), reason=WHY, at=timezone.now())

    text = staff.get(url).content.decode()

    assert "Half of it holds." in text
    assert "Mara Marker" in text
    assert "Software" in text
    assert "0%, then 50%" in text
    assert "50%, then left out" in text
    assert WHY in text
    assert "A mark brings it back." in text

    staff.post(
        url,
        {
            "percent": "100",
            "note": "Right after all.",
            "seen": MarkEvent.objects.filter(item=item).last().pk,
        },
    )
    unlucky.refresh_from_db()
    assert (unlucky.score, unlucky.max_score) == (2, 2)


@pytest.mark.parametrize("count", [2, 60])
def test_pages_cost_at_most_twelve_queries(staff, count):
    (question, _other), quiz = make_exam()
    now = timezone.now() - dt.timedelta(hours=1)
    for _ in range(count):
        make_attempt(quiz, [1, 0], at=now)
    make_quiz([question])
    asked = {"question": question.pk, "kind": "credit"}
    show(staff, **asked)

    with counted_queries() as preview:
        page = show(staff, **asked)
    with counted_queries() as new:
        staff.get(NEW, {"question": question.pk})
    with counted_queries() as choose:
        staff.get(NEW)
    record = regrade(plan("credit", question), staff.user, at=now)
    with counted_queries() as done:
        staff.get(f"{LIST}{record.pk}/")
    with counted_queries() as listed:
        staff.get(LIST)
    asked |= {"kind": "version", "version": question.current_version().pk}
    asked |= {
        "quiz_key": quiz.quiz_key,
        "attempt": page.context_data["rows"][0]["row"].attempt.pk,
    }
    with counted_queries() as again:
        show(staff, **asked)

    assert page.context_data["found"].attempts == count
    assert len(page.context_data["rows"]) == min(count, 50)
    for queries in (preview, again, new, choose, done, listed):
        assert len(queries) <= 12, str(queries)


def test_preview_has_pages(staff):
    (question, _other), quiz = make_exam()
    for _ in range(51):
        make_attempt(quiz, [1, 0], at=timezone.now())
    asked = {"question": question.pk, "kind": "credit"}

    assert len(show(staff, **asked, p=2).context_data["rows"]) == 1
    for number in ("x", "0", "-1", "9" * 30):
        assert show(staff, **asked, p=number).status_code == 200


def test_marks_of_persons_are_said_to_stay(staff, exam):
    question, _quiz, (_lucky, unlucky) = exam
    marking.mark_by_hand(
        item=item_of(unlucky),
        marker=staff.user,
        fraction=Decimal("0.5"),
        note="Half.",
        at=timezone.now(),
    )
    asked = {"question": question.pk, "kind": "version"}
    asked["version"] = rekey(question, 1).pk

    assert "A person gave this mark" in show(staff, **asked).content.decode()
    page = show(staff, **asked, over_persons="on")
    assert "A person gave this mark" not in page.content.decode()
    assert page.context_data["found"].changes == 2
