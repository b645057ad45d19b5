"""What the columns of a row mean for each type of question.

Right options are named by letters ("A, C") or numbers ("1, 3").

- single-choice, multiple-response: ``right`` names options.
- true-false: ``right`` is "true" or "false"; feedback 1 is to "true", 2 to "false".
- short-text: options are answers, ``right`` names those accepted (empty: all).
- numeric: ``right`` is "7", "7 ± 0.5", "7 ± 5 %" or "6 to 8".
- matching: options are "prompt -> match"; "-> match" belongs to no prompt.
- ordering: options stand in their right order.
- essay: nothing else is needed.

Without a type, options and ``right`` tell which of the first three it is.
"""

import re
from collections.abc import Callable
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from quizzes.enums import Difficulty

from . import figures, html
from .csv_cells import MOST_OPTIONS, Row
from .neutral import Item
from .notes import LeftOut, Notes, check_length

Fields = dict[str, Any]
TRUTHS = {"true": True, "t": True, "false": False, "f": False}
LIST = re.compile(r"[,;\s]+")
TAGS = re.compile(r"[,;]")
ARROW = "->"
TOLERANCE = re.compile(r"([^±]*)(?:±|\+/-)([^%]*)(%?)\s*")
ENDS = re.compile(r"(\S+)\s+to\s+(\S+)", re.IGNORECASE)


def read(row: Row, notes: Notes) -> Item:
    """Return the question of a row. Raises ``LeftOut`` if there is none."""
    row.check()
    check_length("".join(row.cells))
    stem = _rich(row.get("question"), row, notes)
    if not stem:
        raise LeftOut(_("There is no question in this row."))
    type_key = _type(row)
    fields = READERS[type_key](row)
    _check_cells(type_key, row, notes)
    return Item(
        number=row.number,
        type_key=type_key,
        fields={"stem": stem, **fields},
        line=row.line,
        key=_one_line(row.get("key")),
        name=_one_line(row.get("name")),
        rationale=_rich(row.get("rationale"), row, notes),
        category=_one_line(row.get("category")),
        tags=tuple(
            dict.fromkeys(
                tag for tag in map(_one_line, TAGS.split(row.get("tags"))) if tag
            )
        ),
        difficulty=_difficulty(row, notes),
        objective=_one_line(row.get("objective")),
    )


def _type(row: Row) -> str:
    given = row.get("type").lower().replace("-", "_").replace(" ", "_")
    if given in READERS:
        return given
    if given:
        raise LeftOut(
            _("“%(type)s” is not a type a table can have: %(types)s.")
            % {
                "type": row.get("type")[:60],
                "types": ", ".join(key.replace("_", "-") for key in READERS),
            }
        )
    if row.numbered("option") and row.get("right"):
        single = len(LIST.split(row.get("right"))) == 1
        return "single_choice" if single else "multiple_response"
    if row.get("right").lower() in TRUTHS:
        return "true_false"
    raise LeftOut(_("The type is missing."))


def _options(row: Row, fewest: int) -> list[tuple[str, str]]:
    """Return the options and the feedback to each. None may be left out between."""
    texts, feedback = row.numbered("option"), row.numbered("feedback")
    if sorted(texts) != list(range(1, len(texts) + 1)):
        raise LeftOut(_("An option between others is empty."))
    if len(texts) < fewest:
        raise LeftOut(_("It needs %(fewest)s options or more.") % {"fewest": fewest})
    return [(_one_line(texts[key]), feedback.get(key, "")) for key in sorted(texts)]


def _right(row: Row, options: list[tuple[str, str]]) -> set[int]:
    """Return which options are right, counted from 0."""
    found = set()
    for word in filter(None, LIST.split(row.get("right"))):
        if word.isascii() and word.isdigit() and len(word) <= 2:
            index = int(word) - 1
            texts = [text for text, _feedback in options]
            if word in texts and texts.index(word) != index:
                raise LeftOut(
                    _(
                        "Is “%(word)s” in “right” an option or its number? Write a letter."
                    )
                    % {"word": word}
                )
        elif len(word) == 1 and word.upper() in ascii_uppercase:
            index = ascii_uppercase.index(word.upper())
        else:
            index = -1
        if not 0 <= index < len(options):
            raise LeftOut(
                _("“right” names no option: “%(word)s”.") % {"word": word[:60]}
            )
        found.add(index)
    return found


def _choice(row: Row) -> Fields:
    options = _options(row, 2)
    right = _right(row, options)
    if not right:
        raise LeftOut(_("“right” is empty."))
    return {
        "options": [
            {
                "text": text,
                **({"correct": True} if index in right else {}),
                **({"feedback": feedback} if feedback else {}),
            }
            for index, (text, feedback) in enumerate(options)
        ]
    }


