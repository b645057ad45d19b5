"""Texts with gaps: Moodle's “cloze” questions, and those with words to choose or drag.

A gap of a cloze stands in the text: ``{2:SHORTANSWER:=atlas#Yes~%50%C1}`` is worth 2;
``=`` marks what is right, ``%50%`` what is worth half, ``#`` begins the feedback.
"""

import html as entities
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.gaps import MOST, WEIGHTS
from quizzes.types.text import squeeze

from . import html
from . import moodle_answers as answers
from .found import LeftOut
from .moodle_answers import Answer, percent
from .moodle_source import Source
from .text import CONTROL

# What stands between the question itself and the text with gaps, in files of our own.
BETWEEN = "<!-- text with gaps -->"

CHOICES = {
    f"{name}{way}"
    for name, ways in (
        ("MULTICHOICE", ("", "_V", "_H", "_S", "_VS", "_HS")),
        ("MC", ("", "V", "H", "S", "VS", "HS")),
    )
    for way in ways
}
TEXTS = {"SHORTANSWER": False, "SA": False, "MW": False}
TEXTS |= {"SHORTANSWER_C": True, "SAC": True, "MWC": True}
NUMBERS = {"NUMERICAL", "NM"}

# A gap is read up to its brace, which stands behind no backslash.
BEGIN = re.compile(r"\{\s*(\d{0,9}):([A-Z][A-Z_]{0,30}):")
LIKE_ONE = re.compile(r"\{\s*\d{0,9}:([A-Z][A-Z_]{0,30})\b")
CLOSE = re.compile(r"(?<!\\)\}")
BETWEEN_ANSWERS = re.compile(r"(?<![\\&])~")
BEFORE_FEEDBACK = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)#")
WORTH = re.compile(r"\s*(=|%(-?\d{1,9}(?:[.,]\d{0,9})?)%)")
ESCAPED = re.compile(r"\\([~#{}=:])")
SLOT = re.compile(r"\[\[\s*(\d{1,9})\s*\]\]")


def cloze(source: Source, value: str) -> dict[str, Any]:
    """Return the fields of a cloze, from the HTML of its text."""
    value = _without_slots(value, source)
    out, gaps, position = [], [], 0
    while begin := BEGIN.search(value, position):
        close = CLOSE.search(value, begin.end())
        if close is None:
            break
        if len(gaps) == MOST:
            raise _too_many()
        gaps.append(_gap(source, begin, value[begin.end() : close.start()]))
        out += [value[position : begin.start()], f"[[{len(gaps)}]]"]
        position = close.end()
    out.append(value[position:])
    if other := LIKE_ONE.search("".join(out)):
        raise LeftOut(_("Its gap “%(gap)s” is not complete.") % {"gap": other[0][:40]})
    return _fields(source, "".join(out), gaps)


def _without_slots(value: str, source: Source) -> str:
    if "[[" not in value:
        return value
    source.changed(_("“[[” became “[ [”: it would mark a gap."))
    return value.replace("[[", "[ [")


def _gap(source: Source, begin: re.Match[str], body: str) -> dict[str, Any]:
    kind = begin[2]
    if kind in CHOICES:
        read = [_answer(each, source.as_text) for each in _split(body)]
        options = [each for each in read if each.text]
        if len(options) < 2:
            raise LeftOut(_("A gap of it has fewer than two options."))
        own = {"kind": "choice", "options": answers.single(options, source)}
    elif kind in TEXTS:
        read = [_answer(each, str) for each in _split(body)]
        found = answers.short(read, source, case_sensitive=TEXTS[kind])
        own = {"kind": "text", **found}
    elif kind in NUMBERS:
        read = [_numeric(_answer(each, str)) for each in _split(body)]
        own = {"kind": "number", **answers.number(read, source)}
    else:
        raise LeftOut(
            _("Its gaps of the kind “%(kind)s” can’t be asked here.") % {"kind": kind}
        )
    weight = int(begin[1] or 1)
    kept = min(max(weight, WEIGHTS["low"]), WEIGHTS["high"])
    if kept != weight:
        source.changed(
            _("A gap weighs %(kept)s, no longer %(weight)s.")
            % {"kept": kept, "weight": weight}
        )
    return {**own, **({} if kept == 1 else {"weight": kept})}


