"""What a question of each type of Moodle is here."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.essay import WORDS
from quizzes.types.text import squeeze

from . import moodle_answers as answers
from . import moodle_cloze
from .found import LeftOut
from .moodle_source import Source, is_true

# The key of our type, and its fields; without a stem where that is all of the text.
Reading = tuple[str, dict[str, Any]]

NUMBERINGS = {"", "abc", "none"}
# How an ordering is marked: our way, and whether it is just the same.
GRADINGS = {
    "": ("exact", True),
    "ALL_OR_NOTHING": ("exact", False),
    "ABSOLUTE_POSITION": ("exact", True),
    "RELATIVE_NEXT_EXCLUDE_LAST": ("relative", False),
    "RELATIVE_NEXT_INCLUDE_LAST": ("relative", False),
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": ("relative", False),
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": ("relative", True),
    "RELATIVE_TO_CORRECT": ("relative", False),
    "LONGEST_ORDERED_SUBSET": ("longest-run", False),
    "LONGEST_CONTIGUOUS_SUBSET": ("longest-run", False),
}
# Some files write a number for it.
NUMBERED = {
    "-1": "ALL_OR_NOTHING", "0": "ABSOLUTE_POSITION",
    "1": "RELATIVE_NEXT_EXCLUDE_LAST", "2": "RELATIVE_NEXT_INCLUDE_LAST",
    "3": "RELATIVE_ONE_PREVIOUS_AND_NEXT", "4": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    "5": "LONGEST_ORDERED_SUBSET", "6": "LONGEST_CONTIGUOUS_SUBSET",
    "7": "RELATIVE_TO_CORRECT",
}  # fmt: skip


def multichoice(source: Source, _value: str) -> Reading:
    found = answers.listed(source, as_html=True)
    _order(source)
    if source.node.value("answernumbering", default="abc") not in NUMBERINGS:
        source.drop(_("how its options are numbered"))
    if is_true(source.node.value("single", default="true")):
        return "single_choice", {"options": answers.single(found, source)}
    return "multiple_response", {"options": answers.multiple(found, source)}


def all_or_nothing(source: Source, _value: str) -> Reading:
    found = answers.listed(source, as_html=True)
    _order(source)
    options = [answers.option(each, correct=each.fraction > 0) for each in found]
    if not any(option.get("correct") for option in options):
        raise LeftOut(_("No option of it is right."))
    return "multiple_response", {"options": options, "all_or_nothing": True}


def _order(source: Source) -> None:
    if not is_true(source.node.value("shuffleanswers", default="1")):
        source.drop(_("the fixed order of its options"))


def truefalse(source: Source, _value: str) -> Reading:
    found = {}
    for index, node in enumerate(source.node.all("answer")[:2]):
        word = node.value("text").lower()
        # Old files wrote the words in the language of the site, “true” first.
        key = word if word in {"true", "false"} else ("true", "false")[index]
        worth = answers.percent(node.attributes.get("fraction", "0"))
        found[key] = (worth, source.plain(node.child("feedback")))
    true, false = found.get("true", (0, "")), found.get("false", (0, ""))
    if true[0] == false[0]:
        raise LeftOut(_("It does not say whether it is true or false."))
    return "true_false", {
        "answer": true[0] > false[0],
        **({"feedback_true": true[1]} if true[1] else {}),
        **({"feedback_false": false[1]} if false[1] else {}),
    }


def shortanswer(source: Source, _value: str) -> Reading:
    found = answers.listed(source, as_html=False)
    case_sensitive = is_true(source.node.value("usecase"))
    return "short_text", answers.short(found, source, case_sensitive=case_sensitive)


def numerical(source: Source, _value: str) -> Reading:
    found = answers.number(answers.listed(source, as_html=False), source)
    if source.node.value("unitgradingtype", default="0") not in {"", "0"}:
        source.drop(_("what a wrong unit takes away"))
    if source.html(source.node.child("instructions")).strip():
        source.drop(_("the instructions on its units"))
    return "numeric", {**found, **answers.units(source)}


def matching(source: Source, _value: str) -> Reading:
    pairs, distractors = [], []
    if not is_true(source.node.value("shuffleanswers", default="1")):
        source.drop(_("the fixed order of its options"))
    for node in source.node.all("subquestion"):
        prompt, match = source.line(node), squeeze(node.value("answer", "text"))
        if prompt and match:
            pairs.append({"prompt": prompt, "match": match})
        elif not prompt and source.html(node).strip():
            raise LeftOut(_("A prompt of it holds no text, such as only a picture."))
        elif match:
            distractors.append(match)
    return "matching", {
        "pairs": pairs,
        **({"distractors": distractors} if distractors else {}),
    }


def essay(source: Source, _value: str) -> Reading:
    if source.node.value("responseformat") == "noinline":
        raise LeftOut(_("It asks for a file, not for a text."))
    if source.node.value("attachments", default="0") not in {"", "0"}:
        source.drop(_("files that learners attach"))
    if source.node.value("responsetemplate", "text"):
        source.drop(_("the text that answers begin with"))
    fields: dict[str, Any] = {}
    for name in ("min", "max"):
        text = source.node.value(f"{name}wordlimit")
        if text.isascii() and text.isdigit() and text.strip("0"):
            words = int(text[:9])
            fields[f"{name}_words"] = min(words, WORDS["high"])
            if words > WORDS["high"]:
                source.changed(
                    _("Its limit is %(words)s words.") % {"words": WORDS["high"]}
                )
    sample = source.rich(source.node.child("graderinfo"))
    return "essay", {**fields, **({"sample": sample} if sample else {})}


def ordering(source: Source, _value: str) -> Reading:
    items = [source.line(node) for node in source.node.all("answer")]
    if not all(items):
        raise LeftOut(_("An item of it holds no text, such as only a picture."))
    if any(source.plain(node.child("feedback")) for node in source.node.all("answer")):
        source.drop(_("feedback to its items"))
    grading = source.node.value("gradingtype").upper()
    scoring, same = GRADINGS.get(NUMBERED.get(grading, grading), ("exact", False))
    if not same:
        source.changed(_("Its order is marked in another way than in Moodle."))
    asked = source.node.value("selectcount") or source.node.value("studentsee")
    part = asked.isascii() and asked.isdigit() and 0 < int(asked[:9]) < len(items)
    if part and source.node.value("selecttype").upper() not in {"ALL", "0"}:
        source.changed(_("All of its items are asked, not a part of them."))
    return "ordering", {
        "items": items,
        **({} if scoring == "exact" else {"scoring": scoring}),
    }


def cloze(source: Source, value: str) -> Reading:
    return "fill_in_blanks", moodle_cloze.cloze(source, value)


def chosen_words(source: Source, value: str) -> Reading:
    return "fill_in_blanks", moodle_cloze.chosen_words(source, value)


READERS: Mapping[str, Callable[[Source, str], Reading]] = {
    "multichoice": multichoice,
    "multichoiceset": all_or_nothing,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "essay": essay,
    "ordering": ordering,
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": chosen_words,
    "ddwtos": chosen_words,
}
