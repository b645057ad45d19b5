"""A small trainer: on which side lies the wedge? Its cases have mirror images."""

import pytest
from wagtail import blocks

from quizzes import types
from quizzes.models import Question
from quizzes.trainers.types.base import TrainerType
from quizzes.types.base import (
    RIGHT,
    WRONG,
    InvalidResponse,
    Mark,
    QuestionBlock,
)
from quizzes.types.text import clean_html, stem_block

OTHER = {"left": "right", "right": "left"}


class ToyBlock(QuestionBlock):
    type_key = "toy"

    stem = stem_block()
    side = blocks.ChoiceBlock(choices=[("left", "Left"), ("right", "Right")])

    class Meta:
        icon = "arrow-left"
        label = "Toy"
        preview_value = {"stem": "<p>Which side?</p>", "side": "left"}


class Toy(TrainerType):
    """Even seeds keep the author's side, odd ones turn it."""

    key = "toy"
    label = "Toy"
    block = ToyBlock
    template = "ce_quizzes/types/short_text.html"
    review_template = "ce_quizzes/types/written_review.html"
    source_fields = {"side": True}
    topics = {"left": "The left side", "right": "The right side"}

    def content(self, value):
        return {"stem": clean_html(value["stem"]), "side": value["side"]}

    def order(self, content, rng, *, shuffle=True):
        return [f"seed:{rng.randrange(1000)}"]

    def mirrored(self, content, order):
        return [*order, "mirror"] if len(order) == 1 else order[:1]

    def variant(self, content, order):
        turns = int(order[0].removeprefix("seed:")) + len(order) - 1
        side = OTHER[content["side"]] if turns % 2 else content["side"]
        stem = f"{content['stem']}<p>Case {' '.join(order)}.</p>"
        return {**content, "stem": stem, "side": side}

    def present(self, content, order, response=None):
        text = response["text"] if response else ""
        return {"stem": content["stem"], "text": text, "max_length": 5}

    def read(self, content, data, prefix):
        text = data.get(f"{prefix}-text", "").strip()
        if text and text not in OTHER:
            raise InvalidResponse("Left or right, please.", {"text": text})
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

    def missed(self, content, response):
        return (
            () if self.mark(content, response).fraction == RIGHT else (content["side"],)
        )


@pytest.fixture
def toy():
    types.register(Toy())
    yield types.get("toy")
    types.unregister("toy")


def make_lab(key="toy-lab", type_key="toy", value=None, *, tags=("lab",), **fields):
    value = value or {"stem": "<p>Which side?</p>", "side": "left"}
    question = Question(key=key, live=False, **fields)
    question.body = [{"type": type_key, "value": value, "id": "b"}]
    question.full_clean()
    question.save()
    question.tags.add(*tags)
    question.save()
    question.save_revision().publish()
    question.refresh_from_db()
    return question
