"""Who sees and changes what of a bank that is open to its members only.

Everything here holds the word SECRET; nobody without a right to it may ever read it.
"""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import GroupPagePermission, Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.domain import roles
from quizzes.enums import BankRole
from quizzes.models import Bank, BankMember, ImportBatch, Question, QuizPage
from tests.quizzes.factories import (
    SOURCES,
    make_admin,
    make_draft,
    make_question,
    make_quiz,
    make_user,
    publish,
    reword,
    start,
    submit,
)
from tests.quizzes.people import PEOPLE, closed_bank, give, make_instructor, sign_in
from tests.quizzes.test_admin import question_form

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/snippets/ce_quizzes/question/"
BANKS = "/admin/snippets/ce_quizzes/bank/"
CHOOSE = "/admin/snippets/choose/ce_quizzes/"
BULK = "/admin/bulk/ce_quizzes/question/"
SECRET = {**SOURCES["single_choice"], "stem": "SECRET stem of this question?"}

READS = {"reader", "writer", "owner", "reviewer", "manager"}
WRITES = {"writer", "owner", "manager"}
OWNS = {"owner", "manager"}


@pytest.fixture
def bank():
    return closed_bank("SECRET bank")


@pytest.fixture
def question(bank):
    author = make_user(first_name="SECRET", last_name="author")
    batch = ImportBatch.objects.create(
        bank=bank,
        by=author,
        file_name="SECRET.xml",
        file_format="moodle",
        uploaded_at=timezone.now(),
        committed_at=timezone.now(),
    )
    question = make_draft(
        source=SECRET,
        tags=["SECRET tag"],
        bank=bank,
        author=author,
        import_batch=batch,
    )
    publish(question)
    reword(question, "SECRET draft?").save_revision(user=author)
    return Question.objects.get(pk=question.pk)


def body(response):
    """Return what came back, unless the person was sent away."""
    return response.content.decode() if response.status_code == 200 else ""


# Views that only show, with an address made of question and revision.
LOOKS = {
    "inspect": QUESTIONS + "inspect/{pk}/",
    "usage": QUESTIONS + "usage/{pk}/",
    "history": QUESTIONS + "history/{pk}/",
    "history results": QUESTIONS + "history-results/{pk}/",
    "workflow history": QUESTIONS + "workflow_history/{pk}/",
    "revision": QUESTIONS + "history/{pk}/revisions/{revision}/view/",
    "comparison": QUESTIONS + "history/{pk}/revisions/compare/earliest...latest/",
    "chosen": CHOOSE + "question/chosen/{pk}/",
}
# Views of those who may change the question.
WORKS = {
    "edit": QUESTIONS + "edit/{pk}/",
    "revert": QUESTIONS + "history/{pk}/revisions/{revision}/revert/",
}


@pytest.mark.parametrize("name", PEOPLE)
def test_who_looks_at_a_question(client, bank, question, name):
    sign_in(client, name, bank)

    for view, address in LOOKS.items():
        url = address.format(pk=question.pk, revision=question.latest_revision_id)
        response = client.get(url)
        assert (response.status_code == 200) is (name in READS), view
        if name not in READS:
            assert response.status_code in (302, 404), view
            assert "SECRET" not in response.content.decode(), view


@pytest.mark.parametrize("name", PEOPLE)
def test_who_opens_the_editor(client, bank, question, name):
    sign_in(client, name, bank)

    for view, address in WORKS.items():
        url = address.format(pk=question.pk, revision=question.latest_revision_id)
        response = client.get(url)
        assert (response.status_code == 200) is (name in WRITES), view
        assert "SECRET" not in response.content.decode() or name in WRITES, view


@pytest.mark.parametrize("name", PEOPLE)
def test_who_deletes_or_unpublishes(client, bank, question, name):
    sign_in(client, name, bank)

    for action in ("delete", "unpublish"):
        response = client.post(f"{QUESTIONS}{action}/{question.pk}/")
        assert "SECRET" not in response.content.decode()

    # Instructors hold no permission to publish or delete, whatever the bank says.
    question.refresh_from_db()
    assert question.live is (name not in ("reviewer", "manager"))