def _split(body: str) -> list[str]:
    found = BETWEEN_ANSWERS.split(body)
    if len(found) > answers.MOST:
        raise LeftOut(_("It has more than %(most)s answers.") % {"most": answers.MOST})
    return found


def _answer(text: str, reading: Callable[[str], str]) -> Answer:
    """Return an answer of a gap; ``reading`` makes text of what was written."""
    fraction = percent("0")
    if worth := WORTH.match(text):
        fraction = percent(worth[2] or "100")
        text = text[worth.end() :]
    parts = BEFORE_FEEDBACK.split(text, maxsplit=1)
    answer, feedback = (*(_unescape(part) for part in parts), "")[:2]
    # Feedback is HTML in gaps of every kind.
    return Answer(squeeze(reading(answer)), fraction, html.plain(feedback))


def _unescape(text: str) -> str:
    """Return what a text of a gap says: some signs stand behind a backslash."""
    bare = html.LONG_NUMBER.sub("", ESCAPED.sub(r"\1", text))
    return CONTROL.sub("", entities.unescape(bare))


def _numeric(answer: Answer) -> Answer:
    middle, _colon, tolerance = answer.text.partition(":")
    return Answer(middle.strip(), answer.fraction, answer.feedback, tolerance.strip())


def chosen_words(source: Source, value: str) -> dict[str, Any]:
    """Return the fields of a text whose gaps are filled with words of a group.

    A gap ``[[2]]`` names the second word; all words of its group are offered there.
    """
    tag = "selectoption" if source.node.all("selectoption") else "dragbox"
    words = [
        (source.line(node), node.value("group", default="1"))
        for node in source.node.all(tag)
    ]
    if len(words) > answers.MOST:
        raise LeftOut(_("It has more than %(most)s answers.") % {"most": answers.MOST})
    gaps: list[dict[str, Any]] = []

    def slot(found: re.Match[str]) -> str:
        index = int(found[1]) - 1
        if not 0 <= index < len(words):
            raise LeftOut(
                _("Its gap [[%(number)s]] has no word.") % {"number": found[1]}
            )
        if len(gaps) == MOST:
            raise _too_many()
        gaps.append(_choice(source, words, index))
        return f"[[{len(gaps)}]]"

    text = SLOT.sub(slot, value)
    if tag == "dragbox" and gaps:
        source.changed(_("Words are chosen from lists, no longer dragged."))
    return _fields(source, text, gaps)


def _choice(source: Source, words: list[tuple[str, str]], right: int) -> dict[str, Any]:
    text, group = words[right]
    if not text:
        raise LeftOut(_("A word of it holds no text, such as only a picture."))
    named = [(word, of_group) for word, of_group in words if word]
    offered = {word.casefold(): word for word, of_group in named if of_group == group}
    if len(offered) < 2:
        offered = {word.casefold(): word for word, _group in named}
        source.changed(_("Words of other groups are offered, too."))
    if len(offered) < 2:
        raise LeftOut(_("A gap of it has fewer than two options."))
    offered[text.casefold()] = text
    return {
        "kind": "choice",
        "options": [
            {"text": word, **({"correct": True} if word == text else {})}
            for word in offered.values()
        ],
    }


def _too_many() -> LeftOut:
    return LeftOut(_("There are more than %(most)s gaps.") % {"most": MOST})


def _fields(source: Source, value: str, gaps: list[dict[str, Any]]) -> dict[str, Any]:
    if not gaps:
        raise LeftOut(_("There is no gap in its text."))
    before, between, after = value.partition(BETWEEN)
    if between:
        stem, text = source.stem(before), source.stem(after)
    else:
        stem, text = _divided(source.stem(value))
    if not stem:
        stem = f"<p>{_('Fill in the blanks.')}</p>"
        source.changed(_("It begins with “Fill in the blanks.” now."))
    return {"stem": stem, "text": text, "gaps": gaps}


def _divided(value: str) -> tuple[str, str]:
    """Return the paragraphs before the first that has a gap, and the rest."""
    position = 0
    while value.startswith("<p>", position):
        end = value.find("</p>", position) + len("</p>")
        if "[[" in value[position:end]:
            break
        position = end
    return value[:position], value[position:]
