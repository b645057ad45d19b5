"""Blocks that show a figure, appraise a claim, or list publications.

A block names its models by string and imports none, so that other apps' blocks may be
built on these before any model is loaded.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from . import webvtt
from .enums import FigureSize, Level, Verdict
from .figures import get_figure_model, get_figure_model_string

SHORT_TEXT = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"]
LEVELS = [(str(value), label) for value, label in Level.choices]


class FigureChooserBlock(SnippetChooserBlock):
    def __init__(self, **kwargs):
        super().__init__(get_figure_model_string(), **kwargs)


class ReferenceChooserBlock(SnippetChooserBlock):
    def __init__(self, **kwargs):
        super().__init__("ce_media.Reference", **kwargs)


def sample_figure():
    """An unsaved figure, so that a preview shows something on an empty site."""
    return get_figure_model()(
        collection=None,  # its default asks the database
        key="sample",
        title="Sample",
        alt="A circle above a line.",
        description="A circle stands above a horizontal line.",
        credit="Drawing: sample",
        svg=(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240">'
            '<path d="M60 200H420" fill="none" stroke="var(--fig-outline)" '
            'stroke-width="3"/>'
            '<circle id="circle" cx="240" cy="120" r="76" fill="var(--fig-bone-2)" '
            'stroke="var(--fig-outline)" stroke-width="3"/></svg>'
        ),
        structures={
            "schema": 1,
            "items": [
                {
                    "key": "circle",
                    "label": "Circle",
                    "latin": "Circulus",
                    "side": "midline",
                    "layer": "other",
                    "text": "Stands for a structure under discussion.",
                    "anchor": [0.5, 0.5],
                }
            ],
        },
    )


def sample_reference():
    """An unsaved publication, for previews."""
    return apps.get_model("ce_media", "Reference")(
        key="sample",
        authors="Author A, Author B",
        title="Title of the publication",
        source="Journal",
        year=2020,
        locator="1(2):3-4",
        checked="record",
    )


class FigureBlock(blocks.StructBlock):
    """A figure from the library. ``required=False`` lets it stay empty."""

    figure = FigureChooserBlock(label=_("Figure"))
    caption = blocks.TextBlock(required=False, label=_("Caption"), rows=2)
    size = blocks.ChoiceBlock(
        choices=FigureSize.choices, default=FigureSize.TEXT, label=_("Size")
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "ce_media/blocks/figure.html"
        description = _("A drawing or photo with its caption, credit and named parts.")

    def __init__(self, local_blocks=None, *, required=True, **kwargs):
        optional = (
            [("figure", FigureChooserBlock(required=False, label=_("Figure")))]
            if not required
            else []
        )
        super().__init__([*(local_blocks or []), *optional], **kwargs)

    def get_preview_value(self):
        return self.normalize(
            {
                "figure": sample_figure(),
                "caption": "What the reader should notice.",
                "size": FigureSize.TEXT,
            }
        )


class AppraisalBlock(blocks.StructBlock):
    """What every appraisal of a claim says; verdict and level are two fields."""

    claim = blocks.TextBlock(label=_("Claim"), rows=2)
    verdict = blocks.ChoiceBlock(choices=Verdict.choices, label=_("Verdict"))
    level = blocks.ChoiceBlock(
        choices=LEVELS,
        required=False,
        label=_("Level of evidence"),
        help_text=_("Leave empty when there is no evidence to grade."),
    )
    references = blocks.ListBlock(
        ReferenceChooserBlock(label=_("Reference")),
        label=_("References"),
        default=[],
    )
    text = blocks.RichTextBlock(features=SHORT_TEXT, required=False, label=_("Text"))


class ClaimBlock(AppraisalBlock):
    source = blocks.CharBlock(
        required=False, label=_("Source"), help_text=_("Who says so.")
    )
    text = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Appraisal"))

    class Meta:
        icon = "clipboard-list"
        label = _("Claim under appraisal")
        template = "ce_media/blocks/claim.html"
        description = _(
            "What is claimed, what the evidence says, and where to read it."
        )
        form_layout = ["claim", "source", "verdict", "level", "references", "text"]

    def get_preview_value(self):
        return self.normalize(
            {
                "claim": "Treatment of this kind lowers high blood pressure.",
                "source": "Promotional text",
                "verdict": Verdict.NOT_SUPPORTED,
                "level": "1",
                "references": [sample_reference()],
                "text": "<p>What was studied, and what was found.</p>",
            }
        )


class ClaimNoteBlock(AppraisalBlock):
    """The margin note of a marker ``[^marker]`` in running text."""

    marker = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        label=_("Marker"),
        help_text=_("The text points here with [^marker]."),
        error_messages={
            "invalid": _(
                "Use lower-case letters, digits and hyphens, such as two-ends."
            )
        },
    )

    class Meta:
        icon = "comment"
        label = _("Margin note")
        template = "ce_media/blocks/claim_note.html"
        description = _("Verdict, level and reference of a claim made in passing.")
        form_layout = ["marker", "claim", "verdict", "level", "references", "text"]

    def get_preview_value(self):
        return self.normalize(
            {
                "marker": "sample",
                "claim": "The sacrum and the occiput influence each other.",
                "verdict": Verdict.THEORY,
                "level": "5",
                "references": [sample_reference()],
                "text": "<p>Reasoning from mechanism; not measured.</p>",
            }
        )


class ReferencesBlock(blocks.StructBlock):
    references = blocks.ListBlock(
        ReferenceChooserBlock(label=_("Reference")), label=_("References"), min_num=1
    )

    class Meta:
        icon = "list-ul"
        label = _("References")
        template = "ce_media/blocks/references.html"
        description = _("The publications that a lesson rests on; stands last.")

    def get_preview_value(self):
        return self.normalize({"references": [sample_reference()]})


# ---- video ---------------------------------------------------------------------------

LANGUAGE_TAG = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
    _("A language is written like en or pt-BR."),
)


class VideoChooserBlock(SnippetChooserBlock):
    def __init__(self, **kwargs):
        super().__init__("ce_media.Video", **kwargs)


class CaptionsBlock(blocks.StructBlock):
    """The captions of a video in one language."""

    language = blocks.CharBlock(
        default="en",
        max_length=35,
        validators=[LANGUAGE_TAG],
        label=_("Language"),
        help_text=_("en, es, pt-BR"),
    )
    label = blocks.CharBlock(
        required=False,
        max_length=60,
        label=_("Label"),
        help_text=_("In the player’s menu; the language’s own name without one."),
    )
    text = blocks.TextBlock(label=_("WebVTT"), rows=10)

    class Meta:
        icon = "openquote"
        label = _("Captions")

    def clean(self, value):
        cleaned = super().clean(value)
        try:
            webvtt.parse(cleaned["text"])
        except webvtt.BadWebVTT as error:
            raise blocks.StructBlockValidationError(
                block_errors={"text": ValidationError(str(error))}
            ) from error
        return cleaned


def sample_video():
    """An unsaved video without a file, so that a preview shows what belongs to one."""
    return apps.get_model("ce_media", "Video")(
        key="sample",
        title="Sample",
        no_speech=True,
        duration=75,
        chapters=(
            "WEBVTT\n\n00:00.000 --> 00:30.000\nSettle the patient\n\n"
            "00:30.000 --> 01:15.000\nCompare the malleoli\n"
        ),
        transcript=(
            "[0:00] The patient lies supine, arms at the sides.\n\n"
            "[0:30] Look from the foot of the table."
        ),
        credit="Film: sample",
        licence="CC BY 4.0",
    )


class VideoBlock(blocks.StructBlock):
    """A video from the library."""

    video = VideoChooserBlock(label=_("Video"))
    caption = blocks.TextBlock(required=False, label=_("Caption"), rows=2)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "ce_media/blocks/video.html"
        description = _("A film with captions, chapters and its transcript.")

    def get_preview_value(self):
        return self.normalize(
            {"video": sample_video(), "caption": "What the viewer should notice."}
        )
