"""Some of several options are right; tick all of those."""

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
    share,
    unknown_option,
)
from .source import Fields
from .text import clean_html, stem_block


class MultipleResponseBlock(QuestionBlock):
    type_key = "multiple_response"

    stem = stem_block()
    options = blocks.ListBlock(
        choices.OptionBlock(), min_num=2, label=gettext_lazy("Options")
    )
    all_or_nothing = blocks.BooleanBlock(
        required=False,
        label=gettext_lazy("All or nothing"),
        help_text=gettext_lazy("No part of the mark for a part of the answer."),
    )

    class Meta:
        icon = "tick-inverse"
        label = gettext_lazy("Multiple response")
        description = gettext_lazy("Several options, one or more of them right.")
        preview_value = {
            "stem": "<p>Which of these are bones of the pelvis?</p>",
            "options": [
                {"text": "Sacrum", "correct": True, "feedback": ""},
                {"text": "Ilium", "correct": True, "feedback": ""},
                {"text": "Occiput", "correct": False, "feedback": ""},
            ],
            "all_or_nothing": False,
        }


class MultipleResponse(QuestionType):
    """The share of right options ticked, less the share of wrong options ticked.

    With 2 of 3 right options and 1 of 4 wrong ones that is 2/3 - 1/4. Never below 0;
    ticking everything gives 0. With ``all_or_nothing`` only the exact answer counts.

    Content: ``stem``, ``options`` (``id``, ``text``, ``correct``, ``feedback``),
    ``all_or_nothing``. Response: ``{"options": [id, ...]}`` in the content's order.
    """

    key = "multiple_response"
    label = gettext_lazy("Multiple response")
    icon = "tick-inverse"
    block = MultipleResponseBlock
    template = "ce_quizzes/types/multiple_response.html"
    review_template = "ce_quizzes/types/choice_review.html"
    source_fields = {"options": True, "all_or_nothing": False}

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "options": choices.content_options(value["options"]),
            "all_or_nothing": bool(value["all_or_nothing"]),
        }

    def problems(self, content):
        found = choices.body_problems(content) + choices.option_problems(content)
        right = sum(option["correct"] for option in content["options"])
        if right == 0:
            found.append(_("At least one option must be right."))
        elif right == len(content["options"]) > 1:
            found.append(_("At least one option must be wrong."))
        return found

    def order(self, content, rng, *, shuffle=True):
        return choices.shuffled(choices.ids(content), rng, shuffle=shuffle)

    def present(self, content, order, response=None):
        return {
            **choices.present(content, order, self._chosen(response)),
            "all_or_nothing": content["all_or_nothing"],
        }

    def read(self, content, data, prefix):
        ticked = data.getlist(f"{prefix}-options")
        known = choices.ids(content)
        if not set(ticked) <= set(known) or len(ticked) != len(set(ticked)):
            raise unknown_option()
        if not ticked:
            return None
        return {"options": [key for key in known if key in ticked]}

    def mark(self, content, response):
        chosen = self._chosen(response)
        right = {option["id"] for option in content["options"] if option["correct"]}
        wrong = set(choices.ids(content)) - right
        if chosen == right:
            fraction = RIGHT
        elif content["all_or_nothing"] or not chosen:
            fraction = WRONG
        else:
            # Over a common denominator, so that the result is rounded only once.
            fraction = share(
                len(chosen & right) * max(len(wrong), 1)
                - len(chosen & wrong) * len(right),
                len(right) * max(len(wrong), 1),
            )
        return Mark(fraction, choices.feedback(content, chosen))

    def fits(self, content, response):
        return self._chosen(response) <= set(choices.ids(content))

    def correct(self, content):
        return {
            "options": [
                option["id"] for option in content["options"] if option["correct"]
            ]
        }

    def summary(self, content, response):
        return choices.summary(content, self._chosen(response))

    def tally(self, content, response):
        return choices.tally(content, self._chosen(response) if response else None)

    def review(self, content, order, response):
        return {
            **choices.review(content, order, self._chosen(response)),
            "multiple": True,
            "all_or_nothing": content["all_or_nothing"],
        }

    def _chosen(self, response):
        return set(response["options"]) if response else set()

    def from_source(self, data, *, rich):
        fields = Fields(data)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "options": choices.options_from_source(fields),
            "all_or_nothing": fields.truth("all_or_nothing", default=False),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "options": choices.options_to_source(content),
            **({"all_or_nothing": True} if content["all_or_nothing"] else {}),
        }
