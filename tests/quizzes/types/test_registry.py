"""A host's own question type: registered from outside, and then like any other."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from wagtail import blocks

from quizzes import types
from quizzes.domain.marking import mark_by_hand
from quizzes.models import Question
from quizzes.types.base import RIGHT, WRONG, Mark, QuestionBlock, QuestionType
from quizzes.types.text import clean_html, stem_block
from tests.quizzes.factories import (
    AT,
    items_of,
    make_bank,
    make_quiz,
    make_user,
    save,
    start,
    submit,
)


class SideBlock(QuestionBlock):
    type_key = "side"

    stem = stem_block()
    side = blocks.ChoiceBlock(choices=[("left", "Left"), ("right", "Right")])

    class Meta:
        icon = "arrow-left"
        label = "Side"
        preview_value = {"stem": "<p>Which side?</p>", "side": "left"}


class Side(QuestionType):
    key = "side"
    label = "Side"
    icon = "arrow-left"
    block = SideBlock
    template = "ce_quizzes/types/short_text.html"
    review_template = "ce_quizzes/types/written_review.html"
    source_fields = {"side": True}

    def content(self, value):
        return {"stem": clean_html(value["stem"]), "side": value["side"]}

    def present(self, content, order, response=None):
        text = response["text"] if response else ""
        return {"stem": content["stem"], "text": text, "max_length": 5}

    def read(self, content, data, prefix):
        text = data.get(f"{prefix}-text", "").strip()
        return {"text": text} if text else None

    def mark(self, content, response):
        right = response is not None and response["text"] == content["side"]
        return Mark(RIGHT if right else WRONG)

    def correct(self, content):
        return {"text": content["side"]}

    def summary(self, content, response):
        return response["text"] if response else ""

    def review(self, content, order, response):
        return {
            "stem": content["stem"],
            "given": self.summary(content, response),
            "correct": self.mark(content, response).fraction == RIGHT,
            "answer": content["side"],
        }


@pytest.fixture
def side():
    types.register(Side())
    yield types.get("side")
    types.unregister("side")


def make_side_question():
    question = Question(key="which-side", live=False)
    value = {"stem": "<p>Which side?</p>", "side": "left"}
    question.body = [{"type": "side", "value": value, "id": "b"}]
    question.full_clean()
    question.save()
    question.save_revision().publish()
    question.refresh_from_db()
    return question


@pytest.mark.django_db
def test_type_from_outside_is_asked_answered_and_marked(side, client):
    question = make_side_question()
    learner = make_user()
    client.force_login(learner)
    attempt = start(make_quiz([question]), learner)

    client.post(
        f"/quizzes/attempts/{attempt.uuid}/save/",
        {"position": 1, "number": 1, "q1-text": "left"},
    )
    client.post(f"/quizzes/attempts/{attempt.uuid}/submit/")

    attempt.refresh_from_db()
    assert attempt.score == 1
    review = client.get(f"/quizzes/attempts/{attempt.uuid}/review/").content.decode()
    assert "Which side?" in review


@pytest.mark.django_db
def test_type_from_outside_goes_through_a_whole_attempt(side, client):
    """Drawn from a bank, shown, left, taken up again, asked once more, reviewed."""
    bank = make_bank()
    question = make_side_question()
    question.bank = bank
    question.save_revision().publish()
    draw = {"count": 1, "bank": bank.pk, "objective": None, "difficulty": "", "tag": ""}
    quiz = make_quiz(draws=[draw])
    learner = make_user()
    client.force_login(learner)
    attempt = start(quiz, learner)
    url = f"/quizzes/attempts/{attempt.uuid}/"

    open_page = client.get(url).content.decode()
    client.post(url, {"q1-number": "0", "q1-text": "right"})
    resumed = client.get(url).content.decode()
    client.post(url, {"q1-number": "1", "q1-text": "left", "action": "submit"})
    before_submit = client.get(f"{url}submit/").content.decode()
    client.post(f"{url}submit/")
    review = client.get(f"{url}review/").content.decode()

    assert "Which side?" in open_page
    assert "left" not in open_page.split("question__answer")[1].split("</fieldset>")[0]
    assert 'value="right"' in resumed
    assert "not fully answered" not in before_submit
    assert "100%" in review
    (item,) = items_of(attempt)
    assert (item.response, item.fraction) == ({"text": "left"}, 1)
    assert [event.response for event in item.response_events.order_by("pk")] == [
        {"text": "right"},
        {"text": "left"},
    ]
    assert [event.fraction for event in item.mark_events.all()] == [1]


@pytest.mark.django_db
def test_type_from_outside_may_leave_the_mark_to_a_person(side):
    side.mark = lambda content, response: Mark(None if response else WRONG)
    side.rubric = lambda content: {"criteria": [], "highest": 0, "sample": ""}
    attempt = start(make_quiz([make_side_question()]), make_user())
    (item,) = items_of(attempt)
    save(item, {"text": "left"})

    waiting = submit(attempt)
    (item,) = items_of(attempt)
    mark_by_hand(item=item, marker=make_user(), fraction=Decimal("0.5"), at=AT)

    assert (waiting.items_to_mark, waiting.score) == (1, None)
    attempt.refresh_from_db()
    assert (attempt.items_to_mark, attempt.score) == (0, Decimal("0.5"))


@pytest.mark.django_db
def test_type_from_outside_needs_no_migration(side):
    call_command("makemigrations", "--check", "--dry-run", "ce_quizzes", verbosity=0)


@pytest.mark.django_db
def test_type_from_outside_is_offered_to_authors(side, admin_client):
    page = admin_client.get("/admin/snippets/ce_quizzes/question/add/").content.decode()

    assert "Which" not in page
    assert '"side"' in page or "&quot;side&quot;" in page


def test_type_from_outside_is_saved_like_others(side):
    assert [known.key for known in types.all_types()][-1] == "side"
    assert "side" in Question._meta.get_field("body").stream_block.child_blocks


def test_forgotten_type_is_offered_no_more(side):
    types.unregister("side")

    assert "side" not in Question._meta.get_field("body").stream_block.child_blocks
    with pytest.raises(LookupError):
        types.get("side")

    types.register(side)


def test_key_is_taken_only_once():
    class Other(Side):
        key = "single_choice"

    with pytest.raises(ImproperlyConfigured):
        types.register(Other())


@pytest.mark.parametrize("key", ["", "Two Words", "Capital"])
def test_key_must_be_a_key(key):
    class Odd(Side):
        pass

    Odd.key = key
    with pytest.raises(ImproperlyConfigured):
        types.register(Odd())


@pytest.mark.django_db
def test_saving_a_type_from_outside_keeps_its_response(side):
    attempt = start(make_quiz([make_side_question()]), make_user())
    (item,) = items_of(attempt)

    saved = save(item, {"text": "left"})

    assert saved.item.response == {"text": "left"}
