"""Trying a quiz out: by its own rules, page by page, and without any record."""

import re

import pytest
from django.apps import apps
from django.core import signing

from quizzes import review_rules
from quizzes.enums import ReviewItem
from quizzes.models import QuestionVersion
from tests.counting import counted_queries
from tests.media.conftest import figure
from tests.quizzes.factories import (
    EVERY_SOURCE,
    WRONG,
    fields_of,
    make_admin,
    make_question,
    make_questions,
    make_quiz,
    make_user,
)
from tests.quizzes.sections import hinted, make_sections

pytestmark = pytest.mark.django_db

WHY = {"rationale": "<p>The secret rationale.</p>", "verdict": "theory", "level": 5}
RIGHT, WRONG_ONE = "Both ends.", "Near, but no."


@pytest.fixture
def author(client):
    client.user = make_admin()
    client.force_login(client.user)
    return client


class Tryout:
    """A try-out as a browser without script goes through it."""

    def __init__(self, client, quiz, seed=1):
        self.client, self.url = client, f"/quizzes/try-out/{quiz.pk}/"
        self.take(client.get(f"{self.url}?seed={seed}"))

    def take(self, response):
        self.response, self.page = response, response.content.decode()
        found = re.search(r'name="state" value="([^"]+)"', self.page)
        self.state = found and found[1]
        return self

    def post(self, action, fields=None, **changes):
        data = {"state": self.state, "action": action, **(fields or {}), **changes}
        return self.take(self.client.post(self.url, data))

    def rows(self):
        return {row["position"]: row for row in self.response.context["rows"]}

    def fields(self, answer, *positions):
        """Return the fields by which the page's form gives ``answer`` to questions."""
        fields = {}
        for position in positions or self.rows():
            version = self.version(position)
            fields |= fields_of(
                version.type, version.body, answer(version), f"q{position}"
            )
        return fields

    def version(self, position):
        request = self.response.wsgi_request
        quiz = self.url.split("/")[-2]
        salt = f"ce_quizzes.tryout.1.{quiz}.{request.user.pk}"
        items = signing.loads(self.state, salt=salt)["items"]
        return QuestionVersion.objects.get(pk=items[position - 1]["version"])


def right(version):
    if version.type == "essay":
        return {"text": "Three words here"}
    return version.question_type.correct(version.body)


def wrong(version):
    return WRONG[version.type](version.body)


def rows_of_quizzes():
    models = apps.get_app_config("ce_quizzes").get_models(include_auto_created=True)
    return {model._meta.label: model._base_manager.count() for model in models}


@pytest.mark.parametrize("behaviour", ["deferred", "immediate", "tries", "certainty"])
def test_tryout_writes_nothing_at_all(author, behaviour):
    keys = [*EVERY_SOURCE]
    questions = [make_question(key, **WHY) for key in keys]
    quiz = make_sections(
        questions[:6],
        questions[6:],
        layout="section",
        behaviour=behaviour,
        cases={2: {"title": "A case", "vignette_figure": figure().pk}},
    )
    before = rows_of_quizzes()

    with counted_queries() as asked:
        trial = Tryout(author, quiz)
        answers = {**trial.fields(right), "q1-certainty": "3"}
        trial.post("check-1", answers).post("flag-2", answers)
        trial.post("page-2", answers)
        assert "A case" in trial.page
        trial.post("submit", trial.fields(right))

    assert rows_of_quizzes() == before
    written = [sql for sql in asked if not sql.startswith("SELECT")]
    assert not [sql for sql in written if "ce_" in sql], written
    assert "100%" in trial.page or behaviour == "certainty"
    assert "1 question that a person marks is left out" in trial.page


def test_questions_show_nothing_of_their_keys_and_the_result_does(author):
    trial = Tryout(author, make_quiz([make_question(**WHY)]))
    for secret in (RIGHT, WRONG_ONE, "secret rationale"):
        assert secret not in trial.page

    trial.post("submit", trial.fields(right))

    assert "100%" in trial.page
    assert RIGHT in trial.page
    assert "secret rationale" in trial.page
    assert "Passed" in trial.page


