"""A quiz's own page: what it says, and who may start."""

import datetime as dt
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail import hooks

from quizzes import review_rules
from quizzes.domain import accommodations, delivery, retiring
from quizzes.models import Attempt, QuizPage
from quizzes.scopes import Scope
from tests.counting import counted_queries
from tests.quizzes.factories import (
    items_of,
    make_admin,
    make_draft,
    make_question,
    make_questions,
    make_quiz,
    make_user,
    right,
    save,
    start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def browser(client, learner):
    client.force_login(learner)
    return client


def submit(attempt, learner):
    return delivery.submit(
        attempt_uuid=attempt.uuid, learner=learner, at=timezone.now()
    )


def test_page_says_what_to_expect(browser):
    quiz = make_quiz(
        make_questions(2),
        draws=[{"count": 3}],
        introduction="<p>Open book.</p>",
        pass_mark=80,
        max_attempts=3,
        time_limit_minutes=20,
        wait_minutes=1,
    )

    page = browser.get(quiz.url).content.decode()

    for text in (
        "Open book.",
        "<dd>5</dd>",
        "80 percent",
        "0 of 3 used",
        "20 minutes",
        "Between two attempts you wait 1 minute.",
        "20 minutes from the start.",
        "The best attempt counts.",
        ">Start<",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (1440, "24 hours"),
        (2880, "2 days"),
        (2940, "49 hours"),
    ],
)
def test_wait_is_said_in_its_largest_unit(browser, wait, words):
    quiz = make_quiz(make_questions(1), wait_minutes=wait)

    page = browser.get(quiz.url).content.decode()

    assert f"Between two attempts you wait {words}." in page


def test_start_and_resume_lead_to_the_attempt(browser):
    quiz = make_quiz(make_questions(1))

    first = browser.post(quiz.url)
    page = browser.get(quiz.url).content.decode()
    again = browser.post(quiz.url)

    attempt = Attempt.objects.get()
    assert first.url == again.url == f"/quizzes/attempts/{attempt.uuid}/"
    assert "Continue attempt 1" in page


def test_used_attempts_are_said_in_words(browser, learner):
    quiz = make_quiz(make_questions(1), max_attempts=1)
    submit(start(quiz, learner, at=timezone.now()), learner)

    page = browser.get(quiz.url).content.decode()
    refused = browser.post(quiz.url)

    assert "The one attempt at this quiz is used." in page
    assert ">Start" not in page
    assert refused.status_code == 409
    assert Attempt.objects.count() == 1


def test_wait_is_said_with_its_end(browser, learner):
    quiz = make_quiz(make_questions(1), wait_minutes=60)
    submit(start(quiz, learner, at=timezone.now()), learner)

    refused = browser.post(quiz.url)

    assert refused.status_code == 409
    assert "The next attempt can start on" in refused.content.decode()


def test_quiz_without_questions_says_so(browser):
    quiz = make_quiz([make_draft()])

    refused = browser.post(quiz.url)

    assert refused.status_code == 409
    assert "no published questions yet" in refused.content.decode()


def test_past_attempts_are_listed_with_their_results(browser, learner):
    quiz = make_quiz(make_questions(1))
    for answered in (False, True):
        attempt = start(quiz, learner, at=timezone.now())
        if answered:
            (item,) = items_of(attempt)
            save(item, right(item), at=timezone.now())
        submit(attempt, learner)

    page = browser.get(quiz.url).content.decode()

    assert "<span>0%</span>" in page
    assert "<span>100%</span>" in page
    assert page.count("/review/") == 2


def test_page_shows_nothing_of_other_learners(browser):
    quiz = make_quiz(make_questions(1))
    other = make_user()
    submit(start(quiz, other, at=timezone.now()), other)

    page = browser.get(quiz.url).content.decode()

    assert "/review/" not in page
    assert "Past attempts" not in page


def test_attempt_that_ran_out_is_closed_when_the_page_is_opened(browser, learner):
    quiz = make_quiz(make_questions(1), time_limit_minutes=5)
    attempt = start(quiz, learner, at=timezone.now() - dt.timedelta(minutes=6))

    page = browser.get(quiz.url).content.decode()

    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.deadline
    assert "Past attempts" in page


def test_stranger_is_asked_to_sign_in(client):
    quiz = make_quiz(make_questions(1))

    page = client.get(quiz.url).content.decode()
    refused = client.post(quiz.url)

    assert "Sign in to take this quiz" in page
    assert refused.status_code == 302
    assert "next=" in refused.url
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(browser, method):
    quiz = make_quiz(make_questions(1))

    assert getattr(browser, method)(quiz.url).status_code == 405


def test_page_counts_only_the_questions_that_are_asked(browser, learner):
    questions = make_questions(3)
    quiz = make_quiz(questions)
    retiring.retire(question=questions[0], by=learner, reason="Old.", at=timezone.now())

    page = browser.get(quiz.url).content.decode()

    assert "<dt>Questions</dt><dd>2</dd>" in page
    assert len(items_of(start(quiz, learner, at=timezone.now()))) == 2


