"""Lines of Markdown: where they may break, and what none of them may begin with."""

import re

WIDTH = 98

# What Markdown would take for the beginning of a list, heading, quote, fence or rule
# when a line begins with it; and a directive of a lesson file.
STARTS = re.compile(
    r"[-+](?=\s|$|-)|#{1,6}(?=\s|$)|>|=+$|~~~|:::|\d{1,9}(?=[.)](\s|$))"
)


def escaped_starts(text: str) -> str:
    return "\n".join(
        STARTS.sub(escape, line, count=1) if STARTS.match(line) else line
        for line in text.split("\n")
    )


def escape(match: "re.Match[str]") -> str:
    found = match[0]
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def wrapped(text: str, width: int = WIDTH) -> str:
    """Return a paragraph in lines of about ``width``; none begins with a sign.

    Lines break at single spaces alone: several of them are part of what is said.
    """
    return "\n".join(_lines(line, width) for line in text.split("\n"))


def _lines(text: str, width: int) -> str:
    lines: list[str] = []
    for word in re.split(r"(?<! ) (?! )", text):
        fits = lines and len(lines[-1]) + 1 + len(word) <= width
        if lines and (fits or _begins_something(word)):
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def _begins_something(word: str) -> bool:
    return not word.strip("*_ ") or word[0] == " " or bool(STARTS.match(word))
