"""What authors fill in for a procedure check."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.types.base import QuestionBlock
from quizzes.types.text import stem_block

from .key_record import (
    reviewed_by_block,
    reviewed_on_block,
    source_profile_block,
)

KINDS = {
    "screening": _("Red flags and contraindications"),
    "consent": _("Consent"),
    "preparing": _("Preparing, and the baseline"),
    "placing": _("Placing the blocks"),
    "timing": _("Time on the blocks"),
    "rechecking": _("Re-checking"),
    "stopping": _("Stopping in time"),
    "removing": _("Taking the blocks out"),
    "recording": _("Record and advice"),
}
PREPARING = "preparing"


def kind_block() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(
        choices=list(KINDS.items()),
        default=PREPARING,
        label=_("About"),
        help_text=_("Practice is counted by this."),
    )


def action_text() -> blocks.CharBlock:
    return blocks.CharBlock(max_length=300, label=_("Action"), search_index=False)


class AnswerBlock(blocks.StructBlock):
    """A step that answers something that happened."""

    text = action_text()
    kind = kind_block()
    why = blocks.TextBlock(
        required=False,
        label=_("Why"),
        help_text=_("Shown after submission, beside the expert’s session."),
        search_index=False,
    )
    together = blocks.BooleanBlock(
        required=False, label=_("In any order with the step above")
    )
    must = blocks.BooleanBlock(
        required=False,
        label=_("Must never be missed"),
        help_text=_("Without it the drill gives no points, whatever else is right."),
    )
    missed = blocks.TextBlock(
        required=False,
        label=_("When it was missed"),
        help_text=_(
            "What the learner then reads first: kind, plain, and why it matters."
        ),
        search_index=False,
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepBlock(AnswerBlock):
    treats = blocks.BooleanBlock(
        required=False,
        label=_("Treats"),
        help_text=_(
            "From here on the patient is treated. What must never be missed and comes "
            "before this step counts as missed when it is done after it; and doing this "
            "although the session had to end gives no points."
        ),
    )


class DistractorBlock(blocks.StructBlock):
    text = action_text()
    kind = kind_block()
    why = blocks.TextBlock(
        required=False,
        label=_("Why not"),
        help_text=_("Shown to whoever did it."),
        search_index=False,
    )
    fatal = blocks.BooleanBlock(
        required=False,
        label=_("Nobody may ever do this"),
        help_text=_("Doing it gives no points, whatever else is right."),
    )

    class Meta:
        icon = "cross"
        label = _("Action that doesn’t belong")


class EventBlock(blocks.StructBlock):
    after = blocks.CharBlock(
        max_length=300,
        label=_("After the step"),
        help_text=_("The words of a step above that stands alone in its order."),
        search_index=False,
    )
    text = blocks.TextBlock(
        label=_("What happens"),
        help_text=_("For example what the patient says. Shown where it happens."),
        search_index=False,
    )
    ends = blocks.BooleanBlock(
        required=False,
        label=_("Ends the session"),
        help_text=_("Nothing follows but the steps below."),
    )
    answers = blocks.ListBlock(
        AnswerBlock(),
        min_num=1,
        label=_("Steps that answer it"),
        help_text=_(
            "They come next. They may also be offered when it does not happen, and "
            "then don’t belong: name the reason, such as “because the pain rose”."
        ),
    )

    class Meta:
        icon = "warning"
        label = _("Something that may happen")


def _step(text, **changes):
    """Return a step for the preview."""
    flags = {"together": False, "must": False, "treats": False}
    return {"text": text, "why": "", "missed": "", **flags, **changes}


class ProcedureCheckBlock(QuestionBlock):
    type_key = "procedure_check"

    stem = stem_block()
    steps = blocks.ListBlock(
        StepBlock(),
        min_num=3,
        label=_("Steps, in an expert’s order"),
        help_text=_(
            "Write {short} and {long} for the side of the short and of the long leg, "
            "here and in all other texts: each case draws them anew."
        ),
    )
    distractors = blocks.ListBlock(
        DistractorBlock(),
        min_num=0,
        default=[],
        label=_("Actions that don’t belong"),
        help_text=_("Four of them at most turn up in a case."),
    )
    events = blocks.ListBlock(
        EventBlock(),
        min_num=0,
        default=[],
        label=_("What may happen"),
        help_text=_("None, one or two of them turn up in a case."),
    )
    source_profile = source_profile_block()
    reviewed_by = reviewed_by_block()
    reviewed_on = reviewed_on_block()

    class Meta:
        icon = "tasks"
        label = _("Procedure check")
        description = _(
            "A whole session put together from its steps; some must never be missed."
        )
        preview_value = {
            "stem": "<p>Put together a session on the blocks.</p>",
            "steps": [
                _step("Ask about red flags", kind="screening", must=True),
                _step("Ask for consent", kind="consent", must=True),
                _step("Place the blocks", kind="placing", treats=True),
                _step("Ask how it feels", kind="rechecking", must=True),
                _step("Write the record", kind="recording"),
            ],
            "distractors": [
                {
                    "text": "Ask the patient to hold on although pain rises",
                    "kind": "stopping",
                    "why": "",
                    "fatal": True,
                }
            ],
            "events": [],
            "source_profile": "core",
            "reviewed_by": "",
            "reviewed_on": None,
        }
