"""Patients made from templates and a seed, and what keeps a template from being used.

A template says what may be found in each exam, with weights; what it doesn't mention is
unremarkable. The rules here read every patient that a template can give, not one.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from .sorter_words import (
    CATEGORIES,
    DECISIONS,
    EMERGENCY,
    EXAMS,
    FINDINGS,
    FLAGS,
    MIXED,
    ONE,
    PLAN_OF,
    REASON_OF,
    REASONS,
    REFER,
    SCREENING,
    SIDES,
    TWO,
    exam_of,
    points_of,
)

EVEN, EITHER = "even", "either"
YOUNGEST, OLDEST = 18, 95
Template = Mapping[str, Any]
Case = dict[str, Any]


def draw(content: Mapping[str, Any], seed: int) -> Case:
    """Return the patient of a seed. Two seeds that differ in the last bit are mirrored.

    ``age``, ``story``, ``short`` (``""`` for even legs), ``findings`` (``exam``,
    ``finding``, ``text``) in the order of ``EXAMS``, ``decision``, ``urgent``,
    ``expected`` (reasons) and ``plan``.
    """
    rng = Random(seed >> 1)  # noqa: S311  not a secret: it only has to repeat itself
    template = _template(content, rng)
    side = _side(template, rng, seed)
    other = "right" if side == "left" else "left"
    age = rng.randint(*sorted((template["age_from"], template["age_to"])))
    words = {
        "{age}": str(age),
        "{side}": str(SIDES[side]),
        "{short}": str(SIDES[side]),
        "{long}": str(SIDES[other]),
    }
    found = []
    for exam in EXAMS:
        finding, text = _finding(template, exam, rng)
        found.append({"exam": exam, "finding": finding, "text": _filled(text, words)})
    story = rng.choice(template["stories"]) if template["stories"] else ""
    return {
        "age": age,
        "story": _filled(story, words),
        "short": "" if template["short_leg"] == EVEN else side,
        "findings": found,
        "decision": template["decision"],
        "urgent": template["urgent"],
        "expected": _expected(template, [row["finding"] for row in found]),
        "plan": "emergency" if template["urgent"] else PLAN_OF[template["decision"]],
        "why": _filled(template["why"], words),
    }


def has_mirror(content: Mapping[str, Any], seed: int) -> bool:
    """Say whether the other side is another patient of the same template."""
    template = _template(content, Random(seed >> 1))  # noqa: S311  no secret
    return template["short_leg"] in (EITHER, EVEN)


def _template(content, rng):
    """Draw whether the patient is urgent first, so that the author's share holds."""
    urgent = [each for each in content["patients"] if each["urgent"]]
    others = [each for each in content["patients"] if not each["urgent"]]
    is_urgent = rng.randrange(100) < content["urgent_share"]
    pool = (urgent if is_urgent else others) or urgent or others
    return rng.choices(pool, [each["weight"] for each in pool])[0]


def _side(template, rng, seed):
    side = rng.choice(("left", "right"))
    if template["short_leg"] in SIDES:
        return template["short_leg"]
    return side if seed % 2 == 0 else {"left": "right", "right": "left"}[side]


def _finding(template, exam, rng):
    if exam == "leg-length":
        is_even = template["short_leg"] == EVEN
        key = "leg-length.even" if is_even else "leg-length.short"
        return key, str(FINDINGS[key].text)
    rows = [row for row in template["findings"] if exam_of(row["finding"]) == exam]
    if not rows:
        key = EXAMS[exam].usual
        return key, str(FINDINGS[key].text)
    row = rng.choices(rows, [row["weight"] for row in rows])[0]
    return row["finding"], row["text"] or str(FINDINGS[row["finding"]].text)


def _filled(text, words):
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def supports(finding: str, decision: str) -> bool:
    """Say whether a finding is a reason for the decision, as SOT teaches."""
    points = points_of(finding)
    if decision == REFER:
        return points in FLAGS
    if decision == MIXED:
        return points in CATEGORIES
    return points == decision


def _expected(template: Template, found: Sequence[str]) -> list[str]:
    """Return the reasons to name: the author's that were found, else all there are.

    One reason to refer is enough, so that whoever stops at the first one lacks none.
    """
    given = [REASON_OF[key] for key in found if supports(key, template["decision"])]
    wanted = set(given) & set(template["reasons"])
    if not wanted:
        wanted = set(given[:1] if template["decision"] == REFER else given)
    return [key for key in REASONS if key in wanted]