def test_sections_come_page_by_page_and_answers_come_along(author):
    quiz = make_sections(
        [make_question(), make_question("true_false")],
        [make_question("short_text")],
        layout="section",
    )
    trial = Tryout(author, quiz)
    assert "Page 1 of 2." in trial.page
    assert "nodding backward" not in trial.page

    trial.post("page-2", trial.fields(right))
    assert "Page 2 of 2." in trial.page
    assert "Which two bones" not in trial.page
    trial.post("page-1", trial.fields(right))
    assert trial.page.count(" checked") == 2
    trial.post("question-3", trial.fields(right)).post("submit")

    # The last form came without its field: that answer was taken back.
    assert "66.67%" in trial.page
    assert "2 of 3 points" in trial.page


def test_one_way_goes_on_only(author):
    quiz = make_sections(
        make_questions(1), make_questions(1), make_questions(1), layout="section"
    )
    quiz.one_way = True
    quiz.save_revision()
    trial = Tryout(author, quiz)
    assert "Previous page" not in trial.page

    trial.post("page-3")
    assert "Page 1 of 3." in trial.page
    assert "goes one way" in trial.page
    trial.post("page-2").post("page-1")
    assert "Page 2 of 3." in trial.page


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "", "²", "1" * 40])
def test_pages_and_questions_that_are_not_there_change_nothing(author, number):
    trial = Tryout(author, make_quiz([make_question()], behaviour="immediate"))

    for action in ("page", "question", "check", "flag"):
        trial.post(f"{action}-{number}")
        assert trial.response.status_code == 200
        assert "Which two bones" in trial.page


def test_check_settles_a_question_as_in_an_attempt(author):
    trial = Tryout(author, make_quiz([make_question()], behaviour="immediate"))
    wrongly, rightly = trial.fields(wrong), trial.fields(right)

    trial.post("check-1")
    assert "not fully answered, so it was not checked" in trial.page
    trial.post("check-1", wrongly)
    assert trial.rows()[1]["settled"]
    assert WRONG_ONE in trial.page
    trial.post("stay", rightly).post("submit", rightly)

    assert "0 of 1 points" in trial.page


def test_check_tells_no_more_than_the_matrix_allows(author):
    quiz = make_quiz(
        [make_question(**WHY)], behaviour="immediate", review=review_rules.of([])
    )
    trial = Tryout(author, quiz)

    trial.post("check-1", trial.fields(wrong))

    assert "Settled" in trial.page
    for secret in (RIGHT, WRONG_ONE, "secret rationale", "Not right"):
        assert secret not in trial.page


def test_tries_cost_and_bring_hints(author):
    quiz = make_quiz([hinted("Think of the name.")], behaviour="tries", try_cost=25)
    trial = Tryout(author, quiz)
    wrongly, rightly = trial.fields(wrong), trial.fields(right)
    assert "Think of the name." not in trial.page

    trial.post("check-1", wrongly)
    assert "Think of the name." in trial.page
    assert "Not right" in trial.page
    trial.post("check-1", wrongly)
    assert "1 wrong try so far." in trial.page
    trial.post("submit", rightly)

    assert "0.75 of 1 points" in trial.page


def test_answer_that_was_checked_costs_no_second_time_at_the_end(author):
    source = {**EVERY_SOURCE["multiple_response"], "stem": "Half?"}
    question = make_question("multiple_response", source)
    trial = Tryout(author, make_quiz([question], behaviour="tries", try_cost=25))
    options = trial.version(1).body["options"]
    half = {"q1-options": [options[0]["id"]]}

    trial.post("check-1", half)
    trial.post("submit", half)

    assert "0.50 of 1 points" in trial.page


@pytest.mark.parametrize(
    ("certainty", "points"), [("", "0.33"), ("1", "0.33"), ("3", "1")]
)
def test_certainty_is_asked_and_counts(author, certainty, points):
    trial = Tryout(author, make_quiz([make_question()], behaviour="certainty"))
    assert "How certain are you?" in trial.page

    trial.post("submit", trial.fields(right), **{"q1-certainty": certainty})

    assert f"{points} of 1 points" in trial.page


def test_result_follows_the_matrix_and_shows_authors_the_score(author):
    quiz = make_quiz(
        [make_question(**WHY)], review=review_rules.of([ReviewItem.RESPONSE.value])
    )
    trial = Tryout(author, quiz)

    trial.post("submit", trial.fields(right))

    assert "What learners see right after submission: your answers." in trial.page
    assert "The score is shown to you alone." in trial.page
    assert "100%" in trial.page
    for secret in (RIGHT, "secret rationale", ">Right<"):
        assert secret not in trial.page


