"""What is drawn of a figure at one place: a draft, a live figure or a pinned version."""

from dataclasses import dataclass
from typing import Any

from media.enums import FigureLayer, Side
from media.models import AbstractFigure, FigureVersion
from media.models.figure import version_content

from .svg import CleanSvg, UnsafeSvg, clean


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure ready to be shown. ``svg`` is clean; else ``image`` or ``file_url``.

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
    image, file_url = None, ""
    if not version.svg:
        kept = version.content.get("image_hash", "")
        if version.image is not None and version.image.get_file_hash() == kept:
            image = version.image
        else:
            file_url = version.image_file.url
    return Plate(
        **_texts(version.content),
        svg=version.svg,
        width=version.width,
        height=version.height,
        image=image,
        file_url=file_url,
        digest=version.digest,
    )


def _from_draft(figure: AbstractFigure) -> Plate | None:
    content = version_content(figure)
    if figure.svg:
        try:
            drawing = clean(figure.svg)
        except UnsafeSvg:
            return None
        return plate_of_drawing(content, drawing)
    if figure.image is None:
        return None
    return Plate(
        **_texts(content),
        image=figure.image,
        width=figure.image.width,
        height=figure.image.height,
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
