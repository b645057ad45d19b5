"""How a session is made from a seed, and how one that was put together is judged.

Nothing here knows a form, a page or a request. Formulas: docs/algorithms/procedure.md.

An *action* is anything that can be added to a session. Its ``level`` says where it
stands in the expert's session: a lower level comes first, equal ones in any order, and
``None`` means that it does not belong there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from quizzes.types.base import WRONG, share

Content = Mapping[str, Any]
Action = dict[str, Any]

LEFT, RIGHT = "left", "right"
SIDES = (LEFT, RIGHT)
SHORT = "short:"
EVENT = "event:"
MARKS = ("{short}", "{long}", "{Short}", "{Long}")

MOST_EVENTS = 2
MOST_DISTRACTORS = 4

# What an action is in the case at hand.
STEP, EXTRA, NEVER = "step", "extra", "never"
# Why a session gives no points.
MISSED, LATE, DONE, WENT_ON = "missed", "late", "done", "went-on"


def other(side: str) -> str:
    return RIGHT if side == LEFT else LEFT


def same(text: str) -> str:
    """Return what two texts share that mean the same action."""
    return " ".join(text.casefold().split())


def groups(steps: Sequence[Action]) -> list[list[Action]]:
    """Return steps as they follow one another; those in one list in any order."""
    found: list[list[Action]] = []
    for step in steps:
        if step["together"] and found:
            found[-1].append(step)
        else:
            found.append([step])
    return found


def anchors(content: Content) -> dict[str, int]:
    """Return the number of the group of each step after which something may happen."""
    return {
        same(group[0]["text"]): number
        for number, group in enumerate(groups(content["steps"]))
        if len(group) == 1
    }


def uses_side(content: Content) -> bool:
    """Say whether any text of the question speaks of the short or the long leg."""
    return any(mark in text for text in _texts(content) for mark in MARKS)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(inner, str) and hasattr(inner, "__iter__"):
        return [text for each in inner for text in _texts(each)]
    return []


# ---- drawing -----------------------------------------------------------------------------


def draw(content: Content, rng: Random) -> list[str]:
    """Return what freezes one case: the side, what happens, and the actions offered.

    Actions stand in the order they are offered in. Besides those of the case there are
    the answers to something that does not happen: so what is offered tells nothing.
    """
    side = rng.choice(SIDES)
    events = _drawn_events(content, rng)
    happens = {event["id"] for event in events}
    spare = [event for event in content["events"] if event["id"] not in happens]
    answered = [*events, *(rng.sample(spare, 1) if spare else [])]
    offered = [step["id"] for step in content["steps"]]
    known = {same(step["text"]) for step in content["steps"]}
    for event in answered:
        for answer in event["answers"]:
            if same(answer["text"]) not in known:
                known.add(same(answer["text"]))
                offered.append(answer["id"])
    offered += [each["id"] for each in _drawn_distractors(content, rng)]
    rng.shuffle(offered)
    return [
        *([SHORT + side] if uses_side(content) else []),
        *(EVENT + event["id"] for event in events),
        *offered,
    ]


def mirrored(order: Sequence[str]) -> list[str] | None:
    """Return the case with the other leg short; ``None`` where no leg is spoken of."""
    if not any(entry.startswith(SHORT) for entry in order):
        return None
    return [
        SHORT + other(entry.removeprefix(SHORT)) if entry.startswith(SHORT) else entry
        for entry in order
    ]


def _drawn_events(content, rng):
    """Return what happens, in its order: at most one thing after a step, none after an end."""
    where = anchors(content)
    possible = [event for event in content["events"] if same(event["after"]) in where]
    count = rng.randint(0, min(MOST_EVENTS, len(possible)))
    drawn = rng.sample(possible, count)
    drawn.sort(key=lambda event: (where[same(event["after"])], not event["ends"]))
    return _compatible(drawn)


def _compatible(events):
    found: list[dict[str, Any]] = []
    for event in events:
        if found and found[-1]["ends"]:
            break
        if all(same(event["after"]) != same(before["after"]) for before in found):
            found.append(event)
    return found


def _drawn_distractors(content, rng):
    listed = content["distractors"]
    if len(listed) <= MOST_DISTRACTORS:
        return listed
    drawn = rng.sample(listed, MOST_DISTRACTORS)
    fatal = [each for each in listed if each["fatal"]]
    if fatal and not any(each["fatal"] for each in drawn):
        drawn[0] = rng.choice(fatal)
    return drawn


# ---- the case ----------------------------------------------------------------------------


def case(content: Content, order: Sequence[str], names: Mapping[str, str]) -> Any:
    """Return the case that ``order`` freezes, with its actions as they are offered.

    ``names``: how the sides are called. What ``order`` names and the question doesn't
    hold is left out; without any order it is the case where nothing happens.
    """
    side = next((e.removeprefix(SHORT) for e in order if e.startswith(SHORT)), RIGHT)
    where = anchors(content)
    happens = [
        event
        for event in content["events"]
        if EVENT + event["id"] in order and same(event["after"]) in where
    ]
    happens.sort(key=lambda event: (where[same(event["after"])], not event["ends"]))
    happens = _compatible(happens)
    known = _all_actions(content)
    session = _session(content, happens)
    for level, group in enumerate(session):
        for step in group:
            action = known[same(step["text"])]
            told = ("why", "missed", "kind", "must")
            action.update(
                {name: step[name] for name in told if step[name]}, level=level
            )
    for event in happens:
        known[same(event["after"])]["event"] = event["text"]
    by_id = {action["id"]: action for action in known.values()}
    offered = [by_id[entry] for entry in order if entry in by_id]
    expected = [action for action in by_id.values() if action["level"] is not None]
    if not offered:
        listed = {same(each["text"]) for each in content["distractors"]}
        offered = [a for a in by_id.values() if same(a["text"]) in listed]
    offered += [action for action in expected if action not in offered]
    names = {LEFT: names[LEFT], RIGHT: names[RIGHT]}
    words = _side_words(names[side], names[other(side)])
    return {
        **{name: content[name] for name in content if name not in _PARTS},
        "stem": _filled(content["stem"], words),
        "actions": [
            {
                **action,
                **{
                    name: _filled(action[name], words)
                    for name in ("text", "why", "missed", "event")
                },
            }
            for action in offered
        ],
        "ending": next(
            (_filled(event["text"], words) for event in happens if event["ends"]), ""
        ),
    }


_PARTS = ("steps", "distractors", "events")


def _session(content, happens):
    """Return the expert's session as groups of steps, with the answers to what happens."""
    found = []
    by_anchor = {same(event["after"]): event for event in happens}
    for group in groups(content["steps"]):
        found.append(group)
        event = by_anchor.get(same(group[0]["text"])) if len(group) == 1 else None
        if event:
            found += groups(event["answers"])
            if event["ends"]:
                break
    return found


