"""Questions of QTI 1.2: as Canvas writes them, and as the standard itself does.

Canvas says by its metadata what kind of question it is; elsewhere it shows from what
learners are offered. Marks and feedback come from the conditions of the responses.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.text import squeeze

from . import figures, html
from . import moodle_answers as answers
from .found import LeftOut, decimal
from .moodle_answers import WHOLE, Answer
from .qti12_material import Offer, Shown, shown
from .qti12_rules import Rules
from .qti_gaps import asked
from .qti_source import Source, slot, text
from .xml import Node

Reading = tuple[str, dict[str, Any]]

KINDS = {
    "multiple_choice_question": "single",
    "true_false_question": "single",
    "multiple_answers_question": "multiple",
    "short_answer_question": "text",
    "fill_in_multiple_blanks_question": "blanks",
    "multiple_dropdowns_question": "dropdowns",
    "matching_question": "matching",
    "numerical_question": "number",
    "essay_question": "essay",
    "ordering_question": "ordering",
}
UNASKED = {"text_only_question", "text_only"}
# What Canvas' New Quizzes compare with: the same text, whatever its capitals are.
PLAIN_WAYS = {"", "Equivalence", "TextEquivalence", "TextInChoices"}
WORDS = {"true": True, "false": False}


def metadata(item: Node | None) -> dict[str, str]:
    """Return what the metadata of a question or a bank say, by their labels."""
    found: dict[str, str] = {}
    for field in item.all("qtimetadatafield") if item else []:
        label = field.value("fieldlabel").lower()
        found.setdefault(label, field.value("fieldentry"))
    return found


def read(source: Source) -> tuple[str, dict[str, Any], str, tuple[str, ...], str]:
    """Return type, fields, rationale, hints, and the HTML of the question itself."""
    item = source.node
    said = metadata(item.child("itemmetadata", "qtimetadata"))
    kind = said.get("question_type", "").strip()
    if kind in UNASKED:
        raise LeftOut(_("It is a text, which asks nothing."))
    if kind and kind not in KINDS:
        raise LeftOut(
            _("Questions of the type “%(type)s” can’t be asked here.")
            % {"type": kind[:40]}
        )
    if (node := item.child("presentation")) is None:
        raise LeftOut(_("Its text is missing."))
    look = shown(source, node)
    rules = Rules(source, look)
    _notice(source, said)
    type_key, fields = _asked(
        source, look, rules, KINDS.get(kind) or _kind(look, rules)
    )
    rationale = source.safe(rules.rationale)
    hints = tuple(filter(None, (source.safe(hint) for hint in rules.hints)))
    rules.done()
    return type_key, fields, rationale, hints, look.value


def _notice(source: Source, said: dict[str, str]) -> None:
    points = decimal(said.get("points_possible", "1") or "1")
    if points is not None and points != 1:
        source.drop(_("its points (%(points)s)") % {"points": figures.field(points)})
    if said.get("parent_stimulus_item_ident"):
        source.drop(_("the text that it is about"))


def _kind(look: Shown, rules: Rules) -> str:
    """Return what is asked, from what learners are offered."""
    offers = look.offers
    if not offers:
        raise LeftOut(_("It is a text, which asks nothing."))
    first = offers[0]
    if any(offer.kind == "other" for offer in offers):
        raise LeftOut(_("What it offers can’t be asked here."))
    if len(offers) > 1:
        chosen = all(offer.kind == "choice" for offer in offers)
        same = {tuple(each.text for each in offer.labels) for offer in offers}
        if chosen and len(same) == 1 and all(offer.about for offer in offers):
            return "matching"
        return "inline"
    if first.kind == "choice":
        return {"ordered": "ordering", "multiple": "multiple"}.get(
            first.cardinality, "single"
        )
    if first.kind == "number":
        return "number"
    if not rules.points(first.key) or first.is_long:
        return "essay"
    return "inline"


def _asked(source: Source, look: Shown, rules: Rules, kind: str) -> Reading:
    if not look.offers:
        raise LeftOut(_("It offers nothing to answer with."))
    first = look.offers[0]
    if kind == "inline":
        gaps = [_gap(source, rules, offer) for offer in look.offers]
        return asked(source, look.value, gaps)
    if kind in {"blanks", "dropdowns"}:
        return _blanks(source, look, rules, kind)
    stem = source.stem(look.plain())
    if kind == "matching":
        type_key, fields = _matching(source, look, rules)
    elif len(look.offers) > 1:
        raise LeftOut(_("It asks several things at once."))
    elif kind == "single":
        type_key, fields = _single(source, rules, first)
    elif kind == "multiple":
        type_key, fields = "multiple_response", _multiple(source, rules, first)
    elif kind == "ordering":
        type_key, fields = "ordering", _ordering(source, rules, first)
    elif kind == "number":
        type_key, fields = "numeric", rules.number(first.key)
    elif kind == "essay":
        type_key, fields = "essay", {}
    else:
        type_key, fields = "short_text", _text(source, rules, first)
    return type_key, {"stem": stem, **fields}


def _listed(rules: Rules, offer: Offer) -> list[Answer]:
    """Return the options, each worth what the conditions say, in percent."""
    worth = rules.points(offer.key)
    best = max(worth.values(), default=Decimal(0))
    found = []
    for each in offer.labels:
        points = worth.get(each.key, Decimal(0))
        percent = points * 100 / best if best > 0 else Decimal(0)
        # A file that was edited by hand in Canvas keeps the rows that were emptied.
        if each.text or points:
            if not each.text:
                raise LeftOut(
                    _("An option of it holds no text, such as only a picture.")
                )
            found.append(Answer(each.text, percent, rules.told(offer.key, each.key)))
    if len(found) > answers.MOST:
        raise LeftOut(_("It has more than %(most)s answers.") % {"most": answers.MOST})
    return found


def _single(source: Source, rules: Rules, offer: Offer) -> Reading:
    listed = rules.with_whole(_listed(rules, offer))
    words = [each.text.casefold() for each in listed]
    if sorted(words) == ["false", "true"]:
        right = [WORDS[word] for word, each in zip(words, listed, strict=True) if each.is_whole]  # fmt: skip
        if len(right) != 1:
            raise LeftOut(_("It does not say whether it is true or false."))
        feedback = {
            f"feedback_{word}": each.feedback
            for word, each in zip(words, listed, strict=True)
            if each.feedback
        }
        return "true_false", {"answer": right[0], **feedback}
    if len(listed) < 2:
        raise LeftOut(_("It has fewer than two options."))
    return "single_choice", {"options": answers.single(listed, source)}


def _multiple(source: Source, rules: Rules, offer: Offer) -> dict[str, Any]:
    right = rules.all_of(offer.key)
    listed = _listed(rules, offer)
    if len(listed) < 2:
        raise LeftOut(_("It has fewer than two options."))
    if right is not None:
        known = {each.key: each.text for each in offer.labels}
        texts = [known.get(key, "") for key in right]
        if not texts or not all(texts):
            raise LeftOut(_("No option of it is right."))
        options = [answers.option(each, correct=each.text in texts) for each in listed]
        return {"options": options, "all_or_nothing": True}
    total = sum((each.fraction for each in listed if each.fraction > 0), Decimal(0))
    shared = [
        Answer(each.text, each.fraction * 100 / total, each.feedback)
        for each in listed
        if total
    ]
    return {"options": answers.multiple(shared, source)}


def _ordering(source: Source, rules: Rules, offer: Offer) -> dict[str, Any]:
    known = {each.key: each.text for each in offer.labels}
    order = rules.sequence(offer.key)
    if len(order) < 2 or sorted(order) != sorted(known):
        raise LeftOut(_("It does not say which order is right."))
    if not all(known.values()):
        raise LeftOut(_("An item of it holds no text, such as only a picture."))
    source.changed(_("A part of the order is worth a part of the mark now."))
    return {"items": [known[key] for key in order]}


def _text(source: Source, rules: Rules, offer: Offer) -> dict[str, Any]:
    worth = rules.points(offer.key)
    listed = [
        Answer(_pattern(rules, offer, key), points, rules.told(offer.key, key))
        for key, points in _in_percent(worth).items()
    ]
    listed += [
        Answer(key.replace("*", r"\*"), Decimal(0), told)
        for key, told in rules.others_told(offer.key)
    ]
    return answers.short(
        [Answer(squeeze(each.text), each.fraction, each.feedback) for each in listed],
        source,
        case_sensitive=rules.is_case_sensitive(offer.key),
    )


def _in_percent(worth: dict[str, Decimal]) -> dict[str, Decimal]:
    best = max(worth.values(), default=Decimal(0))
    return {key: points * 100 / best for key, points in worth.items() if best > 0}


def _pattern(rules: Rules, offer: Offer, key: str) -> str:
    literal = key.replace("*", r"\*")
    return f"*{literal}*" if rules.is_part(offer.key, key) else literal


def _gap(source: Source, rules: Rules, offer: Offer) -> dict[str, Any]:
    if offer.kind == "choice":
        listed = _listed(rules, offer)
        if offer.cardinality != "single" or len(listed) < 2:
            raise LeftOut(_("It asks several things at once."))
        return {"kind": "choice", "options": answers.single(listed, source)}
    if offer.kind == "number":
        return {"kind": "number", **rules.number(offer.key)}
    if not rules.points(offer.key):
        raise LeftOut(_("A gap of it has no right answer."))
    return {"kind": "text", **_text(source, rules, offer)}


def _blanks(source: Source, look: Shown, rules: Rules, kind: str) -> Reading:
    """Return a text in which Canvas names its gaps in brackets."""
    value, gaps = look.plain(), []
    for offer in look.offers:
        name = offer.key.removeprefix("response_")
        label = html.line(offer.about)
        token = f"[{text(name)}]"
        if token not in value and f"[{text(label)}]" in value:
            # Programs that write for Canvas number the answers, and name them beside.
            token = f"[{text(label)}]"
        if token not in value:
            value += f"<p>{token}</p>"
            source.changed(
                _("The gap “%(name)s” is not in the text; it stands behind it.")
                % {"name": name[:40]}
            )
        gaps.append(_blank(source, rules, offer, kind))
        begin, _token, rest = value.partition(token)
        # The same name again shows what was written, but asks nothing.
        value = begin + slot(len(gaps)) + rest.replace(token, slot(len(gaps)))
    return asked(source, value, gaps)


def _blank(source: Source, rules: Rules, offer: Offer, kind: str) -> dict[str, Any]:
    is_choice = kind == "dropdowns" or any(
        each.attributes.get("answer_type") in {"dropdown", "wordbank"}
        for each in offer.labels
    )
    if is_choice or offer.kind != "choice":
        return _gap(source, rules, offer)
    ways = {each.attributes.get("scoring_algorithm", "") for each in offer.labels}
    if ways - PLAIN_WAYS:
        source.changed(
            _("Answers are compared as they stand; the file had “%(way)s”.")
            % {"way": min(ways - PLAIN_WAYS)[:40]}
        )
    # Whatever is listed for such a gap is right; the file says so of the first alone.
    listed = [
        Answer(each.text.replace("*", r"\*"), WHOLE, rules.told(offer.key, each.key))
        for each in offer.labels
        if each.text
    ]
    if not listed:
        raise LeftOut(_("A gap of it has no right answer."))
    found = answers.short(listed, source, case_sensitive=False)
    return {"kind": "text", **found}


def _matching(source: Source, look: Shown, rules: Rules) -> Reading:
    pairs: list[dict[str, str]] = []
    used: set[str] = set()
    known: dict[str, None] = {}
    for offer in look.offers:
        texts = {each.key: each.text for each in offer.labels}
        known |= dict.fromkeys(texts.values())
        worth = _in_percent(rules.points(offer.key))
        right = [texts[key] for key in worth if key in texts and worth[key] > 0]
        if len(right) != 1 or not offer.about or not right[0]:
            raise LeftOut(_("A prompt of it does not have just one right match."))
        pairs.append({"prompt": source.line(offer.about), "match": right[0]})
        used.add(right[0])
        for each in offer.labels:
            if rules.told(offer.key, each.key):
                source.drop(_("feedback to its matches"))
    distractors = [word for word in known if word and word not in used]
    return "matching", {
        "pairs": pairs,
        **({"distractors": distractors} if distractors else {}),
    }
