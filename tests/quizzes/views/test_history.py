"""Versions of a question in the admin, what they say differently, where it is used."""

import pytest
from django.utils import timezone

from media.domain import review
from quizzes.models import Question, QuestionVersion
from tests.counting import counted_queries
from tests.quizzes.factories import (
    SOURCES,
    items_of,
    make_admin,
    make_bank,
    make_draft,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    publish,
    reword,
    right,
    save,
    start,
    submit,
)
from tests.quizzes.people import PEOPLE, closed_bank, make_instructor, sign_in

pytestmark = pytest.mark.django_db

URL = "/admin/snippets/ce_quizzes/question/"


@pytest.fixture
def staff(client):
    client.user = make_admin(first_name="Mara", last_name="Writer")
    client.force_login(client.user)
    return client


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def words_of(page):
    """Return the page's text without tags, spaces joined."""
    from bs4 import BeautifulSoup

    main = BeautifulSoup(page, "html.parser").find("main")
    for hidden in main.select(".w-sr-only, script, template"):
        hidden.extract()
    return " ".join(main.get_text(" ").split())


@pytest.fixture
def question(staff):
    """Two versions: the first by nobody, asked once; the second by Mara, signed."""
    question = make_question(bank=make_bank())
    attempt = start(make_quiz([question]), make_user(), at=timezone.now())
    (item,) = items_of(attempt)
    save(item, right(item), at=timezone.now())
    submit(attempt, at=timezone.now())
    reword(question, "Which bones does the name join?")
    revision = question.save_revision(user=staff.user)
    revision.publish(user=staff.user)
    question.refresh_from_db()
    reviewer = make_user(first_name="Rita", last_name="Reviewer")
    review.sign(obj=question, revision=revision, reviewer=reviewer, at=timezone.now())
    return question


def test_versions_say_who_published_signed_and_was_asked(staff, question):
    rows = words_of(page_of(staff, f"{URL}versions/{question.pk}/"))

    first, second = rows.index("the first"), rows.index("with version 1")
    assert second < first
    assert "Mara Writer Signed by Rita Reviewer" in rows[:second]
    assert "Not known Not signed 1" in rows[second:first]


def test_signature_stays_with_a_version_that_is_published_again(staff, question):
    question.save_revision(user=staff.user).publish(user=staff.user)

    page = words_of(page_of(staff, f"{URL}versions/{question.pk}/"))

    assert QuestionVersion.objects.filter(question=question).count() == 2
    assert page.count("Signed by Rita Reviewer") == 1


def test_versions_cost_the_same_however_many_there_are(staff, question):
    path = f"{URL}versions/{question.pk}/"
    staff.get(path)
    with counted_queries() as few:
        staff.get(path)
    for number in range(6):
        reword(question, f"Wording {number}?")
        publish(question)
    with counted_queries() as many:
        staff.get(path)

    assert len(many) == len(few) <= 12, many


def test_difference_side_by_side_and_in_one_text(staff, question):
    path = f"{URL}versions/{question.pk}/compare/?old=1&new=2"

    side = page_of(staff, path)
    lines = page_of(staff, f"{path}&look=lines")

    for page in (side, lines):
        assert "Question Changed" in words_of(page)
        assert "Unchanged: Type, Option" in words_of(page)
        assert "<del>" in page
        assert "[removed:" in page
    assert "two" in side[side.index("<del>") :][:120]
    assert side.count("ce-diff__text") == 2 * lines.count("ce-diff__text")


def test_draft_is_compared_with_the_newest_version(staff, question):
    reword(question, "Which bones does this name join?").save_revision()

    page = words_of(page_of(staff, f"{URL}versions/{question.pk}/compare/"))

    assert "this" in page
    assert "Draft" in page
    assert "Compare the draft" in page_of(staff, f"{URL}versions/{question.pk}/")


def test_draft_without_a_type_is_nothing_to_compare(staff, question):
    question.body = []
    question.save_revision()

    page = page_of(staff, f"{URL}versions/{question.pk}/compare/?old=1&new=draft")

    assert "no type of question yet" in page


@pytest.mark.parametrize("query", ["old=9&new=1", "old=x", "new=-1", "old=1&new=1.5"])
def test_version_that_there_is_not(staff, question, query):
    path = f"{URL}versions/{question.pk}/compare/?{query}"

    assert staff.get(path).status_code == 404


def test_the_same_version_twice_says_the_same(staff, question):
    page = page_of(staff, f"{URL}versions/{question.pk}/compare/?old=1&new=1")

    assert "say the same" in page


def test_question_that_was_never_published(staff):
    draft = make_draft()
    draft.save_revision()

    assert "never published" in page_of(staff, f"{URL}versions/{draft.pk}/")
    assert staff.get(f"{URL}versions/{draft.pk}/compare/").status_code == 200


def test_hostile_words_are_escaped(staff):
    options = [{"text": "<img src=x onerror=alert(1)>", "correct": True}, {"text": "b"}]
    question = make_question(source={"stem": "A?", "options": options})
    source = {
        "stem": "A?",
        "options": [{**options[0], "text": "<b onclick=1>x"}, options[1]],
    }
    from tests.quizzes.factories import body_value

    question.body = [
        {"type": "single_choice", "value": body_value("single_choice", source)}
    ]
    publish(question)

    page = page_of(staff, f"{URL}versions/{question.pk}/compare/")

    assert "<img src=x" not in page
    assert "<b onclick" not in page


