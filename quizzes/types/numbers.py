"""Numbers as people write them, read exactly. No floats anywhere."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import gettext as _

from .base import InvalidResponse

MAX_LENGTH = 60
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?\d{1,3}(?P<sign>[,.])\d{3}((?P=sign)\d{3})*")


def split_unit(text: str) -> tuple[str, str]:
    """Return the part of ``text`` that is a number, and what is written after it."""
    tidy = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    found = re.match(r"[+-]?[\d.,'’\s]*\d[.,]?(e[+-]?\d{1,2}(?![\w]))?|", tidy, re.I)
    number = found.group(0) if found else ""
    return number.strip(), tidy[len(number) :].strip()


def read_number(text: str) -> Fraction:
    """Return the number that ``text`` writes, exactly.

    Takes a decimal comma as well as a point, and spaces or apostrophes between
    thousands. Raises ``InvalidResponse`` for what is no number, and for what could be
    two ("1,234"): better to ask than to mark the wrong one.
    """
    tidy = re.sub(r"[\s'’]", "", text)
    comma, point = tidy.count(","), tidy.count(".")
    if comma and point:
        # Whichever comes last is the decimal sign, the other one groups thousands.
        decimal_sign = "," if tidy.rfind(",") > tidy.rfind(".") else "."
        group_sign = "." if decimal_sign == "," else ","
        whole, _sign, places = tidy.rpartition(decimal_sign)
        if decimal_sign in whole or not GROUPED.fullmatch(whole):
            raise not_a_number()
        tidy = f"{whole.replace(group_sign, '')}.{places}"
    elif comma > 1 or point > 1:
        if not GROUPED.fullmatch(tidy):
            raise not_a_number()
        tidy = tidy.replace(",", "").replace(".", "")
    elif comma:
        if GROUPED.fullmatch(tidy) and not tidy.lstrip("+-").startswith("0"):
            raise InvalidResponse(
                _("Please write %(whole)s or %(part)s, so that the number is clear.")
                % {"whole": tidy.replace(",", ""), "part": tidy.replace(",", ".")}
            )
        tidy = tidy.replace(",", ".")
    if not NUMBER.fullmatch(tidy):
        raise not_a_number()
    return Fraction(Decimal(tidy))


def read_factor(text: str) -> Fraction:
    """Return a factor between units, written as a decimal or as "1/60".

    A decimal of four digits or more that is 1 divided by a whole number, rounded, is
    taken for that: 0.0166666667 is a sixtieth, so that 480 minutes are 8 hours.
    """
    if "/" in text:
        top, _slash, bottom = text.partition("/")
        return Fraction(Decimal(top.strip())) / Fraction(Decimal(bottom.strip()))
    decimal = Decimal(text.strip())
    factor = Fraction(decimal)
    if 0 < factor < 1 and len(decimal.normalize().as_tuple().digits) >= 4:
        whole = round(1 / factor)
        half_a_digit = Fraction(
            Decimal((0, (5,), int(decimal.as_tuple().exponent) - 1))
        )
        if abs(Fraction(1, whole) - factor) <= half_a_digit:
            return Fraction(1, whole)
    return factor


def plain_decimal(value: Decimal | str) -> str:
    """Return a decimal as text without exponent or needless zeros: 8.50 is 8.5."""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def not_a_number() -> InvalidResponse:
    return InvalidResponse(_("Please write a number, such as 7.5."))


def decimal_or_none(value):
    return None if value is None else plain_decimal(value)


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
    """Return a number as a YAML file should hold it; only the file sees the float.

    What is no number (yet), as in a draft, stays as it is.
    """
    try:
        return int(text) if (text or "").lstrip("-").isdigit() else float(text)
    except (TypeError, ValueError):
        return text
