"""What the allow-list itself must never hold."""

import pytest

from media.svg import clean, place
from media.svg.vocabulary import ATTRIBUTES, ELEMENTS, EVENT_HANDLER, REFUSED, TEXT_ONLY

# Start tags that end foreign content when an HTML parser meets them, and the elements
# whose content it does not read as markup.
BREAK_OUTS = {
    "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt",
    "em", "embed", "font", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img",
    "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small",
    "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
}  # fmt: skip
RAW = {
    "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style",
    "template", "textarea", "xmp",
}  # fmt: skip
REACHING = {
    "action", "attributename", "background", "base", "begin", "by", "class", "cursor",
    "data", "filter", "form", "formaction", "from", "is", "keytimes", "nonce", "part",
    "ping", "popover", "poster", "slot", "src", "srcdoc", "srcset", "style", "tabindex",
    "target", "to", "values", "xmlns",
}  # fmt: skip


def test_no_element_means_something_else_to_a_parser_of_html():
    names = {name.lower() for name in ELEMENTS}

    assert not names & (BREAK_OUTS | RAW)
    assert not names & {name.lower() for name in REFUSED}
    # `title` and `desc` are where HTML may begin inside SVG: text alone may be in them.
    assert names & {"title", "desc", "foreignobject", "annotation-xml"} == TEXT_ONLY


def test_no_attribute_acts_or_reaches_out():
    names = {name.lower() for name in ATTRIBUTES}

    assert not names & REACHING
    assert not [name for name in names if EVENT_HANDLER.match(name)]
    assert not [name for name in names if ":" in name]


@pytest.mark.parametrize(
    "name", [name for name, kind in ATTRIBUTES.items() if kind in {"paint", "local"}]
)
@pytest.mark.parametrize("value", ["url(#a)", "url( '#a' )", 'url("#a")'])
def test_every_reference_of_a_placed_drawing_points_into_it(name, value):
    value = value.replace('"', "&quot;")
    cleaned = clean(f'<svg viewBox="0 0 9 9"><g {name}="{value}"/></svg>')

    assert f'<g {name}="url(#f-1-a)"/>' in place(cleaned.svg, prefix="f-1")


@pytest.mark.parametrize(
    "name", [name for name, kind in ATTRIBUTES.items() if kind == "ids"]
)
def test_every_list_of_ids_of_a_placed_drawing_points_into_it(name):
    cleaned = clean(f'<svg viewBox="0 0 9 9"><g {name}=" a  b "/></svg>')

    assert f'<g {name}="f-1-a f-1-b"/>' in place(cleaned.svg, prefix="f-1")


def test_an_attribute_that_no_kind_of_reference_covers_holds_none():
    others = set(ATTRIBUTES.values()) - {"paint", "local", "href", "id", "ids", "text"}

    for kind in others:
        name = next(name for name, found in ATTRIBUTES.items() if found == kind)
        with pytest.raises(ValueError, match=r"not understood|outside"):
            clean(f'<svg viewBox="0 0 9 9"><g {name}="url(#a)"/></svg>')


def test_names_of_the_page_are_no_longer_names_once_placed():
    names = ["__proto__", "constructor", "cookie", "location", "body", "forms", "name"]
    body = "".join(f'<g id="{name}"/>' for name in names)

    placed = place(clean(f'<svg viewBox="0 0 9 9">{body}</svg>').svg, prefix="f-1")

    assert all(f'id="f-1-{name}"' in placed for name in names)
    assert placed.count("id=") == len(names)


@pytest.mark.parametrize("layer", ["bone", "dura-nerve"])
def test_a_layer_is_a_key(layer):
    cleaned = clean(f'<svg viewBox="0 0 9 9"><g data-layer="{layer}"/></svg>')

    assert f'<g data-layer="{layer}"/>' in cleaned.svg


@pytest.mark.parametrize(
    "layer", ["", "Bone", "bone dura", 'x"]', "-bone", "a--b", "*"]
)
def test_a_layer_that_is_no_key_is_refused(layer):
    layer = layer.replace('"', "&quot;")
    with pytest.raises(ValueError, match="“data-layer” is not understood"):
        clean(f'<svg viewBox="0 0 9 9"><g data-layer="{layer}"/></svg>')


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data-to-d", "M0 0;alert"),
        ("data-to-d", "url(#a)"),
        ("data-to-points", "0 0 NaN 1"),
        ("data-to-points", "inherit;"),
        ("data-to-transform", "translate(1) alert(1)"),
        ("data-to-transform", "translate(var(--fig-ink))"),
        ("data-to-opacity", "1;fill:red"),
        ("data-to-opacity", "calc(1)"),
        ("data-to-opacity", ""),
    ],
)
def test_a_second_phase_says_nothing_but_numbers(name, value):
    first = 'd="M0 0" points="0 0" transform="translate(1)" opacity="1"'
    with pytest.raises(ValueError, match=r"not understood|outside"):
        clean(f'<svg viewBox="0 0 9 9"><path {first} {name}="{value}"/></svg>')
