"""A photo whose parts are explored like those of a drawing."""

import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import expect
from wagtail.images import get_image_model

from courses.domain import enrolment as enrolments
from media.models import Figure
from tests.courses.factories import make_learner

from .building import PROSE, make_short_course, text
from .test_accessibility import AXE, FOUND, SIDEWAYS
from .test_plate import REPEATED, SMALL_TARGETS, begin, button, panel, soon

pytestmark = [
    pytest.mark.browser,
    # Wagtail leaves a rendition's temporary file to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

SIZE = (1600, 1200)
PARTS = [
    {
        "key": "sacrum",
        "label": "Sacrum",
        "latin": "Os sacrum",
        "side": "midline",
        "layer": "bone",
        "text": "Feel it between the dimples.",
        "anchor": [0.5, 0.74],
        "label_at": "auto",
        "shape": {
            "type": "polygon",
            "points": [[0.43, 0.66], [0.57, 0.66], [0.5, 0.84]],
        },
    },
    {
        "key": "dimple-l",
        "label": "Dimple of the back",
        "latin": "Fossula lumbalis lateralis",
        "side": "left",
        "layer": "bone",
        "text": "It lies over the PSIS.",
        "anchor": [0.41, 0.64],
        "label_at": "auto",
        "shape": {"type": "ellipse", "cx": 0.41, "cy": 0.64, "rx": 0.03, "ry": 0.03},
    },
    {
        "key": "erector-r",
        "label": "Erector muscles of the spine",
        "latin": "Musculus erector spinae",
        "side": "right",
        "layer": "muscle",
        "text": "It stands out when the patient rises.",
        "anchor": [0.56, 0.4],
        "label_at": "auto",
        "shape": {"type": "rect", "x": 0.52, "y": 0.2, "width": 0.09, "height": 0.4},
    },
]
NAMES = {
    "Sacrum": "sacrum",
    "Dimple of the back, Patient's left": "dimple-l",
    "Erector muscles of the spine, Patient's right": "erector-r",
}
LIT = """(plate) => [...plate.querySelectorAll(".figure__overlay > .is-lit")]
  .map((shape) => shape.dataset.structure)"""
SCALES = """(plate) => ["picture img", ".figure__overlay"].map((name) => {
  const box = plate.querySelector(name).getBoundingClientRect();
  return box.width / plate.querySelector(".figure__plate").clientWidth;
})"""
# Where the picture's pixels lie, which object-fit keeps in the middle of their box.
OFF = """(plate) => {
  const image = plate.querySelector("picture img");
  const box = image.getBoundingClientRect();
  const ratio = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
  const left = box.left + (box.width - image.naturalWidth * ratio) / 2;
  const top = box.top + (box.height - image.naturalHeight * ratio) / 2;
  const shape = plate.querySelector('[data-structure="erector-r"]').getBoundingClientRect();
  return [
    shape.left - (left + 0.52 * image.naturalWidth * ratio),
    shape.top - (top + 0.2 * image.naturalHeight * ratio),
    shape.width - 0.09 * image.naturalWidth * ratio,
  ].map(Math.abs);
}"""


def photo():
    """Something like a back, from the shoulders to the hips, in window light."""
    width, height = SIZE
    image = Image.linear_gradient("L").rotate(90).resize(SIZE)
    image = Image.merge(
        "RGB",
        [image.point(lambda v, c=c: int(c * (0.55 + v / 640))) for c in (96, 110, 122)],
    )
    body = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(body)
    draw.polygon(
        [(380, 0), (1220, 0), (1130, 420), (1060, 640), (1190, 1000), (1210, 1200),
         (390, 1200), (410, 1000), (540, 640), (470, 420)],
        fill=255,
    )  # fmt: skip
    body = body.filter(ImageFilter.GaussianBlur(28))
    light = Image.radial_gradient("L").resize((width, height * 2)).crop((0, 300, *SIZE))
    light = light.resize(SIZE)
    skin = Image.merge(
        "RGB",
        [
            light.point(lambda v, c=c: int(c * (1.12 - v / 300)))
            for c in (222, 172, 142)
        ],
    )
    shade = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(shade)
    draw.line([(800, 0), (796, 400), (802, 760)], fill=120, width=26)
    for x in (656, 944):
        draw.ellipse((x - 34, 736, x + 34, 800), fill=110)
    draw.polygon([(690, 800), (910, 800), (800, 1010)], fill=40)
    shade = shade.filter(ImageFilter.GaussianBlur(18))
    skin.paste((120, 72, 54), mask=shade)
    image.paste(skin, mask=body)
    noise = Image.effect_noise(SIZE, 18)
    image = Image.blend(image, Image.merge("RGB", [noise] * 3), 0.05)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()


PHOTO = photo()


def make_photo_figure():
    image = get_image_model().objects.create(
        title="A back", file=ContentFile(PHOTO, name="back.jpg")
    )
    figure = Figure.objects.create(
        key="back",
        title="The back",
        alt="A back from the shoulders to the hips.",
        description="The muscles stand out on both sides of a furrow.",
        credit="Photo: the project.",
        image=image,
        structures={"schema": 1, "items": PARTS},
        live=False,
    )
    figure.full_clean()
    figure.save_revision().publish()
    return figure


@pytest.fixture(autouse=True)
def _on_disk(settings, tmp_path):
    """The site serves uploads from there."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }


@pytest.fixture
def study(visit):
    """Opens a lesson with a photo; returns the page and its plate."""

    def make(*, size="text", **options):
        shown = {
            "figure": make_photo_figure(),
            "caption": "Where to feel.",
            "size": size,
        }
        body = [text(PROSE), ("figure", shown), text(PROSE * 10)]
        short = make_short_course(body=body)
        learner = make_learner()
        enrolments.enrol(learner=learner, course=short.course, at=timezone.now())
        page = visit(learner, **options).go(short.lesson.url)
        plate = page.locator("ce-plate").first
        expect(plate).to_have_attribute("data-ready", "")
        soon(lambda: plate.evaluate("(p) => p.querySelector('img').naturalWidth > 0"))
        return page, plate

    return make


def part(plate, key):
    return plate.locator(f'.figure__overlay [data-structure="{key}"]')


def test_pointing_lights_the_parts_of_a_photo(study):
    page, plate = study()

    for key, name in [
        ("sacrum", "Sacrum"),
        ("dimple-l", "Dimple"),
        ("erector-r", "Erec"),
    ]:
        part(plate, key).hover()
        assert plate.evaluate(LIT) == [key]
        expect(panel(plate)).to_contain_text(name)
    page.mouse.move(2, 2)
    assert plate.evaluate(LIT) == []
    assert plate.evaluate("(p) => p.querySelector('img').currentSrc").endswith(".avif")


def test_the_list_lights_the_parts_of_a_photo(study):
    _page, plate = study()

    button(plate, "Parts").click()
    plate.get_by_role("option", name="Sacrum").click()

    assert plate.evaluate(LIT) == ["sacrum"]
    expect(panel(plate)).to_contain_text("Feel it between the dimples.")


def test_a_layer_of_a_photo_is_switched_with_its_label(study):
    _page, plate = study()
    label = plate.locator('.figure__labels [data-label="erector-r"]')

    expect(label).to_be_visible()
    button(plate, "Layers").click()
    button(plate, "Muscle").click()

    expect(label).to_be_hidden()
    expect(part(plate, "erector-r")).to_be_hidden()
    expect(plate.locator('.figure__labels [data-label="sacrum"]')).to_be_visible()


def test_a_photo_asks_back(study):
    _page, plate = study()

    begin(plate, "Find the part")
    assert not plate.locator(".figure__labels").is_visible()
    for _ in PARTS:
        said = plate.locator("[data-ask]").inner_text()
        part(plate, NAMES[said.removeprefix("Find: ")]).click()

    expect(plate.locator("[data-ask]")).to_have_text("You found 3 of 3.")


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("size", ["text", "wide"])
def test_parts_lie_where_they_are_in_the_picture(study, width, size):
    page, plate = study(width=width, size=size)

    assert max(plate.evaluate(OFF)) < 1.5
    before = plate.evaluate(SCALES)
    button(plate, "Larger").click()
    button(plate, "Larger").click()
    after = plate.evaluate(SCALES)

    assert [b / a for a, b in zip(before, after, strict=True)] == pytest.approx(
        [1.96, 1.96], rel=0.01
    )
    assert max(plate.evaluate(OFF)) < 2.5
    assert page.evaluate(SIDEWAYS) <= 0


def test_a_photo_takes_its_room_before_it_is_there(study):
    """Its shape is known from the markup."""
    _page, plate = study()
    height = plate.locator(".figure__plate").bounding_box()["height"]

    plate.locator("picture").evaluate("(picture) => picture.remove()")

    assert plate.locator(".figure__plate").bounding_box()["height"] == height


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_a_photo_is_open_to_all(study, scheme, width):
    page, plate = study(width=width, color_scheme=scheme)
    button(plate, "Parts").click()
    plate.get_by_role("option", name="Sacrum").click()

    page.evaluate(AXE)

    assert page.evaluate(FOUND) == []
    assert page.evaluate(REPEATED) == []
    assert page.evaluate(SIDEWAYS) <= 0
    assert plate.evaluate(SMALL_TARGETS) == []
    expect(page.get_by_role("img", name="A back from the shoulders")).to_have_count(1)
