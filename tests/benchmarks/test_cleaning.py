"""Cleaning a drawing beside what reading it as XML costs."""

from xml.etree import ElementTree

import pytest

from media.svg import clean, place

from .timing import compare

pytestmark = pytest.mark.benchmark
MEGABYTE = 1_000_000


def long_outlines():
    """A megabyte as a figure has it: a few thousand shapes of many points each."""
    outline = "".join(f"c{n % 7}.5-{n % 5}.25 3 4 5.125-6.5" for n in range(20))
    shape = f'<path d="M1 2{outline}" fill="#dccba9" stroke="var(--fig-outline)"/>\n'
    return wrapped(shape * (MEGABYTE // len(shape) + 1))


def small_parts():
    """As many named parts as there may be."""
    return wrapped(
        "".join(
            f'<rect id="part-{n}" x="1.5" y="2" width="3" height="4" fill="#fff"/>\n'
            for n in range(MEGABYTE // 64)
        )
    )


def wrapped(body):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n{body}</svg>'


@pytest.mark.parametrize(
    ("text", "aim", "must"),
    [(long_outlines(), 8, 15), (small_parts(), 18, 30)],
    ids=["long outlines", "small parts"],
)
def test_cleaning(text, aim, must, report, request):
    kind = request.node.callspec.id
    found = compare(
        lambda: clean(text),
        lambda: ElementTree.fromstring(text),
        rounds=9,
        times=(1, 3),
        warm=1,
    )

    report(
        f"1 MB drawing cleaned, {kind}: CPU against reading it as XML",
        found.ratio,
        aim=aim,
        must=must,
        remarks=f"{found.lowest:.1f}x to {found.highest:.1f}x",
    )
    report("the same, best round", found.least * 1000, aim=500, must=1000, unit="ms")


def test_placing(report):
    drawing = clean(long_outlines()).svg

    found = compare(
        lambda: place(drawing, prefix="f-1"),
        lambda: ElementTree.fromstring(drawing),
        rounds=9,
        times=(3, 3),
        warm=1,
    )

    report(
        "1 MB drawing placed on a page: CPU against reading it as XML",
        found.ratio,
        aim=1,
        must=2,
        remarks=f"{found.lowest:.1f}x to {found.highest:.1f}x",
    )
