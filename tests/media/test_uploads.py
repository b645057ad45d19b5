"""Photos are stored without what they say, however they come in."""

import gc
import json

import pytest
from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from media.checks import check_uploads
from media.uploads import PhotoForm, WithoutMetadata
from tests.courses.factories import make_admin
from tests.media.photographs import FORMATS, assert_bare, photo

pytestmark = [
    # Wagtail leaves a rendition's temporary file to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _tidy():
    cache.clear()  # Wagtail knows renditions by the image's key, which tests share
    yield
    gc.collect()  # while the warning about those files is still let through


# --- uploads --------------------------------------------------------------------------


def upload(data=None, name="photo.jpg"):
    return SimpleUploadedFile(name, data or photo(orientation=6), "image/jpeg")


def details(**fields):
    root = Collection.get_first_root_node()
    return {"title": "A photo", "collection": root.pk, "tags": "", **fields}


def test_images_come_in_through_our_form():
    assert issubclass(get_image_form(get_image_model()), PhotoForm)


def test_an_added_image_is_bare(editor):
    editor.post(reverse("wagtailimages:add"), details(file=upload()))

    assert_bare(get_image_model().objects.get())


@pytest.mark.parametrize(("format_name", "ending"), FORMATS)
def test_every_format_that_can_be_added_is_bare(editor, format_name, ending):
    file = upload(photo(format_name, orientation=6), f"photo.{ending}")

    editor.post(reverse("wagtailimages:add"), details(file=file))

    assert_bare(get_image_model().objects.get())


def test_images_added_many_at_once_are_bare(editor):
    answer = editor.post(
        reverse("wagtailimages:add_multiple"), {"files[]": upload(), "title": "A photo"}
    )

    assert json.loads(answer.content)["success"]
    assert_bare(get_image_model().objects.get())


def test_an_image_uploaded_in_a_chooser_is_bare(editor):
    fields = {f"image-chooser-upload-{n}": v for n, v in details(file=upload()).items()}

    editor.post(reverse("wagtailimages_chooser:create"), fields)

    assert_bare(get_image_model().objects.get())


def test_a_file_in_place_of_another_is_bare(editor):
    editor.post(reverse("wagtailimages:add"), details(file=upload()))
    image = get_image_model().objects.get()
    other = upload(photo(orientation=8), "other.jpg")

    editor.post(reverse("wagtailimages:edit", args=[image.pk]), details(file=other))

    image = get_image_model().objects.get()
    assert "other" in image.file.name
    assert_bare(image)


def test_editing_the_title_leaves_the_file_alone(editor):
    editor.post(reverse("wagtailimages:add"), details(file=upload()))
    before = get_image_model().objects.get()

    editor.post(
        reverse("wagtailimages:edit", args=[before.pk]), details(title="Another title")
    )

    after = get_image_model().objects.get()
    assert after.title == "Another title"
    assert (after.file.name, after.file_hash) == (before.file.name, before.file_hash)


def test_a_large_upload_is_bare(db):
    """Large files lie on disk while they are uploaded."""
    file = TemporaryUploadedFile("photo.jpg", "image/jpeg", 0, None)
    file.write(photo(orientation=6))
    file.size = file.tell()
    file.seek(0)
    form = get_image_form(get_image_model())(
        details(), {"file": file}, user=make_admin()
    )

    assert form.is_valid(), form.errors
    assert_bare(form.save())
    file.close()


def test_a_form_of_the_hosts_own_refuses_a_photo_that_ends_too_early():
    class HostForm(WithoutMetadata, forms.Form):
        file = forms.FileField()

    whole = photo()
    form = HostForm({}, {"file": upload(whole[: len(whole) // 2])})

    assert "read to its end" in form.errors["file"][0]


# --- a site that has not been set up --------------------------------------------------


def test_a_site_that_keeps_what_photos_say_is_warned(settings):
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = ""

    assert [found.id for found in check_uploads()] == ["ce_media.W001"]


def test_a_site_that_takes_it_out_is_not():
    assert check_uploads() == []
