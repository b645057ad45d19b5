"""What is taken out of the bytes of a photo, and what stays."""

import gc
import io

import pytest
from django.core.cache import cache
from PIL import PngImagePlugin

from media.photos import UnreadablePhoto, size_of, without_metadata
from tests.media.photographs import (
    ALL_FORMATS,
    FORMATS,
    PROFILE,
    canvas,
    exif,
    is_red,
    opened,
    photo,
    says,
)

pytestmark = [
    # Wagtail leaves a rendition's temporary file to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _tidy():
    cache.clear()  # Wagtail knows renditions by the image's key, which tests share
    yield
    gc.collect()  # while the warning about those files is still let through


# --- the bytes ------------------------------------------------------------------------


@pytest.mark.parametrize(("format_name", "_ending"), ALL_FORMATS)
def test_place_and_maker_are_gone_and_the_color_profile_is_kept(format_name, _ending):
    data = photo(format_name)
    assert says(data)

    bare = without_metadata(data)

    assert says(bare) == {}
    assert opened(bare).format == opened(data).format
    assert opened(bare).info["icc_profile"] == PROFILE
    assert is_red(opened(bare), (5, 5))


@pytest.mark.parametrize(("format_name", "_ending"), ALL_FORMATS)
def test_a_photo_is_turned_the_way_it_was_to_be_seen(format_name, _ending):
    data = photo(format_name, orientation=6)

    bare = without_metadata(data)

    assert opened(bare).size == (80, 120)
    assert opened(bare).getexif().get(0x0112, 1) == 1
    assert is_red(opened(bare), (75, 5))
    assert size_of(io.BytesIO(data)) == size_of(io.BytesIO(bare)) == (80, 120)


@pytest.mark.parametrize(("format_name", "_ending"), FORMATS)
def test_a_photo_that_says_nothing_is_left_as_it_is(format_name, _ending):
    file = io.BytesIO()
    canvas().save(file, format_name, icc_profile=PROFILE)

    assert without_metadata(file.getvalue()) == file.getvalue()


@pytest.mark.parametrize(("format_name", "_ending"), ALL_FORMATS)
def test_taking_out_twice_is_taking_out_once(format_name, _ending):
    bare = without_metadata(photo(format_name, orientation=6))

    assert without_metadata(bare) == bare


def test_text_in_a_png_is_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Taken at 41.875 N")
    notes.add_itxt("XML:com.adobe.xmp", "<x>41.875 N</x>")
    file = io.BytesIO()
    canvas("RGBA").save(file, "PNG", pnginfo=notes)

    bare = without_metadata(file.getvalue())

    assert b"41.875" in file.getvalue()
    assert b"41.875" not in bare
    assert opened(bare).mode == "RGBA"


def test_comment_and_xmp_of_a_jpeg_are_gone():
    file = io.BytesIO()
    canvas().save(file, "JPEG", comment="41.875 N", xmp=b"<x>41.875 N</x>")

    bare = without_metadata(file.getvalue())

    assert b"41.875" in file.getvalue()
    assert b"41.875" not in bare


def test_what_stands_behind_a_jpeg_is_gone():
    """Phones put a clip or further pictures behind the photo."""
    file = io.BytesIO()
    canvas().save(file, "JPEG")

    bare = without_metadata(file.getvalue() + b"ftypmp4 41.875 N")

    assert b"41.875" not in bare
    assert opened(bare).size == (120, 80)


def test_further_pictures_of_a_jpeg_are_gone():
    file = io.BytesIO()
    canvas().save(file, "MPO", save_all=True, append_images=[canvas(size=(60, 40))])

    bare = without_metadata(file.getvalue())

    assert opened(file.getvalue()).n_frames == 2
    assert opened(bare).format == "JPEG"
    assert len(bare) < len(file.getvalue())


def test_a_jpeg_keeps_its_quality():
    bare = without_metadata(photo(quality=71, subsampling=0))

    assert opened(bare).quantization == opened(photo(quality=71)).quantization


@pytest.mark.parametrize(
    "mode", ["RGB", "L", "P", "RGBA", "LA", "I;16", "1"], ids=str.lower
)
def test_every_kind_of_png_stays_what_it_is(mode):
    base = canvas("L" if mode == "I;16" else "RGBA" if mode == "LA" else "RGB")
    file = io.BytesIO()
    base.convert(mode).save(file, "PNG", exif=exif().tobytes())

    bare = without_metadata(file.getvalue())

    assert opened(bare).mode == opened(file.getvalue()).mode
    assert opened(bare).tobytes() == opened(file.getvalue()).tobytes()


def test_a_print_in_four_colors_stays_one():
    data = photo(image=canvas("CMYK"))

    assert opened(without_metadata(data)).mode == "CMYK"


def test_a_moving_picture_still_moves():
    file = io.BytesIO()
    canvas().save(
        file,
        "WEBP",
        save_all=True,
        append_images=[canvas().rotate(180)],
        exif=exif().tobytes(),
        duration=80,
    )

    bare = without_metadata(file.getvalue())

    assert opened(bare).n_frames == 2
    assert says(bare) == {}


def test_a_drawing_is_no_photo():
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'

    assert without_metadata(svg) == svg


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", photo()[:600], photo("PNG")[:300], photo("WEBP")[:200]],
    ids=["empty", "text", "jpeg cut short", "png cut short", "webp cut short"],
)
def test_a_damaged_file_is_said_to_be_one(data):
    with pytest.raises(UnreadablePhoto):
        without_metadata(data)
