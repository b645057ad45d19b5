"""What a plate's script finds in the markup of a figure."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from media.domain.plates import plate_of
from tests.media.conftest import structure

pytestmark = pytest.mark.django_db


def render(figure, arguments="prefix='a'"):
    template = Template("{% load ce_media %}{% figure figure " + arguments + " %}")
    return template.render(Context({"figure": figure}))


def with_layers(*layers):
    keys = [f"part-{number}" for number in range(len(layers))]
    shapes = "".join(f'<path id="{key}" d="M0 0h9v9z"/>' for key in keys)
    items = [
        structure(key, layer=layer) for key, layer in zip(keys, layers, strict=True)
    ]
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{shapes}</svg>',
        "structures": {"schema": 1, "items": items},
    }


@pytest.mark.parametrize(
    ("layers", "switches"),
    [
        (["bone", "bone"], []),
        (["other", "other"], []),
        (["ligament", "bone", "other"], ["bone", "ligament"]),
        (["block", "bone", "dura-nerve"], ["bone", "dura-nerve", "block"]),
    ],
)
def test_layers_that_can_be_switched(published, layers, switches):
    made = published(**with_layers(*layers))

    assert [key for key, _label in plate_of(made).layers] == switches
    html = render(made)
    found = re.findall(r'aria-pressed="true" data-layer="([\w-]+)"', html)
    assert found == [*switches, "labels"]


def test_each_part_tells_its_side_and_layer(published):
    made = published(**with_layers("bone", "ligament"))

    assert 'data-structure-row="part-1" data-side="midline" data-layer="ligament"' in (
        render(made)
    )


def test_controls_are_inert_until_the_script_takes_them(published):
    """Without the script nobody meets a control that does nothing."""
    outside = re.sub(r"<template.*?</template>", "", render(published()), flags=re.S)

    assert "<button" not in outside
    assert "<table" in outside
    assert outside.count('<script type="module"') == 1


def test_the_template_brings_no_ids(published):
    [inert] = re.findall(r"<template.*?</template>", render(published()), flags=re.S)

    assert not re.findall(r'\sid="', inert)


def test_two_placements_share_no_id(published):
    made = published()
    ids = re.findall(r'\sid="([^"]+)"', render(made) + render(made, "prefix='b'"))

    assert len(ids) == len(set(ids)) > 0


def test_words_come_with_the_page_and_nothing_is_styled_in_markup(published):
    with translation.override("en"):
        html = render(published())

    assert "Test me" in html
    assert "style=" not in html
    assert not re.findall(r"\son\w+=", html)
