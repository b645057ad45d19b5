"""The patient sorter: examine, decide on a category or refer, give reasons, and plan."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.types import choices
from quizzes.types.base import RIGHT, Mark, share, single_value, unknown_option
from quizzes.types.text import clean_html, squeeze

from . import key_record
from . import sorter_branches as branches
from . import sorter_marking as marking
from . import sorter_patients as patients
from . import sorter_showing as showing
from . import sorter_words as words
from .base import TrainerType
from .sorter_block import PatientSorterBlock
from .sorter_source import read_source, written_source

SEED = "seed:"
SEEDS = 2**31


class PatientSorter(TrainerType):
    """A patient to be sorted, or a case that branches. See docs/algorithms/sorter.md.

    Content: ``stem``, ``patients``, ``urgent_share`` (percent), ``nodes``,
    ``source_profile``, ``reviewed_by``, ``reviewed_on``; of one patient also ``case``.
    Response to a patient: ``examined`` (exams, in their order if ``ordered``),
    ``decision``, ``reasons``, ``plan`` (``""`` where there is none). Response to a case
    that branches: ``walk``, the ids of the choices made.
    """

    key = "patient_sorter"
    minutes = 4  # our estimate
    label = gettext_lazy("Patient sorter")
    icon = "group"
    block = PatientSorterBlock
    template = "ce_trainers/types/sorter.html"
    review_template = "ce_trainers/types/sorter_review.html"
    author_template = "ce_trainers/types/sorter_author.html"
    source_fields = {
        "patients": False,
        "urgent_share": False,
        "nodes": False,
        "source_profile": False,
        "reviewed_by": False,
        "reviewed_on": False,
    }
    topics = words.TOPICS

    def content(self, value):
        reviewed_on = value["reviewed_on"]
        return {
            "stem": clean_html(value["stem"]),
            "patients": [_patient(each) for each in value["patients"]],
            "urgent_share": _whole(value["urgent_share"], 0),
            "nodes": [_node(each) for each in value["nodes"]],
            "source_profile": squeeze(value["source_profile"] or ""),
            "reviewed_by": squeeze(value["reviewed_by"] or ""),
            "reviewed_on": str(reviewed_on) if reviewed_on else "",
        }

    def problems(self, content):
        found = choices.body_problems(content)
        if bool(content["patients"]) == bool(content["nodes"]):
            found.append(
                _("The sorter needs either patients or a case that branches, not both.")
            )
        for template in content["patients"]:
            found += patients.template_problems(template)
        if content["nodes"]:
            found += branches.problems_of(content["nodes"])
        return found + key_record.problems(content)

    # ---- one case ----------------------------------------------------------------------

    def order(self, content, rng, *, shuffle=True):
        """Draw the seed of one patient; a case that branches has no other."""
        if content["nodes"]:
            return []
        return [f"{SEED}{rng.randrange(SEEDS) if shuffle else 0}"]

    def mirrored(self, content, order):
        seed = _seed(order)
        if seed is None or not patients.has_mirror(content, seed):
            return None
        return [f"{SEED}{seed ^ 1}"]

    def variant(self, content, order):
        seed = _seed(order)
        if seed is None or not content["patients"]:
            return content
        return {**content, "case": patients.draw(content, seed), "offers": OFFERS}

    def present(self, content, order, response=None):
        shared = {
            "stem": content["stem"],
            "awaits_review": not content["reviewed_by"],
        }
        if content["nodes"]:
            return {**shared, **showing.open_nodes(content["nodes"], response)}
        return {**shared, **showing.open_case(_case(content), response)}

    def read(self, content, data, prefix):
        if content["nodes"]:
            return self._read_walk(content["nodes"], data, prefix)
        examined = _several(data, f"{prefix}-examined", words.EXAMS)
        made = _listed(data, f"{prefix}-path", words.EXAMS)
        ordered = bool(examined) and set(examined) <= set(made)
        if ordered:
            examined = [exam for exam in made if exam in examined]
        response = {
            "examined": examined,
            "ordered": ordered,
            "decision": _one(data, f"{prefix}-decision", words.DECISIONS),
            "reasons": _several(data, f"{prefix}-reasons", words.REASONS),
            "plan": _one(data, f"{prefix}-plan", words.PLANS),
        }
        return response if any(response.values()) else None

    def _read_walk(self, nodes, data, prefix):
        chosen = {}
        for number, node in enumerate(nodes, start=1):
            ids = [choice["id"] for choice in node["choices"]]
            if made := _one(data, f"{prefix}-node-{number}", ids):
                chosen[node["name"]] = made
        walk = branches.followed(nodes, chosen)
        told = _listed(
            data, f"{prefix}-path", branches.choices_by_id(nodes), repeats=True
        )
        # The way that the script kept, if it ends as the fields say; it may turn back.
        last = {node["name"]: step["id"] for node, step in branches.steps(nodes, told)}
        if told and branches.is_walk(nodes, told) and last == _on(nodes, chosen, last):
            walk = told
        return {"walk": walk} if walk else None

    def is_complete(self, content, response):
        if response is None:
            return False
        if content["nodes"]:
            return branches.has_ended(content["nodes"], response["walk"])
        return bool(response["decision"] and response["reasons"] and response["plan"])

    # ---- marking -----------------------------------------------------------------------

    def mark(self, content, response):
        if response is None:
            return Mark(Decimal(0))
        if content["nodes"]:
            part, whole = branches.points(content["nodes"], response["walk"])
            return Mark(
                share(part, whole), marking.walk_feedback(content["nodes"], response)
            )
        case = _case(content)
        return Mark(
            marking.fraction_of(case, response), marking.feedback(case, response)
        )

    def fits(self, content, response):
        if response is None:
            return True
        if content["nodes"]:
            return "walk" in response and branches.is_walk(
                content["nodes"], response["walk"]
            )
        return (
            "examined" in response
            and set(response["examined"]) <= set(words.EXAMS)
            and set(response["reasons"]) <= set(words.REASONS)
            and response["decision"] in {"", *words.DECISIONS}
            and response["plan"] in {"", *words.PLANS}
        )

    def correct(self, content):
        if content["nodes"]:
            return {"walk": branches.expert_walk(content["nodes"])}
        case = _case(content)
        return {
            "examined": patients.expert_path(case),
            "ordered": True,
            "decision": case["decision"],
            "reasons": case["expected"],
            "plan": case["plan"],
        }

    def summary(self, content, response):
        if response is None:
            return ""
        if content["nodes"]:
            made = branches.steps(content["nodes"], response["walk"])
            return "; ".join(choice["text"] for _node, choice in made)
        parts = [
            str(words.DECISIONS.get(response["decision"], _("No decision"))),
            *(str(words.REASONS[key]) for key in response["reasons"]),
            str(words.PLANS.get(response["plan"], "")),
        ]
        return "; ".join(part for part in parts if part)

    def tally(self, content, response):
        """Return a row for each decision; whether it is right depends on the patient."""
        if content["nodes"]:
            return super().tally(content, response)
        if response is None:
            return [(key, str(label), None) for key, label in words.DECISIONS.items()]
        key = response["decision"]
        right = key == _case(content)["decision"] if "case" in content else None
        return [(key or "none", str(words.DECISIONS.get(key, _("No decision"))), right)]

    def missed(self, content, response):
        if response is None or self.mark(content, response).fraction == RIGHT:
            return ()
        if content["nodes"]:
            return ("branching",)
        return marking.missed(_case(content), response)

    def review(self, content, order, response):
        shared = {
            "stem": content["stem"],
            "awaits_review": not content["reviewed_by"],
            "source_profile": content["source_profile"],
            "reviewed_by": content["reviewed_by"],
            "reviewed_on": content["reviewed_on"],
            "feedback": list(self.mark(content, response).feedback),
        }
        if content["nodes"]:
            return {**shared, **showing.marked_nodes(content["nodes"], response)}
        return {**shared, **showing.marked_case(_case(content), response)}

    # ---- course files ------------------------------------------------------------------

    def from_source(self, data, *, rich):
        return read_source(data, rich=rich)

    def to_source(self, content, *, markdown):
        return {"stem": markdown(content["stem"]), **written_source(content)}


# What may be chosen, as lists of ids: previews make wrong answers from them.
OFFERS: dict[str, Any] = {
    "decisions": [{"id": key} for key in words.DECISIONS],
    "plans": [{"id": key} for key in words.PLANS],
    "reasons": [{"id": key} for key in words.REASONS],
}


def _case(content):
    """Return the patient; of a question that drew none, the author's first."""
    if "case" in content:
        return content["case"]
    return patients.draw(content, 0)


