"""An instructor names the parts of a drawing and of a photo, by mouse and by keyboard."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from wagtail.images import get_image_model

from media.models import Figure
from tests.courses.factories import make_admin

from .test_accessibility import AXE, SIDEWAYS

pytestmark = [
    pytest.mark.browser,
    # Wagtail leaves a rendition's temporary file to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300">'
    '<defs><clipPath id="cut"><path d="M0 0H480V300H0Z"/></clipPath></defs>'
    '<g id="all"><g clip-path="url(#cut)" id="bones">'
    '<path d="M60 60H180V210H60Z" fill="var(--fig-bone-2)" id="path12"/>'
    '<circle cx="260" cy="120" fill="var(--fig-bone-3)" id="crest-r" r="50"/>'
    '<g id="id_title"><path d="M340 60H400V120H340Z" fill="var(--fig-muscle-1)"/>'
    '<path d="M340 140H400V200H340Z" fill="var(--fig-muscle-2)"/></g>'
    "</g></g></svg>"
)
# The editor alone: the rest of the page is Wagtail's. No rule is left out.
OURS = """async () => {
  const options = { resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run(".ce-structures", options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}"""


def make_draft(key="boxes", **fields):
    draft = Figure.objects.create(
        key=key,
        title="A pelvis made of boxes",
        alt="Boxes and a circle.",
        description="A box stands left of a circle; two small boxes right of it.",
        credit="Drawing: the project.",
        live=False,
        **fields,
    )
    draft.save_revision()
    return draft


def make_photo():
    file = io.BytesIO()
    image = Image.new("RGB", (600, 400), "#d8c8b0")
    ImageDraw.Draw(image).rectangle((400, 50, 550, 200), fill="#445566")
    image.save(file, "JPEG")
    return get_image_model().objects.create(
        title="Back", file=ContentFile(file.getvalue(), name="back.jpg")
    )


class Desk:
    """The editor of structures on the edit page of a figure."""

    def __init__(self, visitor, figure):
        self.visitor = visitor
        name = Figure.snippet_viewset.get_url_name("edit")
        self.page = visitor.go(reverse(name, args=[figure.pk]))
        self.stage = self.page.get_by_role("application")
        # The style of the stage has come, and with it its height.
        expect(self.stage.locator(".frame")).to_have_css("position", "relative")
        self.page.wait_for_load_state("networkidle")

    def at(self, x, y):
        self.stage.evaluate("(stage) => stage.scrollIntoView({ block: 'center' })")
        box = self.stage.locator(".frame").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def click(self, x, y):
        self.page.mouse.click(*self.at(x, y))

    def click_twice(self, x, y):
        self.page.mouse.dblclick(*self.at(x, y))

    def drag(self, start, end):
        self.page.mouse.move(*self.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end), steps=4)
        self.page.mouse.up()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def name(self, label):
        """Write the label of what was just named: its field has the focus."""
        expect(self.field("Label")).to_be_focused()
        self.page.keyboard.type(label)
        self.press("Tab")

    def field(self, label):
        return self.page.get_by_role("group", name="Selected part").get_by_label(
            label, exact=True
        )

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def parts(self):
        rows = self.page.get_by_role("list", name="Named parts").get_by_role("listitem")
        return [row.get_by_role("button").first for row in rows.all()]

    def labels(self):
        names = [" ".join(part.inner_text().split()) for part in self.parts()]
        return names

    def publish(self):
        self.page.locator("form footer [data-w-dropdown-target='toggle']").click()
        self.page.get_by_role("button", name="Publish", exact=True).click()
        expect(self.page.get_by_text(re.compile("published"))).to_be_visible()


@pytest.fixture
def desk(visit):
    def open_desk(figure, **options):
        visitor = visit(make_admin(), reduced_motion="reduce", **options)
        return Desk(visitor, figure)

    return open_desk


@pytest.fixture
def uploads(settings, tmp_path):
    """The site serves uploads from there."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }


def published(figure):
    version = figure.versions.get()
    items = version.content["structures"]["items"]
    return version, {item["key"]: item for item in items}


def test_shapes_of_a_drawing_are_named(desk):
    draft = make_draft(svg=SVG)
    one = desk(draft)

    one.click(0.25, 0.45)
    assert one.parts() == []
    one.button("Name this shape").click()
    one.name("Ilium")
    one.field("Side").select_option("right")
    expect(one.field("Key")).to_have_value("ilium-r")

    one.stage.focus()
    one.press("ArrowRight", "Enter")  # the circle, whose id says what it is
    one.name("Iliac crest")
    one.stage.focus()
    one.press("ArrowRight", "PageDown", "ArrowRight", "Enter")  # inside the group
    one.name("Lower box")
    one.stage.focus()
    one.press("PageUp", "Enter")  # the group itself
    one.name("Boxes")
    one.field("Placed by hand").check()
    one.field("The figure is about this part").check()
    assert one.labels() == [
        "Ilium Patient's right",
        "Iliac crest Patient's right",
        "Lower box",
        "Boxes",
    ]

    one.button("Move “Boxes” up").click()
    one.button("Remove “Lower box”").click()
    assert len(one.parts()) == 3
    one.stage.focus()
    one.press("Control+z")
    assert len(one.parts()) == 4
    one.press("Control+y")
    assert len(one.parts()) == 3
    one.publish()

    version, items = published(draft)
    assert list(items) == ["ilium-r", "iliac-crest-r", "boxes"]
    assert items["ilium-r"]["anchor"] == pytest.approx([0.25, 0.45], abs=0.002)
    assert items["ilium-r"]["label_at"] == "auto"
    assert items["boxes"]["emphasis"] is True
    assert len(items["boxes"]["label_at"]) == 2
    assert '<path d="M60 60H180V210H60Z" fill="var(--fig-bone-2)" id="ilium-r"/>' in (
        version.svg
    )
    assert '<g id="boxes">' in version.svg
    assert "lower-box" not in version.svg
    assert 'clip-path="url(#cut)"' in version.svg

    # What was published has its key for good.
    again = Desk(one.visitor, draft)
    again.parts()[0].click()
    again.field("Label").fill("Wing of the ilium")
    again.press("Tab")
    expect(again.field("Key")).to_have_value("ilium-r")
    expect(again.field("Key")).not_to_be_editable()
    expect(again.page.get_by_text("Published, so it can’t change")).to_be_visible()


def test_shapes_are_drawn_on_a_photo(desk, uploads):
    draft = make_draft(image=make_photo())
    one = desk(draft)

    one.button("Rectangle").click()
    one.drag((0.66, 0.12), (0.92, 0.5))
    one.name("Scapula")
    one.button("Polygon").click()
    for corner in ((0.1, 0.1), (0.3, 0.1), (0.2, 0.4), (0.1, 0.1)):
        one.click(*corner)
    one.name("Triangle")
    one.button("Rectangle").click()  # two clicks, for who can't drag
    one.click(0.4, 0.6)
    one.click(0.5, 0.9)
    one.name("Strip")

    one.button("Ellipse").click()
    one.press("Enter", *["Shift+ArrowRight"] * 2, *["Shift+ArrowDown"] * 4, "Enter")
    one.name("Oval")
    one.stage.focus()
    one.press("ArrowLeft", "Shift+ArrowDown")
    one.button("Polygon").click()
    one.press("ArrowLeft", "Enter", "Shift+ArrowUp", "Enter", "Shift+ArrowLeft")
    one.press("Enter", "Enter")  # twice at one place: finished
    one.name("Corner")
    one.button("Polygon").click()
    one.press("Enter", "Escape")
    assert one.labels() == ["Scapula", "Triangle", "Strip", "Oval", "Corner"]

    one.button("Undo").click()  # its label
    one.button("Undo").click()  # the polygon
    assert one.labels() == ["Scapula", "Triangle", "Strip", "Oval"]
    one.button("Redo").click()
    one.button("Redo").click()

    one.parts()[0].click()  # moved, pulled at a corner, and typed
    one.drag((0.8, 0.4), (0.75, 0.4))
    one.drag((0.61, 0.12), (0.61, 0.2))
    one.page.get_by_text("Exact places").click()
    one.field("Width").fill("0.25")
    one.press("Tab")
    one.publish()

    _version, items = published(draft)
    assert list(items) == ["scapula", "triangle", "strip", "oval", "corner"]
    near = lambda *numbers: pytest.approx(numbers, abs=0.005)  # noqa: E731
    shape = items["scapula"]["shape"]
    assert shape["type"] == "rect"
    assert (shape["x"], shape["y"], shape["height"]) == near(0.61, 0.2, 0.3)
    assert shape["width"] == 0.25
    assert len(items["triangle"]["shape"]["points"]) == 3
    assert items["triangle"]["shape"]["points"][2] == near(0.2, 0.4)
    strip = items["strip"]["shape"]
    assert (strip["x"], strip["width"]) == near(0.4, 0.1)
    assert items["oval"]["shape"] == {
        "type": "ellipse",
        "cx": 0.54,
        "cy": 0.605,
        "rx": 0.05,
        "ry": 0.105,
    }
    assert items["corner"]["shape"]["points"] == [
        [0.49, 0.5],
        [0.49, 0.45],
        [0.44, 0.45],
    ]


def test_a_new_file_is_shown_at_once_and_lost_shapes_are_pointed_at_again(desk):
    item = {
        "key": "gone", "label": "Gone", "latin": "", "side": "none", "layer": "bone",
        "text": "", "anchor": [0.1, 0.1],
    }  # fmt: skip
    draft = make_draft(svg=SVG.replace('id="path12"', 'id="gone"'))
    draft.structures = {"schema": 1, "items": [item]}
    draft.save()
    draft.save_revision()
    one = desk(draft)
    choose = one.page.get_by_label("Upload a drawing")
    one.visitor.expected.append("Failed to load resource: the server responded with")

    choose.set_input_files(
        {
            "name": "a.svg",
            "mimeType": "image/svg+xml",
            "buffer": b'<svg viewBox="0 0 1 1">\n<script/></svg>',
        }
    )
    expect(one.page.get_by_role("alert").filter(has_text="Line 2:")).to_be_visible()
    assert one.labels() == ["Gone"]
    choose.set_input_files(
        {"name": "b.svg", "mimeType": "image/svg+xml", "buffer": SVG.encode()}
    )
    lost = one.page.get_by_text("no shape", exact=True)
    expect(lost).to_be_visible()

    one.parts()[0].click()
    one.button("Choose its shape again").click()
    one.click(0.54, 0.4)
    one.button("Use this shape").click()
    expect(lost).to_be_hidden()
    one.publish()

    version, items = published(draft)
    assert list(items) == ["gone"]
    assert 'id="gone" r="50"' in version.svg


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_accessible_and_fits_a_phone(desk, scheme):
    one = desk(make_draft(svg=SVG), color_scheme=scheme)
    one.click_twice(0.25, 0.45)
    one.field("Placed by hand").check()
    one.page.get_by_text("Exact places").click()
    one.page.get_by_text("Edit as text").click()
    one.page.evaluate(AXE)

    found = one.page.evaluate(OURS)
    one.page.set_viewport_size({"width": 360, "height": 800})
    found += one.page.evaluate(OURS)

    assert found == []
    assert one.page.evaluate(SIDEWAYS) <= 0
