"""The two markers that a lesson's text may hold. See docs/decisions/."""

import re

# [[key]] or [[key|words to show]]: a glossary term.
TERM = re.compile(r"\[\[([a-z0-9-]+)(?:\|([^\[\]<>]+))?\]\]")
# [^marker]: a claim, whose note stands in the margin.
MARK = re.compile(r"\[\^([a-z0-9-]+)\]")


def term_keys(text: str) -> set[str]:
    return {match[1] for match in TERM.finditer(text)}


def note_markers(text: str) -> set[str]:
    return set(MARK.findall(text))
