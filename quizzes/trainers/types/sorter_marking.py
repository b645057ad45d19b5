"""What a decision about a patient is worth, and what is said of it.

The rules are told in docs/algorithms/sorter.md. What was examined is never part of the
mark: it can't be proved without a script, and screening must not cost anything.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.types.base import WRONG, share

from . import sorter_branches as branches
from . import sorter_patients as patients
from .sorter_words import (
    CATEGORIES,
    DECISIONS,
    EXAMS,
    PLANS,
    REASON_OF,
    REASONS,
    REFER,
    SCREENING,
    exam_of,
)

# Out of three parts the decision is two and the reasons are one.
DECISION_PARTS, REASON_PARTS = 2, 1
SAFE_PLANS = {True: {"", "emergency"}, False: {"", "emergency", "letter"}}
Case = Mapping[str, Any]
Answer = Mapping[str, Any]


def is_unsafe(case: Case, response: Answer) -> bool:
    """Say whether someone who has to be referred is kept, treated, or made to wait."""
    if case["decision"] != REFER:
        return False
    safe = SAFE_PLANS[case["urgent"]]
    return response["decision"] != REFER or response["plan"] not in safe


def reason_points(case: Case, response: Answer) -> int:
    """Return the expected reasons that were named, less those that are none; 0 at least."""
    named = set(response["reasons"])
    right = len(named & set(case["expected"]))
    return max(0, right - len(named - acceptable(case)))


def acceptable(case: Case) -> set[str]:
    """Return every reason that was found and supports the decision, expected or not."""
    return {
        REASON_OF[row["finding"]]
        for row in case["findings"]
        if row["finding"] in REASON_OF
        and patients.supports(row["finding"], case["decision"])
    }


def fraction_of(case: Case, response: Answer) -> Decimal:
    if is_unsafe(case, response):
        return WRONG
    count = len(case["expected"])
    is_right = response["decision"] == case["decision"]
    got = DECISION_PARTS * count * is_right
    got += REASON_PARTS * reason_points(case, response)
    return share(got, (DECISION_PARTS + REASON_PARTS) * count)


def missed(case: Case, response: Answer) -> tuple[str, ...]:
    """Return the topics that went wrong; ``over-referral`` costs, but is no danger."""
    if is_unsafe(case, response):
        return ("refer",)
    if response["decision"] != case["decision"]:
        if response["decision"] == REFER:
            return ("over-referral",)
        topic = case["decision"]
        return (f"category-{topic.lower()}" if topic in CATEGORIES else topic,)
    return ("reasons",)


# ---- in words ----------------------------------------------------------------------------


def feedback(case: Case, response: Answer) -> tuple[str, ...]:
    said = [_safety(case, response), *_reasons(case, response), _plan(case, response)]
    if response["examined"]:
        said += [
            *_screening(case, response),
            _unseen(response),
            _economy(case, response),
        ]
    return tuple(text for text in said if text)


def _safety(case, response):
    if is_unsafe(case, response):
        if response["decision"] == REFER and response["plan"] == "letter":
            return _("This can’t wait for a letter: emergency care now. No points for this "
                     "patient.")  # fmt: skip
        if response["decision"] == REFER:
            return _("You referred, but planned to go on here first. No points for this "
                     "patient.")  # fmt: skip
        return _("This patient has to be referred before anything else. Whatever the other "
                 "signs say, there are no points for going on.")  # fmt: skip
    if response["decision"] == REFER and case["decision"] != REFER:
        return _("Referring was safe, but nothing that was found called for it.")
    if response["decision"] != case["decision"]:
        return _("As SOT teaches, this is %(decision)s.") % {
            "decision": DECISIONS[case["decision"]]
        }
    return ""


def _reasons(case, response):
    named = set(response["reasons"])
    left_out = [str(REASONS[key]) for key in case["expected"] if key not in named]
    found = {REASON_OF.get(row["finding"]) for row in case["findings"]}
    right = acceptable(case)
    others = [str(REASONS[key]) for key in REASONS if key in named & found - right]
    unfound = [str(REASONS[key]) for key in REASONS if key in named - found]
    texts = []
    if left_out:
        texts.append(_("Reasons left out: %(names)s.") % {"names": "; ".join(left_out)})
    if others:
        texts.append(
            _("Found, but no reason for this decision: %(names)s.")
            % {"names": "; ".join(others)}
        )
    if unfound:
        texts.append(
            _("Not found in this patient: %(names)s.") % {"names": "; ".join(unfound)}
        )
    return texts


def _plan(case, response):
    if not response["plan"] or response["plan"] == case["plan"]:
        return ""
    return _(
        "An expert’s plan: %(plan)s. The plan is not marked unless it does harm."
    ) % {"plan": PLANS[case["plan"]]}


def _screening(case, response):
    """Return what screening was left out, up to what ends it."""
    needed = [exam for exam in patients.expert_path(case) if exam in SCREENING]
    out = [
        str(EXAMS[exam].label) for exam in needed if exam not in response["examined"]
    ]
    texts = []
    if out:
        texts.append(
            _("Screening left out: %(names)s. It never costs anything.")
            % {"names": "; ".join(out)}
        )
    if _pressed_first(case, response):
        texts.append(
            _("You pressed the calf before looking at it. Look first: a calf that is newly "
              "swollen or warm is not pressed.")
        )  # fmt: skip
    return texts


def _pressed_first(case, response):
    made = response["examined"]
    if not response["ordered"] or "sciatic-points" not in made:
        return False
    return "calf" not in made[: made.index("sciatic-points")]


def _unseen(response):
    """Return the reasons that were named although no exam could have told."""
    seen = set(response["examined"])
    unseen = [
        str(REASONS[key])
        for key in response["reasons"]
        if not any(
            exam_of(finding) in seen
            for finding, reason in REASON_OF.items()
            if reason == key
        )
    ]
    if not unseen:
        return ""
    return _("Named without an exam that shows it: %(names)s.") % {
        "names": "; ".join(unseen)
    }


def extra_exams(case: Case, response: Answer) -> list[str]:
    """Return what was examined beyond an expert's path; screening never counts."""
    needed = set(patients.expert_path(case))
    return [
        exam
        for exam in response["examined"]
        if exam not in needed and exam not in SCREENING
    ]


def _economy(case, response):
    count = len(extra_exams(case, response))
    if not count:
        return ""
    return ngettext(
        "%(count)s exam more than an expert needed. That costs nothing.",
        "%(count)s exams more than an expert needed. That costs nothing.",
        count,
    ) % {"count": count}


def walk_feedback(
    nodes: Sequence[Mapping[str, Any]], response: Answer
) -> tuple[str, ...]:
    made = [choice for _node, choice in branches.steps(nodes, response["walk"])]
    unsafe = [choice["text"] for choice in made if choice["worth"] == branches.UNSAFE]
    said = []
    if unsafe:
        said.append(
            _(
                "Unsafe: %(choices)s. There are no points for this case, whatever came next."
            )
            % {"choices": "; ".join(unsafe)}
        )
    if not branches.has_ended(nodes, response["walk"]):
        said.append(_("The case was not brought to an end."))
    return tuple(said)
