"""An attempt's pages, with and without script."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from quizzes import review_rules
from quizzes.domain import delivery
from quizzes.models import Attempt, MarkEvent, ResponseEvent
from tests.counting import counted_queries
from tests.media.conftest import figure
from tests.quizzes.factories import (
    TYPE_KEYS,
    fields_of,
    items_of,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
    wrong,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def browser(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def attempt(learner):
    quiz = make_quiz([make_question(key) for key in TYPE_KEYS])
    return start(quiz, learner, at=timezone.now())


def url(attempt, name=""):
    return f"/quizzes/attempts/{attempt.uuid}/{name}"


def post_save(browser, item, response, *, number=1, **extra):
    version = item.question_version
    data = fields_of(version.type, version.body, response, item.prefix)
    return browser.post(
        url(item.attempt, "save/"),
        {"position": item.position, "number": number, **data, **extra},
    )


def whole_form(attempt, answer):
    data = {}
    for item in items_of(attempt):
        version = item.question_version
        data[f"{item.prefix}-number"] = item.response_number
        data |= fields_of(version.type, version.body, answer(item), item.prefix)
    return data


# Saving one answer


def test_save_answers_with_what_the_server_has(browser, attempt):
    item = items_of(attempt)[0]

    response = post_save(browser, item, right(item))

    item.refresh_from_db()
    assert response.status_code == 200
    assert response.json() == {
        "number": 1,
        "response": right(item),
        "saved_at": item.responded_at.isoformat()[:23] + "Z",
        "complete": True,
    }


@pytest.mark.parametrize("position", range(1, len(TYPE_KEYS) + 1))
def test_save_costs_five_queries_whatever_the_type(browser, attempt, position):
    item = items_of(attempt)[position - 1]
    post_save(browser, item, wrong(item))

    with counted_queries() as queries:
        response = post_save(browser, item, right(item), number=2)

    assert response.status_code == 200
    assert len(queries) == 5, queries


def test_stale_save_gets_409_with_the_newer_answer(browser, attempt):
    item = items_of(attempt)[0]
    post_save(browser, item, right(item), number=2)

    response = post_save(browser, item, wrong(item), number=2)

    assert response.status_code == 409
    body = response.json()
    assert (body["error"], body["number"], body["response"]) == (
        "stale",
        2,
        right(item),
    )


def test_late_save_gets_409_and_the_way_to_the_result(browser, learner):
    quiz = make_quiz(make_questions(1), time_limit_minutes=1)
    attempt = start(quiz, learner, at=timezone.now() - dt.timedelta(minutes=2))
    (item,) = items_of(attempt)

    response = post_save(browser, item, right(item))

    attempt.refresh_from_db()
    assert response.status_code == 409
    assert response.json() == {"error": "closed", "url": url(attempt, "review/")}
    assert attempt.submitted_at == attempt.deadline
    assert not ResponseEvent.objects.exists()


def test_unreadable_answer_gets_422_with_the_reason(browser, attempt):
    item = next(i for i in items_of(attempt) if i.question_version.type == "short_text")

    response = post_save(browser, item, {"text": "a" * 10_000})

    assert response.status_code == 422
    assert response.json() == {
        "error": "invalid",
        "message": "This answer is too long. Please keep it under 200 characters.",
    }


def test_save_to_someone_elses_attempt_gets_404(client, attempt):
    client.force_login(make_user())
    item = items_of(attempt)[0]

    response = post_save(client, item, right(item))

    assert (response.status_code, response.json()) == (404, {"error": "not-found"})
    assert not ResponseEvent.objects.exists()


def test_save_without_a_session_gets_401(client, attempt):
    item = items_of(attempt)[0]

    response = post_save(client, item, right(item))

    assert (response.status_code, response.json()) == (401, {"error": "signed-out"})


def test_save_without_token_is_refused(learner, attempt):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    item = items_of(attempt)[0]

    assert post_save(browser, item, right(item)).status_code == 403
    assert not ResponseEvent.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"position": "1"},
        {"position": "one", "number": "1"},
        {"position": "1", "number": "0"},
        {"position": "1", "number": "-1"},
        {"position": "1", "number": "99999999999"},
        {"position": "99999999", "number": "1"},
    ],
)
def test_malformed_save_gets_400(browser, attempt, data):
    assert browser.post(url(attempt, "save/"), data).status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_save_takes_only_post(browser, attempt, method):
    assert getattr(browser, method)(url(attempt, "save/")).status_code == 405


# The page of a running attempt


def test_page_shows_every_question_and_the_answers_so_far(browser, attempt):
    for item in items_of(attempt):
        if item.question_version.type in ("short_text", "numeric"):
            save(item, right(item), at=timezone.now())

    page = browser.get(url(attempt)).content.decode()

    assert page.count("data-question ") == len(TYPE_KEYS)
    assert 'value="counternutation"' in page
    assert 'value="8"' in page
    assert f"<span data-answered-count>2</span>/{len(TYPE_KEYS)}" in page


def secrets_of(question):
    """What only a marked attempt may show of a question."""
    content = question.current_version().content
    body = content["body"]
    texts = [content["rationale"], *(r["citation"] for r in content["references"])]
    texts += [o["feedback"] for o in body.get("options", [])]
    if body.get("feedback"):
        texts += body["feedback"].values()
    texts += body.get("accepted", [])
    return [text for text in texts if text]


@pytest.mark.parametrize("key", TYPE_KEYS)
@pytest.mark.parametrize("answered", [False, True])
def test_source_of_a_running_attempt_holds_no_key(browser, learner, key, answered):
    question = make_question(
        key, rationale="<p>The secret rationale.</p>", verdict="theory", level=5
    )
    attempt = start(make_quiz([question]), learner, at=timezone.now())
    (item,) = items_of(attempt)
    if answered:
        save(item, wrong(item), at=timezone.now())

    source = browser.get(url(attempt)).content.decode()
    source += browser.get(url(attempt, "submit/")).content.decode()

    assert secrets_of(question)
    for secret in [*secrets_of(question), "secret rationale", "Theory (level 5)"]:
        assert secret not in source
    for word in ('"correct"', "data-correct", "option--right", "fraction"):
        assert word not in source


def test_figure_of_a_question_is_shown_with_it(browser, learner):
    plate = figure()
    plate.save()
    plate.save_revision().publish()
    attempt = start(
        make_quiz([make_question(figure=plate)]), learner, at=timezone.now()
    )

    page = browser.get(url(attempt)).content.decode()

    assert 'aria-label="The pelvis from the front."' in page


def test_page_of_someone_else_is_not_found(client, attempt):
    client.force_login(make_user())

    for name in ("", "submit/", "review/"):
        assert client.get(url(attempt, name)).status_code == 404
    assert client.post(url(attempt), {}).status_code == 404
    assert client.post(url(attempt, "submit/")).status_code == 404
    assert not MarkEvent.objects.exists()


@pytest.mark.parametrize("name", ["", "submit/", "review/"])
def test_page_asks_strangers_to_sign_in(client, attempt, name):
    response = client.get(url(attempt, name))

    assert response.status_code == 302
    assert "next=" in response.url


@pytest.mark.parametrize("name", ["", "submit/"])
def test_pages_are_never_kept_by_caches(browser, attempt, name):
    assert "no-store" in browser.get(url(attempt, name))["Cache-Control"]


# Without script


def test_form_saves_and_comes_back(browser, attempt):
    response = browser.post(
        url(attempt), {**whole_form(attempt, right), "action": "save"}, follow=True
    )

    assert response.redirect_chain == [(url(attempt), 302)]
    assert "Your answers are saved." in response.content.decode()
    assert all(item.response == right(item) for item in items_of(attempt))


def test_form_leads_to_the_question_whether_to_submit(browser, attempt):
    data = whole_form(attempt, right)
    data = {name: value for name, value in data.items() if not name.startswith("q1-")}

    response = browser.post(url(attempt), {**data, "action": "submit"}, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(url(attempt, "submit/"), 302)]
    assert f"1 of {len(TYPE_KEYS)} questions is not fully answered." in page
    assert f"{url(attempt)}#question-1" in page
    assert not MarkEvent.objects.exists()


def test_half_an_answer_is_listed_as_open(browser, learner):
    attempt = start(make_quiz([make_question("matching")]), learner, at=timezone.now())
    (item,) = items_of(attempt)
    save(item, wrong(item), at=timezone.now())

    page = browser.get(url(attempt, "submit/")).content.decode()

    assert "1 of 1 questions is not fully answered." in page


def test_unreadable_answer_comes_back_with_its_reason(browser, learner):
    questions = [make_question("numeric"), make_question()]
    quiz = make_quiz(questions, shuffle_questions=False)
    attempt = start(quiz, learner, at=timezone.now())
    data = {**whole_form(attempt, right), "q1-text": "eight", "action": "submit"}

    response = browser.post(url(attempt), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Please write a number, such as 7.5." in page
    assert 'aria-invalid="true"' in page
    assert 'value="eight"' in page
    assert items_of(attempt)[1].response is not None


def test_stale_form_says_so_and_keeps_the_newer_answer(browser, attempt):
    stale = whole_form(attempt, wrong)
    item = items_of(attempt)[1]
    save(item, right(item), at=timezone.now())

    response = browser.post(url(attempt), {**stale, "action": "submit"}, follow=True)

    item.refresh_from_db()
    assert response.redirect_chain == [(url(attempt), 302)]
    assert "Question 2 was answered in another window" in response.content.decode()
    assert item.response == right(item)


def test_form_after_the_end_leads_to_the_result(browser, attempt, learner):
    data = whole_form(attempt, right)
    delivery.submit(attempt_uuid=attempt.uuid, learner=learner, at=timezone.now())

    response = browser.post(url(attempt), data, follow=True)

    assert response.redirect_chain == [(url(attempt, "review/"), 302)]
    assert "This attempt was over already" in response.content.decode()
    assert not ResponseEvent.objects.exists()


# Submitting and reading the result


def test_submit_marks_and_shows_everything(browser, learner):
    question = make_question(
        rationale="<p>The secret rationale.</p>", verdict="theory", level=5
    )
    attempt = start(make_quiz([question]), learner, at=timezone.now())
    (item,) = items_of(attempt)
    save(item, wrong(item), at=timezone.now())

    response = browser.post(url(attempt, "submit/"), follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(url(attempt, "review/"), 302)]
    for text in [*secrets_of(question), "Theory (level 5)", "Not passed yet"]:
        assert text in page


@pytest.mark.parametrize("key", TYPE_KEYS)
@pytest.mark.parametrize("answer", [right, wrong, None])
def test_review_of_every_type_in_every_state(browser, learner, key, answer):
    attempt = start(make_quiz([make_question(key)]), learner, at=timezone.now())
    (item,) = items_of(attempt)
    if answer:
        save(item, answer(item), at=timezone.now())

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    verdict = {right: "Right", wrong: "Not right", None: "Not answered"}[answer]
    assert f">{verdict}</span>" in page
    assert ("You did not answer this question." in page) is (answer is None)


def test_review_without_feedback_shows_the_score_only(browser, learner):
    question = make_question(rationale="<p>The secret rationale.</p>")
    attempt = start(
        make_quiz([question], review=review_rules.score_only()),
        learner,
        at=timezone.now(),
    )

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    assert "This quiz shows the score only." in page
    for secret in secrets_of(question):
        assert secret not in page


def test_review_of_a_running_attempt_leads_back_to_it(browser, attempt):
    response = browser.get(url(attempt, "review/"))

    assert (response.status_code, response.url) == (302, url(attempt))


def test_submitting_twice_shows_the_same_result(browser, attempt):
    browser.post(url(attempt, "submit/"))
    first = Attempt.objects.get()

    again = browser.post(url(attempt, "submit/"))

    assert again.url == url(attempt, "review/")
    assert Attempt.objects.get().submitted_at == first.submitted_at
    assert MarkEvent.objects.count() == len(TYPE_KEYS)


@pytest.mark.parametrize("name", ["", "submit/", "review/"])
def test_attempt_past_its_deadline_is_over_without_any_job(browser, learner, name):
    quiz = make_quiz(make_questions(1), time_limit_minutes=5)
    attempt = start(quiz, learner, at=timezone.now() - dt.timedelta(minutes=6))

    response = browser.get(url(attempt, name), follow=True)

    attempt.refresh_from_db()
    assert "Time was over on" in response.content.decode()
    assert attempt.submitted_at == attempt.deadline


def test_review_survives_the_quiz(browser, attempt):
    attempt.quiz.delete()

    page = browser.post(url(attempt, "submit/"), follow=True)

    assert page.status_code == 200
    assert "Back to the quiz" not in page.content.decode()


def test_whole_attempt_of_ten_questions_costs_at_most_eighty_queries(browser):
    quiz = make_quiz([make_question(key) for key in [*TYPE_KEYS, *TYPE_KEYS][:10]])
    browser.get(quiz.url)

    with counted_queries() as queries:
        browser.post(quiz.url)
        attempt = Attempt.objects.get()
        browser.get(url(attempt))
        for item in items_of(attempt):
            post_save(browser, item, right(item))
        browser.get(url(attempt, "submit/"))
        browser.post(url(attempt, "submit/"))
        browser.get(url(attempt, "review/"))

    # Two of them are this test's own look at the attempt and its items.
    assert len(queries) - 2 <= 80, queries
    attempt.refresh_from_db()
    assert attempt.passed is True


@pytest.mark.parametrize("count", [2, 12])
def test_pages_cost_the_same_for_few_and_many_questions(browser, learner, count):
    attempt = start(make_quiz(make_questions(count)), learner, at=timezone.now())
    browser.get(url(attempt))

    with counted_queries() as page:
        browser.get(url(attempt))
    with counted_queries() as ask:
        browser.get(url(attempt, "submit/"))
    with counted_queries() as mark:
        browser.post(url(attempt, "submit/"))
    with counted_queries() as review:
        browser.get(url(attempt, "review/"))

    assert len(page) == 3, page
    assert len(ask) == 3, ask
    assert len(mark) == 7, mark
    assert len(review) == 4, review
