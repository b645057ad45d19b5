"""What a procedure check says: names, reasons, and what keeps it from being asked."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from quizzes.types import choices

from . import key_record
from . import procedure_rules as rules
from .procedure_blocks import KINDS

# The source profile of sessions that any school would hold.
GENERAL = "general"
MOST_ACTIONS = 40
LEAST_STEPS = 3

SIDE_NAMES = {
    rules.LEFT: pgettext_lazy("side of the short leg", "left"),
    rules.RIGHT: pgettext_lazy("side of the short leg", "right"),
}
ORDER, NEVER = "order", "never"
TOPICS = {
    **KINDS,
    ORDER: gettext_lazy("The order of the steps"),
    NEVER: gettext_lazy("What nobody may do"),
}


def side_names() -> dict[str, str]:
    return {side: str(name) for side, name in SIDE_NAMES.items()}


def reason(why: str, action: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """Return why a session gives no points: kindly, plainly, what it was first."""
    named = {"action": action["text"]}
    if why == rules.DONE:
        said = _("“%(action)s”: nobody may do this.") % named
        return _joined(said, action["why"])
    if why == rules.WENT_ON:
        said = _("“%(action)s” was done although the session had to end.") % named
        return _joined(said, case["ending"])
    if why == rules.LATE:
        said = _("“%(action)s” came when treatment had already begun.") % named
    else:
        said = _("“%(action)s” was missed.") % named
    return _joined(said, action["missed"] or action["why"])


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def no_points() -> str:
    return _(
        "This patient would not have been safe, so the drill gives no points, however "
        "much else was right. That is what a drill is for: look at it and go again."
    )


def remarks(judgment: rules.Judgment) -> list[str]:
    """Return what cost something, besides what must never be missed."""
    found = []
    if count := len(judgment.missing):
        found.append(
            ngettext(
                "%(count)s step is missing.", "%(count)s steps are missing.", count
            )
            % {"count": count}
        )
    if count := len(judgment.out_of_order):
        found.append(
            ngettext(
                "%(count)s step stands out of order.",
                "%(count)s steps stand out of order.",
                count,
            )
            % {"count": count}
        )
    if count := len(judgment.unwanted):
        found.append(
            ngettext(
                "%(count)s action does not belong here.",
                "%(count)s actions do not belong here.",
                count,
            )
            % {"count": count}
        )
    return found


def why_not(action: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """Return why an action does not belong to the session."""
    if action["role"] == rules.STEP and case["ending"]:
        return _("The session had to end before this: %(event)s") % {
            "event": case["ending"]
        }
    return action["why"] or _("Nothing called for this here.")


def key_line(content: Mapping[str, Any]) -> str:
    """Return whose teaching the session follows, and whether a clinician reviewed it."""
    profile = content["source_profile"]
    if profile == GENERAL:
        said = _("General safety practice; no school’s own teaching.")
    else:
        said = _("As SOT teaches; source profile: %(profile)s.") % {"profile": profile}
    if not content["reviewed_by"] or not content["reviewed_on"]:
        return _joined(said, _("Awaiting clinical review."))
    reviewed = _("Reviewed by %(name)s on %(date)s.") % {
        "name": content["reviewed_by"],
        "date": content["reviewed_on"],
    }
    return _joined(said, reviewed)


# ---- problems ----------------------------------------------------------------------------


def problems(content: Mapping[str, Any]) -> list[str]:
    """Return what keeps a question from being asked, in words for its author."""
    found = choices.body_problems(content)
    steps, distractors = content["steps"], content["distractors"]
    if len(steps) < LEAST_STEPS:
        found.append(_("A session needs at least three steps."))
    answers = {a["text"] for e in content["events"] for a in e["answers"]}
    listed = [each["text"] for each in (*steps, *distractors)]
    if len({rules.same(text) for text in (*listed, *answers)}) > MOST_ACTIONS:
        found.append(_("There are more than 40 actions; nobody could read them all."))
    if not all(text.strip() for text in (*listed, *answers)):
        found.append(_("An action is empty."))
    for text, count in Counter(map(rules.same, listed)).items():
        if count > 1 and text:
            found.append(_("Two actions say the same: “%(text)s”.") % {"text": text})
    if steps and steps[0]["together"]:
        found.append(
            _("The first step can’t be in any order with a step above it: it has none.")
        )
    found += key_record.problems(content)
    for event in content["events"]:
        found += _event_problems(content, event)
    return found


def _event_problems(content, event):
    named = {"event": event["text"], "after": event["after"]}
    texts = [rules.same(answer["text"]) for answer in event["answers"]]
    numbers = {
        rules.same(step["text"]): number
        for number, group in enumerate(rules.groups(content["steps"]))
        for step in group
    }
    wrong = {rules.same(each["text"]) for each in content["distractors"]}
    anchor = rules.same(event["after"])
    if not event["text"]:
        yield _("What happens after “%(after)s” is not said.") % named
    if anchor not in numbers:
        yield _("“%(event)s” happens after “%(after)s”, which is no step.") % named
    elif anchor not in rules.anchors(content):
        yield (
            _(
                "“%(event)s” happens after “%(after)s”, which shares its place in the order "
                "with another step. Let it stand alone."
            )
            % named
        )
    if not texts:
        yield _("No step answers “%(event)s”.") % named
    if len(set(texts)) < len(texts):
        yield _("Two of the steps that answer “%(event)s” say the same.") % named
    if event["answers"] and event["answers"][0]["together"]:
        yield (
            _(
                "The first step that answers “%(event)s” can’t be in any order with one above."
            )
            % named
        )
    for text in texts:
        before = numbers.get(text, -1) <= numbers.get(anchor, -1)
        if text in wrong:
            yield _("“%(event)s” is answered by an action that doesn’t belong.") % named
        elif text in numbers and (before or not event["ends"]):
            yield (
                _(
                    "“%(event)s” is answered by a step that stands in the session anyway."
                )
                % named
            )
