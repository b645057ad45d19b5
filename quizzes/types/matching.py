"""Find the match of every prompt."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import choices
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


class PairBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(
        max_length=300, label=gettext_lazy("Prompt"), search_index=False
    )
    match = blocks.CharBlock(
        max_length=300, label=gettext_lazy("Its match"), search_index=False
    )

    class Meta:
        icon = "link"
        label = gettext_lazy("Pair")


class MatchingBlock(QuestionBlock):
    type_key = "matching"

    stem = stem_block()
    pairs = blocks.ListBlock(PairBlock(), min_num=2, label=gettext_lazy("Pairs"))
    distractors = blocks.ListBlock(
        blocks.CharBlock(max_length=300, search_index=False),
        default=[],
        label=gettext_lazy("Matches of nothing"),
        help_text=gettext_lazy("Offered with the others; no prompt has them."),
    )

    class Meta:
        icon = "link"
        label = gettext_lazy("Matching")
        description = gettext_lazy("Prompts, each with the match to be found for it.")
        preview_value = {
            "stem": "<p>In which position is the patient blocked?</p>",
            "pairs": [
                {"prompt": "Category I", "match": "Prone"},
                {"prompt": "Category II", "match": "Supine"},
            ],
            "distractors": ["Seated"],
        }


class Matching(QuestionType):
    """The share of prompts that have their right match.

    Prompts whose matches read the same share one choice. A choice's id comes from its
    text and a prompt's from its place in the block, so that neither tells the other.

    Content: ``stem``, ``prompts`` (``id``, ``text``, ``choice``), ``choices`` (``id``,
    ``text``). Response: ``{"matches": {prompt id: choice id}}``, without open prompts.
    """

    key = "matching"
    label = gettext_lazy("Matching")
    icon = "link"
    block = MatchingBlock
    template = "ce_quizzes/types/matching.html"
    review_template = "ce_quizzes/types/matching_review.html"
    source_fields = {"pairs": True, "distractors": False}

    def content(self, value):
        prompts = [
            {
                "id": bound.id,
                "text": squeeze(bound.value["prompt"] or ""),
                "choice": stable_id(squeeze(bound.value["match"] or "")),
            }
            for bound in value["pairs"].bound_blocks
        ]
        texts = [squeeze(pair["match"] or "") for pair in value["pairs"]]
        texts += [squeeze(text or "") for text in value["distractors"]]
        return {
            "stem": clean_html(value["stem"]),
            "prompts": prompts,
            "choices": [
                {"id": stable_id(text), "text": text} for text in dict.fromkeys(texts)
            ],
        }

    def problems(self, content):
        found = choices.body_problems(content)
        prompts = [prompt["text"].casefold() for prompt in content["prompts"]]
        if len(prompts) < 2:
            found.append(_("Matching needs at least two pairs."))
        if len(set(prompts)) < len(prompts):
            found.append(_("Two prompts say the same."))
        if len(content["choices"]) < 2:
            found.append(_("There must be at least two different matches."))
        return found

    def order(self, content, rng, *, shuffle=True):
        """Order the choices. The author's order would pair them with the prompts."""
        if shuffle:
            ids = [choice["id"] for choice in content["choices"]]
            rng.shuffle(ids)
            return ids
        by_text = sorted(
            content["choices"], key=lambda choice: choice["text"].casefold()
        )
        return [choice["id"] for choice in by_text]

    def present(self, content, order, response=None):
        matches = self._matches(response)
        texts = self._texts(content)
        return {
            "stem": content["stem"],
            "prompts": [
                {
                    "number": number,
                    "text": prompt["text"],
                    "choices": [
                        {
                            "id": key,
                            "text": texts[key],
                            "chosen": matches.get(prompt["id"]) == key,
                        }
                        for key in order
                    ],
                }
                for number, prompt in enumerate(content["prompts"], start=1)
            ],
        }

    def read(self, content, data, prefix):
        texts = self._texts(content)
        matches = {}
        for number, prompt in enumerate(content["prompts"], start=1):
            choice = single_value(data, f"{prefix}-match-{number}")
            if choice and choice not in texts:
                raise unknown_option()
            if choice:
                matches[prompt["id"]] = choice
        return {"matches": matches} if matches else None

    def is_complete(self, content, response):
        return len(self._matches(response)) == len(content["prompts"])

    def mark(self, content, response):
        matches = self._matches(response)
        if not matches:
            return Mark(WRONG)
        right = sum(
            matches.get(prompt["id"]) == prompt["choice"]
            for prompt in content["prompts"]
        )
        return Mark(share(right, len(content["prompts"])))

    def fits(self, content, response):
        matches = self._matches(response)
        prompts = {prompt["id"] for prompt in content["prompts"]}
        return set(matches) <= prompts and set(matches.values()) <= set(
            self._texts(content)
        )

    def correct(self, content):
        return {
            "matches": {prompt["id"]: prompt["choice"] for prompt in content["prompts"]}
        }

    def summary(self, content, response):
        matches, texts = self._matches(response), self._texts(content)
        return "; ".join(
            f"{prompt['text']}: {texts[matches[prompt['id']]]}"
            for prompt in content["prompts"]
            if prompt["id"] in matches
        )

    def tally(self, content, response):
        """Return a row for each pair; those always shown are the right ones."""
        texts = self._texts(content)
        matches = self._matches(response if response else self.correct(content))
        return [
            (
                f"{prompt['id']}:{matches[prompt['id']]}",
                f"{prompt['text']}: {texts[matches[prompt['id']]]}",
                matches[prompt["id"]] == prompt["choice"],
            )
            for prompt in content["prompts"]
            if prompt["id"] in matches
        ]

    def review(self, content, order, response):
        matches, texts = self._matches(response), self._texts(content)
        return {
            "stem": content["stem"],
            "prompts": [
                {
                    "text": prompt["text"],
                    "chosen": texts.get(matches.get(prompt["id"], ""), ""),
                    "match": texts[prompt["choice"]],
                    "correct": matches.get(prompt["id"]) == prompt["choice"],
                }
                for prompt in content["prompts"]
            ],
        }

    def _matches(self, response):
        return response["matches"] if response else {}

    def _texts(self, content):
        return {choice["id"]: choice["text"] for choice in content["choices"]}

    def from_source(self, data, *, rich):
        fields = Fields(data)
        pairs = []
        wanted = {"prompt": True, "match": True}
        for index, pair in enumerate(fields.mappings("pairs", wanted), start=1):
            pairs.append({name: pair.text(name) for name in wanted})
            fields.take(f"pairs[{index}]", pair)
        distractors = fields.texts("distractors", required=False)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "pairs": list_items(pairs, [pair["prompt"] for pair in pairs]),
            "distractors": list_items(distractors, distractors),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        texts = self._texts(content)
        used = {prompt["choice"] for prompt in content["prompts"]}
        distractors = [text for key, text in texts.items() if key not in used]
        return {
            "stem": markdown(content["stem"]),
            "pairs": [
                {"prompt": prompt["text"], "match": texts[prompt["choice"]]}
                for prompt in content["prompts"]
            ],
            **({"distractors": distractors} if distractors else {}),
        }
