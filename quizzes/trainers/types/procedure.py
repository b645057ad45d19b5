"""Put a whole session together, from the first question to the record."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.types.base import (
    WRONG,
    InvalidResponse,
    Mark,
    single_value,
    unknown_option,
)
from quizzes.types.text import clean_html, squeeze

from . import procedure_rules as rules
from . import procedure_source as source
from . import procedure_words as words
from .base import TrainerType
from .procedure_blocks import PREPARING, ProcedureCheckBlock


class ProcedureCheck(TrainerType):
    """How much of an expert's session was done, in an order that an expert could have.

    fraction = (steps of the longest run in order - actions that don't belong) / steps of
    the expert's session, never below 0. It is 0 where a step that must never be missed
    is missing or comes after treatment began, where something was done that nobody may
    do, and where treatment went on although the session had to end.

    Content: ``stem``; ``steps`` (``id``, ``text``, ``kind``, ``why``, ``together``,
    ``must``, ``missed``, ``treats``); ``distractors`` (``id``, ``text``, ``kind``,
    ``why``, ``fatal``); ``events`` (``id``, ``after``, ``text``, ``ends``, ``answers``,
    which are steps); ``source_profile``, ``reviewed_by``, ``reviewed_on``. What is made
    of it for one asking: see ``procedure_rules.case``; without an order it is the case
    where nothing happens.
    Response: ``{"steps": [id, ...]}`` as they follow one another.
    """

    key = "procedure_check"
    minutes = 4  # our estimate
    label = gettext_lazy("Procedure check")
    icon = "tasks"
    block = ProcedureCheckBlock
    template = "ce_trainers/types/procedure.html"
    review_template = "ce_trainers/types/procedure_review.html"
    source_fields = {
        "steps": True,
        "distractors": False,
        "events": False,
        "source_profile": False,
        "reviewed_by": False,
        "reviewed_on": False,
    }
    topics = words.TOPICS

    def content(self, value):
        day = value["reviewed_on"]
        return {
            "stem": clean_html(value["stem"]),
            "steps": [_action(bound, "treats") for bound in _rows(value, "steps")],
            "distractors": [
                {
                    "id": bound.id,
                    "text": squeeze(bound.value["text"] or ""),
                    "kind": bound.value["kind"] or PREPARING,
                    "why": (bound.value["why"] or "").strip(),
                    "fatal": bool(bound.value["fatal"]),
                }
                for bound in _rows(value, "distractors")
            ],
            "events": [
                {
                    "id": bound.id,
                    "after": squeeze(bound.value["after"] or ""),
                    "text": squeeze(bound.value["text"] or ""),
                    "ends": bool(bound.value["ends"]),
                    "answers": [
                        _action(answer) for answer in _rows(bound.value, "answers")
                    ],
                }
                for bound in _rows(value, "events")
            ],
            "source_profile": squeeze(value["source_profile"] or "") or source.CORE,
            "reviewed_by": squeeze(value["reviewed_by"] or ""),
            "reviewed_on": day.isoformat() if day else "",
        }

    def problems(self, content):
        return words.problems(content)

    def order(self, content, rng, *, shuffle=True):
        """Draw what happens and what is offered; the author's order would be the key."""
        return rules.draw(content, rng)

    def mirrored(self, content, order):
        return rules.mirrored(order)

    def variant(self, content, order):
        return rules.case(content, order, words.side_names())

    def present(self, content, order, response=None):
        case = self._case(content, order)
        places = _places(response)
        rows = sorted(
            case["actions"], key=lambda row: places.get(row["id"], len(places) + 1000)
        )
        return {
            "stem": case["stem"],
            "places": list(range(1, len(rows) + 1)),
            "actions": [
                {
                    "id": row["id"],
                    "text": row["text"],
                    "event": row["event"],
                    "place": places.get(row["id"]),
                }
                for row in rows
            ],
            "key_line": words.key_line(case),
        }

    def read(self, content, data, prefix):
        actions = self._case(content)["actions"]
        texts = {action["id"]: action["text"] for action in actions}
        places = {}
        for key in texts:
            place = single_value(data, f"{prefix}-place-{key}")
            if not place:
                continue
            if not (place.isascii() and place.isdigit() and len(place) <= 4):
                raise unknown_option()
            if not 1 <= int(place) <= len(texts):
                raise unknown_option()
            places[key] = int(place)
        for number in places.values():
            twins = [texts[twin] for twin in places if places[twin] == number]
            if len(twins) > 1:
                raise InvalidResponse(
                    _(
                        "Number %(number)s stands at two actions: “%(one)s” and "
                        "“%(other)s”. Please give each its own."
                    )
                    % {"number": number, "one": twins[0], "other": twins[1]},
                    {"places": places},
                )
        steps = sorted(places, key=lambda key: places[key])
        return {"steps": steps} if steps else None

    def is_complete(self, content, response):
        return bool(_steps(response))

    def mark(self, content, response):
        if not _steps(response):
            return Mark(WRONG)
        case = self._case(content)
        judgment = rules.judge(case, _steps(response))
        reasons = [words.reason(why, each, case) for why, each in judgment.failures]
        if reasons:
            reasons.append(words.no_points())
        return Mark(judgment.fraction, (*reasons, *words.remarks(judgment)))

    def missed(self, content, response):
        judgment = rules.judge(self._case(content), _steps(response))
        found = [action["kind"] for _why, action in judgment.failures]
        found += [action["kind"] for action in judgment.missing]
        if judgment.out_of_order:
            found.append(words.ORDER)
        if any(action["role"] == rules.NEVER for action in judgment.unwanted):
            found.append(words.NEVER)
        return tuple(dict.fromkeys(found))

    def fits(self, content, response):
        known = {action["id"] for action in self._case(content)["actions"]}
        return set(_steps(response)) <= known

    def correct(self, content):
        expert = rules.in_session(self._case(content)["actions"])
        return {"steps": [action["id"] for action in expert]}

    def summary(self, content, response):
        case = self._case(content)
        texts = {action["id"]: action["text"] for action in case["actions"]}
        done = [texts[key] for key in _steps(response) if key in texts]
        return "; ".join(f"{place}. {text}" for place, text in enumerate(done, start=1))

    def tally(self, content, response):
        """Return a row for each action that was done; always shown are an expert's.

        Whether it belongs depends on what happened, and so does its row.
        """
        actions = self._case(content)["actions"]
        done = _steps(response) if response else self.correct(content)["steps"]
        return [
            (
                f"{action['id']}:{'+' if action['level'] is not None else '-'}",
                action["text"],
                action["level"] is not None,
            )
            for action in actions
            if action["id"] in done
        ]

    def review(self, content, order, response):
        case = self._case(content, order)
        done = _steps(response)
        judgment = rules.judge(case, done)
        given = bool(done)
        return {
            "stem": case["stem"],
            "given": given,
            "reasons": [
                words.reason(why, each, case)
                for why, each in judgment.failures
                if given
            ],
            "no_points": words.no_points(),
            "remarks": words.remarks(judgment) if given else [],
            "expert": _expert_rows(case, done, judgment),
            "unwanted": [
                {
                    "text": action["text"],
                    "why": words.why_not(action, case),
                    "never": action["role"] == rules.NEVER,
                    "chosen": done.index(action["id"]) + 1,
                }
                for action in judgment.unwanted
            ],
            "ending": case["ending"],
            "key_line": words.key_line(case),
        }

    def from_source(self, data, *, rich):
        return source.from_source(data, rich=rich)

    def to_source(self, content, *, markdown):
        return source.to_source(content, markdown=markdown)

    def _case(self, content, order=()):
        """Return the case; a question's own content stands for the one without events."""
        return content if "actions" in content else self.variant(content, order)


def _rows(value, name):
    return value[name].bound_blocks


def _action(bound, *more):
    value = bound.value
    return {
        "id": bound.id,
        "text": squeeze(value["text"] or ""),
        "kind": value["kind"] or PREPARING,
        "why": (value["why"] or "").strip(),
        "together": bool(value["together"]),
        "must": bool(value["must"]),
        "missed": (value["missed"] or "").strip(),
        **{name: bool(value[name]) for name in more},
    }


def _steps(response):
    return response["steps"] if response else []


def _places(response):
    """Return the number of each action, also of an answer that couldn't be read."""
    if response and "places" in response:
        return response["places"]
    return {key: place for place, key in enumerate(_steps(response), start=1)}


def _expert_rows(case, done, judgment):
    """Return the expert's session step by step, each with what the learner did."""
    expert = rules.in_session(case["actions"])
    levels = [action["level"] for action in expert]
    failed = {action["id"]: why for why, action in judgment.failures}
    rows = []
    for place, action in enumerate(expert, start=1):
        key = action["id"]
        rows.append(
            {
                "text": action["text"],
                "why": action["why"],
                "event": action["event"],
                "must": action["must"],
                "place": place,
                "any_order": levels.count(action["level"]) > 1,
                "chosen": done.index(key) + 1 if key in done else None,
                "is_late": failed.get(key) == rules.LATE,
                "in_order": key in judgment.in_order,
            }
        )
    return rows
