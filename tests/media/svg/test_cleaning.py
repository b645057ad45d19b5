import pytest

from media.svg import UnsafeSvg, clean

from .attacks import DECLARATIONS, DEFUSED, REFUSED, ROOTS, ROOTS_REFUSED, svg

BEFORE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"'


def refusal(text):
    with pytest.raises(UnsafeSvg) as caught:
        clean(text)
    return caught.value


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_clean_refuses_what_could_act_or_reach_out(body):
    error = refusal(svg(body))

    assert error.line == 2
    assert str(error).startswith("Line 2: ")


@pytest.mark.parametrize(("body", "left"), DEFUSED.values(), ids=DEFUSED.keys())
def test_clean_leaves_nothing_but_what_is_named(body, left):
    drawing = clean(svg(body))

    assert drawing.svg == (f"{BEFORE}>{left}</svg>" if left else f"{BEFORE}/>")
    assert clean(drawing.svg) == drawing


@pytest.mark.parametrize("attributes", ROOTS.values(), ids=ROOTS.keys())
def test_clean_keeps_a_drawing_in_its_place_on_the_page(attributes):
    assert clean(svg("<g/>", attributes)).svg == f"{BEFORE}><g/></svg>"


@pytest.mark.parametrize("attributes", ROOTS_REFUSED.values(), ids=ROOTS_REFUSED.keys())
def test_clean_refuses_a_root_that_acts(attributes):
    assert refusal(svg("<g/>", attributes)).line == 1


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=DECLARATIONS.keys())
def test_clean_reads_the_text_whatever_is_declared(declaration):
    left = clean(f"{declaration}{svg('<text>é+ADw-g+AD4-</text>')}").svg

    assert left == f"{BEFORE}><text>é+ADw-g+AD4-</text></svg>"


@pytest.mark.parametrize(
    "before",
    [
        '<?xml-stylesheet href="https://spy.example/x.xsl" type="text/xsl"?>',
        '<?xml version="1.0" encoding="nonsense"?><?php ?>',
        "text",
        "<!-- -- -->",
        "<!DOCTYPE html>",
    ],
)
def test_clean_refuses_what_stands_before_a_drawing(before):
    assert refusal(f"{before}{svg('<g/>')}").line == 1


def test_a_message_repeats_little_of_what_it_refuses():
    name = f"on{'a' * 100_000}"

    assert len(str(refusal(svg(f'<g {name}="x"/>')))) < 200


DOCTYPES = {
    "document type": "<!DOCTYPE svg>",
    "external document type": '<!DOCTYPE svg SYSTEM "https://example.org/x.dtd">',
    "public document type": (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    ),
    "entity": '<!DOCTYPE svg [<!ENTITY a "b">]>',
    "entity from a file": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "parameter entity": '<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://e.org">%a;]>',
    "default attribute": ('<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>'),
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES.keys())
def test_clean_refuses_every_document_type(doctype):
    error = refusal(f'<?xml version="1.0"?>\n{doctype}{svg("<g/>")}')

    assert error.line == 2


def test_clean_refuses_an_undeclared_entity():
    assert refusal(svg("<text>&a;</text>")).line == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no markup",
        "<svg",
        svg("<g>"),
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        '<svg xmlns="urn:other" viewBox="0 0 1 1"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 5"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 5"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan 5"/>',
        svg("\x00"),
        svg("<text>\ud800</text>"),
    ],
)
def test_clean_refuses_what_is_no_drawing(text):
    refusal(text)


def test_clean_keeps_the_drawing():
    body = (
        '<defs><linearGradient id="tone"><stop offset="0" stop-color="#fff"/>'
        "</linearGradient></defs>"
        '<g id="sacrum" aria-labelledby="name"><title id="name">Sacrum &amp; base</title>'
        '<path d="M1 1L2 2Z" fill="url(#tone)" stroke="var(--fig-outline)"/></g>'
        '<text x="1" y="2" font-size="3" text-anchor="middle">L &lt; R</text>'
        '<use href="#sacrum" transform="translate(1 2)"/>'
    )

    drawing = clean(svg(body))

    assert drawing.ids == {"tone", "sacrum", "name"}
    assert drawing.viewbox == (0, 0, 10, 10)
    assert drawing.svg == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        '<defs><linearGradient id="tone"><stop offset="0" stop-color="#fff"/>'
        "</linearGradient></defs>"
        '<g aria-labelledby="name" id="sacrum">'
        '<title id="name">Sacrum &amp; base</title>'
        '<path d="M1 1L2 2Z" fill="url(#tone)" stroke="var(--fig-outline)"/></g>'
        '<text font-size="3" text-anchor="middle" x="1" y="2">L &lt; R</text>'
        '<use href="#sacrum" transform="translate(1 2)"/>'
        "</svg>"
    )


def test_clean_turns_style_into_attributes():
    body = '<path d="M0 0" style="fill:#fff; stroke : red;-inkscape-x:1;opacity:.5"/>'

    drawing = clean(svg(body))

    assert '<path d="M0 0" fill="#fff" opacity=".5" stroke="red"/>' in drawing.svg


def test_clean_drops_what_editors_leave_behind():
    body = (
        '<sodipodi:namedview xmlns:sodipodi="urn:s" pagecolor="#fff"><g id="x"/>'
        "</sodipodi:namedview>"
        '<metadata><rdf:RDF xmlns:rdf="urn:r"/></metadata>'
        '<g class="layer" data-name="1" inkscape:label="a" xmlns:inkscape="urn:i"/>'
        "<!-- made by an editor -->"
    )

    drawing = clean(svg(body, 'width="10mm" height="10mm" id="root" role="img"'))

    assert drawing.svg == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g/></svg>'
    )
    assert drawing.ids == frozenset()


def test_clean_drops_the_title_of_the_whole_drawing():
    assert "Untitled" not in clean(svg("<title>Untitled</title>")).svg


def test_clean_takes_the_size_where_there_is_no_viewbox():
    drawing = clean(
        '<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="20"/>'
    )

    assert drawing.viewbox == (0, 0, 30, 20)


def test_clean_rounds_the_size_as_it_is_written():
    drawing = clean('<svg viewBox="0 0 1234.5678 9e-7"/>')

    assert drawing.viewbox == (0, 0, 1234.57, 9e-7)
    assert clean(drawing.svg) == drawing


def test_clean_accepts_a_drawing_without_namespace():
    assert clean('<svg viewBox="0 0 1 1"><g/></svg>').svg == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g/></svg>'
    )


def test_clean_names_the_line_in_a_long_file():
    text = svg("\n".join(["<g/>"] * 5000) + '\n<path d="M0 0" onclick="x"/>')

    assert refusal(text).line == 5002
