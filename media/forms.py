from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import CollectionChoiceField
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.images import get_image_model
from wagtail.models import Collection

from . import structures
from .photos import DAMAGE
from .svg import UnsafeSvg, clean
from .svg.cleaning import MAX_BYTES
from .widgets.structures import Picture, Stage, StructuresInput

PICTURE = "max-1600x1600|nometadata"


class UnreadableDrawing(ValueError):
    """An uploaded file is no text, or too large; the message says which."""


def read_drawing(upload):
    """Return the text of an uploaded SVG file, or raise ``UnreadableDrawing``."""
    if upload.size > MAX_BYTES:
        raise UnreadableDrawing(gettext("The file is larger than 2 MB."))
    try:
        return upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDrawing(
            gettext("The file is not UTF-8 text. Save it as plain SVG.")
        ) from error


def picture_of(image, size=PICTURE):
    """Return how ``image`` is shown in the admin, or ``None`` if its file is gone."""
    try:
        url = image.get_rendition(size).url
    except DAMAGE:
        return None
    return Picture(url, image.width, image.height)


class FigureForm(WagtailAdminModelForm):
    """The figure's own form: a drawing may be uploaded instead of pasted.

    The drawing is cleaned by the model; a file that can't be used leaves what was
    there before untouched and says why, with the line. A draft may lack what a
    published figure needs, and name shapes that are not there (yet).
    """

    svg_file = forms.FileField(
        label=_("Upload a drawing"),
        required=False,
        help_text=_("An SVG file of at most 2 MB. It replaces the drawing."),
        widget=forms.FileInput(attrs={"accept": ".svg,image/svg+xml"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "collection" in self.fields:
            # What doesn't ask for a collection puts the figure into the first one.
            self.fields["collection"] = CollectionChoiceField(
                label=self.fields["collection"].label,
                queryset=Collection.objects.all(),
                empty_label=None,
                required=False,
            )
        if "structures" in self.fields:
            widget = self.fields["structures"].widget
            if isinstance(widget, StructuresInput):
                widget.stage = self.stage
                viewset = self.instance.snippet_viewset
                widget.stage_url = reverse(viewset.get_url_name("stage"))

    def stage(self):
        """Return what the form's structures are named on, as it stands in the form."""
        fixed = sorted(self.instance.published_structures())
        if text := self["svg"].value():
            try:
                return Stage(svg=clean(text).svg, fixed=fixed)
            except UnsafeSvg as error:
                return Stage(error=str(error), fixed=fixed)
        image = None
        if chosen := self["image"].value():
            image = get_image_model().objects.filter(pk=chosen).first()
        return Stage(picture=image and picture_of(image), fixed=fixed)

    def clean_svg_file(self):
        upload = self.cleaned_data.get("svg_file")
        if not upload:
            return ""
        try:
            return read_drawing(upload)
        except UnreadableDrawing as error:
            raise forms.ValidationError(str(error)) from error

    def clean_structures(self):
        # Django takes any empty value for "nothing"; what is stored has one shape.
        return self.cleaned_data["structures"] or structures.empty()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("svg_file"):
            cleaned["svg"] = cleaned["svg_file"]
        empty = not cleaned.get("svg") and not cleaned.get("image")
        if empty and not self.is_deferred_validation and not self.errors:
            self.add_error("svg", gettext("A figure needs a drawing or an image."))
        return cleaned

    def _post_clean(self):
        # The model's own cleaning knows nothing of drafts, so it is told.
        self.instance.is_unfinished = self.is_deferred_validation
        super()._post_clean()
        self.instance.is_unfinished = False
