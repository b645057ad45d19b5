"""Put the items in their right order."""

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
from .text import clean_html, list_items, squeeze, stem_block


class OrderingBlock(QuestionBlock):
    type_key = "ordering"

    stem = stem_block()
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=300, search_index=False),
        min_num=2,
        label=gettext_lazy("Items, in their right order"),
    )

    class Meta:
        icon = "order"
        label = gettext_lazy("Ordering")
        description = gettext_lazy("Items that have to be put in their right order.")
        preview_value = {
            "stem": "<p>Order these from head to foot.</p>",
            "items": ["Occiput", "Atlas", "Sacrum", "Coccyx"],
        }


class Ordering(QuestionType):
    """The share of items in exactly their right place.

    An item that shares its place with another is in no place. Moving one item to the
    other end costs every item that it passes; where that is too strict, ask less.

    Content: ``stem``, ``items`` (``id``, ``text``) in their right order.
    Response: ``{"places": {id: place from 1}}``, without items that have none yet.
    """

    key = "ordering"
    label = gettext_lazy("Ordering")
    icon = "order"
    block = OrderingBlock
    template = "ce_quizzes/types/ordering.html"
    review_template = "ce_quizzes/types/ordering_review.html"
    source_fields = {"items": True}

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "items": [
                {"id": bound.id, "text": squeeze(bound.value or "")}
                for bound in value["items"].bound_blocks
            ],
        }

    def problems(self, content):
        found = choices.body_problems(content)
        texts = [item["text"].casefold() for item in content["items"]]
        if len(texts) < 2:
            found.append(_("Ordering needs at least two items."))
        if len(set(texts)) < len(texts):
            found.append(
                _("Two items say the same, so neither has a place of its own.")
            )
        return found

    def order(self, content, rng, *, shuffle=True):
        """Shuffle always, never into the right order: that would be the answer."""
        right = [item["id"] for item in content["items"]]
        if len(right) < 2:
            return right
        order = list(right)
        rng.shuffle(order)
        if order == right:
            order = [*right[1:], right[0]]
        return order

    def present(self, content, order, response=None):
        places = self._places(response)
        texts = {item["id"]: item["text"] for item in content["items"]}
        # Placed items stand where they were put, the others below as they were dealt.
        rows = sorted(order, key=lambda key: places.get(key, len(order) + 1))
        return {
            "stem": content["stem"],
            "places": list(range(1, len(order) + 1)),
            "items": [
                {"id": key, "text": texts[key], "place": places.get(key)}
                for key in rows
            ],
        }

    def read(self, content, data, prefix):
        count = len(content["items"])
        places = {}
        for item in content["items"]:
            place = single_value(data, f"{prefix}-place-{item['id']}")
            if not place:
                continue
            if not (place.isascii() and place.isdigit() and 1 <= len(place) <= 4):
                raise unknown_option()
            if not 1 <= int(place) <= count:
                raise unknown_option()
            places[item["id"]] = int(place)
        return {"places": places} if places else None

    def is_complete(self, content, response):
        return len(set(self._places(response).values())) == len(content["items"])

    def mark(self, content, response):
        right = sum(row["correct"] for row in self._rows(content, response))
        return Mark(share(right, len(content["items"])) if right else WRONG)

    def correct(self, content):
        return {
            "places": {
                item["id"]: place
                for place, item in enumerate(content["items"], start=1)
            }
        }

    def summary(self, content, response):
        rows = [row for row in self._rows(content, response) if row["chosen"]]
        rows.sort(key=lambda row: row["chosen"])
        return "; ".join(f"{row['chosen']}. {row['text']}" for row in rows)

    def review(self, content, order, response):
        return {"stem": content["stem"], "items": self._rows(content, response)}

    def _rows(self, content, response):
        """Return the items in their right order, each with the place it was given."""
        places = self._places(response)
        given = list(places.values())
        return [
            {
                "text": item["text"],
                "place": place,
                "chosen": places.get(item["id"]),
                "correct": places.get(item["id"]) == place and given.count(place) == 1,
            }
            for place, item in enumerate(content["items"], start=1)
        ]

    def _places(self, response):
        return response["places"] if response else {}

    def from_source(self, data, *, rich):
        fields = Fields(data)
        items = fields.texts("items")
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "items": list_items(items, items),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "items": [item["text"] for item in content["items"]],
        }