def _all_actions(content):
    """Return every action of the question by its words; the first one has its id."""
    found: dict[str, Action] = {}
    answers = [answer for event in content["events"] for answer in event["answers"]]
    for role, listed in (
        (STEP, content["steps"]),
        (EXTRA, answers),
        (NEVER, content["distractors"]),
    ):
        for each in listed:
            is_fatal = role == NEVER and each["fatal"]
            found.setdefault(
                same(each["text"]),
                {
                    "id": each["id"],
                    "text": each["text"],
                    "kind": each["kind"],
                    "why": each["why"] if role != EXTRA else "",
                    "must": False,
                    "missed": "",
                    "treats": each.get("treats", False),
                    "role": NEVER if is_fatal else STEP if role == STEP else EXTRA,
                    "level": None,
                    "event": "",
                },
            )
    return found


def _side_words(short, long):
    return {
        "{short}": short,
        "{long}": long,
        "{Short}": short[:1].upper() + short[1:],
        "{Long}": long[:1].upper() + long[1:],
    }


def _filled(text, words):
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


# ---- judging -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judgment:
    """What a session is worth, and why. ``failures``: (reason, action), worst first."""

    fraction: Decimal
    failures: tuple[tuple[str, Action], ...]
    missing: tuple[Action, ...]
    unwanted: tuple[Action, ...]
    in_order: frozenset[str]
    out_of_order: tuple[Action, ...]


def judge(case: Content, steps: Sequence[str]) -> Judgment:
    """Judge the ids of actions as they follow one another in a session.

    fraction = (steps in order - actions that don't belong) / steps of the expert, never
    below 0; and 0 with any failure.
    """
    known = {action["id"]: action for action in case["actions"]}
    done = [known[key] for key in steps if key in known]
    expected = [action for action in case["actions"] if action["level"] is not None]
    belong = [action for action in done if action["level"] is not None]
    unwanted = tuple(action for action in done if action["level"] is None)
    run = frozenset(longest_run([(a["level"], a["id"]) for a in belong]))
    failures = tuple(_failures(done, expected))
    worth = share(len(run) - len(unwanted), len(expected))
    return Judgment(
        fraction=WRONG if failures else worth,
        failures=failures,
        missing=tuple(a for a in in_session(expected) if a not in done),
        unwanted=unwanted,
        in_order=run,
        out_of_order=tuple(a for a in belong if a["id"] not in run),
    )


def in_session(actions: Sequence[Action]) -> list[Action]:
    """Return those that belong to the session, in an order that an expert could have."""
    return sorted((a for a in actions if a["level"] is not None), key=_level)


def _level(action):
    return action["level"]


def _failures(done, expected):
    for action in done:
        if action["level"] is None and action["role"] == NEVER:
            yield DONE, action
        elif action["level"] is None and action["treats"]:
            yield WENT_ON, action
    for action in in_session(expected):
        if not action["must"]:
            continue
        if action not in done:
            yield MISSED, action
        elif any(
            before["treats"]
            and before["level"] is not None
            and before["level"] > action["level"]
            for before in done[: done.index(action)]
        ):
            yield LATE, action


def longest_run(steps: Sequence[tuple[int, str]]) -> list[str]:
    """Return the ids of a longest run whose levels never fall; always the same one."""
    runs: list[list[tuple[int, str]]] = []
    for step in steps:
        before = [run for run in runs if run[-1][0] <= step[0]]
        runs.append([*max(before, key=len, default=[]), step])
    return [key for _level, key in max(runs, key=len, default=[])]
