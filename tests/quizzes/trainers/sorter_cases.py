"""Patients and branching cases for tests, and an independent reading of the signs."""

from hypothesis import strategies as st

from quizzes.trainers.types import sorter_words as words

# Typed from the table of indicators, not from the code: what each finding is read as.
READ_AS = {
    "sway.front-back": "I",
    "heel-tension.one": "I",
    "rib-heads.both": "I",
    "sway.side": "II",
    "rib-heads.less": "II",
    "arm-fossa.upper": "II",
    "arm-fossa.lower": "II",
    "tenderness.first-rib": "II",
    "tenderness.inguinal": "II",
    "sway.lean": "III",
    "rib-heads.still": "III",
    "sciatic-points.painful": "III",
    "leg-raise.positive": "III",
}
EMERGENCIES = {
    "red-flags.saddle",
    "red-flags.fever",
    "red-flags.fracture",
    "neurology.both",
    "calf.swollen",
}
MUST_REFER = EMERGENCIES | {"red-flags.cancer"}


def contradictions(case):
    """Return how a patient contradicts its decision, by the table alone."""
    found = {row["finding"] for row in case["findings"]}
    signs = {READ_AS[key] for key in found if key in READ_AS}
    problems = []
    if found & MUST_REFER:
        if case["decision"] != "refer":
            problems.append("has a red flag and is not referred")
    elif case["decision"] == "refer":
        problems.append("is referred without a reason")
    elif case["decision"] == "mixed":
        if len(signs) < 2:
            problems.append("is not mixed")
    elif signs != {case["decision"]}:
        problems.append(f"shows {sorted(signs)}")
    if bool(found & EMERGENCIES) != case["urgent"]:
        problems.append("is urgent without an emergency, or the other way round")
    if case["decision"] in ("I", "II") and not case["short"]:
        problems.append("has no short leg to place blocks by")
    if ("leg-length.short" in found) != bool(case["short"]):
        problems.append("has another leg length than was found")
    return problems


def patient(**changes):
    return {
        "name": "Heels",
        "weight": 1,
        "age_from": 30,
        "age_to": 60,
        "short_leg": "either",
        "stories": ["A {age}-year-old has pain on the {side} side."],
        "findings": [found("heel-tension.one"), found("sway.front-back")],
        "decision": "I",
        "urgent": False,
        "reasons": [],
        "why": "",
        **changes,
    }


def found(finding, **changes):
    return {"finding": finding, "text": "", "weight": 1, **changes}


CAUDA_EQUINA = patient(
    name="Cauda equina",
    findings=[found("red-flags.saddle"), found("sciatic-points.painful")],
    decision="refer",
    urgent=True,
)


def question(*patients, urgent_share=50, nodes=()):
    return {
        "stem": "<p>?</p>",
        "patients": list(patients),
        "urgent_share": urgent_share,
        "nodes": list(nodes),
        "source_profile": "core",
        "reviewed_by": "",
        "reviewed_on": "",
    }


def choice(key, to="", worth="poor", **changes):
    return {
        "id": key,
        "text": f"Do {key}",
        "next": to,
        "consequence": f"After {key}.",
        "worth": worth,
        "refers": False,
        **changes,
    }


def node(name, *choices, **changes):
    return {
        "name": name,
        "situation": f"At {name}.",
        "urgent": False,
        "choices": list(choices),
        **changes,
    }


FINDINGS = sorted(set(words.FINDINGS) - {"leg-length.even", "leg-length.short"})


@st.composite
def templates(draw):
    """Any template that the form can hold, most of them wrong."""
    rows = draw(
        st.lists(
            st.builds(found, st.sampled_from(FINDINGS), weight=st.integers(1, 100)),
            max_size=6,
        )
    )
    ages = sorted(draw(st.tuples(st.integers(18, 95), st.integers(18, 95))))
    return patient(
        weight=draw(st.integers(1, 100)),
        age_from=ages[0],
        age_to=ages[1],
        short_leg=draw(st.sampled_from(["either", "left", "right", "even"])),
        findings=rows,
        decision=draw(st.sampled_from(["I", "II", "III", "mixed", "refer"])),
        urgent=draw(st.booleans()),
        reasons=draw(st.lists(st.sampled_from(list(words.REASONS)), max_size=2)),
    )


@st.composite
def sound_templates(draw, urgent=None):
    """A template that its rules let pass, of any decision, with all that it may hold."""
    decisions = ["refer"] if urgent else ["I", "II", "III", "mixed", "refer"]
    decision = draw(st.sampled_from(decisions))
    urgent = urgent or (decision == "refer" and draw(st.booleans()))
    by_category = {
        category: sorted(key for key, read in READ_AS.items() if read == category)
        for category in ("I", "II", "III")
    }
    if decision == "refer":
        flags = sorted(EMERGENCIES) if urgent else ["red-flags.cancer"]
        sure = [draw(st.sampled_from(flags))]
        others = [*READ_AS, *(sorted(MUST_REFER) if urgent else [])]
    elif decision == "mixed":
        two = draw(st.permutations(["I", "II", "III"]))[:2]
        sure = [draw(st.sampled_from(by_category[category])) for category in two]
        others = list(READ_AS)
    else:
        sure = [draw(st.sampled_from(by_category[decision]))]
        others = by_category[decision]
    usual = [exam.usual for key, exam in words.EXAMS.items() if key != "leg-length"]
    taken = {words.exam_of(key) for key in sure}
    more = draw(st.lists(st.sampled_from(others + usual), max_size=5))
    rows = [*sure, *(key for key in more if words.exam_of(key) not in taken)]
    even = ["even"] if decision not in ("I", "II") else []
    return patient(
        short_leg=draw(st.sampled_from(["either", "left", "right", *even])),
        findings=[found(key, weight=draw(st.integers(1, 9))) for key in rows],
        decision=decision,
        urgent=urgent,
    )
