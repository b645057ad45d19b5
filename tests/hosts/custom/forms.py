from django import forms
from wagtail.images.forms import BaseImageForm

from media.uploads import WithoutMetadata


class HostForm(BaseImageForm):
    """The form that this site had before: it wants to know who took the picture."""

    photographer = forms.CharField()


class PictureForm(WithoutMetadata, HostForm):
    pass
