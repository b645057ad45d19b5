"""A lesson with six of the largest plates: its weight, its queries, its ids."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template

import courses
from courses.domain import enrolment as enrolments
from media.models import Figure
from tests.counting import counted_queries
from tests.courses.factories import NOW, make_learner, make_small_course
from tests.courses.test_page_weight import KILOBYTE, closure, collected, longest_lesson

__all__ = ["collected"]
pytestmark = pytest.mark.django_db
DRAWINGS = Path(courses.__file__).parent / "curriculum/sot/figures"
PLATES = 6
MOST_BYTES = 60 * KILOBYTE
MOST_REQUESTS = 8
MOST_QUERIES = 6
MOST_PLATE_BYTES = 40 * KILOBYTE
# Parts of a plate's script that are fetched when a reader first asks for them.
WHEN_WANTED = ("plate-labels", "plate-test", "plate-phases")
LAYERS = ["bone", "ligament", "dura-nerve"]
SIDES = ["right", "left", "midline"]


def structure(number, key):
    """A part with all that a record may hold, in words that don't repeat too well."""
    return {
        "key": key,
        "label": f"Structure {number} of the pelvis",
        "latin": f"Structura pelvica {number * 37 % 101}",
        "side": SIDES[number % 3],
        "layer": LAYERS[number % 3],
        "text": f"Lies {number * 13 % 47} mm below number {number * 29 % 61}, and moves "
        f"with the {LAYERS[number % 3]} at its {SIDES[number * 7 % 3]} side.",
        "anchor": [0.1 + (number * 17 % 80) / 100, 0.05 + (number * 31 % 90) / 100],
        "label_at": "auto",
    }


def publish(key, svg, items):
    figure = Figure(
        key=key,
        title=f"Plate {key}",
        alt=f"The drawing of {key}.",
        description="What is where, in a few words. " * 20,
        credit="Drawing: the project.",
        svg=svg,
        structures={"schema": 1, "items": items},
        live=False,
    )
    figure.save()
    figure.save_revision().publish()
    return Figure.objects.get(pk=figure.pk)


def largest_drawings(count):
    return sorted(DRAWINGS.glob("*.svg"), key=lambda path: -path.stat().st_size)[:count]


@pytest.fixture
def lesson():
    """Six plates with twenty named parts each, in the longest text there is."""
    course, [lesson, _other] = make_small_course()
    body = [("prose", {"text": longest_lesson(), "notes": []})]
    for path in largest_drawings(PLATES):
        svg = path.read_text()
        keys = re.findall(r'\sid="([a-z0-9]+(?:-[a-z0-9]+)*)"', svg)[:20]
        items = [structure(number, key) for number, key in enumerate(keys)]
        shown = {"figure": publish(path.stem, svg, items), "caption": "A caption."}
        body.append(("figure", {**shown, "size": "text"}))
    lesson.body = body
    lesson.save_revision().publish()
    lesson.course = course
    return lesson


@pytest.fixture
def learner(client, lesson):
    learner = make_learner()
    enrolments.enrol(learner=learner, course=lesson.course, at=NOW)
    client.force_login(learner)
    return learner


class Page(HTMLParser):
    """Ids, and the images that are fetched at once and those that wait."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.later, self.images = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "img":
            (self.later if found.get("loading") == "lazy" else self.images).append(
                found
            )


def weight(content):
    return len(gzip.compress(content, 6, mtime=0))


def test_six_plates_are_as_light_as_one(client, collected, lesson, learner):
    response = client.get(lesson.url, headers={"accept-encoding": "gzip"})

    html = gzip.decompress(response.content).decode()
    page = Page(html)
    now = re.sub(r"<img [^>]*data-later[^>]*>", "", html)
    files = {
        url: size
        for url, size in closure(now, collected).items()
        if not any(name in url for name in WHEN_WANTED)
    }
    told = {"page": len(response.content), **files}
    assert len(page.later) == PLATES - 1
    assert page.images == []
    assert len(re.findall(r"<svg[^>]*figure__drawing", html)) == 1
    assert len(response.content) <= MOST_BYTES, told
    # Browsers fetch the image of the next plate before anybody scrolls.
    assert 1 + len(files) + 1 <= MOST_REQUESTS, told


def test_six_plates_cost_the_queries_of_a_lesson(client, lesson, learner):
    client.get(lesson.url)

    with counted_queries() as queries:
        response = client.get(lesson.url)

    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES, str(queries)


def test_each_later_plate_is_there_with_its_own_shape_and_ids(client, lesson, learner):
    page = Page(client.get(lesson.url).content.decode())
    ids = list(page.ids)

    for image in page.later:
        file = client.get(image["src"])
        assert file.status_code == 200
        svg = file.content.decode()
        _x, _y, width, height = map(
            float, re.search(r'viewBox="([^"]+)', svg)[1].split()
        )
        shape = int(image["width"]) / int(image["height"])
        assert shape == pytest.approx(width / height, rel=0.002)
        assert image["aria-details"] in page.ids
        assert f'aria-label="{image["alt"]}"' in svg
        ids += re.findall(r'\sid="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) > PLATES * 20


def test_the_first_plate_of_every_page_stands_in_it(client, lesson, learner):
    """Counting begins anew with each page and each rendering."""
    for _ in range(2):
        lesson.refresh_from_db()
        lesson.save_revision().publish()
        html = client.get(lesson.url).content.decode()
        assert html.index('<svg class="figure__drawing') < html.index("data-later")
        assert html.count("data-later") == PLATES - 1


def test_two_figures_of_one_procedure_share_no_id(client, lesson, learner):
    figure = Figure.objects.first()
    shown = {"figure": figure, "caption": "", "size": "text"}
    steps = [
        {"title": title, "text": "<p>Do.</p>", "figure": shown, "caution": ""}
        for title in ("One", "Two")
    ]
    lesson.body = [("procedure", {"title": "How", "steps": steps})]
    lesson.save_revision().publish()

    page = Page(client.get(lesson.url).content.decode())

    ids = page.ids + re.findall(
        r'\sid="([^"]+)"', client.get(page.later[0]["src"]).content.decode()
    )
    assert len(ids) == len(set(ids))


def test_a_plate_of_sixty_structures_is_light():
    """Its markup as it stands in a page, with labels, table, and controls."""
    path = largest_drawings(1)[0]
    parts = [f"part-{number}" for number in range(60)]
    shapes = "".join(
        f'<path id="{key}" d="M{number} {number * 3}h9v{number % 7 + 2}z" '
        'fill="var(--fig-bone-2, #ecdfc6)"/>'
        for number, key in enumerate(parts)
    )
    svg = path.read_text().replace("</svg>", f"{shapes}</svg>")
    items = [structure(number, key) for number, key in enumerate(parts)]
    figure = publish("sixty", svg, items)
    template = Template("{% load ce_media %}{% figure figure prefix='a' %}")

    html = template.render(Context({"figure": figure}))

    assert html.count("data-structure-row") == html.count("data-structure=") == 60
    assert html.count('class="figure__label"') >= 60
    assert weight(html.encode()) <= MOST_PLATE_BYTES, weight(html.encode())
