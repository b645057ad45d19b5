"""A number, with a tolerance and perhaps a unit."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import choices
from .base import (
    RIGHT,
    WRONG,
    InvalidResponse,
    Mark,
    QuestionBlock,
    QuestionType,
    single_value,
    too_long,
)
from .numbers import (
    MAX_LENGTH,
    not_a_number,
    plain_decimal,
    read_factor,
    read_number,
    split_unit,
)
from .source import Fields
from .text import clean_html, list_items, normalise, squeeze, stem_block


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
    answer = blocks.DecimalBlock(label=gettext_lazy("Right answer"), search_index=False)
    tolerance = blocks.DecimalBlock(
        min_value=0,
        default=Decimal(0),
        label=gettext_lazy("Tolerance"),
        help_text=gettext_lazy("How far from it still counts, in the same unit."),
        search_index=False,
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
        preview_value = {
            "stem": "<p>How many vertebrae make up the cervical spine?</p>",
            "answer": Decimal(7),
            "tolerance": Decimal(0),
            "unit": "",
            "other_units": [],
        }


class Numeric(QuestionType):
    """A number no further from the answer than the tolerance is worth 1, others 0.

    Numbers are compared exactly, as fractions. A unit written behind the number
    counts before the one that is selected.

    Content: ``stem``, ``answer``, ``tolerance`` (decimals as text; null answer in an
    unfinished draft), ``unit``, ``units`` (``name``, ``factor`` as text) besides it.
    Response: ``{"text": as written, "unit": name selected or ""}``.
    """

    key = "numeric"
    label = gettext_lazy("Number")
    icon = "decimal"
    block = NumericBlock
    template = "ce_quizzes/types/numeric.html"
    review_template = "ce_quizzes/types/written_review.html"
    source_fields = {
        "answer": True,
        "tolerance": False,
        "unit": False,
        "other_units": False,
    }

    def content(self, value):
        answer = value["answer"]
        return {
            "stem": clean_html(value["stem"]),
            "answer": None if answer is None else plain_decimal(answer),
            "tolerance": plain_decimal(value["tolerance"] or 0),
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
        if content["answer"] is None:
            found.append(_("The right answer is missing."))
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
        distance = abs(value - Fraction(content["answer"]))
        right = distance <= Fraction(content["tolerance"])
        return Mark(RIGHT if right else WRONG)

    def correct(self, content):
        unit = content["unit"] if content["units"] else ""
        return {"text": content["answer"], "unit": unit}

    def summary(self, content, response):
        if response is None:
            return ""
        _number, written = split_unit(response["text"])
        unit = "" if written else response["unit"] or content["unit"]
        return f"{response['text']} {unit}".strip()

    def review(self, content, order, response):
        tolerance = content["tolerance"]
        return {
            "stem": content["stem"],
            "given": self.summary(content, response),
            "correct": self.mark(content, response).fraction == RIGHT,
            "answer": self.summary(content, self.correct(content)),
            "tolerance": ""
            if Fraction(tolerance) == 0
            else f"{tolerance} {content['unit']}".strip(),
        }

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
        tolerance = fields.number("tolerance", default="0")
        if tolerance.startswith("-"):
            fields.problem("tolerance", _("must not be negative"))
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "answer": fields.number("answer"),
            "tolerance": tolerance,
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
        return {
            "stem": markdown(content["stem"]),
            "answer": yaml_number(content["answer"]),
            "tolerance": yaml_number(content["tolerance"]),
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


def is_factor(text):
    try:
        return read_factor(text) > 0
    except (InvalidOperation, ValueError, ZeroDivisionError, OverflowError):
        return False


def plain_factor(value):
    """Return a factor of a course file as text, without an exponent."""
    text = str(value).strip()
    try:
        return plain_decimal(text)
    except InvalidOperation:
        return text


def yaml_number(text):
    """Return a number as a YAML file should hold it; only the file sees the float."""
    return int(text) if text.lstrip("-").isdigit() else float(text)
