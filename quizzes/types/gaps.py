"""Gaps in a text. Each is a question of another type, without a stem of its own."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from .base import RIGHT, WRONG, Content, Mark, QuestionType, Response, SourceError
from .numeric import Numeric, NumericBlock
from .short_text import ShortText, ShortTextBlock
from .single_choice import SingleChoice, SingleChoiceBlock
from .source import Fields, enumerate_names
from .text import plain, stable_id

KINDS: dict[str, QuestionType] = {
    "text": ShortText(),
    "number": Numeric(),
    "choice": SingleChoice(),
}
WEIGHTS = {"low": 1, "high": 100}
MOST = 30
# What other types ask of a stem; a gap's is the text around it.
STEM = {"stem": "?"}

# A tag of sanitised HTML, whose attributes stand in double quotes; or a gap.
TAG_OR_GAP = re.compile(r'<(?:[^<>"]|"[^"]*")*>|\[\[\s*([0-9]{1,3})\s*\]\]')
GAP_LIKE = re.compile(r"\[\[[^\[\]]*\]\]")


class GapBlock(blocks.StructBlock):
    """The block of a question type without its stem; the question checks it all."""

    stem = None
    weight = blocks.IntegerBlock(
        default=1,
        min_value=WEIGHTS["low"],
        max_value=WEIGHTS["high"],
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("2 counts twice as much as 1."),
    )

    def clean(self, value):
        return blocks.StructBlock.clean(self, value)


class TextGapBlock(GapBlock, ShortTextBlock):
    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Text")
        form_layout = BlockGroup(
            children=["accepted", "others"],
            settings=["case_sensitive", "wildcards", "likeness", "weight"],
        )


class NumberGapBlock(GapBlock, NumericBlock):
    class Meta:
        icon = "decimal"
        label = gettext_lazy("Number")
        form_layout = BlockGroup(
            children=["answer", "tolerance", "tolerance_in", "unit"],
            settings=["other_units", "ranges", "weight"],
        )


class ChoiceGapBlock(GapBlock, SingleChoiceBlock):
    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Choice")
        form_layout = BlockGroup(children=["options"], settings=["weight"])


class GapsBlock(blocks.StreamBlock):
    text = TextGapBlock()
    number = NumberGapBlock()
    choice = ChoiceGapBlock()

    class Meta:
        icon = "list-ol"
        min_num = 1
        max_num = MOST


def preview_value(kind: str, **changes: Any) -> dict[str, Any]:
    """Return the value of a gap for a preview: its type's own, with ``changes``."""
    value = {**KINDS[kind].block().meta.preview_value, "weight": 1, **changes}
    del value["stem"]
    return value


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a question's content, by its number from 1."""

    number: int
    kind: str
    weight: int
    body: Content

    @property
    def type(self) -> QuestionType:
        return KINDS[self.kind]

    def says(self, text: str) -> str:
        """Return a text about this gap that names it."""
        return _("Gap %(number)s: %(text)s") % {"number": self.number, "text": text}

    def problems(self) -> list[str]:
        found = self.type.problems(self.body)
        if not WEIGHTS["low"] <= self.weight <= WEIGHTS["high"]:
            found.append(_("The weight must lie between 1 and 100."))
        return found

    def order(self, order: list[str]) -> list[str]:
        """Return what the frozen ``order`` says of this gap's options."""
        begin = f"{self.number}:"
        return [key.removeprefix(begin) for key in order if key.startswith(begin)]

    def response(self, response: Response) -> Response:
        return response["gaps"].get(str(self.number)) if response else None

    def fits(self, given: Response) -> bool:
        """Say whether the gap could have been filled with ``given``."""
        return self.type.fits(self.body, given)

    def mark(self, response: Response) -> Mark:
        return self.type.mark(self.body, self.response(response))

    def summary(self, response: Response) -> str:
        return self.type.summary(self.body, self.response(response))

    def review(self, response: Response) -> dict[str, Any]:
        mark = self.mark(response)
        right = self.type.correct(self.body)
        own = self.type.review(self.body, self._options(), self.response(response))
        return {
            "number": self.number,
            "weight": self.weight,
            "given": self.summary(response),
            "correct": mark.fraction == RIGHT,
            "partly": mark.fraction not in (WRONG, RIGHT),
            "feedback": mark.feedback,
            "spelling": own.get("spelling", ""),
            "answer": own.get("answer") or self.type.summary(self.body, right),
            "tolerance": own.get("tolerance", ""),
            "others": own.get("others", []),
            "parts": own.get("parts", []),
        }

    def _options(self) -> list[str]:
        return [option["id"] for option in self.body.get("options", [])]

    def to_source(self) -> dict[str, Any]:
        fields = self.type.to_source(self.body, markdown=str)
        del fields["stem"]
        weight = {"weight": self.weight} if self.weight != 1 else {}
        return {"kind": self.kind, **fields, **weight}


