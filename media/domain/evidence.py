"""How a verdict and a level of evidence are said in words."""

from typing import Any

from django.utils.translation import gettext

from media.enums import Level, Verdict


def label(verdict: str, level: Any = None) -> str:
    """Return both fields as one phrase, such as "Not supported (level 1)".

    The level is always mentioned, also when there is none: a verdict alone would
    leave open whether anything was graded. An empty or unknown verdict gives ``""``.
    """
    if verdict not in Verdict.values:
        return ""
    words = Verdict(verdict).label
    number = level_number(level)
    if number is None:
        return gettext("%(verdict)s (no level)") % {"verdict": words}
    return gettext("%(verdict)s (level %(level)s)") % {
        "verdict": words,
        "level": number,
    }


def level_number(level: Any) -> int | None:
    """Return the level as a number from 1 to 5, or ``None`` for no level.

    Forms and blocks hold levels as text.
    """
    try:
        return Level(int(level)).value
    except (TypeError, ValueError):
        return None
