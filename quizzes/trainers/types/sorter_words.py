"""What can be examined and found, decided and planned; and how each reads to learners.

Only what two sources, or one usable source, agree on: no crest or dollar sign (their
names are easily read for the other side), no psoas, no breath or language test. What a
sign points to is worded as SOT teaches; none of it says that the sign is valid.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

ONE, TWO, THREE, MIXED, REFER = "I", "II", "III", "mixed", "refer"
CATEGORIES = (ONE, TWO, THREE)
# What a screening test may find: at once to emergency care, or no blocks and refer.
EMERGENCY, DO_NOT_TREAT = "emergency", "do-not-treat"
FLAGS = (EMERGENCY, DO_NOT_TREAT)

DECISIONS: dict[str, Any] = {
    ONE: _("Category I"),
    TWO: _("Category II"),
    THREE: _("Category III"),
    MIXED: _("Mixed signs"),
    REFER: _("Refer"),
}


@dataclass(frozen=True, slots=True)
class Exam:
    """One thing to examine. ``usual`` is found where a template says nothing of it.

    ``figure`` is the key of a figure that shows how it is done, if the site has it.
    """

    label: Any
    usual: str
    is_screening: bool = False
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an exam may find. ``points`` to a category or is a flag; ``""`` to nothing.

    ``text`` is what the learner reads, ``reason`` how it is named among the reasons.
    """

    text: Any
    points: str = ""
    reason: Any = ""


EXAMS: dict[str, Exam] = {
    "red-flags": Exam(_("Ask about red flags"), "red-flags.none", True),
    "neurology": Exam(
        _("Strength, reflexes and sensation in both legs"), "neurology.normal", True
    ),
    "calf": Exam(_("Look at both calves"), "calf.normal", True),
    "sway": Exam(_("Posture and sway, standing"), "sway.none", figure="f13b"),
    "leg-length": Exam(_("Leg length, lying"), "leg-length.even", figure="f13b"),
    "heel-tension": Exam(_("Heel tension, prone"), "heel-tension.equal", figure="f13"),
    "rib-heads": Exam(
        _("Rib-head motion as the head bends and straightens"), "rib-heads.unclear"
    ),
    "arm-fossa": Exam(_("Arm-fossa test, supine"), "arm-fossa.strong", figure="f16"),
    "tenderness": Exam(
        _("Tenderness: knees, inguinal ligaments, scalenes, first ribs"),
        "tenderness.none",
    ),
    "sciatic-points": Exam(
        _("Pressure along the sciatic nerve: gluteal and mid-calf points"),
        "sciatic-points.none",
        figure="f18",
    ),
    "leg-raise": Exam(_("Straight leg raise"), "leg-raise.negative"),
}
SCREENING = tuple(key for key, exam in EXAMS.items() if exam.is_screening)

