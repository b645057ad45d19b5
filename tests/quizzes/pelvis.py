"""A figure for questions that ask about one: four parts that are easily told apart."""

from media.domain.plates import plate_of_drawing
from media.domain.svg import clean
from media.models import Figure

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">'
    "<title>Sail-r beside the keel</title>"
    '<defs><clipPath id="keel-clip"><rect width="400" height="300"/></clipPath></defs>'
    '<g id="bones" data-layer="bone">'
    '<path id="sail-r" d="M20 20H180V160H20z" fill="var(--fig-bone-2)"/>'
    '<path id="sail-l" d="M220 20H380V160H220z" fill="var(--fig-bone-2)"/>'
    '<g id="keel" clip-path="url(#keel-clip)"><desc>The keel</desc>'
    '<rect x="180" y="60" width="40" height="200" fill="var(--fig-bone-3)"/></g>'
    '<circle id="knob" cx="300" cy="240" r="24" fill="var(--fig-bone-1)"/></g>'
    '<circle id="ghost" cx="20" cy="240" r="4" fill="none"/>'
    '<g id="labels"><text x="10" y="10">Sail of the right</text></g>'
    '<g id="notes" data-layer="note"><text x="10" y="290">Patient’s R</text></g></svg>'
)


def _part(key, label, side, anchor):
    return {
        "key": key,
        "label": label,
        "latin": "",
        "side": side,
        "layer": "bone",
        "text": "",
        "anchor": anchor,
    }


STRUCTURES = {
    "schema": 1,
    "items": [
        _part("sail-r", "Sail", "right", [0.25, 0.3]),
        _part("sail-l", "Sail", "left", [0.75, 0.3]),
        _part("keel", "Keel", "midline", [0.5, 0.6]),
        _part("knob", "Knob", "left", [0.75, 0.8]),
        {**_part("ghost", "Ghost", "none", None), "label": "Ghost"},
    ],
}
CONTENT = {
    "key": "pelvis-asked",
    "title": "The sail and the keel",
    "alt": "A keel between two sails, and a knob.",
    "description": "A keel between two sails.",
    "credit": "Drawing: the project.",
    "licence": "CC BY 4.0",
}
PLATE = plate_of_drawing({**CONTENT, "structures": STRUCTURES}, clean(SVG))


def make_pelvis():
    """Return the figure, published, the same one each time."""
    figure = Figure.objects.filter(key=CONTENT["key"]).first()
    if figure is None:
        figure = Figure.objects.create(
            **CONTENT, svg=SVG, structures=STRUCTURES, live=False
        )
        figure.save_revision().publish()
        figure.refresh_from_db()
    return figure
