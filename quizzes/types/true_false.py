"""A statement that is true or false."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import choices
from .base import (
    RIGHT,
    WRONG,
    Mark,
    QuestionBlock,
    QuestionType,
    single_value,
    unknown_option,
)
from .source import Fields
from .text import clean_html, stem_block

ANSWERS = {"true": True, "false": False}


class TrueFalseBlock(QuestionBlock):
    type_key = "true_false"

    stem = stem_block()
    answer = blocks.ChoiceBlock(
        choices=[("true", gettext_lazy("True")), ("false", gettext_lazy("False"))],
        label=gettext_lazy("The statement is"),
        search_index=False,
    )
    feedback_true = blocks.TextBlock(
        required=False,
        label=gettext_lazy("Feedback to “true”"),
        search_index=False,
    )
    feedback_false = blocks.TextBlock(
        required=False,
        label=gettext_lazy("Feedback to “false”"),
        search_index=False,
    )

    class Meta:
        icon = "circle-check"
        label = gettext_lazy("True or false")
        description = gettext_lazy("A statement that is either true or false.")
        preview_value = {
            "stem": "<p>The coccyx lies below the sacrum.</p>",
            "answer": "true",
            "feedback_true": "Yes.",
            "feedback_false": "",
        }


class TrueFalse(QuestionType):
    """The right verdict is worth 1, the other 0.

    Content: ``stem``, ``answer`` (true or false; null in an unfinished draft),
    ``feedback`` (``true``, ``false``). Response: ``{"answer": true or false}``.
    """

    key = "true_false"
    label = gettext_lazy("True or false")
    icon = "circle-check"
    block = TrueFalseBlock
    template = "ce_quizzes/types/single_choice.html"
    review_template = "ce_quizzes/types/choice_review.html"
    source_fields = {"answer": True, "feedback_true": False, "feedback_false": False}

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "answer": ANSWERS.get(value["answer"] or ""),
            "feedback": {
                "true": (value["feedback_true"] or "").strip(),
                "false": (value["feedback_false"] or "").strip(),
            },
        }

    def problems(self, content):
        found = choices.body_problems(content)
        if content["answer"] is None:
            found.append(_("Say whether the statement is true or false."))
        return found

    def present(self, content, order, response=None):
        return {
            "stem": content["stem"],
            "options": [
                {"id": key, "text": text, "chosen": self._chosen(response) == key}
                for key, text in self._options()
            ],
        }

    def read(self, content, data, prefix):
        answer = single_value(data, f"{prefix}-option")
        if not answer:
            return None
        if answer not in ANSWERS:
            raise unknown_option()
        return {"answer": ANSWERS[answer]}

    def mark(self, content, response):
        if response is None:
            return Mark(WRONG)
        feedback = content["feedback"][self._chosen(response)]
        right = response["answer"] is content["answer"]
        return Mark(RIGHT if right else WRONG, (feedback,) if feedback else ())

    def correct(self, content):
        return {"answer": content["answer"]}

    def summary(self, content, response):
        return dict(self._options()).get(self._chosen(response), "")

    def tally(self, content, response):
        return [
            (key, text, ANSWERS[key] is content["answer"])
            for key, text in self._options()
            if response is None or self._chosen(response) == key
        ]

    def review(self, content, order, response):
        return {
            "stem": content["stem"],
            "options": [
                {
                    "id": key,
                    "text": text,
                    "chosen": self._chosen(response) == key,
                    "correct": ANSWERS[key] is content["answer"],
                    "feedback": content["feedback"][key],
                }
                for key, text in self._options()
            ],
        }

    def _options(self):
        return [("true", _("True")), ("false", _("False"))]

    def _chosen(self, response):
        if response is None:
            return None
        return "true" if response["answer"] else "false"

    def from_source(self, data, *, rich):
        fields = Fields(data)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "answer": "true" if fields.truth("answer") else "false",
            "feedback_true": fields.text("feedback_true"),
            "feedback_false": fields.text("feedback_false"),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "answer": content["answer"],
            **{
                f"feedback_{key}": text
                for key, text in content["feedback"].items()
                if text
            },
        }