def of(content: Content) -> list[Gap]:
    return [
        Gap(number, gap["kind"], gap["weight"], {**STEM, **gap["body"]})
        for number, gap in enumerate(content["gaps"], start=1)
    ]


def content(child: Any) -> dict[str, Any]:
    """Return what a child of the gaps' stream says."""
    body = KINDS[child.block_type].content({**child.value, **STEM})
    del body["stem"]
    return {
        "kind": child.block_type,
        "weight": child.value["weight"] or 1,
        "body": body,
    }


def parts(text: str, shown: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Return ``text`` as pieces of HTML, with what is ``shown`` of a gap after each.

    Only whole tokens between tags are gaps, so that no tag is ever cut in two.
    """
    found, start = [], 0
    for match in TAG_OR_GAP.finditer(text):
        if match[1] and int(match[1]) in shown:
            found.append(
                {"html": text[start : match.start()], "gap": shown[int(match[1])]}
            )
            start = match.end()
    return [*found, {"html": text[start:], "gap": None}]


def text_problems(text: str, count: int) -> list[str]:
    """Return what is wrong with the tokens of a text that has ``count`` gaps."""
    if not plain(text):
        return [_("The text with the gaps is missing.")]
    numbers = Counter(int(match[1]) for match in TAG_OR_GAP.finditer(text) if match[1])
    found = []
    if not count:
        found.append(_("There is no gap to fill in."))
    elif count > MOST:
        found.append(_("There are more than %(most)s gaps.") % {"most": MOST})
    for number in range(1, count + 1):
        if number not in numbers:
            found.append(
                _("Gap %(number)s is not in the text; write [[%(number)s]] there.")
                % {"number": number}
            )
    for number, times in sorted(numbers.items()):
        if not 1 <= number <= count:
            found.append(
                _("[[%(number)s]] has no gap in the list.") % {"number": number}
            )
        elif times > 1:
            found.append(
                _("[[%(number)s]] stands in the text more than once.")
                % {"number": number}
            )
    for token in GAP_LIKE.findall(plain(text)):
        if not TAG_OR_GAP.fullmatch(token):
            found.append(
                _("“%(token)s” is no gap; write its number.") % {"token": token}
            )
    return found


def from_source(fields: Fields) -> list[dict[str, Any]]:
    """Return the raw value of the gaps' stream for a question in a course file."""
    values = []
    for name, item in enumerate_names("gaps", fields.items("gaps")):
        if not isinstance(item, Mapping):
            fields.problem(name, _("must be a mapping"))
            continue
        gap = Fields(item)
        kind = gap.choice("kind", KINDS, default="")
        weight = gap.whole("weight", **WEIGHTS, default=1)
        values.append(
            {
                "type": kind,
                "value": {**_read(gap, kind), "weight": weight},
                "id": stable_id(name),
            }
        )
        fields.take(name, gap)
    return values


def _read(gap: Fields, kind: str) -> dict[str, Any]:
    """Return the raw value of a gap, as its type reads a question with these fields."""
    if kind not in KINDS:
        return {}
    known = KINDS[kind].source_fields
    for unknown in sorted(set(map(str, gap.data)) - set(known) - {"kind", "weight"}):
        gap.problem(unknown, _("is not a field of this kind of gap"))
    own = {name: gap.data[name] for name in known if name in gap.data}
    try:
        value = KINDS[kind].from_source({**own, **STEM}, rich=str)
    except SourceError as error:
        gap.problems += error.problems
        return {}
    del value["stem"]
    return value
