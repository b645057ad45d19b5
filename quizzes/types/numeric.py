"""A number, with a tolerance and perhaps a unit."""

from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from . import choices, ranges
from .base import (
    RIGHT,
    WRONG,
    InvalidResponse,
    Mark,
    QuestionBlock,
    QuestionType,
    share,
    single_value,
    too_long,
)
from .numbers import (
    MAX_LENGTH,
    decimal_or_none,
    is_factor,
    not_a_number,
    plain_decimal,
    plain_factor,
    read_factor,
    read_number,
    split_unit,
    yaml_number,
)
from .source import Fields
from .text import clean_html, list_items, normalise, squeeze, stem_block

IN_UNIT = "unit"
IN_PERCENT = "percent"


class FactorBlock(blocks.CharBlock):
    """A positive decimal, or a fraction such as 1/60."""

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned and not self.is_deferred_validation and not is_factor(cleaned):
            raise ValidationError(
                _("Write a positive number, or a fraction like 1/60.")
            )
        return cleaned


class UnitBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        max_length=30, label=gettext_lazy("Unit"), search_index=False
    )
    factor = FactorBlock(
        max_length=40,
        label=gettext_lazy("One of it is"),
        help_text=gettext_lazy("In the unit of the answer: one minute is 1/60 hours."),
        search_index=False,
    )

    class Meta:
        icon = "cog"
        label = gettext_lazy("Unit")


class NumericBlock(QuestionBlock):
    type_key = "numeric"

    stem = stem_block()
    answer = blocks.DecimalBlock(
        required=False,
        label=gettext_lazy("Right answer"),
        help_text=gettext_lazy("May be left empty where a range is worth all."),
        search_index=False,
    )
    tolerance = blocks.DecimalBlock(
        min_value=0,
        default=Decimal(0),
        label=gettext_lazy("Tolerance"),
        help_text=gettext_lazy("How far from it still counts."),
        search_index=False,
    )
    tolerance_in = blocks.ChoiceBlock(
        choices=[
            (IN_UNIT, gettext_lazy("in the unit of the answer")),
            (IN_PERCENT, gettext_lazy("in percent of the answer")),
        ],
        default=IN_UNIT,
        label=gettext_lazy("The tolerance is"),
        search_index=False,
    )
    ranges = blocks.ListBlock(
        ranges.RangeBlock(),
        default=[],
        label=gettext_lazy("Ranges"),
        help_text=gettext_lazy(
            "Both ends belong to it, in the unit of the answer. Where several hold a "
            "number, the one worth most counts."
        ),
    )
    unit = blocks.CharBlock(
        required=False, max_length=30, label=gettext_lazy("Unit"), search_index=False
    )
    other_units = blocks.ListBlock(
        UnitBlock(), default=[], label=gettext_lazy("Other units accepted")
    )

    class Meta:
        icon = "decimal"
        label = gettext_lazy("Number")
        description = gettext_lazy("A number, right within a tolerance.")
        form_layout = BlockGroup(
            children=[
                "stem",
                "answer",
                "tolerance",
                "tolerance_in",
                "unit",
                "other_units",
            ],
            settings=["ranges"],
        )
        preview_value = {
            "stem": "<p>How many vertebrae make up the cervical spine?</p>",
            "answer": Decimal(7),
            "tolerance": Decimal(0),
            "tolerance_in": IN_UNIT,
            "ranges": [],
            "unit": "",
            "other_units": [],
        }


