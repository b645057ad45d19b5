"""A case that branches: situations, choices that lead on, and what is wrong with them.

``nodes``: ``name``, ``situation``, ``urgent``, ``choices`` (``id``, ``text``, ``next``:
the name of a node, ``""`` ends the case, ``consequence``, ``worth``, ``refers``). The
first node is where the case begins. A *walk* is the ids of the choices made, in turn.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GOOD, POOR, UNSAFE = "good", "poor", "unsafe"
WORTHS = {
    GOOD: gettext_lazy("Good"),
    POOR: gettext_lazy("Not the best"),
    UNSAFE: gettext_lazy("Unsafe: no points for the case"),
}
# Longer walks go round in circles.
LONGEST_WALK = 60
Nodes = Sequence[Mapping[str, Any]]


def by_name(nodes: Nodes) -> dict[str, Mapping[str, Any]]:
    return {node["name"]: node for node in reversed(nodes)}


def choices_by_id(nodes: Nodes) -> dict[str, Mapping[str, Any]]:
    return {choice["id"]: choice for node in nodes for choice in node["choices"]}


def steps(
    nodes: Nodes, walk: Sequence[str]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield (node, choice) of a walk, as far as each choice belongs where it was made."""
    known = by_name(nodes)
    here = nodes[0] if nodes else None
    for made in walk[:LONGEST_WALK]:
        if here is None:
            return
        choice = next((each for each in here["choices"] if each["id"] == made), None)
        if choice is None:
            return
        yield here, choice
        here = known.get(choice["next"])


def is_walk(nodes: Nodes, walk: Sequence[str]) -> bool:
    """Say whether every choice of the walk could be made where it was made."""
    return len(walk) <= LONGEST_WALK and len(list(steps(nodes, walk))) == len(walk)


def has_ended(nodes: Nodes, walk: Sequence[str]) -> bool:
    made = list(steps(nodes, walk))
    return bool(made) and made[-1][1]["next"] not in by_name(nodes)


def followed(nodes: Nodes, chosen: Mapping[str, str]) -> list[str]:
    """Return the walk that ``chosen`` (choice by node) gives; ends where it turns back."""
    known, walk, seen = by_name(nodes), [], set()
    here = nodes[0] if nodes else None
    while here is not None and here["name"] not in seen:
        seen.add(here["name"])
        choice = next(
            (
                each
                for each in here["choices"]
                if each["id"] == chosen.get(here["name"])
            ),
            None,
        )
        if choice is None:
            break
        walk.append(choice["id"])
        here = known.get(choice["next"])
    return walk


def expert_walk(nodes: Nodes) -> list[str]:
    """Return the shortest walk of good choices to an end; none if there is no such."""
    if not nodes:
        return []
    known = by_name(nodes)
    queue: deque[tuple[str, list[str]]] = deque([(nodes[0]["name"], [])])
    seen = {nodes[0]["name"]}
    while queue:
        name, walk = queue.popleft()
        for choice in known[name]["choices"]:
            if choice["worth"] != GOOD:
                continue
            if choice["next"] not in known:
                return [*walk, choice["id"]]
            if choice["next"] not in seen:
                seen.add(choice["next"])
                queue.append((choice["next"], [*walk, choice["id"]]))
    return []


def points(nodes: Nodes, walk: Sequence[str]) -> tuple[int, int]:
    """Return (points, of how many): good choices of all; nothing after an unsafe one.

    A walk that has not ended is measured against the expert's at least, and one choice
    more than was made, so that it is never worth all.
    """
    made = [choice for _node, choice in steps(nodes, walk)]
    good = sum(choice["worth"] == GOOD for choice in made)
    if any(choice["worth"] == UNSAFE for choice in made):
        return 0, 1
    if has_ended(nodes, walk):
        return good, len(made)
    return good, max(len(made) + 1, len(expert_walk(nodes)))