def test_both_figures_are_shown(staff):
    question = make_question("find_structure")
    figure = question.figure
    figure.title = "Another title"
    figure.save_revision().publish()
    question = Question.objects.get(pk=question.pk)
    publish(question)

    page = page_of(staff, f"{URL}versions/{question.pk}/compare/")

    assert question.versions.count() == 2
    assert "Both figures" in page
    assert "Another title" in words_of(page)
    assert page.count("<svg") >= 2


@pytest.mark.parametrize("name", PEOPLE)
def test_who_sees_versions_and_uses(client, name):
    bank = closed_bank()
    question = make_question(
        source={**SOURCES["single_choice"], "stem": "SECRET stem?"}, bank=bank
    )
    sign_in(client, name, bank)
    may = name in {"reader", "writer", "owner", "reviewer", "manager"}

    for path in ("versions/{}/", "versions/{}/compare/", "where-used/{}/"):
        response = client.get(URL + path.format(question.pk))
        assert (response.status_code == 200) is may, path
        assert ("SECRET" in response.content.decode()) is may, path


def test_where_it_is_used(staff, question):
    bank = question.bank
    drawing = make_quiz(make_questions(1), draws=[{"count": 1, "bank": bank.pk}])
    other = make_quiz(make_questions(1), draws=[{"count": 1, "difficulty": "hard"}])
    draft = make_quiz(make_questions(1))
    draft.sections = [
        {"type": "fixed", "value": {"questions": [question.pk]}, "id": "f"}
    ]
    draft.save_revision()
    (naming,) = {
        quiz
        for quiz in type(draft).objects.all()
        if quiz.pk not in (drawing.pk, other.pk, draft.pk)
    }

    page = words_of(page_of(staff, f"{URL}where-used/{question.pk}/"))

    assert "Asked in 1 attempt" in page
    named = page[page.index("Quizzes that name it") : page.index("may draw it")]
    draws = page[page.index("may draw it") : page.index("Knowledge checks")]
    assert naming.title in named
    assert f"{draft.title} (only in its draft)" in named
    assert (
        f"{drawing.title} ( section 2 )" in draws
        or f"{drawing.title} (section 2)" in draws
    )
    assert other.title not in draws
    assert "It came from no file." in page


def test_uses_cost_twelve_queries_at_most(staff, question):
    from quizzes.domain import usage

    for _number in range(8):
        make_quiz([question], draws=[{"count": 1, "bank": question.bank_id}])
    with counted_queries() as queries:
        found = usage.usage_of(question=question, user=staff.user)

    assert (len(found.quizzes), len(found.drawing)) == (9, 8)
    assert len(queries) <= 12, queries


def test_links_lead_only_where_a_person_may_go(client):
    bank = closed_bank()
    question = make_question(bank=bank)
    quiz = make_quiz([question])
    client.force_login(make_instructor(bank, "reader"))

    page = page_of(client, f"{URL}where-used/{question.pk}/")

    assert quiz.title in page
    assert f"/admin/pages/{quiz.pk}/edit/" not in page


def test_duplicates_are_told_in_the_editor_and_in_a_list(staff):
    first, second = make_draft(), make_draft(bank=make_bank("Other bank"))
    make_draft(source={**SOURCES["single_choice"], "stem": "Something else?"})
    for each in (first, second):
        each.save_revision()

    editor = page_of(staff, f"{URL}edit/{first.pk}/")
    listed = words_of(page_of(staff, f"{URL}duplicates/"))

    panel = editor[editor.index("ask the same words, whatever") :]
    assert second.key in panel[:600]
    assert "2 questions" in listed
    assert first.key in listed
    assert second.key in listed
    assert "Something else" not in listed


def test_duplicates_of_other_banks_are_nobodys_business(client):
    mine, theirs = closed_bank("Mine"), closed_bank("Theirs")
    question = make_draft(bank=mine)
    question.save_revision()
    secret = make_draft(bank=theirs, key="secret-one")
    client.force_login(make_instructor(mine, "writer"))

    assert secret.key not in page_of(client, f"{URL}edit/{question.pk}/")
    listed = page_of(client, f"{URL}duplicates/?bank={theirs.pk}")
    assert secret.key not in listed
    assert "No two questions that you may see" in listed


def test_learners_see_no_duplicates(client):
    client.force_login(make_user())

    assert client.get(f"{URL}duplicates/").status_code in (302, 403)


def test_nearly_the_same_words_within_a_bank(staff):
    bank = make_bank()
    stems = [
        "Which bone carries the weight of the whole spine of a sitter?",
        "Which bone carries the weight of the entire spine of a sitter?",
        "Where does the occiput rest, and on what?",
    ]
    for stem in stems:
        make_draft(source={**SOURCES["single_choice"], "stem": stem}, bank=bank)

    page = words_of(page_of(staff, f"{URL}duplicates/?bank={bank.pk}"))

    assert "82%" in page
    assert "entire spine" in page
    assert "occiput rest" not in page
