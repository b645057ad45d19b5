"""Pictures that came with questions, made into figures.

What a file brings is looked at as any upload: its size, its pixels, whether it is what
its name says, and nothing of what it says beside the picture is kept.
"""

import hashlib
import io
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.models import ReferenceIndex

from media.figures import get_figure_model
from media.models import FigureVersion
from media.photos import DAMAGE, UnreadablePhoto, without_metadata
from media.svg import UnsafeSvg, clean
from quizzes.exchange.neutral import MAX_PICTURE, Picture
from quizzes.models import ImportBatch

# Small files can hold a great many pixels: no more than this are unpacked for a file.
MAX_PIXELS_IN_ALL = 400_000_000
EXTENSIONS = {
    "AVIF": "avif", "GIF": "gif", "HEIF": "heic", "JPEG": "jpg", "MPO": "jpg",
    "PNG": "png", "WEBP": "webp",
}  # fmt: skip
SVG = "svg"
MAX_ALT = 500


class PictureRefused(ValueError):
    """The picture can't come in; says why to the person who imports."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that was looked at: its bytes without metadata, and a name that fits."""

    content: bytes = field(repr=False)
    digest: str
    name: str
    alt: str


class Lightbox:
    """Looks at the pictures of one file, at each only once."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[bytes, str] | PictureRefused] = {}
        self._pixels = 0

    def look(self, picture: Picture) -> Photo:
        """Return the picture as it would be kept. Raises ``PictureRefused``."""
        digest = hashlib.sha256(picture.content).hexdigest()
        if digest not in self._seen:
            try:
                self._seen[digest] = self._checked(picture.content)
            except PictureRefused as error:
                self._seen[digest] = error
        found = self._seen[digest]
        if isinstance(found, PictureRefused):
            raise found
        content, extension = found
        stem = slugify(PurePosixPath(picture.name).stem)[:60] or "picture"
        alt = " ".join(picture.alt.split())[:MAX_ALT]
        return Photo(content, digest, f"{stem}.{extension}", alt)

    def _checked(self, content: bytes) -> tuple[bytes, str]:
        if not content:
            raise PictureRefused(_("it is empty"))
        if len(content) > MAX_PICTURE:
            raise PictureRefused(
                _("it is larger than %(most)s MB") % {"most": MAX_PICTURE // 2**20}
            )
        if b"<svg" in content[:1024]:
            return _drawing(content), SVG
        try:
            with Pillow.open(io.BytesIO(content)) as opened:
                extension = EXTENSIONS.get(opened.format or "")
                pixels = opened.width * opened.height * getattr(opened, "n_frames", 1)
        except (*DAMAGE, Warning) as error:
            raise PictureRefused(_("it is no picture that can be read")) from error
        if extension is None:
            raise PictureRefused(_("pictures of its kind are not taken"))
        self._pixels += pixels
        if self._pixels > MAX_PIXELS_IN_ALL:
            raise PictureRefused(_("the pictures of this file are too large together"))
        # What is inside decides, and not the name: the field compares both.
        upload = SimpleUploadedFile(f"picture.{extension}", content)
        try:
            WagtailImageField().clean(upload)
            return without_metadata(content), extension
        except ValidationError as error:
            raise PictureRefused(" ".join(error.messages)) from error
        except (UnreadablePhoto, *DAMAGE) as error:
            raise PictureRefused(_("it can't be read to its end")) from error


def figure_key(batch: ImportBatch, number: int) -> str:
    return f"{figure_prefix(batch)}{number}"


def figure_prefix(batch: ImportBatch) -> str:
    """Return what the keys of the figures that an import made begin with."""
    return f"import-{batch.uuid.hex[:12]}-"


def make_figure(
    *, photo: Photo, batch: ImportBatch, number: int, by: Any, stored: list[Any]
) -> tuple[Any, FigureVersion | None]:
    """Keep a photo as a figure, and publish that if the file says what it shows.

    Returns the figure and its version, which is ``None`` for a draft without a
    description. Files that were written join ``stored``: a rollback leaves them behind.
    """
    title = photo.alt[:255] or photo.name
    is_drawing = photo.name.endswith(f".{SVG}")
    figure = get_figure_model()(
        key=figure_key(batch, number),
        title=title,
        alt=photo.alt,
        description=photo.alt,
        credit=_("From the file “%(file)s”, which does not say who made it.")[:500]
        % {"file": batch.file_name[:255]},
        licence=_("Not stated"),
        svg=photo.content.decode() if is_drawing else "",
        image=None if is_drawing else _image(photo, title, by, stored),
        live=False,
    )
    figure.save()
    revision = figure.save_revision(user=by, clean=False)
    if not photo.alt:
        return figure, None
    figure.publish(revision, user=by, skip_permission_checks=True)
    figure.refresh_from_db()
    version = figure.current_version()
    if version.image_file:
        stored.append(version.image_file)
    return figure, version


def _image(photo: Photo, title: str, by: Any, stored: list[Any]) -> Any:
    image = get_image_model()(
        title=title,
        uploaded_by_user=by,
        file=ContentFile(photo.content, name=photo.name),
    )
    image._set_image_file_metadata()
    image.save()
    stored.append(image.file)
    return image


def _drawing(content: bytes) -> bytes:
    """Return a drawing as figures have it, cleaned. Raises ``PictureRefused``."""
    try:
        drawing = clean(content.decode("utf-8-sig"))
    except (UnsafeSvg, UnicodeDecodeError) as error:
        raise PictureRefused(str(error)) from error
    if drawing.has_phases:
        raise PictureRefused(_("it moves, and its states have no names"))
    return drawing.svg.encode()


def forget_files(stored: list[Any]) -> None:
    """Delete what was written for a transaction that was rolled back."""
    for file in stored:
        file.storage.delete(file.name)


def remove_figures(batch: ImportBatch) -> None:
    """Delete the figures of an import that nothing needs any more, with their pictures.

    Files go once the transaction is committed.
    """
    figures = get_figure_model().objects.filter(key__startswith=figure_prefix(batch))
    for figure in figures.select_related("image"):
        if ReferenceIndex.get_references_to(figure).exists():
            continue
        kept = [row.image_file for row in figure.versions.all() if row.image_file]
        try:
            with transaction.atomic():
                figure.delete()
                if figure.image_id:
                    figure.image.delete()
        except ProtectedError:
            continue
        transaction.on_commit(partial(forget_files, kept))
