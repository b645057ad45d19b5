"""Questions and attempts in the admin: what authors and staff can do there, and can't."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.domain import roles
from media.domain.review import current_review
from quizzes.domain import delivery, submitting
from quizzes.models import Attempt, Question, QuizPage
from tests.counting import counted_queries
from tests.quizzes import pelvis
from tests.quizzes.factories import (
    TYPE_KEYS,
    items_of,
    make_admin,
    make_bank,
    make_draft,
    make_objective,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
)

pytestmark = pytest.mark.django_db

QUESTIONS = "/admin/snippets/ce_quizzes/question/"


@pytest.fixture
def staff(client):
    client.force_login(make_admin())
    return client


def question_form(*, right=(True, False), **fields):
    texts = ["Sacrum", "Atlas"]
    options = {
        "count": "2",
        **{
            str(index): {
                "id": "",
                "order": str(index),
                "deleted": "",
                "value": {
                    "text": text,
                    "feedback": "",
                    **({"correct": "on"} if is_right else {}),
                },
            }
            for index, (text, is_right) in enumerate(zip(texts, right, strict=True))
        },
    }
    body = [("single_choice", {"stem": rich_text("<p>Which?</p>"), "options": options})]
    return nested_form_data(
        {
            "key": "q-admin",
            "body": streamfield(body),
            "hints": streamfield([]),
            "difficulty": "easy",
            "tags": "history, safety",
            "rationale": rich_text("<p>Because.</p>"),
            "verdict": "theory",
            "level": "5",
            "figure": "",
            "bank": "",
            "objective": "",
            "references": [],
            **fields,
        }
    )


def test_author_writes_and_publishes_a_question(staff):
    staff.post(
        f"{QUESTIONS}add/", {**question_form(), "action-publish": "action-publish"}
    )

    question = Question.objects.get()
    version = question.current_version()
    assert question.live is True
    assert (question.title, question.type_key) == ("Which?", "single_choice")
    assert sorted(question.tags.names()) == ["history", "safety"]
    assert [option["correct"] for option in version.body["options"]] == [True, False]
    assert all(option["id"] for option in version.body["options"])


def test_option_ids_stay_when_a_question_is_edited(staff):
    staff.post(
        f"{QUESTIONS}add/", {**question_form(), "action-publish": "action-publish"}
    )
    question = Question.objects.get()
    before = [option["id"] for option in question.current_version().body["options"]]
    form = question_form(difficulty="hard")
    for index, key in enumerate(before):
        form[f"body-0-value-options-{index}-id"] = key
    form["body-0-value-options-0-value-text"] = "The sacrum"

    staff.post(
        f"{QUESTIONS}edit/{question.pk}/", {**form, "action-publish": "action-publish"}
    )

    after = question.current_version()
    assert after.number == 2
    assert [option["id"] for option in after.body["options"]] == before
    assert after.body["options"][0]["text"] == "The sacrum"


def test_approval_in_the_editor_signs_what_it_publishes(staff, client):
    roles.create_roles()
    staff.post(f"{QUESTIONS}add/", question_form())
    question = Question.objects.get()
    submitting.submit(questions=[question], by=make_admin())
    reviewer = make_user()
    reviewer.groups.add(Group.objects.get(name="Clinical reviewers"))
    client.force_login(reviewer)
    action = {"action-workflow-action": "1", "workflow-action-name": "approve"}

    client.post(f"{QUESTIONS}edit/{question.pk}/", {**question_form(), **action})

    question.refresh_from_db()
    assert question.live is True
    assert current_review(question).reviewer == reviewer


def test_draft_may_be_unfinished_but_is_not_published(staff):
    unfinished = question_form(right=(False, False))

    staff.post(f"{QUESTIONS}add/", unfinished)
    refused = staff.post(
        f"{QUESTIONS}edit/{Question.objects.get().pk}/",
        {**unfinished, "action-publish": "action-publish"},
    )

    question = Question.objects.get()
    assert question.live is False
    assert not question.versions.exists()
    assert "Exactly one option must be right." in refused.content.decode()


def labels_form(*parts, figure="", **fields):
    body = {
        "stem": rich_text("<p>Label it.</p>"),
        "parts": inline_list(parts),
        "distractors": inline_list([]),
        "alt": "",
    }
    form = question_form(figure=str(getattr(figure, "pk", "")), **fields)
    form = {name: value for name, value in form.items() if not name.startswith("body")}
    return form | nested_form_data({"body": streamfield([("label_figure", body)])})


def inline_list(values):
    """Return form data of a ``ListBlock`` of plain fields."""
    return {
        "count": str(len(values)),
        **{
            str(index): {"id": "", "order": str(index), "deleted": "", "value": value}
            for index, value in enumerate(values)
        },
    }


@pytest.mark.parametrize(
    ("parts", "has_figure", "message"),
    [
        (("keel", "keep"), True, "Its parts are: sail-r, sail-l, keel, knob, ghost."),
        (("keel", "knob"), False, "This question asks about a figure"),
    ],
)
def test_author_hears_which_parts_a_figure_has(staff, parts, has_figure, message):
    figure = pelvis.make_pelvis() if has_figure else ""
    form = labels_form(*parts, figure=figure)

    refused = staff.post(
        f"{QUESTIONS}add/", {**form, "action-publish": "action-publish"}
    )
    assert not Question.objects.exists()
    assert message in refused.content.decode()

    staff.post(f"{QUESTIONS}add/", form)  # as a draft it may be kept
    assert Question.objects.get().live is False


def test_author_publishes_a_question_on_a_figure(staff):
    form = labels_form("keel", "knob", figure=pelvis.make_pelvis())

    staff.post(f"{QUESTIONS}add/", {**form, "action-publish": "action-publish"})

    parts = Question.objects.get().current_version().body["parts"]
    assert [part["label"] for part in parts] == ["Keel", "Knob"]


@pytest.mark.parametrize("key", TYPE_KEYS)
@pytest.mark.parametrize(
    ("mode", "shows_solution"), [("", False), ("answered", True), ("solution", True)]
)
def test_author_previews_every_type_in_every_mode(rf, key, mode, shows_solution):
    question = make_draft(key, rationale="<p>The rationale.</p>")
    request = rf.get("/")
    request.user = make_admin()

    page = question.make_preview_request(request, mode).content.decode()

    assert question.title in page
    assert ("The rationale." in page) is shows_solution


def test_preview_of_an_empty_question_says_what_to_do(rf):
    request = rf.get("/")
    request.user = make_admin()

    page = Question(key="new").make_preview_request(request, "").content.decode()

    assert "Choose a type of question to begin." in page


@pytest.mark.parametrize("mode", ["", "answered", "solution"])
def test_preview_of_an_unfinished_question_says_what_is_missing(rf, mode):
    question = make_draft()
    question.body[0].value["options"].bound_blocks.pop(0)
    request = rf.get("/")
    request.user = make_admin()

    page = question.make_preview_request(request, mode).content.decode()

    assert "Exactly one option must be right." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"type_key": "numeric"}, ["q-number"]),
        ({"difficulty": "hard"}, ["q-hard"]),
        ({"tag": "safety"}, ["q-tagged"]),
        ({"objective": "o"}, ["q-objective"]),
        ({"bank": "b"}, ["q-bank"]),
        ({"q": "counter-nonsense"}, []),
    ],
)
def test_list_is_filtered(staff, query, found):
    objective, bank = make_objective(), make_bank()
    make_question("numeric", key="q-number")
    make_question(key="q-hard", difficulty="hard")
    tagged = make_question(key="q-tagged", tags=["safety"])
    make_question(key="q-objective", objective=objective)
    make_question(key="q-bank", bank=bank)
    values = {
        "safety": tagged.tags.get().pk,
        "o": objective.pk,
        "b": bank.pk,
    }
    query = {name: values.get(value, value) for name, value in query.items()}

    page = staff.get(QUESTIONS, query).content.decode()

    keys = ["q-number", "q-hard", "q-tagged", "q-objective", "q-bank"]
    assert [
        key for key in keys if f"{key}<" in page.replace(" ", "").replace("\n", "")
    ] == found


@pytest.mark.parametrize("count", [1, 8])
def test_list_costs_the_same_with_few_and_many_questions(staff, count):
    objective = make_objective()
    make_questions(count, objective=objective)
    staff.get(QUESTIONS)

    with counted_queries() as queries:
        staff.get(QUESTIONS)

    assert len(queries) <= 14, queries


def test_published_question_is_not_deleted_but_explained(staff):
    question = make_question()

    response = staff.post(f"{QUESTIONS}delete/{question.pk}/", follow=True)

    page = response.content.decode()
    assert "It can’t be deleted. You can retire it instead." in page
    assert 'name="reason"' in page
    assert Question.objects.filter(pk=question.pk).exists()


def test_draft_is_deleted(staff):
    question = make_draft()

    staff.post(f"{QUESTIONS}delete/{question.pk}/")

    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("model", "make"), [("objective", make_objective), ("bank", make_bank)]
)
def test_objective_or_bank_in_use_is_not_deleted(staff, model, make):
    used = make()
    make_question(**{model: used})

    response = staff.post(
        f"/admin/snippets/ce_quizzes/{model}/delete/{used.pk}/", follow=True
    )

    assert "has questions. Move them first." in response.content.decode()
    assert type(used).objects.filter(pk=used.pk).exists()


def test_where_a_question_is_used_is_known():
    question = make_question()

    quiz = make_quiz([question])

    (use,) = ReferenceIndex.get_references_to(question)
    assert use.object_id == str(quiz.pk)


# Attempts


@pytest.fixture
def marked():
    learner = make_user(first_name="Beatriz", last_name="Osei")
    attempt = start(
        make_quiz([make_question("short_text")]), learner, at=timezone.now()
    )
    (item,) = items_of(attempt)
    save(item, right(item), at=timezone.now())
    return delivery.submit(
        attempt_uuid=attempt.uuid, learner=learner, at=timezone.now()
    )


def test_staff_see_attempts_and_look_into_one(staff, marked):
    listing = staff.get("/admin/quiz_attempts/").content.decode()
    record = staff.get(f"/admin/quiz_attempts/inspect/{marked.pk}/").content.decode()

    assert "Beatriz Osei" in listing
    assert f"/admin/quiz_attempts/inspect/{marked.pk}/" in listing
    for text in ("Beatriz Osei", "counternutation", "100%", "passed", "version 1"):
        assert text in record


def test_menu_of_quizzes_holds_all_four(staff):
    page = staff.get("/admin/").content.decode()

    for address in (
        QUESTIONS,
        "/admin/snippets/ce_quizzes/bank/",
        "/admin/snippets/ce_quizzes/objective/",
        "/admin/quiz_attempts/",
    ):
        assert f'"{address}"' in page


@pytest.mark.parametrize("action", ["new", "edit/{pk}", "delete/{pk}"])
def test_nobody_edits_attempts_by_hand(staff, marked, action):
    address = f"/admin/quiz_attempts/{action.format(pk=marked.pk)}/"

    response = staff.post(address, {"quiz_title": "Forged"})

    assert response.status_code == 302
    marked.refresh_from_db()
    assert marked.quiz_title != "Forged"
    assert Attempt.objects.count() == 1
    assert "edit" not in staff.get("/admin/quiz_attempts/").content.decode().partition(
        "<main"
    )[2].partition("</main")[0].lower().replace("edited", "")


def test_editor_without_the_permission_sees_no_attempts(client, marked):
    editor = make_user()
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)

    assert client.get("/admin/quiz_attempts/").status_code == 302

    editor.user_permissions.add(
        Permission.objects.get(
            codename="view_attempt", content_type__app_label="ce_quizzes"
        )
    )
    assert client.get("/admin/quiz_attempts/").status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_list_of_attempts_costs_the_same_for_few_and_many(staff, count):
    quiz = make_quiz(make_questions(1))
    for _ in range(count):
        start(quiz, make_user(), at=timezone.now())
    staff.get("/admin/quiz_attempts/")

    with counted_queries() as queries:
        staff.get("/admin/quiz_attempts/")

    assert len(queries) <= 10, queries


# Quizzes


def test_quiz_page_is_edited_and_offers_a_try_out(staff):
    quiz = make_quiz(make_questions(1))

    page = staff.get(f"/admin/pages/{quiz.pk}/edit/").content.decode()

    assert f"/quizzes/try-out/{quiz.pk}/" in page


def test_knowledge_checks_cannot_be_drawn(staff):
    quiz = QuizPage.objects.get(pk=make_quiz(make_questions(1)).pk)
    block = quiz._meta.get_field("sections").stream_block.child_blocks["draw"]

    with pytest.raises(Exception, match="Validation error"):
        block.clean(block.to_python({"count": 2, "tag": " Check "}))
