"""The numbers of an analysis as people read them: on the page, in plots, in files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes import plots
from quizzes.types import all_types

TITLE = gettext_lazy("Quiz statistics")
NOTHING = "–"
MOST_BARS = 20


def percent(number, places=0):
    return NOTHING if number is None else f"{100 * number:.{places}f}%"


def two_places(number):
    return NOTHING if number is None else f"{number:.2f}".replace("-", "−")


def duration(seconds):
    """Return a time as minutes and seconds, or seconds alone."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return _("%(minutes)s min %(seconds)s s") % {
            "minutes": minutes,
            "seconds": rest,
        }
    return _("%(seconds)s s") % {"seconds": rest}


def type_label(key):
    labels = {known.key: known.label for known in all_types()}
    return str(labels.get(key, key))


def quiz_numbers(found):
    """Return the numbers of a quiz: name, value, and what it says."""
    return [
        (_("Attempts"), str(found.attempts), ""),
        (_("Mean score"), percent(found.mean, 1), ""),
        (_("Median score"), percent(found.median, 1), _("Half scored less.")),
        (
            _("Standard deviation"),
            percent(found.sd, 1),
            _("How far scores lie apart."),
        ),
        (
            _("Skewness"),
            two_places(found.skewness),
            _("Below 0: a tail of low scores."),
        ),
        (
            _("Cronbach’s alpha"),
            two_places(found.alpha),
            _("How far the questions measure one thing; 1 is the most."),
        ),
        (
            _("Standard error"),
            percent(found.sem, 1),
            _("How far a score may be off by chance, two times in three."),
        ),
    ]


def item_numbers(found):
    """Return the numbers of a version: name, value, and what it says."""
    return [
        (_("Attempts"), str(found.attempts), ""),
        (_("Facility"), percent(found.facility), _("Marks earned of marks possible.")),
        (
            _("Discrimination"),
            two_places(found.discrimination),
            _("Facility in the upper third less that in the lower third."),
        ),
        (
            _("Correlation with the rest"),
            two_places(found.point_biserial),
            _("Point-biserial: do those who did well otherwise do well here?"),
        ),
        (
            _("Correlation with the whole"),
            two_places(found.uncorrected),
            _("The same with this question in the score; nearly always higher."),
        ),
        (
            _("Median time"),
            duration(found.median_seconds),
            _("An estimate from the times of saves."),
        ),
    ]


def item_row(item, *, number, url):
    """Return one version of a question as a row; without ``url`` it has no name."""
    version = item.version
    name = (
        str(version.question) if url else _("Question %(number)s") % {"number": number}
    )
    return {
        "number": number,
        "name": name,
        "url": url,
        "version": version.number,
        "type": type_label(version.type),
        "item": item,
        "facility": percent(item.facility),
        "discrimination": two_places(item.discrimination),
        "point_biserial": two_places(item.point_biserial),
        "time": duration(item.median_seconds),
        "warnings": [warning.label for warning in item.warnings],
        "on_map": item.facility is not None and item.discrimination is not None,
    }


def dot(row):
    name = _("%(number)s. %(name)s, version %(version)s") % {
        "number": row["number"],
        "name": row["name"],
        "version": row["version"],
    }
    item = row["item"]
    return plots.Dot(name, item.facility, item.discrimination, row["url"])


def score_rows(found):
    return [{"scores": score_class(one), "count": one.count} for one in found.histogram]


def score_class(one):
    if one.high >= 1:
        return _("%(low)s to 100%%") % {"low": f"{100 * one.low:.0f}"}
    return _("%(low)s to below %(high)s%%") % {
        "low": f"{100 * one.low:.0f}",
        "high": f"{100 * one.high:.0f}",
    }


def verdict(right):
    return {True: _("right"), False: _("wrong"), None: ""}[right]


def answer_row(row):
    return {
        "label": row.label,
        "right": row.right,
        "verdict": verdict(row.right),
        "count": row.count,
        "share": percent(row.share),
        "upper": percent(row.upper),
        "lower": percent(row.lower),
    }


def bar(row):
    label = row.label if len(row.label) <= 40 else f"{row.label[:39]}…"
    return plots.Bar(label, row.share, row.upper, row.lower, row.right)


# ---- as files ---------------------------------------------------------------------------


def item_lines(rows):
    """Return header and lines of the questions of a quiz; numbers stay numbers."""
    header = [
        _("Number"),
        _("Question"),
        _("Version"),
        _("Type"),
        _("Attempts"),
        _("Facility"),
        _("Discrimination"),
        _("Correlation with the rest"),
        _("Correlation with the whole"),
        _("Median time in seconds"),
        _("Notes"),
    ]
    lines = [
        [
            row["number"],
            row["name"],
            row["version"],
            row["type"],
            row["item"].attempts,
            row["item"].facility,
            row["item"].discrimination,
            row["item"].point_biserial,
            row["item"].uncorrected,
            row["item"].median_seconds,
            " ".join(str(warning) for warning in row["warnings"]),
        ]
        for row in rows
    ]
    return header, lines


def score_lines(found):
    """Return header and lines of the scores: the classes, then the quiz's numbers."""
    header = [_("What"), _("Value")]
    lines = [[score_class(one), one.count] for one in found.histogram]
    lines += [
        [_("Attempts"), found.attempts],
        [_("Mean score"), found.mean],
        [_("Median score"), found.median],
        [_("Standard deviation"), found.sd],
        [_("Skewness"), found.skewness],
        [_("Cronbach’s alpha"), found.alpha],
        [_("Standard error"), found.sem],
    ]
    lines += [[_("Note"), str(warning.label)] for warning in found.warnings]
    return header, lines


def answer_lines(found):
    """Return header and lines of the table of answers."""
    header = [
        _("Answer"),
        _("Verdict"),
        _("Attempts"),
        _("Share"),
        _("Share in the upper third"),
        _("Share in the lower third"),
    ]
    lines = [
        [row.label, verdict(row.right), row.count, row.share, row.upper, row.lower]
        for row in found.rows
    ]
    return header, lines
