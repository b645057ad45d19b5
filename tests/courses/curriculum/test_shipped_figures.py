"""The figures that ship with the course, as the library's one hand drew them."""

import gzip
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.curriculum.reader import read_course
from media.labels import CHARACTER, LINE, cross, crossings, lay_out
from media.svg import clean

SOT = Path("courses/curriculum/sot")
SVG = sorted((SOT / "figures").glob("*.svg"))
FIGURES = [path.stem for path in SVG]


@cache
def course():
    return read_course(SOT)


def layout(key):
    drawn = course().figures[key]
    left, top, width, height = clean(drawn.svg).viewbox
    return lay_out(
        drawn.structures["items"], width=width, height=height, left=left, top=top
    )


def box(label, size):
    """Return left, top, right and bottom of a name, generously measured."""
    x, y = label.port
    width = max(map(len, label.lines)) * CHARACTER * size
    height = LINE * size * len(label.lines)
    left = {"start": x, "end": x - width}.get(label.align, x - width / 2)
    top = {"above": y - height, "below": y}.get(label.align, y - height / 2)
    return left, top, left + width, top + height


@pytest.mark.parametrize("key", FIGURES)
def test_no_leader_line_crosses_another(key):
    assert crossings(course().figures[key].structures["items"]) == []
    for one, other in combinations(layout(key).numbers, 2):
        assert not cross((one.port, one.anchor), (other.port, other.anchor)), (
            one.key,
            other.key,
        )


@pytest.mark.parametrize("key", FIGURES)
def test_no_name_lies_on_another(key):
    made = layout(key)
    for one, other in combinations(made.names, 2):
        a, b = box(one, made.name_size), box(other, made.name_size)
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one.name, other.name)


@pytest.mark.parametrize("path", SVG, ids=FIGURES)
def test_a_figure_weighs_at_most_40_kb_compressed(path):
    assert len(gzip.compress(path.read_bytes())) <= 40_000


@pytest.mark.parametrize("path", SVG, ids=FIGURES)
def test_drawn_letters_can_be_read_on_a_phone(path):
    """12 px when the drawing is 360 px wide."""
    drawing = clean(path.read_text(encoding="utf-8"))
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing.svg)]
    ems = [float(size) for size in re.findall(r'font-size="([\d.]+)em"', drawing.svg)]

    assert min(sizes) >= drawing.width * 0.0333
    assert min(ems, default=1) >= 1


def test_all_figures_are_drawn_on_one_page(tmp_path, capsys):
    out = tmp_path / "deep" / "figures.html"

    call_command("figures", out=out)

    page = out.read_text(encoding="utf-8")
    assert page.count('class="figure__drawing') == 3 * len(FIGURES)
    assert str(out) in capsys.readouterr().out


def test_a_folder_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(CommandError, match=r"course\.yaml"):
        call_command("figures", tmp_path, out=tmp_path / "figures.html")
