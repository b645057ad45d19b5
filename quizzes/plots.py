"""Plots as SVG, made on the server: what goes in is numbers, what comes out is safe.

A plot has no size of its own: places across are percent of the width it is given, places
down are pixels, so that its text is as large on a phone as on a desk. Colors come from
classes (``ce_quizzes/admin/statistics.css``). Each plot says in words what it shows;
whoever shows it puts the numbers beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# The plot itself lies between these, in percent of the width.
LEFT, RIGHT = 13.0, 96.0
TOP, BOTTOM = 16, 236
HEIGHT = 284
TICKS = (0, 25, 50, 75, 100)
# More dots than this are no stops for the keyboard; the table has the same links.
MOST_STOPS = 60
LOOK_BELOW = 0.2


@dataclass(frozen=True, slots=True)
class Dot:
    """A question on the map. ``url`` is empty where there is nowhere to go."""

    name: str
    facility: float
    discrimination: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """An answer: shares from 0 to 1; those of the thirds may be unknown."""

    label: str
    share: float
    upper: float | None = None
    lower: float | None = None
    right: bool | None = None


def histogram(
    *, key: str, title: str, counts: Sequence[int], pass_mark: float | None = None
) -> SafeString:
    """Return bars of ``counts`` over classes of scores from 0 to 100 percent.

    ``key`` is unique on the page; ``pass_mark`` (percent) is drawn as a line.
    """
    highest = max([*counts, 1])
    steps = _steps(highest)
    width = (RIGHT - LEFT) / max(len(counts), 1)
    bars = format_html_join(
        "",
        '<rect class="plot__bar" x="{}%" y="{}" width="{}%" height="{}"/>',
        (
            (
                _n(LEFT + index * width + width * 0.06),
                _n(_down(count / steps[-1])),
                _n(width * 0.88),
                _n(BOTTOM - _down(count / steps[-1])),
            )
            for index, count in enumerate(counts)
            if count
        ),
    )
    line = ""
    if pass_mark is not None:
        at = _n(_across(pass_mark / 100))
        line = format_html(
            '<line class="plot__mark" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>'
            '<text class="plot__text" x="{0}%" y="12" text-anchor="{3}">{4}</text>',
            at,
            TOP,
            BOTTOM,
            "end" if pass_mark > 60 else "start",
            _("pass mark %(percent)s%%") % {"percent": f"{pass_mark:g}"},
        )
    described = _("%(attempts)s attempts; the fullest class has %(most)s.") % {
        "attempts": sum(counts),
        "most": max([*counts, 0]),
    }
    return _plot(
        key=key,
        title=title,
        description=described,
        role="img",
        parts=[
            _grid((step / steps[-1], str(step)) for step in steps),
            bars,
            line,
            _axis(_("Score in percent")),
        ],
    )


def item_map(*, key: str, title: str, dots: Sequence[Dot]) -> SafeString:
    """Return the map of facility (across) against discrimination (upward).

    Dots lead to their question. What sets learners apart too little lies in a region
    of its own and has a shape of its own. Lower ones than -1 there are none.
    """
    lowest = min([-0.2, *(dot.discrimination for dot in dots)])
    floor = -0.2 if lowest >= -0.2 else -0.6 if lowest >= -0.6 else -1.0

    def up(value: float) -> float:
        return (value - floor) / (1 - floor)

    edge = _down(up(LOOK_BELOW))
    regions = format_html(
        '<rect class="plot__region" x="{}%" y="{}" width="{}%" height="{}"/>'
        '<text class="plot__text plot__text--strong" x="{}%" y="{}">{}</text>'
        '<text class="plot__text" x="{}%" y="{}" text-anchor="end">{}</text>',
        _n(LEFT),
        _n(edge),
        _n(RIGHT - LEFT),
        _n(BOTTOM - edge),
        _n(LEFT + 1),
        _n(edge + 15),
        _("Look at this"),
        _n(RIGHT),
        12,
        _("Sets learners apart"),
    )
    levels = [level for level in (-1, -0.6, -0.2, 0.2, 0.6, 1) if level >= floor]
    stops = len([dot for dot in dots if dot.url]) <= MOST_STOPS
    drawn = format_html_join(
        "",
        "{}",
        (
            (_dot(dot, _across(dot.facility), _down(up(dot.discrimination)), stops),)
            for dot in dots
        ),
    )
    low = len([dot for dot in dots if dot.discrimination < LOOK_BELOW])
    described = _(
        "%(count)s questions; %(low)s have a discrimination below 0.2 and lie in the "
        "region “Look at this”."
    ) % {"count": len(dots), "low": low}
    return _plot(
        key=key,
        title=title,
        description=described,
        role="group",
        parts=[
            regions,
            _grid((up(level), f"{level:g}".replace("-", "−")) for level in levels),
            drawn,
            _axis(_("Facility in percent: hard to easy")),
        ],
    )


def distribution(*, key: str, title: str, bars: Sequence[Bar]) -> SafeString:
    """Return a bar for each answer, with marks where the thirds stand."""
    row = 58
    top = 4
    bottom = top + row * len(bars)
    drawn = format_html_join(
        "",
        '<text class="plot__text" x="0" y="{}">{}</text>'
        '<rect class="plot__track" x="0" y="{}" width="100%" height="16"/>'
        '<rect class="plot__bar{}" x="0" y="{}" width="{}%" height="16"/>{}{}',
        (
            (
                top + index * row + 14,
                _bar_words(bar),
                top + index * row + 28,
                " plot__bar--right" if bar.right else "",
                top + index * row + 28,
                _n(100 * bar.share),
                _third(bar.upper, top + index * row + 28, upper=True),
                _third(bar.lower, top + index * row + 28, upper=False),
            )
            for index, bar in enumerate(bars)
        ),
    )
    return _plot(
        key=key,
        title=title,
        description="; ".join(_bar_words(bar) for bar in bars),
        role="img",
        parts=[drawn],
        height=bottom,
    )


def _bar_words(bar: Bar) -> str:
    sign = {True: "✓ ", False: "✗ ", None: ""}[bar.right]
    return f"{sign}{bar.label}: {100 * bar.share:.0f}%"


def _third(share: float | None, y: float, *, upper: bool) -> SafeString | str:
    """Return a triangle at a share: from above for the upper third, else from below."""
    if share is None:
        return ""
    # A nested drawing can be placed in percent and drawn in pixels.
    shape = "M-6 -9H6L0 -1z" if upper else "M-6 25H6L0 17z"
    return format_html(
        '<svg class="plot__third" x="{}%" y="{}" overflow="visible">'
        '<path class="plot__triangle plot__triangle--{}" d="{}"/></svg>',
        _n(100 * share),
        _n(y),
        "upper" if upper else "lower",
        shape,
    )


def _dot(dot: Dot, across: float, down: float, stops: bool) -> SafeString:
    low = dot.discrimination < LOOK_BELOW
    shape = format_html(
        '<svg x="{}%" y="{}" overflow="visible"><path class="plot__dot{}" d="{}"/>'
        "</svg>",
        _n(across),
        _n(down),
        " plot__dot--look" if low else "",
        "M0 -8L8 0L0 8L-8 0z" if low else "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z",
    )
    words = _(
        "%(name)s: facility %(facility)s%%, discrimination %(discrimination)s"
    ) % {
        "name": dot.name,
        "facility": f"{100 * dot.facility:.0f}",
        "discrimination": f"{dot.discrimination:.2f}".replace("-", "−"),
    }
    if not dot.url:
        return format_html("<g><title>{}</title>{}</g>", words, shape)
    return format_html(
        '<a class="plot__link" href="{}" aria-label="{}"{}><title>{}</title>{}</a>',
        dot.url,
        words,
        "" if stops else SafeString(' tabindex="-1"'),
        words,
        shape,
    )


def _grid(levels: Iterable[tuple[float, str]]) -> SafeString:
    """Return lines across with their labels at the left."""
    return format_html_join(
        "",
        '<line class="plot__line" x1="{0}%" x2="{1}%" y1="{2}" y2="{2}"/>'
        '<text class="plot__text" x="{3}%" y="{4}" text-anchor="end">{5}</text>',
        (
            (
                _n(LEFT),
                _n(RIGHT),
                _n(_down(level)),
                _n(LEFT - 2),
                _n(_down(level) + 4),
                label,
            )
            for level, label in levels
        ),
    )


def _axis(label: str) -> SafeString:
    """Return the axis from 0 to 100 percent, and what it is."""
    ticks = format_html_join(
        "",
        '<text class="plot__text" x="{}%" y="{}" text-anchor="middle">{}</text>',
        ((_n(_across(tick / 100)), BOTTOM + 18, tick) for tick in TICKS),
    )
    name = format_html(
        '<text class="plot__text" x="{}%" y="{}" text-anchor="middle">{}</text>',
        _n((LEFT + RIGHT) / 2),
        BOTTOM + 40,
        label,
    )
    return ticks + name


def _plot(
    *,
    key: str,
    title: str,
    description: str,
    role: str,
    parts: Iterable[SafeString | str],
    height: float = HEIGHT,
) -> SafeString:
    return format_html(
        '<svg class="plot" role="{}" aria-labelledby="{}-title {}-desc" width="100%" '
        'height="{}" xmlns="http://www.w3.org/2000/svg"><title id="{}-title">{}</title>'
        '<desc id="{}-desc">{}</desc>{}</svg>',
        role,
        key,
        key,
        _n(height),
        key,
        title,
        key,
        description,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _steps(highest: int) -> list[int]:
    """Return round numbers from 0 to at least ``highest``, five at most."""
    step, nice = 1, (1, 2, 5)
    while step * 4 < highest:
        power = 10 ** (len(str(step)) - 1)
        lead = step // power
        step = power * (nice[nice.index(lead) + 1] if lead < 5 else 10)
    count = max(1, -(-highest // step))
    return [step * number for number in range(count + 1)]


def _across(part: float) -> float:
    return LEFT + (RIGHT - LEFT) * part


def _down(part: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * part


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