def _seed(order):
    found = [item for item in order if item.startswith(SEED)]
    return int(found[0].removeprefix(SEED)) if found else None


def _whole(value, default):
    return default if value is None else int(value)


def _patient(value):
    return {
        "name": squeeze(value["name"] or ""),
        "weight": max(1, _whole(value["weight"], 1)),
        "age_from": _whole(value["age_from"], 30),
        "age_to": _whole(value["age_to"], 60),
        "short_leg": value["short_leg"] or patients.EITHER,
        "stories": [text for each in value["stories"] if (text := squeeze(each or ""))],
        "findings": [
            {
                "finding": row["finding"],
                "text": squeeze(row["text"] or ""),
                "weight": max(1, _whole(row["weight"], 1)),
            }
            for row in value["findings"]
            if row["finding"] in words.FINDINGS
        ],
        "decision": value["decision"] or words.ONE,
        "urgent": bool(value["urgent"]),
        "reasons": [key for key in words.REASONS if key in (value["reasons"] or ())],
        "why": squeeze(value["why"] or ""),
    }


def _node(value):
    return {
        "name": squeeze(value["name"] or ""),
        "situation": squeeze(value["situation"] or ""),
        "urgent": bool(value["urgent"]),
        "choices": [
            {
                "id": bound.id,
                "text": squeeze(bound.value["text"] or ""),
                "next": squeeze(bound.value["next"] or ""),
                "consequence": squeeze(bound.value["consequence"] or ""),
                "worth": bound.value["worth"] or branches.POOR,
                "refers": bool(bound.value["refers"]),
            }
            for bound in value["choices"].bound_blocks
        ],
    }


def _on(nodes, chosen, last):
    """Return what the fields say of the nodes that a walk came through."""
    return {name: chosen.get(name, "") for name in last}


def _one(data, name, known):
    value = single_value(data, name)
    if value and value not in known:
        raise unknown_option()
    return value


def _several(data, name, known):
    """Return what was ticked, each once, in the order of ``known``."""
    values = data.getlist(name)
    if len(values) > len(known) or not set(values) <= set(known):
        raise unknown_option()
    return [key for key in known if key in values]


def _listed(data, name, known, *, repeats=False):
    """Return the words that the script wrote into one field, in their order."""
    values = single_value(data, name).split()
    if not set(values) <= set(known) or len(values) > branches.LONGEST_WALK:
        raise unknown_option()
    if not repeats and len(set(values)) < len(values):
        raise unknown_option()
    return values