def expert_path(case: Mapping[str, Any]) -> list[str]:
    """Return the exams of an expert: screening, until a reason to refer ends it; then what bears.

    The fewest that carry the decision; that is known only once all was seen.
    """
    by_exam = {row["exam"]: row["finding"] for row in case["findings"]}
    path: list[str] = []
    for exam in SCREENING:
        path.append(exam)
        told = {REASON_OF.get(by_exam[each]) for each in path}
        if case["decision"] == REFER and set(case["expected"]) <= told:
            return path
    for exam, finding in by_exam.items():
        if exam == "leg-length" or points_of(finding) in CATEGORIES:
            path.append(exam)
    return path


# ---- what is wrong with a template -------------------------------------------------------


def template_problems(template: Template) -> list[str]:
    """Return what could make one of its patients contradict the decision, in words."""
    name = template["name"] or _("A patient")
    return [
        _("%(name)s: %(problem)s") % {"name": name, "problem": problem}
        for problem in [*_form_problems(template), *_sign_problems(template)]
    ]


def _form_problems(template):
    problems = []
    if not template["name"]:
        problems.append(_("every patient needs a name, which learners don’t see."))
    if not template["stories"]:
        problems.append(_("there is no history."))
    if not YOUNGEST <= template["age_from"] <= template["age_to"] <= OLDEST:
        problems.append(
            _("ages run from %(low)s to %(high)s, the younger one first.")
            % {"low": YOUNGEST, "high": OLDEST}
        )
    if any(exam_of(row["finding"]) == "leg-length" for row in template["findings"]):
        problems.append(_("leg length follows from the short leg; leave it out."))
    if template["decision"] in (ONE, TWO) and template["short_leg"] == EVEN:
        problems.append(
            _("%(category)s needs a short leg, which picks the blocks.")
            % {"category": DECISIONS[template["decision"]]}
        )
    texts = [*template["stories"], *(row["text"] for row in template["findings"])]
    if template["short_leg"] == EVEN and any(
        mark in text for text in texts for mark in ("{short}", "{long}")
    ):
        problems.append(_("no leg is short, so write {side}, not {short} or {long}."))
    return problems


def possible(template: Template) -> dict[str, set[str]]:
    """Return what each exam may point to, over all patients of the template."""
    found: dict[str, set[str]] = {}
    for row in template["findings"]:
        exam = exam_of(row["finding"])
        found.setdefault(exam, set()).add(points_of(row["finding"]))
    return found


def _sign_problems(template):
    may = possible(template)
    every = set().union(*may.values()) if may else set()
    # What is found in every patient, whatever is drawn.
    always = {next(iter(points)) for points in may.values() if len(points) == 1}
    flags_always = any(points <= set(FLAGS) for points in may.values() if points)
    decision, problems = template["decision"], []
    if decision in CATEGORIES and decision not in always:
        problems.append(
            _("no exam always finds a sign of %(category)s.")
            % {"category": DECISIONS[decision]}
        )
    if decision in CATEGORIES and every & (set(CATEGORIES) - {decision}):
        problems.append(_("a finding points to another category; that is mixed."))
    if decision == MIXED and len(always & set(CATEGORIES)) < 2:
        problems.append(_("mixed needs signs of two categories that are always found."))
    if decision != REFER and every & set(FLAGS):
        problems.append(_("a red flag may be found, so the decision has to be Refer."))
    if decision == REFER and not flags_always:
        problems.append(_("no exam always finds a reason to refer."))
    if template["urgent"] and decision != REFER:
        problems.append(_("an urgent patient has to be referred."))
    if template["urgent"] and EMERGENCY not in always:
        problems.append(_("no exam always finds what makes it urgent."))
    if not template["urgent"] and EMERGENCY in every:
        problems.append(_("an emergency may be found, so the patient is urgent."))
    if _idle_reasons(template):
        problems.append(_("a reason that must be named is never found."))
    return problems


def _idle_reasons(template):
    found = {
        REASON_OF[row["finding"]]
        for row in template["findings"]
        if row["finding"] in REASON_OF
        and supports(row["finding"], template["decision"])
    }
    return set(template["reasons"]) - found
