"""A text with gaps: each is filled with a text, a number, or one of several options."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import choices, gaps
from .base import PLACES, InvalidResponse, Mark, QuestionBlock, QuestionType
from .source import Fields
from .text import STEM_FEATURES, clean_html, stem_block


class FillInBlanksBlock(QuestionBlock):
    type_key = "fill_in_blanks"

    stem = stem_block()
    text = blocks.RichTextBlock(
        features=STEM_FEATURES,
        label=gettext_lazy("Text with gaps"),
        help_text=gettext_lazy(
            "Write [[1]] where the first gap of the list below is, [[2]] for the second."
        ),
        search_index=False,
    )
    gaps = gaps.GapsBlock(label=gettext_lazy("Gaps"))

    class Meta:
        icon = "edit"
        label = gettext_lazy("Fill in the blanks")
        description = gettext_lazy("A text with gaps for words, numbers or choices.")
        preview_value = {
            "stem": "<p>Complete the sentence.</p>",
            "text": "<p>The cervical spine has [[1]] vertebrae; the first is the "
            "[[2]].</p>",
            "gaps": [
                ("number", gaps.preview_value("number", answer=Decimal(7))),
                ("text", gaps.preview_value("text", accepted=["atlas"])),
            ],
        }


class FillInBlanks(QuestionType):
    """What the gaps are worth, by their weights: sum(weight x fraction) / sum(weight).

    A gap is marked as a question of its own would be: a text as short text, a number
    as numeric, a choice as single choice.

    Content: ``stem``; ``text`` (HTML with ``[[1]]`` for the first gap); ``gaps``
    (``kind``: "text", "number" or "choice"; ``weight``; ``body``: the content of that
    type without a stem). Response: ``{"gaps": {"1": response, ...}}``, each as its
    type makes it, without open gaps.
    """

    key = "fill_in_blanks"
    label = gettext_lazy("Fill in the blanks")
    icon = "edit"
    block = FillInBlanksBlock
    template = "ce_quizzes/types/fill_in_blanks.html"
    review_template = "ce_quizzes/types/fill_in_blanks_review.html"
    source_fields = {"text": True, "gaps": True}

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "text": clean_html(value["text"]),
            "gaps": [gaps.content(child) for child in value["gaps"]],
        }

    def problems(self, content):
        found = choices.body_problems(content)
        found += gaps.text_problems(content["text"], len(content["gaps"]))
        for gap in gaps.of(content):
            found += [gap.says(problem) for problem in gap.problems()]
        return found

    def order(self, content, rng, *, shuffle=True):
        return [
            f"{gap.number}:{key}"
            for gap in gaps.of(content)
            for key in gap.type.order(gap.body, rng, shuffle=shuffle)
        ]

    def present(self, content, order, response=None):
        found = gaps.of(content)
        return {
            "stem": content["stem"],
            "count": len(found),
            "parts": gaps.parts(
                content["text"],
                {
                    gap.number: {
                        "number": gap.number,
                        "kind": gap.kind,
                        **gap.type.present(
                            gap.body, gap.order(order), gap.response(response)
                        ),
                    }
                    for gap in found
                },
            ),
        }

    def read(self, content, data, prefix):
        responses, problems = {}, []
        for gap in gaps.of(content):
            try:
                found = gap.type.read(gap.body, data, f"{prefix}-gap-{gap.number}")
            except InvalidResponse as error:
                problems.append(gap.says(error.message))
                found = error.shown
            if found is not None:
                responses[str(gap.number)] = found
        response = {"gaps": responses} if responses else None
        if problems:
            raise InvalidResponse(" ".join(problems), response)
        return response

    def is_complete(self, content, response):
        return all(
            gap.type.is_complete(gap.body, gap.response(response))
            for gap in gaps.of(content)
        )

    def mark(self, content, response):
        total, weights, feedback = Decimal(0), 0, []
        for gap in gaps.of(content):
            mark = gap.mark(response)
            total += gap.weight * mark.fraction
            weights += gap.weight
            feedback += [gap.says(text) for text in mark.feedback]
        fraction = (total / weights).quantize(PLACES, ROUND_HALF_UP)
        return Mark(fraction, tuple(feedback))

    def fits(self, content, response):
        if response is None:
            return True
        known = {str(gap.number): gap for gap in gaps.of(content)}
        return set(response["gaps"]) <= set(known) and all(
            known[number].fits(given) for number, given in response["gaps"].items()
        )

    def correct(self, content):
        return {
            "gaps": {
                str(gap.number): gap.type.correct(gap.body) for gap in gaps.of(content)
            }
        }

    def summary(self, content, response):
        return "; ".join(
            f"{gap.number}. {gap.summary(response)}"
            for gap in gaps.of(content)
            if gap.response(response) is not None
        )

    def tally(self, content, response):
        return [
            (f"{gap.number}:{key}", gap.says(label), right)
            for gap in gaps.of(content)
            if response is None or gap.response(response) is not None
            for key, label, right in gap.type.tally(gap.body, gap.response(response))
        ]

    def review(self, content, order, response):
        found = [gap.review(response) for gap in gaps.of(content)]
        by_number = {gap["number"]: gap for gap in found}
        return {
            "stem": content["stem"],
            "parts": gaps.parts(content["text"], by_number),
            "gaps": found,
            "weighted": len({gap["weight"] for gap in found}) > 1,
        }

    def from_source(self, data, *, rich):
        fields = Fields(data)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "text": rich(fields.text("text", required=True)),
            "gaps": gaps.from_source(fields),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "text": markdown(content["text"]),
            "gaps": [gap.to_source() for gap in gaps.of(content)],
        }
