"""Find one part, several parts or a point on the question's figure."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from media.marks import LETTERS

from . import choices, figures, pointing
from .base import (
    RIGHT,
    WRONG,
    InvalidResponse,
    Mark,
    QuestionBlock,
    QuestionType,
    share,
    single_value,
    unknown_option,
)
from .numbers import plain_decimal, yaml_number
from .source import Fields
from .text import clean_html, list_items, squeeze, stem_block

PART, PARTS, POINT = "part", "parts", "point"
MODES = {
    PART: gettext_lazy("One of the lettered parts"),
    PARTS: gettext_lazy("Several of the lettered parts"),
    POINT: gettext_lazy("A point anywhere on the figure"),
}
PART_FIELDS = {"part": True, "correct": False, "feedback": False}
MAX_TOLERANCE = 25


class PartBlock(blocks.StructBlock):
    part = blocks.CharBlock(
        max_length=100,
        label=gettext_lazy("Part"),
        help_text=figures.PART_HELP,
        search_index=False,
    )
    correct = blocks.BooleanBlock(required=False, label=gettext_lazy("Is to be found"))
    feedback = blocks.TextBlock(
        required=False,
        label=gettext_lazy("Feedback"),
        help_text=gettext_lazy("Why it is right or not; shown after submission."),
        search_index=False,
    )

    class Meta:
        icon = "crosshairs"
        label = gettext_lazy("Part")


class FindStructureBlock(QuestionBlock):
    type_key = "find_structure"

    stem = stem_block()
    mode = blocks.ChoiceBlock(
        choices=list(MODES.items()),
        default=PART,
        label=gettext_lazy("The learner points at"),
        search_index=False,
    )
    parts = blocks.ListBlock(
        PartBlock(),
        min_num=2,
        label=gettext_lazy("Parts"),
        help_text=gettext_lazy("What is to be found, and what it may be taken for."),
    )
    tolerance = blocks.DecimalBlock(
        min_value=0,
        max_value=MAX_TOLERANCE,
        default=Decimal(5),
        label=gettext_lazy("Tolerance"),
        help_text=gettext_lazy(
            "For a point: how far from the place of the part still counts, in percent "
            "of the figure’s width."
        ),
        search_index=False,
    )
    alt = figures.alt_block()

    class Meta:
        icon = "crosshairs"
        label = gettext_lazy("Find the structure")
        description = gettext_lazy("One or several parts, or a point, on a figure.")
        preview_value = {
            "stem": "<p>Where is the right PSIS?</p>",
            "mode": PART,
            "parts": [
                {"part": "psis-r", "correct": True, "feedback": ""},
                {"part": "psis-l", "correct": False, "feedback": ""},
            ],
            "tolerance": Decimal(5),
            "alt": "",
        }


class FindStructure(QuestionType):
    """One part: 1 or 0. Several: the share of right ones less the share of wrong ones.

    A point is worth 1 when it is no further from the place of a right part than the
    tolerance, or lies inside the outline that the part has on a photo; else 0. Choosing
    a letter for it gives the place of that letter, marked by the same rule.

    Content: ``stem``, ``alt``, ``mode`` (``part``, ``parts``, ``point``), ``tolerance``
    (percent of the width, a decimal as text), ``parts`` (``id``, ``key``, ``correct``,
    ``feedback``; from the figure ``label``, ``side``, ``anchor``, ``shape``), and from
    the figure ``aspect`` (height by width).
    Response: ``{"parts": [id, ...]}`` in the content's order (one id for one part), or
    ``{"point": [across, down]}`` in parts of width and height, to four places.
    """

    key = "find_structure"
    label = gettext_lazy("Find the structure")
    icon = "crosshairs"
    block = FindStructureBlock
    template = "ce_quizzes/types/find_structure.html"
    review_template = "ce_quizzes/types/find_structure_review.html"
    source_fields = {"mode": True, "parts": True, "tolerance": False, "alt": False}
    asks_figure = True

    def content(self, value):
        tolerance = value["tolerance"]
        return {
            "stem": clean_html(value["stem"]),
            "alt": squeeze(value["alt"] or ""),
            "mode": value["mode"] or "",
            "tolerance": "" if tolerance is None else plain_decimal(tolerance),
            "parts": [
                {
                    "id": bound.id,
                    "key": squeeze(bound.value["part"] or ""),
                    "correct": bool(bound.value["correct"]),
                    "feedback": (bound.value["feedback"] or "").strip(),
                }
                for bound in value["parts"].bound_blocks
            ],
        }

    def problems(self, content):
        found = choices.body_problems(content) + figures.problems(content["parts"])
        right = sum(part["correct"] for part in content["parts"])
        if content["mode"] not in MODES:
            found.append(_("Say what the learner points at."))
        if content["mode"] == PART and right != 1:
            found.append(_("Exactly one part must be right."))
        elif not right:
            found.append(_("At least one part must be right."))
        if right == len(content["parts"]):
            found.append(
                _(
                    "At least one part must be wrong, to be chosen from beside the right."
                )
            )
        tolerance = Decimal(content["tolerance"] or 0)
        if content["mode"] == POINT and not 0 < tolerance <= MAX_TOLERANCE:
            found.append(
                _(
                    "The tolerance of a point is more than 0 and at most %(most)s percent."
                )
                % {"most": MAX_TOLERANCE}
            )
        return found

    def with_figure(self, content, plate):
        if plate is None:
            return content
        parts = [figures.located(part, plate) for part in content["parts"]]
        return {**content, "aspect": figures.aspect_of(plate), "parts": parts}

    def figure_problems(self, content, plate):
        found = figures.problems_with(content["parts"], plate)
        if found or content["mode"] != POINT:
            return found
        return [
            _("“%(key)s” lies within the tolerance, so its place would count as right.")
            % {"key": part["key"]}
            for part in content["parts"]
            if not part["correct"] and pointing.is_right(content, part["anchor"])
        ]

    def tokens(self, content):
        """Return the tokens of the parts; where any point counts no part is pointed at."""
        return {} if content["mode"] == POINT else figures.tokens_by_key(content)

    def order(self, content, rng, *, shuffle=True):
        """Order the letters: by chance, or down the figure. The author's tells too much."""
        parts = sorted(
            content["parts"],
            key=lambda part: (part.get("anchor", [0, 0])[::-1], part["id"]),
        )
        ids = [part["id"] for part in parts]
        if shuffle:
            rng.shuffle(ids)
        return ids

    def present(self, content, order, response=None):
        point = self._point(response)
        written = (response or {}).get("written") or pointing.written(point)
        tokens = figures.tokens(content)
        rows = [
            (part, letter, self._is_chosen(content, part, response))
            for letter, part in self._lettered(content, order)
        ]
        return {
            "stem": content["stem"],
            "alt": content["alt"],
            "mode": content["mode"],
            "options": [
                {
                    "token": tokens[part["id"]],
                    "letter": letter,
                    "chosen": chosen,
                    "place": figures.place_of(part),
                    "point": pointing.written(part.get("anchor")),
                }
                for part, letter, chosen in rows
            ],
            "any_chosen": any(chosen for _part, _letter, chosen in rows),
            "point": point,
            "across": written[0],
            "down": written[1],
            "marks": figures.marks_of(
                content,
                (
                    (part, {"letter": letter, "is_chosen": chosen})
                    for part, letter, chosen in rows
                ),
            ),
        }

    def read(self, content, data, prefix):
        ids = figures.ids_by_token(content)
        if content["mode"] == PARTS:
            ticked = [ids.get(token) for token in data.getlist(f"{prefix}-options")]
            if None in ticked or len(ticked) != len(set(ticked)):
                raise unknown_option()
            parts = [part["id"] for part in content["parts"] if part["id"] in ticked]
            return {"parts": parts} if parts else None
        option = single_value(data, f"{prefix}-option")
        if option and option not in ids:
            raise unknown_option()
        if content["mode"] == PART:
            return {"parts": [ids[option]]} if option else None
        if option:
            found = {part["id"]: part for part in content["parts"]}[ids[option]]
            return {"point": found["anchor"]} if "anchor" in found else None
        written = [
            squeeze(single_value(data, f"{prefix}-{name}").replace("\x00", ""))
            for name in ("across", "down")
        ]
        if not any(written):
            return None
        try:
            return {"point": pointing.read(written)}
        except InvalidResponse as error:
            shown = {"written": [text[:20] for text in written]}
            raise InvalidResponse(error.message, shown) from None

    def mark(self, content, response):
        if response is None:
            return Mark(WRONG)
        if content["mode"] == POINT:
            point = self._point(response)
            near = pointing.meant(content, point)
            feedback = near["feedback"] if near else ""
            fraction = RIGHT if pointing.is_right(content, point) else WRONG
            return Mark(fraction, (feedback,) if feedback else ())
        chosen = set(response["parts"])
        return Mark(
            self._share(content, chosen),
            choices.feedback({"options": content["parts"]}, chosen),
        )

    def _share(self, content, chosen):
        right = {part["id"] for part in content["parts"] if part["correct"]}
        wrong = {part["id"] for part in content["parts"]} - right
        if chosen == right:
            return RIGHT
        if content["mode"] == PART or not chosen:
            return WRONG
        # Over a common denominator, so that the result is rounded only once.
        return share(
            len(chosen & right) * len(wrong) - len(chosen & wrong) * len(right),
            len(right) * len(wrong),
        )

    def fits(self, content, response):
        if response is None:
            return True
        if content["mode"] == POINT:
            return "point" in response
        chosen = response.get("parts", [])
        known = {part["id"] for part in content["parts"]}
        several = content["mode"] == PARTS
        return (
            "parts" in response
            and set(chosen) <= known
            and (several or len(chosen) == 1)
        )

    def correct(self, content):
        right = [part for part in content["parts"] if part["correct"]]
        if content["mode"] == POINT:
            return {"point": right[0]["anchor"]} if "anchor" in right[0] else None
        return {"parts": [part["id"] for part in right]}

    def summary(self, content, response):
        if response is None:
            return ""
        if content["mode"] != POINT:
            chosen = set(response["parts"])
            return "; ".join(
                figures.name_of(part)
                for part in content["parts"]
                if part["id"] in chosen
            )
        point = self._point(response)
        near = pointing.meant(content, point)
        place = pointing.said(point)
        return f"{figures.name_of(near)}: {place}" if near else place

    def given(self, content, order, response):
        """Return letters or the place: names would say whether they are right."""
        if content["mode"] == POINT:
            return pointing.said(self._point(response)) if response else ""
        return "; ".join(
            letter
            for letter, part in self._lettered(content, order)
            if self._is_chosen(content, part, response)
        )

    def tally(self, content, response):
        """Return a row for each part; a point counts as the part that it lies on."""
        if response is not None and content["mode"] == POINT:
            near = pointing.meant(content, self._point(response))
            if near is None:
                return [("", _("Elsewhere"), False)]
            chosen = {near["id"]}
        else:
            chosen = None if response is None else set(response["parts"])
        return [
            (part["id"], figures.name_of(part), part["correct"])
            for part in content["parts"]
            if chosen is None or part["id"] in chosen
        ]

    def review(self, content, order, response):
        rows = [
            {
                "letter": letter,
                "name": figures.name_of(part),
                "chosen": self._is_chosen(content, part, response),
                "correct": part["correct"],
                "feedback": part["feedback"],
            }
            for letter, part in self._lettered(content, order)
        ]
        point = self._point(response)
        found = {
            "stem": content["stem"],
            "alt": content["alt"],
            "mode": content["mode"],
            "options": rows,
            "point": point,
            "within": 0,
            "marks": figures.marks_of(
                content,
                (
                    (
                        part,
                        {
                            "letter": row["letter"],
                            "is_chosen": row["chosen"],
                            "state": _state(row),
                        },
                    )
                    for (_letter, part), row in zip(
                        self._lettered(content, order), rows, strict=True
                    )
                ),
            ),
        }
        if content["mode"] == POINT:
            found |= {
                "within": float(Decimal(content["tolerance"]) / 100),
                "correct": self.mark(content, response).fraction == RIGHT,
                "given": self.given(content, order, response),
                "away": self._away(content, point),
            }
        return found

    def _away(self, content, point):
        """Return in percent of the width how far a point is from the nearest right one."""
        if point is None:
            return ""
        away = Decimal(100 * pointing.away(content, point))
        return str(away.quantize(Decimal("0.1"), ROUND_HALF_UP))

    def _lettered(self, content, order):
        found = {part["id"]: part for part in content["parts"]}
        return [
            (letter, found[key]) for letter, key in zip(LETTERS, order, strict=False)
        ]

    def _point(self, response):
        return (response or {}).get("point")

    def _is_chosen(self, content, part, response):
        if content["mode"] == POINT:
            point = self._point(response)
            return point is not None and point == part.get("anchor")
        return part["id"] in (response or {}).get("parts", ())

    def from_source(self, data, *, rich):
        fields = Fields(data)
        parts = []
        for index, part in enumerate(fields.mappings("parts", PART_FIELDS), start=1):
            parts.append(
                {
                    "part": part.text("part"),
                    "correct": part.truth("correct", default=False),
                    "feedback": part.text("feedback"),
                }
            )
            fields.take(f"parts[{index}]", part)
        mode = fields.text("mode", required=True)
        if mode and mode not in MODES:
            fields.problem("mode", _("must be part, parts or point"))
        tolerance = fields.number("tolerance", default="5")
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "mode": mode,
            "parts": list_items(parts, [part["part"] for part in parts]),
            "tolerance": tolerance,
            "alt": fields.text("alt"),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {
            "stem": markdown(content["stem"]),
            "mode": content["mode"],
            "parts": [
                {
                    "part": part["key"],
                    **({"correct": True} if part["correct"] else {}),
                    **({"feedback": part["feedback"]} if part["feedback"] else {}),
                }
                for part in content["parts"]
            ],
            **(
                {"tolerance": yaml_number(content["tolerance"])}
                if content["mode"] == POINT or content["tolerance"] not in ("", "5")
                else {}
            ),
            **({"alt": content["alt"]} if content["alt"] else {}),
        }


def _state(row):
    if row["correct"]:
        return "right" if row["chosen"] else "missed"
    return "wrong" if row["chosen"] else ""
