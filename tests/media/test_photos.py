"""What is taken out of a photo when it is uploaded, shown, or kept with a version."""

import gc
import io
import json

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.template import Context, Template
from django.urls import reverse
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from media.checks import check_uploads
from media.photos import UnreadablePhoto, size_of, without_metadata
from media.structures import empty
from media.uploads import PhotoForm, WithoutMetadata
from tests.courses.factories import make_admin
from tests.media.conftest import structure

pytestmark = [
    # Wagtail leaves a rendition's temporary file to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
MAKER = "Camera of Ana Rivera"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FORMATS = [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
ALL_FORMATS = [*FORMATS, ("HEIF", "heic")]


@pytest.fixture(autouse=True)
def _tidy():
    cache.clear()  # Wagtail knows renditions by the image's key, which tests share
    yield
    gc.collect()  # while the warning about those files is still let through


def exif(orientation=1):
    made = Image.Exif()
    made[0x010F] = MAKER
    made[0x0112] = orientation
    place = made.get_ifd(0x8825)
    place[1], place[2] = "N", (41.0, 52.0, 30.0)
    place[3], place[4] = "W", (87.0, 37.0, 45.0)
    return made


def canvas(mode="RGB", size=(120, 80)):
    """A picture that is red in the upper left corner and blue elsewhere."""
    image = Image.new("RGB", size, (20, 40, 200))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), (220, 20, 20))
    return image.convert(mode)


def photo(format_name="JPEG", orientation=1, image=None, **options):
    """The bytes of a photo that says where it was taken."""
    file = io.BytesIO()
    (image or canvas()).save(
        file,
        format_name,
        exif=exif(orientation).tobytes(),
        icc_profile=PROFILE,
        **options,
    )
    return file.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def says(data):
    """Return what a photo's file says about where it was taken and with what."""
    image = opened(data)
    found = image.getexif()
    told = {**found, **found.get_ifd(0x8825), **getattr(image, "text", {})}
    told |= {
        name: image.info[name] for name in ("xmp", "comment") if image.info.get(name)
    }
    if MAKER.encode() in data:
        told["maker"] = MAKER
    return told


def is_red(image, place):
    red, _green, blue = image.convert("RGB").getpixel(place)
    return red > 150 and blue < 110


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


# --- uploads --------------------------------------------------------------------------


@pytest.fixture
def editor(client, db):
    client.force_login(make_admin())
    return client


def upload(data=None, name="photo.jpg"):
    return SimpleUploadedFile(name, data or photo(orientation=6), "image/jpeg")


def stored(image):
    with image.file.storage.open(image.file.name) as file:
        return file.read()


def assert_bare(image):
    data = stored(image)
    assert says(data) == {}
    assert (image.width, image.height) == opened(data).size == (80, 120)
    assert image.file_size == len(data)


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


def keep_as_it_is(data, name="photo.jpg"):
    """An image that came in some other way, with all that its file says."""
    return get_image_model().objects.create(
        title="A photo", file=ContentFile(data, name=name)
    )


# --- what is shown and kept -----------------------------------------------------------


@pytest.fixture
def shown(published):
    """Return a function that publishes a photo and returns its figure and markup."""

    def show(image, *, size="text", structures=(), lazy=True, **fields):
        made = published(
            svg="",
            image=image,
            structures={"schema": 1, "items": list(structures)},
            **fields,
        )
        return made, markup(made, size=size, lazy=lazy)

    return show


def markup(figure, **options):
    given = " ".join(f"{name}={name}" for name in options)
    template = Template(f"{{% load ce_media %}}{{% figure it prefix='x' {given} %}}")
    return BeautifulSoup(
        template.render(Context({"it": figure, **options})), "html.parser"
    )


def files(picture):
    """Return the bytes of every file that a picture names, by its address."""
    addresses = {picture.img["src"]}
    for element in [*picture.find_all("source"), picture.img]:
        for candidate in element["srcset"].split(", "):
            addresses.add(candidate.split()[0])
    found = {}
    for address in addresses:
        with default_storage.open(address.removeprefix(settings.MEDIA_URL)) as file:
            found[address] = file.read()
    return found


LARGE = (1500, 975)


def large(mode="RGB", **options):
    return keep_as_it_is(photo(image=canvas(mode, LARGE), **options))


