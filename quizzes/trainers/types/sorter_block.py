"""What authors fill in: patients that are drawn, or a case that branches."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.types.base import QuestionBlock
from quizzes.types.text import stem_block

from . import sorter_branches as branches
from . import sorter_patients as patients
from . import sorter_words as words
from .key_record import (
    reviewed_by_block,
    reviewed_on_block,
    source_profile_block,
)

SHORT_LEGS = {
    "either": _("Left or right, by chance"),
    "left": _("Left"),
    "right": _("Right"),
    "even": _("None; both legs are even"),
}


def finding_choices():
    """Return the findings by exam, without leg length, which follows from the short leg."""
    return [
        (
            exam.label,
            [
                (name, finding.text)
                for name, finding in words.FINDINGS.items()
                if words.exam_of(name) == key
            ],
        )
        for key, exam in words.EXAMS.items()
        if key != "leg-length"
    ]


def weight_block():
    return blocks.IntegerBlock(
        min_value=1,
        max_value=100,
        default=1,
        label=_("Weight"),
        help_text=_("How often it is drawn, beside the others of its kind."),
    )


class FindingBlock(blocks.StructBlock):
    finding = blocks.ChoiceBlock(
        choices=finding_choices, label=_("Finding"), search_index=False
    )
    text = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("In other words"),
        help_text=_(
            "What the learner reads instead. {side}, {short} and {long} are filled in."
        ),
        search_index=False,
    )
    weight = weight_block()

    class Meta:
        icon = "search"
        label = _("Finding")


class PatientBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        max_length=80,
        label=_("Name for authors"),
        help_text=_("Learners don’t see it."),
        search_index=False,
    )
    weight = weight_block()
    age_from = blocks.IntegerBlock(
        min_value=patients.YOUNGEST,
        max_value=patients.OLDEST,
        default=30,
        label=_("Age from"),
    )
    age_to = blocks.IntegerBlock(
        min_value=patients.YOUNGEST,
        max_value=patients.OLDEST,
        default=60,
        label=_("Age to"),
    )
    short_leg = blocks.ChoiceBlock(
        choices=list(SHORT_LEGS.items()), default="either", label=_("Short leg")
    )
    stories = blocks.ListBlock(
        blocks.TextBlock(label=_("History"), search_index=False),
        min_num=1,
        label=_("Histories"),
        help_text=_(
            "What the patient tells first; one of them is drawn. {age}, {side}, {short} "
            "and {long} are filled in. Keep red flags for the findings."
        ),
    )
    findings = blocks.ListBlock(
        FindingBlock(),
        min_num=0,
        default=[],
        label=_("Findings"),
        help_text=_(
            "Several for one exam are alternatives. What is not named is unremarkable."
        ),
    )
    decision = blocks.ChoiceBlock(
        choices=list(words.DECISIONS.items()), default=words.ONE, label=_("Decision")
    )
    urgent = blocks.BooleanBlock(
        required=False,
        label=_("Urgent"),
        help_text=_("Has to be referred at once. Anything else is worth nothing."),
    )
    reasons = blocks.MultipleChoiceBlock(
        choices=list(words.REASONS.items()),
        required=False,
        label=_("Reasons that must be named"),
        help_text=_("None: every finding that points to the decision."),
        search_index=False,
    )
    why = blocks.TextBlock(
        required=False,
        label=_("Why"),
        help_text=_("Shown after submission, beside an expert’s path."),
        search_index=False,
    )

    class Meta:
        icon = "user"
        label = _("Patient")


class ChoiceOfNodeBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("Choice"), search_index=False)
    next = blocks.CharBlock(
        required=False,
        max_length=40,
        label=_("Leads to"),
        help_text=_("The name of a situation; empty where the case ends."),
        search_index=False,
    )
    consequence = blocks.TextBlock(
        required=False,
        label=_("What then happens"),
        help_text=_("Read at once by whoever chose it."),
        search_index=False,
    )
    worth = blocks.ChoiceBlock(
        choices=list(branches.WORTHS.items()),
        default=branches.POOR,
        label=_("This choice is"),
    )
    refers = blocks.BooleanBlock(required=False, label=_("Refers the patient"))

    class Meta:
        icon = "radio-full"
        label = _("Choice")


class NodeBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        max_length=40,
        label=_("Name"),
        help_text=_(
            "Choices lead to it by this name. Learners read it on the map afterwards."
        ),
        search_index=False,
    )
    situation = blocks.TextBlock(label=_("Situation"), search_index=False)
    urgent = blocks.BooleanBlock(
        required=False,
        label=_("Urgent"),
        help_text=_("Every choice here refers, or is unsafe."),
    )
    choices = blocks.ListBlock(
        ChoiceOfNodeBlock(), min_num=0, default=[], label=_("Choices")
    )

    class Meta:
        icon = "site"
        label = _("Situation")


class PatientSorterBlock(QuestionBlock):
    type_key = "patient_sorter"

    stem = stem_block()
    patients = blocks.ListBlock(
        PatientBlock(),
        min_num=0,
        default=[],
        label=_("Patients"),
        help_text=_(
            "Each case draws one of them. Or leave this empty, and write a case below."
        ),
    )
    urgent_share = blocks.IntegerBlock(
        min_value=0,
        max_value=100,
        default=25,
        label=_("Urgent patients, in percent"),
        help_text=_("How often one of the urgent patients turns up, without warning."),
    )
    nodes = blocks.ListBlock(
        NodeBlock(),
        min_num=0,
        default=[],
        label=_("A case that branches"),
        help_text=_(
            "Situations with choices that lead on; the case begins with the first. The "
            "preview shows it as a map and tells of dead ends and loops."
        ),
    )
    source_profile = source_profile_block()
    reviewed_by = reviewed_by_block()
    reviewed_on = reviewed_on_block()

    class Meta:
        icon = "group"
        label = _("Patient sorter")
        description = _(
            "Examine a patient, decide on a category or refer, and say why."
        )
        preview_value = {
            "stem": "<p>Examine the patient, then decide.</p>",
            "patients": [
                {
                    "name": "Heel tension",
                    "weight": 1,
                    "age_from": 30,
                    "age_to": 60,
                    "short_leg": "either",
                    "stories": ["A {age}-year-old has had low back pain for a month."],
                    "findings": [
                        {"finding": "sway.front-back", "text": "", "weight": 1},
                        {"finding": "heel-tension.one", "text": "", "weight": 1},
                    ],
                    "decision": "I",
                    "urgent": False,
                    "reasons": [],
                    "why": "",
                }
            ],
            "urgent_share": 25,
            "nodes": [],
            "source_profile": "core",
            "reviewed_by": "",
            "reviewed_on": None,
        }
