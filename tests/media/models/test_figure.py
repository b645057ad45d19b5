from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.images import get_image_model

from media.domain.usage import is_used
from media.models import Figure, FigureVersion
from media.models.append_only import AppendOnlyError
from media.models.figure import version_digest
from media.svg import UnsafeSvg
from tests.media.conftest import SVG, figure, structure

pytestmark = pytest.mark.django_db


def picture(color="white", title="Photo"):
    file = BytesIO()
    PillowImage.new("RGB", (40, 20), color).save(file, "PNG")
    file.seek(0)
    return get_image_model().objects.create(
        title=title, file=ImageFile(file, name="photo.png")
    )


def test_publish_freezes_a_version(published):
    made = published()

    version = made.current_version()

    assert version.number == 1
    assert version.svg == SVG.replace(
        '<circle id="crest-r" cx="70" cy="20" r="9" fill="#dccba9"/>',
        '<circle cx="70" cy="20" fill="#dccba9" id="crest-r" r="9"/>',
    ).replace(
        '<path d="M10 10L20 40Z" fill="var(--fig-bone-2)"/>',
        '<path d="M10 10L20 40Z" fill="var(--fig-bone-2)"/>',
    )
    assert (version.width, version.height) == (100, 50)
    assert version.content["structures"] == {
        "schema": 1,
        "items": [structure("sacrum")],
    }
    assert version.created_at == made.last_published_at


def test_publish_again_unchanged_freezes_nothing(published):
    made = published()

    made.save_revision().publish()
    made.save_revision().publish()

    assert made.versions.count() == 1


def test_publish_a_change_freezes_the_next_version_and_keeps_the_first(published):
    made = published()
    first = made.current_version()

    made.title = "The pelvis, from the front"
    made.save_revision().publish()

    assert list(made.versions.values_list("number", flat=True)) == [1, 2]
    kept = FigureVersion.objects.get(pk=first.pk)
    assert (kept.content, kept.digest, kept.svg) == (
        first.content,
        first.digest,
        first.svg,
    )


def test_publish_the_first_state_again_is_a_version_of_its_own(published):
    made = published()
    for title in ("Other", "The pelvis"):
        made.title = title
        made.save_revision().publish()

    assert made.versions.count() == 3


def test_a_draft_freezes_nothing(published):
    made = published()

    made.title = "Draft"
    made.save_revision()

    assert made.versions.count() == 1


def test_a_schedule_freezes_nothing_before_its_time():
    made = figure()
    made.save()
    made.go_live_at = timezone.now() + timedelta(days=1)

    made.save_revision().publish()

    assert made.versions.count() == 0


def test_publish_rolls_back_when_nothing_can_be_frozen(published):
    made = published()
    made.svg = "<svg viewBox='0 0 1 1'><script/></svg>"
    revision = made.save_revision(clean=False)

    with pytest.raises(UnsafeSvg, match="script"):
        revision.publish()

    made.refresh_from_db()
    assert made.live_revision_id != revision.pk
    assert "script" not in made.svg
    assert made.versions.count() == 1


def test_publish_refuses_a_figure_without_drawing_or_image():
    made = figure(svg="", structures={"schema": 1, "items": []})
    made.save()

    with pytest.raises(ValidationError):
        made.save_revision().publish()

    assert not Figure.objects.get(pk=made.pk).live


def test_a_version_keeps_the_drawing_clean_even_if_the_figure_was_not(published):
    made = published(svg=SVG.replace("<g ", '<g class="layer" '))

    assert "class" not in made.current_version().svg


def test_a_version_is_never_changed_or_deleted(published):
    version = published().current_version()
    version.svg = ""

    with pytest.raises(AppendOnlyError):
        version.save()
    with pytest.raises(AppendOnlyError):
        version.delete()
    with pytest.raises(AppendOnlyError):
        FigureVersion.objects.update(svg="")
    with pytest.raises(AppendOnlyError):
        FigureVersion.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        FigureVersion.objects.bulk_update([version], ["svg"])


def test_delete_takes_the_versions_along(published):
    made = published()

    assert is_used(made) is False
    made.delete()

    assert FigureVersion.objects.count() == 0