def test_a_photo_is_offered_in_every_format_and_width(shown):
    _figure, html = shown(large())
    picture = html.picture

    types = [source["type"] for source in picture.find_all("source")]
    data = files(picture)

    assert types == ["image/avif", "image/webp"]
    assert sorted((opened(d).format, opened(d).width) for d in data.values()) == sorted(
        (name, width) for name in ("AVIF", "JPEG", "WEBP") for width in (480, 960, 1440)
    )
    for element in [*picture.find_all("source"), picture.img]:
        widths = [part.split()[1] for part in element["srcset"].split(", ")]
        assert widths == ["480w", "960w", "1440w"]
        assert element["sizes"] == "(min-width: 48rem) 42rem, 100vw"
    assert picture.img["src"].endswith(".jpg")
    assert (picture.img["width"], picture.img["height"]) == ("480", "312")
    assert picture.img["alt"] == "The pelvis from the front."
    assert picture.img["loading"] == "lazy"


def test_a_wide_photo_is_offered_wider(shown):
    image = keep_as_it_is(photo(image=canvas(size=(2000, 400))))

    _figure, html = shown(image, size="wide", lazy=False)

    assert html.picture.img["sizes"] == "(min-width: 66rem) 60rem, 100vw"
    assert "1920w" in html.picture.img["srcset"]
    assert html.picture.img["loading"] == "eager"


def test_nothing_shown_or_kept_says_where_a_photo_was_taken(shown):
    """Also of an image that came in before the site took care."""
    image = large(orientation=6)
    figure, html = shown(image)
    version = figure.current_version()

    with version.image_file.open() as file:
        kept = file.read()

    assert says(stored(image))
    assert says(kept) == {}
    assert [says(data) for data in files(html.picture).values()] == [{}] * 9
    assert opened(kept).info["icc_profile"] == PROFILE
    assert (version.width, version.height) == opened(kept).size == (975, 1500)


def test_a_wide_gamut_keeps_its_profile_in_every_size(shown):
    _figure, html = shown(large())

    profiles = {opened(d).info.get("icc_profile") for d in files(html.picture).values()}

    assert profiles == {PROFILE}


def test_what_is_clear_in_a_png_is_white_in_its_jpeg(shown):
    image = canvas("RGBA", LARGE)
    image.putalpha(0)
    file = io.BytesIO()
    image.save(file, "PNG")
    _figure, html = shown(keep_as_it_is(file.getvalue(), "photo.png"))

    data = files(html.picture)

    jpegs = [opened(d) for d in data.values() if opened(d).format == "JPEG"]
    assert {image.getpixel((9, 9)) for image in jpegs} == {(255, 255, 255)}
    others = [opened(d) for d in data.values() if opened(d).format != "JPEG"]
    assert {image.getpixel((9, 9))[3] for image in others} == {0}


def test_a_photo_is_shown_whole_wherever_its_focal_point_is(shown):
    image = large()
    image.focal_point_x = image.focal_point_y = 1400
    image.focal_point_width = image.focal_point_height = 50
    image.save()

    _figure, html = shown(image)

    for data in files(html.picture).values():
        width, height = opened(data).size
        assert width / height == pytest.approx(1500 / 975, rel=0.01)
        assert is_red(opened(data), (9, 9))


def test_a_thumbnail_is_cut_around_the_focal_point(editor, published):
    image = keep_as_it_is(photo(image=canvas(size=(1500, 300))))
    image.focal_point_x, image.focal_point_y = 100, 30
    image.focal_point_width = image.focal_point_height = 50
    image.save()
    figure = published(svg="", image=image, structures=empty())
    name = figure.snippet_viewset.get_url_name("thumbnail")

    address = editor.get(reverse(name, args=[figure.pk])).url

    with default_storage.open(address.removeprefix(settings.MEDIA_URL)) as file:
        data = file.read()
    assert is_red(opened(data), (20, 9))
    assert says(data) == {}


def remove(image):
    image.file.storage.delete(image.file.name)


