"""A word or a few, written by the learner."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from . import choices
from .base import (
    RIGHT,
    WRONG,
    Mark,
    QuestionBlock,
    QuestionType,
    share,
    single_value,
    too_long,
)
from .listed import ANY, Listed, best, weight
from .source import Fields
from .text import clean_html, list_items, normalise, squeeze, stem_block

MAX_LENGTH = 200
LIKENESS = {"low": 60, "high": 99}
LISTED_FIELDS = {"text": True, "worth": False, "feedback": False}


class ListedBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        max_length=MAX_LENGTH, label=gettext_lazy("Answer"), search_index=False
    )
    worth = blocks.IntegerBlock(
        min_value=0,
        max_value=100,
        default=0,
        label=gettext_lazy("Worth, in percent"),
        help_text=gettext_lazy("0 is a wrong answer, 50 half of the mark."),
    )
    feedback = blocks.TextBlock(
        required=False, label=gettext_lazy("Feedback"), search_index=False
    )

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Answer")


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
    others = blocks.ListBlock(
        ListedBlock(),
        default=[],
        label=gettext_lazy("Other answers"),
        help_text=gettext_lazy(
            "Wrong answers to tell something about, and answers worth a part."
        ),
    )
    case_sensitive = blocks.BooleanBlock(
        required=False, label=gettext_lazy("Capitals matter")
    )
    wildcards = blocks.BooleanBlock(
        required=False,
        label=gettext_lazy("* stands for any text"),
        help_text=gettext_lazy(
            "counter*nutation takes both spellings. A * alone, among the other "
            "answers, is whatever nothing else fits."
        ),
    )
    likeness = blocks.IntegerBlock(
        required=False,
        min_value=LIKENESS["low"],
        max_value=LIKENESS["high"],
        label=gettext_lazy("Misspellings accepted from a likeness of (percent)"),
        help_text=gettext_lazy(
            "Empty: none. 85 allows one slip in seven letters, and three in twenty. "
            "List wrong answers that look alike: they are never taken for right."
        ),
    )

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Short text")
        description = gettext_lazy("A word or a few, compared with accepted answers.")
        form_layout = BlockGroup(
            children=["stem", "accepted", "others"],
            settings=["case_sensitive", "wildcards", "likeness"],
        )
        preview_value = {
            "stem": "<p>What is the forward nodding of the sacrum called?</p>",
            "accepted": ["Nutation"],
            "others": [],
            "case_sensitive": False,
            "wildcards": False,
            "likeness": None,
        }


class ShortText(QuestionType):
    """What the listed answer is worth that the text counts as; 0 if there is none.

    Two texts are the same when ``text.normalise`` makes the same of both; for what
    else counts see ``listed.best``.

    Content: ``stem``, ``accepted`` (texts worth all, the first is the model answer),
    ``case_sensitive``; and only where used ``others`` (``text``, ``worth`` in percent,
    ``feedback``), ``wildcards`` (true), ``likeness`` (percent).
    Response: ``{"text": as written}``.
    """

    key = "short_text"
    label = gettext_lazy("Short text")
    icon = "pilcrow"
    block = ShortTextBlock
    template = "ce_quizzes/types/short_text.html"
    review_template = "ce_quizzes/types/written_review.html"
    source_fields = {
        "accepted": True,
        "others": False,
        "case_sensitive": False,
        "wildcards": False,
        "likeness": False,
    }

    def content(self, value):
        others = [
            {
                "text": squeeze(other["text"] or ""),
                "worth": other["worth"] or 0,
                "feedback": (other["feedback"] or "").strip(),
            }
            for other in value["others"]
        ]
        return {
            "stem": clean_html(value["stem"]),
            "accepted": [squeeze(text or "") for text in value["accepted"]],
            "case_sensitive": bool(value["case_sensitive"]),
            **({"others": others} if others else {}),
            **({"wildcards": True} if value["wildcards"] else {}),
            **({"likeness": value["likeness"]} if value["likeness"] else {}),
        }

    def problems(self, content):
        found = choices.body_problems(content)
        accepted, others = self._accepted(content), self._others(content)
        if not accepted:
            found.append(_("At least one answer must be accepted."))
        if accepted and accepted[0].is_pattern:
            found.append(
                _("The first answer is shown as the right one; write it without a *.")
            )
        for listed in accepted + others:
            if not listed.same:
                found.append(_("“%(text)s” can't be matched.") % {"text": listed.text})
        for listed in accepted:
            if listed.is_pattern and not weight(listed.same):
                found.append(
                    _("“%(text)s” would accept anything.") % {"text": listed.text}
                )
        known = {listed.same for listed in accepted}
        for listed in others:
            if listed.same in known:
                found.append(
                    _("“%(text)s” stands among the answers twice.")
                    % {"text": listed.text}
                )
            known.add(listed.same)
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
        listed = self._best(content, response)
        if listed is None:
            return Mark(WRONG)
        feedback = (listed.feedback,) if listed.feedback else ()
        return Mark(share(listed.worth, 100), feedback)

    def correct(self, content):
        return {"text": content["accepted"][0]}

    def summary(self, content, response):
        return squeeze(response["text"]) if response else ""

    def tally(self, content, response):
        """Return the text; those that only differ in what makes no difference are one."""
        return [
            (self._same(content, response["text"]), label, right)
            for _key, label, right in super().tally(content, response)
        ]

    def review(self, content, order, response):
        mark = self.mark(content, response)
        others = self._others(content)
        return {
            "stem": content["stem"],
            "given": response["text"] if response else "",
            "correct": mark.fraction == RIGHT,
            "partly": WRONG < mark.fraction < RIGHT,
            "feedback": mark.feedback,
            "spelling": self._spelling(content, response),
            "answer": content["accepted"][0],
            "others": content["accepted"][1:]
            + [listed.text for listed in others if listed.worth == 100],
            "parts": [
                {"text": listed.text, "worth": listed.worth}
                for listed in others
                if 0 < listed.worth < 100
            ],
        }

    def _best(self, content, response):
        """Return the listed answer that the response counts as, or ``None``."""
        if response is None:
            return None
        return best(
            self._accepted(content) + self._others(content),
            self._same(content, response["text"]),
            percent=content.get("likeness"),
        )

    def _spelling(self, content, response):
        """Return how it is spelled if a misspelling was accepted, else ``""``."""
        listed = self._best(content, response)
        if listed is None or not listed.worth or listed.is_pattern:
            return ""
        same = listed.same == self._same(content, response["text"])
        return "" if same else listed.text

    def _accepted(self, content):
        return [self._listed(content, text) for text in content["accepted"]]

    def _others(self, content):
        return [self._listed(content, **other) for other in content.get("others", [])]

    def _listed(self, content, text, worth=100, feedback=""):
        same = self._same(content, text)
        is_pattern = content.get("wildcards", False) and ANY in same
        return Listed(text, same, worth, feedback, is_pattern)

    def _same(self, content, text):
        return normalise(text, case_sensitive=content["case_sensitive"])

    def from_source(self, data, *, rich):
        fields = Fields(data)
        accepted = fields.texts("accepted")
        others = []
        listed = fields.mappings("others", LISTED_FIELDS, needed=False)
        for index, other in enumerate(listed, start=1):
            others.append(
                {
                    "text": other.text("text"),
                    "worth": other.whole("worth", low=0, high=100, default=0),
                    "feedback": other.text("feedback"),
                }
            )
            fields.take(f"others[{index}]", other)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "accepted": list_items(accepted, accepted),
            "others": list_items(others, [other["text"] for other in others]),
            "case_sensitive": fields.truth("case_sensitive", default=False),
            "wildcards": fields.truth("wildcards", default=False),
            "likeness": fields.whole("likeness", **LIKENESS),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        others = [
            {
                "text": other["text"],
                **({"worth": other["worth"]} if other["worth"] else {}),
                **({"feedback": other["feedback"]} if other["feedback"] else {}),
            }
            for other in content.get("others", [])
        ]
        return {
            "stem": markdown(content["stem"]),
            "accepted": content["accepted"],
            **({"others": others} if others else {}),
            **({"case_sensitive": True} if content["case_sensitive"] else {}),
            **{
                name: content[name]
                for name in ("wildcards", "likeness")
                if name in content
            },
        }