def test_delete_of_many_takes_the_versions_along(published):
    published("f01")
    published("f02")

    Figure.objects.all().delete()

    assert FigureVersion.objects.count() == 0
    assert Figure.objects.count() == 0


def test_a_raster_version_keeps_its_own_copy_of_the_file(published):
    image = picture()
    made = published(svg="", image=image, structures={"schema": 1, "items": []})

    version = made.current_version()

    assert (version.width, version.height) == (40, 20)
    assert version.content["image_hash"] == image.get_file_hash()
    with image.open_file() as original, version.image_file.open() as copy:
        original.seek(0)
        assert copy.read() == original.read()


def test_an_image_that_a_figure_shows_can_not_be_deleted(published):
    image = picture()
    published(svg="", image=image, structures={"schema": 1, "items": []})

    with pytest.raises(Exception, match="protected"):
        image.delete()


def test_clean_cleans_the_drawing_in_place():
    made = figure(svg=SVG.replace("<g ", '<g class="layer" '))

    made.full_clean(exclude=["content_type"])

    assert "class" not in made.svg


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"svg": "<svg viewBox='0 0 1 1' onload='x'/>"}, "svg"),
        ({"structures": {"schema": 1, "items": [structure("coccyx")]}}, "structures"),
        ({"structures": {"schema": 2, "items": []}}, "structures"),
        ({"alt": ""}, "alt"),
        ({"description": ""}, "description"),
        ({"credit": ""}, "credit"),
    ],
)
def test_full_clean_names_the_field(fields, name):
    with pytest.raises(ValidationError) as caught:
        figure(**fields).full_clean()

    assert list(caught.value.message_dict) == [name]


def test_full_clean_refuses_drawing_and_image_together():
    with pytest.raises(ValidationError) as caught:
        figure(image=picture()).full_clean()

    assert list(caught.value.message_dict) == ["image"]


def test_version_digest_does_not_depend_on_the_order_of_fields():
    assert version_digest(content={"a": 1, "b": 2}, svg="") == version_digest(
        content={"b": 2, "a": 1}, svg=""
    )


PHASED = SVG.replace('r="9"', 'r="9" opacity="1" data-to-opacity="0"')
NAMED = {"schema": 1, "items": [], "phases": ["Flexion", "Extension"]}


@pytest.mark.parametrize(
    ("svg", "structures", "said"),
    [
        (SVG, NAMED, "no part of the drawing has a second"),
        ("", NAMED, "no part of the drawing has a second"),
        (PHASED, {"schema": 1, "items": []}, "“phases” names them"),
    ],
    ids=["a still drawing", "a photo", "no names"],
)
def test_names_of_phases_and_what_moves_need_each_other(svg, structures, said):
    made = figure(svg=svg, structures=structures)

    with pytest.raises(ValidationError) as caught:
        made.full_clean()

    assert list(caught.value.message_dict) == ["structures"]
    assert said in caught.value.messages[0]


def test_a_figure_with_phases_is_right():
    made = figure(svg=PHASED, structures=NAMED)

    made.full_clean()

    assert 'data-to-opacity="0"' in made.svg


def test_a_drawing_that_cannot_move_is_named():
    made = figure(
        svg=PHASED.replace('data-to-opacity="0"', 'data-to-opacity="50%"'),
        structures=NAMED,
    )

    with pytest.raises(ValidationError) as caught:
        made.full_clean()

    assert "“crest-r”: “opacity”" in caught.value.message_dict["svg"][0]


def test_labels_whose_lines_cross_are_refused():
    crossing = figure(
        structures={
            "schema": 1,
            "items": [
                structure("a", label="A", anchor=[0.5, 0.9], label_at=[0.1, 0.1]),
                structure("b", label="B", anchor=[0.5, 0.1], label_at=[0.1, 0.9]),
            ],
        },
        svg='<svg viewBox="0 0 9 9"><path id="a" d="M0 0"/><path id="b" d="M0 0"/></svg>',
    )

    with pytest.raises(ValidationError, match="“A” and “B” cross"):
        crossing.clean()