def reached(nodes: Nodes) -> list[str]:
    """Return the nodes that can be reached, nearest first."""
    if not nodes:
        return []
    known, found = by_name(nodes), [nodes[0]["name"]]
    for name in found:
        for choice in known[name]["choices"]:
            if choice["next"] in known and choice["next"] not in found:
                found.append(choice["next"])
    return found


def with_exit(nodes: Nodes) -> set[str]:
    """Return the nodes from which an end can be reached."""
    known = by_name(nodes)
    found: set[str] = set()
    grown = True
    while grown:
        grown = False
        for name, node in known.items():
            if name not in found and any(
                choice["next"] not in known or choice["next"] in found
                for choice in node["choices"]
            ):
                found.add(name)
                grown = True
    return found


def problems_of(nodes: Nodes) -> list[str]:
    """Return dead ends, loops without exit and the like, in words for the author."""
    problems, known = [], by_name(nodes)
    names = [node["name"] for node in nodes]
    for name in sorted({each for each in names if names.count(each) > 1}):
        problems.append(_("Two situations are named “%(name)s”.") % {"name": name})
    if "" in names:
        problems.append(_("Every situation needs a name."))
    for node in nodes:
        problems += _node_problems(node, known)
    near, leading_out = reached(nodes), with_exit(nodes)
    for name in names:
        if name not in near:
            problems.append(_("Nothing leads to “%(name)s”.") % {"name": name})
        elif name not in leading_out and known[name]["choices"]:
            problems.append(
                _("From “%(name)s” no way leads to an end: it goes round in circles.")
                % {"name": name}
            )
    if not expert_walk(nodes):
        problems.append(_("No way of good choices leads to an end."))
    return problems


def _node_problems(node, known):
    name, choices = node["name"], node["choices"]
    problems = []
    if not node["situation"]:
        problems.append(_("“%(name)s” says nothing.") % {"name": name})
    if not choices:
        return [
            *problems,
            _("“%(name)s” is a dead end: it has no choices. A choice that leads nowhere "
              "ends the case.") % {"name": name},
        ]  # fmt: skip
    if len(choices) < 2:
        problems.append(_("“%(name)s” leaves no choice.") % {"name": name})
    texts = [choice["text"].casefold() for choice in choices]
    if len(set(texts)) < len(texts):
        problems.append(_("Two choices of “%(name)s” say the same.") % {"name": name})
    for choice in choices:
        said = {"name": name, "choice": choice["text"], "next": choice["next"]}
        if choice["next"] and choice["next"] not in known:
            problems.append(
                _("“%(choice)s” leads to “%(next)s”, which doesn’t exist.") % said
            )
        if node["urgent"] and choice["worth"] == GOOD and not choice["refers"]:
            problems.append(
                _(
                    "“%(name)s” is urgent, but its good choice “%(choice)s” doesn’t refer."
                )
                % said
            )
        if node["urgent"] and choice["worth"] == POOR and not choice["refers"]:
            problems.append(
                _("“%(name)s” is urgent: “%(choice)s” either refers or is unsafe.")
                % said
            )
    if node["urgent"] and not any(choice["refers"] for choice in choices):
        problems.append(
            _("“%(name)s” is urgent, but no choice refers.") % {"name": name}
        )
    return problems


# ---- the map -----------------------------------------------------------------------------


def columns(nodes: Nodes) -> list[list[str]]:
    """Return the names of the nodes by their distance from the start; the lost ones last."""
    if not nodes:
        return []
    known, depth = by_name(nodes), {nodes[0]["name"]: 0}
    for name in reached(nodes):
        for choice in known[name]["choices"]:
            if choice["next"] in known:
                depth.setdefault(choice["next"], depth[name] + 1)
    found: list[list[str]] = [[] for _depth in range(max(depth.values()) + 1)]
    for name in reached(nodes):
        found[depth[name]].append(name)
    lost = [name for name in known if name not in depth]
    return [*found, lost] if lost else found
