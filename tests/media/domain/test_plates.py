import gc
import warnings

import pytest
from django.template import Context, Template

from media.domain.plates import plate_of
from tests.media.conftest import SVG, figure, structure
from tests.media.models.test_figure import picture

pytestmark = pytest.mark.django_db

NONE = {"schema": 1, "items": []}


def render(figure, arguments="", **context):
    template = Template("{% load ce_media %}{% figure figure " + arguments + " %}")
    return template.render(Context({"figure": figure, **context}))


def test_plate_of_a_live_figure_is_its_newest_version(published):
    made = published()
    made.title = "Draft title"
    made.save_revision()

    assert plate_of(made).title == "The pelvis"
    assert plate_of(made, draft=True).title == "Draft title"


def test_plate_of_an_unpublished_figure_is_nothing_but_its_version_stays(published):
    made = published()
    version = made.current_version()
    made.unpublish()

    assert plate_of(made) is None
    assert plate_of(version).title == "The pelvis"


def test_plate_of_a_figure_that_was_never_published_is_nothing():
    made = figure()
    made.save()

    assert plate_of(made) is None
    assert plate_of(None) is None


def test_plate_of_a_draft_with_an_unsafe_drawing_is_nothing():
    assert plate_of(figure(svg="<svg onload='x'/>"), draft=True) is None


def test_plate_of_a_draft_without_drawing_is_nothing():
    assert plate_of(figure(svg="", structures=NONE), draft=True) is None


def test_figure_renders_drawing_caption_credit_and_parts(published):
    made = published(
        structures={
            "schema": 1,
            "items": [structure("sacrum", latin="Os sacrum", text="The keystone.")],
        }
    )

    html = render(made, 'caption=caption size="wide" prefix="b1"', caption="See <b>")

    assert 'class="figure figure--wide wide"' in html
    assert 'id="f-b1-sacrum" data-structure="sacrum"' in html
    assert 'role="img" aria-label="The pelvis from the front."' in html
    assert "See &lt;b&gt;" in html
    assert "Drawing: the project." in html
    assert "CC BY 4.0" in html
    assert "Os sacrum" in html
    assert "The keystone." in html
    assert "The sacrum stands between the hip bones." in html


def test_figure_describes_in_paragraphs(published):
    html = render(published(description="One\nline.\r\n\r\nAnother <b>."))

    assert "<p>One line.</p><p>Another &lt;b&gt;.</p>" in html


def test_figure_without_details_tells_no_names(published):
    html = render(published(), "details=False")

    assert "<details" not in html
    assert "hip bones" not in html


def test_figure_twice_on_a_page_repeats_no_id(published):
    made = published()
    html = render(made) + render(made)

    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) > 2


def test_figure_that_is_missing_renders_nothing():
    assert render(None).strip() == ""


@pytest.fixture
def renditions():
    """Wagtail leaves the temporary files of new renditions to the collector."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_raster_figure_renders_a_picture_with_its_size(published, renditions):
    made = published(svg="", image=picture(), structures=NONE)

    html = render(made)

    assert "<picture>" in html
    assert 'type="image/webp"' in html
    assert 'alt="The pelvis from the front."' in html
    assert 'width="40"' in html
    assert 'loading="lazy"' in html


def test_raster_version_shows_its_own_copy_when_the_image_was_replaced(published):
    made = published(svg="", image=picture("white"), structures=NONE)
    version = made.current_version()
    other = picture("black")
    image = version.image
    image.file = other.file
    image._set_image_file_metadata()
    image.save()
    version.refresh_from_db()

    html = render(version)

    assert "<picture>" not in html
    assert version.image_file.url in html


def test_evidence_shows_words_and_a_mark():
    html = Template('{% load ce_media %}{% evidence "not_supported" 1 %}').render(
        Context()
    )

    assert "Not supported (level 1)" in html
    assert 'aria-hidden="true"' in html


def test_drawing_of_the_sample_is_inline():
    assert "<svg" in render(figure(svg=SVG))


def test_a_figure_with_phases_has_a_slider_between_their_names(published):
    svg = SVG.replace('r="9"', 'r="9" opacity="1" data-to-opacity="0"')
    named = {**NONE, "phases": ["Base < back", "Base forward"]}
    html = render(published(svg=svg, structures=named))

    assert '<input class="plate-ui__slider" type="range"' in html
    assert "Base &lt; back" in html
    assert "Base forward" in html
    assert 'type="range"' not in render(published("f02"))
