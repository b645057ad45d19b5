import tracemalloc

import pytest

from media.svg import UnsafeSvg, clean

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(body, attributes=""):
    return f'<svg {NS} viewBox="0 0 10 10" {attributes}>\n{body}\n</svg>'


def refusal(text):
    with pytest.raises(UnsafeSvg) as caught:
        clean(text)
    return caught.value


REFUSED = {
    "script": "<script>alert(1)</script>",
    "script with a prefix": (
        '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'
    ),
    "script of HTML": (
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'
    ),
    "script in another case": "<SCRIPT>alert(1)</SCRIPT>",
    "script in foreign metadata": (
        '<m:metadata xmlns:m="urn:x"><script>alert(1)</script></m:metadata>'
    ),
    "script of an unknown namespace": '<x:script xmlns:x="urn:x">alert(1)</x:script>',
    "event handler": '<path d="M0 0" onclick="alert(1)"/>',
    "event handler in capitals": '<path d="M0 0" ONLOAD="alert(1)"/>',
    "event handler with a namespace": (
        '<path xmlns:e="urn:e" d="M0 0" e:onload="alert(1)"/>'
    ),
    "event handler on a dropped element": '<metadata onload="alert(1)"/>',
    "foreign object": "<foreignObject><body/></foreignObject>",
    "HTML inside": '<body xmlns="http://www.w3.org/1999/xhtml"><img/></body>',
    "MathML inside": '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
    "iframe": '<iframe src="https://example.org"/>',
    "embed": '<embed src="https://example.org"/>',
    "link": '<a href="https://example.org"><path d="M0 0"/></a>',
    "javascript link": '<a xlink:href="javascript:alert(1)"><path d="M0 0"/></a>',
    "external use": '<use href="https://example.org/a.svg#b"/>',
    "external use by xlink": '<use xlink:href="//example.org/a.svg#b"/>',
    "data use": '<use href="data:image/svg+xml,x#b"/>',
    "javascript use with spaces": '<use href=" java&#9;script:alert(1)"/>',
    "relative use": '<use href="other.svg#b"/>',
    "external image": '<image href="https://example.org/spy.png"/>',
    "data image": '<image href="data:image/png;base64,AAAA"/>',
    "image of a filter": '<filter><feImage href="https://example.org/x"/></filter>',
    "link on a dropped element": '<sodipodi:x xmlns:sodipodi="urn:s" href="http://e.org"/>',
    "animation": '<animate attributeName="href" to="javascript:alert(1)"/>',
    "set": '<set attributeName="onclick" to="alert(1)"/>',
    "style element": "<style>path{fill:url(https://example.org)}</style>",
    "import in a style element": '<style>@import "https://example.org";</style>',
    "external paint": '<path d="M0 0" fill="url(https://example.org/#a)"/>',
    "external paint with quotes": '<path d="M0 0" fill="url(\'http://e.org#a\')"/>',
    "escaped url in paint": r'<path d="M0 0" fill="u\72l(https://example.org)"/>',
    "comment in paint": '<path d="M0 0" fill="u/**/rl(https://example.org)"/>',
    "image-set in paint": '<path d="M0 0" fill="image-set(\'http://e.org\' 1x)"/>',
    "second url in paint": '<path d="M0 0" fill="url(#a) url(http://e.org)"/>',
    "external clip": '<path d="M0 0" clip-path="url(https://example.org/#a)"/>',
    "external mask": '<path d="M0 0" mask="url(//example.org/#a)"/>',
    "external marker": '<path d="M0 0" marker-end="url(a.svg#b)"/>',
    "url in a style": '<path d="M0 0" style="fill:url(https://example.org/#a)"/>',
    "url in a property that is not kept": (
        '<path d="M0 0" style="background:url(https://example.org)"/>'
    ),
    "escape in a style": r'<path d="M0 0" style="fill:\75rl(https://example.org)"/>',
    "comment in a style": '<path d="M0 0" style="fi/**/ll:red"/>',
    "at-rule in a style": '<path d="M0 0" style="@import url(http://e.org)"/>',
    "expression in a style": '<path d="M0 0" style="opacity:expression(alert(1))"/>',
    "variable that is not a figure's": '<path d="M0 0" fill="var(--paper)"/>',
    "variable where no color goes": '<rect width="var(--fig-ink)" height="1"/>',
    "variable with a url behind it": (
        '<path d="M0 0" fill="var(--fig-ink, url(https://example.org))"/>'
    ),
    "function in a transform": '<g transform="url(https://example.org)"/>',
    "words in a path": '<path d="M0 0 javascript:alert(1)"/>',
    "markup in a title": "<g><title><g/></title></g>",
    "drawing in a drawing": '<svg viewBox="0 0 1 1"/>',
    "processing instruction": '<?xml-stylesheet href="https://example.org"?><g/>',
    "the same id twice": '<g id="a"/><g id="a"/>',
    "id that could leave its attribute": '<g id="a&quot; onload=&quot;x"/>',
    "text along a path": '<text><textPath href="#p">x</textPath></text>',
    "event listener": '<listener event="click" handler="#x"/>',
    "audio": '<audio src="https://example.org/x"/>',
    "switch": "<switch><g/></switch>",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_clean_refuses_what_could_act_or_reach_out(body):
    error = refusal(svg(body))

    assert error.line == 2
    assert str(error).startswith("Line 2: ")


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


def test_clean_refuses_billion_laughs_with_memory_flat():
    lines = ['<!ENTITY a0 "lol">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    bomb = f"<!DOCTYPE svg [{''.join(lines)}]>{svg('<text>&a11;</text>')}"

    tracemalloc.start()
    refusal(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 1_000_000


def test_clean_refuses_a_file_that_is_too_large():
    error = refusal(svg(f"<desc>{'x' * 2_000_001}</desc>"))

    assert str(error) == "The drawing is larger than 2 MB."


def test_clean_measures_size_in_bytes():
    refusal(svg(f"<desc>{'é' * 1_000_001}</desc>"))


def test_clean_refuses_too_many_parts():
    assert "20000 parts" in str(refusal(svg("<g/>" * 20_001)))


def test_clean_refuses_deep_nesting():
    assert "60 deep" in str(refusal(svg("<g>" * 80 + "</g>" * 80)))


def test_clean_refuses_deep_nesting_of_dropped_elements():
    refusal(svg("<metadata>" * 80 + "</metadata>" * 80))


def test_clean_refuses_parts_that_multiply():
    body = '<g id="a0"><path d="M0 0"/></g>'
    body += "".join(
        f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, 9)
    )

    assert "larger than a browser can show" in str(refusal(svg(body)))


def test_clean_refuses_a_circle_of_references():
    body = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'

    assert "refers to itself" in str(refusal(svg(body)))


def test_clean_refuses_a_pattern_that_paints_with_itself():
    body = '<pattern id="p"><rect width="1" height="1" fill="url(#p)"/></pattern>'

    assert "refers to itself" in str(refusal(svg(body)))


def test_clean_refuses_a_long_chain_of_references():
    body = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(300))

    assert "too many parts" in str(refusal(svg(body)))


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


def test_clean_accepts_a_drawing_without_namespace():
    assert clean('<svg viewBox="0 0 1 1"><g/></svg>').svg == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g/></svg>'
    )


def test_clean_names_the_line_in_a_long_file():
    text = svg("\n".join(["<g/>"] * 5000) + '\n<path d="M0 0" onclick="x"/>')

    assert refusal(text).line == 5002


def test_clean_takes_under_a_second_for_a_megabyte():
    import time

    path = f'<path d="M{" 1.25 2.5" * 110}" fill="#dccba9"/>\n'
    text = svg(path * 1000)
    assert len(text) > 1_000_000

    started = time.perf_counter()
    clean(text)

    assert time.perf_counter() - started < 1