def damage(image):
    data = stored(image)
    remove(image)
    image.file.storage.save(image.file.name, ContentFile(data[: len(data) // 3]))


def not_an_image(image):
    remove(image)
    image.file.storage.save(image.file.name, ContentFile(b"no image"))


@pytest.mark.parametrize("harm", [remove, damage, not_an_image])
def test_the_kept_copy_stands_in_for_a_lost_original(published, harm):
    image = large()
    figure = published(svg="", image=image, structures=empty())
    harm(image)

    html = markup(figure)

    version = figure.current_version()
    assert html.picture is None
    assert html.find("img")["src"] == version.image_file.url
    assert (html.find("img")["width"], html.find("img")["height"]) == ("1500", "975")
    assert html.find("img")["alt"] == figure.alt


@pytest.mark.parametrize("harm", [remove, damage, not_an_image])
def test_a_draft_without_its_file_still_has_a_page(published, harm):
    image = large()
    figure = published(svg="", image=image, structures=empty())
    harm(image)

    html = markup(figure, draft=True)

    assert html.find("img")["alt"] == figure.alt


@pytest.mark.parametrize("harm", [remove, damage, not_an_image])
def test_a_photo_without_its_file_is_not_published(published, harm):
    image = large()
    harm(image)

    with pytest.raises(ValidationError, match="missing or damaged"):
        published(svg="", image=image, structures=empty())


# --- the parts of a photo -------------------------------------------------------------

PARTS = [
    structure(
        "point", shape={"type": "ellipse", "cx": 0.5, "cy": 0.5, "rx": 0.1, "ry": 0.2}
    ),
    structure(
        "triangle", shape={"type": "polygon", "points": [[0, 0], [0.5, 0], [0, 0.25]]}
    ),
    structure(
        "frame", shape={"type": "rect", "x": 0.1, "y": 0, "width": 0.8, "height": 1}
    ),
    structure("unseen"),
]


def test_parts_lie_on_a_photo_in_its_own_measure(shown):
    _figure, html = shown(large(), structures=PARTS)
    overlay = html.find(class_="figure__overlay")

    shapes = overlay.find_all(attrs={"data-structure": True})

    assert overlay["viewbox"] == "0 0 1500 975"
    assert [shape["id"] for shape in shapes] == [
        "f-x-frame",
        "f-x-triangle",
        "f-x-point",
    ]
    frame, triangle, point = (
        shape.find(attrs={"fill-opacity": "0"}) for shape in shapes
    )
    assert attributes(frame, "x", "y") == ["150.00", "0.00"]
    assert attributes(frame, "width", "height") == ["1200.00", "975.00"]
    assert attributes(point, "cx", "cy") == ["750.00", "487.50"]
    assert attributes(point, "rx", "ry") == ["150.00", "195.00"]
    assert triangle["points"] == "0.00,0.00 750.00,0.00 0.00,243.75"


def attributes(shape, *names):
    return [shape[name] for name in names]


def test_names_stand_beside_a_photo(shown):
    labelled = structure(
        "frame", label="Frame & edge", anchor=[0.5, 0.5], label_at="auto",
        shape={"type": "rect", "x": 0, "y": 0, "width": 1, "height": 1},
    )  # fmt: skip
    _figure, html = shown(large(), structures=[labelled])

    assert html.find(class_="figure__overlay")["viewbox"] == "-360 0 2220 975"
    assert html.find(class_="figure__labels").get_text() == "Frame & edge"
    assert html.find(class_="figure__numbers").get_text() == "1"
    assert html.find(class_="figure__photo")["class"][:2] == [
        "figure__drawing",
        "figure__drawing--gutters",
    ]
    assert html.picture.img["sizes"] == "(min-width: 48rem) 28.4rem, 87.7vw"


def test_a_photo_without_labels_has_no_gutters(shown):
    labelled = structure("frame", anchor=[0.5, 0.5], label_at="auto")
    figure, _html = shown(large(), structures=[labelled])

    html = markup(figure, labels="none")

    assert html.find(class_="figure__overlay")["viewbox"] == "0 0 1500 975"
    assert html.find(class_="figure__drawing--gutters") is None


# --- a site that has not been set up --------------------------------------------------


def test_a_site_that_keeps_what_photos_say_is_warned(settings):
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = ""

    assert [found.id for found in check_uploads()] == ["ce_media.W001"]


def test_a_site_that_takes_it_out_is_not():
    assert check_uploads() == []
