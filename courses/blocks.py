"""What a lesson's body is made of.

Text may name glossary terms as ``[[key]]`` and claims as ``[^marker]``; both are
replaced when the body is rendered (``courses.rendering``).
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from courses.enums import CalloutKind
from courses.markers import note_markers
from media.blocks import (
    ClaimBlock,
    ClaimNoteBlock,
    FigureBlock,
    ReferencesBlock,
    VideoBlock,
)
from quizzes.blocks import CheckBlock

PROSE = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "superscript", "subscript"]
SHORT = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"]


class ProseBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(
        features=PROSE,
        label=_("Text"),
        help_text=_(
            "[[term]] links a glossary term; [^marker] points to a note below."
        ),
    )
    notes = blocks.ListBlock(
        ClaimNoteBlock(), label=_("Margin notes on claims"), default=[], collapsed=True
    )

    def clean(self, value):
        cleaned = super().clean(value)
        marked = note_markers(cleaned["text"].source)
        noted = [note["marker"] for note in cleaned["notes"]]
        errors = {}
        if missing := sorted(marked - set(noted)):
            text = _("There is no note for: %(markers)s")
            errors["text"] = ValidationError(
                text, params={"markers": ", ".join(missing)}
            )
        spare = sorted(set(noted) - marked)
        if spare or len(set(noted)) < len(noted):
            text = _("Each note needs one marker in the text: %(markers)s")
            names = ", ".join(spare or sorted(set(noted)))
            errors["notes"] = blocks.ListBlockValidationError(
                non_block_errors=[ValidationError(text, params={"markers": names})]
            )
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "pilcrow"
        label = _("Prose")
        template = "ce_courses/blocks/prose.html"
        description = _("Running text with headings, lists, links and margin notes.")
        preview_value = {
            "text": "<h2>Two ends of one column</h2><p>The sacrum carries the spine; "
            "the occiput rests on it. SOT teaching relates the two[^ends].</p>",
            "notes": [
                {
                    "marker": "ends",
                    "claim": "Sacrum and occiput influence each other.",
                    "verdict": "theory",
                    "level": "5",
                    "references": [],
                    "text": "<p>Mechanism-based reasoning; not measured.</p>",
                }
            ],
        }


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"))
    text = blocks.RichTextBlock(features=SHORT, label=_("What to do"))
    figure = FigureBlock(required=False, label=_("Figure"))
    caution = blocks.TextBlock(required=False, label=_("Caution"))

    class Meta:
        icon = "order"


class ProcedureBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    introduction = blocks.RichTextBlock(
        features=SHORT, required=False, label=_("Introduction")
    )
    steps = blocks.ListBlock(StepBlock(), min_num=1, label=_("Steps"))
    stop = blocks.RichTextBlock(features=SHORT, required=False, label=_("When to stop"))

    class Meta:
        icon = "list-ol"
        label = _("Procedure")
        template = "ce_courses/blocks/procedure.html"
        description = _(
            "Numbered steps, each with its caution, and a rule for stopping."
        )
        preview_value = {
            "title": "Checking leg length, supine",
            "introduction": "<p>Before any block is placed.</p>",
            "steps": [
                {
                    "title": "Settle the patient",
                    "text": "<p>Supine, arms at the sides, shoes off.</p>",
                    "figure": {"figure": None, "caption": "", "size": "text"},
                    "caution": "",
                },
                {
                    "title": "Compare the malleoli",
                    "text": "<p>Look from the foot of the table.</p>",
                    "figure": {"figure": None, "caption": "", "size": "text"},
                    "caution": "Don't pull on the legs.",
                },
            ],
            "stop": "<p>Stop when pain rises.</p>",
        }


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=CalloutKind.choices, default=CalloutKind.KEY_POINT, label=_("Kind")
    )
    title = blocks.CharBlock(required=False, label=_("Title"))
    text = blocks.RichTextBlock(features=SHORT, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "ce_courses/blocks/callout.html"
        description = _(
            "A key point, a caution or a red flag, set apart from the text."
        )
        preview_value = {
            "kind": "red-flag",
            "title": "Saddle numbness",
            "text": "<p>Refer at once. Do not place blocks.</p>",
        }


class ComparisonTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"))
    row_headers = blocks.BooleanBlock(
        required=False, default=True, label=_("The first column heads its row")
    )
    table = TypedTableBlock(
        [("text", blocks.CharBlock(required=False, label=_("Text")))], label=_("Table")
    )

    class Meta:
        icon = "table"
        label = _("Comparison table")
        template = "ce_courses/blocks/table.html"
        description = _("Rows and columns with headings that screen readers announce.")
        preview_value = {
            "caption": "Where the blocks go",
            "row_headers": True,
            "table": {
                "columns": [
                    {"type": "text", "heading": "Category"},
                    {"type": "text", "heading": "Position"},
                ],
                "rows": [{"values": ["I", "Prone"]}, {"values": ["II", "Supine"]}],
            },
        }

    def clean(self, value):
        cleaned = super().clean(value)
        table = cleaned.get("table")
        if table is not None and not any(c["heading"] for c in table.columns):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "table": ValidationError(_("Give the columns their headings."))
                }
            )
        return cleaned


LESSON_BLOCKS = [
    ("prose", ProseBlock()),
    ("figure", FigureBlock()),
    ("video", VideoBlock()),
    ("procedure", ProcedureBlock()),
    ("claim", ClaimBlock()),
    ("callout", CalloutBlock()),
    ("table", ComparisonTableBlock()),
    ("check", CheckBlock()),
    ("references", ReferencesBlock()),
]