FINDINGS: dict[str, Finding] = {
    "red-flags.none": Finding(
        _("No fever, weight loss, injury, known cancer, or change of bladder, bowel, "
          "saddle sensation or sexual function.")
    ),
    "red-flags.saddle": Finding(
        _("“I feel numb where I sit since yesterday, and I can’t tell when my bladder is full.”"),
        EMERGENCY,
        _("New saddle numbness or change of bladder, bowel or sexual function"),
    ),
    "red-flags.fever": Finding(
        _("“I have had a fever for three days, and my spine hurts at night too.”"),
        EMERGENCY,
        _("Fever with spinal pain"),
    ),
    "red-flags.fracture": Finding(
        _("“I fell from a ladder two days ago; since then I can hardly stand.”"),
        EMERGENCY,
        _("Injury, with suspicion of a fracture"),
    ),
    "red-flags.cancer": Finding(
        _("“I was treated for cancer of the pelvis; this pain is new.”"),
        DO_NOT_TREAT,
        _("Known or suspected cancer in the region"),
    ),
    "neurology.normal": Finding(_("Strength, reflexes and sensation are equal in both legs.")),
    "neurology.both": Finding(
        _("Both feet are weak when lifted, more so than last week."),
        EMERGENCY,
        _("Weakness of both legs, or weakness that progresses"),
    ),
    "calf.normal": Finding(_("Both calves look and feel alike.")),
    "calf.swollen": Finding(
        _("The {side} calf is newly swollen, red and warm. It was not pressed."),
        EMERGENCY,
        _("A calf that is newly swollen, warm or painful"),
    ),
    "sway.none": Finding(_("No clear sway at the plumb line; no lean.")),
    "sway.front-back": Finding(
        _("At the plumb line the body sways forward and back, not to the side."),
        ONE,
        _("Sway forward and back"),
    ),
    "sway.side": Finding(
        _("At the plumb line the body sways from side to side."), TWO, _("Sway to the side")
    ),
    "sway.lean": Finding(
        _("The trunk leans away from the {side} side, with a break at one lumbar level."),
        THREE,
        _("Antalgic lean"),
    ),
    "leg-length.even": Finding(_("No difference of leg length is seen.")),
    "leg-length.short": Finding(_("The {short} leg looks short, prone and supine.")),
    "heel-tension.equal": Finding(_("Both heels resist alike.")),
    "heel-tension.one": Finding(
        _("The {side} heel resists more than the other."),
        ONE,
        _("More tension at one heel"),
    ),
    "rib-heads.unclear": Finding(_("Rib-head motion can’t be judged clearly.")),
    "rib-heads.both": Finding(
        _("The rib heads move alike on both sides."), ONE, _("Rib heads that move alike")
    ),
    "rib-heads.less": Finding(
        _("The rib heads move less on the {side} side."),
        TWO,
        _("Rib heads that move less on one side"),
    ),
    "rib-heads.still": Finding(
        _("No motion of the rib heads is felt."), THREE, _("Rib heads that don’t move")
    ),
    "arm-fossa.strong": Finding(
        _("The arm stays strong while the upper and lower fossa of either side are pressed.")
    ),
    "arm-fossa.upper": Finding(
        _("The arm weakens while the upper fossa of the {short} side is pressed."),
        TWO,
        _("An arm that weakens in the arm-fossa test"),
    ),
    "arm-fossa.lower": Finding(
        _("The arm weakens while the lower fossa of the {long} side is pressed."),
        TWO,
        _("An arm that weakens in the arm-fossa test"),
    ),
    "tenderness.none": Finding(_("None of these is tender.")),
    "tenderness.first-rib": Finding(
        _("The tubercle of the {side} first rib is very painful; so is the inner knee."),
        TWO,
        _("Tender first rib, knee, inguinal ligament or scalene"),
    ),
    "tenderness.inguinal": Finding(
        _("The {side} inguinal ligament and one anterior scalene are tender."),
        TWO,
        _("Tender first rib, knee, inguinal ligament or scalene"),
    ),
    "sciatic-points.none": Finding(_("None of these points is tender.")),
    "sciatic-points.painful": Finding(
        _("The gluteal and the mid-calf point of the {side} leg are very painful."),
        THREE,
        _("Painful points along the sciatic nerve"),
    ),
    "leg-raise.negative": Finding(_("Both legs rise alike without leg pain.")),
    "leg-raise.positive": Finding(
        _("Raising the {side} leg brings back the pain down the leg."),
        THREE,
        _("A straight leg raise that brings back the leg pain"),
    ),
}  # fmt: skip


def exam_of(finding: str) -> str:
    return finding.partition(".")[0]


def points_of(finding: str) -> str:
    return FINDINGS[finding].points


# Two findings may be one reason; the first of them names it.
REASONS: dict[str, Any] = {}
REASON_OF: dict[str, str] = {}
for _key, _finding in FINDINGS.items():
    if not _finding.reason:
        continue
    _named = [key for key in REASONS if REASONS[key] == _finding.reason]
    REASON_OF[_key] = _named[0] if _named else _key
    REASONS.setdefault(REASON_OF[_key], _finding.reason)

PLANS: dict[str, Any] = {
    "prone": _("Prone: block low on the short-leg side, high on the long-leg side"),
    "supine": _("Supine: block high on the short-leg side, low on the long-leg side"),
    "comfort": _("Prone: blocks guided by comfort, looked at again after a short time"),
    "retest": _("Record what was found and test again before any block is placed"),
    "letter": _("No blocks: refer, and treat only once it is cleared"),
    "emergency": _("No blocks: emergency care now"),
}
PLAN_OF = {
    ONE: "prone",
    TWO: "supine",
    THREE: "comfort",
    MIXED: "retest",
    REFER: "letter",
}

TOPICS = {
    "category-i": _("Recognizing Category I"),
    "category-ii": _("Recognizing Category II"),
    "category-iii": _("Recognizing Category III"),
    "mixed": _("Recognizing mixed signs"),
    "refer": _("Referring in time"),
    "over-referral": _("Referring without a reason"),
    "reasons": _("Naming the reasons"),
    "branching": _("Deciding as a visit goes on"),
}

SIDES = {"left": _("left"), "right": _("right")}
