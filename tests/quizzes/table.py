"""A figure for the placement lab: a plain patient who lies prone, with six places."""

from media.domain.plates import plate_of_drawing
from media.domain.svg import clean
from media.models import Figure

PLACES = {
    "station-crest-l": [0.3, 0.35],
    "station-crest-r": [0.68, 0.35],
    "station-troch-l": [0.28, 0.52],
    "station-troch-r": [0.7, 0.51],
    "station-acet-l": [0.4, 0.52],
    "station-acet-r": [0.62, 0.53],
}
RINGS = "".join(
    f'<circle id="{key}" data-layer="block" cx="{400 * x:g}" cy="{440 * y:g}" r="9"/>'
    for key, (x, y) in PLACES.items()
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 440">'
    '<g id="body" data-layer="other"><path d="M100 10H300V420H100z"/></g>'
    '<g id="foot-l" data-layer="other"><path d="M110 400H180V420H110z"/></g>'
    '<g id="foot-r" data-layer="other"><path d="M220 410H290V430H220z"/></g>'
    '<g id="skeleton" data-layer="bone"><path d="M120 120H280V240H120z"/></g>'
    f'<g id="stations" data-layer="block">{RINGS}</g>'
    '<g id="notes"><text x="10" y="430">Short left leg</text></g></svg>'
)


def _part(key, label, side, anchor, **more):
    return {
        "key": key,
        "label": label,
        "latin": "",
        "side": side,
        "layer": "block" if key.startswith("station") else "other",
        "text": "",
        "anchor": anchor,
        **more,
    }


STRUCTURES = {
    "schema": 1,
    "items": [
        *(
            _part(key, key, "left" if key.endswith("-l") else "right", anchor)
            for key, anchor in PLACES.items()
        ),
        _part("foot-l", "Short leg", "left", [0.36, 0.93], emphasis=True),
        _part("foot-r", "Long leg", "right", [0.64, 0.95]),
    ],
}
CONTENT = {
    "key": "table-asked",
    "title": "A patient on a table",
    "alt": "A patient lies on a table.",
    "description": "A patient lies on a table.",
    "credit": "Drawing: the project.",
    "licence": "CC BY 4.0",
}
PLATE = plate_of_drawing({**CONTENT, "structures": STRUCTURES}, clean(SVG))


def mirrored_structures():
    """Return the same places of a patient seen from the front: lying supine."""
    return {
        **STRUCTURES,
        "items": [
            {**item, "anchor": [round(1 - item["anchor"][0], 4), item["anchor"][1]]}
            for item in STRUCTURES["items"]
        ],
    }


SUPINE = plate_of_drawing({**CONTENT, "structures": mirrored_structures()}, clean(SVG))


def make_table():
    """Return the figure, published, the same one each time."""
    figure = Figure.objects.filter(key=CONTENT["key"]).first()
    if figure is None:
        figure = Figure.objects.create(
            **CONTENT, svg=SVG, structures=STRUCTURES, live=False
        )
        figure.save_revision().publish()
        figure.refresh_from_db()
    return figure
