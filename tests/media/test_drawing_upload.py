"""What the form does with a file before the cleaner sees it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from media.models import Figure
from media.svg import clean
from tests.media.conftest import SVG
from tests.media.test_admin import form as fields

pytestmark = pytest.mark.django_db


def errors_of(upload):
    form_class = Figure.snippet_viewset.get_form_class()
    return form_class({}, {"svg_file": upload}).errors.get("svg_file", [])


class Unread(UploadedFile):
    """A file that must not be read into memory."""

    def read(self, *_args):
        raise AssertionError("read")


def test_a_file_of_twenty_megabytes_is_refused_unread():
    upload = Unread(None, "a.svg", "image/svg+xml", 20_000_000)

    assert errors_of(upload) == ["The file is larger than 2 MB."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_a_file_in_another_encoding_is_refused(encoding):
    text = SVG.replace("</svg>", "<text>é</text></svg>")
    upload = SimpleUploadedFile("a.svg", text.encode(encoding))

    assert errors_of(upload) == [
        "The file is not UTF-8 text. Save it as plain SVG.",
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_whose_encoding_is_found_out_leaves_clean_text(encoding):
    form_class = Figure.snippet_viewset.get_form_class()
    upload = SimpleUploadedFile("a.svg", SVG.encode(encoding))

    form = form_class(fields(svg=""), {"svg_file": upload})

    assert form.is_valid()
    assert form.instance.svg == clean(SVG).svg