def _single_choice(row: Row) -> Fields:
    fields = _choice(row)
    if sum("correct" in option for option in fields["options"]) > 1:
        raise LeftOut(_("Only one option of a single choice can be right."))
    return fields


def _true_false(row: Row) -> Fields:
    right, feedback = row.get("right").lower(), row.numbered("feedback")
    if right not in TRUTHS:
        raise LeftOut(_("“right” must be “true” or “false”."))
    return {
        "answer": TRUTHS[right],
        **{
            f"feedback_{name}": feedback[number]
            for number, name in ((1, "true"), (2, "false"))
            if number in feedback
        },
    }


def _short_text(row: Row) -> Fields:
    options = _options(row, 1)
    right = _right(row, options) or set(range(len(options)))
    others = [
        {"text": text, **({"feedback": feedback} if feedback else {})}
        for index, (text, feedback) in enumerate(options)
        if index not in right
    ]
    accepted = [
        text for index, (text, _feedback) in enumerate(options) if index in right
    ]
    return {"accepted": accepted, **({"others": others} if others else {})}


def _numeric(row: Row) -> Fields:
    right = row.get("right")
    if ends := ENDS.fullmatch(right):
        low, high = (figures.exact(end) for end in ends.groups())
        if low is None or high is None or low > high:
            raise _no_number(right)
        listed = {"from": figures.field(low), "to": figures.field(high)}
        return {"tolerance": 0, "ranges": [listed]}
    around = TOLERANCE.fullmatch(right)
    answer, tolerance, percent = around.groups() if around else (right, "0", "")
    number, distance = figures.exact(answer), figures.exact(tolerance)
    if number is None or distance is None or distance < 0 or (percent and not number):
        raise _no_number(right)
    return {
        "answer": figures.field(number),
        "tolerance": figures.field(distance),
        **({"tolerance_in": "percent"} if percent else {}),
    }


def _no_number(right: str) -> LeftOut:
    return LeftOut(
        _("“right” must be a number such as 7, 7 ± 0.5 or 6 to 8, not “%(right)s”.")
        % {"right": right[:60]}
    )


def _matching(row: Row) -> Fields:
    pairs, distractors = [], []
    for text, _feedback in _options(row, 2):
        prompt, arrow, match = map(str.strip, text.partition(ARROW))
        if not arrow or not match:
            raise LeftOut(_("A pair is written “prompt -> match”."))
        if prompt:
            pairs.append({"prompt": prompt, "match": match})
        else:
            distractors.append(match)
    if len(pairs) < 2:
        raise LeftOut(_("Matching needs at least two pairs."))
    return {"pairs": pairs, **({"distractors": distractors} if distractors else {})}


def _ordering(row: Row) -> Fields:
    return {"items": [text for text, _feedback in _options(row, 2)]}


READERS: dict[str, Callable[[Row], Fields]] = {
    "single_choice": _single_choice,
    "multiple_response": _choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "essay": lambda row: {},
}
# Types that have no place for what stands in these columns.
UNUSED = {
    "true_false": ("option",),
    "short_text": (),
    "numeric": ("option", "feedback"),
    "matching": ("right", "feedback"),
    "ordering": ("right", "feedback"),
    "essay": ("option", "right", "feedback"),
}


def _check_cells(type_key: str, row: Row, notes: Notes) -> None:
    """Say which filled cells of a row mean nothing for its type."""
    unused = [
        name for name in UNUSED.get(type_key, ()) if row.get(name) or row.numbered(name)
    ]
    feedback, options = row.numbered("feedback"), row.numbered("option")
    if "feedback" not in unused:
        places = {1, 2} if type_key == "true_false" else set(options)
        if type_key == "short_text":
            places -= {
                index + 1
                for index in _right(row, _options(row, 1)) or range(MOST_OPTIONS)
            }
        unused += [f"feedback {number}" for number in sorted(set(feedback) - places)]
    notes.lost([f"“{name}”" for name in unused], row.number, row.line)


def _difficulty(row: Row, notes: Notes) -> str:
    given = row.get("difficulty").lower()
    if not given or given in Difficulty.values:
        return given
    notes.changed(
        _("The difficulty “%(given)s” is none of %(known)s and was left out.")
        % {"given": given[:60], "known": ", ".join(Difficulty.values)},
        row.number,
        row.line,
    )
    return ""


def _rich(text: str, row: Row, notes: Notes) -> str:
    """Return a cell as HTML that stems may hold; without tags it is plain text."""
    if not html.has_tags(text):
        return html.from_plain(text)
    notes.lost(html.lost(text), row.number, row.line)
    return html.clean(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
