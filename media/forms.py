from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from .svg.cleaning import MAX_BYTES


class FigureForm(WagtailAdminModelForm):
    """The figure's own form: a drawing may be uploaded instead of pasted.

    The drawing is cleaned by the model; a file that can't be used leaves what was
    there before untouched and says why, with the line.
    """

    svg_file = forms.FileField(
        label=_("Upload a drawing"),
        required=False,
        help_text=_("An SVG file of at most 2 MB. It replaces the drawing below."),
        widget=forms.FileInput(attrs={"accept": ".svg,image/svg+xml"}),
    )

    def clean_svg_file(self):
        upload = self.cleaned_data.get("svg_file")
        if not upload:
            return ""
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 2 MB."))
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                gettext("The file is not UTF-8 text. Save it as plain SVG.")
            ) from error

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("svg_file"):
            cleaned["svg"] = cleaned["svg_file"]
        empty = not cleaned.get("svg") and not cleaned.get("image")
        if empty and not self.is_deferred_validation and not self.errors:
            self.add_error("svg", gettext("A figure needs a drawing or an image."))
        return cleaned