@pytest.mark.parametrize("count", [1, 15])
def test_page_costs_the_same_with_few_and_many_attempts(browser, learner, count):
    quiz = make_quiz(make_questions(1))
    for _ in range(count):
        submit(start(quiz, learner, at=timezone.now()), learner)
    browser.get(quiz.url)

    with counted_queries() as queries:
        browser.get(quiz.url)

    assert len(queries) <= 12, queries


def test_embedding_app_sets_the_scope(browser, learner):
    quiz = make_quiz(make_questions(1), max_attempts=1, pass_mark=75)

    def guard(serve_next):
        def serve(page, request, args, kwargs):
            request.quiz_scope = Scope(
                key="enrolment:quiz",
                extra_attempts=1,
                pass_mark=90,
                back_url="/progress/",
                back_label="Your progress",
            )
            return serve_next(page, request, args, kwargs)

        return serve

    with hooks.register_temporarily("on_serve_page", guard, order=500):
        page = browser.get(quiz.url).content.decode()
        browser.post(quiz.url)

    attempt = Attempt.objects.get()
    assert '<a href="/progress/">Your progress</a>' in page
    assert "90 percent" in page
    assert "0 of 2 used" in page
    assert attempt.scope == "enrolment:quiz"
    assert attempt.rules["pass_mark"] == 90


def test_embedding_app_adds_links_to_the_result(browser, learner):
    attempt = start(make_quiz(make_questions(1)), learner, at=timezone.now())
    submit(attempt, learner)

    def links(request, found):
        return [{"url": "/next/", "label": f"After {found.quiz_title}"}]

    with hooks.register_temporarily("ce_quizzes_attempt_links", links):
        page = browser.get(f"/quizzes/attempts/{attempt.uuid}/review/").content.decode()

    assert f'href="/next/">After {attempt.quiz_title}</a>' in page


# Rules in words


def rules_of(page):
    """Return what stands under Rules, as text."""
    inside = page.partition('class="quiz-topics"')[2].partition("</dl>")[0]
    return " ".join(unescape(strip_tags(inside)).split())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ["No limit.", "marked after you submit", "The best attempt counts."]),
        ({"time_limit_minutes": 30}, ["30 minutes from the start", "is marked."]),
        ({"time_limit_minutes": 1}, ["1 minute from", "may arrive 30 seconds late"]),
        (
            {"time_limit_minutes": 5, "on_expiry": "discard"},
            ["otherwise the attempt is discarded", "with a score of 0"],
        ),
        ({"layout": "question"}, ["2 pages, one for each question."]),
        (
            {"layout": "question", "one_way": True},
            ["a page that you have left can’t be opened again"],
        ),
        ({"behaviour": "immediate"}, ["Its answer can’t be changed then."]),
        (
            {"behaviour": "tries", "max_tries": 2, "try_cost": 25},
            ["There are 2 tries", "costs 25 percent of the question’s mark"],
        ),
        ({"behaviour": "tries", "try_cost": 0}, ["A wrong try costs nothing."]),
        ({"behaviour": "certainty"}, ["Very certain: 3 or −6.", "never below 0"]),
        ({"counting": "last"}, ["The last attempt counts, also if it is worse."]),
        ({"counting": "first"}, ["Only the first attempt counts."]),
        ({"counting": "mean"}, ["The mean of all attempts counts."]),
        ({"practice": True}, ["Attempts don’t count.", "come back first"]),
        (
            {"review": review_rules.score_only()},
            ["After submission: your score."],
        ),
        ({"review": review_rules.of([])}, ["After submission: nothing."]),
    ],
)
def test_every_rule_is_said_before_the_attempt(browser, fields, said):
    quiz = make_quiz(make_questions(2), **fields)

    page = rules_of(browser.get(quiz.url).content.decode())

    for text in said:
        assert text in page


def test_moments_of_the_review_are_told_apart(browser):
    review = {
        "schema": 1,
        "during": ["correctness"],
        "after": ["score", "response"],
        "open": ["score"],
        "closed": ["score", "answer", "rationale"],
    }
    closes = timezone.now() + dt.timedelta(days=1)
    quiz = make_quiz(
        make_questions(1), review=review, closes_at=closes, behaviour="immediate"
    )

    page = rules_of(browser.get(quiz.url).content.decode())

    for text in (
        "Once a question is settled: which are right.",
        "For two minutes after submission: your score and your answers.",
        "Later: your score.",
        "After the quiz has closed: your score, the right answers and the reasons.",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Denver", "March 8, 2036, 1:30 a.m. (America/Denver)"),
        ("Europe/Berlin", "March 8, 2036, 9:30 a.m. (Europe/Berlin)"),
    ],
)
def test_times_are_the_learners_own_with_the_name_of_the_zone(client, zone, said):
    client.force_login(make_user(time_zone=zone))
    opens = dt.datetime(2036, 3, 8, 8, 30, tzinfo=dt.UTC)
    quiz = make_quiz(make_questions(1), opens_at=opens)

    page = client.get(quiz.url).content.decode()
    refused = client.post(quiz.url)

    assert f"Opens {said}." in page, rules_of(page)
    assert f"This quiz opens on {said}" in page
    assert ">Start<" not in page
    assert refused.status_code == 409


