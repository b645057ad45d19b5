"""Lettered places on the question's figure; each gets its label."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from media.marks import LETTERS

from . import choices, figures
from .base import (
    WRONG,
    Mark,
    QuestionBlock,
    QuestionType,
    share,
    single_value,
    unknown_option,
)
from .source import Fields
from .text import clean_html, list_items, squeeze, stable_id, stem_block


class LabelFigureBlock(QuestionBlock):
    type_key = "label_figure"

    stem = stem_block()
    parts = blocks.ListBlock(
        blocks.CharBlock(
            max_length=100, help_text=figures.PART_HELP, search_index=False
        ),
        min_num=2,
        label=gettext_lazy("Parts to be labeled"),
        help_text=gettext_lazy("Their names are taken from the figure."),
    )
    distractors = blocks.ListBlock(
        blocks.CharBlock(max_length=300, search_index=False),
        default=[],
        label=gettext_lazy("Labels of nothing"),
        help_text=gettext_lazy("Offered with the others; no place has them."),
    )
    alt = figures.alt_block()

    class Meta:
        icon = "tag"
        label = gettext_lazy("Label the figure")
        description = gettext_lazy("Places on a figure, each to be given its label.")
        preview_value = {
            "stem": "<p>Label the landmarks of the pelvis.</p>",
            "parts": ["iliac-crest-r", "asis-r"],
            "distractors": ["Ischial tuberosity"],
            "alt": "",
        }


class LabelFigure(QuestionType):
    """The share of places that have their right label.

    Labels are the names of the asked parts, with the side where two have one name, and
    the distractors. A label's id comes from its text, a part's from its place in the
    block, so that neither tells the other.

    Content: ``stem``, ``alt``, ``parts`` (``id``, ``key``; from the figure ``label``,
    ``side``, ``anchor``, ``shape``), ``distractors``.
    Response: ``{"labels": {part id: label id}}``, without open places.
    """

    key = "label_figure"
    label = gettext_lazy("Label the figure")
    icon = "tag"
    block = LabelFigureBlock
    template = "ce_quizzes/types/label_figure.html"
    review_template = "ce_quizzes/types/label_figure_review.html"
    source_fields = {"parts": True, "distractors": False, "alt": False}
    asks_figure = True

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "alt": squeeze(value["alt"] or ""),
            "parts": [
                {"id": bound.id, "key": squeeze(bound.value or "")}
                for bound in value["parts"].bound_blocks
            ],
            "distractors": [squeeze(text or "") for text in value["distractors"]],
        }

    def problems(self, content):
        found = choices.body_problems(content)
        if len(content["parts"]) < 2:
            found.append(_("There must be at least two parts to be labeled."))
        found += figures.problems(content["parts"])
        texts = [text.casefold() for text in content["distractors"]]
        if len(set(texts)) < len(texts):
            found.append(_("Two labels say the same."))
        return found

    def with_figure(self, content, plate):
        if plate is None:
            return content
        parts = [figures.located(part, plate) for part in content["parts"]]
        return {**content, "parts": parts}

    def figure_problems(self, content, plate):
        found = figures.problems_with(content["parts"], plate)
        if found:
            return found
        texts = [text.casefold() for text in self._labels(content).values()]
        if len(set(texts)) < len(content["parts"]) + len(content["distractors"]):
            found.append(_("Two labels say the same."))
        return found

    def tokens(self, content):
        return figures.tokens_by_key(content)

    def order(self, content, rng, *, shuffle=True):
        """Order the labels. The author's order would pair them with the letters."""
        labels = self._labels(content)
        ids = sorted(labels, key=lambda key: labels[key].casefold())
        if shuffle:
            rng.shuffle(ids)
        return ids

    def present(self, content, order, response=None):
        given, labels = self._given(response), self._labels(content)
        tokens = figures.tokens(content)
        return {
            "stem": content["stem"],
            "alt": content["alt"],
            "places": [
                {
                    "number": number,
                    "letter": letter,
                    "token": tokens[part["id"]],
                    "place": figures.place_of(part),
                    "choices": [
                        {
                            "id": key,
                            "text": labels[key],
                            "chosen": given.get(part["id"]) == key,
                        }
                        for key in order
                    ],
                }
                for number, letter, part in self._places(content)
            ],
            "marks": figures.marks_of(
                content,
                (
                    (part, {"letter": letter, "is_chosen": part["id"] in given})
                    for _number, letter, part in self._places(content)
                ),
            ),
        }

    def read(self, content, data, prefix):
        labels = self._labels(content)
        given = {}
        for number, _letter, part in self._places(content):
            label = single_value(data, f"{prefix}-place-{number}")
            if label and label not in labels:
                raise unknown_option()
            if label:
                given[part["id"]] = label
        return {"labels": given} if given else None

    def is_complete(self, content, response):
        return len(self._given(response)) == len(content["parts"])

    def mark(self, content, response):
        right = sum(
            self._is_right(content, part, response) for part in content["parts"]
        )
        return Mark(share(right, len(content["parts"])) if right else WRONG)

    def fits(self, content, response):
        given = self._given(response)
        parts = {part["id"] for part in content["parts"]}
        return set(given) <= parts and set(given.values()) <= set(self._labels(content))

    def correct(self, content):
        return {
            "labels": {
                part["id"]: self._label_id(content, part) for part in content["parts"]
            }
        }

    def summary(self, content, response):
        given, labels = self._given(response), self._labels(content)
        return "; ".join(
            f"{letter}: {labels[given[part['id']]]}"
            for _number, letter, part in self._places(content)
            if given.get(part["id"]) in labels
        )

    def tally(self, content, response):
        """Return a row for each place and label; always shown are the right ones."""
        given = self._given(response if response else self.correct(content))
        labels = self._labels(content)
        return [
            (
                f"{part['id']}:{given[part['id']]}",
                f"{letter}: {labels[given[part['id']]]}",
                given[part["id"]] == self._label_id(content, part),
            )
            for _number, letter, part in self._places(content)
            if given.get(part["id"]) in labels
        ]

    def review(self, content, order, response):
        given, labels = self._given(response), self._labels(content)
        rows = [
            {
                "letter": letter,
                "chosen": labels.get(given.get(part["id"], ""), ""),
                "match": labels[self._label_id(content, part)],
                "correct": self._is_right(content, part, response),
            }
            for _number, letter, part in self._places(content)
        ]
        return {
            "stem": content["stem"],
            "alt": content["alt"],
            "places": rows,
            "marks": figures.marks_of(
                content,
                (
                    (
                        part,
                        {
                            "letter": row["letter"],
                            "state": "right" if row["correct"] else "wrong",
                            "is_chosen": bool(row["chosen"]),
                        },
                    )
                    for part, row in zip(content["parts"], rows, strict=True)
                ),
            ),
        }

    def _places(self, content):
        """Yield number, letter and part; letters go by the author's order."""
        for number, (letter, part) in enumerate(
            zip(LETTERS, content["parts"], strict=False), start=1
        ):
            yield number, letter, part

    def _given(self, response):
        return response["labels"] if response else {}

    def _is_right(self, content, part, response):
        given = self._given(response).get(part["id"])
        return given == self._label_id(content, part)

    def _labels(self, content):
        """Return the text of each label by its id."""
        labels = {
            self._label_id(content, part): figures.name_of(
                part, sided=self._is_sided(content, part)
            )
            for part in content["parts"]
        }
        return labels | {stable_id(text): text for text in content["distractors"]}

    def _label_id(self, content, part):
        # Made of what is frozen, not of words that are translated when they are shown.
        side = part.get("side", "") if self._is_sided(content, part) else ""
        return stable_id(
            part.get("label", part["key"]) + (f"\x00{side}" if side else "")
        )

    def _is_sided(self, content, part):
        names = Counter(other.get("label", other["key"]) for other in content["parts"])
        return names[part.get("label", part["key"])] > 1

    def from_source(self, data, *, rich):
        fields = Fields(data)
        parts = fields.texts("parts")
        distractors = fields.texts("distractors", required=False)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "parts": list_items(parts, parts),
            "distractors": list_items(distractors, distractors),
            "alt": fields.text("alt"),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "parts": [part["key"] for part in content["parts"]],
            **(
                {"distractors": content["distractors"]}
                if content["distractors"]
                else {}
            ),
            **({"alt": content["alt"]} if content["alt"] else {}),
        }
