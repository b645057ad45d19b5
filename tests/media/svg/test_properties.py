"""What must hold for any drawing, however it was made."""

from xml.etree import ElementTree

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from media.svg import UnsafeSvg, clean, place
from media.svg.vocabulary import ATTRIBUTES, ELEMENTS, TEXT_ONLY

NS = "{http://www.w3.org/2000/svg}"
SPACES = ["", NS, "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1999/xlink}"]
# Any name, alone or in a namespace; half of the time one that the vocabulary knows.
ANY_NAME = st.builds(
    "{}{}".format,
    st.sampled_from([*SPACES, "{urn:other}"]),
    st.one_of(
        st.sampled_from(
            sorted(ELEMENTS | set(ATTRIBUTES) | {"style", "svg", "onload"})
        ),
        st.from_regex(r"[A-Za-z_][A-Za-z0-9._-]{0,6}", fullmatch=True),
    ),
)
NAMES = st.sampled_from(
    [
        *sorted(ELEMENTS),
        "script",
        "foreignObject",
        "style",
        "a",
        "image",
        "metadata",
        "x",
    ]
)
ATTRIBUTE_NAMES = st.sampled_from(
    [*sorted(ATTRIBUTES), "style", "onclick", "class", "xlink:href", "src", "xml:base"]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "1", "#a", "url(#a)", "red", "var(--fig-ink)", "javascript:alert(1)",
            "url(https://example.org)", "data:text/html,x", "fill:red", "M0 0L1 1",
            "translate(1)", 'a"b', "<b>", "a", "b", "none",
        ]
    ),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs"]),
        max_size=12,
    ),
)  # fmt: skip


def build(node):
    name, attributes, text, children = node
    element = ElementTree.Element(name, attributes)
    element.text = text
    element.extend(build(child) for child in children)
    return element


leaf = st.tuples(
    NAMES,
    st.dictionaries(ATTRIBUTE_NAMES, VALUES, max_size=3),
    st.text(st.sampled_from('ab<&">'), max_size=4),
    st.just([]),
)
wild = st.recursive(
    st.tuples(
        ANY_NAME,
        st.dictionaries(ANY_NAME, VALUES, max_size=3),
        st.text(st.sampled_from("ab<&\">\r'`"), max_size=4),
        st.just([]),
    ),
    lambda children: st.tuples(
        ANY_NAME,
        st.dictionaries(ANY_NAME, VALUES, max_size=2),
        st.text(st.sampled_from("ab<&>"), max_size=4),
        st.lists(children, max_size=4),
    ),
    max_leaves=12,
)
trees = st.recursive(
    leaf,
    lambda children: st.tuples(
        NAMES,
        st.dictionaries(ATTRIBUTE_NAMES, VALUES, max_size=3),
        st.text(st.sampled_from('ab<&">'), max_size=4),
        st.lists(children, max_size=4),
    ),
    max_leaves=12,
)

# Drawings that mostly pass: values of the right kind, and text that looks like markup.
MARKUP = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "&",
            "&lt;",
            "</title>",
            "<p>",
            "-->",
            "]]>",
            "'",
            '"',
            "x",
            "\u00a0",
        ]
    ),
    max_size=5,
).map("".join)
FITTING = {
    "length": st.sampled_from(["1", "-1.5", "2em", "10%"]),
    "size": st.sampled_from(["1", "2.5", "10%"]),
    "numbers": st.sampled_from(["1 2", "0,0 1,1 2,0"]),
    "path": st.sampled_from(["M0 0L1 1Z", "m1 1h2v3c1 1 2 2 3 3z"]),
    "transform": st.sampled_from(["translate(1 2)", "rotate(5) scale(.5)"]),
    "paint": st.sampled_from(
        ["red", "url(#a)", "url('#b') none", "var(--fig-ink, #123)"]
    ),
    "local": st.sampled_from(["none", "url(#a)", 'url("#b")']),
    "ids": st.sampled_from(["a", "a b"]),
    "fonts": st.sampled_from(["serif", "'Segoe UI', serif"]),
    "text": MARKUP,
}
fitting_attributes = st.lists(
    st.sampled_from(
        sorted(name for name, kind in ATTRIBUTES.items() if kind in FITTING)
    ).flatmap(lambda name: st.tuples(st.just(name), FITTING[ATTRIBUTES[name]])),
    max_size=4,
).map(lambda pairs: {n: v for n, v in pairs if not n.startswith("data-")})
fitting = st.recursive(
    st.tuples(
        st.sampled_from(sorted(ELEMENTS)), fitting_attributes, MARKUP, st.just([])
    ),
    lambda children: st.tuples(
        st.sampled_from([*sorted(ELEMENTS - TEXT_ONLY), "p", "metadata", "Path"]),
        fitting_attributes,
        MARKUP,
        st.lists(children, max_size=4),
    ),
    max_leaves=12,
)


def drawing(children):
    body = b"".join(ElementTree.tostring(build(child)) for child in children).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'
        f"{body}</svg>"
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(trees | wild, max_size=4))
def test_a_drawing_is_refused_or_holds_only_what_is_allowed(children):
    try:
        cleaned = clean(drawing(children))
    except UnsafeSvg:
        return

    root = ElementTree.fromstring(cleaned.svg)
    for element in root.iter():
        assert element.tag.removeprefix(NS) in ELEMENTS | {"svg"}
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES
            assert not name.startswith("on")
            if name != "aria-label":
                assert "javascript:" not in value
                assert "//" not in value
                assert "data:" not in value
    assert "\r" not in cleaned.svg
    found = {element.get("id") for element in root.iter()} - {None}
    assert found == cleaned.ids
    assert clean(cleaned.svg) == cleaned


def as_xml(svg):
    for element in ElementTree.fromstring(svg).iter():
        # The declaration of the namespace is no attribute to this parser.
        yield element.tag.removeprefix(NS).lower(), dict(element.attrib), element.text


def as_html(svg):
    for element in BeautifulSoup(svg, "html.parser").find_all(True):
        attributes = {n: v for n, v in element.attrs.items() if n != "xmlns"}
        text = element.find(string=True, recursive=False)
        yield element.name, attributes, str(text) if text is not None else None


@settings(max_examples=300, deadline=None)
@given(st.lists(trees | wild | fitting, max_size=4))
def test_a_parser_of_html_finds_what_a_parser_of_xml_finds(children):
    try:
        cleaned = clean(drawing(children))
    except UnsafeSvg:
        return

    xml = [
        (name, {key.lower(): value for key, value in attributes.items()}, text)
        for name, attributes, text in as_xml(cleaned.svg)
    ]
    assert list(as_html(cleaned.svg)) == xml


@settings(max_examples=200, deadline=None)
@given(st.lists(trees, max_size=4))
def test_a_placed_drawing_points_at_its_own_parts_alone(children):
    try:
        cleaned = clean(drawing(children))
    except UnsafeSvg:
        return

    placed = ElementTree.fromstring(
        place(cleaned.svg, prefix="f-9", structures=cleaned.ids)
    )

    before = list(ElementTree.fromstring(cleaned.svg).iter())
    for original, element in zip(before, placed.iter(), strict=True):
        assert element.text == original.text
        if "id" in original.attrib:
            assert element.get("id") == f"f-9-{original.get('id')}"
            assert element.get("data-structure") == original.get("id")
        if "href" in original.attrib:
            assert element.get("href") == f"#f-9-{original.get('href')[1:]}"
        for name, value in original.attrib.items():
            if "url(" in value and name != "aria-label":
                assert "url(#f-9-" in element.get(name)
        assert original.get("aria-label") == element.get("aria-label")
