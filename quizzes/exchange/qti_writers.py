"""How a question of each of our types is said in QTI 3.

Each gives what stands behind the question itself; it leaves the declarations and rules
in the draft.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import gcd
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.gaps import TAG_OR_GAP
from quizzes.types.numbers import plain_decimal
from quizzes.types.text import squeeze

from .found import decimal
from .moodle_answers import EXACT
from .qti_draft import (
    SCORE,
    Draft,
    base,
    chain,
    correct,
    element,
    setting,
    tidy,
    variable,
    xhtml,
)

MATCH, MAP = "match_correct", "map_response"
RESPONSE = "RESPONSE"
TRUTH = (("true", "True"), ("false", "False"))
Fields = Mapping[str, Any]


def named(options: Sequence[Any], prefix: str = "") -> list[tuple[str, Any]]:
    return [(f"{prefix}choice_{i}", each) for i, each in enumerate(options, start=1)]


def mapping(entries: Sequence[tuple[str, object, str]], **bounds: Any) -> str:
    """Return what answers are mapped to; each with more attributes, or none."""
    inner = "".join(
        f'<qti-map-entry {key} mapped-value="{worth}"{more}/>'
        for key, worth, more in entries
    )
    return element("qti-mapping", inner, default_value="0", **bounds)


def entry(key: str, worth: object, *, case_sensitive: bool | None = None) -> Any:
    shown = element("x", map_key=key).removeprefix("<x ").removesuffix("/>")
    more = "" if case_sensitive is None else f' case-sensitive="{str(case_sensitive).lower()}"'  # fmt: skip
    return shown, worth, more


def right_or_wrong(response: str, score: str) -> str:
    """Return the rule that marks a response as a whole."""
    same = element("qti-match", variable(response) + correct(response))
    return chain([(same, setting(score, base(1, "float")))])


def single_choice(draft: Draft, fields: Fields) -> str:
    choices = named(fields["options"])
    _choose_one(draft, choices, RESPONSE, SCORE)
    draft.template = MATCH
    return _choices(choices, most=1, shuffle="true")


def _choose_one(
    draft: Draft, choices: list[tuple[str, Any]], response: str, score: str
) -> None:
    right = [name for name, each in choices if each.get("correct")]
    draft.declare(response, "single", "identifier", right=right[:1])
    draft.rules.append(right_or_wrong(response, score))
    draft.tell_choices(response, choices)


def _choices(choices: list[tuple[str, Any]], *, most: int, shuffle: str) -> str:
    return element(
        "qti-choice-interaction",
        "".join(
            element("qti-simple-choice", text=each["text"], identifier=name)
            for name, each in choices
        ),
        response_identifier=RESPONSE,
        max_choices=most,
        shuffle=shuffle,
    )


def true_false(draft: Draft, fields: Fields) -> str:
    choices = [
        (
            name,
            {
                "text": text,
                "correct": fields["answer"] is (name == "true"),
                "feedback": fields.get(f"feedback_{name}", ""),
            },
        )
        for name, text in TRUTH
    ]
    _choose_one(draft, choices, RESPONSE, SCORE)
    draft.template = MATCH
    return _choices(choices, most=1, shuffle="false")


def multiple_response(draft: Draft, fields: Fields) -> str:
    choices = named(fields["options"])
    right = [name for name, each in choices if each.get("correct")]
    if fields.get("all_or_nothing"):
        draft.declare(RESPONSE, "multiple", "identifier", right=right)
        draft.rules.append(right_or_wrong(RESPONSE, SCORE))
        draft.template = MATCH
    else:
        # In whole numbers: all right ones are worth as much as all wrong ones cost.
        wrong = len(choices) - len(right)
        shared = gcd(len(right), wrong) if wrong else len(right)
        gain = max(wrong // shared, 1)
        loss = len(right) // shared
        draft.most = gain * len(right)
        draft.declare(
            RESPONSE,
            "multiple",
            "identifier",
            right=right,
            mapping=mapping(
                [
                    entry(name, gain if each.get("correct") else -loss)
                    for name, each in choices
                ],
                lower_bound=0,
                upper_bound=draft.most,
            ),
        )
        _map(draft)
    draft.tell_choices(RESPONSE, choices, "multiple")
    return _choices(choices, most=0, shuffle="true")


def _map(draft: Draft) -> None:
    draft.rules.append(setting(SCORE, element("qti-map-response", identifier=RESPONSE)))
    draft.template = MAP


def matching(draft: Draft, fields: Fields) -> str:
    texts = [each["match"] for each in fields["pairs"]] + list(
        fields.get("distractors", [])
    )
    matches = {
        text: f"match_{i}" for i, text in enumerate(dict.fromkeys(texts), start=1)
    }
    prompts = [(f"prompt_{i}", each) for i, each in enumerate(fields["pairs"], start=1)]
    right = [f"{name} {matches[each['match']]}" for name, each in prompts]
    draft.most = len(prompts)
    draft.declare(
        RESPONSE,
        "multiple",
        "directedPair",
        right=right,
        mapping=mapping([entry(pair, 1) for pair in right]),
    )
    _map(draft)

    def associable(name: str, text: str, most: int) -> str:
        tag = "qti-simple-associable-choice"
        return element(tag, text=text, identifier=name, match_max=most)

    sets = [
        "".join(associable(name, each["prompt"], 1) for name, each in prompts),
        "".join(associable(name, text, 0) for text, name in matches.items()),
    ]
    return element(
        "qti-match-interaction",
        "".join(element("qti-simple-match-set", each) for each in sets),
        response_identifier=RESPONSE,
        max_associations=len(prompts),
        shuffle="true",
    )


def ordering(draft: Draft, fields: Fields) -> str:
    items = [(f"item_{i}", text) for i, text in enumerate(fields["items"], start=1)]
    draft.declare(
        RESPONSE, "ordered", "identifier", right=[name for name, _text in items]
    )
    if fields.get("scoring", "exact") == "exact":
        draft.most = len(items)
        draft.rules += [_place(number) for number in range(1, len(items) + 1)]
    else:
        draft.changed(_("Its order is right or wrong as a whole there."))
        draft.rules.append(right_or_wrong(RESPONSE, SCORE))
        draft.template = MATCH
    return element(
        "qti-order-interaction",
        "".join(
            element("qti-simple-choice", text=text, identifier=name)
            for name, text in items
        ),
        response_identifier=RESPONSE,
        shuffle="true",
    )


def _place(number: int) -> str:
    """Return the rule that counts an item in its place."""
    same = element(
        "qti-match",
        element("qti-index", variable(RESPONSE), n=number)
        + element("qti-index", correct(RESPONSE), n=number),
    )
    more = element("qti-sum", variable(SCORE) + base(1, "float"))
    return chain([(same, setting(SCORE, more))])


def short_text(draft: Draft, fields: Fields) -> str:
    _text(draft, fields, RESPONSE, SCORE, "")
    draft.template = MAP
    return element("p", _field(RESPONSE, fields))


def _field(response: str, fields: Fields) -> str:
    longest = max(map(len, fields.get("accepted", ["0" * 10])), default=10)
    return element(
        "qti-text-entry-interaction",
        response_identifier=response,
        expected_length=max(longest, 10),
    )


def _text(draft: Draft, fields: Fields, response: str, score: str, prefix: str) -> None:
    if fields.get("likeness"):
        draft.drop(_("that misspellings are accepted"))
    case_sensitive = bool(fields.get("case_sensitive"))
    listed = [{"text": text, "worth": 100} for text in fields["accepted"]]
    listed += fields.get("others", [])
    entries, told = [], []
    for number, each in enumerate(listed, start=1):
        text = squeeze(tidy(each["text"]))
        if fields.get("wildcards") and "*" in text:
            draft.drop(_("the answer “%(text)s”") % {"text": text[:80]})
            continue
        worth = plain_decimal(Decimal(each.get("worth", 0)) / 100)
        entries.append(entry(text, worth, case_sensitive=case_sensitive))
        same = element(
            "qti-string-match",
            variable(response) + base(text, "string"),
            case_sensitive=str(case_sensitive).lower(),
        )
        shown = draft.tell(
            response, f"{prefix}answer_{number}", each.get("feedback", "")
        )
        if shown:
            told.append((same, shown))
    right = [squeeze(tidy(fields["accepted"][0]))]
    draft.declare(response, "single", "string", right=right, mapping=mapping(entries))
    mapped = element("qti-map-response", identifier=response)
    draft.rules.append(setting(score, mapped))
    draft.rules.append(chain(told))


def numeric(draft: Draft, fields: Fields) -> str:
    _number(draft, fields, RESPONSE, SCORE, "")
    return element("p", _field(RESPONSE, fields))


def _number(
    draft: Draft, fields: Fields, response: str, score: str, prefix: str
) -> None:
    if fields.get("unit"):
        draft.drop(_("its units"))
    branches = []
    right = ""
    if fields.get("answer") is not None:
        right = plain_decimal(str(fields["answer"]))
        half = plain_decimal(str(fields.get("tolerance") or 0))
        is_percent = fields.get("tolerance_in") == "percent"
        mode = "relative" if is_percent else "absolute"
        more = (
            {"tolerance_mode": "exact"}
            if half == "0"
            else {"tolerance_mode": mode, "tolerance": f"{half} {half}"}
        )
        same = element("qti-equal", variable(response) + correct(response), **more)
        branches.append((same, setting(score, base(1, "float"))))
    # Of those that hold a number, the one worth most counts.
    ranges = sorted(fields.get("ranges", []), key=lambda each: -each.get("worth", 100))
    for number, each in enumerate(ranges, start=1):
        low, high = (plain_decimal(str(each[end])) for end in ("from", "to"))
        worth = plain_decimal(Decimal(each.get("worth", 100)) / 100)
        within = element(
            "qti-and",
            element("qti-gte", variable(response) + base(low, "float"))
            + element("qti-lte", variable(response) + base(high, "float")),
        )
        then = setting(score, base(worth, "float"))
        then += draft.tell(
            response, f"{prefix}range_{number}", each.get("feedback", "")
        )
        branches.append((within, then))
        if not right and each.get("worth", 100) == 100:
            both = EXACT.add(Decimal(low), Decimal(high))
            right = plain_decimal(EXACT.divide(both, Decimal(2)))
    numbers = [right, *(str(each[end]) for each in ranges for end in ("from", "to"))]
    if any(decimal(plain_decimal(each or "0")) is None for each in numbers):
        draft.changed(_("Its numbers have more digits than many programs read."))
    draft.declare(response, "single", "float", right=[right] if right else [])
    draft.rules.append(chain(branches))


def essay(draft: Draft, fields: Fields) -> str:
    draft.is_marked_by_person = True
    draft.declare(RESPONSE, "single", "string")
    if fields.get("rubric"):
        draft.drop(_("its rubric"))
    if fields.get("min_words") or fields.get("max_words"):
        draft.drop(_("how many words are wanted"))
    field = element(
        "qti-extended-text-interaction", response_identifier=RESPONSE, expected_lines=15
    )
    if not fields.get("sample"):
        return field
    inside = element("qti-content-body", draft.rich(fields["sample"]))
    return field + element("qti-rubric-block", inside, use="scoring", view="scorer")


def fill_in_blanks(draft: Draft, fields: Fields) -> str:
    gaps = fields["gaps"]
    for thing in ("text",):
        draft.rich(fields[thing])
    fields_of = {
        str(number): _gap(draft, gap, number)
        for number, gap in enumerate(gaps, start=1)
    }
    out, position, text = [], 0, xhtml(fields["text"])
    for found in TAG_OR_GAP.finditer(text):
        if found[1] and (field := fields_of.get(str(int(found[1])))):
            out += [text[position : found.start()], field]
            position = found.end()
    out.append(text[position:])
    weights = [gap.get("weight", 1) for gap in gaps]
    parts = "".join(
        element("qti-product", base(weight, "float") + variable(f"SCORE_{number}"))
        for number, weight in enumerate(weights, start=1)
    )
    total = element("qti-sum", parts) + base(sum(weights), "float")
    draft.rules.append(setting(SCORE, element("qti-divide", total)))
    return element("div", "".join(out))


def _gap(draft: Draft, gap: Fields, number: int) -> str:
    response, score, prefix = f"RESPONSE_{number}", f"SCORE_{number}", f"gap_{number}_"
    draft.outcomes.append(score)
    if gap["kind"] == "text":
        _text(draft, gap, response, score, prefix)
    elif gap["kind"] == "number":
        _number(draft, gap, response, score, prefix)
    else:
        choices = named(gap["options"], prefix)
        _choose_one(draft, choices, response, score)
        return element(
            "qti-inline-choice-interaction",
            "".join(
                element("qti-inline-choice", text=each["text"], identifier=name)
                for name, each in choices
            ),
            response_identifier=response,
            shuffle="true",
        )
    return _field(response, gap)


Writing = Callable[[Draft, Fields], str]
WRITERS: Mapping[str, Writing] = {
    "single_choice": single_choice,
    "multiple_response": multiple_response,
    "true_false": true_false,
    "matching": matching,
    "ordering": ordering,
    "numeric": numeric,
    "short_text": short_text,
    "fill_in_blanks": fill_in_blanks,
    "essay": essay,
}