def test_closed_quiz_says_when_it_closed(browser):
    closed = dt.datetime(2026, 3, 8, 8, 30, tzinfo=dt.UTC)
    quiz = make_quiz(make_questions(1), closes_at=closed)

    refused = browser.post(quiz.url)

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "This quiz closed on March 8, 2026, 8:30 a.m. (UTC)" in page
    assert not Attempt.objects.exists()


def test_what_was_granted_is_said_and_holds(browser, learner):
    closes = timezone.now() - dt.timedelta(days=1)
    quiz = make_quiz(
        make_questions(1), time_limit_minutes=30, max_attempts=1, closes_at=closes
    )
    accommodations.grant(
        learner=learner,
        quiz=quiz,
        reason="Certificate.",
        granted_by=make_admin(),
        at=timezone.now(),
        time_factor=Decimal("1.25"),
        extra_attempts=1,
        closes_at=timezone.now() + dt.timedelta(days=1),
    )

    page = browser.get(quiz.url).content.decode()

    rules = rules_of(page)
    for text in (
        "1.25 times the time limit.",
        "1 more attempt.",
        "Opening and closing times of your own.",
        "37.5 minutes from the start.",
    ):
        assert text in rules
    assert "0 of 2 used" in page
    assert "Certificate." not in page
    assert browser.post(quiz.url).status_code == 302


def test_running_attempt_shows_its_own_rules_whatever_the_author_changes(
    browser, learner
):
    quiz = make_quiz(
        make_questions(3),
        time_limit_minutes=20,
        wait_minutes=7,
        layout="question",
        behaviour="certainty",
        pass_mark=60,
    )
    attempt = start(quiz, learner, at=timezone.now())
    before = browser.get(quiz.url).content.decode()
    QuizPage.objects.filter(pk=quiz.pk).update(
        time_limit_minutes=99,
        wait_minutes=44,
        layout="all",
        behaviour="immediate",
        pass_mark=90,
        practice=True,
        counting="last",
        opens_at=timezone.now() - dt.timedelta(days=2),
        closes_at=timezone.now() + dt.timedelta(days=2),
        review=review_rules.of([]),
    )

    after = browser.get(quiz.url).content.decode()

    assert rules_of(after) == rules_of(before)
    for page in (before, after):
        for text in ("60 percent", "20 minutes", "Rules of attempt 1"):
            assert text in page
        assert "They stay as they were when it started." in page
        assert "<dt>Questions</dt><dd>3</dd>" in page
    submit(attempt, learner)
    changed = browser.get(quiz.url).content.decode()
    assert "99 minutes from the start" in rules_of(changed)
    assert "Rules of attempt" not in changed


@pytest.mark.parametrize(
    ("fields", "said", "unsaid"),
    [
        ({}, "An attempt that is running then may be finished.", "Closing ends"),
        (
            {"closing_ends_attempts": True},
            "Closing ends an attempt that is running.",
            "may be finished",
        ),
        ({"closing_ends_attempts": True, "time_limit_minutes": 5}, "5 minutes", "ends"),
    ],
)
def test_running_attempt_says_what_closing_does_to_it(
    browser, learner, fields, said, unsaid
):
    fields = {"closing_ends_attempts": False, **fields}
    closes = timezone.now() + dt.timedelta(hours=1)
    quiz = make_quiz(make_questions(1), closes_at=closes, **fields)
    start(quiz, learner, at=timezone.now())

    said_now = rules_of(browser.get(quiz.url).content.decode())

    assert "Closes " in said_now
    assert said in said_now
    assert unsaid not in said_now


def test_score_that_may_not_be_seen_is_not_in_the_list_of_attempts(browser, learner):
    quiz = make_quiz(make_questions(1), review=review_rules.of(["response"]))
    submit(start(quiz, learner, at=timezone.now()), learner)

    page = browser.get(quiz.url).content.decode()

    assert ">Submitted</span>" in page
    assert "Not passed" not in page
    assert "0%" not in page


def test_attempt_that_counts_is_marked(browser, learner):
    quiz = make_quiz(make_questions(1), counting="first")
    for _ in range(2):
        submit(start(quiz, learner, at=timezone.now()), learner)

    page = browser.get(quiz.url).content.decode()

    counts = page.index(">Counts<")
    assert page.index(">Attempt 2</a>") < page.index(">Attempt 1</a>") < counts


# Authors


@pytest.mark.parametrize(
    ("mode", "text"), [("", "Question"), ("questions", "Question 1 of 2")]
)
def test_author_previews_the_page_and_the_questions(rf, mode, text):
    quiz = make_quiz(make_questions(2))
    request = rf.get("/")
    request.user = make_admin()

    page = quiz.make_preview_request(request, mode).render().content.decode()

    assert text in page
    assert not Attempt.objects.exists()


def test_preview_says_when_a_draw_comes_out_short(rf):
    make_question()
    quiz = make_quiz(draws=[{"count": 4}])
    request = rf.get("/")
    request.user = make_admin()

    page = quiz.make_preview_request(request, "").render().content.decode()

    assert "A section asks for 4 questions, but only 1 are published." in page
