"""The cranial rhythm: watched, followed and counted, for practice alone."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from quizzes.types import choices
from quizzes.types.base import Mark, QuestionBlock
from quizzes.types.source import Fields
from quizzes.types.text import clean_html, list_items, squeeze, stem_block

from .base import TrainerType

# Cycles a minute that the pace may be set to.
LOWEST, HIGHEST, USUAL = 4, 16, 10
REPORTED_FIELDS = {"source": True, "says": True}


class ReportedBlock(blocks.StructBlock):
    source = blocks.CharBlock(
        max_length=200, label=gettext_lazy("Source"), search_index=False
    )
    says = blocks.CharBlock(
        max_length=200,
        label=gettext_lazy("Cycles a minute"),
        help_text=gettext_lazy("As the source reports it, in words."),
        search_index=False,
    )

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Source")


class CranialRhythmBlock(QuestionBlock):
    type_key = "cranial_rhythm"

    stem = stem_block()
    reported = blocks.ListBlock(
        ReportedBlock(),
        min_num=2,
        label=gettext_lazy("What sources report"),
        help_text=gettext_lazy(
            "Shown after the learner has counted: values vary, and examiners do not "
            "agree. Name the same sources under “References”."
        ),
    )

    class Meta:
        icon = "rotate"
        label = gettext_lazy("Cranial rhythm")
        description = gettext_lazy(
            "A rhythm to watch, follow and count. For practice in lessons alone."
        )
        preview_value = {
            "stem": "<p>Follow the rhythm, then count one.</p>",
            "reported": [
                {"source": "One school", "says": "10 to 14"},
                {"source": "Another school", "says": "8 to 14"},
            ],
        }


class CranialRhythm(TrainerType):
    """Shows two phases of the question's figure at a pace; has no answer and no mark.

    How often a rhythm comes is never asked: reported values vary. What a learner taps
    and counts is held against what the trainer itself showed, and kept as practice.

    Content: ``stem``, ``reported`` (``source``, ``says``). Response: always ``None``.
    The ``detail`` of its runs, schema 1: ``kind`` (``follow``, ``count``), ``pace``
    (cycles a minute as shown), ``taps``, ``error`` (to follow: mean seconds, late is
    positive; to count: cycles a minute too many).
    """

    key = "cranial_rhythm"
    minutes = 3  # our estimate
    label = gettext_lazy("Cranial rhythm")
    icon = "rotate"
    block = CranialRhythmBlock
    template = "ce_trainers/types/cranial_rhythm.html"
    review_template = "ce_trainers/types/cranial_rhythm.html"
    source_fields = {"reported": True}
    asks_figure = True
    varies = False
    practice_only = True
    practice_view = ""

    def content(self, value):
        return {
            "stem": clean_html(value["stem"]),
            "reported": [
                {
                    "source": squeeze(bound.value["source"] or ""),
                    "says": squeeze(bound.value["says"] or ""),
                }
                for bound in value["reported"].bound_blocks
            ],
        }

    def problems(self, content):
        found = choices.body_problems(content)
        whole = [row for row in content["reported"] if row["source"] and row["says"]]
        if len(whole) < 2:
            found.append(_("Name at least two sources and what they report."))
        return found

    def figure_problems(self, content, plate):
        if plate is None or len(plate.phases) != 2:
            return [
                _("The rhythm moves a figure: choose a published one of two phases.")
            ]
        return []

    def present(self, content, order, response=None):
        return {
            "stem": content["stem"],
            "reported": content["reported"],
            "lowest": LOWEST,
            "highest": HIGHEST,
            "usual": USUAL,
        }

    def read(self, content, data, prefix):
        return None

    def mark(self, content, response):
        return Mark(None)

    def correct(self, content):
        return None

    def summary(self, content, response):
        return ""

    def review(self, content, order, response):
        return self.present(content, order)

    def missed(self, content, response):
        return ()

    def from_source(self, data, *, rich):
        fields = Fields(data)
        reported = []
        rows = fields.mappings("reported", REPORTED_FIELDS)
        for number, row in enumerate(rows, start=1):
            reported.append({name: row.text(name) for name in REPORTED_FIELDS})
            fields.take(f"reported[{number}]", row)
        value = {
            "stem": rich(fields.text("stem", required=True)),
            "reported": list_items(reported, [row["source"] for row in reported]),
        }
        fields.done()
        return value

    def to_source(self, content, *, markdown):
        return {"stem": markdown(content["stem"]), "reported": content["reported"]}
