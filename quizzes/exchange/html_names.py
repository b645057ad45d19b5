"""The tags of HTML, and how what becomes of them is said."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

INLINE = frozenset({"b", "strong", "i", "em", "sub", "sup"})
LISTS = frozenset({"ul", "ol"})
KEPT = INLINE | LISTS | {"p", "br", "li"}

# What begins and ends a line.
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
# Their insides are no text.
DROPPED = {
    "script", "style", "template", "noembed", "noframes", "noscript", "title",
}  # fmt: skip
OTHERS = {
    "a", "abbr", "acronym", "annotation", "applet", "area", "audio", "base", "bdi",
    "bdo", "big", "br", "button", "canvas", "cite", "code", "col", "colgroup", "data",
    "datalist", "del", "dfn", "embed", "font", "frame", "frameset", "head", "iframe",
    "img", "input", "ins", "kbd", "label", "link", "map", "mark", "marquee", "math",
    "menclose", "merror", "meta", "meter", "mfenced", "mfrac", "mi", "mmultiscripts",
    "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "ms", "mspace",
    "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover", "nobr", "object", "optgroup", "option", "output", "param",
    "picture", "progress", "q", "rp", "rt", "ruby", "s", "samp", "select",
    "semantics", "slot", "small", "source", "span", "strike", "svg", "td", "textarea",
    "th", "time", "track", "tt", "u", "var", "video", "wbr",
}  # fmt: skip
KNOWN = BLOCKS | DROPPED | INLINE | OTHERS
BOOLEANS = {
    "allowfullscreen", "async", "autofocus", "autoplay", "checked", "compact",
    "controls", "default", "defer", "disabled", "formnovalidate", "hidden", "inert",
    "ismap", "itemscope", "loop", "multiple", "muted", "nohref", "noresize",
    "noshade", "novalidate", "nowrap", "open", "playsinline", "readonly", "required",
    "reversed", "selected", "webkitallowfullscreen", "mozallowfullscreen",
}  # fmt: skip

STYLES = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]++)\s*+:")
COLOR_STYLES = frozenset({"color", "background", "background-color"})
# What says that a formula is meant where there is no MathML.
FORMULA_CLASSES = frozenset({"math", "mathjax", "katex", "math-tex", "tex", "latex"})

GROUPS = {
    "table": "table",
    "a": "link",
    "area": "link",
    "img": "picture",
    "picture": "picture",
    "svg": "picture",
    "canvas": "picture",
    "math": "formula",
    "video": "recording",
    "audio": "recording",
    "iframe": "embedded",
    "object": "embedded",
    "embed": "embedded",
    "applet": "embedded",
    "frame": "embedded",
    "script": "script",
    "style": "styles",
    "blockquote": "quotation",
    "pre": "code",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "hr": "rule",
    "u": "underlining",
    "ins": "underlining",
    "s": "struck",
    "strike": "struck",
    "del": "struck",
    "mark": "color",
    "input": "field",
    "select": "field",
    "textarea": "field",
    "button": "field",
    "big": "styles",
    "small": "styles",
    "ruby": "styles",
    "dl": "definitions",
    "template": "template",
    "noscript": "template",
    "title": "title",
}
# Said only where all that is left is text.
TEXT_GROUPS = {
    "b": "emphasis",
    "strong": "emphasis",
    "i": "emphasis",
    "em": "emphasis",
    "sub": "script_letters",
    "sup": "script_letters",
    "ul": "list",
    "ol": "list",
}


WORDS = {
    "table": _("a table"),
    "link": _("a link"),
    "picture": _("a picture"),
    "formula": _("a formula"),
    "recording": _("a recording"),
    "embedded": _("embedded content"),
    "script": _("a script"),
    "styles": _("styles of letters"),
    "quotation": _("a block quotation"),
    "code": _("the look of code"),
    "heading": _("a heading"),
    "rule": _("a dividing line"),
    "underlining": _("underlining"),
    "struck": _("struck out text"),
    "color": _("color"),
    "field": _("a field of a form"),
    "definitions": _("a list of definitions"),
    "template": _("hidden text"),
    "title": _("the title of a page"),
    "emphasis": _("bold or italics"),
    "script_letters": _("the place of raised or lowered letters"),
    "list": _("a list"),
}


def named(name: str, attributes: Mapping[str, str], *, as_text: bool) -> Iterator[str]:
    """Yield the keys in ``WORDS`` of what is lost with a tag."""
    if group := GROUPS.get(name) or (as_text and TEXT_GROUPS.get(name)):
        yield group
    if not attributes:
        return
    styles = {found.lower() for found in STYLES.findall(attributes.get("style", ""))}
    if styles & COLOR_STYLES or {"color", "bgcolor"} & set(attributes):
        yield "color"
    if styles - COLOR_STYLES or ({"face", "size"} & set(attributes) and name == "font"):
        yield "styles"
    if FORMULA_CLASSES & set(attributes.get("class", "").lower().split()):
        yield "formula"