class Numeric(QuestionType):
    """A number no further from the answer than the tolerance is worth 1, others 0.

    A range that holds the number makes it worth what the range is, if that is more.
    Numbers are compared exactly, as fractions. A unit written behind the number
    counts before the one that is selected.

    Content: ``stem``, ``answer``, ``tolerance`` (decimals as text; null answer where
    a range has to do), ``unit``, ``units`` (``name``, ``factor`` as text) besides it;
    and only where used ``tolerance_in`` ("percent") and ``ranges`` (``low``, ``high``
    as text, ``worth`` in percent, ``feedback``).
    Response: ``{"text": as written, "unit": name selected or ""}``.
    """

    key = "numeric"
    label = gettext_lazy("Number")
    icon = "decimal"
    block = NumericBlock
    template = "ce_quizzes/types/numeric.html"
    review_template = "ce_quizzes/types/written_review.html"
    source_fields = {
        "answer": False,
        "tolerance": False,
        "tolerance_in": False,
        "ranges": False,
        "unit": False,
        "other_units": False,
    }

    def content(self, value):
        in_percent = value["tolerance_in"] == IN_PERCENT
        found = ranges.content(value["ranges"])
        return {
            "stem": clean_html(value["stem"]),
            "answer": decimal_or_none(value["answer"]),
            "tolerance": plain_decimal(value["tolerance"] or 0),
            **({"tolerance_in": IN_PERCENT} if in_percent else {}),
            **({"ranges": found} if found else {}),
            "unit": squeeze(value["unit"] or ""),
            "units": [
                {
                    "name": squeeze(unit["name"] or ""),
                    "factor": squeeze(unit["factor"] or ""),
                }
                for unit in value["other_units"]
            ],
        }

    def problems(self, content):
        found = choices.body_problems(content)
        listed = content.get("ranges", [])
        if content["answer"] is None and not ranges.worth_all(listed):
            found.append(_("The right answer is missing."))
        if content.get("tolerance_in") and not Fraction(content["answer"] or 0):
            found.append(_("A percentage needs an answer that is not 0."))
        found += ranges.problems(listed)
        if content["units"] and not content["unit"]:
            found.append(_("Other units need a unit of the answer."))
        names = [normalise(name) for name in self._factors_by_name(content)]
        if len(set(names)) < 1 + len(content["units"]):
            found.append(_("Two units have the same name."))
        if not all(is_factor(unit["factor"]) for unit in content["units"]):
            found.append(_("Write a factor as a positive number, or like 1/60."))
        return found

    def present(self, content, order, response=None):
        selected = (response or {}).get("unit") or content["unit"]
        return {
            "stem": content["stem"],
            "text": response["text"] if response else "",
            "unit": content["unit"],
            "units": [
                {"name": name, "chosen": name == selected}
                for name in self._factors_by_name(content)
            ]
            if content["units"]
            else [],
            "max_length": MAX_LENGTH,
        }

    def read(self, content, data, prefix):
        text = squeeze(single_value(data, f"{prefix}-text").replace("\x00", ""))
        unit = squeeze(single_value(data, f"{prefix}-unit"))
        if not text:
            return None
        response = {"text": text, "unit": unit if content["units"] else ""}
        if len(text) > MAX_LENGTH:
            raise too_long(MAX_LENGTH, response)
        try:
            self._value(content, response)
        except InvalidResponse as error:
            raise InvalidResponse(error.message, response) from None
        return response

    def mark(self, content, response):
        if response is None:
            return Mark(WRONG)
        try:
            value = self._value(content, response)
        except InvalidResponse:
            return Mark(WRONG)
        holding = [
            each for each in self._ranges(content) if each.low <= value <= each.high
        ]
        if not holding:
            return Mark(WRONG)
        best = max(holding, key=lambda each: each.worth)
        feedback = (best.feedback,) if best.feedback else ()
        return Mark(share(best.worth, 100), feedback)

    def fits(self, content, response):
        if response is None:
            return True
        try:
            self._value(content, response)
        except InvalidResponse:
            return False
        return True

    def correct(self, content):
        unit = content["unit"] if content["units"] else ""
        if content["answer"] is not None:
            return {"text": content["answer"], "unit": unit}
        return {"text": ranges.worth_all(content["ranges"])[0]["low"], "unit": unit}

    def summary(self, content, response):
        if response is None:
            return ""
        _number, written = split_unit(response["text"])
        unit = "" if written else response["unit"] or content["unit"]
        return f"{response['text']} {unit}".strip()

    def review(self, content, order, response):
        mark = self.mark(content, response)
        listed, unit = content.get("ranges", []), content["unit"]
        whole = [ranges.text(each, unit) for each in ranges.worth_all(listed)]
        if content["answer"] is not None:
            whole.insert(0, self.summary(content, self.correct(content)))
        return {
            "stem": content["stem"],
            "given": self.summary(content, response),
            "correct": mark.fraction == RIGHT,
            "partly": WRONG < mark.fraction < RIGHT,
            "feedback": mark.feedback,
            "answer": whole[0],
            "tolerance": self._tolerance_text(content),
            "others": whole[1:],
            "parts": ranges.worth_a_part(listed, unit),
        }

    def _tolerance_text(self, content):
        tolerance = content["tolerance"]
        if content["answer"] is None or Fraction(tolerance) == 0:
            return ""
        unit = "%" if content.get("tolerance_in") else content["unit"]
        return f"{tolerance} {unit}".strip()

    def _ranges(self, content):
        """Return all that is worth something, as ranges in the unit of the answer."""
        listed = ranges.exact(content.get("ranges", []))
        if content["answer"] is None:
            return listed
        answer, tolerance = Fraction(content["answer"]), Fraction(content["tolerance"])
        if content.get("tolerance_in") == IN_PERCENT:
            tolerance *= abs(answer) / 100
        return [ranges.Range(answer - tolerance, answer + tolerance), *listed]

    def _value(self, content, response):
        """Return the response as an exact number in the unit of the answer."""
        number, written = split_unit(response["text"])
        if not number:
            raise not_a_number()
        value = read_number(number)
        name = written or response["unit"] or content["unit"]
        for known, factor in self._factors_by_name(content).items():
            if normalise(known) == normalise(name):
                return value * factor
        names = [name for name in self._factors_by_name(content) if name]
        if not names:
            raise InvalidResponse(_("Please write the number alone, without a unit."))
        raise InvalidResponse(
            _("“%(unit)s” is not a unit of this question. Please use %(units)s.")
            % {"unit": name, "units": ", ".join(names)}
        )

    def _factors_by_name(self, content):
        factors = {content["unit"]: Fraction(1)}
        for unit in content["units"]:
            if is_factor(unit["factor"]):
                factors.setdefault(unit["name"], read_factor(unit["factor"]))
        return factors

    def from_source(self, data, *, rich):
        fields = Fields(data)
        units = self._units_from_source(fields)
        listed = ranges.from_source(fields)
        tolerance = fields.number("tolerance", default="0")
        if tolerance.startswith("-"):
            fields.problem("tolerance", _("must not be negative"))
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "answer": None
            if listed and fields.data.get("answer") is None
            else fields.number("answer"),
            "tolerance": tolerance,
            "tolerance_in": fields.choice(
                "tolerance_in", [IN_UNIT, IN_PERCENT], default=IN_UNIT
            ),
            "ranges": listed,
            "unit": fields.text("unit"),
            "other_units": list_items(units, [unit["name"] for unit in units]),
        }
        fields.done()
        return value

    def _units_from_source(self, fields):
        given = fields.data.get("other_units") or {}
        if not isinstance(given, dict):
            fields.problem("other_units", _("must be a mapping of unit to factor"))
            return []
        units = [
            {"name": str(name), "factor": plain_factor(factor)}
            for name, factor in given.items()
        ]
        for unit in units:
            if not is_factor(unit["factor"]):
                fields.problem(
                    f"other_units.{unit['name']}",
                    _("must be a positive number, or a fraction like 1/60"),
                )
        return units

    def to_source(self, content, *, markdown):
        listed = ranges.to_source(content.get("ranges", []))
        answer = content["answer"]
        return {
            "stem": markdown(content["stem"]),
            **({} if answer is None else {"answer": yaml_number(answer)}),
            "tolerance": yaml_number(content["tolerance"]),
            **({"tolerance_in": IN_PERCENT} if content.get("tolerance_in") else {}),
            **({"ranges": listed} if listed else {}),
            **({"unit": content["unit"]} if content["unit"] else {}),
            **(
                {
                    "other_units": {
                        unit["name"]: unit["factor"]
                        if "/" in unit["factor"]
                        else yaml_number(unit["factor"])
                        for unit in content["units"]
                    }
                }
                if content["units"]
                else {}
            ),
        }
