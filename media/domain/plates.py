"""What is drawn of a figure at one place: a draft, a live figure or a pinned version."""

from dataclasses import dataclass
from typing import Any

from media.enums import FigureLayer, Side
from media.models import AbstractFigure, FigureVersion
from media.models.figure import version_content
from media.photos import UnreadablePhoto, size_of

from .svg import CleanSvg, UnsafeSvg, clean


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure ready to be shown. ``svg`` is clean; else it is a photo.

    A photo has its ``image``, if that still has the file that was published, and at
    ``file_url`` the whole file, for when nothing else can be shown.

    ``phases`` names the two states that the drawing moves between, or is empty.
    """

    key: str
    title: str
    alt: str
    description: str
    credit: str
    licence: str
    structures: list[dict[str, Any]]
    width: float
    height: float
    phases: tuple[str, ...] = ()
    svg: str = ""
    image: Any = None
    file_url: str = ""
    digest: str = ""  # of the published version, if it is one

    @property
    def structure_keys(self) -> frozenset[str]:
        return frozenset(item["key"] for item in self.structures)

    @property
    def layers(self) -> tuple[tuple[str, str], ...]:
        """Key and label of each layer that a learner may switch, in a fixed order.

        A layer that all parts lie in is not one to switch, and neither are the parts
        of a diagram, which lie in none.
        """
        used = {item["layer"] for item in self.structures}
        if len(used) < 2:
            return ()
        return tuple(
            (layer.value, str(layer.label))
            for layer in FigureLayer
            if layer in used and layer not in {FigureLayer.OTHER, FigureLayer.LABEL}
        )


def plate_of(figure: Any, *, draft: bool = False) -> Plate | None:
    """Return what may be shown of ``figure``, or ``None`` when that is nothing.

    A pinned version is shown as it was frozen, whatever became of the figure. A
    figure shows its newest version while it is live. With ``draft``, or when it was
    never saved (a preview), it shows what it holds in memory. A plate is itself.
    """
    if figure is None or isinstance(figure, Plate):
        return figure
    if isinstance(figure, FigureVersion):
        return _from_version(figure)
    if draft or figure.pk is None:
        return _from_draft(figure)
    version = figure.current_version() if figure.live else None
    return _from_version(version) if version else None


def _from_version(version: FigureVersion) -> Plate:
    image = version.image
    if image is not None and not _is_same(image, version.content.get("image_hash")):
        image = None
    return Plate(
        **_texts(version.content),
        svg=version.svg,
        width=version.width,
        height=version.height,
        image=image,
        file_url=version.image_file.url if version.image_file else "",
        digest=version.digest,
    )


def _is_same(image: Any, file_hash: str | None) -> bool:
    """Say whether the file of ``image`` is still the one with the hash."""
    try:
        return bool(image.get_file_hash() == file_hash)
    except OSError:  # the file is missing, and nobody has asked for its hash before
        return False


def _from_draft(figure: AbstractFigure) -> Plate | None:
    try:
        content = version_content(figure)
    except OSError:  # the image has no file
        return None
    if figure.svg:
        try:
            drawing = clean(figure.svg)
        except UnsafeSvg:
            return None
        return plate_of_drawing(content, drawing)
    image = figure.image
    if image is None:
        return None
    try:
        with image.open_file() as file:
            width, height = size_of(file)
    except (OSError, UnreadablePhoto):  # also a drawing from the image library
        width, height = image.width, image.height
    return Plate(
        **_texts(content),
        image=image,
        width=width,
        height=height,
        file_url=image.file.url,
    )


def plate_of_drawing(content: dict[str, Any], drawing: CleanSvg) -> Plate:
    """Return the plate of a clean drawing; ``content`` is that of a figure version."""
    return Plate(
        **_texts(content),
        svg=drawing.svg,
        width=drawing.width,
        height=drawing.height,
    )


def _texts(content: dict[str, Any]) -> dict[str, Any]:
    names = ("key", "title", "alt", "description", "credit", "licence")
    texts = {name: content[name] for name in names}
    texts["structures"] = [
        {
            **item,
            "side_label": "" if item["side"] == Side.NONE else Side(item["side"]).label,
            "layer_label": FigureLayer(item["layer"]).label,
        }
        for item in content["structures"].get("items", [])
    ]
    texts["phases"] = tuple(content["structures"].get("phases") or ())
    return texts