@pytest.mark.parametrize("name", PEOPLE)
def test_who_previews_a_form(client, bank, question, name):
    sign_in(client, name, bank)
    url = f"{QUESTIONS}preview/{question.pk}/"

    client.post(url, {})
    response = client.get(url)

    assert (response.status_code == 200) is (name in WRITES)
    assert "SECRET" not in response.content.decode() or name in WRITES


@pytest.mark.parametrize("name", PEOPLE)
def test_who_finds_a_question_in_the_list(client, bank, question, name):
    sign_in(client, name, bank)
    asked = {
        "": True,
        "?q=SECRET": True,
        f"?bank={bank.pk}": True,
        f"?tag={question.tags.get().pk}": True,
        f"?author={question.author_id}": True,
        f"?import_batch={question.import_batch_id}": True,
        "results/?q=stem": True,
        "results/?review=retired": False,
    }

    for query, finds in asked.items():
        page = body(client.get(QUESTIONS + query))
        page = page.replace('value="SECRET"', "").replace("q=SECRET", "")
        assert ("SECRET stem" in page) is (finds and name in READS), query
        # No filter offers what others have, either.
        assert "SECRET" not in page or name in READS, query


@pytest.mark.parametrize("name", PEOPLE)
def test_who_finds_them_in_a_chooser(client, bank, question, name):
    sign_in(client, name, bank)
    searched = "results/?q=SECRET"

    for model, found in (("question", "SECRET stem"), ("bank", "SECRET bank")):
        for query in ("", "results/", searched):
            response = client.get(f"{CHOOSE}{model}/{query}")
            page = body(response)
            assert (found in page) is (name in READS), (model, query)
    if name in ("anonymous", "learner"):
        assert response.status_code == 302


@pytest.mark.parametrize("name", PEOPLE)
def test_who_chooses_several(client, bank, question, name):
    sign_in(client, name, bank)

    response = client.get(
        f"{CHOOSE}question/chosen-multiple/", {"multiple": 1, "id": question.pk}
    )

    assert ("SECRET" in body(response)) is (name in READS)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_acts_on_several(client, bank, question, name):
    sign_in(client, name, bank)

    for action in ("tag", "untag", "move", "submit", "retire", "restore", "delete"):
        for which in (question.pk, "all"):
            query = f"?id={which}&next={QUESTIONS}"
            response = client.get(f"{BULK}{action}/{query}")
            page = body(response)
            if (name, action) == ("manager", "delete"):
                # It was published, so they are offered to retire it instead.
                assert "/retire/" in response["Location"]
                continue
            assert ("SECRET stem" in page) is (name in READS), action
            assert "SECRET" not in page or name in READS, action
            if page and action != "delete":
                offers = 'method="POST"' in page.partition("<main")[2]
                assert offers is (name in WRITES), action


@pytest.mark.parametrize("name", PEOPLE)
def test_who_changes_several(client, bank, question, name):
    sign_in(client, name, bank)

    client.post(f"{BULK}tag/?id={question.pk}", {"tags": "mine"})
    client.post(f"{BULK}retire/?id={question.pk}", {"reason": "Because."})

    question.refresh_from_db()
    assert ("mine" in question.tags.names()) is (name in WRITES)
    assert (question.retired_at is not None) is (name in WRITES)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_sees_and_owns_a_bank(client, bank, question, name):
    sign_in(client, name, bank)

    sees_list = "SECRET bank" in body(client.get(BANKS))
    edit = client.get(f"{BANKS}edit/{bank.pk}/")
    members = client.get(f"{BANKS}members/{bank.pk}/")
    usage = client.get(f"{BANKS}usage/{bank.pk}/")
    deletion = client.post(f"{BANKS}delete/{bank.pk}/")

    # A clinical reviewer works on questions and holds no permission on banks.
    assert sees_list is (name in READS - {"reviewer"})
    assert (edit.status_code == 200) is (name in OWNS)
    assert (members.status_code == 200) is (name in OWNS)
    assert "SECRET" not in body(usage) or name in READS
    assert "SECRET" not in body(deletion)
    assert Bank.objects.filter(pk=bank.pk).exists()


