"""A photo's file without what it says beside the picture: place, time, device, names.

What goes: EXIF, XMP, IPTC, comments, thumbnails, further pictures and clips behind the
first. What stays: the pixels, turned the way they are meant to be seen, and the color
profile. A file that holds nothing of the kind is left as it is, byte for byte.
"""

import io
import struct

from PIL import Image, JpegImagePlugin

# What Pillow says about a file that tells nothing about anyone. Whatever else it finds
# counts as metadata, so that what is not known is not kept.
HARMLESS = {
    "adobe", "adobe_transform", "aspect", "background", "bit_depth", "blend", "bbox",
    "chroma", "chromaticity", "default_image", "disposal", "dpi", "duration", "gamma",
    "icc_profile", "icc_profile_type", "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version",
    "loop", "nclx_profile", "primary", "progression", "progressive", "srgb",
    "timestamp", "transparency",
}  # fmt: skip
KEPT = {"duration", "icc_profile", "loop", "transparency"}
# Lossy formats whose first quality can't be read from the file are written with little
# loss; a JPEG is written with the tables that it came with.
OPTIONS = {
    "PNG": {"optimize": True},
    "WEBP": {"quality": 95, "method": 4},
    "AVIF": {"quality": 90},
    "HEIF": {"quality": 90},
}
# A JPEG with further pictures behind the first, as phones make them, is an MPO.
JPEGS = {"JPEG", "MPO"}
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and its decoders raise when a file is damaged.
DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, RuntimeError,
    struct.error, Image.DecompressionBombError,
)  # fmt: skip
END_OF_JPEG = b"\xff\xd9"


class UnreadablePhoto(Exception):
    """The file is damaged, cut short, or not what its name says."""


def without_metadata(data):
    """Return the bytes of a photo without metadata, its first frame turned upright.

    ``data`` comes back as it is when there is nothing to take out, and when the format
    is none of JPEG, PNG, WebP, AVIF and HEIC. Raises ``UnreadablePhoto``.
    """
    if b"<svg" in data[:1024]:
        return data
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format not in JPEGS | set(OPTIONS):
                return data
            image.load()
            if not has_metadata(image, data):
                return data
            return _rewritten(image, data)
    except DAMAGE as error:
        raise UnreadablePhoto from error


def has_metadata(image, data):
    """Say whether the opened ``image``, whose file is ``data``, says more than pixels."""
    if {name for name, value in image.info.items() if value} - HARMLESS:
        return True
    if getattr(image, "text", None):
        return True
    if image.format in JPEGS:
        return (
            image.format == "MPO"
            or not data.rstrip(b"\0").endswith(END_OF_JPEG)
            or not all(map(_is_harmless, image.applist))
        )
    return False


def size_of(file):
    """Return width and height of a photo as it is seen, from its file's beginning.

    Raises ``UnreadablePhoto``.
    """
    try:
        with Image.open(file) as image:
            width, height = image.size
            is_on_its_side = orientation(image) >= 5
    except DAMAGE as error:
        raise UnreadablePhoto from error
    return (height, width) if is_on_its_side else (width, height)


def orientation(image):
    """Return how an opened image is turned, 1 to 8 as in EXIF; 1 if that is damaged."""
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except DAMAGE:
        return 1
    return found if found in TURNS else 1


def forget_metadata(image):
    """Take everything out of an opened image's ``info`` that would be written again."""
    image.info = {name: image.info[name] for name in KEPT if name in image.info}


def _rewritten(image, data):
    options = {"icc_profile": image.info.get("icc_profile")}
    if image.format in JPEGS:
        format_name = "JPEG"
        options["qtables"] = image.quantization
        options["progressive"] = bool(image.info.get("progressive"))
        sampling = JpegImagePlugin.get_sampling(image)
        if sampling >= 0:
            options["subsampling"] = sampling
    else:
        format_name = image.format
        options |= OPTIONS[image.format]
        if format_name == "WEBP" and b"VP8L" in data:
            options["lossless"] = True
        if getattr(image, "n_frames", 1) > 1 and format_name != "HEIF":
            options["save_all"] = True
    if not options.get("save_all"):
        turn = TURNS.get(orientation(image))
        # Another object in any case: this one remembers what was read from the file.
        image = image.copy() if turn is None else image.transpose(turn)
    forget_metadata(image)
    output = io.BytesIO()
    image.save(output, format_name, **options)
    return output.getvalue()


def _is_harmless(segment):
    """Say whether a JPEG's segment is about decoding: JFIF, color profile, Adobe."""
    marker, content = segment
    return (
        (marker == "APP0" and content.startswith(b"JFIF"))
        or (marker == "APP2" and content.startswith(b"ICC_PROFILE"))
        or (marker == "APP14" and content.startswith(b"Adobe"))
    )
