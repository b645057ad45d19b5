"""Put the items in their right order."""

from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import choices
from .base import (
    Mark,
    QuestionBlock,
    QuestionType,
    share,
    single_value,
    unknown_option,
)
from .source import Fields
from .text import clean_html, list_items, squeeze, stem_block

EXACT = "exact"
RELATIVE = "relative"
LONGEST_RUN = "longest_run"
# As course files write them.
SCORINGS = ["exact", "relative", "longest-run"]


class OrderingBlock(QuestionBlock):
    type_key = "ordering"

    stem = stem_block()
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=300, search_index=False),
        min_num=2,
        label=gettext_lazy("Items, in their right order"),
    )

    scoring = blocks.ChoiceBlock(
        choices=[
            (EXACT, gettext_lazy("Items in exactly their place")),
            (RELATIVE, gettext_lazy("Pairs in the right order")),
            (LONGEST_RUN, gettext_lazy("Longest run in the right order")),
        ],
        default=EXACT,
        label=gettext_lazy("What counts"),
        help_text=gettext_lazy(
            "One item put too early costs every item after it its exact place, but "
            "few pairs, and nothing of the run that the others form."
        ),
    )

    class Meta:
        icon = "order"
        label = gettext_lazy("Ordering")
        description = gettext_lazy("Items that have to be put in their right order.")
        preview_value = {
            "stem": "<p>Order these from head to foot.</p>",
            "items": ["Occiput", "Atlas", "Sacrum", "Coccyx"],
            "scoring": EXACT,
        }


class Ordering(QuestionType):
    """How much of the order is right, by one of three ways of scoring.

    ``exact``: items in exactly their place / items. ``relative``: pairs of items in
    the right order / all pairs, which is (Kendall's tau + 1) / 2. ``longest_run``:
    (items of the longest run in the right order, others left out, - 1) / (items - 1),
    because one item alone is always in order. An item that has no place, or shares it
    with another, counts as wrong in each.

    Content: ``stem``, ``items`` (``id``, ``text``) in their right order; ``scoring``
    where it is not ``exact``.
    Response: ``{"places": {id: place from 1}}``, without items that have none yet.
    """

    key = "ordering"
    label = gettext_lazy("Ordering")
    icon = "order"
    block = OrderingBlock
    template = "ce_quizzes/types/ordering.html"
    review_template = "ce_quizzes/types/ordering_review.html"
    source_fields = {"items": True, "scoring": False}

    def content(self, value):
        scoring = value["scoring"] or EXACT
        return {
            "stem": clean_html(value["stem"]),
            "items": [
                {"id": bound.id, "text": squeeze(bound.value or "")}
                for bound in value["items"].bound_blocks
            ],
            **({} if scoring == EXACT else {"scoring": scoring}),
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
            "scoring": self._scoring(content),
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
        order = self._right_places(content, response)
        count = len(content["items"])
        scoring = self._scoring(content)
        if scoring == RELATIVE:
            right = sum(one < other for one, other in combinations(order, 2))
            return Mark(share(right, count * (count - 1) // 2))
        if scoring == LONGEST_RUN:
            return Mark(share(len(longest_run(order)) - 1, count - 1))
        right = sum(row["correct"] for row in self._rows(content, response))
        return Mark(share(right, count))

    def fits(self, content, response):
        places = self._places(response)
        ids = {item["id"] for item in content["items"]}
        return set(places) <= ids and max(places.values(), default=0) <= len(ids)

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

    def tally(self, content, response):
        """Return a row for each item and its place; always shown are the right ones."""
        places = self._places(response if response else self.correct(content))
        return [
            (
                f"{item['id']}:{places[item['id']]}",
                f"{item['text']}: {places[item['id']]}",
                places[item["id"]] == right,
            )
            for right, item in enumerate(content["items"], start=1)
            if item["id"] in places
        ]

    def review(self, content, order, response):
        return {
            "stem": content["stem"],
            "scoring": self._scoring(content),
            "items": self._rows(content, response),
        }

    def _rows(self, content, response):
        """Return the items in their right order, each with the place it was given.

        ``correct`` and ``partly`` say what the item brought to the mark.
        """
        places, right = self._places(response), self._right_places(content, response)
        given = list(places.values())
        scoring, run = self._scoring(content), set(longest_run(right))
        rows = []
        for place, item in enumerate(content["items"], start=1):
            chosen = places.get(item["id"])
            placed = place in right
            ordered = sum(
                (other < place) == (right.index(other) < right.index(place))
                for other in right
                if placed and other != place
            )
            if scoring == RELATIVE:
                correct, partly = ordered == len(content["items"]) - 1, ordered > 0
            elif scoring == LONGEST_RUN:
                correct, partly = len(run) > 1 and place in run, False
            else:
                correct, partly = chosen == place and given.count(place) == 1, False
            rows.append(
                {
                    "text": item["text"],
                    "place": place,
                    "chosen": chosen,
                    "correct": correct,
                    "partly": partly and not correct,
                }
            )
        return rows

    def _scoring(self, content):
        # Versions from before there was a choice are exact.
        return content.get("scoring", EXACT)

    def _places(self, response):
        return response["places"] if response else {}

    def _right_places(self, content, response):
        """Return the right places of the items, in the order they were put into.

        Without those that have no place, or share it with another.
        """
        places = self._places(response)
        given = list(places.values())
        put = [
            (places[item["id"]], right)
            for right, item in enumerate(content["items"], start=1)
            if given.count(places.get(item["id"])) == 1
        ]
        return [right for _place, right in sorted(put)]

    def from_source(self, data, *, rich):
        fields = Fields(data)
        items = fields.texts("items")
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "items": list_items(items, items),
            "scoring": fields.choice("scoring", SCORINGS, default="exact").replace(
                "-", "_"
            ),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "items": [item["text"] for item in content["items"]],
            **(
                {"scoring": content["scoring"].replace("_", "-")}
                if "scoring" in content
                else {}
            ),
        }


def longest_run(numbers):
    """Return the longest rising run of ``numbers``; of several, always the same one.

    What stands between its numbers is left out: 1, 2 and 4 are a run of 1, 3, 2, 4.
    """
    runs = []
    for number in numbers:
        before = [run for run in runs if run[-1] < number]
        runs.append([*max(before, key=len, default=[]), number])
    return max(runs, key=len, default=[])