@pytest.mark.parametrize("name", ["reader", "outsider", "writer", "reviewer"])
def test_who_is_no_owner_makes_nobody_a_member(client, bank, question, name):
    person = sign_in(client, name, bank)

    client.post(f"{BANKS}members/{bank.pk}/", {"person": person.email, "role": "owner"})

    assert not BankMember.objects.filter(person=person, role=BankRole.OWNER).exists()


def test_no_row_of_the_list_offers_what_its_reader_may_not_do(client, bank, question):
    sign_in(client, "reader", bank)

    page = body(client.get(QUESTIONS))

    assert f"{QUESTIONS}inspect/{question.pk}/" in page
    assert f"{QUESTIONS}edit/{question.pk}/" not in page
    assert f"/retire/?id={question.pk}" not in page


def test_a_reader_keeps_away_from_a_forged_post(client, bank, question):
    sign_in(client, "reader", bank)

    response = client.post(
        f"{QUESTIONS}edit/{question.pk}/", {"key": "stolen", "bank": ""}
    )

    question.refresh_from_db()
    assert response.status_code in (302, 403)
    assert (question.key != "stolen", question.bank) == (True, bank)


def test_nobody_moves_a_question_where_they_may_not_write(client, bank, question):
    person = make_instructor(bank, BankRole.WRITER)
    theirs = closed_bank("Theirs")
    client.force_login(person)

    page = body(
        client.post(
            f"{QUESTIONS}edit/{question.pk}/", question_form(bank=str(theirs.pk))
        )
    )
    client.post(f"{BULK}move/?id={question.pk}", {"bank": theirs.pk})

    assert "Select a valid choice." in page
    assert "Theirs" not in body(client.get(f"{BULK}move/?id={question.pk}"))
    question.refresh_from_db()
    assert question.bank == bank


def test_an_id_that_was_guessed_joins_no_action(client, bank, question):
    sign_in(client, "outsider", bank)
    mine = make_question()

    page = body(client.get(f"{BULK}retire/?id={question.pk}&id={mine.pk}"))

    assert "SECRET" not in page
    assert mine.title in page


@pytest.fixture
def page_editor(client):
    """An instructor who may edit every page, and reads no closed bank."""
    person = make_instructor()
    root = Site.objects.get(is_default_site=True).root_page
    for kind in ("add", "change"):
        GroupPagePermission.objects.create(
            group=person.groups.get(), page_id=root.pk, permission_type=kind
        )
    client.force_login(person)
    return person


def quiz_form(quiz, *questions, bank=""):
    sections = [("fixed", {**CASE, "questions": inline_list(questions)})]
    if bank:
        draw = {
            "count": "1",
            "bank": bank,
            "objective": "",
            "difficulty": "",
            "tag": "",
        }
        sections.append(("draw", {**CASE, **draw}))
    return nested_form_data(
        {
            "title": "Another title",
            "slug": quiz.slug,
            "introduction": rich_text(""),
            "sections": streamfield(sections),
            "pass_mark": "75",
            "max_attempts": "0",
            "wait_minutes": "0",
            "layout": "all",
            "behaviour": "deferred",
            "max_tries": "3",
            "try_cost": "33",
            "counting": "best",
            "on_expiry": "submit",
            "grace_seconds": "30",
            "review-posted": "1",
            "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"},
        }
    )


def latest(page):
    return QuizPage.objects.get(pk=page.pk).get_latest_revision_as_object()


CASE = {"title": "", "vignette": rich_text(""), "vignette_figure": ""}


def inline_list(values):
    return {
        "count": str(len(values)),
        **{
            str(index): {"id": "", "order": str(index), "deleted": "", "value": value}
            for index, value in enumerate(values)
        },
    }


def test_a_quiz_shows_of_a_hidden_question_its_title_and_is_saved(
    client, question, page_editor
):
    quiz = make_quiz([question])
    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])

    page = body(client.get(url))
    client.post(url, quiz_form(quiz, question.pk))

    assert "SECRET stem of this question?" in page
    assert "SECRET draft" not in page
    assert client.get(f"{QUESTIONS}edit/{question.pk}/").status_code == 404
    draft = latest(quiz)
    assert draft.title == "Another title"
    assert draft.sections.raw_data[0]["value"]["questions"][0]["value"] == question.pk


