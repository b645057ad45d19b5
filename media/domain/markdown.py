"""Markdown of the course files turned into rich text that Wagtail's editor knows."""

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "h2", "h3", "hr", "i", "li", "ol",
    "p", "strong", "sub", "sup", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}

# Pages have their own title, and rich text knows two levels below it.
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}


def to_html(markdown_text: str) -> str:
    """Return sanitised rich text for ``markdown_text``; empty text gives ``""``.

    Headings are brought to h2 and h3, images are left as text, raw HTML keeps only
    the tags that rich text has, straight quotes become typographic ones. Glossary and claim markers pass through untouched.
    The same text always gives the same HTML.
    """
    options = {"html": True, "typographer": True}
    parser = MarkdownIt("commonmark", options).disable("image").enable("smartquotes")
    tokens = parser.parse(markdown_text.strip())
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        for child in token.children or []:
            if child.type == "softbreak":
                child.type, child.content = "text", " "
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()
