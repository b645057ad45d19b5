"""Photos that say where they were taken, for the tests of what becomes of them."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageDraw
from wagtail.images import get_image_model

MAKER = "Camera of Ana Rivera"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FORMATS = [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
ALL_FORMATS = [*FORMATS, ("HEIF", "heic")]


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


def stored(image):
    with image.file.storage.open(image.file.name) as file:
        return file.read()


def assert_bare(image):
    data = stored(image)
    assert says(data) == {}
    assert (image.width, image.height) == opened(data).size == (80, 120)
    assert image.file_size == len(data)


def keep_as_it_is(data, name="photo.jpg"):
    """An image that came in some other way, with all that its file says."""
    return get_image_model().objects.create(
        title="A photo", file=ContentFile(data, name=name)
    )
