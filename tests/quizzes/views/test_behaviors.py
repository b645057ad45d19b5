"""Pages of attempts by behavior and layout: what they hold, and what they never hold."""

import datetime as dt

import pytest
from django.utils import timezone

from quizzes import review_rules
from quizzes.enums import Behaviour, ReviewItem
from quizzes.models import Attempt, AttemptItem, MarkEvent, ResponseEvent
from tests.counting import counted_queries
from tests.media.conftest import figure
from tests.quizzes.factories import (
    TYPE_KEYS,
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
from tests.quizzes.sections import hinted, make_sections

from .test_attempt import post_save, secrets_of, url, whole_form

pytestmark = pytest.mark.django_db

SECRET = {"rationale": "<p>The secret rationale.</p>", "verdict": "theory", "level": 5}


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def browser(client, learner):
    client.force_login(learner)
    return client


def begin(learner, quiz, *, ago=0):
    return start(quiz, learner, at=timezone.now() - dt.timedelta(seconds=ago))


def first(attempt):
    return items_of(attempt)[0]


def check(browser, attempt, position=1):
    return browser.post(url(attempt, "check/"), {"position": position})


def two_pages(learner, *, ago=0, **rules):
    quiz = make_sections(
        [make_question(), make_question("true_false")],
        [make_question("short_text")],
        layout="section",
        **rules,
    )
    return begin(learner, quiz, ago=ago)


FIRST_PAGE, SECOND_PAGE = "Which two bones", "nodding backward"


# What the source never holds


@pytest.mark.parametrize("key", TYPE_KEYS)
@pytest.mark.parametrize("behaviour", Behaviour.values)
def test_source_holds_no_key_in_any_behavior(browser, learner, key, behaviour):
    question = make_question(key, **SECRET)
    question_too = hinted("The secret hint.", **SECRET)
    quiz = make_quiz([question, question_too], behaviour=behaviour)
    attempt = begin(learner, quiz)
    for item in items_of(attempt):
        save(item, wrong(item), at=timezone.now())

    source = browser.get(url(attempt)).content.decode()
    source += browser.get(url(attempt, "submit/")).content.decode()

    for secret in [
        *secrets_of(question),
        *secrets_of(question_too),
        "secret rationale",
        "secret hint",
        "Theory (level 5)",
    ]:
        assert secret not in source
    for word in ('"correct"', "data-correct", "option--right", "fraction"):
        assert word not in source


@pytest.mark.parametrize("key", TYPE_KEYS)
@pytest.mark.parametrize("behaviour", ["immediate", "tries"])
@pytest.mark.parametrize("answer", [right, wrong])
def test_check_shows_no_more_than_the_matrix_allows(
    browser, learner, key, behaviour, answer
):
    question = make_question(key, **SECRET)
    quiz = make_quiz([question], behaviour=behaviour, review=review_rules.of([]))
    attempt = begin(learner, quiz)
    save(first(attempt), answer(first(attempt)), at=timezone.now())

    source = check(browser, attempt).content.decode()
    source += browser.get(url(attempt)).content.decode()

    secrets = [*secrets_of(question), "secret rationale", "Theory (level 5)"]
    for secret in secrets:
        if secret not in str(first(attempt).response):
            assert secret not in source
    assert "option--right" not in source
    if first(attempt).settled_at and behaviour == "immediate":
        assert "Settled" in source
        assert ">Not right<" not in source
        assert ">Right<" not in source


def test_wrong_try_gives_its_feedback_and_hint_and_nothing_else(browser, learner):
    question = hinted("First hint.", "Second hint.", **SECRET)
    attempt = begin(learner, make_quiz([question], behaviour="tries"))
    save(first(attempt), wrong(first(attempt)), at=timezone.now())

    for source in (
        check(browser, attempt).content.decode(),
        browser.get(url(attempt)).content.decode(),
    ):
        for text in ("Not right", "Near, but no.", "First hint.", "2 tries left."):
            assert text in source
        for secret in ("Both ends.", "Second hint.", "secret rationale"):
            assert secret not in source


def test_verdict_goes_when_the_answer_is_changed_but_the_hint_stays(browser, learner):
    attempt = begin(learner, make_quiz([hinted("A hint.")], behaviour="tries"))
    save(first(attempt), wrong(first(attempt)), at=timezone.now())
    check(browser, attempt)
    item = first(attempt)
    save(item, right(item), at=timezone.now())

    source = browser.get(url(attempt)).content.decode()

    assert "A hint." in source
    assert "1 wrong try so far." in source
    for text in (">Not right<", "Near, but no.", "Both ends."):
        assert text not in source


# Pages


@pytest.mark.parametrize("one_way", [True, False])
def test_page_holds_its_own_questions_only(browser, learner, one_way):
    attempt = two_pages(learner, one_way=one_way)

    page = browser.get(url(attempt)).content.decode()

    assert FIRST_PAGE in page
    assert SECOND_PAGE not in page
    assert "Page 1 of 2." in page


@pytest.mark.parametrize("wanted", ["0", "3", "-1", "x", "", "²", "9" * 30])
def test_page_that_is_not_there_is_the_one_that_was_reached(browser, learner, wanted):
    attempt = two_pages(learner)

    assert FIRST_PAGE in browser.get(f"{url(attempt)}?page={wanted}").content.decode()


def test_free_pages_are_opened_by_their_address(browser, learner):
    attempt = two_pages(learner)

    assert SECOND_PAGE in browser.get(f"{url(attempt)}?page=2").content.decode()


def test_one_way_pages_are_not_opened_by_their_address(browser, learner):
    attempt = two_pages(learner, one_way=True)

    ahead = browser.get(f"{url(attempt)}?page=2").content.decode()
    browser.post(url(attempt, "turn/"), {"to": "2"})
    back = browser.get(f"{url(attempt)}?page=1").content.decode()

    assert SECOND_PAGE not in ahead
    assert FIRST_PAGE not in back
    assert SECOND_PAGE in back


def test_page_with_open_questions_is_asked_about_once(browser, learner):
    attempt = two_pages(learner, one_way=True)

    asked = browser.post(url(attempt), {"action": "page-2"}, follow=True)
    attempt.refresh_from_db()
    before = attempt.page
    turned = browser.post(url(attempt, "turn/"), {"to": "2"}, follow=True)
    again = browser.post(url(attempt, "turn/"), {"to": "2"}, follow=True)

    assert asked.redirect_chain == [(url(attempt, "turn/"), 302)]
    assert "2 questions on this page are not fully answered." in asked.content.decode()
    assert before == 1
    for response in (turned, again):
        assert SECOND_PAGE in response.content.decode()


def test_page_with_every_answer_is_left_without_asking(browser, learner):
    attempt = two_pages(learner, one_way=True)
    data = {
        name: value
        for name, value in whole_form(attempt, right).items()
        if not name.startswith("q3")
    }

    response = browser.post(url(attempt), {**data, "action": "page-2"}, follow=True)

    assert response.redirect_chain == [(url(attempt), 302)]
    assert SECOND_PAGE in response.content.decode()
    assert browser.get(url(attempt, "turn/")).url == url(attempt)


def test_page_is_not_turned_while_an_answer_can_not_be_read(browser, learner):
    quiz = make_sections(
        [make_question("numeric")], [make_question()], layout="section", one_way=True
    )
    attempt = begin(learner, quiz)
    data = {"q1-number": "0", "q1-text": "eight", "action": "page-2"}

    response = browser.post(url(attempt), data)

    attempt.refresh_from_db()
    assert response.status_code == 422
    assert "Please write a number, such as 7.5." in response.content.decode()
    assert attempt.page == 1


@pytest.mark.parametrize("to", ["", "0", "9", "x", "-1", "99999999"])
def test_turning_to_nowhere(browser, learner, to):
    attempt = two_pages(learner, one_way=True)

    assert browser.post(url(attempt, "turn/"), {"to": to}).status_code == 404
    attempt.refresh_from_db()
    assert attempt.page == 1


def test_left_page_in_an_old_tab_changes_nothing_and_says_so(browser, learner):
    attempt = two_pages(learner, one_way=True)
    old = whole_form(attempt, right)
    browser.post(url(attempt, "turn/"), {"to": "2"})
    data = {name: value for name, value in old.items() if not name.startswith("q3")}

    response = browser.post(url(attempt), {**data, "action": "page-2"}, follow=True)

    page = response.content.decode()
    assert "The page of questions 1, 2 was left in another window." in page
    assert SECOND_PAGE in page
    assert not ResponseEvent.objects.exists()


def test_pages_of_someone_else_are_not_found(client, learner):
    attempt = two_pages(learner)
    client.force_login(make_user())

    assert client.get(url(attempt, "turn/")).status_code == 404
    assert client.post(url(attempt, "turn/"), {"to": "2"}).status_code == 404
    assert check(client, attempt).status_code == 404
    assert client.post(url(attempt, "flag/"), {"position": 1}).status_code == 404


def test_case_stands_above_its_questions_with_its_figure(browser, learner):
    plate = figure()
    plate.save()
    plate.save_revision().publish()
    case = {
        "title": "Mrs. K.",
        "vignette": "<p>Her back hurts.</p>",
        "vignette_figure": plate.pk,
    }
    quiz = make_sections(
        make_questions(2), [make_question()], cases={1: case}, layout="question"
    )
    attempt = begin(learner, quiz)

    pages = [
        browser.get(f"{url(attempt)}?page={page}").content.decode()
        for page in (1, 2, 3)
    ]

    for page in pages[:2]:
        assert "Her back hurts." in page
        assert 'aria-label="The pelvis from the front."' in page
    assert "Her back hurts." not in pages[2]


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("layout", ["all", "question"])
def test_page_costs_three_queries_whatever_the_layout(browser, learner, count, layout):
    attempt = begin(learner, make_quiz(make_questions(count), layout=layout))
    browser.get(url(attempt))

    with counted_queries() as queries:
        browser.get(url(attempt))

    assert len(queries) == 3, queries


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_two_queries_more_however_many_were_tried(browser, learner, count):
    questions = [hinted("A hint.") for _ in range(3)]
    attempt = begin(learner, make_quiz(questions, behaviour="tries"))
    for item in items_of(attempt)[:count]:
        save(item, wrong(item), at=timezone.now())
        check(browser, attempt, position=item.position)
    browser.get(url(attempt))

    with counted_queries() as queries:
        page = browser.get(url(attempt)).content.decode()

    assert page.count("Near, but no.") == count
    assert len(queries) == 5, queries


# What the script asks for


def test_check_settles_and_answers_with_the_question(browser, learner):
    attempt = begin(learner, make_quiz(make_questions(2), behaviour="immediate"))
    save(first(attempt), right(first(attempt)), at=timezone.now())

    response = check(browser, attempt)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert 'id="question-1"' in page
    assert "Question 1 of 2" in page
    assert ">Right</span>" in page
    assert first(attempt).settled_at is not None


@pytest.mark.parametrize(
    ("rules", "data", "status", "error"),
    [
        ({"behaviour": "immediate"}, {"position": "1"}, 422, "incomplete"),
        ({"behaviour": "deferred"}, {"position": "1"}, 409, "refused"),
        ({"behaviour": "immediate"}, {"position": "9"}, 404, "not-found"),
        ({"behaviour": "immediate"}, {"position": "x"}, 404, "not-found"),
        ({"behaviour": "immediate"}, {}, 404, "not-found"),
    ],
)
def test_check_that_is_refused_says_why(browser, learner, rules, data, status, error):
    attempt = begin(learner, make_quiz(make_questions(1), **rules))

    response = browser.post(url(attempt, "check/"), data)

    assert (response.status_code, response.json()["error"]) == (status, error)
    assert not MarkEvent.objects.exists()


@pytest.mark.parametrize("name", ["check/", "flag/"])
def test_script_is_told_that_the_session_is_over(client, learner, name):
    attempt = begin(learner, make_quiz(make_questions(1)))

    response = client.post(url(attempt, name), {"position": 1})

    assert (response.status_code, response.json()) == (401, {"error": "signed-out"})


@pytest.mark.parametrize("name", ["check/", "flag/", "save/"])
def test_script_is_led_to_the_result_of_an_attempt_that_is_over(browser, learner, name):
    quiz = make_quiz(make_questions(1), time_limit_minutes=1, behaviour="immediate")
    attempt = begin(learner, quiz, ago=200)

    response = browser.post(url(attempt, name), {"position": 1, "number": 1})

    assert response.status_code == 409
    assert response.json() == {"error": "closed", "url": url(attempt, "review/")}


def test_flag_is_set_and_taken(browser, learner):
    attempt = begin(learner, make_quiz(make_questions(1)))

    for flagged in (True, False):
        data = {"position": 1, "flagged": "1" if flagged else "0"}
        response = browser.post(url(attempt, "flag/"), data)
        assert response.json() == {"flagged": flagged}
        assert first(attempt).flagged is flagged


def test_flag_without_script_saves_the_answers_too(browser, learner):
    attempt = begin(learner, make_quiz(make_questions(2)))

    response = browser.post(
        url(attempt), {**whole_form(attempt, right), "action": "flag-2"}
    )

    one, two = items_of(attempt)
    assert response.url == f"{url(attempt)}#question-2"
    assert (one.flagged, two.flagged) == (False, True)
    assert one.response == right(one)
    browser.post(url(attempt), {"action": "unflag-2"})
    assert items_of(attempt)[1].flagged is False


@pytest.mark.parametrize("action", ["flag-9", "check-9", "page-9", "flag-", "page-x"])
def test_button_of_no_question(browser, learner, action):
    attempt = begin(learner, make_quiz(make_questions(1), behaviour="immediate"))

    assert browser.post(url(attempt), {"action": action}).status_code == 404


@pytest.mark.parametrize("same", [True, False])
def test_late_save_is_told_whether_the_server_has_it(browser, learner, same):
    attempt = two_pages(learner, one_way=True)
    item = first(attempt)
    save(item, right(item), at=timezone.now())
    browser.post(url(attempt, "turn/"), {"to": "2"})

    response = post_save(browser, item, (right if same else wrong)(item), number=7)

    assert response.status_code == 409
    assert response.json() == {"error": "left", "same": same}


def test_save_to_a_settled_question_changes_nothing(browser, learner):
    attempt = begin(learner, make_quiz(make_questions(1), behaviour="immediate"))
    item = first(attempt)
    save(item, wrong(item), at=timezone.now())
    check(browser, attempt)

    response = post_save(browser, item, right(item), number=5)

    assert response.status_code == 409
    assert response.json() == {"error": "settled", "same": False}
    assert first(attempt).response == wrong(item)


def test_certainty_comes_with_the_answer(browser, learner):
    attempt = begin(learner, make_quiz(make_questions(1), behaviour="certainty"))
    item = first(attempt)

    post_save(browser, item, right(item), **{"q1-certainty": "3"})
    page = browser.get(url(attempt)).content.decode()

    assert first(attempt).certainty == 3
    assert 'name="q1-certainty" value="3" checked' in page
    assert "3 if right, −6 if wrong" in page


@pytest.mark.parametrize("said", ["0", "4", "x"])
def test_certainty_that_is_none(browser, learner, said):
    attempt = begin(learner, make_quiz(make_questions(1), behaviour="certainty"))
    item = first(attempt)

    response = post_save(browser, item, right(item), **{"q1-certainty": said})

    assert response.status_code == 422
    assert first(attempt).response is None


# Time


def test_nothing_is_asked_in_the_grace_but_answers_still_arrive(browser, learner):
    quiz = make_quiz(make_questions(1), time_limit_minutes=1, grace_seconds=600)
    attempt = begin(learner, quiz, ago=70)
    item = first(attempt)

    page = browser.get(url(attempt)).content.decode()
    saved = post_save(browser, item, right(item))
    browser.post(url(attempt, "submit/"))

    assert FIRST_PAGE not in page
    assert "Mark it now" in page
    assert saved.status_code == 200
    assert Attempt.objects.get().score == 1


def test_discarded_attempt_says_so_and_shows_nothing(browser, learner):
    question = make_question(**SECRET)
    quiz = make_quiz(
        [question], time_limit_minutes=1, grace_seconds=0, on_expiry="discard"
    )
    attempt = begin(learner, quiz, ago=70)

    page = browser.get(url(attempt), follow=True).content.decode()

    assert "before this attempt was submitted" in page
    assert "secret rationale" not in page
    assert FIRST_PAGE not in page
    assert "Discarded" in browser.get(quiz.url).content.decode()


# The result, by the review matrix

TOLD = {
    ReviewItem.RESPONSE: "Your answer:",
    ReviewItem.CORRECTNESS: ">Not right</span>",
    ReviewItem.MARK: "0 of 1\n",
    ReviewItem.FEEDBACK: "Near, but no.",
    ReviewItem.RATIONALE: "The secret rationale.",
    ReviewItem.ANSWER: "Right answer:",
    ReviewItem.SCORE: "0 of 1 points",
}


@pytest.mark.parametrize("item", ReviewItem.values)
def test_result_holds_only_what_may_be_seen(browser, learner, item):
    quiz = make_quiz([make_question(**SECRET)], review=review_rules.of([item]))
    attempt = begin(learner, quiz)
    save(first(attempt), wrong(first(attempt)), at=timezone.now())

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    for name, text in TOLD.items():
        assert (text in page) is (name == item), name
    assert ("Not passed yet" in page) is (item == ReviewItem.SCORE)
    assert "Both ends." not in page
    assert "option--right" not in page
    assert ("Atlas and coccyx" in page) is (item == ReviewItem.RESPONSE)
    assert ("Sacrum and occiput" in page) is (
        item in (ReviewItem.RESPONSE, ReviewItem.ANSWER)
    )


@pytest.mark.parametrize("key", TYPE_KEYS)
@pytest.mark.parametrize("answer", [right, wrong, None])
def test_answer_is_shown_without_the_key_for_every_type(browser, learner, key, answer):
    question = make_question(key, **SECRET)
    quiz = make_quiz([question], review=review_rules.of(["response"]))
    attempt = begin(learner, quiz)
    if answer:
        save(first(attempt), answer(first(attempt)), at=timezone.now())

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    for secret in secrets_of(question):
        if secret not in str(first(attempt).response):
            assert secret not in page
    for word in ("option--right", "status--good", ">Not right<", "%</span>"):
        assert word not in page
    assert ("You did not answer this question." in page) is (answer is None)


def test_nothing_may_be_seen(browser, learner):
    quiz = make_quiz([make_question(**SECRET)], review=review_rules.of([]))
    attempt = begin(learner, quiz)

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    assert "This quiz does not show a score now." in page
    for text in (FIRST_PAGE, "Not passed", "secret rationale", "0%", "did not answer"):
        assert text not in page
    assert "0%" not in browser.get(quiz.url).content.decode()


def test_more_is_shown_once_the_quiz_has_closed(browser, learner):
    matrix = {**review_rules.score_only(), "closed": ["score", "response", "answer"]}
    closes = timezone.now() + dt.timedelta(hours=1)
    quiz = make_quiz([make_question(**SECRET)], review=matrix, closes_at=closes)
    attempt = begin(learner, quiz)

    before = browser.post(url(attempt, "submit/"), follow=True).content.decode()
    Attempt.objects.update(
        rules={**attempt.rules, "closes_at": timezone.now().isoformat()}
    )
    after = browser.get(url(attempt, "review/")).content.decode()

    assert "you also see your answers and the right answers." in before
    assert FIRST_PAGE not in before
    assert FIRST_PAGE in after
    assert "Right answer:" in after


def test_practice_is_called_so_and_neither_passed_nor_failed(browser, learner):
    quiz = make_quiz(make_questions(1), practice=True)
    attempt = begin(learner, quiz)

    running = browser.get(url(attempt)).content.decode()
    result = browser.post(url(attempt, "submit/"), follow=True).content.decode()
    page = browser.get(quiz.url).content.decode()

    for text in (running, result, page):
        assert "Practice" in text
        assert "assed" not in text.replace("data-passed", "")
    assert "practice does not count" in result


def test_tries_and_their_cost_are_in_the_points(browser, learner):
    quiz = make_quiz([make_question()], behaviour="tries", try_cost=25)
    attempt = begin(learner, quiz)
    for answer in (wrong, right):
        item = AttemptItem.objects.get()
        save(item, answer(item), at=timezone.now())
        check(browser, attempt)

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    assert ">Right</span>" in page
    assert "0.75 of 1" in page
    assert "2 tries" in page


def test_certainty_that_was_wrong_costs_points(browser, learner):
    quiz = make_quiz(make_questions(2), behaviour="certainty")
    attempt = begin(learner, quiz)
    for item, certainty, answer in zip(
        items_of(attempt), ("3", "1"), (wrong, right), strict=True
    ):
        post_save(
            browser, item, answer(item), **{f"{item.prefix}-certainty": certainty}
        )

    page = browser.post(url(attempt, "submit/"), follow=True).content.decode()

    assert "-2 of 1" in page
    assert "Very certain" in page
    assert "0 of 2 points" in page
