import pytest
from django.core.exceptions import ValidationError

from media import structures
from tests.media.conftest import structure


def wrapped(*items):
    return {"schema": 1, "items": list(items)}


def test_validate_accepts_what_is_right():
    structures.validate(structures.empty())
    structures.validate(wrapped(structure("iliac-crest-r", anchor=[0.2, 1])))
    structures.validate(
        {
            **wrapped(
                structure("a", anchor=[0, 0], label_at="auto", emphasis=True),
                structure("b", anchor=[0, 0], label_at=[0.5, 1]),
                structure(
                    "c", shape={"type": "ellipse", "cx": 0, "cy": 1, "rx": 1, "ry": 1}
                ),
                structure(
                    "d",
                    shape={"type": "polygon", "points": [[0, 0], [1, 1], [0, 1]]},
                ),
            ),
            "phases": ["Flexion", "Extension"],
            "view": "posterior",
            "position": "prone",
        }
    )
    structures.validate({**structures.empty(), "view": None, "position": None})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "object"),
        ({"schema": 3, "items": []}, "schema"),
        ({"schema": 1, "items": {}}, "is a list"),
        (wrapped("sacrum"), "Structure 1 is not an object"),
        (wrapped(structure("Sacrum")), "lower-case"),
        (wrapped(structure("a"), structure("a")), "named twice"),
        (wrapped(structure("a", label=" ")), "needs a label"),
        (wrapped(structure("a", latin=3)), "latin"),
        (wrapped(structure("a", side="up")), "side"),
        (wrapped(structure("a", layer="skin")), "layer"),
        (wrapped(structure("a", anchor=[0, 2])), "anchor"),
        (wrapped(structure("a", anchor=[True, 0])), "anchor"),
        (wrapped(structure("a", color="red")), "unknown fields: color"),
        (wrapped(structure("a", anchor=[0, 0], label_at=[0, 2])), "label_at"),
        (wrapped(structure("a", anchor=[0, 0], label_at="left")), "label_at"),
        (wrapped(structure("a", anchor=None, label_at="auto")), "needs an “anchor”"),
        (wrapped(structure("a", emphasis="yes")), "emphasis"),
        (wrapped(structure("a", shape={"type": "star"})), "shape"),
        (wrapped(structure("a", shape={"type": "rect", "x": 0, "y": 0})), "shape"),
        (
            wrapped(
                structure(
                    "a",
                    shape={"type": "rect", "x": 0, "y": 0, "width": 0, "height": 1},
                )
            ),
            "shape",
        ),
        (
            wrapped(
                structure("a", shape={"type": "polygon", "points": [[0, 0], [1, 1]]})
            ),
            "shape",
        ),
        ({"schema": 1, "items": [], "phases": ["one"]}, "phases"),
        ({"schema": 1, "items": [], "view": "behind"}, "view"),
        ({"schema": 1, "items": [], "view": ["posterior"]}, "view"),
        ({"schema": 1, "items": [], "position": "sitting"}, "position"),
        ({"schema": 1, "items": [], "zoom": 3}, "unknown fields: zoom"),
    ],
)
def test_validate_says_what_is_wrong(value, message):
    with pytest.raises(ValidationError, match=message):
        structures.validate(value)


def test_validate_lists_everything_at_once():
    with pytest.raises(ValidationError) as caught:
        structures.validate(
            wrapped(structure("A", side="up"), structure("b", label=""))
        )

    assert len(caught.value.messages) == 3
