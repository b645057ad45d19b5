"""How a photo is shown, what a version keeps of it, and where its parts lie."""

import gc
import io

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.urls import reverse

from media.structures import empty
from tests.media.conftest import structure
from tests.media.photographs import (
    PROFILE,
    canvas,
    is_red,
    keep_as_it_is,
    opened,
    photo,
    says,
    stored,
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
