"""Statistics in the admin: who sees what, filters, files, and what a page costs."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from quizzes.domain.analysis import Caution
from quizzes.enums import BankAccess
from quizzes.models import Bank, ItemStatistics, Question
from tests.counting import counted_queries
from tests.quizzes.answers import add_attempt, add_table, make_versions
from tests.quizzes.domain.test_analysis import BY_HAND
from tests.quizzes.factories import AT, make_admin, make_quiz, make_user

pytestmark = pytest.mark.django_db


def permit(user, *names):
    found = Permission.objects.filter(codename__in=names)
    assert len(found) == len(names)
    user.user_permissions.add(*found)
    return user


def make_instructor(*more):
    user = make_user(is_staff=True)
    return permit(user, "access_admin", "view_attempt", "change_question", *more)


@pytest.fixture
def quiz():
    """A quiz that thirty learners took, with one question in a closed bank."""
    versions = make_versions(2)
    closed = Bank.objects.create(
        key="closed", title="Closed", access=BankAccess.MEMBERS
    )
    secret = versions[1].question
    Question.objects.filter(pk=secret.pk).update(bank=closed, title="=Secret stem")
    page = make_quiz([version.question for version in versions], pass_mark=60)
    right, wrong, _other = [option["id"] for option in versions[0].body["options"]]
    for x, y in BY_HAND:
        answer = {"response": {"option": right if x else wrong}}
        add_attempt(
            page.quiz_key, [(versions[0], x, answer), (versions[1], y)], quiz=page
        )
    page.versions = versions
    return page


def quiz_url(quiz, **query):
    return reverse("ce_quizzes_admin:statistics", args=[quiz.quiz_key], query=query)


def item_url(of, **query):
    name = Question.snippet_viewset.get_url_name("item_statistics")
    return reverse(name, args=[of.question_id], query=query)


def export_url(quiz, part, kind):
    return reverse(
        "ce_quizzes_admin:statistics_export", args=[quiz.quiz_key, part, kind]
    )


def page_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def admin(client):
    client.force_login(make_admin())
    return client


@pytest.fixture
def instructor(client):
    client.force_login(make_instructor())
    return client


# ---- pages ------------------------------------------------------------------------------


def test_quiz_shows_numbers_plots_and_tables(admin, quiz):
    html = page_of(admin, quiz_url(quiz))
    assert "0.51" in html  # alpha
    assert "50.0%" in html  # mean
    assert html.count('<svg class="plot"') == 2
    assert "pass mark 60%" in html
    assert "=Secret stem" in html
    assert item_url(quiz.versions[0], version=1, quiz=quiz.quiz_key) in html.replace(
        "&amp;", "&"
    )


def test_question_shows_its_answers(admin, quiz):
    html = page_of(admin, item_url(quiz.versions[0]))
    assert "Sacrum and occiput" in html
    assert "100%" in html
    assert "0.34" in html
    assert html.count('<svg class="plot"') == 1


def test_small_samples_say_so_in_words(admin):
    page = make_quiz()
    versions = make_versions(2)
    add_table(page.quiz_key, versions, [(1, 0)] * 3)
    html = page_of(admin, quiz_url(page))
    assert str(Caution.FEW.label) in html
    assert "A map needs questions that at least 30 attempts asked." in html
    assert str(Caution.FEW.label) in page_of(admin, item_url(versions[0]))


def test_list_of_quizzes(admin, quiz):
    html = page_of(admin, reverse("ce_quizzes_admin:statistics_quizzes"))
    assert quiz_url(quiz) in html
    assert '<td class="ce-statistics__number">30</td>' in html


def test_no_quiz_was_taken(admin):
    html = page_of(admin, reverse("ce_quizzes_admin:statistics_quizzes"))
    assert "Nobody has taken a quiz yet." in html


def test_quiz_that_nobody_took_or_whose_page_is_gone(admin, quiz):
    empty = make_quiz()
    assert "No attempt fits" in page_of(admin, quiz_url(empty))
    quiz.delete()
    html = page_of(admin, quiz_url(quiz))
    assert "pass mark 75%" in html  # of the attempts


@pytest.mark.parametrize(
    "key", ["nothing", "00000000-0000-0000-0000-000000000000", "a\x00b"]
)
def test_no_such_quiz(admin, key):
    page_of(admin, reverse("ce_quizzes_admin:statistics", args=[key]), 404)


@pytest.mark.parametrize("pk", [10**6, 2**63, 10**40])
def test_no_such_question(admin, pk):
    name = Question.snippet_viewset.get_url_name("item_statistics")
    page_of(admin, reverse(name, args=[pk]), 404)


def test_question_that_was_never_published_or_asked(admin):
    (version,) = make_versions(1)
    assert "No attempt fits" in page_of(admin, item_url(version))
    draft = Question(key="draft", title="Draft", body=version.question.body, live=False)
    draft.save()
    name = Question.snippet_viewset.get_url_name("item_statistics")
    page_of(admin, reverse(name, args=[draft.pk]), 404)


@pytest.mark.parametrize("version", ["2", "x", "-1", "1\x00"])
def test_no_such_version(admin, quiz, version):
    page_of(admin, item_url(quiz.versions[0], version=version), 404)


# ---- who sees what ----------------------------------------------------------------------


def test_nobody_without_the_permission(client, quiz):
    user = permit(make_user(is_staff=True), "access_admin", "change_question")
    client.force_login(user)
    for url in (
        quiz_url(quiz),
        export_url(quiz, "questions", "csv"),
        reverse("ce_quizzes_admin:statistics_quizzes"),
        item_url(quiz.versions[0]),
    ):
        # Wagtail leads to its home, with a message.
        response = client.get(url)
        assert (response.status_code, response.url) == (
            302,
            reverse("wagtailadmin_home"),
        )
    client.post(reverse("ce_quizzes_admin:statistics_refresh"), {"quiz": quiz.quiz_key})
    assert not ItemStatistics.objects.exists()


def test_questions_of_other_banks_have_no_name(instructor, quiz):
    html = page_of(instructor, quiz_url(quiz))
    assert "Secret" not in html
    assert "Question 2" in html
    assert item_url(quiz.versions[1]) not in html
    assert item_url(quiz.versions[0]) in html


def test_files_have_no_names_of_other_banks_either(instructor, quiz):
    text = page_of(instructor, export_url(quiz, "questions", "csv"))
    assert "Secret" not in text
    assert "Question 2" in text


def test_questions_of_other_banks_are_not_found(instructor, quiz):
    secret = quiz.versions[1]
    page_of(instructor, item_url(secret), 404)
    name = Question.snippet_viewset.get_url_name("item_statistics_export")
    page_of(instructor, reverse(name, args=[secret.question_id, "csv"]), 404)


# ---- filters ----------------------------------------------------------------------------


def test_days_and_attempts(admin, quiz):
    add_table(quiz.quiz_key, quiz.versions, [(1, 1)] * 2, number=2)
    later = AT + dt.timedelta(days=3)
    add_table(quiz.quiz_key, quiz.versions, [(1, 1)] * 5, submitted_at=later)

    def attempts(**query):
        html = page_of(admin, quiz_url(quiz, **query))
        return int(html.split("<dt>Attempts</dt><dd><strong>")[1].split("<")[0])

    assert attempts() == 35
    assert attempts(attempts="all") == 37
    assert attempts(since="2026-03-03") == 5
    assert attempts(until="2026-03-02") == 30
    assert attempts(since="2026-03-02", until="2026-03-02") == 30


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-03-05", "until": "2026-03-01"},
        {"attempts": "some"},
        {"since": "2026-03-0\x00"},
    ],
)
def test_filters_that_cannot_be_read_show_nothing_and_say_why(admin, quiz, query):
    html = page_of(admin, quiz_url(quiz, **query))
    assert 'class="error-message"' in html
    assert '<svg class="plot"' not in html
    page_of(admin, f"{export_url(quiz, 'questions', 'csv')}?since=yesterday", 404)


def test_one_of_several_quizzes(admin, quiz):
    add_table("another", quiz.versions, [(1, 0)] * 30, quiz_title="Another quiz")
    html = page_of(admin, item_url(quiz.versions[0]))
    assert "Another quiz" in html
    assert str(Caution.QUIZZES.label) in html
    html = page_of(admin, item_url(quiz.versions[0], quiz="another"))
    assert str(Caution.QUIZZES.label) not in html
    # A quiz that did not ask it is no filter.
    html = page_of(admin, item_url(quiz.versions[0], quiz="elsewhere"))
    assert str(Caution.QUIZZES.label) in html


# ---- files ------------------------------------------------------------------------------


def test_questions_as_csv_are_no_formulas(admin, quiz):
    response = admin.get(export_url(quiz, "questions", "csv"))
    assert "attachment" in response["Content-Disposition"]
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=Secret stem" in lines[2]


def test_questions_as_xlsx_are_text_and_numbers(admin, quiz):
    response = admin.get(export_url(quiz, "questions", "xlsx"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows())
    assert rows[2][1].value == "=Secret stem"
    assert rows[2][1].data_type == "s"
    assert rows[1][5].value == pytest.approx(14 / 30)


def test_scores_and_answers_as_files(admin, quiz):
    text = page_of(admin, export_url(quiz, "scores", "csv"))
    assert "95 to 100%,10" in text
    assert "Cronbach’s alpha,0.50" in text
    name = Question.snippet_viewset.get_url_name("item_statistics_export")
    url = reverse(name, args=[quiz.versions[0].question_id, "csv"])
    assert "Sacrum and occiput,right,14" in page_of(admin, url)


@pytest.mark.parametrize(("part", "kind"), [("questions", "pdf"), ("learners", "csv")])
def test_no_such_file(admin, quiz, part, kind):
    page_of(admin, export_url(quiz, part, kind), 404)


# ---- refreshing the list ----------------------------------------------------------------


def test_button_refreshes_what_lists_show(admin, quiz):
    url = reverse("ce_quizzes_admin:statistics_refresh")
    back = quiz_url(quiz)

    response = admin.post(url, {"quiz": quiz.quiz_key, "next": back})

    assert (response.status_code, response.url) == (302, back)
    assert ItemStatistics.objects.count() == 2
    ItemStatistics.objects.all().delete()
    version = quiz.versions[0]
    response = admin.post(url, {"question": version.question_id, "next": "//evil.test"})
    assert response.url == reverse("ce_quizzes_admin:statistics_quizzes")
    assert ItemStatistics.objects.get().question_version == version


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"question": "x"},
        {"question": "9" * 18},
        {"quiz": "nothing"},
        {"quiz": "a\x00"},
    ],
)
def test_nothing_to_refresh(admin, quiz, data):
    admin.post(reverse("ce_quizzes_admin:statistics_refresh"), data)
    assert not ItemStatistics.objects.exists()


def test_refreshing_needs_a_post(admin):
    page_of(admin, reverse("ce_quizzes_admin:statistics_refresh"), 405)


# ---- ways there, and costs --------------------------------------------------------------


def test_buttons_lead_there(admin, quiz):
    edit = reverse("wagtailadmin_pages:edit", args=[quiz.pk])
    assert quiz_url(quiz) in page_of(admin, edit)
    attempts = page_of(admin, reverse("quiz_attempts:index"))
    assert reverse("ce_quizzes_admin:statistics_quizzes") in attempts
    bank = page_of(admin, reverse(Question.snippet_viewset.get_url_name("list")))
    assert item_url(quiz.versions[0]) in bank


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("make", [make_admin, make_instructor])
def test_at_most_12_queries(client, make, count):
    client.force_login(make())
    versions = make_versions(count)
    page = make_quiz([version.question for version in versions])
    table = [tuple(int(x < n % (count + 1)) for x in range(count)) for n in range(30)]
    add_table(page.quiz_key, versions, table, quiz=page)
    for url in (
        quiz_url(page),
        item_url(versions[0]),
        reverse("ce_quizzes_admin:statistics_quizzes"),
    ):
        page_of(client, url)
        with counted_queries() as queries:
            page_of(client, url)
        assert len(queries) <= 12, str(queries)
