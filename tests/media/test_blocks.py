import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from wagtail.blocks import StructBlockValidationError
from wagtail.models import ReferenceIndex

from media.blocks import ClaimBlock, ClaimNoteBlock, FigureBlock, ReferencesBlock
from media.models import Reference

BLOCKS = [FigureBlock, ClaimBlock, ClaimNoteBlock, ReferencesBlock]


@pytest.mark.django_db
@pytest.mark.parametrize("block_class", BLOCKS)
def test_preview_shows_something_on_an_empty_site(block_class):
    block = block_class()
    block.set_name("sample")

    value = block.get_preview_value()
    html = block.render(value)

    assert block.is_previewable is True
    assert block.get_description()
    assert block.meta.icon != "placeholder"
    assert html.strip()
    assert block.get_preview_template(value, {"request": RequestFactory().get("/")})


@pytest.mark.django_db
@pytest.mark.parametrize("block_class", BLOCKS)
def test_preview_page_renders(block_class):
    from django.template.loader import render_to_string

    block = block_class()
    block.set_name("sample")
    bound = block.bind(block.get_preview_value())

    html = render_to_string(
        "wagtailcore/shared/block_preview.html", {"bound_block": bound}
    )

    assert "ce_media/figure.css" in html
    assert "style=" not in html


@pytest.mark.django_db
def test_claim_block_renders_verdict_level_and_reference():
    reference = Reference.objects.create(key="a", title="A trial", authors="Doe J")
    block = ClaimBlock()
    value = block.to_python(
        {
            "claim": "It <works>.",
            "source": "",
            "verdict": "conflicting",
            "level": "2",
            "references": [
                {"type": "item", "value": reference.pk, "id": "1"},
                {"type": "item", "value": 999, "id": "2"},
            ],
            "text": "<p>Two trials.</p>",
        }
    )

    html = block.render(value)

    assert "It &lt;works&gt;." in html
    assert "Conflicting (level 2)" in html
    assert "A trial" in html
    assert "Two trials." in html


@pytest.mark.django_db
def test_claim_note_carries_its_marker_for_the_text():
    block = ClaimNoteBlock()
    value = block.to_python({"marker": "two-ends", "verdict": "theory", "level": ""})

    html = block.render(value)

    assert 'id="note-two-ends" data-note="two-ends"' in html
    assert "Theory (no level)" in html


@pytest.mark.parametrize("marker", ["", "Two", "a b", "a--b", "<a>"])
def test_claim_note_refuses_a_marker_that_text_can_not_hold(marker):
    with pytest.raises(ValidationError):
        ClaimNoteBlock().child_blocks["marker"].clean(marker)


def test_figure_block_needs_a_figure_unless_optional():
    empty = {"figure": None, "caption": "", "size": "text"}
    required, optional = FigureBlock(), FigureBlock(required=False)

    with pytest.raises(StructBlockValidationError):
        required.clean(required.normalize(empty))
    assert optional.clean(optional.normalize(empty))["figure"] is None
    assert list(required.child_blocks) == list(optional.child_blocks)


@pytest.mark.django_db
def test_blocks_tell_what_they_refer_to(published):
    made = published()
    reference = Reference.objects.create(key="a", title="A trial")
    figure_value = FigureBlock().normalize({"figure": made, "caption": "", "size": ""})
    claim = ClaimBlock().normalize({"references": [reference]})

    assert [ref[1] for ref in FigureBlock().extract_references(figure_value)] == [
        str(made.pk)
    ]
    assert str(reference.pk) in [
        ref[1] for ref in ClaimBlock().extract_references(claim)
    ]
    assert ReferenceIndex.get_references_to(made).count() == 0