def test_nobody_asks_a_question_that_they_may_not_read(
    client, bank, question, page_editor
):
    mine = make_question()
    quiz = make_quiz([mine])
    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])

    for form in (
        quiz_form(quiz, mine.pk, question.pk),
        quiz_form(quiz, mine.pk, bank=bank.pk),
    ):
        page = body(client.post(url, form))
        assert "There is a question or bank here that you may not use." in page
    assert latest(quiz).title == quiz.title

    client.post(url, quiz_form(quiz, mine.pk, make_question().pk))
    assert latest(quiz).title == "Another title"


def test_whoever_reviews_may_change_what_waits_for_them(client, bank, question):
    sign_in(client, "reviewer", bank)
    url = f"{QUESTIONS}edit/{question.pk}/"
    assert client.get(url).status_code == 302

    question.get_default_workflow().start(question, user=make_admin())

    assert client.get(url).status_code == 200
    task = question.current_workflow_task_state
    client.post(
        f"{QUESTIONS}workflow/action/{question.pk}/approve/{task.pk}/", {"comment": ""}
    )
    question.refresh_from_db()
    assert question.live
    assert question.title == "SECRET draft?"


def test_an_outsider_acts_on_no_task_of_a_hidden_question(client, bank, question):
    sign_in(client, "outsider", bank)
    question.get_default_workflow().start(question, user=make_admin())
    task = question.current_workflow_task_state

    for address in (
        f"workflow/action/{question.pk}/approve/{task.pk}/",
        f"workflow/collect_action_data/{question.pk}/approve/{task.pk}/",
        f"workflow/preview/{question.pk}/{task.task_id}/",
        f"workflow/confirm_cancellation/{question.pk}/",
        f"workflow_history/{question.pk}/detail/{task.workflow_state_id}/",
    ):
        response = client.post(QUESTIONS + address, {"comment": ""})
        assert response.status_code == 404, address
    assert question.current_workflow_state.status == "in_progress"


@pytest.mark.parametrize("name", ["outsider", "reader", "reviewer", "manager"])
def test_reports_of_the_site_keep_to_the_banks(client, bank, question, name):
    person = sign_in(client, name, bank)
    if name == "manager":
        roles.create_roles()
    # Reports are for those who may edit some page.
    group = Group.objects.get(name="Instructors")
    person.groups.add(group)
    root = Site.objects.get(is_default_site=True).root_page
    GroupPagePermission.objects.create(
        group=group, page_id=root.pk, permission_type="change"
    )
    question.get_default_workflow().start(question, user=make_admin())
    log(instance=bank, action="wagtail.edit", user=make_admin())
    mine = make_question("true_false")
    log(instance=mine, action="wagtail.edit", user=make_admin())

    for report in ("site-history", "workflow", "workflow_tasks"):
        page = body(client.get(f"/admin/reports/{report}/"))
        assert page
        assert ("SECRET" in page) is (name in READS), report
    assert mine.title in body(client.get("/admin/reports/site-history/"))


@pytest.mark.parametrize("access", ["read", "write"])
def test_a_bank_may_be_open(client, bank, question, access):
    bank.access = access
    bank.save()
    sign_in(client, "outsider", bank)

    assert "SECRET stem" in body(client.get(QUESTIONS))
    edit = client.get(f"{QUESTIONS}edit/{question.pk}/")
    assert (edit.status_code == 200) is (access == "write")


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        *(("outsider", False), ("reader", True), ("reviewer", True)),
        *(("officer", True), ("manager", True)),
    ],
)
def test_an_attempt_shows_no_question_of_a_closed_bank(
    client, bank, question, name, reads
):
    """Whoever keeps records reads the whole record, though none of the bank."""
    attempt = submit(start(make_quiz([question]), make_user()))
    person = sign_in(client, name, bank)
    if name == "reviewer":
        give(person, "ce_quizzes.view_attempt")

    page = client.get(reverse("quiz_attempts:inspect", args=[attempt.pk]))

    assert page.status_code == 200
    assert ("SECRET stem" in page.content.decode()) == reads
    assert (question.key in page.content.decode()) == reads
