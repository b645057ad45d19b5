"""What Markdown in course files may hold, and the marks in it."""

import re

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

TERM = re.compile(r"\[\[([^\[\]|]*)(\|[^\[\]]*)?\]\]")
MARK = re.compile(r"\[\^([^\[\]\s]*)\]")
HTML_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
ALLOWED_HTML = {"sub", "sup", "br"}
ALLOWED_LINKS = ("http://", "https://", "mailto:")

_parser = MarkdownIt("commonmark", {"html": True})


def find_terms(text):
    """Return the keys of glossary terms in ``text``, each with its position."""
    return [(match[1].strip(), match.start()) for match in TERM.finditer(text)]


def find_marks(text):
    """Return the markers of claim notes in ``text``, each with its position."""
    return [(match[1], match.start()) for match in MARK.finditer(text)]


def line_at(text, position, first_line):
    return first_line + text.count("\n", 0, position)


def check_markdown(text, *, problems, uses, first_line, terms=True, marks=False):
    """Note what rich text can't hold, and which glossary terms are used.

    With ``marks`` the text may point to notes of claims; whether each has its note is
    the caller's to check.
    """
    for key, position in find_terms(text):
        line = line_at(text, position, first_line)
        if terms:
            uses.note("glossary term", key, problems.path, line)
        else:
            problems.add(
                line,
                _("Glossary terms are not linked here: [[%(key)s]].") % {"key": key},
            )
    if not marks:
        for marker, position in find_marks(text):
            problems.add(
                line_at(text, position, first_line),
                _("A marker [^%(marker)s] can only stand in a lesson's prose.")
                % {"marker": marker},
            )
    for line, message in _markup_problems(text):
        problems.add(first_line + line, message)


def _markup_problems(text):
    line = 0
    for token in _parser.parse(text):
        if token.map:
            line = token.map[0]
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            yield line, _("Headings are written ## or ###.")
        if token.type == "html_block":
            yield from ((line, message) for message in _html_problems(token.content))
        if token.type in ("fence", "code_block"):
            yield (
                line,
                _("Indented or fenced code can't be shown; begin at the margin."),
            )
        for child in token.children or []:
            if child.type == "html_inline":
                yield from (
                    (line, message) for message in _html_problems(child.content)
                )
            if child.type == "image":
                yield line, _("Pictures stand in “:::figure KEY”, not in the text.")
            if child.type == "link_open":
                address = str(child.attrs.get("href", ""))
                if not address.lower().startswith(ALLOWED_LINKS):
                    yield (
                        line,
                        _("“%(address)s” is not a full address (https://…).")
                        % {"address": address},
                    )


def _html_problems(html):
    for tag in HTML_TAG.findall(html):
        if tag.lower() not in ALLOWED_HTML:
            yield _("HTML is not used here: <%(tag)s>.") % {"tag": tag}
