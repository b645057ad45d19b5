"""The form through which photos come in, without what they say beside the picture.

Every upload of Wagtail's goes through the form that ``WAGTAILIMAGES_IMAGE_FORM_BASE``
names: one image, many at once, from a chooser, a file in place of another, the API. A
site that names no form of its own names ``media.uploads.PhotoForm``; a site that does
puts ``WithoutMetadata`` before its base.
"""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from wagtail.images.forms import BaseImageForm

from .photos import UnreadablePhoto, without_metadata


class WithoutMetadata:
    """Stores uploaded photos without place, time and names, and turned upright."""

    def clean_file(self):
        inherited = getattr(super(), "clean_file", None)
        file = inherited() if inherited else self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file  # the one that the image has already
        file.seek(0)
        data = file.read()
        try:
            bare = without_metadata(data)
        except UnreadablePhoto as error:
            raise ValidationError(
                gettext("This photo can’t be read to its end. Is the file complete?"),
                code="invalid_image",
            ) from error
        # In place: while a required field is missing, the upload of many files at once
        # stores the request's file and not the form's.
        if bare != data:
            file.seek(0)
            file.truncate()
            file.write(bare)
            file.size = len(bare)
        file.seek(0)
        return file


class PhotoForm(WithoutMetadata, BaseImageForm):
    pass
