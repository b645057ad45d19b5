"""One of several options is right."""

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


class SingleChoiceBlock(QuestionBlock):
    type_key = "single_choice"

    stem = stem_block()
    options = blocks.ListBlock(
        choices.OptionBlock(), min_num=2, label=gettext_lazy("Options")
    )

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Single choice")
        description = gettext_lazy("Several options, exactly one of them right.")
        preview_value = {
            "stem": "<p>Which two bones does the name of the technique join?</p>",
            "options": [
                {"text": "Sacrum and occiput", "correct": True, "feedback": "Yes."},
                {"text": "Atlas and coccyx", "correct": False, "feedback": ""},
                {"text": "Ilium and temporal", "correct": False, "feedback": ""},
            ],
        }


class SingleChoice(QuestionType):
    """The right option is worth 1, any other 0.

    Content: ``stem``, ``options`` (``id``, ``text``, ``correct``, ``feedback``).
    Response: ``{"option": id}``.
    """

    key = "single_choice"
    label = gettext_lazy("Single choice")
    icon = "radio-full"
    block = SingleChoiceBlock
    template = "ce_quizzes/types/single_choice.html"
    review_template = "ce_quizzes/types/choice_review.html"
    source_fields = {"options": True}

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "options": choices.content_options(value["options"]),
        }

    def problems(self, content):
        found = choices.body_problems(content) + choices.option_problems(content)
        if sum(option["correct"] for option in content["options"]) != 1:
            found.append(_("Exactly one option must be right."))
        return found

    def order(self, content, rng, *, shuffle=True):
        return choices.shuffled(choices.ids(content), rng, shuffle=shuffle)

    def present(self, content, order, response=None):
        return choices.present(content, order, self._chosen(response))

    def read(self, content, data, prefix):
        option = single_value(data, f"{prefix}-option")
        if not option:
            return None
        if option not in choices.ids(content):
            raise unknown_option()
        return {"option": option}

    def mark(self, content, response):
        chosen = self._chosen(response)
        right = any(
            option["correct"] and option["id"] in chosen
            for option in content["options"]
        )
        return Mark(RIGHT if right else WRONG, choices.feedback(content, chosen))

    def fits(self, content, response):
        return self._chosen(response) <= set(choices.ids(content))

    def correct(self, content):
        return next(
            {"option": option["id"]}
            for option in content["options"]
            if option["correct"]
        )

    def summary(self, content, response):
        return choices.summary(content, self._chosen(response))

    def tally(self, content, response):
        return choices.tally(content, self._chosen(response) if response else None)

    def review(self, content, order, response):
        return choices.review(content, order, self._chosen(response))

    def _chosen(self, response):
        return {response["option"]} if response else set()

    def from_source(self, data, *, rich):
        fields = Fields(data)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "options": choices.options_from_source(fields),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "options": choices.options_to_source(content),
        }
