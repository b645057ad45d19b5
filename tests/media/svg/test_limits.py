"""What a drawing may cost: memory, time, and what a browser has to draw."""

import signal
import time
import tracemalloc
from contextlib import contextmanager, suppress

import pytest

from media.svg import UnsafeSvg, clean
from media.svg.phases import NUMBERS
from media.svg.vocabulary import HUGE, KINDS, LOCAL_REFERENCE

from .attacks import svg

MEGABYTE = 1_000_000


def refusal(text):
    with pytest.raises(UnsafeSvg) as caught:
        clean(text)
    return caught.value


def peak_of(call, *arguments):
    tracemalloc.start()
    try:
        call(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@contextmanager
def seconds_of_work(limit):
    """Fail, rather than hang, when what is inside takes more CPU time than ``limit``."""

    def stop(_signal, _frame):
        pytest.fail(f"more than {limit} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# ---- size ------------------------------------------------------------------------------


def test_twenty_megabytes_are_refused_without_being_read():
    text = svg(f"<desc>{'x' * 20 * MEGABYTE}</desc>")

    assert peak_of(refusal, text) < 100_000
    assert str(refusal(text)) == "The drawing is larger than 2 MB."


def test_size_is_measured_in_bytes():
    assert "larger than 2 MB" in str(refusal(svg(f"<desc>{'é' * 1_000_001}</desc>")))


def test_billion_laughs_are_refused_with_memory_flat():
    lines = ['<!ENTITY a0 "lol">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    bomb = f"<!DOCTYPE svg [{''.join(lines)}]>{svg('<text>&a11;</text>')}"

    assert peak_of(refusal, bomb) < MEGABYTE


def test_one_long_entity_many_times_is_refused_with_memory_flat():
    bomb = f'<!DOCTYPE svg [<!ENTITY a "{"x" * 50_000}">]>' + svg(
        f"<text>{'&a;' * 50_000}</text>"
    )

    assert peak_of(refusal, bomb) < MEGABYTE


@pytest.mark.parametrize("name", ["g", "metadata", "title"])
def test_a_hundred_thousand_levels_are_refused_with_memory_flat(name):
    text = svg(f"<{name}>" * 100_000)

    assert peak_of(refusal, text) < 2 * MEGABYTE
    assert refusal(text).line == 2


def test_sixty_levels_are_the_limit():
    clean(svg("<g>" * 59 + "</g>" * 59))

    assert "60 deep" in str(refusal(svg("<g>" * 60 + "</g>" * 60)))


def test_deep_nesting_of_dropped_elements_is_refused():
    assert "60 deep" in str(refusal(svg("<metadata>" * 60 + "</metadata>" * 60)))


def test_too_many_parts_are_refused():
    clean(svg("<g/>" * 19_999))

    assert "20000 parts" in str(refusal(svg("<g/>" * 20_000)))


GREEDY = {
    "attributes": svg("<g " + "".join(f' a{n}="1"' for n in range(90_000)) + "/>"),
    "prefixes": svg("<g " + "".join(f' xmlns:a{n}="u"' for n in range(60_000)) + "/>"),
    "a prefix each": svg(
        "".join(f'<a{n}:x xmlns:a{n}="u{n}"/>' for n in range(19_000))
    ),
    "a long name": svg(f'<g {"a" * MEGABYTE}="1"/>'),
    "a long value": svg(f'<g aria-label="{"&lt;" * 250_000}"/>'),
    "a long number": svg(f'<g x="{"1" * MEGABYTE}"/>'),
    "a long list": svg(f'<g stroke-dasharray="{"1 " * 500_000}x"/>'),
    "a long second phase": svg(
        f'<polygon points="{"1" * 400_000}px" data-to-points="{"1" * 400_000}px"/>'
    ),
    "a long style": svg(f'<g style="{"fill:red;" * 110_000}"/>'),
    "a long comment": svg(f"<!--{'-a' * 500_000}-->"),
    "a long text": svg(f"<text>{'&lt;' * 250_000}</text>"),
    "empty sections": svg(f"<text>{'<![CDATA[]]>' * 83_000}</text>"),
    "parts with names": svg("".join(f'<g id="a{n}"/>' for n in range(19_000))),
}


@pytest.mark.parametrize("text", GREEDY.values(), ids=GREEDY.keys())
def test_a_megabyte_of_anything_takes_bounded_time_and_memory(text):
    def attempt():
        with suppress(UnsafeSvg):
            clean(text)

    with seconds_of_work(3):
        peak = peak_of(attempt)

    assert peak < 32 * MEGABYTE


def test_a_megabyte_of_drawing_takes_under_a_second():
    outline = "".join(f"c{n % 7}.5-{n % 5}.25 3 4 5.125-6.5" for n in range(20))
    shape = f'<path d="M1 2{outline}" fill="#dccba9" stroke="var(--fig-outline)"/>\n'
    text = svg(shape * (MEGABYTE // len(shape) + 1))
    assert len(text) > MEGABYTE

    times = []
    for _round in range(3):
        started = time.process_time()
        clean(text)
        times.append(time.process_time() - started)

    assert min(times) < 1


# ---- patterns --------------------------------------------------------------------------

LONG = 200_000
STRINGS = {
    "digits": "1" * LONG + "x",
    "zeros": "0" * LONG + "x",
    "a few digits": "1" * 40 + "x",
    "a few numbers": "1.5 " * 12 + "1" * 40 + "x",
    "dots": "1." * (LONG // 2) + "x",
    "fractions": ".0" * (LONG // 2) + "x",
    "exponents": "1e1" * (LONG // 3) + "x",
    "numbers": "1 " * (LONG // 2) + "x",
    "numbers with units": "1em" * (LONG // 3) + "x",
    "commas": "," * LONG + "x",
    "spaces": " " * LONG + "x",
    "spaces behind a number": "1" + " " * LONG + "x",
    "letters": "a" * LONG + "!",
    "words": "a " * (LONG // 2) + "!",
    "words with hyphens": "a-" * (LONG // 2) + "!",
    "a long id": "#" + "a" * LONG + "!",
    "beginnings of a url": "url(" * (LONG // 4),
    "a url of spaces": "url(" + " " * LONG + "x",
    "a url that does not end": "url(#a" + " " * LONG + "x",
    "a url with spaces behind it": "url(#a)" + " " * LONG + "!",
    "urls": "url(#a) " * (LONG // 8) + "!",
    "beginnings of a variable": "var(--fig-a," * (LONG // 11),
    "a variable of spaces": "var(--fig-a" + " " * LONG + "x",
    "a color that does not end": "rgb(" + "1," * (LONG // 2),
    "beginnings of a function": "scale(" * (LONG // 6),
    "functions": "scale(1)" * (LONG // 8) + "x",
    "a function of spaces": "scale" + " " * LONG + "x",
}
PATTERNS = {
    **{name: pattern.fullmatch for name, pattern in KINDS.items()},
    "huge": HUGE.search,
    "reference": LOCAL_REFERENCE.findall,
    "second phase": NUMBERS.fullmatch,
}


@pytest.mark.parametrize("match", PATTERNS.values(), ids=PATTERNS.keys())
def test_no_pattern_goes_back_and_forth(match):
    for name, text in STRINGS.items():
        with seconds_of_work(0.5):
            assert match(text) is not Ellipsis, name


# ---- what a browser has to draw --------------------------------------------------------

DRAWN = {
    "uses of uses": '<g id="a0"><path d="M0 0"/></g>'
    + "".join(
        f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, 9)
    ),
    "patterns of patterns": '<pattern id="a0"><rect width="1" height="1"/></pattern>'
    + "".join(
        f'<pattern id="a{n}">{f"""<path d="M0 0" fill="url(#a{n - 1})"/>""" * 10}'
        "</pattern>"
        for n in range(1, 7)
    ),
    "masks of masks": '<mask id="a0"><rect width="1" height="1"/></mask>'
    + "".join(
        f'<mask id="a{n}">{f"""<path d="M0 0" mask="url(#a{n - 1})"/>""" * 10}</mask>'
        for n in range(1, 7)
    ),
    "a pattern that a thousand shapes inherit": (
        f'<pattern id="p">{"<g/>" * 1000}</pattern>'
        f'<g fill="url(#p)">{"<g/>" * 1000}</g>'
    ),
    "a pattern that comes in by use": (
        f'<pattern id="p">{"<g/>" * 1000}</pattern><g id="g">{"<g/>" * 1000}</g>'
        '<use href="#g" fill="url(#p)"/>'
    ),
    "a marker at every point": (
        f'<marker id="m">{"<g/>" * 100}</marker>'
        f'<path marker-mid="url(#m)" d="M0 0{"h1" * 2000}"/>'
    ),
    "markers that a thousand lines inherit": (
        f'<marker id="m">{"<g/>" * 1000}</marker>'
        f'<g marker-end="url(#m)">{"""<path d="M0 0h1"/>""" * 1000}</g>'
    ),
    "a long outline many times": (
        f'<path id="p" d="M0 0{"h1" * 50_000}"/>{"""<use href="#p"/>""" * 200}'
    ),
    "a long text many times": (
        f'<text id="t">{"x" * 100_000}</text>{"""<use href="#t"/>""" * 200}'
    ),
}


@pytest.mark.parametrize("body", DRAWN.values(), ids=DRAWN.keys())
def test_parts_that_multiply_are_refused(body):
    assert "larger than a browser can show" in str(refusal(svg(body)))


def test_paints_of_groups_in_groups_do_not_multiply():
    stops = '<stop offset="0"/>' * 5
    body = (
        f'<linearGradient id="g">{stops}</linearGradient>{"""<g fill="url(#g)">""" * 12}'
        f"{'<g/>' * 1000}{'</g>' * 12}"
    )

    clean(svg(body))


CIRCLES = {
    "uses": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "a pattern and its paint": (
        '<pattern id="a"><rect width="1" height="1" fill="url(#a)"/></pattern>'
    ),
    "a mask": '<mask id="a"><g mask="url(#a)"/></mask>',
    "a marker": '<marker id="a"><path d="M0 0" marker-mid="url(#a)"/></marker>',
    "a clip": '<clipPath id="a"><path d="M0 0" clip-path="url(#a)"/></clipPath>',
    "a gradient": '<linearGradient id="a" href="#a"/>',
    "a part of itself": '<g id="a"><g id="b"><use href="#a"/></g></g>',
}


@pytest.mark.parametrize("body", CIRCLES.values(), ids=CIRCLES.keys())
def test_a_circle_is_refused(body):
    assert "refers to itself" in str(refusal(svg(body)))


def test_a_long_chain_of_references_is_refused():
    body = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(300))

    assert "too many parts" in str(refusal(svg(body)))


def test_chains_through_deep_groups_are_refused():
    deep = "".join(
        f'<g id="a{n}">{"""<g fill="red" stroke="url(#x)">""" * 50}'
        f'<use href="#a{n + 1}"/>{"</g>" * 50}</g>'
        for n in range(100)
    )

    assert "too many parts" in str(refusal(svg(deep)))
