"""A word or a few, written by the learner."""

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
    too_long,
)
from .source import Fields
from .text import clean_html, list_items, normalise, squeeze, stem_block

MAX_LENGTH = 200


class ShortTextBlock(QuestionBlock):
    type_key = "short_text"

    stem = stem_block()
    accepted = blocks.ListBlock(
        blocks.CharBlock(max_length=MAX_LENGTH, search_index=False),
        min_num=1,
        label=gettext_lazy("Accepted answers"),
        help_text=gettext_lazy(
            "The first one is shown as the right answer. Case, accents, spaces and "
            "kinds of hyphens make no difference."
        ),
    )
    case_sensitive = blocks.BooleanBlock(
        required=False, label=gettext_lazy("Capitals matter")
    )

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Short text")
        description = gettext_lazy("A word or a few, compared with accepted answers.")
        preview_value = {
            "stem": "<p>What is the forward nodding of the sacrum called?</p>",
            "accepted": ["Nutation"],
            "case_sensitive": False,
        }


class ShortText(QuestionType):
    """An accepted answer is worth 1, anything else 0.

    Two texts are the same when ``text.normalise`` makes the same of both.

    Content: ``stem``, ``accepted`` (texts, the first is the model answer),
    ``case_sensitive``. Response: ``{"text": as written}``.
    """

    key = "short_text"
    label = gettext_lazy("Short text")
    icon = "pilcrow"
    block = ShortTextBlock
    template = "ce_quizzes/types/short_text.html"
    review_template = "ce_quizzes/types/written_review.html"
    source_fields = {"accepted": True, "case_sensitive": False}

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "accepted": [squeeze(text or "") for text in value["accepted"]],
            "case_sensitive": bool(value["case_sensitive"]),
        }

    def problems(self, content):
        found = choices.body_problems(content)
        if not content["accepted"]:
            found.append(_("At least one answer must be accepted."))
        for text in content["accepted"]:
            if not self._same(content, text):
                found.append(_("“%(text)s” can't be matched.") % {"text": text})
        return found

    def present(self, content, order, response=None):
        return {
            "stem": content["stem"],
            "text": response["text"] if response else "",
            "max_length": MAX_LENGTH,
        }

    def read(self, content, data, prefix):
        text = single_value(data, f"{prefix}-text").replace("\x00", "").strip()
        if len(text) > MAX_LENGTH:
            raise too_long(MAX_LENGTH, {"text": text})
        return {"text": text} if text else None

    def mark(self, content, response):
        if response is None:
            return Mark(WRONG)
        given = self._same(content, response["text"])
        accepted = {self._same(content, text) for text in content["accepted"]}
        return Mark(RIGHT if given and given in accepted else WRONG)

    def correct(self, content):
        return {"text": content["accepted"][0]}

    def summary(self, content, response):
        return squeeze(response["text"]) if response else ""

    def review(self, content, order, response):
        return {
            "stem": content["stem"],
            "given": response["text"] if response else "",
            "correct": self.mark(content, response).fraction == RIGHT,
            "answer": content["accepted"][0],
            "others": content["accepted"][1:],
        }

    def _same(self, content, text):
        return normalise(text, case_sensitive=content["case_sensitive"])

    def from_source(self, data, *, rich):
        fields = Fields(data)
        accepted = fields.texts("accepted")
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "accepted": list_items(accepted, accepted),
            "case_sensitive": fields.truth("case_sensitive", default=False),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "accepted": content["accepted"],
            **({"case_sensitive": True} if content["case_sensitive"] else {}),
        }
