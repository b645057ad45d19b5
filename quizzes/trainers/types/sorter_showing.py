"""What the pages of the patient sorter show, open and marked.

An open case holds the text of every finding: without a script the page itself shows one
when its exam is ticked. It never holds the decision, the reasons or what a sign means.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from . import sorter_branches as branches
from . import sorter_marking as marking
from . import sorter_patients as patients
from .sorter_words import DECISIONS, EXAMS, PLANS, REASONS, SCREENING, points_of

Nodes = Sequence[Mapping[str, Any]]
NOTHING: Mapping[str, Any] = {
    "examined": [],
    "ordered": False,
    "decision": "",
    "reasons": [],
    "plan": "",
}


def open_case(case: Mapping[str, Any], response: Any) -> dict[str, Any]:
    given = response or NOTHING
    return {
        "kind": "patient",
        "story": case["story"],
        "exams": [
            {
                "key": row["exam"],
                "label": str(EXAMS[row["exam"]].label),
                "is_screening": row["exam"] in SCREENING,
                "text": row["text"],
                "seen": row["exam"] in given["examined"],
                "has_picture": bool(EXAMS[row["exam"]].figure),
            }
            for row in case["findings"]
        ],
        "path": " ".join(given["examined"]) if given["ordered"] else "",
        "decisions": _options(DECISIONS, [given["decision"]]),
        "reasons": _options(REASONS, given["reasons"]),
        "plans": _options(PLANS, [given["plan"]]),
    }


def _options(known, chosen):
    return [
        {"key": key, "label": str(label), "chosen": key in chosen}
        for key, label in known.items()
    ]


def marked_case(case: Mapping[str, Any], response: Any) -> dict[str, Any]:
    given = response or NOTHING
    texts = {row["exam"]: row["text"] for row in case["findings"]}
    expert = patients.expert_path(case)
    named = set(given["reasons"])
    right = marking.acceptable(case)
    return {
        "kind": "patient",
        "story": case["story"],
        "why": case["why"],
        "urgent": case["urgent"],
        "unsafe": response is not None and marking.is_unsafe(case, given),
        "decision": {
            "given": DECISIONS.get(given["decision"], ""),
            "right": DECISIONS[case["decision"]],
            "is_right": given["decision"] == case["decision"],
        },
        "plan": {
            "given": PLANS.get(given["plan"], ""),
            "right": PLANS[case["plan"]],
            "is_right": given["plan"] == case["plan"],
        },
        "reasons": [
            {
                "label": label,
                "named": key in named,
                "right": key in right,
                "expected": key in case["expected"],
            }
            for key, label in REASONS.items()
            if key in named or key in case["expected"]
        ],
        "ordered": given["ordered"],
        "taken": [
            {
                "label": EXAMS[exam].label,
                "text": texts[exam],
                "extra": exam in marking.extra_exams(case, given),
            }
            for exam in given["examined"]
        ],
        "expert": [
            {
                "label": EXAMS[exam].label,
                "text": texts[exam],
                "bears": bool(_finding(case, exam)),
            }
            for exam in expert
        ],
    }


def _finding(case, exam):
    finding = next(row["finding"] for row in case["findings"] if row["exam"] == exam)
    return points_of(finding)


# ---- a case that branches ----------------------------------------------------------------


def open_nodes(nodes: Nodes, response: Any) -> dict[str, Any]:
    """Return the situations, numbered nearest first; names stay with the author."""
    walk = response["walk"] if response else []
    made = {node["name"]: choice["id"] for node, choice in branches.steps(nodes, walk)}
    numbers = _numbers(nodes)
    places = {node["name"]: place for place, node in enumerate(nodes, start=1)}
    known = branches.by_name(nodes)
    return {
        "kind": "nodes",
        "path": " ".join(walk),
        "nodes": [
            {
                "number": numbers[name],
                "field": places[name],
                "situation": known[name]["situation"],
                "choices": [
                    {
                        "id": choice["id"],
                        "text": choice["text"],
                        "consequence": choice["consequence"],
                        "next": numbers.get(choice["next"]),
                        "chosen": made.get(name) == choice["id"],
                    }
                    for choice in known[name]["choices"]
                ],
            }
            for name in numbers
        ],
    }


def _numbers(nodes):
    return {name: number for number, name in enumerate(branches.reached(nodes), 1)}


def marked_nodes(nodes: Nodes, response: Any) -> dict[str, Any]:
    walk = response["walk"] if response else []
    expert = branches.expert_walk(nodes)
    return {
        "kind": "nodes",
        "unsafe": any(
            choice["worth"] == branches.UNSAFE
            for _node, choice in branches.steps(nodes, walk)
        ),
        "taken": _steps(nodes, walk),
        "expert": _steps(nodes, expert),
        "map": case_map(nodes, walk, expert),
    }


def _steps(nodes, walk):
    return [
        {
            "situation": node["situation"],
            "choice": choice["text"],
            "consequence": choice["consequence"],
            "worth": choice["worth"],
            "worth_label": branches.WORTHS[choice["worth"]],
        }
        for node, choice in branches.steps(nodes, walk)
    ]


def case_map(
    nodes: Nodes, walk: Sequence[str] = (), expert: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return the case as rows of a list; a drawing is made of the same rows.

    ``column`` and ``row`` say where a situation stands; those that nothing leads to
    stand last and have no number.
    """
    known, numbers = branches.by_name(nodes), _numbers(nodes)
    places = {
        name: (column, row)
        for column, names in enumerate(branches.columns(nodes))
        for row, name in enumerate(names)
    }
    return [
        {
            "number": numbers.get(name),
            "name": name,
            "situation": known[name]["situation"],
            "urgent": known[name]["urgent"],
            "column": column,
            "row": row,
            "choices": [
                {
                    "text": choice["text"],
                    "to": numbers.get(choice["next"]),
                    "next": choice["next"],
                    "is_known": choice["next"] in known,
                    "worth": choice["worth"],
                    "worth_label": branches.WORTHS[choice["worth"]],
                    "refers": choice["refers"],
                    "taken": choice["id"] in walk,
                    "expert": choice["id"] in expert,
                }
                for choice in known[name]["choices"]
            ],
        }
        for name, (column, row) in places.items()
    ]