def test_answer_that_can_t_be_read_is_shown_again_with_its_problem(author):
    questions = [make_question("numeric"), make_question()]
    trial = Tryout(author, make_quiz(questions, shuffle_questions=False))
    fields = {**trial.fields(right, 2), "q1-text": "eight"}

    trial.post("submit", fields)

    assert trial.response.status_code == 422
    assert "These answers could not be read yet." in trial.page
    assert 'value="eight"' in trial.page
    assert " checked" in trial.page
    trial.post("submit", fields, **{"q1-text": "8", "q1-unit": "hours"})
    assert "100%" in trial.page


def test_same_form_sent_again_gives_the_same_page(author):
    trial = Tryout(author, make_quiz([make_question()], behaviour="tries"))
    state, fields = trial.state, trial.fields(wrong)

    once = trial.post("check-1", fields).rows()[1]["used"]
    trial.state = state

    assert trial.post("check-1", fields).rows()[1]["used"] == once == 1


def test_forged_foreign_and_old_states_begin_anew(author, settings, monkeypatch):
    one, other = make_quiz(make_questions(1)), make_quiz(make_questions(1))
    theirs = Tryout(author, other).state
    trial = Tryout(author, one)
    good = trial.state
    flipped = good[:5] + ("A" if good[5] != "A" else "B") + good[6:]

    for state in ("", "x", theirs, flipped, good + "x"):
        trial.state = state
        trial.post("submit")
        assert trial.response.status_code == 302
        assert trial.response["Location"] == trial.url
    monkeypatch.setattr("quizzes.views.tryout.SECONDS", -1)
    trial.state = good
    assert trial.post("submit").response.status_code == 302
    monkeypatch.undo()
    author.force_login(make_admin())
    trial.state = good
    assert trial.post("submit").response.status_code == 302


def test_each_try_is_drawn_anew_and_its_address_repeats_it(author):
    quiz = make_quiz(make_questions(8))
    begun = {
        author.get(f"/quizzes/try-out/{quiz.pk}/")["Location"] for _time in range(3)
    }
    assert len(begun) == 3

    orders = {
        tuple(Tryout(author, quiz, seed).version(n).pk for n in range(1, 9))
        for seed in (1, 1, 2, 3)
    }

    assert len(orders) == 3


def test_banner_says_what_is_left_out_for_want_of_a_record(author):
    bare = Tryout(author, make_quiz(make_questions(1), max_attempts=0)).page
    ruled = make_quiz(
        make_questions(1), time_limit_minutes=5, wait_minutes=10, max_attempts=2
    )
    page = Tryout(author, ruled).page

    assert "Nothing of it is kept." in bare
    assert "Left out" not in bare
    assert (
        "Left out, as there is no record: the time limit; the number of attempts; "
        "the wait between attempts." in page
    )


def test_tryout_asks_by_the_latest_draft(author):
    first, second = make_question(), make_question("true_false")
    quiz = make_quiz([first])
    quiz.sections = make_quiz([second]).sections
    quiz.behaviour = "certainty"
    quiz.save_revision()

    page = Tryout(author, quiz).page

    assert "The coccyx lies below the sacrum." in page
    assert "How certain are you?" in page


def test_quiz_that_asks_nothing_says_so(author):
    page = Tryout(author, make_quiz()).page

    assert "No question of this quiz is published yet." in page
    assert "Finish and mark" not in page


def test_essays_alone_have_no_score_and_may_be_compared(author):
    trial = Tryout(author, make_quiz([make_question("essay")]))

    trial.post("submit", {"q1-text": "Three words here"})

    assert "result__percent" not in trial.page
    assert "Nobody marks this answer here. Compare it with the sample" in trial.page
    assert "too small to be felt" in trial.page
    assert "Waiting to be marked" not in trial.page


def test_tryout_is_for_authors_only(client):
    quiz = make_quiz(make_questions(1))
    client.force_login(make_user())
    url = f"/quizzes/try-out/{quiz.pk}/"

    for response in (client.get(url, follow=True), client.post(url, follow=True)):
        assert "Which two bones" not in response.content.decode()


def test_going_on_takes_few_queries(author):
    quiz = make_quiz(make_questions(12), behaviour="immediate")
    trial = Tryout(author, quiz)
    fields = trial.fields(right)

    with counted_queries() as few:
        trial.post("check-1", fields)
    more = Tryout(author, make_quiz(make_questions(3), behaviour="immediate"))
    with counted_queries() as fewer:
        more.post("check-1", more.fields(right, 1))

    assert len(few) <= len(fewer)
